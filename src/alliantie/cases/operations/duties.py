"""Keeping what is due: reckoned anew when a fact changes, in its transaction, and when a day begins."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from psycopg.types.json import Jsonb

from alliantie.access.call import call, rows
from alliantie.access.identity import JOB, Actor, acting, proven_actor
from alliantie.cases.timelines import timeline_from
from alliantie.norms.duties import reckoned
from alliantie.norms.stored import as_data
from alliantie.norms.timeline import Timeline
from alliantie.practices import Practice, library
from alliantie.side_by_side import side_by_side

BATCH = 200
# Batches up to which starting processes costs more than it brings.
_ALONE = 10


@dataclass(frozen=True, slots=True)
class _Batch:
    today: date
    case_ids: Sequence[UUID]


def reckon(*, actor: Actor, today: date, case_ids: Iterable[UUID]) -> dict[UUID, tuple[Practice, Timeline]]:
    """Reckon what is due in these cases, keep it, and give what it was read from. Two queries.

    Whoever comes second for one of these cases waits until the first transaction ends. Raises Denied.
    """
    proven_actor(actor)
    read: dict[UUID, tuple[Practice, Timeline]] = {}
    kept = []
    for case_id, practice_id, version, told in rows("access.timelines", list(case_ids), True):
        practice = library().get(practice_id, version)
        timeline = timeline_from(practice, json.loads(told))
        read[case_id] = practice, timeline
        found = reckoned(practice, timeline, today)
        kept.append(
            {
                "case": str(case_id),
                "duties": [as_data(duty) for duty in found.duties],
                "unknown": sorted({each.norm for each in found.undetermined}),
            }
        )
    call("access.keep_duties", today, Jsonb(kept))
    return read


def reckon_behind(*, today: date) -> int:
    """Reckon every case that was not reckoned yet today, a batch in a transaction. Gives how many there were.

    Many are shared with other processes; one batch that fails stops no other, and its error is raised in the end.
    """
    with acting(JOB):
        behind = [case_id for (case_id,) in rows("access.cases_to_reckon", today, None, None)]
    batches = [_Batch(today, behind[start : start + BATCH]) for start in range(0, len(behind), BATCH)]
    if len(batches) > _ALONE:
        return sum(side_by_side(_reckon_batch, batches))
    done, failed = 0, None
    for batch in batches:
        try:
            done += _reckon_batch(batch)
        except Exception as error:
            failed = failed or error
    if failed is not None:
        raise failed
    return done


def _reckon_batch(batch: _Batch) -> int:
    with acting(JOB):
        reckon(actor=JOB, today=batch.today, case_ids=batch.case_ids)
    return len(batch.case_ids)
