"""What must agree between the parts of a questionnaire file.

The checks work on the plain values, also when some of them have the wrong shape, so that one
reading of a file names everything that is wrong with it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from alliantie.instruments.problems import Problem, problem
from alliantie.instruments.schema import APART, OPTIONS, ROLES, SCALES
from alliantie.instruments.tree import Path, Tree, dotted

_BRACED = re.compile(r"\{[^{}]*\}|[{}]")
_ALLOWED = {"{professional}", "{client}"}


def check(tree: Tree) -> list[Problem]:
    """All disagreements in a file, in no particular order."""
    return [
        problem(tree.file, tree.line(path), dotted(path), code, **details)
        for find in (_languages, _placeholders, _answers, _scales, _lengths, _forms, _wording, _order)
        for path, code, details in find(tree.value)
    ]


_Found = Iterator[tuple[Path, str, dict[str, object]]]


def _languages(root: dict[str, Any]) -> _Found:
    declared = [name for name in _list(root.get("languages")) if name in ("nl", "en")]
    for path, value in _walk(root, ()):
        if isinstance(value, dict) and value and set(value) <= {"nl", "en"}:
            for language in declared:
                if language not in value:
                    yield path, "language_missing", {"language": language}
            for language in value:
                if declared and language not in declared:
                    yield (*path, language), "language_undeclared", {"language": language}


def _placeholders(root: dict[str, Any]) -> _Found:
    for path, value in _walk(root, ()):
        if isinstance(value, str):
            item_text = path[0] in ("scales", "variants") and len(path) > 2 and path[-2] in OPTIONS
            allowed = _ALLOWED if item_text else set()
            for found in _BRACED.findall(value):
                if found not in allowed:
                    yield path, "unknown_placeholder", {"detail": found}


def _answers(root: dict[str, Any]) -> _Found:
    for form, count in OPTIONS.items():
        options = _list(_map(_map(root.get("forms")).get(form)).get("options"))
        expected = list(range(1, count + 1))
        if options and [_map(option).get("value") for option in options] != expected:
            choices = ", ".join(map(str, expected))
            yield ("forms", form, "options"), "option_values", {"choices": choices}
    for name, question in _map(root.get("questions")).items():
        options = _list(_map(question).get("options"))
        expected = list(range(1, len(options) + 1))
        if [_map(option).get("value") for option in options] != expected:
            choices = ", ".join(map(str, expected))
            yield ("questions", name, "options"), "option_values", {"choices": choices}
    if "apart" in root and [_map(a).get("id") for a in _list(root["apart"])] != list(APART):
        yield ("apart",), "apart", {"choices": ", ".join(APART)}


def _scales(root: dict[str, Any]) -> _Found:
    if "scales" in root and [_map(scale).get("id") for scale in _list(root["scales"])] != list(SCALES):
        yield ("scales",), "scales", {"choices": ", ".join(SCALES)}
    seen: set[object] = set()
    for path, item in _items(root):
        yield from _again(seen, (*path, "id"), item.get("id"))
        if not any(role in item for role in ROLES):
            yield path, "item_without_role", {}
    seen = set()
    for index, variant in enumerate(_list(root.get("variants"))):
        yield from _again(seen, ("variants", index, "id"), _map(variant).get("id"))
    for name in ("lengths", "languages"):
        seen = set()
        for index, value in enumerate(_list(root.get(name))):
            yield from _again(seen, (name, index), value)


def _lengths(root: dict[str, Any]) -> _Found:
    declared = [length for length in _list(root.get("lengths")) if isinstance(length, int)]
    for path, item in _items(root):
        seen: set[object] = set()
        for index, length in enumerate(_list(item.get("lengths"))):
            yield from _again(seen, (*path, "lengths", index), length)
            if isinstance(length, int) and length not in declared:
                yield (*path, "lengths", index), "length_undeclared", {"length": length}
    counts = _counts(root)
    for index, length in enumerate(declared):
        for role in ROLES:
            per_scale = [counts[length, role, scale] for scale in SCALES]
            details: dict[str, object] = {"length": length, "role": role}
            if sum(per_scale) != length:
                yield ("lengths", index), "length_count", {**details, "count": sum(per_scale)}
            for scale, count in zip(SCALES, per_scale, strict=True):
                if not count:
                    yield ("lengths", index), "scale_without_item", {**details, "scale": scale}


def _counts(root: dict[str, Any]) -> Counter[tuple[int, str, str]]:
    """How many items there are for each length, role and scale."""
    return Counter(
        (length, role, str(_map(root["scales"][path[1]]).get("id")))
        for path, item in _items(root)
        for length in _list(item.get("lengths"))
        for role in ROLES
        if isinstance(length, int) and role in item
    )


def _forms(root: dict[str, Any]) -> _Found:
    has_easy = "easy" in _map(root.get("forms"))
    for path, item in _items(root):
        for role in ROLES:
            texts = _map(item.get(role))
            if texts and has_easy and "easy" not in texts:
                yield (*path, role), "easy_missing", {}
            if "easy" in texts and not has_easy:
                yield (*path, role, "easy"), "easy_undeclared", {}
    for path, _, _, texts in _replaced(root):
        if "easy" in texts and not has_easy:
            yield (*path, "easy"), "easy_undeclared", {}


def _wording(root: dict[str, Any]) -> _Found:
    roles = {str(item.get("id")): [r for r in ROLES if r in item] for _, item in _items(root)}
    for index, variant in enumerate(_list(root.get("variants"))):
        for item_id in _map(_map(variant).get("wording")):
            if item_id not in roles:
                yield ("variants", index, "wording", item_id), "unknown_item", {"detail": item_id}
    for path, item_id, role, _ in _replaced(root):
        if item_id in roles and role in ROLES and role not in roles[item_id]:
            yield path, "role_not_in_item", {"detail": item_id, "role": role}


def _order(root: dict[str, Any]) -> _Found:
    order = _map(root.get("order"))
    for role in ROLES:
        if role in order:
            expected = sorted(str(item.get("id")) for _, item in _items(root) if role in item)
            if sorted(map(str, _list(order[role]))) != expected:
                yield ("order", role), "order", {"role": role}


def _items(root: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    for at, scale in enumerate(_list(root.get("scales"))):
        for index, item in enumerate(_list(_map(scale).get("items"))):
            if isinstance(item, dict):
                yield ("scales", at, "items", index), item


def _replaced(root: dict[str, Any]) -> Iterator[tuple[Path, str, str, dict[str, Any]]]:
    for index, variant in enumerate(_list(root.get("variants"))):
        for item_id, by_role in _map(_map(variant).get("wording")).items():
            for role, texts in _map(by_role).items():
                path: Path = ("variants", index, "wording", item_id, role)
                yield path, item_id, role, _map(texts)


def _again(seen: set[object], path: Path, value: object) -> _Found:
    if isinstance(value, (str, int)):
        if value in seen:
            yield path, "repeated", {"detail": value}
        seen.add(value)


def _walk(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    yield path, value
    children = value.items() if isinstance(value, dict) else enumerate(_list(value))
    for name, child in children:
        yield from _walk(child, (*path, name))


def _map(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
