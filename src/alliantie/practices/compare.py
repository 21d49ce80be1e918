"""What differs between two versions of a file, place by place. Works on plain data, so for any file of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["added", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One place that differs: what stood there and what stands there now, "" for nothing."""

    path: str
    kind: Kind
    before: str
    after: str


def changes(before: Any, after: Any) -> tuple[Change, ...]:
    """Every place at which two values of groups, lists, texts and numbers differ; those of `before` first.

    Entries of a list that have an id are told apart by it, such as ``talks[intake].name.nl``, others by their place
    from 1; another order of the same ids is told at ``talks[order]``. Nothing (None, an empty group or list) is as good
    as absent. No changes means that the two say the same.
    """
    old, new = dict(_leaves(before)), dict(_leaves(after))
    return tuple(
        Change(path, _kind(path, old, new), old.get(path, ""), new.get(path, ""))
        for path in dict.fromkeys((*old, *new))
        if old.get(path) != new.get(path)
    )


def _kind(path: str, old: Mapping[str, str], new: Mapping[str, str]) -> Kind:
    if path not in old:
        return "added"
    return "changed" if path in new else "removed"


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _leaves(each, f"{path}.{key}" if path else str(key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        ids = _ids(value)
        for name, each in zip(ids or range(1, len(value) + 1), value, strict=True):
            yield from _leaves(each, f"{path}[{name}]")
        if len(ids) > 1:
            yield f"{path}[order]", ", ".join(ids)
    elif value is not None:
        yield path, _text(value)


def _ids(entries: Sequence[Any]) -> tuple[str, ...]:
    """The ids of the entries, or nothing where one has none or two share one."""
    ids = tuple(str(entry.get("id")) for entry in entries if isinstance(entry, Mapping) and entry.get("id"))
    return ids if len(set(ids)) == len(entries) else ()


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
