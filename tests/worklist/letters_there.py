"""What is typed and looked up on the pages of letters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.models import Incident, Letter
from alliantie.cases.operations import record_fact
from alliantie.cases.operations.incidents import record_incident
from alliantie.cases.queries import get_case
from tests.worlds import CaseWorld


def at(name: str, case: CaseWorld, **more: Any) -> str:
    return reverse(name, kwargs={"case_id": case.case_id, **more})


def on(case: CaseWorld, letter_id: UUID, name: str = "case-letter") -> str:
    return at(name, case, letter_id=letter_id)


def filled(**changed: object) -> dict[str, object]:
    return {
        "token": str(uuid4()),
        "to": "Noor Yilmaz\nStraat 1",
        "f_incident": "mes op zak",
        "f_happened_on": "2026-03-02",
        "f_condition": "geen wapens",
        "f_expected": "Kom maandag.",
        "language": "nl",
        **changed,
    }


def text(version: int = 1, **changed: object) -> dict[str, object]:
    return {"seen": version, "to": "Noor Yilmaz", "body": "Anders.", "do": "keep", **changed}


def stored() -> Letter:
    return Letter.objects.using("owner").get()


def record(case: CaseWorld, kind: str, **values: Any) -> None:
    with acting(case.worker) as actor:
        record_fact(
            actor=actor,
            now=clock.now(),
            area_id=case.world.area.id,
            case_id=case.case_id,
            kind=kind,
            on=clock.today(),
            values=values,
        )


def noted(case: CaseWorld, kind: str, days_ago: int, text: str = "", judgement: str = "breach-special") -> Incident:
    with acting(case.worker) as actor:
        made = record_incident(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            client_id=case.client_ids[0],
            kind=kind,
            on=clock.today() - timedelta(days=days_ago),
            values={"judged": judgement},
            text=text,
            token=uuid4(),
        )
    return Incident.objects.using("owner").get(id=made)
