"""A practice as plain text, as the command line prints it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from alliantie.practices.schema import Practice
from alliantie.practices.show import sections
from alliantie.practices.show_words import WORDS
from alliantie.practices.texts import Language, base_language

_WIDTH = 96


def shown(practice: Practice, language: str) -> str:
    """The practice as a page of text in `language` ("nl" or "en"); raises ValueError for another language."""
    return "\n".join(_lines(practice, base_language(language)))


def _lines(practice: Practice, language: Language) -> Iterator[str]:
    words = WORDS[language]
    yield f"{practice.name.in_(language)} ({practice.id} {practice.version}, {words[practice.status]})"
    yield from _wrapped(practice.described.in_(language))
    for section in sections(practice, language):
        yield from _head(section.title)
        if section.intro:
            yield from _wrapped(section.intro)
        for group in section.groups:
            if group.title:
                yield f"{group.title}:"
            for entry in group.entries:
                yield from _wrapped(f"{entry.text} [{entry.source}]" if entry.source else entry.text, "- ")
    yield from _head(words["sources"])
    for source in practice.sources:
        lines = f" ({words['lines'].format(source.seed)})" if source.seed else ""
        yield from _wrapped(f"[{source.id}] {source.title.in_(language)}{lines}. {source.standing(language)}", "- ")


def _head(title: str) -> tuple[str, ...]:
    return "", title, "-" * len(title)


def _wrapped(text: str, mark: str = "") -> Iterator[str]:
    indent = " " * len(mark)
    yield from textwrap.wrap(text, _WIDTH, initial_indent=mark, subsequent_indent=indent, break_on_hyphens=False)
