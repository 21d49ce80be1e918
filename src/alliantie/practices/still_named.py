"""Sentences of a practice that still name the term which a rule had before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from alliantie.practices.law import term_at
from alliantie.practices.periods import Term
from alliantie.practices.schema import Practice
from alliantie.practices.texts import Language

_DUTCH = """(?:een|één|elke|per) twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien
zestien zeventien achttien negentien twintig"""
_ENGLISH = """(?:one|a|each|every|per) two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen twenty"""
_NUMBERS: Mapping[str, tuple[str, ...]] = {"nl": tuple(_DUTCH.split()), "en": tuple(_ENGLISH.split())}
_OTHERWISE = {"P6M": {"nl": "half jaar", "en": "half a year"}, "P3M": {"nl": "kwartaal", "en": "quarter"}}


@dataclass(frozen=True, slots=True)
class StillNamed:
    """A rule that has another term than it had, and the sentences from its source that name the one it had."""

    rule: str
    was: str
    sentences: tuple[str, ...]


def still_named(old: Practice, new: Practice, language: Language) -> tuple[StillNamed, ...]:
    """For each rule whose term became another, what still names the old one: in the rule, the frame, a letter.

    Only what has the same source as the rule, and nothing of another rule that has that term rightly.
    """
    before = {norm.id: term_at(norm) for norm in old.norms}
    found = []
    for norm in new.norms:
        was, now = before.get(norm.id), term_at(norm)
        if was is None or now is None or str(was[2]) == str(now[2]):
            continue
        right = {each.id for each in new.norms if (term := term_at(each)) and str(term[2]) == str(was[2])}
        told = tuple(dict.fromkeys(_sentences(new, norm.source, was[2], right)))
        if told:
            found.append(StillNamed(norm.text.in_(language), was[2].in_words(language), told))
    return tuple(found)


def _sentences(practice: Practice, source: str, term: Term, right: set[str]) -> Iterator[str]:
    patterns = {language: _pattern(term, language) for language in _NUMBERS}
    data = practice.model_dump(mode="json", by_alias=True)
    data["norms"] = [norm for norm in data["norms"] if norm["id"] not in right]
    for said_by, language, text in _texts(data, None, "nl"):
        if said_by == source and patterns[language].search(text):
            yield text


def _texts(value: Any, source: str | None, language: str) -> Iterator[tuple[str | None, str, str]]:
    """Every text with the source it is told with, and its language."""
    if isinstance(value, Mapping):
        here = value.get("source") or source
        for name, each in value.items():
            yield from _texts(each, here, name if name in _NUMBERS else language)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, source, language)
    elif isinstance(value, str):
        yield source, language, value


def _pattern(term: Term, language: str) -> re.Pattern[str]:
    """How a sentence names a term: in figures or in words."""
    words = _NUMBERS[language]
    number = f"(?:{term.count}|{words[term.count - 1]})" if 1 <= term.count <= len(words) else str(term.count)
    units = "|".join(replace(term, count=count).in_words(language).partition(" ")[2] for count in (1, 2))
    otherwise = _OTHERWISE.get(str(term), {}).get(language)
    said = rf"{number}[ -](?:{units})" + (f"|{otherwise}" if otherwise else "")
    return re.compile(rf"\b(?:{said})\b", re.IGNORECASE)
