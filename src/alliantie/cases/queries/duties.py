"""What is due, as it was kept: in one case that was read as a whole, or of a list somebody read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from alliantie.access.identity import Actor
from alliantie.cases.models import Case, Fact
from alliantie.cases.queries.cases import practice_of
from alliantie.norms.duty import Duty, rank
from alliantie.norms.stored import Kept
from alliantie.practices import Practice


class Due(NamedTuple):
    """One thing that is due in a case, under its practice. `name` is the person of a family it is about, or "".

    Its number and that of its case are as they were read: of a long list most is counted and never told.
    """

    number: str
    of_case: str
    case_title: str
    name: str
    practice: Practice
    kept: Kept

    @property
    def id(self) -> UUID:
        """Its number."""
        return UUID(self.number)

    @property
    def case_id(self) -> UUID:
        """The number of its case."""
        return UUID(self.of_case)

    @property
    def duty(self) -> Duty:
        """The duty with all that explains it."""
        return self.kept.whole

    @property
    def own_turn(self) -> bool:
        """Whether it is for the role in which a case is held, and not for someone beside it."""
        return self.kept.who == self.practice.pairs[0].professional_role


def due_in(case: Case, names: Mapping[UUID, str], today: date) -> tuple[Due, ...]:
    """All that is due in a case read as a whole, in order, people of one rule as in `names`. Costs no query."""
    practice = practice_of(case)
    place = {str(client_id): at for at, client_id in enumerate(names)}
    listed = sorted(case.with_duties, key=lambda told: (told["norm"], place.get(told["person"], -1), told["id"]))
    return in_order([_of_case(case, practice, names, told, today) for told in listed], today)


def _of_case(case: Case, practice: Practice, names: Mapping[UUID, str], told: dict[str, Any], today: date) -> Due:
    name = names.get(UUID(told["person"]), "") if told["person"] else ""
    return Due(told["id"], str(case.id), case.title, name, practice, Kept(practice, told, today))


def in_order(found: Iterable[Due], today: date) -> tuple[Due, ...]:
    """The order in which a worker sees them: see `rank`; what stands alike by the title of the case."""
    return tuple(sorted(found, key=lambda each: (*rank(each.practice, each.kept, today), each.case_title)))


def set_otherwise(actor: Actor, case: Case, norm_id: str, client_id: UUID | None) -> tuple[Fact, ...]:
    """What was set of a norm in one case, for one person or everyone, latest first. One query."""
    kinds = ("norm_deviated", "norm_suspended", "term_set", "start_set")
    whose = Q(client_id=client_id) if client_id else Q(client_id__isnull=True)
    there = Fact.objects.visible_to(actor).filter(whose, case_id=case.id, kind__in=kinds, void=False)
    return tuple(there.filter(values__norm=norm_id).order_by("-recorded_at", "id"))
