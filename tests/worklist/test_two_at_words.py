"""What somebody said, or what was set in one case, is not replaced by who did not see it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.policies import NotNow
from alliantie.cases.models import Fact, NetworkPerson, PlanVoice
from alliantie.cases.operations.network import Near, add_near
from alliantie.cases.queries import get_case
from alliantie.money.models import Claim, Deadline, Paper
from alliantie.money.states import Status
from tests.money.ledger import claim, deadline, done, papers
from tests.portal.people import at_home, long_running, too_long
from tests.support.at_once import at_once
from tests.web.pages import filled, flat
from tests.worklist.browse import as_worker
from tests.worklist.test_decisions import otherwise, record
from tests.worklist.work import at, plan_in
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def case() -> CaseWorld:
    return long_running()


@pytest.fixture
def zeist() -> CaseWorld:
    return World.make().case("nl-debt-zeist")


def opened(browser: Browser, there: str) -> dict[str, str]:
    return filled(browser.get(there).content.decode(), "made")


def said(case: CaseWorld, **more: str) -> dict[str, str]:
    return {"who": str(case.client_ids[0]), "answer": "agrees", "on": clock.today().isoformat(), **more}


def voices() -> set[tuple[str, str]]:
    return set(PlanVoice.objects.using("owner").values_list("name", "answer"))


def test_an_answer_that_a_colleague_noted_meanwhile_is_read_before_it_is_replaced(case: CaseWorld) -> None:
    worker = as_worker(case)
    there = at("case-goals-voice", case, plan_id=plan_in(case))
    form = opened(worker, there)
    one, other = said(case, answer="disagrees", reason="Te ver weg."), said(case)
    # Sent twice is no quarrel with oneself.
    for _twice in range(2):
        assert worker.post(there, form | one).status_code == 302
    answer = worker.post(there, form | other)
    told = flat(answer.content.decode())
    assert answer.status_code == 422
    assert "Iemand was u voor" in told
    assert "Noor Yilmaz Niet eens · " in told
    assert "Te ver weg." in told
    assert voices() == {("", "disagrees")}
    again = filled(answer.content.decode(), "made")
    assert again["answer"] == "agrees"
    assert worker.post(there, again).status_code == 302
    assert voices() == {("", "agrees")}


def test_the_answer_of_another_is_no_quarrel(case: CaseWorld) -> None:
    worker = as_worker(case)
    there = at("case-goals-voice", case, plan_id=plan_in(case))
    form = opened(worker, there)
    for sent in (said(case), said(case, who="other", name="Oma"), said(case, who="other", name="Opa")):
        assert worker.post(there, form | sent).status_code == 302
    assert voices() == {("", "agrees"), ("Oma", "agrees"), ("Opa", "agrees")}


def test_of_two_who_note_the_first_answer_at_the_same_moment_one_is_told(case: CaseWorld) -> None:
    browsers = as_worker(case), as_worker(case)
    there = at("case-goals-voice", case, plan_id=plan_in(case))
    form = opened(browsers[0], there)
    sent = said(case), said(case, answer="unsure")
    works = [
        lambda b=b, each=each: b.post(there, form | each).status_code for b, each in zip(browsers, sent, strict=True)
    ]
    assert sorted(at_once(*works)) == [302, 422]  # type: ignore[type-var]


def test_a_client_reads_what_was_noted_meanwhile_before_the_own_answer_replaces_it(case: CaseWorld) -> None:
    plan, noor = plan_in(case), at_home(case)
    there = reverse("my-plan-voice", args=[plan])
    form = opened(noor, there)
    worker_there = at("case-goals-voice", case, plan_id=plan)
    as_worker(case).post(worker_there, said(case, answer="unasked", reason="Noor was ziek."))
    answer = noor.post(there, form | {"answer": "disagrees"})
    told = flat(answer.content.decode())
    assert answer.status_code == 422
    assert "Dit is net veranderd" in told
    assert "Nu staat er: Nog geen antwoord" in told
    assert "Nu staat er: Noor was ziek." in told
    assert not too_long(answer)
    assert voices() == {("", "unasked")}
    again = filled(answer.content.decode(), "made")
    # Why belongs to the answer: the reason of another answer is told, and not taken over.
    assert (again["answer"], again["reason"]) == ("disagrees", "")
    assert noor.post(there, again).status_code == 302
    assert voices() == {("", "disagrees")}


def test_a_client_whose_answer_was_noted_alike_meanwhile_is_told_that_the_reason_is_not_kept_yet(
    case: CaseWorld,
) -> None:
    plan, noor = plan_in(case), at_home(case)
    there = reverse("my-plan-voice", args=[plan])
    form = opened(noor, there)
    sent = as_worker(case).post(at("case-goals-voice", case, plan_id=plan), said(case, answer="agrees"))
    assert sent.status_code == 302
    answer = noor.post(there, form | {"answer": "agrees", "reason": "Het is dichtbij."})
    told = flat(answer.content.decode())
    assert answer.status_code == 422
    for sentence in ("Dit is net veranderd", "Er is niets overschreven.", "Bewaar dan nog een keer."):
        assert sentence in told
    assert noor.post(there, filled(answer.content.decode(), "made")).status_code == 302
    assert PlanVoice.objects.using("owner").get().reason == "Het is dichtbij."


def test_the_word_of_the_client_stands_whatever_a_worker_had_on_the_screen(case: CaseWorld) -> None:
    plan, worker = plan_in(case), as_worker(case)
    there = at("case-goals-voice", case, plan_id=plan)
    form = opened(worker, there)
    at_home(case).post(reverse("my-plan-voice", args=[plan]), {"answer": "disagrees"})
    answer = worker.post(there, form | said(case))
    assert answer.status_code == 422
    assert "Deze cliënt gaf zelf al antwoord." in flat(answer.content.decode())
    assert voices() == {("", "disagrees")}


def somebody(case: CaseWorld) -> Any:
    with acting(case.worker) as actor:
        made = add_near(
            actor=actor, now=clock.now(), case=get_case(actor, case.case_id), client_id=case.client_ids[0],
            near=Near("Oma Ans", "family", "oma", 1), effect="helps", words="Zij luistert.", token=uuid4(),
        )  # fmt: skip
    return NetworkPerson.objects.using("owner").filter(id=made).values_list("effect", "words", "by_self")


def test_a_client_who_writes_about_somebody_takes_over_what_the_worker_changed_meanwhile(case: CaseWorld) -> None:
    kept, noor, worker = somebody(case), at_home(case), as_worker(case)
    person = NetworkPerson.objects.using("owner").get().id
    there, of_worker = reverse("my-network-person", args=[person]), at(
        "case-network-person", case, client_id=case.client_ids[0], person_id=person
    )  # fmt: skip
    form = opened(noor, there)
    assert worker.post(of_worker, opened(worker, of_worker) | {"effect": "both"}).status_code == 302
    answer = noor.post(there, form | {"words": "Zij belt elke week."})
    assert answer.status_code == 422
    assert "Helpt deze persoon u? Nu staat er: Allebei" in flat(answer.content.decode())
    assert not too_long(answer)
    assert kept.get() == ("both", "Zij luistert.", False)
    assert noor.post(there, filled(answer.content.decode(), "made")).status_code == 302
    assert kept.get() == ("both", "Zij belt elke week.", True)


def test_what_a_worker_wrote_for_a_client_who_wrote_it_just_then_is_still_to_be_read(case: CaseWorld) -> None:
    kept, noor, worker = somebody(case), at_home(case), as_worker(case)
    person = NetworkPerson.objects.using("owner").get().id
    there = at("case-network-person", case, client_id=case.client_ids[0], person_id=person)
    form = opened(worker, there)
    own = {"effect": "both", "words": "Zij belt elke week."}
    assert noor.post(reverse("my-network-person", args=[person]), own).status_code == 302
    answer = worker.post(there, form | {"words": "Zij kookt voor mij."})
    assert answer.status_code == 422
    told = flat(answer.content.decode())
    assert "Noor schreef hier net zelf iets over." in told
    assert "U schreef: Zij kookt voor mij." in told
    assert kept.get() == ("both", "Zij belt elke week.", True)


def test_what_a_colleague_set_in_a_case_is_read_before_something_else_is_set(zeist: CaseWorld) -> None:
    record(zeist, "registered", crisis=True)
    worker, there = as_worker(zeist), otherwise(zeist, "intake-in-crisis")
    form = opened(worker, there)
    until = [(clock.today() + timedelta(days=days)).isoformat() for days in (20, 30)]
    one = form | {"way": "norm_deviated", "until": until[0], "reason": "Noor ligt in het ziekenhuis."}
    other = form | {"token": str(uuid4()), "way": "norm_deviated", "until": until[1], "reason": "Noor is op reis."}
    for _twice in range(2):
        assert worker.post(there, one).status_code == 302
    answer = worker.post(there, other)
    told = flat(answer.content.decode())
    assert answer.status_code == 422
    assert "Iemand was u voor" in told
    assert "Later doen Noor ligt in het ziekenhuis." in told
    set_here = Fact.objects.using("owner").filter(case_id=zeist.case_id, kind="norm_deviated")
    assert set_here.count() == 1
    again = filled(answer.content.decode(), "made")
    assert (again["until"], again["reason"]) == (until[1], "Noor is op reis.")
    assert worker.post(there, again).status_code == 302
    assert set_here.count() == 2


def test_of_two_who_set_something_else_in_a_case_at_the_same_moment_one_is_told(zeist: CaseWorld) -> None:
    record(zeist, "registered", crisis=True)
    browsers, there = (as_worker(zeist), as_worker(zeist)), otherwise(zeist, "intake-in-crisis")
    form = opened(browsers[0], there)
    sent = [
        form | {"way": "norm_deviated", "until": (clock.today() + timedelta(days=days)).isoformat(), "reason": "Ziek."}
        for days in (20, 30)
    ]
    works = [lambda b=b, each=each: b.post(there, each).status_code for b, each in zip(browsers, sent, strict=True)]
    assert sorted(at_once(*works)) == [302, 422]  # type: ignore[type-var]


def test_the_first_day_stands_on_which_a_colleague_said_that_it_was_done(zeist: CaseWorld) -> None:
    today, later = clock.today(), clock.now() + timedelta(days=1)
    papers(zeist, "Loonstrook")
    paper, threat = Paper.objects.using("owner").get(), deadline(zeist, today + timedelta(days=9), Deadline.Kind.WATER)
    for moment in (clock.now(), later):
        with clock.at(moment):
            done(zeist, "paper_is_in", paper_id=paper.id, on=clock.today())
            done(zeist, "deadline_is_over", deadline_id=threat, on=clock.today())
    assert Paper.objects.using("owner").get().in_on == today
    assert Deadline.objects.using("owner").get().over_on == today
    made = claim(zeist)
    done(zeist, "change_status", claim_id=made, status=Status.DISPUTED, on=today)
    with pytest.raises(NotNow):
        done(zeist, "change_status", claim_id=made, status=Status.DISPUTED, on=today - timedelta(days=1))
    assert Claim.objects.using("owner").get().status_on == today
