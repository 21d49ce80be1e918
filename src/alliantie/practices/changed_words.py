"""What differs between two versions of a practice, told to somebody who reads no files."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from alliantie.practices.compare import Change, changes
from alliantie.practices.law import term_at
from alliantie.practices.norm import Norm
from alliantie.practices.periods import parse_term
from alliantie.practices.schema import Practice
from alliantie.practices.show import ORDER, title_of
from alliantie.practices.texts import base_language

_ENTRY = re.compile(r"(\w+)\[(?!order\])([a-z0-9-]+)\]")
_WORDS: dict[str, tuple[str, str]] = {
    "source": ("zoals in de bron", "as in the source"),
    "own": ("eigen keuze", "own choice"),
    "true": ("ja", "yes"),
    "false": ("nee", "no"),
}
_BY = ("term_by", "start_by", "part_for_by", "basis")
_PARTS: dict[str, tuple[str, str]] = {
    "nl": ("Nederlands", "Dutch"),
    "en": ("Engels", "English"),
    "term": ("termijn", "term"),
    "term_by": ("waar de termijn vandaan komt", "where the term comes from"),
    "start_by": ("waar het begin vandaan komt", "where the start comes from"),
    "order": ("volgorde", "order"),
    "name": ("naam", "name"),
    "body": ("tekst van de brief", "text of the letter"),
    "paragraph": ("alinea", "paragraph"),
    "heading": ("kop", "heading"),
    "source": ("bron", "source"),
    "mode": ("hoe", "how"),
    "held_by": ("wie", "who"),
    "who": ("wie", "who"),
    "by": ("wie", "who"),
    "text": ("tekst", "text"),
    "client": ("woorden voor de cliënt", "words for the client"),
    "u": ("met u", "with u"),
    "je": ("met je", "with je"),
    "values": ("wat erbij staat", "what goes with it"),
    "options": ("antwoord", "answer"),
    "sections": ("deel", "part"),
    "fields": ("veld", "field"),
    "measures": ("maatregelen", "measures"),
    "grade": ("hoe streng de bron is", "how strict the source is"),
    "hardness": ("hoe hard het is", "how hard it is"),
    "effect": ("wat het doet", "what it does"),
    "start": ("vanaf wanneer", "from when"),
    "done": ("wanneer het klaar is", "when it is done"),
    "part_of": ("waar het bij hoort", "what it is part of"),
    "part_for": ("hoe lang het erbij hoort", "how long it is part of that"),
    "part_for_by": ("waar die duur vandaan komt", "where that length comes from"),
    "dropped": ("wanneer het vervalt", "when it falls away"),
    "when": ("alleen als", "only if"),
    "where": ("alleen als", "only if"),
    "fact": ("gebeurtenis", "event"),
    "decision": ("welk besluit", "which decision"),
    "needs": ("wat eerst moet", "what comes first"),
    "unless": ("wat het intrekt", "what takes it back"),
    "passed": ("hoe lang daarna pas", "how long after that"),
    "fresh": ("hoe oud het mag zijn", "how old it may be"),
    "holds_until": ("tot wanneer het geldt", "until when it counts"),
    "emergency": ("mag het bij gevaar toch", "is it possible in danger"),
    "emergency_source": ("waar staat dat het nooit mag", "where it says never"),
    "counts": ("wat telt", "what counts"),
    "number": ("hoe vaak hoogstens", "how often at most"),
    "window": ("in welke tijd", "in which time"),
    "before": ("voor welke dag", "before which day"),
    "after": ("na welke tijd", "after which time"),
}
_HIDDEN = ("version", "status")


def differences(old: Practice, new: Practice, language: str) -> tuple[Change, ...]:
    """Every place at which two versions differ but their number, called and ordered as the pages of a practice do.

    What is there in one version alone is told once, by its name. Raises ValueError for another language than nl and en.
    """
    dutch = base_language(language) == "nl"
    whole = {"added": _entries(new) - _entries(old), "removed": _entries(old) - _entries(new)}
    found: dict[str, Change] = {}
    for each in sorted(changes(_data(old), _data(new)), key=_place):
        entry = _ENTRY.match(each.path)
        if each.path in _HIDDEN or (each.path.endswith("[order]") and _moved_by(each, whole)):
            continue
        if entry and entry[0] in whole.get(each.kind, ()):
            called = _called(entry[0], old, new, language, dutch)
            found[entry[0]] = Change(called, each.kind, "", "")
        else:
            found[each.path] = replace(
                each,
                path=_called(each.path, old, new, language, dutch),
                before=_said(each.path, each.before, dutch),
                after=_said(each.path, each.after, dutch),
            )
    return tuple(found.values())


def other_term(old: Norm, new: Norm, language: str) -> tuple[str, str] | None:
    """The term of a rule in two versions, in words, where it became another."""
    one, other = term_at(old), term_at(new)
    if one is None or other is None or str(one[2]) == str(other[2]):
        return None
    return one[2].in_words(base_language(language)), other[2].in_words(base_language(language))


def _place(change: Change) -> int:
    """Where a place stands in the practice as it is read: what is about the whole first, the sources last."""
    field = re.split(r"[.\[]", change.path, maxsplit=1)[0]
    # What the notice before a round says is told to the client.
    told = {"notice": "explanation", "beside": "pairs"}.get(field, field)
    return len(ORDER) if told == "sources" else ORDER.index(told) if told in ORDER else -1


def _entries(practice: Practice) -> set[str]:
    """The entries of the lists of a practice that have an id, as a path begins with them."""
    return {
        f"{name}[{entry['id']}]"
        for name, value in _data(practice).items()
        if isinstance(value, list)
        for entry in value
        if isinstance(entry, dict) and entry.get("id")
    }


def _moved_by(order: Change, whole: Mapping[str, Collection[str]]) -> bool:
    """Whether another order says no more than that something came or went."""
    group = order.path.removesuffix("[order]")
    one, other = (text.split(", ") for text in (order.before, order.after))
    gone = {each for kind in ("added", "removed") for each in whole[kind]}
    return [each for each in one if f"{group}[{each}]" not in gone] == [
        each for each in other if f"{group}[{each}]" not in gone
    ]


def _data(practice: Practice) -> Any:
    return practice.model_dump(mode="json", by_alias=True)


def _called(path: str, old: Practice, new: Practice, language: str, dutch: bool) -> str:
    """A place in words: "Regels: Leg het kader uit, termijn"."""
    first, _dot, rest = path.partition(".")
    entry = _ENTRY.match(first)
    group = title_of(entry[1] if entry else first.partition("[")[0], language)
    name = _name(entry[1], entry[2], (new, old), language) if entry else ""
    steps = [step for step in re.split(r"[.\[\]]+", rest if entry else path.partition("[")[2] or rest) if step]
    parts = [_PARTS[step][0 if dutch else 1] if step in _PARTS else step for step in steps]
    # Under which kind of rule a term stands is for who writes files.
    parts = [part for part in parts if part not in ("within", "every", "at_most", "requires")]
    named = f"{group}: {name}" if name else group
    return ", ".join((named, *parts))


def _name(group: str, id: str, versions: tuple[Practice, ...], language: str) -> str:
    for practice in versions:
        for entry in getattr(practice, group, None) or ():
            if getattr(entry, "id", None) == id:
                called = next(filter(None, (getattr(entry, each, None) for each in ("name", "text", "title"))), None)
                return called.in_(language) if called is not None and group != "explanation" else id
    return id


def _said(path: str, value: str, dutch: bool) -> str:
    last = path.rpartition(".")[2]
    if last in ("term", "part_for", "window", "fresh", "passed", "after", "period", "least", "most") and value:
        try:
            return parse_term(value).in_words("nl" if dutch else "en")
        except ValueError:
            return value
    if value in _WORDS and (last in _BY or value in ("true", "false")):
        return _WORDS[value][0 if dutch else 1]
    return value
