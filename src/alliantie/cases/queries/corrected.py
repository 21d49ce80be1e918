"""Reading what was decided on a judgement that was corrected since: who leads a team, and no more of it than that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from alliantie.access.call import read
from alliantie.access.identity import Actor, proven_actor
from alliantie.practices import Practice, library

# More at once is no list of what a leader looks into; the newest come first.
MOST_CORRECTED = 50


@dataclass(frozen=True, slots=True)
class Corrected:
    """An incident that was judged otherwise after something was chosen because of it, and whether that was chosen anew.

    `chosen` are the responses that were chosen by the word of before.
    """

    team_id: UUID
    worker_name: str
    case_title: str
    practice: Practice
    kind: str
    happened_on: date
    chosen: tuple[str, ...]
    corrected_at: datetime
    answered: bool


def team_corrected(actor: Actor, since: datetime, most: int = MOST_CORRECTED) -> tuple[Corrected, ...]:
    """The incidents in teams the actor leads that were judged otherwise after something was chosen: since that moment,
    or longer ago while nothing was chosen anew. The newest first.

    One query, which notes in the reading log that the actor read of them, once a day. Nothing for anyone else.
    """
    proven_actor(actor)
    practices = library()
    return tuple(
        Corrected(team, worker, title, practices.get(practice, version), kind, on, tuple(chosen), at, answered)
        for team, worker, title, practice, version, kind, on, chosen, at, answered in read(
            "access.team_corrected", since, most
        )
    )
