"""How long what is kept: a term for each category, by the law of a sector where one is known, else our own choice.

The terms are of the law as we know it and were not checked by a lawyer: each names its source, which says so. What an
organisation sets itself comes before them (`alliantie.keeping`); the law's term it can only lengthen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from alliantie.practices.sources import Source
from alliantie.practices.texts import Text


class Category(StrEnum):
    """What has a term of its own. All else of a case goes along with the case."""

    CASE = "case"
    ANSWERS = "answers"
    DRAFT = "draft"
    WAITING = "waiting"
    SEARCH = "search"


OWN = Source(
    id="own", kind="own", title=Text(nl="Niet in een bron: zelf gekozen", en="Not in a source: our own choice")
)
YOUTH = Source(
    id="law-youth-7-3-8",
    kind="statute",
    as_in_source="2020",
    title=Text(
        nl="Jeugdwet artikel 7.3.8: dossier twintig jaar na de laatste wijziging",
        en="Youth Act article 7.3.8: file twenty years after the last change",
    ),
)
SUPPORT = Source(
    id="law-wmo-5-3-4",
    kind="statute",
    as_in_source="2015",
    title=Text(
        nl="Wmo 2015 artikel 5.3.4: vijftien jaar",
        en="Social Support Act 2015 article 5.3.4: fifteen years",
    ),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """How long something is kept, in months, and by which source."""

    months: int
    source: Source

    @property
    def by_law(self) -> bool:
        """Whether a law gives the term: then an organisation can lengthen it only."""
        return self.source.kind == "statute"


SHORTEST, LONGEST = 1, 1200
"""Months an organisation can choose from."""

_BY_SECTOR: Mapping[tuple[str, str], Kept] = MappingProxyType(
    {("NL", "youth"): Kept(240, YOUTH), ("NL", "shelter"): Kept(180, SUPPORT)}
)
_OF_ITS_OWN: Mapping[Category, Kept] = MappingProxyType(
    {
        # A file of a sector without a known law: long enough for a complaint, a claim and a return.
        Category.CASE: Kept(120, OWN),
        Category.ANSWERS: Kept(24, OWN),
        Category.DRAFT: Kept(3, OWN),
        Category.WAITING: Kept(12, OWN),
        Category.SEARCH: Kept(60, OWN),
    }
)


def kept(category: Category, *, country: str = "", sector: str = "") -> Kept:
    """The term of a category where the organisation set none."""
    if category is Category.CASE:
        return _BY_SECTOR.get((country, sector), _OF_ITS_OWN[category])
    return _OF_ITS_OWN[category]
