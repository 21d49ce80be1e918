"""The client's next talk, saying "I cannot", and whom to turn to about the work itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import Absence, Appointment, Case, Reminded
from alliantie.cases.operations import appointments as operations
from alliantie.people.administration import set_team_phone
from alliantie.people.models import Worker
from alliantie.practices import library
from alliantie.web.dates import day_in_words
from tests.access.entering import LOGIN, account_of, browser_of, browser_with_code, words
from tests.portal.people import at_home, join, long_running, questions_for, too_long
from tests.worklist.browse import as_worker
from tests.worlds import CaseWorld, World, hand_over, plan_talk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

HOME = "/home"
OTHER, COMPLAINT = "/home/other-worker", "/home/complaint"


@pytest.fixture
def case() -> CaseWorld:
    made = long_running()
    Worker.objects.using("owner").filter(id=made.worker.me).update(phone="030 123 45 67")
    return made


@pytest.fixture
def family() -> CaseWorld:
    names, roles = (("Kim", "Bakker"), ("Anna", "Bakker")), ("young_person", "parent")
    return long_running("nl-save-protection", names, roles=roles, world=World.make("Jeugd"))


def read(browser: Browser, page: str = HOME) -> str:
    answer = browser.get(page)
    assert answer.status_code == 200, page
    assert too_long(answer) == []
    return words(answer)


def moment(days: int, hour: int = 10, minute: int = 30) -> datetime:
    day = clock.today() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.HOME)


def in_words(day: date) -> str:
    return day_in_words(day, "nl", clock.today())


def saying_no(appointment_id: UUID) -> str:
    return f"/home/talks/{appointment_id}/cancel"


def stands(appointment_id: UUID) -> str:
    """Who called a talk off, or ""."""
    return Appointment.objects.using("owner").get(id=appointment_id).cancelled_by


# The next talk


def test_the_next_talk_comes_first_with_day_time_person_place_and_a_number_to_call(case: CaseWorld) -> None:
    made = plan_talk(case, moment(7), talk_id="reporting-talk", place="Kantoor, kamer 2", minutes=45, bring="Uw pas")
    browser = at_home(case)
    said = read(browser)
    assert said.startswith(
        f"Dag Noor Volgend gesprek {in_words(moment(7).date())} om 10.30 uur U praat met Peter. Waar: Kantoor, kamer 2"
        " Neem mee: Uw pas Hoe lang: 45 minuten Kunt u niet? Bel Peter: 030 123 45 67 Ik kan niet U en Peter"
    )
    assert "Meldplichtgesprek" not in said
    html = browser.get(HOME).content.decode()
    assert html.index('href="tel:0301234567"') < html.index(f'action="{saying_no(made)}"')
    assert html.count("button-main") == 0


def test_the_kind_of_talk_is_told_as_what_happens(case: CaseWorld) -> None:
    plan_talk(case, moment(7), talk_id="home-visit")
    assert "Peter komt bij u thuis." in read(at_home(case))
    elsewhere = long_running("nl-debt-zeist", (("Bas", "Vos"),), world=World.make("Twee"))
    plan_talk(elsewhere, moment(7), talk_id="telephone-screening")
    assert "Peter belt u." in read(at_home(elsewhere, "bas"))
    office = long_running("be-houses-of-justice", (("Jef", "Claes"),), world=World.make("Drie"))
    plan_talk(office, moment(7), talk_id="office-talk")
    assert "U gaat naar Peter toe." in read(at_home(office, "jef"))


@pytest.mark.parametrize("practice_id", library().ids())
def test_every_practice_speaks_to_its_client_on_each_of_these_pages(practice_id: str) -> None:
    case = long_running(practice_id)
    made = plan_talk(case, moment(7))
    address = library().latest(practice_id).address
    browser = at_home(case)
    assert read(browser)
    browser.post(saying_no(made))
    for page in (HOME, saying_no(made), OTHER, COMPLAINT):
        said = read(browser, page)
        assert "{" not in said
        assert bool({"u", "uw"} & set(said.lower().replace("?", "").split())) is (address == "u"), page
        browser.cookies["language"] = "en"
        assert read(browser, page)
        browser.cookies["language"] = "nl"


def test_later_talks_fold_away_and_can_be_refused_too(case: CaseWorld) -> None:
    plan_talk(case, moment(3))
    later = plan_talk(case, moment(9, 14, 0))
    browser = at_home(case)
    assert f"Latere gesprekken {in_words(moment(9).date())} om 14.00 uur" in read(browser)
    browser.post(saying_no(later))
    assert stands(later) == "client"


def test_who_comes_an_hour_late_still_finds_where_it_is_and_then_the_next_one_stands_there(case: CaseWorld) -> None:
    plan_talk(case, moment(2), place="Kamer 2")
    plan_talk(case, moment(5), place="Kamer 5")
    browser = at_home(case)
    late, too_late = moment(2, 11, 20), moment(2, 11, 31)
    with clock.at(late):
        assert "Waar: Kamer 2" in read(browser)
    with clock.at(too_late):
        said = read(browser)
    assert "Waar: Kamer 2" not in said
    assert "Waar: Kamer 5" in said


def test_a_client_of_two_workers_reads_both_talks_as_each_practice_speaks(case: CaseWorld) -> None:
    kim = (("Kim", "Bakker"),)
    other = long_running("nl-save-protection", kim, roles=("young_person",), world=case.world, worker=1)
    join(other, case.client_ids[0])
    other.client_ids = (case.client_ids[0],)
    plan_talk(other, moment(3), talk_id="alone")
    plan_talk(case, moment(5), talk_id="home-visit")
    said = read(at_home(case))
    assert "Je praat met Samira." in said
    assert "Peter komt bij u thuis." in said
    assert said.index("Samira") < said.index("Peter")


def test_the_page_costs_the_same_with_many_talks_as_with_none(case: CaseWorld) -> None:
    browser = at_home(case)
    none = questions_for(browser, HOME)
    for days in range(1, 7):
        plan_talk(case, moment(days))
    assert questions_for(browser, HOME) == none


# Saying no


def test_one_press_says_no_and_the_page_then_tells_what_happened(case: CaseWorld) -> None:
    made = plan_talk(case, moment(7))
    browser = at_home(case)
    assert browser.get(saying_no(made))["Location"] == HOME
    html = browser.get(HOME).content.decode()
    assert f'method="post" action="{saying_no(made)}"' in html
    answer = browser.post(saying_no(made))
    assert (answer["Location"], stands(made)) == (saying_no(made), "client")
    said = read(browser, saying_no(made))
    assert f"{in_words(moment(7).date())} om 10.30 uur Het gesprek met Peter gaat niet door." in said
    assert "Peter ziet dat u niet kunt. Daarna kan Peter een nieuwe tijd met u zoeken." in said
    assert "Voor volgende gesprekken geldt Heeft u een meldplicht? Dan komt u op de afgesproken gesprekken." in said
    assert "Ik kom toch Klaar" in said


def test_who_pressed_by_mistake_comes_after_all(case: CaseWorld, family: CaseWorld) -> None:
    own, shared = plan_talk(case, moment(7)), plan_talk(family, moment(7), client=None, talk_id="family")
    for browser, made in ((at_home(case), own), (at_home(family, "kim"), shared)):
        before = read(browser)
        browser.post(saying_no(made))
        for _twice in range(2):
            assert browser.post(saying_no(made), {"come": "1"})["Location"] == HOME
        assert read(browser) == before
        assert browser.get(saying_no(made))["Location"] == HOME
        assert stands(made) == ""
    assert not Absence.objects.using("owner").exists()
    assert not Reminded.objects.using("owner").exists()


def test_coming_after_all_is_refused_once_there_is_another_time_or_it_is_not_the_clients_to_say(
    case: CaseWorld, family: CaseWorld
) -> None:
    made = plan_talk(case, moment(7))
    browser = at_home(case)
    browser.post(saying_no(made))
    plan_talk(case, moment(9))
    late = browser.post(saying_no(made), {"come": "1"})
    assert late.status_code == 409
    new = f"Uw volgende gesprek {in_words(moment(9).date())} om 10.30 uur"
    assert "Komen kan dan niet meer. U heeft al een nieuwe tijd." in words(late)
    assert new in words(late)
    assert "Ik kom toch" not in words(late)
    # Whoever opens the page by then reads the same, and no promise of another time.
    said = read(browser, saying_no(made))
    assert new in said
    assert "Ik kom toch" not in said
    assert "nieuwe tijd met u zoeken" not in said
    assert stands(made) == "client"
    called_off = plan_talk(case, moment(11))
    with acting(case.worker) as actor:
        operations.cancel(actor=actor, appointment_id=called_off)
    assert browser.post(saying_no(called_off), {"come": "1"})["Location"] == HOME
    assert stands(called_off) == "worker"
    for stranger in (family.worker, family.client(), case.worker):
        with acting(stranger) as actor, pytest.raises(Denied):
            operations.come_after_all(actor=actor, appointment_id=made)
    begun = plan_talk(case, moment(12))
    browser.post(saying_no(begun))
    with clock.at(moment(12, 10, 31)):
        assert browser.post(saying_no(begun), {"come": "1"})["Location"] == HOME
    assert stands(begun) == "client"


def test_who_comes_after_all_comes_to_the_worker_who_took_the_case_over(case: CaseWorld) -> None:
    made = plan_talk(case, moment(7))
    browser = at_home(case)
    browser.post(saying_no(made))
    taker = case.world.worker(1)
    hand_over(case.case_id, case.worker, taker)
    assert browser.post(saying_no(made), {"come": "1"})["Location"] == HOME
    assert Appointment.objects.using("owner").get(id=made).worker_id == taker.me


def test_nobody_comes_after_all_where_the_worker_has_another_talk_at_that_time(case: CaseWorld) -> None:
    made = plan_talk(case, moment(7))
    browser = at_home(case)
    browser.post(saying_no(made))
    beside = plan_talk(case.world.case(), moment(7, 11, 29))
    late = browser.post(saying_no(made), {"come": "1"})
    assert late.status_code == 409
    assert "Komen kan dan niet meer. Bel Peter als u toch wilt komen." in words(late)
    assert "Uw volgende gesprek" not in words(late)
    assert stands(made) == "client"
    Appointment.objects.using("owner").filter(id=beside).update(starts_at=moment(7, 11, 30))
    assert browser.post(saying_no(made), {"come": "1"})["Location"] == HOME
    assert stands(made) == ""


@pytest.mark.parametrize("practice_id", library().ids())
def test_no_practice_is_made_to_say_more_of_a_missed_talk_than_it_does(practice_id: str) -> None:
    practice = library().latest(practice_id)
    case = long_running(practice_id)
    made = plan_talk(case, moment(7))
    browser = at_home(case)
    browser.post(saying_no(made))
    said = read(browser, saying_no(made))
    missed = [duty for duty in practice.explanation.duties if duty.id in practice.explanation.missed_talk]
    # Nobody who just said no is told to come: it is about the talks that follow.
    assert ("Voor volgende gesprekken geldt" in said) is bool(missed)
    assert "Wat u moet" not in said
    assert "Wat je moet" not in said
    for duty in missed:
        assert duty.text.in_("nl", practice.address) in said


def test_who_said_no_reads_so_until_there_is_a_new_time(case: CaseWorld) -> None:
    made = plan_talk(case, moment(7))
    browser = at_home(case)
    for _twice in range(2):
        assert browser.post(saying_no(made))["Location"] == saying_no(made)
    assert f"U kunt niet op {in_words(moment(7).date())}. Peter ziet dat. Kunt u toch?" in read(browser)
    plan_talk(case, moment(9))
    said = read(browser)
    assert "U kunt niet op" not in said
    assert in_words(moment(9).date()) in said


def test_a_talk_the_worker_called_off_is_told(case: CaseWorld) -> None:
    made = plan_talk(case, moment(7))
    with acting(case.worker) as actor:
        operations.cancel(actor=actor, appointment_id=made)
    assert f"Het gesprek van {in_words(moment(7).date())} gaat niet door." in read(at_home(case))


def test_after_it_began_saying_no_changes_nothing_and_leads_home(case: CaseWorld) -> None:
    made = plan_talk(case, moment(7))
    browser = at_home(case)
    with clock.at(moment(7, 10, 31)):
        assert browser.get(saying_no(made))["Location"] == HOME
        assert browser.post(saying_no(made))["Location"] == HOME
    assert stands(made) == ""


def test_one_of_a_family_says_no_to_a_talk_with_all_which_goes_on_for_the_others(family: CaseWorld) -> None:
    made = plan_talk(family, moment(7), client=None, talk_id="family")
    kim, anna = at_home(family, "kim"), at_home(family, "anna", 1)
    assert "Ik kan niet" in read(kim)
    before = read(anna)
    for _twice in range(2):
        assert kim.post(saying_no(made))["Location"] == saying_no(made)
    told = read(kim, saying_no(made))
    assert "Het gaat door zonder jou." in told
    assert "De anderen horen dit niet van ons." in told
    assert f"Je kunt niet op {in_words(moment(7).date())}. Peter ziet dat." in read(kim)
    assert read(anna) == before
    assert stands(made) == ""
    assert Absence.objects.using("owner").filter(appointment_id=made).count() == 1


def test_the_worker_sees_who_cannot_come_until_the_talk_has_another_time(family: CaseWorld) -> None:
    made = plan_talk(family, moment(7), client=None, talk_id="family")
    kim = at_home(family, "kim")
    kim.post(saying_no(made))
    worker = as_worker(family)
    page = reverse("case", kwargs={"case_id": family.case_id})
    assert "Kim kan niet" in words(worker.get(page))
    at_home(family, "anna", 1).post(saying_no(made))
    assert "Anna en Kim kunnen niet" in words(worker.get(page))
    with acting(family.worker) as actor:
        agreed = operations.Arrangement(moment(8), "family")
        operations.move(actor=actor, now=clock.now(), appointment_id=made, agreed=agreed)
    assert "kunnen niet" not in words(worker.get(page))
    assert in_words(moment(8).date()) in read(kim)


def test_nobody_says_for_another_that_they_cannot_come(family: CaseWorld, case: CaseWorld) -> None:
    all_of_them = plan_talk(family, moment(7), client=None, talk_id="family")
    for stranger in (family.worker, case.client()):
        with acting(stranger) as actor, pytest.raises(Denied):
            operations.cannot_come(actor=actor, appointment_id=all_of_them)
    with acting(family.client(1)), connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("DELETE FROM cases_absence")
    at_home(family, "kim").post(saying_no(all_of_them))
    with acting(family.client(1)) as actor:
        assert not Absence.objects.visible_to(actor).exists()


def test_who_cannot_come_is_not_reminded(family: CaseWorld) -> None:
    made = plan_talk(family, moment(1), client=None, talk_id="family")
    at_home(family, "kim").post(saying_no(made))
    reminded = Reminded.objects.using("owner").filter(appointment_id=made)
    assert [each.client_id for each in reminded] == [family.client_ids[0]]


def test_after_it_began_nobody_says_no_to_a_talk_with_all(family: CaseWorld) -> None:
    made = plan_talk(family, moment(1), client=None, talk_id="family")
    with clock.at(moment(1, 11)), acting(family.client()) as actor, pytest.raises(NotNow):
        operations.cannot_come(actor=actor, appointment_id=made)


def test_anothers_talk_is_not_there(case: CaseWorld, family: CaseWorld) -> None:
    mothers = plan_talk(family, moment(7), client=1, talk_id="parent-alone")
    kim, noor = at_home(family, "kim"), at_home(case)
    assert in_words(moment(7).date()) not in read(kim)
    for browser in (kim, noor):
        for number in (mothers, uuid4()):
            assert browser.get(saying_no(number)).status_code == 404
            assert browser.post(saying_no(number)).status_code == 404
    assert stands(mothers) == ""


def test_the_pages_are_for_a_client_with_an_account(case: CaseWorld) -> None:
    made = plan_talk(case, moment(7))
    worker = browser_of(account_of(case.world.workers[0], "peter"))
    by_code = browser_with_code(case.link(case.round()))
    for page in (saying_no(made), OTHER, COMPLAINT):
        assert Browser().get(page)["Location"] == f"{LOGIN}?next={page}"
        for browser in (worker, by_code):
            assert browser.get(page).status_code == 404
            assert browser.post(page).status_code == 404
    without_token = browser_of(account_of(case.client_ids[0], "noor"), enforce_csrf_checks=True)
    assert without_token.post(saying_no(made)).status_code == 403
    assert stands(made) == ""


# Whom to turn to


def test_another_worker_is_asked_for_at_the_team_and_asking_has_no_consequences(case: CaseWorld) -> None:
    browser = at_home(case)
    said = read(browser, OTHER)
    assert "Vraag het team van Peter: Team Noord, Organisatie Test" in said
    set_team_phone(case.world.organisation, "Team Noord", "030 000 00 02")
    said = read(browser, OTHER)
    assert "U mag altijd om een ander vragen. Vragen heeft geen gevolgen voor uw zaak." in said
    assert "Bel het team van Peter: Team Noord 030 000 00 02" in said
    assert 'href="tel:0300000002"' in browser.get(OTHER).content.decode()
    assert "Fatima de Boer 030 000 00 00" in said


def test_a_complaint_has_its_desk_also_after_the_case(case: CaseWorld) -> None:
    browser = at_home(case)
    said = read(browser, COMPLAINT)
    assert "U mag altijd klagen. Klagen heeft geen gevolgen voor uw zaak." in said
    assert "Fatima de Boer 030 000 00 00" in said
    assert "Klachten 030 000 00 01" in said
    assert 'href="tel:0300000001' in browser.get(COMPLAINT).content.decode()
    Case.objects.using("owner").filter(id=case.case_id).update(closed_on=clock.today())
    assert "Klachten 030 000 00 01" in read(browser, COMPLAINT)
    assert "U heeft nu geen zaak bij ons." in read(browser, OTHER)
    said = read(browser)
    assert "Een vraag of een klacht?" in said
    for gone in ("Volgend gesprek", "Een andere toezichthouder?", "Wat er van u verwacht wordt"):
        assert gone not in said


def test_what_is_expected_leads_to_the_duties(case: CaseWorld) -> None:
    html = at_home(case).get("/home/frame").content.decode()
    assert html.count('id="duties"') == 1
    assert html.index('id="duties"') < html.index("U houdt zich aan uw voorwaarden.")
