"""What who leads a team reads of it: how many cases each worker has, what is due in them, and who waits.

The database itself gives nobody else any of it, and nothing of rounds is among it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import F

from alliantie.access.call import read
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.visible import AnyOf
from alliantie.cases.models import Waiting, Weight
from alliantie.practices import Practice, library
from alliantie.practices.terms import HARDEST_FIRST

LED = "access.teams_led()"
# So many are more than anyone can read; what is due first comes first.
MOST = 500


@dataclass(frozen=True, slots=True)
class Caseload:
    """One worker of a team: how many cases run, what they weigh together by the team's own choice, and what is due."""

    team_id: UUID
    worker_id: UUID
    name: str
    cases: int
    weight: Decimal
    late: int
    coming: int


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
    proven_actor(actor)
    return tuple(Caseload(*row) for row in read("access.team_numbers", until))


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
    proven_actor(actor)
    found = Waiting.objects.filter(AnyOf("team_id", LED), ended_on__isnull=True).select_related("team")
    return tuple(found.order_by(F("name").asc(), "id"))


def get_waiting(actor: Actor, waiting_id: UUID) -> Waiting:
    """One who waits or waited for a team the actor leads. One query. Raises Waiting.DoesNotExist."""
    proven_actor(actor)
    return Waiting.objects.filter(AnyOf("team_id", LED)).select_related("team").get(id=waiting_id)
