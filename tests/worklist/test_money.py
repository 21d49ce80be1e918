"""The worker's pages about money: what is typed is kept, what is wrong is said, and what threatens comes first."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.models import Fact
from alliantie.cases.operations import change_measure
from alliantie.cases.queries import get_case
from alliantie.money.models import Claim, Creditor, Deadline, Paper, Statement
from alliantie.money.models.claim import By
from alliantie.money.rules import Per, Sort
from alliantie.practices import library
from tests.money.ledger import COUPLE, claim, creditor, deadline, done, indebted, line, papers, seen
from tests.support.at_once import at_once
from tests.support.practices import everyone_lacks
from tests.web.pages import flat
from tests.worklist.browse import as_worker, hidden, queries, words
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def case() -> CaseWorld:
    return indebted()


def at(name: str, case: CaseWorld, **more: Any) -> str:
    return reverse(name, kwargs={"case_id": case.case_id, **more})


def day(days: int = 0) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def post(browser: Browser, address: str, sent: dict[str, Any], status: int = 200) -> str:
    answer = browser.post(address, {"token": str(uuid4()), **sent}, follow=True)
    assert answer.status_code == status, (address, answer.status_code)
    return flat(answer.content.decode())


def claim_typed(**changed: Any) -> dict[str, Any]:
    return {
        "creditor": "Vitens", "kind": "water", "amount": "1.234,56", "by": "client", "on": day(), "document": "",
        "documented_on": "", "no_paper": "on", "reference": "", "since": "", "address": "", "email": "", **changed,
    }  # fmt: skip


def line_typed(**changed: Any) -> dict[str, Any]:
    return {
        "name": "Loon", "amount": "450,00", "per": "week", "from": day(), "document": "Loonstrook",
        "documented_on": day(-3), **changed,
    }  # fmt: skip


@pytest.mark.parametrize("practice_id", library().ids())
def test_money_is_there_only_where_the_practice_has_it(practice_id: str) -> None:
    case = World.make().case(practice_id)
    worker = as_worker(case)
    has = library().latest(practice_id).money
    assert worker.get(at("case-money", case)).status_code == (200 if has else 404)
    assert (at("case-money", case) in worker.get(at("case", case)).content.decode()) is has
    assert has is (practice_id in ("nl-debt-zeist", "nl-debt-tilburg", "nl-shelter-tussenvoorziening"))


def test_an_empty_page_says_what_can_be_recorded(case: CaseWorld) -> None:
    page = words(as_worker(case), at("case-money", case))
    for said in ("Er is nog geen schuld die loopt.", "Er zijn nog geen papieren gevraagd.", "Nog niet overgenomen."):
        assert said in page


def test_a_claim_is_typed_with_its_creditor_and_stands_on_the_page(case: CaseWorld) -> None:
    worker = as_worker(case)
    sent = claim_typed(document="Brief", documented_on=day(-2), no_paper="")
    page = post(worker, at("case-money-claim-new", case), sent)
    assert "Bewaard. U ziet het bij Schulden." in page
    assert "Vitens · € 1.234,56 Water · Bekend" in page
    assert "Samen € 1.234,56" in page
    assert '<option value="Vitens"></option>' in worker.get(at("case-money-claim-new", case)).content.decode()


def test_pressing_twice_records_once(case: CaseWorld) -> None:
    worker = as_worker(case)
    sent = {**claim_typed(), "token": hidden(worker, at("case-money-claim-new", case), "token")}
    for _twice in range(2):
        assert worker.post(at("case-money-claim-new", case), sent).status_code == 302
    assert Claim.objects.using("owner").count() == Creditor.objects.using("owner").count() == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"creditor": ""}, "Schrijf de naam van de schuldeiser."),
        ({"creditor": "---"}, "Schrijf de naam met letters."),
        ({"creditor": "x" * 5000}, "Dit is te lang."),
        ({"kind": "x"}, "Kies waarvoor de schuld is."),
        ({"amount": "veel"}, "Dit is geen bedrag."),
        ({"amount": "-5"}, "Dit is geen bedrag."),
        ({"amount": "9" * 5000}, "Dit is geen bedrag."),
        ({"amount": "100000000"}, "Dit is geen bedrag."),
        ({"by": ""}, "Kies wie dit zegt."),
        ({"on": ""}, "Kies de dag."),
        ({"on": "9999-12-31"}, "Deze dag kan niet."),
        ({"on": "0001-01-01"}, "Deze dag kan niet."),
        ({"on": "2999-01-01"}, "Deze dag kan niet."),
        ({"since": "31-02-2026"}, "Dit is geen dag."),
        ({"email": "x"}, "Dit is geen mailadres."),
        ({"documented_on": "2026-01-05"}, "Schrijf welk papier dit is."),
        ({"no_paper": ""}, "Schrijf op welk papier dit staat. Is het er nog niet? Vink dat aan."),
        ({"document": "Brief"}, "Kies een van de twee."),
        ({"token": "x"}, "Deze bladzijde was verlopen."),
    ],
)
def test_what_cannot_be_is_refused_with_words_and_the_rest_stays(
    case: CaseWorld, changed: dict[str, Any], told: str
) -> None:
    sent = {"token": str(uuid4()), **claim_typed(reference="A-12"), **changed}
    answer = as_worker(case).post(at("case-money-claim-new", case), sent)
    assert answer.status_code == 422
    assert told in flat(answer.content.decode())
    assert 'value="A-12"' in answer.content.decode()
    assert not Claim.objects.using("owner").exists()


def test_tomorrow_is_refused_for_what_was_said(case: CaseWorld) -> None:
    assert "Deze dag is nog niet geweest." in post(
        as_worker(case), at("case-money-claim-new", case), claim_typed(on=day(1)), 422
    )


@pytest.mark.parametrize("sort", ["income", "allowance", "cost", "attachment"])
def test_a_figure_names_its_paper_or_says_that_there_is_none_which_is_then_missing(case: CaseWorld, sort: str) -> None:
    worker, there = as_worker(case), at("case-money-line-new", case, sort=sort)
    bare = line_typed(document="", documented_on="", **({"creditor": "Bank"} if sort == "attachment" else {}))
    assert "Is het er nog niet? Vink dat aan." in post(worker, there, bare, 422)
    page = post(worker, there, {**bare, "no_paper": "on"})
    assert "Bedragen zonder papier Loon € 450,00" in page
    (made,) = seen(case).lines
    proved = {**line_typed(), "from": day()}
    post(worker, at("case-money-figure", case, line_id=made.id), proved)
    assert "Bedragen zonder papier" not in words(worker, at("case-money", case))


def test_a_claim_of_which_nobody_knows_the_amount_asks_no_paper_and_one_without_paper_is_missing_it(
    case: CaseWorld,
) -> None:
    worker, there = as_worker(case), at("case-money-claim-new", case)
    page = post(worker, there, claim_typed(amount="", no_paper=""))
    assert "Bedragen zonder papier" not in page
    page = post(worker, there, claim_typed(creditor="Bank", kind="credit", reference="A-1"))
    assert "Bedragen zonder papier Bank, A-1 € 1.234,56" in page


def test_of_a_couple_one_chooses_whose_debt_it_is() -> None:
    couple = indebted(COUPLE)
    worker, there = as_worker(couple), at("case-money-claim-new", couple)
    assert "Kies van wie dit is." in post(worker, there, claim_typed(), 422)
    assert post(worker, there, claim_typed(who=[str(World.make("Ver").case().client_ids[0])]), 422)
    page = post(worker, there, claim_typed(who=[str(each) for each in couple.client_ids]))
    assert "Water · Bekend · Chantal en Remco" in page or "Water · Bekend · Remco en Chantal" in page


def test_a_new_amount_of_the_creditor_confirms_the_claim_and_the_old_stays(case: CaseWorld) -> None:
    made, worker = claim(case, "100.00"), as_worker(case)
    sent = {"by": "creditor", "answer": "amount", "amount": "112,50", "on": day(), "document": "Brief", "step": ""}
    page = post(worker, at("case-money-said", case, claim_id=made), {**sent, "documented_on": day(-1)})
    assert "Bewaard." in page
    assert "€ 112,50" in page
    assert "€ 100,00" in page
    assert "Bevestigd, sinds" in page
    assert "vastgelegd door Peter" in page


def test_only_a_creditor_agrees_to_a_proposal(case: CaseWorld) -> None:
    made, worker = claim(case, by=By.CREDITOR), as_worker(case)
    sent = {"by": "client", "answer": "agrees", "amount": "", "on": day(), "document": "", "step": "proposal"}
    there = at("case-money-said", case, claim_id=made)
    assert "Alleen de schuldeiser kan wel of niet akkoord gaan." in post(worker, there, sent, 422)
    assert "Gaat akkoord met het voorstel" in post(worker, there, {**sent, "by": "creditor"})


def test_a_status_is_chosen_among_those_that_may_follow(case: CaseWorld) -> None:
    made, worker = claim(case), as_worker(case)
    there = at("case-money-status", case, claim_id=made)
    assert "In een regeling" not in words(worker, there)
    assert "Kies hoe het nu staat." in post(worker, there, {"status": "in_arrangement", "on": day()}, 422)
    assert "Betwist, sinds" in post(worker, there, {"status": "disputed", "on": day()})
    assert "waarvan € 100,00 betwist" in words(worker, at("case-money", case))


def test_an_address_is_changed_for_every_case(case: CaseWorld) -> None:
    made = claim(case)
    there = at("case-money-address", case, claim_id=made)
    assert "Postbus 1" in post(as_worker(case), there, {"address": "Postbus 1", "email": ""})
    assert Creditor.objects.using("owner").get().address == "Postbus 1"


# Letters


def settling(case: CaseWorld) -> None:
    """The measure under which creditors have terms."""
    with acting(case.worker) as actor:
        here = get_case(actor, case.case_id)
        change_measure(
            actor=actor,
            now=clock.now(),
            case=here,
            measure_id="settlement-after-budget",
            starts=True,
            on=clock.today() - timedelta(days=30),
            decided_by="Bente Beheer",
        )


def duties(case: CaseWorld) -> list[str]:
    with acting(case.worker) as actor:
        return sorted(duty.norm_id for duty in all_due(actor, case) if "creditor" in duty.norm_id)


def all_due(actor: Any, case: CaseWorld) -> list[Any]:
    from alliantie.cases.models import Duty

    return list(Duty.objects.visible_to(actor).filter(case_id=case.case_id))


def test_a_batch_of_letters_is_one_fact_a_debt_from_which_reminders_and_calls_follow(case: CaseWorld) -> None:
    settling(case)
    worker, there = as_worker(case), at("case-money-letters", case)
    claims = [claim(case, of="Vitens"), claim(case, of="CJIB"), claim(case, "20.00", of="CJIB")]
    sent = {"contact": "creditor-letter", "step": "inventory", "on": day(-29), "claims": [str(each) for each in claims]}
    page = post(worker, there, sent)
    assert "Vastgelegd: Schuldeiser aangeschreven, Opgave van de schuld, bij 2 schuldeisers" in page
    assert [each.values["creditor"] for each in facts()] == ["CJIB", "CJIB", "Vitens"]
    assert duties(case) == ["remind-creditor"] * 3
    assert {each.status for each in Claim.objects.using("owner").all()} == {"asked"}
    happened = words(worker, at("case-timeline", case))
    assert happened.count("Schuldeiser aangeschreven") == 3
    assert "Vitens" in happened
    assert "CJIB" in happened
    post(worker, there, {**sent, "contact": "creditor-reminder", "on": day(-15), "claims": [str(claims[0])]})
    assert duties(case) == ["call-creditor", "remind-creditor", "remind-creditor"]
    answer = {"by": "creditor", "answer": "amount", "amount": "90", "on": day(), "no_paper": "on", "step": "inventory"}
    for each in claims[1:]:
        post(worker, at("case-money-said", case, claim_id=each), answer)
    assert duties(case) == ["call-creditor"]
    post(worker, there, {**sent, "contact": "creditor-called", "on": day(), "claims": [str(claims[0])]})
    assert duties(case) == []


def test_a_reminder_begins_with_who_did_not_answer_in_three_weeks(case: CaseWorld) -> None:
    settling(case)
    worker, claims = as_worker(case), [claim(case, of="Vitens"), claim(case, of="CJIB")]
    sent = {"contact": "creditor-letter", "step": "inventory", "on": day(-22), "claims": [str(each) for each in claims]}
    post(worker, at("case-money-letters", case), sent)
    answer = {"by": "creditor", "answer": "amount", "amount": "90", "on": day(), "no_paper": "on", "step": "inventory"}
    post(worker, at("case-money-said", case, claim_id=claims[0]), answer)
    assert duties(case) == ["remind-creditor"]
    reminder = worker.get(at("case-letter-new", case, template_id="creditor-reminder")).content.decode()
    offered = reminder.split('name="to"')[1].split("</textarea>")[0]
    assert ("CJIB" in offered, "Vitens" in offered) == (True, False)
    # Another letter asks nobody yet, and begins with all of them.
    proposal = worker.get(at("case-letter-new", case, template_id="creditor-proposal")).content.decode()
    offered = proposal.split('name="to"')[1].split("</textarea>")[0]
    assert ("CJIB" in offered, "Vitens" in offered) == (True, True)


def facts() -> list[Fact]:
    found = Fact.objects.using("owner").filter(kind="creditor-letter", void=False)
    return sorted(found, key=lambda each: str(each.values["creditor"]))


def test_letters_that_were_not_sent_are_taken_back_whole(case: CaseWorld) -> None:
    settling(case)
    worker, made = as_worker(case), claim(case)
    sent = {"contact": "creditor-letter", "step": "inventory", "on": day(-22), "claims": [str(made)]}
    token = str(uuid4())
    for _twice in range(2):
        page = worker.post(at("case-money-letters", case), {**sent, "token": token})
        first = page["Location"].split("sent=")[1]
    assert len(facts()) == 1
    for _twice in range(2):
        undone = post(worker, at("case-money-letters-undo", case), {"fact": first})
    assert "Teruggenomen: het contact met schuldeisers." in undone
    assert duties(case) == []
    assert Claim.objects.using("owner").get().status == "known"
    assert worker.post(at("case-money-letters-undo", case), {"fact": str(uuid4())}).status_code == 404


def test_the_same_letters_sent_at_the_same_moment_are_recorded_once(case: CaseWorld) -> None:
    made, token = claim(case), uuid4()
    about: dict[str, Any] = {"claim_ids": [made], "step": "inventory", "on": clock.today(), "token": token}
    results = at_once(*[lambda: done(case, "letters_sent", **about)] * 2)
    assert results[0] == results[1]
    assert len(facts()) == 1


def test_a_practice_without_letters_to_creditors_has_no_page_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    everyone_lacks(monkeypatch, "nl-debt-tilburg", facts=(), norms=(), letters=(), reactions=None, known=())
    case = World.make().case("nl-debt-tilburg")
    claim(case)
    worker = as_worker(case)
    assert worker.get(at("case-money-letters", case)).status_code == 404
    assert "Contact met schuldeisers" not in words(worker, at("case-money", case))
    assert "Op welke brief" not in words(worker, at("case-money-said", case, claim_id=seen(case).claims[0].id))


def test_letters_need_a_creditor_of_this_case(case: CaseWorld) -> None:
    other = case.world.case("nl-debt-zeist", names=(("Ali", "Demir"),))
    theirs = claim(other)
    claim(case)
    sent = {"contact": "creditor-letter", "step": "inventory", "on": day(), "claims": [str(theirs)]}
    assert "Kies minstens één schuldeiser." in post(as_worker(case), at("case-money-letters", case), sent, 422)
    assert facts() == []


# The budget


def test_a_month_shows_what_it_is_the_sum_of(case: CaseWorld) -> None:
    worker = as_worker(case)
    page = post(worker, at("case-money-line-new", case, sort="income"), line_typed())
    assert "Loon · € 450,00 per week" in page
    assert "€ 1.950,00 per maand" in page
    assert "Loon: € 1.950,00 (€ 450,00 per week, maal 52, gedeeld door 12)" in page
    post(worker, at("case-money-line-new", case, sort="cost"), line_typed(name="Huur", amount="640", per="month"))
    attached = line_typed(name="Loon", amount="200", per="month", creditor="CJIB", address="", email="")
    page = post(worker, at("case-money-line-new", case, sort="attachment"), attached)
    assert "Over per maand: € 1.110,00" in page
    assert "Inkomen € 1.950,00, plus toeslagen € 0,00, min vaste lasten € 640,00, min beslag € 200,00." in page


def test_an_allowance_counts_once_it_is_granted(case: CaseWorld) -> None:
    worker = as_worker(case)
    sent = line_typed(name="Zorgtoeslag", amount="126", per="month", applied_on=day(-9), granted_on="")
    page = post(worker, at("case-money-line-new", case, sort="allowance"), sent)
    assert "aangevraagd, telt nog niet mee" in page
    (found,) = seen(case).lines
    there = at("case-money-grant", case, line_id=found.id)
    assert "Deze dag is te vroeg." in post(worker, there, {"on": day(-10)}, 422)
    assert "Toegekend op" in post(worker, there, {"on": day()})
    assert seen(case).budget.allowances.amount == Decimal("126.00")


def test_the_exempt_income_needs_the_paper_it_is_taken_from(case: CaseWorld) -> None:
    worker, there = as_worker(case), at("case-money-line-new", case, sort="exempt")
    assert "Alliantie rekent het vtlb niet uit." in words(worker, there)
    sent = line_typed(name="Vtlb", amount="1.512,00", per="month", document="", documented_on="")
    page = post(worker, there, sent, 422)
    assert "Schrijf op welk papier dit staat." in page
    assert "Kies de dag van dat papier." in page
    page = post(worker, there, {**sent, "document": "Berekening", "documented_on": day(-1)})
    assert "€ 1.512,00 per maand" in page


def test_a_new_figure_and_an_end_stand_on_the_page_of_the_line(case: CaseWorld) -> None:
    worker, made = as_worker(case), line(case, "640.00", Sort.COST, name="Huur")
    figure = {"amount": "660", "per": "month", "from": day(20), "document": "", "documented_on": "", "no_paper": "on"}
    page = post(worker, at("case-money-figure", case, line_id=made), figure)
    assert "€ 660,00 per maand" in page
    assert "€ 640,00 per maand" in page
    there = at("case-money-line-end", case, line_id=made)
    assert "Deze dag is te vroeg." in post(worker, there, {"on": day(-400)}, 422)
    assert "Telt niet meer mee vanaf" in post(worker, there, {"on": day()})
    assert "Eerder (1)" in words(worker, at("case-money", case))


# Papers, and what threatens


def test_papers_are_asked_in_one_go_reminded_and_come_in(case: CaseWorld) -> None:
    worker = as_worker(case)
    typed = {"names": "Loonstrook\n\n  Huur   contract \nLoonstrook", "on": day()}
    page = post(worker, at("case-money-papers-new", case), typed)
    assert "Huur contract" in page
    assert Paper.objects.using("owner").count() == 2
    first = seen(case).missing[0]
    assert "herinnerd op" in post(worker, at("case-money-reminded", case, paper_id=first.id), {})
    assert "Binnen (1)" in post(worker, at("case-money-paper-in", case, paper_id=first.id), {})
    assert len(seen(case).missing) == 1
    post(worker, at("case-money-paper-in", case, paper_id=first.id), {"missing": "yes"})
    assert len(seen(case).missing) == 2


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Schrijf welke papieren nodig zijn."),
        ("x" * 121, "Een regel is te lang."),
        ("x\n" * 31, "Vraag minder papieren in één keer."),
        ("x" * 100_000, "Vraag minder papieren in één keer."),
    ],
)
def test_too_many_or_no_papers_are_refused(case: CaseWorld, typed: str, told: str) -> None:
    there = at("case-money-papers-new", case)
    assert told in post(as_worker(case), there, {"names": typed, "on": day()}, 422)


@pytest.mark.parametrize(
    ("days", "told"),
    [(0, "vandaag"), (1, "morgen"), (2, "over 2 dagen"), (12, "over 12 dagen"), (-1, "1 dag geleden")],
)
def test_what_threatens_stands_on_top_of_both_pages_with_how_many_days_are_left(
    case: CaseWorld, days: int, told: str
) -> None:
    worker = as_worker(case)
    typed = {"kind": "eviction", "on": day(days), "document": "Vonnis", "documented_on": day(-9)}
    page = post(worker, at("case-money-deadline-new", case), typed)
    assert page.index("Ontruiming van de woning") < page.index("Schulden Chantal ziet dit")
    assert f"Ontruiming van de woning {told} · " in page
    brief = words(worker, at("case", case))
    assert "Ontruiming van de woning" in brief
    assert told in brief


def test_what_is_averted_goes_from_the_page_and_comes_back_when_undone(case: CaseWorld) -> None:
    worker, made = as_worker(case), deadline(case, clock.today() + timedelta(days=3), Deadline.Kind.WATER)
    there = at("case-money-deadline-over", case, deadline_id=made)
    assert "Bewaard: dit gevaar is voorbij." in post(worker, there, {})
    assert seen(case).deadlines == ()
    assert "Afsluiting van water" in post(worker, there, {"again": "yes"})


# Taking back


def test_what_was_a_mistake_is_taken_back_and_put_back(case: CaseWorld) -> None:
    worker, made = as_worker(case), claim(case)
    sent = {"thing": "claim", "id": str(made)}
    assert "Teruggenomen. Het telt niet meer mee." in post(worker, at("case-money-take-back", case), sent)
    assert worker.get(at("case-money-claim", case, claim_id=made)).status_code == 404
    assert "Bewaard. Het staat er weer." in post(worker, at("case-money-put-back", case), sent)
    for wrong in (
        {"thing": "case", "id": str(made)},
        {"thing": "claim", "id": "x"},
        {"thing": "line", "id": str(made)},
    ):
        assert worker.post(at("case-money-take-back", case), wrong).status_code == 404


def test_the_only_amount_is_not_taken_back_alone(case: CaseWorld) -> None:
    claim(case)
    only = Statement.objects.using("owner").get()
    sent = {"thing": "statement", "id": str(only.id)}
    assert "Dit is het enige bedrag." in post(as_worker(case), at("case-money-take-back", case), sent)
    assert len(seen(case).claims) == 1


# As a file, and what it costs


def test_the_file_of_claims_has_a_line_a_claim_and_no_formula(case: CaseWorld) -> None:
    claim(case, "1234.50", of="=cmd()", reference="+1")
    claim(case, None, of="CJIB")
    answer = as_worker(case).get(at("case-money-claims-file", case))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    read = list(csv.reader(io.StringIO(answer.content.decode().lstrip("\ufeff")), delimiter=";"))
    assert read[0][:3] == ["Schuldeiser", "Waarvoor", "Kenmerk"]
    assert [row[0] for row in read[1:]] == ["'=cmd()", "CJIB"]
    assert (read[1][2], read[1][6], read[2][6]) == ("'+1", "1234,50", "")


def fill(case: CaseWorld, many: int) -> None:
    for number in range(many):
        claim(case, of=f"Schuldeiser {number}")
        line(case, name=f"Loon {number}")
        line(case, name=f"Loon {number}", sort=Sort.ATTACHMENT, per=Per.WEEK, creditor_id=creditor(case, "CJIB"))
        papers(case, f"Papier {number}")
        deadline(case, clock.today() + timedelta(days=number))


def test_the_money_page_takes_as_many_queries_however_much_there_is(case: CaseWorld) -> None:
    worker = as_worker(case)
    fill(case, 1)
    few = queries(worker, at("case-money", case))
    fill(case, 6)
    many = queries(worker, at("case-money", case))
    assert len(few) == len(many) == 7
    assert len(queries(worker, at("case", case))) <= 8


def test_who_opened_the_money_stands_in_the_log_of_the_client(case: CaseWorld) -> None:
    from alliantie.access.models import Reading

    worker = as_worker(case)
    worker.get(at("case-money", case))
    worker.get(at("case-money-claims-file", case))
    with acting(case.client()):
        read = set(Reading.objects.filter(client_id=case.client_ids[0]).values_list("what", flat=True))
    assert {"money", "money list"} <= read
