"""By which table a case sorts: the one its organisation loaded, or else the one of its practice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from alliantie.access.identity import Actor
from alliantie.cases.models import Case, LoadedTable
from alliantie.practices import Practice, library
from alliantie.practices.classification import Classification, OwnTable
from alliantie.practices.facts import Option
from alliantie.practices.own_table import load_own_table


@dataclass(frozen=True, slots=True)
class TableHere:
    """A table, everything the worker can choose, and the row of the organisation; None for a table of the practice."""

    table: Classification
    outcomes: tuple[Option, ...]
    loaded_id: UUID | None = None

    @property
    def own(self) -> OwnTable | None:
        """The table as the organisation loaded it; None for the one of the practice."""
        return self.table if isinstance(self.table, OwnTable) else None


def table_here(actor: Actor, case: Case, practice: Practice, table_id: str, today: date) -> TableHere:
    """The table by which a case sorts on a day. One query.

    An example of ours sorts nobody outside the demo: the worker picks.
    """
    rows = LoadedTable.objects.visible_to(actor).filter(
        organisation_id=case.organisation_id, practice_id=practice.id, table_id=table_id
    )
    ours, holding = practice.classification(table_id), holding_of(rows, today)
    read = read_table(holding.content, practice) if holding else None
    if holding is not None and read is not None:
        return TableHere(read, ours.outcomes, holding.id)
    used = ours if settings.DEMO or not ours.example else ours.model_copy(update={"rows": ()})
    return TableHere(used, ours.outcomes)


def table_of_row(actor: Actor, practice: Practice, table_id: str, loaded_id: UUID | None) -> TableHere:
    """The table by which was sorted. No query for the one of the practice, one for one of the organisation."""
    ours = practice.classification(table_id)
    if loaded_id is not None:
        row = LoadedTable.objects.visible_to(actor).get(id=loaded_id)
        read = read_table(row.content, practice)
        if read is not None:
            return TableHere(read, ours.outcomes, row.id)
    return TableHere(ours, ours.outcomes)


def tables_of(actor: Actor, organisation_id: UUID, practice_id: str) -> QuerySet[LoadedTable]:
    """Every version of every table an organisation loaded for a practice, the newest first."""
    rows = LoadedTable.objects.visible_to(actor).filter(organisation_id=organisation_id, practice_id=practice_id)
    return rows.select_related("loaded_by").order_by("table_id", "-number")


def holding_of(rows: Iterable[LoadedTable], day: date) -> LoadedTable | None:
    """The version of one table that holds on a day: the last that began, unless it is over or withdraws the table."""
    begun = [row for row in rows if row.valid_from <= day]
    last = max(begun, key=lambda row: row.number, default=None)
    if last is None or not last.content or (last.valid_until is not None and last.valid_until <= day):
        return None
    return last


def read_table(content: str, practice: Practice) -> OwnTable | None:
    """A table as it was loaded; None where it does not fit this version of the practice."""
    return _read(content, practice.id, practice.version, practice.hash)


@lru_cache(maxsize=256)
def _read(content: str, practice_id: str, version: str, _hash: str) -> OwnTable | None:
    return load_own_table(content.encode(), "", library().get(practice_id, version))[0]
