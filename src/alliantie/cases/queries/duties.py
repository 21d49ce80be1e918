"""Reading what is due: in all cases someone may see, or in one that was read as a whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.access.plain import ask
from alliantie.cases.models import Case
from alliantie.cases.queries.cases import practice_of
from alliantie.norms.duty import Duty, rank
from alliantie.norms.stored import from_data
from alliantie.practices import Practice, library

# So many are more than anyone can read; what is due first comes first.
MOST = 500


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is due in a case, under its practice. `name` is the person of a family it is about, or ""."""

    id: UUID
    case_id: UUID
    case_title: str
    name: str
    practice: Practice
    duty: Duty

    @property
    def own_turn(self) -> bool:
        """Whether it is for the role in which a case is held, and not for someone beside it."""
        return self.duty.who == self.practice.pairs[0].professional_role


_DUE = """SELECT d.id, d.case_id, k.title, k.practice_id, k.practice_version, c.given_name, d.told
  FROM cases_duty d JOIN cases_case k ON k.id = d.case_id LEFT JOIN people_client c ON c.id = d.client_id
 WHERE d.case_id = ANY ((SELECT access.cases())::uuid[]) AND d.due <= %(until)s
 ORDER BY d.due, d.id LIMIT %(most)s"""


def due_until(actor: Actor, today: date, until: date) -> tuple[Due, ...]:
    """What is due up to and including a day in the cases the worker may see, in order. One query."""
    found = []
    for duty_id, case_id, title, practice_id, version, name, told in ask(actor, _DUE, {"until": until, "most": MOST}):
        if (practice := library().readable(practice_id, version)) is not None:
            duty = from_data(practice, json.loads(told), today)
            found.append(Due(duty_id, case_id, title, name or "", practice, duty))
    return _in_order(found, today)


def due_in(case: Case, names: Mapping[UUID, str], today: date) -> tuple[Due, ...]:
    """All that is due in a case read as a whole, in order. Costs no query."""
    practice = practice_of(case)
    return _in_order([_of_case(case, practice, names, told, today) for told in case.with_duties], today)


def _of_case(case: Case, practice: Practice, names: Mapping[UUID, str], told: dict[str, Any], today: date) -> Due:
    name = names.get(UUID(told["person"]), "") if told["person"] else ""
    return Due(UUID(told["id"]), case.id, case.title, name, practice, from_data(practice, told, today))


def _in_order(found: list[Due], today: date) -> tuple[Due, ...]:
    return tuple(sorted(found, key=lambda each: (*rank(each.practice, each.duty, today), each.case_title)))
