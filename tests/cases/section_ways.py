"""Ways to let somebody read sections of a case that several tests use."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.models import SectionGrant
from alliantie.cases.operations.sections import Given, give_sections
from alliantie.people.models import Team, Worker
from tests.worlds import CaseWorld


def given(to: Worker | Team, *sections: str, **more: Any) -> Given:
    """Sections for a worker or a team from today on for a month, for a task."""
    today = clock.today()
    said: dict[str, Any] = {
        "to": "team" if isinstance(to, Team) else "worker",
        "to_id": to.id,
        "sections": sections,
        "ground": "task",
        "named": "Wet gemeentelijke schuldhulpverlening artikel 3",
        "reason": "De schulden regelen.",
        "starts_on": today,
        "ends_on": today + timedelta(days=30),
    }
    return Given(**{**said, **more})


def give_in(case: CaseWorld, to: Worker | Team, *sections: str, act: UUID | None = None, **more: Any) -> UUID:
    """Give sections of a case by its worker. Returns the grant."""
    act = act or uuid4()
    with acting(case.worker) as actor:
        give_sections(actor=actor, case_ids=[case.case_id], given=given(to, *sections, **more), act=act)
    return SectionGrant.objects.using("owner").get(act=act, case_id=case.case_id).id
