"""Opening a case on one page: with its pairs, unless somebody in it is known already. Safe when sent twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.db import transaction

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.alliance import operations as alliance
from alliantie.cases import operations as cases
from alliantie.cases.models import Participant
from alliantie.cases.operations import NewPerson
from alliantie.cases.queries import get_case
from alliantie.people.models import Team
from alliantie.people.names import sort_key
from alliantie.people.queries import match
from alliantie.practices import Practice
from alliantie.worklist.operations import one_at_a_time


@dataclass(frozen=True, slots=True)
class NewCase:
    """What came of asking for a new case: the case, or the people known elsewhere, or too many questions.

    Who is known `comes_back` when no case of theirs runs any more.
    """

    outcome: Literal["opened", "known", "refused"]
    case_id: UUID | None = None
    known: tuple[tuple[str, str], ...] = ()
    comes_back: bool = False


def open_new_case(
    *,
    actor: Actor,
    now: datetime,
    team: Team,
    practice: Practice,
    measure_id: str,
    people: Sequence[NewPerson],
    until: date | None = None,
    on: date | None = None,
    why_back: str = "",
    why_long: str = "",
    before: str = "",
) -> NewCase:
    """Open a case with its pairs, unless somebody is known already: then nothing is made and the team is named.

    It begins on `on`, or today. With `why_back` a case is made for people whose cases all ended; the reason stands with
    its beginning; so do `why_long`, for an end beyond the longest of the practice, and `before`, for a measure that
    begins by a decision. The same form sent twice gives the same case. Raises Denied when the actor is not in the team.
    """
    with transaction.atomic():
        one_at_a_time(actor, f"new case:{actor.id}")
        there = _opened(actor, on or clock.day_of(now), practice, people)
        if there is not None:
            return NewCase("opened", there)
        known, runs = [], False
        for person in people:
            answer = match(actor, person.given_name, person.family_name, person.born_on, settings.MASTER_KEY)
            if answer.refused:
                return NewCase("refused")
            if answer.team is not None:
                known.append((f"{person.given_name} {person.family_name}", answer.team))
                runs = runs or not answer.ended
        if known and (runs or not why_back):
            return NewCase("known", known=tuple(known), comes_back=not runs)
        opened = cases.open_case(
            actor=actor,
            now=now,
            team=team,
            practice=practice,
            measure_ids=[measure_id],
            people=people,
            until=until,
            on=on,
            why=why_back if known else "",
            why_long=why_long,
            before=before,
        )
        alliance.begin_pairs(actor=actor, case=get_case(actor, opened.case_id), practice=practice, worker_id=actor.me)
        return NewCase("opened", opened.case_id)


def _opened(actor: Actor, on: date, practice: Practice, people: Sequence[NewPerson]) -> UUID | None:
    """The running case of the worker that began that day for exactly these people, if there is one."""
    asked = {(sort_key(person.given_name, person.family_name), person.born_on) for person in people}
    found: dict[UUID, set[tuple[str, date]]] = {}
    for participant in (
        Participant.objects.visible_to(actor)
        .filter(
            case__worker_id=actor.me,
            case__opened_on=on,
            case__practice_id=practice.id,
            case__closed_on__isnull=True,
        )
        .select_related("client")
    ):
        found.setdefault(participant.case_id, set()).add((participant.client.sort_key, participant.client.born_on))
    return next((case_id for case_id, there in found.items() if there == asked), None)
