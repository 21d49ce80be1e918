"""Two people at one form: nobody writes over what they did not see, and nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
from tests.web.pages import filled, flat
from tests.worklist.browse import as_worker, sign_in
from tests.worklist.test_incident_pages import recorded
from tests.worklist.test_team import fields
from tests.worlds import CaseWorld, World, plan_talk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

FIRST = "Iemand was u voor"
FASTER = "Iemand bewaarde hier net iets anders. Er is niets overschreven."


@dataclass(frozen=True)
class Page:
    """A form: what one and what the other changes in it, a mistake, what then stands in words, and what is kept."""

    there: str
    one: dict[str, Any]
    other: dict[str, Any]
    mistake: dict[str, Any]
    stands: str
    kept: Callable[[], object]
    after_one: object
    after_both: object


def day(days: int) -> date:
    return clock.today() + timedelta(days=days)


def on(days: int) -> str:
    return day(days).isoformat()


def at(name: str, case: CaseWorld, **more: Any) -> str:
    return reverse(name, kwargs={"case_id": case.case_id, **more})


def a_planned_talk(case: CaseWorld) -> Page:
    made = plan_talk(case, datetime(day(7).year, day(7).month, day(7).day, 10, 30, tzinfo=clock.HOME))
    found = Appointment.objects.using("owner").filter(id=made)

    def kept() -> object:
        talk = found.get()
        return f"{talk.starts_at.astimezone(clock.HOME):%H:%M}", talk.place, talk.bring

    return Page(
        at("case-appointment", case, appointment_id=made),
        {"at": "14:00", "place": "Bij school"},
        {"place": "Kantoor", "bring": "De brieven"},
        {"minutes": "x"},
        "Waar? Bij school",
        kept,
        ("14:00", "Bij school", ""),
        ("14:00", "Kantoor", "De brieven"),
    )


def a_condition(case: CaseWorld) -> Page:
    with acting(case.worker) as actor:
        made = note_condition(
            actor=actor, now=clock.now(), case=get_case(actor, case.case_id), sort="special", text="Geen alcohol.",
            starts_on=day(-9), until=None, client_id=None, token=uuid4(),
        )  # fmt: skip
    found = Condition.objects.using("owner").filter(id=made)
    return Page(
        at("case-condition", case, condition_id=made),
        {"ended_on": on(-1)},
        {"text": "Geen alcohol en geen drugs."},
        {"ended_on": on(1)},
        "Is het eerder gestopt? Op welke dag?",
        lambda: (found.get().text, found.get().ended_on),
        ("Geen alcohol.", day(-1)),
        ("Geen alcohol en geen drugs.", day(-1)),
    )


def somebody_near(case: CaseWorld) -> Page:
    with acting(case.worker) as actor:
        made = add_near(
            actor=actor, now=clock.now(), case=get_case(actor, case.case_id), client_id=case.client_ids[0],
            near=Near("Oma Ans", "family", "oma", 1), effect="helps", words="Zij luistert.", token=uuid4(),
        )  # fmt: skip
    found = NetworkPerson.objects.using("owner").filter(id=made)
    return Page(
        at("case-network-person", case, client_id=case.client_ids[0], person_id=made),
        {"words": "Zij is er altijd.", "circle": "2", "victim": "on"},
        {"words": "Zij luistert goed.", "relation": "grootmoeder"},
        {"name": ""},
        "Zij is er altijd.",
        lambda: found.values_list("words", "circle", "victim", "relation").get(),
        ("Zij is er altijd.", 2, True, "oma"),
        ("Zij luistert goed.", 2, True, "grootmoeder"),
    )


def an_address(case: CaseWorld) -> Page:
    return Page(
        at("case-money-address", case, claim_id=claim(case)),
        {"address": "Kade 1"},
        {"email": "post@vitens.example"},
        {"email": "x"},
        "Adres Kade 1",
        lambda: Creditor.objects.using("owner").values_list("address", "email").get(),
        ("Kade 1", ""),
        ("Kade 1", "post@vitens.example"),
    )


def the_end_of_an_income(case: CaseWorld) -> Page:
    made = line(case, since=day(-30))
    return Page(
        at("case-money-line-end", case, line_id=made),
        {"on": on(10)},
        {"on": on(20)},
        {"on": ""},
        "Vanaf welke dag telt dit niet meer mee?",
        lambda: Line.objects.using("owner").get(id=made).ends_on,
        day(10),
        day(20),
    )


def a_granted_allowance(case: CaseWorld) -> Page:
    made = line(case, sort=Sort.ALLOWANCE, name="Huurtoeslag", since=day(-30), applied_on=day(-30))
    return Page(
        at("case-money-grant", case, line_id=made),
        {"on": on(-3)},
        # Left as the form proposed it: that is a word too, for nothing stood there.
        {},
        {"on": ""},
        "Op welke dag is dit toegekend?",
        lambda: Line.objects.using("owner").get(id=made).granted_on,
        day(-3),
        day(0),
    )


def a_judgement(case: CaseWorld) -> Page:
    incident = recorded(case, as_worker(case), "appointment", **{"value-judged": "not-established"})
    said = Fact.objects.using("owner").filter(kind="behaviour", void=False).order_by("-recorded_at")
    return Page(
        at("case-incident-again", case, incident_id=incident.id),
        {"value-judged": "breach-special", "text": "Bevestigd."},
        {"value-judged": "unwanted", "text": "Het viel mee."},
        {"value-judged": ""},
        "Overtreding van een bijzondere voorwaarde",
        lambda: said[0].values["judged"],
        "breach-special",
        "unwanted",
    )


PAGES: dict[Callable[[CaseWorld], Page], str] = {
    a_planned_talk: "nl-probation",
    a_condition: "nl-probation",
    somebody_near: "nl-probation",
    a_judgement: "nl-probation",
    an_address: "nl-debt-zeist",
    the_end_of_an_income: "nl-debt-zeist",
    a_granted_allowance: "nl-debt-zeist",
}


def opened(browser: Browser, there: str) -> dict[str, str]:
    return filled(browser.get(there).content.decode(), "made")


def asked_first(browser: Browser, page: Page) -> None:
    """One saves while the other has the page open, who then reads what stands before it is replaced."""
    form = opened(browser, page.there)
    assert browser.post(page.there, form | page.one).status_code == 302
    assert page.kept() == page.after_one
    # A second press of the same is no quarrel with oneself.
    assert browser.post(page.there, form | page.one).status_code == 302
    # A mistake that is mended meanwhile does not make the page one that saw it all.
    mistaken = browser.post(page.there, form | page.other | page.mistake)
    assert mistaken.status_code == 422
    sent = filled(mistaken.content.decode(), "made")
    assert (sent["seen"], sent["made"]) == (form["seen"], form["made"])
    answer = browser.post(page.there, form | page.other)
    told, now = flat(answer.content.decode()), filled(answer.content.decode(), "made")
    assert answer.status_code == 422
    assert FIRST in told
    assert FASTER in told
    assert page.stands in told
    assert page.kept() == page.after_one, "nothing was written over"
    assert {name: now[name] for name in page.other} == page.other, "no word of the second is lost"
    assert browser.post(page.there, now).status_code == 302
    assert page.kept() == page.after_both, "what the second left alone is as the first put it"


@pytest.mark.parametrize("make", PAGES, ids=lambda make: make.__name__)
def test_who_saves_second_keeps_what_the_first_changed_and_loses_no_word(make: Callable[[CaseWorld], Page]) -> None:
    with clock.at(clock.now() - timedelta(days=40)):
        case = World.make().case(PAGES[make])
    asked_first(as_worker(case), make(case))


def test_a_time_that_stands_now_is_written_as_in_the_language_of_the_page() -> None:
    with clock.at(clock.now() - timedelta(days=40)):
        case = World.make().case("nl-probation")
    page, worker = a_planned_talk(case), as_worker(case)
    worker.cookies["language"] = "en"
    form = opened(worker, page.there)
    assert worker.post(page.there, form | page.one).status_code == 302
    told = flat(worker.post(page.there, form | {"at": "15:00"}).content.decode())
    assert "It now says: 14:00" in told


def test_a_judgement_given_again_is_not_replaced_by_that_of_a_colleague_who_was_first() -> None:
    with clock.at(clock.now() - timedelta(days=40)):
        case = World.make().case("nl-probation")
    page, worker = a_judgement(case), as_worker(case)
    form = opened(worker, page.there)
    assert worker.post(page.there, form | page.one).status_code == 302
    # The page begins without a judgement: who chooses what stood then, means it.
    answer = worker.post(page.there, form | {"value-judged": "not-established", "text": "Het klopt niet."})
    now = filled(answer.content.decode(), "made")
    assert answer.status_code == 422
    assert f"Nu staat er: {page.stands}" in flat(answer.content.decode())
    assert now["value-judged"] == "not-established"
    assert worker.post(page.there, now).status_code == 302
    assert page.kept() == "not-established"


def of_the_team(world: World, name: str) -> str:
    return reverse(name, args=[world.team.id])


def who_waits(world: World) -> Page:
    with acting(leader(world)) as actor:
        request = Request("Bo Vermeer", day(0), "now", "Slaapt in de auto.", "Wmo")
        made = put_on_list(actor=actor, now=clock.now(), team=world.team, request=request, token=uuid4())
    found = Waiting.objects.using("owner").filter(id=made)
    return Page(
        reverse("waiting-one", args=[made]),
        {"urgency": "soon", "reason": "Slaapt bij een vriend."},
        {"reason": "Slaapt buiten."},
        {"name": ""},
        "Waarom? Slaapt bij een vriend.",
        lambda: found.values_list("urgency", "reason").get(),
        ("soon", "Slaapt bij een vriend."),
        ("soon", "Slaapt buiten."),
    )


def what_measures_weigh(world: World) -> Page:
    first, second = list(fields(world))[:2]
    kept = Weight.objects.using("owner").order_by("weight").values_list("weight", flat=True)
    return Page(
        of_the_team(world, "team-weights"),
        {first: "2.5"},
        {second: "3.5"},
        {second: "veel"},
        "2,5 · overgenomen in het formulier",
        lambda: list(kept.all()),
        [Decimal("2.5")],
        [Decimal("2.5"), Decimal("3.5")],
    )


def who_has_the_desk(world: World) -> Page:
    first, second = (str(each) for each in Worker.objects.using("owner").values_list("id", flat=True)[:2])
    kept = Desk.objects.using("owner").order_by("on").values_list("on", "worker_id")
    return Page(
        of_the_team(world, "team-desk"),
        {on(1): first, on(2): first},
        {on(1): second},
        {on(1): "x"},
        "Dit staat er nu",
        lambda: [(each, str(worker)) for each, worker in kept.all()],
        [(day(1), first), (day(2), first)],
        [(day(1), second), (day(2), first)],
    )


@pytest.mark.parametrize("make", [who_waits, what_measures_weigh, who_has_the_desk])
def test_who_leads_a_team_with_another_keeps_what_that_one_changed(make: Callable[[World], Page]) -> None:
    world = World.make(workers=("Peter", "Samira"))
    page = make(world)
    asked_first(sign_in(Worker.objects.using("owner").get(id=leader(world).me)), page)


@pytest.mark.parametrize("make", [what_measures_weigh, who_has_the_desk])
def test_of_two_who_fill_an_empty_page_at_the_same_moment_one_is_told(make: Callable[[World], Page]) -> None:
    world = World.make(workers=("Peter", "Samira"))
    page, leads = make(world), Worker.objects.using("owner").get(id=leader(world).me)
    browsers = sign_in(leads), sign_in(leads)
    form = opened(browsers[0], page.there)
    works = [
        lambda b=b, sent=sent: b.post(page.there, form | sent).status_code
        for b, sent in zip(browsers, (page.one, page.other), strict=True)
    ]
    assert sorted(at_once(*works)) == [302, 422]  # type: ignore[type-var]


def test_who_was_at_the_desk_stays_at_the_same_place_when_somebody_joins() -> None:
    world = World.make(workers=("Peter", "Samira", "Anouk"))
    there, browser = of_the_team(world, "team-desk"), sign_in(Worker.objects.using("owner").get(id=leader(world).me))
    # Names order the desk: whoever joins can come before who was there.
    workers = (
        Worker.objects.using("owner").filter(given_name__in=("Peter", "Samira", "Anouk")).order_by("family_name", "id")
    )
    joins, was, adds = (str(each.id) for each in workers)
    browser.post(there, opened(browser, there) | {on(1): was})
    form = opened(browser, there)
    browser.post(there, form | {f"{on(1)}-2": joins})
    now = filled(browser.post(there, form | {f"{on(1)}-2": adds}).content.decode(), "made")
    assert (now[on(1)], now[f"{on(1)}-2"]) == (was, adds)


def test_of_two_who_move_a_talk_at_the_same_moment_one_is_told() -> None:
    with clock.at(clock.now() - timedelta(days=2)):
        case = World.make().case()
    page, browsers = a_planned_talk(case), (as_worker(case), as_worker(case))
    form = opened(browsers[0], page.there)
    works = [
        lambda b=b, sent=sent: b.post(page.there, form | sent).status_code
        for b, sent in zip(browsers, (page.one, page.other), strict=True)
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
