"""Keeping what is due: reckoned when a fact changes, in its transaction, when a day begins and after an upgrade."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import OperationalError, transaction
from psycopg.types.json import Jsonb

from alliantie.access.call import read as ask_function
from alliantie.access.call import refused_plainly, rows
from alliantie.access.identity import JOB, Actor, acting, proven_actor
from alliantie.access.policies import Denied
from alliantie.cases.edition import edition
from alliantie.cases.models import Case
from alliantie.cases.timelines import timeline_from
from alliantie.norms.duties import reckoned
from alliantie.norms.stored import as_data
from alliantie.norms.timeline import Timeline
from alliantie.practices import Practice, library
from alliantie.side_by_side import side_by_side

BATCH = 200
# Batches up to which starting processes costs more than it brings.
_ALONE = 10
# So many cases that failed are named in the log; more would hide the rest of it.
_NAMED = 50
_log = logging.getLogger(__name__)


class NotReckonedError(RuntimeError):
    """What is due in some cases could not be reckoned; in the others it was."""


@dataclass(frozen=True, slots=True)
class _Batch:
    today: date
    case_ids: Sequence[UUID]


def reckon(*, actor: Actor, today: date, case_ids: Iterable[UUID]) -> dict[UUID, tuple[Practice, Timeline]]:
    """Reckon what is due in these cases, keep it, and give what it was read from. Two queries.

    Whoever comes second for one of these cases waits until the first transaction ends. Raises Denied: then nothing
    else can be asked in this transaction, or the part of it the caller began.
    """
    proven_actor(actor)
    read: dict[UUID, tuple[Practice, Timeline]] = {}
    kept = []
    with refused_plainly():
        timelines = ask_function("access.timelines", list(case_ids), True)
    for case_id, practice_id, version, told in timelines:
        practice = library().get(practice_id, version)
        timeline = timeline_from(practice, json.loads(told))
        read[case_id] = practice, timeline
        found = reckoned(practice, timeline, today)
        kept.append(
            {
                "case": str(case_id),
                "duties": [as_data(duty) | {"tells": practice.norm(duty.norm).never_late} for duty in found.duties],
                "unknown": sorted({each.norm for each in found.undetermined}),
            }
        )
    with refused_plainly():
        ask_function("access.keep_duties", today, Jsonb(kept), edition())
    return read


def renew(*, actor: Actor, today: date, case: Case) -> bool:
    """Reckon a case read as a whole anew where another edition of the rules kept what is due; gives whether it did.

    After an upgrade nobody reads a case by the rules of before, while the job is still on its way. Who may not record
    in the case reads what is kept. No query where the rules are those of now; two where they are not.
    """
    if case.kept_by in (None, edition()):
        return False
    try:
        with transaction.atomic():
            reckon(actor=actor, today=today, case_ids=[case.id])
    except Denied:
        return False
    return True


def reckon_behind(*, today: date) -> int:
    """Reckon every case that was not yet reckoned today by the rules of now, a batch in a transaction. Gives how many.

    Many are shared with other processes. A case that cannot be read or reckoned holds up no other: the log names it,
    and NotReckonedError says in the end that there are some.
    """
    with acting(JOB):
        behind = [case_id for (case_id,) in rows("access.cases_to_reckon", today, edition())]
    batches = [_Batch(today, behind[start : start + BATCH]) for start in range(0, len(behind), BATCH)]
    failed: dict[UUID, str] = {}
    for found in side_by_side(_reckon_batch, batches) if len(batches) > _ALONE else map(_reckon_batch, batches):
        failed |= found
    for case_id in sorted(failed)[:_NAMED]:
        _log.error("what is due in case %s could not be reckoned: %s", case_id, failed[case_id])
    if failed:
        raise NotReckonedError(f"{len(failed)} of {len(behind)} cases")
    return len(behind)


def _reckon_batch(batch: _Batch) -> dict[UUID, str]:
    """Reckon a batch, in halves where it fails. Gives the cases that could not be, with the kind of error."""
    try:
        with acting(JOB):
            reckon(actor=JOB, today=batch.today, case_ids=batch.case_ids)
    except Exception as error:
        # A database that is away fails for every case alike.
        if len(batch.case_ids) == 1 or isinstance(error, OperationalError):
            return dict.fromkeys(batch.case_ids, type(error).__name__)
        half = len(batch.case_ids) // 2
        parts = (batch.case_ids[:half], batch.case_ids[half:])
        return {case_id: kind for part in parts for case_id, kind in _reckon_batch(_Batch(batch.today, part)).items()}
    return {}
