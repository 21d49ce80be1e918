"""How many measures ran, began and ended in a period, for who leads a team or manages an organisation. No person.

The database leaves out what would be about a few people or about one worker (docs/methods/stock.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from alliantie.access.call import read
from alliantie.access.identity import Actor, proven_actor
from alliantie.practices.printed import gap


@dataclass(frozen=True, slots=True)
class Flow:
    """The measures of one kind, of a team or (without one) of the organisation, in a period that is half-open in days.

    `start_counted` and `end_counted` say whether what ran was counted on that day; otherwise it follows from what is
    recorded now, which always adds up.
    """

    organisation_id: UUID
    team_id: UUID | None
    practice_id: str
    measure_id: str
    start: int
    begun: int
    ended: int
    end: int
    start_counted: bool
    end_counted: bool

    @property
    def gap(self) -> int | None:
        """How far the end differs from start plus begun minus ended; None where neither was counted on its day."""
        return gap(self.start, self.begun, self.ended, self.end) if self.start_counted or self.end_counted else None


def stock_and_flow(actor: Actor, first: date, until: date) -> tuple[Flow, ...]:
    """What ran at the start of `first`, began and ended before `until`, and ran at the start of that. One query.

    For each team the actor leads and the organisation the actor manages; nothing for anyone else.
    """
    proven_actor(actor)
    return tuple(Flow(*row) for row in read("access.stock_and_flow", first, until))
