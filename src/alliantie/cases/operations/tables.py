"""Loading and withdrawing a table by which an organisation sorts, by whoever manages its practices."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor
from alliantie.practices import Practice
from alliantie.practices.classification import OwnTable


def load_table(
    *, actor: Actor, organisation_id: UUID, practice: Practice, table: OwnTable, content: str, seen: int
) -> None:
    """Load a table that was read from `content`, as the next version; `seen` is the number of the last one, 0 for none.

    Raises Denied for whoever does not manage this practice, NotNow where another version came since.
    """
    proven_actor(actor)
    days = (table.valid_from, table.valid_until)
    call("access.load_table", organisation_id, practice.id, table.id, seen, content, table.owner, *days)


def withdraw_table(
    *, actor: Actor, organisation_id: UUID, practice: Practice, table_id: str, on: date, seen: int
) -> None:
    """Let the table of the practice count again from a day on. Raises as `load_table`."""
    proven_actor(actor)
    call("access.load_table", organisation_id, practice.id, table_id, seen, "", "", on, None)
