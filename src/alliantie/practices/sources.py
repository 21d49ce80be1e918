"""Where a statement of a practice comes from, and what that says about today."""

from __future__ import annotations

from datetime import date
from typing import Literal

from alliantie.practices.texts import Part, PlainText, Text, base_language
from alliantie.practices.values import Day, Id, SeedReference, Year

SourceKind = Literal["statute", "court", "chain_agreement", "organisation", "method", "guideline", "own"]

LAW: frozenset[str] = frozenset({"statute", "court", "chain_agreement"})
"""Kinds that are checked against the law; the others are checked against the way of working."""

_MONTHS = {
    "nl": (
        *("januari", "februari", "maart", "april", "mei", "juni"),
        *("juli", "augustus", "september", "oktober", "november", "december"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


class Checked(Part):
    """Who compared the source with the law or the way of working of today, and when."""

    by: PlainText
    on: Day


class Source(Part):
    """A source: a statute, a ruling, an agreement, a method, or a choice of our own."""

    id: Id
    kind: SourceKind
    title: Text
    seed: SeedReference | None = None
    as_in_source: Year | None = None
    valid_from: Day | None = None
    valid_until: Day | None = None
    checked: Checked | None = None

    def is_valid(self, day: date) -> bool:
        """Whether it is in force on `day`, as far as is known; `valid_until` is the first day on which it is not."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day < self.valid_until)

    def standing(self, language: str) -> str:
        """What a reader has to know about this source today, in one or two sentences of `language`."""
        dutch = base_language(language) == "nl"
        if self.checked is not None:
            day = day_in_words(self.checked.on, "nl" if dutch else "en")
            by = self.checked.by
            return f"Getoetst op {day} door {by}." if dutch else f"Checked on {day} by {by}."
        if self.kind == "own":
            return "Onze eigen keuze." if dutch else "Our own choice."
        year = (self.as_in_source or "")[:4]
        if self.kind in LAW:
            against = "de huidige wet" if dutch else "current law"
        else:
            against = "de huidige werkwijze" if dutch else "the current way of working"
        if dutch:
            return f"Zoals in de bron, omstreeks {year}. Nog niet getoetst aan {against}."
        return f"As in the source, around {year}. Not yet checked against {against}."


def day_in_words(day: date, language: str) -> str:
    """A day such as "12 maart 2026"; raises KeyError for another language than nl and en."""
    return f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}"
