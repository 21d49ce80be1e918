"""Ways to a form: begun, kept and sent by the operations of everyday use."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.cases.operations import forms as operations
from alliantie.cases.operations.forms import Decided
from alliantie.cases.queries import get_case, practice_of
from alliantie.cases.queries.forms import FormHere, get_form
from tests.worlds import CaseWorld

SCREENING = "telephone-screening"
REGULAR: dict[str, Any] = {
    "crisis": False,
    "adult": True,
    "resident": True,
    "entrepreneur": False,
    "came_before": False,
}


def begin(case: CaseWorld, form_id: str = SCREENING, *, by: Actor | None = None, client: int = 0) -> UUID:
    """A draft of a form of the practice."""
    with acting(by or case.worker) as actor:
        here = get_case(actor, case.case_id)
        return operations.begin_form(
            actor=actor,
            now=clock.now(),
            case=here,
            form=practice_of(here).form(form_id),
            client_id=case.client_ids[client],
        )


def seen(case: CaseWorld, filled_id: UUID, *, by: Actor | None = None) -> FormHere:
    """A form as somebody sees it."""
    with acting(by or case.worker) as actor:
        return get_form(actor, get_case(actor, case.case_id), filled_id)


def keep(case: CaseWorld, filled_id: UUID, kept: int = 1, *, by: Actor | None = None, **answers: Any) -> int:
    """Other answers of a draft."""
    with acting(by or case.worker) as actor:
        here = get_case(actor, case.case_id)
        return operations.keep_form(
            actor=actor,
            now=clock.now(),
            case=here,
            here=get_form(actor, here, filled_id),
            seen=kept,
            answers=answers or REGULAR,
        )


def send(
    case: CaseWorld, filled_id: UUID, kept: int, chosen: str = "regular", reason: str = "", on: date | None = None
) -> None:
    """Send a draft."""
    with acting(case.worker) as actor:
        operations.send_form(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            filled_id=filled_id,
            seen=kept,
            decided=Decided(on or clock.today(), chosen, reason),
        )


def sent(case: CaseWorld, **answers: Any) -> UUID:
    """A telephone screening that was sent today."""
    made = begin(case)
    kept = keep(case, made, seen(case, made).kept, **{**REGULAR, **answers})
    send(case, made, kept)
    return made
