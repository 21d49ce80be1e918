"""Reckons what is due in the cases that came in, and only then opens them to their worker and their people."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connections, transaction

from alliantie import clock
from alliantie.access.identity import JOB, acting
from alliantie.alliance import vault
from alliantie.alliance.queries import practice_pair
from alliantie.cases.operations.duties import BATCH, reckon
from alliantie.imports.sheets import Place
from alliantie.people.administration import OWNER
from alliantie.practices import library

# A case that came in and that nobody may see yet: also what an import that was killed left.
_CLOSED = """
SELECT r.target FROM cases_import_reference r
 WHERE r.organisation_id = %s AND r.kind = 'case'
   AND NOT EXISTS (SELECT FROM access_grant g WHERE g.case_id = r.target)"""

_GRANT = """
INSERT INTO access_grant (id, area_id, subject_kind, subject_id, case_id, "right", ground, starts_at, given_by)
SELECT uuidv7(), k.area_id, who.kind, who.id, k.id, who.may, who.ground, %(now)s, k.worker_id
  FROM cases_case k CROSS JOIN LATERAL (
       SELECT 'worker' AS kind, k.worker_id AS id, 'work' AS may, 'own case' AS ground
        UNION ALL
       SELECT 'client', p.client_id, 'own', 'own data' FROM cases_participant p WHERE p.case_id = k.id) who
 WHERE k.id = ANY (%(cases)s) AND NOT EXISTS (SELECT FROM access_grant g WHERE g.case_id = k.id)"""

_PEOPLE = """
SELECT k.id, k.area_id, k.worker_id, k.practice_id, k.practice_version, p.client_id, p.role
  FROM cases_case k JOIN cases_participant p ON p.case_id = k.id
 WHERE k.id = ANY (%s) AND k.closed_on IS NULL
   AND NOT EXISTS (SELECT FROM alliance_pair a WHERE a.case_id = k.id)"""


def release(place: Place, touched: Sequence[UUID], now: datetime) -> int:
    """Reckon the cases something came into, and open those that were not open yet. Gives how many were reckoned.

    May be repeated: what was done stays as it is.
    """
    with connections[OWNER].cursor() as cursor:
        cursor.execute(_CLOSED, [place.organisation_id])
        closed = {case_id for (case_id,) in cursor.fetchall()}
    cases = sorted(closed.union(touched))
    for batch in _batches(cases):
        with acting(JOB):
            reckon(actor=JOB, today=clock.day_of(now), case_ids=batch)
        _open([each for each in batch if each in closed], now)
    return len(cases)


def _open(cases: list[UUID], now: datetime) -> None:
    """Give the worker and the people of each case their way in, and the pairs that its practice names."""
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        # Who comes second finds them open.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('import:open', 0))")
        cursor.execute(_PEOPLE, [cases])
        found = [
            (uuid.uuid4(), area_id, case_id, client_id, worker_id, kind)
            for case_id, area_id, worker_id, practice_id, version, client_id, role in cursor.fetchall()
            if (kind := practice_pair(library().get(practice_id, version), role)) is not None
        ]
        cursor.execute(_GRANT, {"cases": cases, "now": now})
        cursor.executemany(
            "INSERT INTO alliance_pair (id, area_id, case_id, client_id, worker_id, pair_kind, begins_on)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [(*pair, clock.day_of(now)) for pair in found],
        )
        cursor.executemany(
            "INSERT INTO alliance_wish (pair_id, area_id, client_id, do_not_ask) VALUES (%s, %s, %s, false)",
            [(pair_id, area_id, client_id) for pair_id, area_id, _case, client_id, _worker, _kind in found],
        )
        cursor.executemany(
            "INSERT INTO secrets.pair_key (pair_id, area_id, wrapped) VALUES (%s, %s, %s)",
            [(each[0], each[1], vault.wrap(settings.MASTER_KEY, each[0], vault.new_key())) for each in found],
        )


def _batches(cases: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(cases), BATCH):
        yield cases[start : start + BATCH]
