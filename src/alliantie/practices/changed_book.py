"""Two versions of a practice read beside each other as a book: the whole sentences that differ, chapter by chapter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from alliantie.practices.schema import Practice
from alliantie.practices.show import ORDER, Section, sections

MOST_BESIDE = 250_000
"""Pairs of sentences that are weighed in a chapter, more than any of ours has; a longer one is told without places."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the book that differs, with each sentence as it was and will be; "" where it is in one alone."""

    title: str
    sentences: tuple[tuple[str, str], ...]


def changed_chapters(old: Practice, new: Practice, language: str) -> tuple[Chapter, ...]:
    """The chapters that differ, in the order of the book. Raises ValueError for another language than nl and en."""
    was, will = ({each.name: each for each in sections(version, language)} for version in (old, new))
    found = []
    for name in ORDER:
        one, other = was.get(name), will.get(name)
        there = other or one
        pairs = tuple(_pairs(_sentences(one), _sentences(other)))
        if there is not None and pairs:
            found.append(Chapter(there.title, pairs))
    return tuple(found)


def _sentences(section: Section | None) -> list[str]:
    if section is None:
        return []
    return [
        f"{group.title}: {entry.text}" if group.title else entry.text
        for group in section.groups
        for entry in group.entries
    ]


def _pairs(was: list[str], will: list[str]) -> Iterator[tuple[str, str]]:
    """What stands in one of them alone, side by side where it stands at the same place."""
    if len(was) * len(will) > MOST_BESIDE:
        here, there = set(was), set(will)
        yield from ((each, "") for each in was if each not in there)
        yield from (("", each) for each in will if each not in here)
        return
    for what, start, end, other_start, other_end in SequenceMatcher(None, was, will, autojunk=False).get_opcodes():
        if what != "equal":
            yield from zip_longest(was[start:end], will[other_start:other_end], fillvalue="")
