"""Which term holds for what, given what an organisation set. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from alliantie.practices.keeping import Category, Kept, kept
from alliantie.practices.sources import Source
from alliantie.practices.texts import Text

SET = Source(
    id="set", kind="organisation", title=Text(nl="Door de organisatie gekozen", en="Chosen by the organisation")
)
"""The source of a term that an organisation set: why, stands beside it."""


@dataclass(frozen=True, slots=True)
class InUse:
    """A version of a way of working there are cases by, with where it comes from; "" what is without one."""

    practice_id: str
    country: str = ""
    sector: str = ""
    version: str = ""
    readable: bool = True
    """Whether it could be read which law holds; where not, no rule does, and nothing of it is due."""


@dataclass(frozen=True, slots=True)
class Rule:
    """For how many months an organisation keeps a category of a practice, and by which source."""

    organisation: UUID
    practice: str
    category: Category
    kept: Kept
    why: str = ""
    """What the organisation wrote with a term of its own."""
    version: str = ""


Set = Mapping[tuple[UUID, Category, str], tuple[int, str]]
"""What organisations set, by organisation, category and practice: months, and why."""


def rule(organisation: UUID, category: Category, used: InUse, own: Set) -> Rule:
    """The rule for one category. What an organisation sets never shortens a term of the law."""
    usual = kept(category, country=used.country, sector=used.sector)
    found = own.get((organisation, category, used.practice_id)) or own.get((organisation, category, ""))
    if found is None or (usual.by_law and found[0] <= usual.months):
        return Rule(organisation, used.practice_id, category, usual, version=used.version)
    return Rule(organisation, used.practice_id, category, Kept(found[0], SET), found[1], used.version)


def rules(organisation: UUID, used: Iterable[InUse], own: Set) -> tuple[Rule, ...]:
    """Every rule of an organisation: of each practice that can be read what belongs to cases, else what does not."""
    of_cases = (Category.CASE, Category.ANSWERS, Category.DRAFT)
    found = [rule(organisation, category, each, own) for each in used if each.readable for category in of_cases]
    rest = [category for category in Category if category not in of_cases]
    return (*found, *(rule(organisation, category, InUse(""), own) for category in rest))
