"""Clocks of creditors: each debt has its own, also two of one creditor."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.models import Duty, Fact
from alliantie.cases.operations import record_fact
from alliantie.money import operations
from alliantie.money.letters import Contact
from alliantie.money.models import Claim
from tests.money.ledger import claim, done, indebted
from tests.worklist.browse import as_worker, words
from tests.worklist.test_money import at, day, duties, facts, post, settling
from tests.worlds import CaseWorld

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def case() -> CaseWorld:
    return indebted()


def test_a_reply_on_one_debt_leaves_the_clock_of_another_of_the_same_creditor(case: CaseWorld) -> None:
    settling(case)
    worker = as_worker(case)
    tax = claim(case, of="Belastingdienst", kind=Claim.Kind.TAX, reference="2025.01")
    fine = claim(case, of="Belastingdienst", kind=Claim.Kind.FINE)
    sent = {"contact": "creditor-letter", "step": "inventory", "on": day(-22), "claims": [str(tax), str(fine)]}
    post(worker, at("case-money-letters", case), sent)
    seen = words(worker, reverse("case", args=[case.case_id]))
    assert "Stuur de schuldeiser een rappel (Belastingdienst, 2025.01, opgave van de schuld)" in seen
    assert "Stuur de schuldeiser een rappel (Belastingdienst, boete, opgave van de schuld)" in seen
    answer = {"by": "creditor", "answer": "amount", "amount": "90", "on": day(), "no_paper": "on", "step": "inventory"}
    post(worker, at("case-money-said", case, claim_id=tax), answer)
    seen = words(worker, reverse("case", args=[case.case_id]))
    assert duties(case) == ["remind-creditor"]
    assert "(Belastingdienst, boete, opgave van de schuld)" in seen
    for claim_id, times in ((tax, 1), (fine, 0)):
        there = words(worker, at("case-money-claim", case, claim_id=claim_id))
        assert there.count("Antwoord van de schuldeiser") == times


@pytest.mark.parametrize(("said", "agrees"), [("refuses", False), ("agrees", True)])
def test_a_yes_or_no_to_the_proposal_is_told_to_the_rules_of_the_settlement(
    case: CaseWorld, said: str, agrees: bool
) -> None:
    settling(case)
    worker, bank = as_worker(case), claim(case, of="Voorbeeldbank", kind=Claim.Kind.CREDIT)
    done(case, "letters_sent", claim_ids=[bank], step="proposal", on=clock.today())
    answer = {"by": "creditor", "answer": said, "amount": "", "on": day(), "document": "", "step": "proposal"}
    post(worker, at("case-money-said", case, claim_id=bank), answer)
    assert Fact.objects.using("owner").get(kind="creditor-answer").values["agrees"] is agrees
    kept = Duty.objects.using("owner").filter(case_id=case.case_id, norm_id="follow-up-refusal")
    assert kept.exists() is not agrees


def test_two_debts_that_would_be_called_the_same_are_numbered_and_keep_their_names(case: CaseWorld) -> None:
    settling(case)
    first, second = (claim(case, amount, of="CJIB", kind=Claim.Kind.FINE) for amount in ("10.00", "20.00"))
    done(case, "take_back", thing=operations.Thing.CLAIM, id=first)
    done(case, "letters_sent", claim_ids=[second], step="inventory", on=clock.today() - timedelta(days=22))
    assert [each.values["claim"] for each in facts()] == ["boete (2)"]
    done(case, "put_back", thing=operations.Thing.CLAIM, id=first)
    done(case, "contacted", contact=Contact.ANSWER, claim_ids=[first], step="inventory", on=clock.today())
    assert duties(case) == ["remind-creditor"]


def test_letters_taken_back_leave_another_debt_of_that_creditor_asked(case: CaseWorld) -> None:
    tax, fine = claim(case, of="Fiscus", reference="1"), claim(case, of="Fiscus", reference="2")
    for each, step in ((tax, "inventory"), (fine, "inventory")):
        last = done(case, "letters_sent", claim_ids=[each], step=step, on=clock.today())
    done(case, "contact_undone", fact_id=last)
    statuses = {each.id: each.status for each in Claim.objects.using("owner").all()}
    assert statuses == {tax: "asked", fine: "known"}


def test_contact_recorded_before_debts_were_kept_apart_is_about_all_of_its_creditor(case: CaseWorld) -> None:
    settling(case)
    tax, _fine = claim(case, of="Fiscus", reference="1"), claim(case, of="Fiscus", reference="2")
    with acting(case.worker) as actor:
        record_fact(
            actor=actor, now=clock.now(), area_id=case.world.area.id, case_id=case.case_id, kind="creditor-letter",
            on=clock.today() - timedelta(days=22), values={"creditor": "Fiscus", "step": "inventory"},
        )  # fmt: skip
    assert duties(case) == ["remind-creditor"]
    assert words(as_worker(case), at("case-money", case)).count("Schuldeiser aangeschreven") == 2
    done(case, "contacted", contact=Contact.ANSWER, claim_ids=[tax], step="inventory", on=clock.today())
    assert duties(case) == []
