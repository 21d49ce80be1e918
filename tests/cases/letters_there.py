"""Cases in which letters are tried, and what stands in them."""

from __future__ import annotations

import uuid
from datetime import timedelta

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.cases.operations import letters as operations
from alliantie.cases.queries import get_case, get_letter
from tests.worlds import CaseWorld

CREDITORS = (("Bank", "Plein 1"), ("Winkel",), ("Zorg BV", "Postbus 2", "1000 AA Amsterdam"))


def begin_again(case: CaseWorld, letter_id: uuid.UUID) -> uuid.UUID:
    with acting(case.worker) as actor:
        return operations.begin_again(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            here=get_letter(actor, letter_id),
        )


def cover(case: CaseWorld, worker: int = 1) -> Actor:
    from alliantie.cases.operations import cover as give

    with acting(case.worker) as actor:
        give(
            actor=actor,
            case_id=case.case_id,
            worker_id=case.world.workers[worker].id,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=3),
        )
    return case.world.worker(worker)
