"""Planning on the worker's pages: one form, one press, nothing lost, and the day that shows it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.models import Appointment, Measure
from alliantie.cases.operations import appointments as operations
from alliantie.practices import library
from alliantie.practices.told import holds_under
from alliantie.web.dates import day_in_words
from tests.web.pages import flat, tags
from tests.worklist.browse import as_worker, hidden, queries, sign_in, words
from tests.worlds import CaseWorld, World, plan_talk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

START = "/"


@pytest.fixture
def case() -> CaseWorld:
    with clock.at(clock.now() - timedelta(days=2)):
        return World.make().case()


@pytest.fixture
def family() -> CaseWorld:
    return World.make().case(
        "nl-save-protection", names=(("Sam", "Wit"), ("Eva", "Wit")), roles=("young_person", "parent")
    )


def at(name: str, case: CaseWorld, appointment_id: UUID | None = None) -> str:
    more = {"appointment_id": appointment_id} if appointment_id else {}
    return reverse(name, kwargs={"case_id": case.case_id, **more})


def moment(days: int, hour: int = 10, minute: int = 30) -> datetime:
    day = clock.today() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.HOME)


def noon() -> datetime:
    """The middle of today, so that a talk can be before and after it."""
    return moment(0, 12, 0)


def filled(days: int = 7, **changed: object) -> dict[str, object]:
    on = (clock.today() + timedelta(days=days)).isoformat()
    return {
        "token": str(uuid4()), "talk": "home-visit", "on": on, "at": "10:30", "minutes": "", "place": "", **changed
    }  # fmt: skip


def in_words(day: date) -> str:
    return day_in_words(day, "nl", clock.today())


def all_planned() -> list[Appointment]:
    return list(Appointment.objects.using("owner").order_by("starts_at"))


def cancelled_by_client(case: CaseWorld, days: int = 3) -> UUID:
    made = plan_talk(case, moment(days), talk_id="home-visit", place="Kantoor, kamer 2")
    with acting(case.client()) as actor:
        operations.cancel(actor=actor, appointment_id=made)
    return made


@pytest.mark.parametrize("practice_id", library().ids())
def test_in_every_practice_a_talk_of_its_own_kinds_is_planned_and_stands_on_the_case_page(practice_id: str) -> None:
    practice = library().latest(practice_id)
    case = World.make().case(practice_id)
    worker = as_worker(case)
    assert "Er is nog geen gesprek gepland." in words(worker, at("case", case))
    running = Measure.objects.using("owner").values_list("measure_id", flat=True)
    kind = [each for each in practice.talks if holds_under(each, running)][-1]
    sent = filled(
        talk=kind.id, token=hidden(worker, at("case-plan", case), "token"), minutes="45", place="  Kamer   2 "
    )
    seen = flat(worker.post(at("case-plan", case), sent, follow=True).content.decode())
    day = in_words(moment(7).date())
    assert f"Gepland: {kind.name.nl}, {day} om 10.30 uur." in seen
    assert f"volgend gesprek {day}, 10.30 uur" in seen
    assert f"{day}, 10.30 uur {kind.name.nl} · 45 minuten · Kamer 2" in seen
    (made,) = all_planned()
    assert (made.starts_at, made.client_id, made.worker_id) == (moment(7), case.client_ids[0], case.worker.id)


def test_pressing_twice_plans_once(case: CaseWorld) -> None:
    worker, sent = as_worker(case), filled()
    for _twice in range(2):
        assert worker.post(at("case-plan", case), sent).status_code == 302
    assert len(all_planned()) == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"talk": ""}, "Kies wat voor gesprek het wordt."),
        ({"talk": "evaluation"}, "Kies wat voor gesprek het wordt."),
        ({"on": ""}, "Kies de dag."),
        ({"on": "31-02-2026"}, "Dit is geen dag."),
        ({"on": "0001-01-01"}, "Dit moment is al geweest."),
        ({"on": "9999-12-31", "at": "23:59"}, "Kies een dag binnen een jaar."),
        ({"at": ""}, "Kies de tijd."),
        ({"at": "half elf"}, "Dit is geen tijd."),
        ({"minutes": "0"}, "Schrijf hoeveel minuten"),
        ({"minutes": "481"}, "Schrijf hoeveel minuten"),
        ({"minutes": "9" * 5000}, "Schrijf hoeveel minuten"),
        ({"minutes": "lang"}, "Schrijf hoeveel minuten"),
        ({"place": "x" * 81}, "Dit is te lang."),
        ({"bring": "x" * 161}, "Dit is te lang."),
        ({"token": "x"}, "Deze bladzijde was verlopen."),
    ],
)
def test_what_cannot_be_is_refused_with_words_and_the_rest_stays_filled_in(
    case: CaseWorld, changed: dict[str, object], told: str
) -> None:
    sent = {**filled(place="Kamer 2"), **changed}
    answer = as_worker(case).post(at("case-plan", case), sent)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert told in flat(html)
    if "place" not in changed:
        assert 'value="Kamer 2"' in html
    assert all_planned() == []


def test_yesterday_is_refused_when_planning_and_when_moving(case: CaseWorld) -> None:
    worker = as_worker(case)
    made = plan_talk(case, moment(7))
    for address in (at("case-plan", case), at("case-appointment", case, made)):
        answer = worker.post(address, filled(-1))
        assert answer.status_code == 422
        assert "Dit moment is al geweest. Kies een latere tijd." in flat(answer.content.decode())
    assert [each.starts_at for each in all_planned()] == [moment(7)]


def test_in_a_family_one_chooses_with_whom(family: CaseWorld) -> None:
    worker = as_worker(family)
    there = at("case-plan", family)
    assert "Kies met wie." in flat(worker.post(there, filled(talk="family")).content.decode())
    stranger = World.make("Elders").case().client_ids[0]
    assert worker.post(there, filled(talk="family", who=str(stranger))).status_code == 422
    worker.post(there, filled(talk="family", who="everyone"))
    worker.post(there, filled(8, talk="alone", who=str(family.client_ids[0])))
    assert [each.client_id for each in all_planned()] == [None, family.client_ids[0]]
    seen = words(worker, at("case", family))
    assert "Iedereen · Gesprek met het gezin" in seen
    assert "Sam · Gesprek met de jeugdige alleen" in seen


def test_a_talk_is_moved_from_what_stands_there(case: CaseWorld) -> None:
    worker = as_worker(case)
    made = plan_talk(case, moment(7), talk_id="home-visit", place="Kamer 2", minutes=30, bring="Uw pas")
    html = worker.get(at("case-appointment", case, made)).content.decode()
    for value in (
        'value="10:30"',
        f'value="{moment(7).date().isoformat()}"',
        'value="30"',
        'value="Kamer 2"',
        'value="Uw pas"',
    ):
        assert value in html
    seen = flat(worker.post(at("case-appointment", case, made), filled(9, at="14.15"), follow=True).content.decode())
    assert f"Gepland: Huisbezoek, {in_words(moment(9).date())} om 14.15 uur." in seen
    (moved,) = all_planned()
    assert (moved.id, moved.starts_at, moved.place, moved.bring) == (made, moment(9, 14, 15), "", "")


def test_two_talks_at_one_time_are_allowed_and_told(case: CaseWorld) -> None:
    other = case.world.case(names=(("Ali", "Demir"),))
    plan_talk(other, moment(7, 10, 0))
    seen = flat(as_worker(case).post(at("case-plan", case), filled(), follow=True).content.decode())
    assert "Let op: dan is er ook een gesprek met Ali Demir, om 10.00 uur." in seen
    assert len(all_planned()) == 2


def test_a_talk_called_off_can_be_planned_again_and_not_moved(case: CaseWorld) -> None:
    worker = as_worker(case)
    made = plan_talk(case, moment(7), talk_id="home-visit", place="Kamer 2")
    for _twice in range(2):
        seen = flat(worker.post(at("case-appointment-cancel", case, made), follow=True).content.decode())
        assert f"Afgezegd: Huisbezoek, {in_words(moment(7).date())}." in seen
    assert "Er is nog geen gesprek gepland." in words(worker, at("case", case))
    assert "Dit gesprek gaat niet meer door." in words(worker, at("case-appointment", case, made))
    assert worker.post(at("case-appointment", case, made), filled(8)).status_code == 422
    again = worker.get(f"{at('case-plan', case)}?again={made}").content.decode()
    assert 'value="Kamer 2"' in again
    assert moment(7).date().isoformat() not in again
    worker.post(at("case-plan", case), filled(8))
    assert f"volgend gesprek {in_words(moment(8).date())}" in words(worker, at("case", case))


def test_a_client_who_cannot_come_is_told_on_both_pages_until_there_is_a_new_time(case: CaseWorld) -> None:
    worker = as_worker(case)
    cancelled_by_client(case)
    told = f"Noor kan niet op {in_words(moment(3).date())}"
    for page in (START, at("case", case)):
        seen = words(worker, page)
        assert told in seen
        assert "Maak een nieuwe tijd" in seen
        assert "Niets te doen vandaag." not in seen
    worker.post(at("case-plan", case), filled(5))
    for page in (START, at("case", case)):
        assert told not in words(worker, page)


def test_what_a_client_called_off_can_be_put_away(case: CaseWorld) -> None:
    worker = as_worker(case)
    made = cancelled_by_client(case)
    for _twice in range(2):
        answer = worker.post(at("case-appointment-put-away", case, made), follow=True)
        assert "Weggelegd. Er komt geen nieuwe tijd." in flat(answer.content.decode())
    assert "Noor kan niet" not in words(worker, START)


# The day


def test_the_day_shows_its_talks_in_order_each_with_its_way_to_what_to_read_before_it(case: CaseWorld) -> None:
    with clock.at(moment(0, 0, 1)):
        other = case.world.case(names=(("Ali", "Demir"),))
        plan_talk(other, moment(0, 14, 0), talk_id="home-visit")
        plan_talk(case, moment(0, 10, 30), talk_id="reporting-talk", place="Kamer 2")
        plan_talk(case, moment(1))
    worker = as_worker(case)
    with clock.at(noon()):
        seen = words(worker, START)
        html = worker.get(START).content.decode()
    assert (
        "Gesprekken vandaag 10.30 uur, Noor Yilmaz Meldplichtgesprek · Kamer 2 Is het geweest? : Noor Yilmaz"
        " 14.00 uur, Ali Demir Huisbezoek Voorbereiden : Ali Demir"
    ) in seen
    assert f'href="{at("case-prepare", other)}">Voorbereiden' in html
    with clock.at(noon()):
        page = words(worker, at("case", case))
    assert f"volgend gesprek {in_words(moment(1).date())}" in page


def test_at_most_seven_talks_of_a_day_are_open(case: CaseWorld) -> None:
    with clock.at(moment(0, 0, 1)):
        for hour in range(9, 18):
            plan_talk(case, moment(0, hour, 0), talk_id="reporting-talk")
    worker = as_worker(case)
    with clock.at(moment(0, 8, 0)):
        block = worker.get(START).content.decode().split('id="talks-today"')[1].split("</section>")[0]
    assert block.split("<details")[0].count("row-title") == 7
    assert "Nog 2 gesprekken" in block


def test_a_recorded_talk_leaves_the_day(case: CaseWorld) -> None:
    with clock.at(moment(0, 0, 1)):
        plan_talk(case, moment(0, 10, 30), talk_id="home-visit")
    worker = as_worker(case)
    with clock.at(noon()):
        assert "Gesprekken vandaag" in words(worker, START)
        sent = {"token": str(uuid4()), "what": "home-visit", "on": clock.today().isoformat()}
        worker.post(at("case-talk", case), sent)
        assert "Gesprekken vandaag" not in words(worker, START)
        assert "volgend gesprek" not in words(worker, at("case", case))


def test_an_empty_day_tells_which_talk_comes_next(case: CaseWorld) -> None:
    worker = as_worker(case)
    plan_talk(case, moment(4), talk_id="home-visit")
    day = in_words(moment(4).date())
    assert f"Niets te doen vandaag. Volgende: huisbezoek bij Noor, {day}." in words(worker, START)
    plan_talk(case, moment(2), talk_id="reporting-talk")
    assert f"Volgende: gesprek met Noor, {in_words(moment(2).date())}." in words(worker, START)
    case.round(opens_on=moment(1).date())
    assert "Volgende: ronde met Noor" in words(worker, START)


def test_a_stand_in_sees_the_talks_of_the_day_with_who_planned_them(case: CaseWorld) -> None:
    today = clock.today().isoformat()
    late = moment(0, 23, 59)
    # The whole of it at noon: who begins to stand in later that day sees nothing at noon yet.
    with clock.at(noon()):
        as_worker(case).post(
            at("case-cover", case), {"colleague": str(case.world.workers[1].id), "first": today, "last": today}
        )
        plan_talk(case, late)
        seen = words(sign_in(case.world.workers[1]), START)
    assert "23.59 uur, Noor Yilmaz" in seen
    assert "met Peter Jansen" in seen
    assert "Gesprekken vandaag" not in words(sign_in(World.in_area(case.world.area, "Buren").workers[0]), START)


def test_the_page_right_after_planning_costs_two_questions_more(case: CaseWorld) -> None:
    worker = as_worker(case)
    made = plan_talk(case, moment(7))
    usual = len(queries(worker, at("case", case)))
    assert len(queries(worker, f"{at('case', case)}?planned={made}")) == usual + 2
    for nonsense in ("x", str(uuid4())):
        assert worker.get(f"{at('case', case)}?planned={nonsense}&cancelled={nonsense}").status_code == 200


def test_a_talk_that_is_due_is_planned_from_its_row_with_its_kind_chosen() -> None:
    case = World.make().case("nl-work-rsd-krh")
    worker = as_worker(case)
    block = worker.get(at("case", case)).content.decode().split('id="first"')[1].split("</section>")[0]
    ways = [link["href"] for _name, link in tags(block, "a") if link["href"].startswith(at("case-plan", case))]
    assert f"{at('case-plan', case)}?talk=intake" in ways
    page = worker.get(f"{at('case-plan', case)}?talk=intake").content.decode()
    assert [each["value"] for _name, each in tags(page, "input") if "checked" in each] == ["intake"]
    # What somebody else wrote in the address chooses nothing.
    page = worker.get(f"{at('case-plan', case)}?talk=%3Cb%3E&who={uuid4()}").content.decode()
    assert not [each for _name, each in tags(page, "input") if "checked" in each]
