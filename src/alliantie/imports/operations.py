"""Bringing files in: all of them or nothing, in one transaction, and as often as one likes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connections, transaction
from psycopg import sql

from alliantie import clock
from alliantie.access.models import Account
from alliantie.imports.checks import check
from alliantie.imports.reading import Problem
from alliantie.imports.sheets import Place, sheets
from alliantie.imports.staging import prepare, problems, stage
from alliantie.imports.writing import touched, write
from alliantie.people.administration import OWNER
from alliantie.people.models import Organisation, Team
from alliantie.practices import library


@dataclass(frozen=True, slots=True)
class Counted:
    """The rows of one file: how many there are, and how many of them are new."""

    rows: int
    new: int


@dataclass(slots=True)
class Outcome:
    """What came of an import. With `problems` nothing was written; `notes` are only worth knowing."""

    counted: dict[str, Counted] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    wrong: int = 0
    """How many problems there are, also of those that are too many to tell."""
    notes: list[Problem] = field(default_factory=list)
    touched: Sequence[UUID] = ()


def place_of(organisation: Organisation, team: Team | None, now: datetime) -> Place:
    """Where rows come in: the workers of the team who are in it today, by their login. One query."""
    today = clock.day_of(now)
    workers: dict[str, UUID] = {}
    if team is not None:
        with connections[OWNER].cursor() as cursor:
            cursor.execute(
                f"SELECT a.login, a.worker_id FROM {Account._meta.db_table} a"  # noqa: S608 - our own name
                " JOIN people_membership m ON m.worker_id = a.worker_id"
                " WHERE m.team_id = %s AND m.starts_on <= %s AND (m.ends_on IS NULL OR m.ends_on > %s)",
                [team.id, today, today],
            )
            workers = dict(cursor.fetchall())
    return Place(
        organisation_id=organisation.id,
        area_id=organisation.area_id,
        team_id=team.id if team else None,
        practices=frozenset(organisation.practices),
        workers=workers,
        library=library(),
        today=today,
        secret=settings.MASTER_KEY,
        keeps_numbers=bool(organisation.number_ground),
    )


def import_files(files: Mapping[str, Path], place: Place, *, now: datetime, dry_run: bool = False) -> Outcome:
    """Read the files (by the name of their sheet), check all of it, and write it when nothing is wrong.

    A dry run does the same and takes it back. The cases are not open to anyone until `release`. Runs as the owner.
    Raises OSError for a file that cannot be read.
    """
    known = sheets(place.today)
    outcome = Outcome()
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        # Two imports into one organisation at once: the second waits, and then finds what came in.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"import:{place.organisation_id}"])
        place = replace(place, keeps_numbers=place.keeps_numbers and _names_law(cursor, place.organisation_id))
        prepare(cursor, place)
        rows = {name: stage(cursor, files.get(name), sheet, place) for name, sheet in known.items()}
        check(cursor, files, known, place)
        outcome.problems, outcome.wrong = problems(cursor, grave=True)
        outcome.notes, _all = problems(cursor, grave=False)
        outcome.counted = {name: Counted(rows[name], _new(cursor, name)) for name in known if name in files}
        if not outcome.problems:
            write(
                cursor,
                area=place.area_id,
                organisation=place.organisation_id,
                team=place.team_id,
                now=now,
            )
            outcome.touched = touched(cursor)
        if outcome.problems or dry_run:
            transaction.set_rollback(True, using=OWNER)
            outcome.touched = ()
    return outcome


def _names_law(cursor: Any, organisation_id: UUID) -> bool:
    """Whether the organisation names a law for citizen service numbers, which nobody ends before this import is in."""
    cursor.execute("SELECT number_ground <> '' FROM people_organisation WHERE id = %s FOR SHARE", [organisation_id])
    return bool(cursor.fetchone()[0])


def _new(cursor: Any, name: str) -> int:
    cursor.execute(sql.SQL("SELECT count(*) FROM {} WHERE NOT old").format(sql.Identifier(f"staged_{name}")))
    return int(cursor.fetchone()[0])
