"""A decision that belongs to another role says who took it, on whichever page it is taken."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.cases.models import Case, Fact, Incident, Letter, Measure, Response
from tests.walks.walking import Walk
from tests.web.pages import flat
from tests.worklist.browse import as_worker, hidden, words

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

NAMELESS = (("  ", "Schrijf wie dit besloot."), ("x" * 101, "Deze naam is te lang."))


def said(walk: Walk, decision: str) -> list[str]:
    """Who was said to have taken this decision, each time it was taken."""
    rows = Fact.objects.using("owner").filter(case_id=walk.case.case_id, kind="decision_taken")
    return [each.values["decided_by"] for each in rows if each.values["decision"] == decision]


def refused(worker: Browser, there: str, sent: dict[str, Any]) -> None:
    """Without a name, or with one that is too long, the page says so at the question and keeps what was typed."""
    for name, why in NAMELESS:
        answer = worker.post(there, {**sent, "decided_by": name})
        assert (answer.status_code, why in flat(answer.content.decode())) == (422, True)
        assert 'id="id_decided_by"' in answer.content.decode()


def at(walk: Walk, name: str, **more: Any) -> str:
    return reverse(name, kwargs={"case_id": walk.case.case_id, **more})


def fined(walk: Walk) -> Walk:
    """A case in which a fine can be imposed about the incident."""
    walk.open("assistance-with-coach", ("Noor", "client")).went_wrong("information-duty")
    return walk.fill_in(
        "culpability", "share-50", incident=walk.called, happened="Werk.", culpability="ordinary", because="Gezegd."
    )


def test_a_response_that_another_role_decides_on_says_who_did() -> None:
    walk = fined(Walk("nl-work-rsd-krh"))
    worker, there = as_worker(walk.case), at(walk, "case-incident", incident_id=walk.incident)
    shown = words(worker, there)
    assert "Wie besloot dit?" in shown
    assert "Dit besluit is voor: Procesregisseur. Schrijf de naam. Schrijf zo dat Noor het mag lezen." in shown
    sent = {
        "token": hidden(worker, there, "token"), "option": "impose-fine", "on": clock.today().isoformat(),
        "reason": "Het bedrag is groot.",
    }  # fmt: skip
    refused(worker, there, sent)
    assert not Response.objects.using("owner").exists()
    for _again in range(2):
        assert worker.post(there, {**sent, "decided_by": "Aylin Demir"}).status_code == 302
    assert said(walk, "impose-fine") == ["Aylin Demir"]
    assert "besloten door Aylin Demir" in words(worker, at(walk, "case-timeline"))


def test_a_response_without_a_decision_of_another_role_asks_for_no_name() -> None:
    walk = fined(Walk("nl-work-rsd-krh"))
    worker, there = as_worker(walk.case), at(walk, "case-incident", incident_id=walk.incident)
    sent = {
        "token": hidden(worker, there, "token"), "option": "talk", "on": clock.today().isoformat(),
        "reason": "Dit past nu.",
    }  # fmt: skip
    assert worker.post(there, sent).status_code == 302
    assert Incident.objects.using("owner").get().state == "weighed"
    reported = (
        Walk("nl-probation").open("suspended-sentence", ("Noor", "client")).went_wrong("instruction", judged="unwanted")
    )
    page = words(as_worker(reported.case), at(reported, "case-incident", incident_id=reported.incident))
    assert "Wie besloot dit?" not in page


def test_a_measure_that_another_role_ends_says_who_did() -> None:
    walk = Walk("nl-work-amersfoort").open("assistance-with-trajectory", ("Noor", "client"))
    worker, there = as_worker(walk.case), at(walk, "case-measure")
    assert "Wie besloot dit? (hoeft niet) Alleen bij: Het traject stoppen." in words(worker, there)
    # What was chosen needs it, so it is not said that it can stay empty.
    chosen = words(worker, f"{there}?what=end:assistance-with-trajectory")
    assert "Wie besloot dit? Dit besluit is voor: Klantmanager." in chosen
    sent = {
        "what": "end:assistance-with-trajectory", "then": "assistance-without-trajectory",
        "on": clock.today().isoformat(), "reason": "Het traject is klaar.",
    }  # fmt: skip
    refused(worker, there, sent)
    assert Measure.objects.using("owner").get(case_id=walk.case.case_id).ends_on is None
    assert worker.post(there, {**sent, "decided_by": "Aylin Demir"}).status_code == 302
    assert said(walk, "stop-trajectory") == ["Aylin Demir"]


def test_an_ending_that_another_role_decides_on_says_who_did() -> None:
    walk = Walk("nl-work-amersfoort").open("assistance-with-trajectory", ("Noor", "client"))
    worker, there = as_worker(walk.case), at(walk, "case-end")
    shown = words(worker, f"{there}?reason={reason(walk)}")
    assert "Dit besluit is voor: Klantmanager." in shown
    sent = {
        "token": str(uuid4()), "interests": "Rust.", "cause": "Verhuisd.", "contact": "Gebeld.",
        "reason": reason(walk), "on": clock.today().isoformat(), **passed(worker, f"{there}?reason={reason(walk)}"),
    }  # fmt: skip
    refused(worker, there, sent)
    assert closed(walk) is None
    assert worker.post(there, {**sent, "decided_by": "Aylin Demir"}).status_code == 302
    assert closed(walk) == clock.today()
    assert said(walk, "stop-trajectory") == ["Aylin Demir"]


def test_a_letter_that_carries_out_a_decision_of_another_role_says_who_took_it() -> None:
    walk = Walk("nl-debt-zeist").open("direct-settlement", ("Noor", "client"))
    worker, there = as_worker(walk.case), at(walk, "case-letter-new", template_id="creditor-proposal")
    assert "Wie besloot dit? Dit besluit is voor: Administratie." in words(worker, there)
    sent = {
        "token": str(uuid4()), "to": "Bank", "language": "nl", "f_proposal": "De helft in drie jaar.",
        "f_reply_by": (clock.today() + timedelta(days=40)).isoformat(),
    }  # fmt: skip
    refused(worker, there, sent)
    assert not Letter.objects.using("owner").exists()
    assert worker.post(there, {**sent, "decided_by": "Bente Beheer"}).status_code == 302
    letter = Letter.objects.using("owner").get()
    assert letter.filled["decided_by"] == "Bente Beheer"
    # A letter from before it was asked says it when it is sent.
    Letter.objects.using("owner").update(filled={})
    page = at(walk, "case-letter", letter_id=letter.id)
    body = {"seen": letter.version, "to": "Bank", "body": "Ons voorstel.", "do": "sign"}
    assert worker.post(page, body).status_code == 302
    assert "Dit besluit is voor: Administratie." in words(worker, page)
    refused(worker, f"{page}/sent", {"on": clock.today().isoformat()})
    answer = worker.post(f"{page}/sent", {"on": clock.today().isoformat(), "decided_by": "Bente Beheer"})
    assert answer.status_code == 302
    assert said(walk, "send-proposal") == ["Bente Beheer"]


def test_a_letter_about_a_decision_that_was_taken_tells_who_took_it_and_asks_nothing() -> None:
    walk = Walk("nl-work-amersfoort").open("assistance-with-trajectory", ("Noor", "client"))
    walk.decide("stop-trajectory", reason="Het gaat niet.")
    shown = words(as_worker(walk.case), at(walk, "case-letter-new", template_id="stop-decision"))
    assert "Wie besloot dit: Aylin Demir Zo is het eerder vastgelegd." in shown
    assert "Wie besloot dit?" not in shown


def reason(walk: Walk) -> str:
    """A reason to end with which the trajectory ends by its decision."""
    assert walk.practice.outcomes is not None
    _decisions, offered = walk.choices()
    found = (each for each in walk.practice.outcomes.reasons if each.id in offered)
    return next(each.id for each in found if not each.decision and not each.by_itself)


def passed(worker: Browser, there: str) -> dict[str, str]:
    """A reason for each step that is passed over."""
    html = worker.get(there).content.decode()
    names = {each.split('"')[0] for each in html.split('name="why-')[1:]}
    return {f"why-{each}": "Dit hoeft niet meer." for each in names}


def closed(walk: Walk) -> date | None:
    found: date | None = Case.objects.using("owner").get(id=walk.case.case_id).closed_on
    return found
