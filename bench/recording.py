"""A talk recorded with what is due reckoned anew, in one case after another of a worker; taken away afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import cycle
from typing import Any

import psycopg

from alliantie import clock
from alliantie.practices import library
from bench.people import Worker

OWN_CASES = """
SELECT c.id, c.practice_id, array_agg(p.client_id::text) FROM cases_case c
  JOIN access_account a ON a.worker_id = c.worker_id JOIN cases_participant p ON p.case_id = c.id
 WHERE a.login = %s AND c.closed_on IS NULL GROUP BY c.id ORDER BY c.id"""


@contextmanager
def recording(owner: psycopg.Connection[Any], worker: Worker) -> Iterator[Callable[[], float]]:
    """A visit that records a talk with everyone of a case. What was recorded is gone when the block ends."""
    visitor, began = worker.visitor, datetime.now(UTC)
    own = owner.execute(OWN_CASES, [worker.login]).fetchall()
    cases = cycle(own)
    csrf = visitor.token(next(iter(worker.pages.values())))

    def record() -> float:
        case_id, practice_id, people = next(cases)
        visitor.post(
            f"/cases/{case_id}/talk",
            csrf,
            token=str(uuid.uuid4()),
            what=library().latest(practice_id).talks[0].id,
            on=clock.today().isoformat(),
            common="Gesproken over hoe het gaat.",
            who=people,
        )
        return visitor.seconds

    try:
        yield record
    finally:
        gone = owner.execute(
            "DELETE FROM cases_fact WHERE case_id = ANY (%s) AND recorded_at >= %s RETURNING id::text",
            [[case_id for case_id, _practice, _people in own], began],
        )
        rows = [row for (row,) in gone.fetchall()]
        owner.execute("DELETE FROM history.event WHERE table_name = 'cases_fact' AND row_id = ANY (%s)", [rows])
