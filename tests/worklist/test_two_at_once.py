"""Two people at one form: nobody writes over what they did not see, and nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.models import Appointment, Condition, Desk, Fact, NetworkPerson, Waiting, Weight
from alliantie.cases.operations import appointments, note_condition, put_on_list
from alliantie.cases.operations.network import Near, add_near
from alliantie.cases.operations.team import Request
from alliantie.cases.queries import get_case
from alliantie.money.models import Creditor, Line
from alliantie.money.rules import Sort
from alliantie.people.models import Worker
from tests.insight.teams import leader
from tests.money.ledger import claim, line
from tests.support.at_once import at_once
from tests.web.pages import flat
from tests.worklist.browse import as_worker, hidden, sign_in
from tests.worklist.test_incident_pages import recorded
from tests.worklist.test_team import fields
from tests.worlds import CaseWorld, World, plan_talk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

FASTER = "Iemand bewaarde hier net iets anders. Er is niets overschreven."
Page = tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], str, Callable[[], object]]
"""An address, what one and what the other fills in, a mistake, what stands there then in words, and what is kept."""


def day(days: int) -> date:
    return clock.today() + timedelta(days=days)


def at(name: str, case: CaseWorld, **more: Any) -> str:
    return reverse(name, kwargs={"case_id": case.case_id, **more})


def a_planned_talk(case: CaseWorld) -> Page:
    made = plan_talk(case, datetime(day(7).year, day(7).month, day(7).day, 10, 30, tzinfo=clock.HOME))
    typed = {"talk": "home-visit", "on": day(7).isoformat(), "minutes": "", "bring": ""}
    one, other = {**typed, "at": "14:00", "place": "Bij school"}, {**typed, "at": "9:00", "place": "Kantoor"}
    found = Appointment.objects.using("owner").filter(id=made)
    there = at("case-appointment", case, appointment_id=made)
    return there, one, other, {**other, "at": ""}, "Waar? Bij school", lambda: found.get().place


def a_condition(case: CaseWorld) -> Page:
    with acting(case.worker) as actor:
        made = note_condition(
            actor=actor, now=clock.now(), case=get_case(actor, case.case_id), sort="special", text="Geen alcohol.",
            starts_on=day(-9), until=None, client_id=None, token=uuid4(),
        )  # fmt: skip
    typed = {"text": "Geen alcohol.", "until": "", "ended_on": ""}
    one, other = {**typed, "ended_on": day(-1).isoformat()}, {**typed, "text": "Geen alcohol en geen drugs."}
    found = Condition.objects.using("owner").filter(id=made)
    there = at("case-condition", case, condition_id=made)
    wrong = {**other, "ended_on": day(1).isoformat()}
    return there, one, other, wrong, "Is het eerder gestopt? Op welke dag?", lambda: found.get().ended_on == day(-1)


def somebody_near(case: CaseWorld) -> Page:
    with acting(case.worker) as actor:
        made = add_near(
            actor=actor, now=clock.now(), case=get_case(actor, case.case_id), client_id=case.client_ids[0],
            near=Near("Oma Ans", "family", "oma", 1), effect="helps", words="Zij luistert.", token=uuid4(),
        )  # fmt: skip
    typed = {"name": "Oma Ans", "sort": "family", "relation": "oma", "circle": "1", "effect": "helps"}
    one, other = {**typed, "words": "Zij is er altijd."}, {**typed, "relation": "grootmoeder", "words": "Zij luistert."}
    found = NetworkPerson.objects.using("owner").filter(id=made)
    there = at("case-network-person", case, client_id=case.client_ids[0], person_id=made)
    return there, one, other, {**other, "name": ""}, "Zij is er altijd.", lambda: found.get().words


def an_address(case: CaseWorld) -> Page:
    there = at("case-money-address", case, claim_id=claim(case))
    typed = {"token": str(uuid4())}
    one, other = {**typed, "address": "Kade 1", "email": ""}, {**typed, "address": "", "email": "post@vitens.example"}
    return (
        there,
        one,
        other,
        {**other, "email": "x"},
        "Adres Kade 1",
        lambda: Creditor.objects.using("owner").get().address,
    )


def the_end_of_an_income(case: CaseWorld) -> Page:
    made = line(case, since=day(-30))
    found = Line.objects.using("owner").filter(id=made)
    there = at("case-money-line-end", case, line_id=made)
    one, other = ({"token": str(uuid4()), "on": day(days).isoformat()} for days in (10, 20))
    return (
        there,
        one,
        other,
        {**other, "on": ""},
        "Vanaf welke dag telt dit niet meer mee?",
        lambda: found.get().ends_on,
    )


def a_granted_allowance(case: CaseWorld) -> Page:
    made = line(case, sort=Sort.ALLOWANCE, name="Huurtoeslag", since=day(-30), applied_on=day(-30))
    found = Line.objects.using("owner").filter(id=made)
    there = at("case-money-grant", case, line_id=made)
    one, other = ({"token": str(uuid4()), "on": day(days).isoformat()} for days in (-3, -2))
    return there, one, other, {**other, "on": ""}, "Op welke dag is dit toegekend?", lambda: found.get().granted_on


def a_judgement(case: CaseWorld) -> Page:
    incident = recorded(case, as_worker(case), "appointment", **{"value-judged": "not-established"})
    typed = {"on": clock.today().isoformat(), "text": "Bevestigd."}
    one = {**typed, "token": str(uuid4()), "value-judged": "breach-special"}
    other = {**typed, "token": str(uuid4()), "value-judged": "unwanted"}
    said = Fact.objects.using("owner").filter(kind="behaviour", void=False).order_by("-recorded_at")
    there = at("case-incident-again", case, incident_id=incident.id)
    stands = "Overtreding van een bijzondere voorwaarde"
    return there, one, other, {**other, "value-judged": ""}, stands, lambda: said[0].values["judged"]


PAGES: dict[Callable[[CaseWorld], Page], str] = {
    a_planned_talk: "nl-probation",
    a_condition: "nl-probation",
    somebody_near: "nl-probation",
    a_judgement: "nl-probation",
    an_address: "nl-debt-zeist",
    the_end_of_an_income: "nl-debt-zeist",
    a_granted_allowance: "nl-debt-zeist",
}


def asked_first(browser: Browser, told: Page) -> None:
    """One saves while the other has the page open, who then reads what stands before it is replaced."""
    there, one, other, wrong, stands, kept = told
    seen = {"seen": hidden(browser, there, "seen")}
    assert browser.post(there, one | seen).status_code == 302
    after = kept()
    # A second press of the same is no quarrel with oneself.
    assert browser.post(there, one | seen).status_code == 302
    # A mistake that is mended meanwhile does not make the page one that saw it all.
    mistaken = browser.post(there, wrong | seen)
    assert mistaken.status_code == 422
    assert f'name="seen" value="{seen["seen"]}"' in mistaken.content.decode()
    answer = browser.post(there, other | seen)
    told_in = flat(answer.content.decode())
    assert answer.status_code == 422
    assert FASTER in told_in
    assert stands in told_in
    assert kept() == after, "nothing was written over"
    for typed in other.values():
        assert not typed or typed in answer.content.decode(), f"{typed} is still there"
    again = {"seen": told_in_field(answer.content.decode())}
    assert browser.post(there, other | again).status_code == 302
    assert kept() != after


def told_in_field(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


@pytest.mark.parametrize("make", PAGES, ids=lambda make: make.__name__)
def test_who_saves_second_reads_what_the_first_saved_and_loses_no_word(make: Callable[[CaseWorld], Page]) -> None:
    with clock.at(clock.now() - timedelta(days=40)):
        case = World.make().case(PAGES[make])
    asked_first(as_worker(case), make(case))


def of_the_team(world: World, name: str) -> str:
    return reverse(name, args=[world.team.id])


def who_waits(world: World) -> Page:
    with acting(leader(world)) as actor:
        request = Request("Bo Vermeer", day(0), "now", "Slaapt in de auto.", "Wmo")
        made = put_on_list(actor=actor, now=clock.now(), team=world.team, request=request, token=uuid4())
    typed = {"token": str(uuid4()), "name": "Bo Vermeer", "asked_on": day(0).isoformat(), "stream": "Wmo"}
    one = {**typed, "urgency": "soon", "reason": "Slaapt bij een vriend."}
    other = {**typed, "urgency": "now", "reason": "Slaapt buiten."}
    found = Waiting.objects.using("owner").filter(id=made)
    there = reverse("waiting-one", args=[made])
    return there, one, other, {**other, "name": ""}, "Waarom? Slaapt bij een vriend.", lambda: found.get().reason


def what_measures_weigh(world: World) -> Page:
    there = of_the_team(world, "team-weights")
    typed = fields(world)
    first, second = list(typed)[:2]
    one, other = {**typed, first: "2.5"}, {**typed, second: "3.5"}
    kept = Weight.objects.using("owner").values_list("weight", flat=True)
    return there, one, other, {**other, second: "veel"}, "2,5", lambda: list(kept.all()) == [Decimal("2.5")]


def who_has_the_desk(world: World) -> Page:
    there = of_the_team(world, "team-desk")
    first, second = (str(each) for each in Worker.objects.using("owner").values_list("id", flat=True)[:2])
    one, other = {day(1).isoformat(): first}, {day(1).isoformat(): second}
    kept = Desk.objects.using("owner").values_list("worker_id", flat=True)
    return there, one, other, {day(1).isoformat(): "x"}, "Dit staat er nu", lambda: [str(each) for each in kept.all()]


@pytest.mark.parametrize("make", [who_waits, what_measures_weigh, who_has_the_desk])
def test_who_leads_a_team_with_another_writes_over_nothing_either(make: Callable[[World], Page]) -> None:
    world = World.make(workers=("Peter", "Samira"))
    told = make(world)
    asked_first(sign_in(Worker.objects.using("owner").get(id=leader(world).me)), told)


def test_of_two_who_move_a_talk_at_the_same_moment_one_is_told() -> None:
    with clock.at(clock.now() - timedelta(days=2)):
        case = World.make().case()
    there, one, other, *_rest = a_planned_talk(case)
    seen = {"seen": hidden(as_worker(case), there, "seen")}
    browsers = as_worker(case), as_worker(case)
    works = [
        lambda b=b, sent=sent: b.post(there, sent | seen).status_code
        for b, sent in zip(browsers, (one, other), strict=True)
    ]
    assert sorted(at_once(*works)) == [302, 422]  # type: ignore[type-var]


def test_a_job_that_was_shown_nothing_moves_a_talk() -> None:
    with clock.at(clock.now() - timedelta(days=2)):
        case = World.make().case()
    when = datetime(day(7).year, day(7).month, day(7).day, 10, 30, tzinfo=clock.HOME)
    made = plan_talk(case, when)
    with acting(case.worker) as actor:
        agreed = appointments.Arrangement(when + timedelta(hours=1), "home-visit")
        appointments.move(actor=actor, now=clock.now(), appointment_id=made, agreed=agreed)
    assert Appointment.objects.using("owner").get(id=made).starts_at == when + timedelta(hours=1)
