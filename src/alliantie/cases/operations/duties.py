"""Keeping what is due: reckoned anew when a fact changes, in its transaction, and when a day begins."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from psycopg.types.json import Jsonb

from alliantie.access.call import call, rows
from alliantie.access.identity import JOB, Actor, acting, proven_actor
from alliantie.cases.timelines import timeline_from
from alliantie.norms.duties import duties, undetermined
from alliantie.norms.stored import as_data
from alliantie.norms.timeline import Timeline
from alliantie.practices import Practice, library

BATCH = 200


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
        kept.append(
            {
                "case": str(case_id),
                "duties": [as_data(duty) for duty in duties(practice, timeline, today)],
                "unknown": sorted({each.norm for each in undetermined(practice, timeline, today)}),
            }
        )
    call("access.keep_duties", today, Jsonb(kept))
    return read


def reckon_behind(*, today: date) -> int:
    """Reckon every case that was not reckoned yet today, a batch in a transaction. Gives how many there were."""
    done, after = 0, None
    while True:
        with acting(JOB):
            found: Sequence[UUID] = [each for (each,) in rows("access.cases_to_reckon", today, after, BATCH)]
            if found:
                reckon(actor=JOB, today=today, case_ids=found)
        if not found:
            return done
        done, after = done + len(found), found[-1]
