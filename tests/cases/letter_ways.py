"""Ways to a letter: begun, signed and sent by the operations of everyday use."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.cases.operations import letter_sending, record_fact
from alliantie.cases.operations import letters as operations
from alliantie.cases.operations.letters import Draft
from alliantie.cases.queries import LetterHere, get_case, get_letter, practice_of
from alliantie.web.dates import short_day_in_words
from tests.worlds import CaseWorld, World

NOOR = (("Noor Yilmaz", "Straat 1", "3500 AA Utrecht"),)
WARNING = {
    "incident": "mes op zak",
    "happened_on": date(2026, 3, 2),
    "condition": "geen wapens",
    "expected": "Kom maandag langs.",
}


def judged(case: CaseWorld, incident: str = "mes op zak", said: str = "breach-special", days_ago: int = 1) -> None:
    """An incident in probation was judged on a day."""
    with acting(case.worker) as actor:
        record_fact(
            actor=actor,
            now=clock.now(),
            area_id=case.world.area.id,
            case_id=case.case_id,
            kind="behaviour",
            on=clock.today() - timedelta(days=days_ago),
            values={"judged": said, "incident": incident},
        )


def judged_case() -> CaseWorld:
    """A case in probation in which an incident was judged a breach."""
    case = World.make().case()
    judged(case)
    return case


def begin(
    case: CaseWorld,
    template_id: str = "breach-warning",
    *,
    by: Actor | None = None,
    client: int = 0,
    token: UUID | None = None,
    **changed: Any,
) -> UUID:
    """A draft of a letter of the practice."""
    with acting(by or case.worker) as actor:
        here = get_case(actor, case.case_id)
        whole: dict[str, Any] = {
            "language": "nl",
            "addressees": NOOR,
            "filled": WARNING if template_id == "breach-warning" else {},
            **changed,
        }
        days = [short_day_in_words(each, "nl") for each in whole["filled"].values() if isinstance(each, date)]
        whole.setdefault("body", "\n\n".join(("Dag Noor,\n\n# Kop\n\n- een\n- twee", *days)))
        return operations.begin(
            actor=actor,
            now=clock.now(),
            case=here,
            draft=Draft(practice_of(here).letter(template_id), case.client_ids[client], **whole),
            token=token or uuid.uuid4(),
        )


def seen(actor: Actor, letter_id: UUID) -> LetterHere:
    """A letter as somebody sees it."""
    with acting(actor):
        return get_letter(actor, letter_id)


def keep(case: CaseWorld, letter_id: UUID, version: int, body: str = "Anders.", *, by: Actor | None = None) -> int:
    """Another text of a draft."""
    with acting(by or case.worker) as actor:
        here = get_letter(actor, letter_id)
        return operations.keep(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            here=here,
            seen=version,
            body=body,
            addressees=here.addressees,
        )


def sign(case: CaseWorld, letter_id: UUID, version: int = 1, *, by: Actor | None = None) -> None:
    """Sign a draft."""
    with acting(by or case.worker) as actor:
        here = get_case(actor, case.case_id)
        letter_sending.sign(actor=actor, now=clock.now(), case=here, letter_id=letter_id, seen=version)


def send(
    case: CaseWorld, letter_id: UUID, on: date | None = None, *, by: Actor | None = None, decided_by: str = ""
) -> None:
    """Say that a signed letter was sent."""
    with acting(by or case.worker) as actor:
        here = get_case(actor, case.case_id)
        letter_sending.send(
            actor=actor,
            now=clock.now(),
            case=here,
            letter_id=letter_id,
            on=on or clock.today(),
            decided_by=decided_by,
        )


def sent(case: CaseWorld, template_id: str = "breach-warning", **begun: Any) -> UUID:
    """A letter that was sent today."""
    made = begin(case, template_id, **begun)
    sign(case, made)
    send(case, made)
    return made
