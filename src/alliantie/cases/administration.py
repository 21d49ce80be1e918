"""Loading and withdrawing the tables of organisations by command, as owner."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connections, transaction

from alliantie.cases.models import LoadedTable
from alliantie.people.administration import OWNER
from alliantie.people.models import Organisation
from alliantie.practices.classification import OwnTable


def load_table(
    organisation: Organisation, practice_id: str, table: OwnTable, content: str, *, now: datetime
) -> LoadedTable | None:
    """Load a table for an organisation; None where the last version says the same already."""
    return _next(organisation, practice_id, table.id, now, content, table.owner, (table.valid_from, table.valid_until))


def withdraw_table(
    organisation: Organisation, practice_id: str, table_id: str, *, on: date, now: datetime
) -> LoadedTable | None:
    """Let the table of the practice count again from a day on; None where there is nothing to withdraw."""
    return _next(organisation, practice_id, table_id, now, "", "", (on, None))


def loaded_tables() -> tuple[LoadedTable, ...]:
    """Every version of every table of every organisation, with its organisation. One query."""
    found = LoadedTable.objects.using(OWNER).select_related("organisation")
    return tuple(found.order_by("organisation__name", "practice_id", "table_id", "number"))


def _next(
    organisation: Organisation,
    practice_id: str,
    table_id: str,
    now: datetime,
    content: str,
    owner: str,
    days: tuple[date, date | None],
) -> LoadedTable | None:
    with transaction.atomic(using=OWNER):
        with connections[OWNER].cursor() as cursor:
            # Two at once would each take the same number.
            cursor.execute("LOCK TABLE cases_table IN SHARE ROW EXCLUSIVE MODE")
        rows = LoadedTable.objects.using(OWNER).filter(
            organisation=organisation, practice_id=practice_id, table_id=table_id
        )
        last = rows.order_by("-number").first()
        if (last.content if last else "") == content:
            return None
        return LoadedTable.objects.using(OWNER).create(
            area_id=organisation.area_id,
            organisation=organisation,
            practice_id=practice_id,
            table_id=table_id,
            number=last.number + 1 if last else 1,
            content=content,
            owner=owner,
            valid_from=days[0],
            valid_until=days[1],
            loaded_at=now,
        )
