"""What who leads a team reads of it: how many cases each worker has, what is due in them, and who waits.

The database itself gives nobody else any of it, and nothing of rounds is among it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from alliantie.access.call import read
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.plain import Columns, ask, made, tie
from alliantie.access.visible import AnyOf
from alliantie.cases.models import Waiting, Weight
from alliantie.people.models import Team
from alliantie.practices import Practice, library
from alliantie.practices.terms import HARDEST_FIRST

LED = "access.teams_led()"
# So many are more than anyone can read; what is due first comes first.
MOST = 500


@dataclass(frozen=True, slots=True)
class Caseload:
    """One worker of a team: how many cases run, what they weigh together by the team's own choice, and what is due.

    In `nobody` of the cases nobody works any more; `talk_at` is the next talk that was planned in one of these.
    """

    team_id: UUID
    worker_id: UUID
    name: str
    cases: int
    weight: Decimal
    late: int
    coming: int
    nobody: int
    talk_at: datetime | None


@dataclass(frozen=True, slots=True)
class TeamDuty:
    """Something that is due in a case of the team. `forced` when it makes good what an emergency passed over."""

    team_id: UUID
    worker_id: UUID
    case_title: str
    practice: Practice
    norm_id: str
    hardness: str
    who: str
    due: date
    forced: bool


def caseloads(actor: Actor, until: date) -> tuple[Caseload, ...]:
    """Each worker of the teams the actor leads, by family name, with how much is late and how much due until a day.

    One query; nothing for anyone else.
    """
    return _numbers(actor, until, None)[0]


def team_numbers(actor: Actor, until: date, most: int) -> tuple[tuple[Caseload, ...], tuple[TeamDuty, ...]]:
    """What `caseloads` gives, and what is due until that day in these teams, hardest first.

    At most so many of each team, and all that makes good what an emergency passed over.

    One query, which notes in the reading log that the actor read of the cases of what is due, once a day.
    """
    return _numbers(actor, until, most)


def _numbers(actor: Actor, until: date, most: int | None) -> tuple[tuple[Caseload, ...], tuple[TeamDuty, ...]]:
    loads, first = [], []
    for *numbers, duties in ask(actor, _NUMBERS, [until, list(HARDEST_FIRST), most]):
        load = Caseload(*numbers)
        loads.append(load)
        first += [(load, *duty) for duty in json.loads(duties)]
    practices = library()
    return tuple(loads), tuple(
        TeamDuty(
            load.team_id, load.worker_id, title, practices.get(practice, version), norm, hardness, who,
            date.fromisoformat(due), forced,
        )
        for load, _place, title, practice, version, norm, hardness, who, due, forced in sorted(first, key=_place)
    )  # fmt: skip


_NUMBERS = """
SELECT n.team_id, n.worker_id, n.name, n.cases, n.weight, n.late, n.coming, coalesce(a.cases, 0), a.talk_at, n.first
  FROM access.team_numbers(%s, %s, %s) WITH ORDINALITY
       n(team_id, worker_id, name, cases, weight, late, coming, first, place)
  LEFT JOIN access.nobody_works() a ON a.team_id = n.team_id AND a.worker_id = n.worker_id ORDER BY n.place"""


def _place(duty: tuple[Any, ...]) -> int:
    return int(duty[1])


def team_duties(
    actor: Actor, until: date, most: int = MOST, *, team_id: UUID | None = None, worker_id: UUID | None = None
) -> tuple[TeamDuty, ...]:
    """What is due until a day, that day too, in the teams the actor leads, or one of them or with one worker: hardest
    first.

    At most so many of each team, and all that makes good what an emergency passed over. One query, which notes in the
    reading log that the actor read of these cases, once a day.
    """
    proven_actor(actor)
    practices = library()
    return tuple(
        TeamDuty(team, worker, title, practices.get(practice, version), norm, hardness, who, due, forced)
        for team, worker, title, practice, version, norm, hardness, who, due, forced in read(
            "access.team_duties", until, list(HARDEST_FIRST), most, team_id, worker_id
        )
    )


def weights_of(actor: Actor, team_id: UUID) -> dict[tuple[str, str], Decimal]:
    """What measures (practice, measure) weigh for a team the actor leads, where that is not 1. One query."""
    proven_actor(actor)
    found = Weight.objects.filter(AnyOf("team_id", LED), team_id=team_id).order_by("practice_id", "measure_id")
    return {
        (practice, measure): weight
        for practice, measure, weight in found.values_list("practice_id", "measure_id", "weight")
    }


def who_waits(actor: Actor) -> tuple[Waiting, ...]:
    """Who waits for the teams the actor leads, by name. One query; nothing for anyone else."""
    return tuple(_waiting(row) for row in ask(actor, _WAITING))


_WHO, _TEAM = Columns(Waiting, "w"), Columns(Team, "t")
_WAITING = f"""
SELECT {_WHO}, {_TEAM} FROM cases_waiting w JOIN people_team t ON t.id = w.team_id
 WHERE w.team_id = ANY ((SELECT {LED})::uuid[]) AND w.ended_on IS NULL ORDER BY w.name, w.id"""  # noqa: S608 - our own


def _waiting(row: tuple[Any, ...]) -> Waiting:
    found, team = made(row, _WHO, _TEAM)
    tie(found, team=team)
    return cast(Waiting, found)


def get_waiting(actor: Actor, waiting_id: UUID) -> Waiting:
    """One who waits or waited for a team the actor leads. One query. Raises Waiting.DoesNotExist."""
    proven_actor(actor)
    return Waiting.objects.filter(AnyOf("team_id", LED)).select_related("team").get(id=waiting_id)
