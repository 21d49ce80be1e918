"""The duty desk: who has it finds a case of the team, sees it until midnight in sight of the client, and passes on."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import DOOR, Actor, acting
from alliantie.access.models import Grant, Reading
from alliantie.cases.models import Case, Desk, Question
from alliantie.cases.queries import desk_search
from alliantie.people.models import Organisation, Worker
from tests.insight.teams import leader
from tests.support import raw
from tests.support.at_once import at_once
from tests.web.pages import flat
from tests.worklist.browse import as_client, as_worker, queries, sign_in, words
from tests.worlds import CaseWorld, World, hand_over

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

DESK = "/desk"


@pytest.fixture
def case() -> CaseWorld:
    return World.make(workers=("Peter", "Samira", "Kees")).case()


def on_duty(case: CaseWorld, index: int = 1, days: int = 0) -> Browser:
    """A browser of the worker who has the desk of the team so many days from today."""
    world = case.world
    Desk.objects.using("owner").create(
        area=world.area, team=world.team, on=clock.today() + timedelta(days=days), worker=world.workers[index]
    )
    return sign_in(world.workers[index])


def opening(case: CaseWorld) -> str:
    return reverse("desk-open", args=[case.case_id])


def asking(case: CaseWorld) -> str:
    return reverse("case-question", kwargs={"case_id": case.case_id})


def filled(**changed: object) -> dict[str, object]:
    return {"token": str(uuid4()), "text": "De huisbaas belde: 030 111 22 33.", **changed}


def passed_on(case: CaseWorld, **changed: object) -> UUID:
    desk = on_duty(case)
    desk.post(opening(case))
    assert desk.post(asking(case), filled(**changed)).status_code == 302
    return Question.objects.using("owner").get().id


# The desk


def test_who_has_the_desk_today_finds_cases_of_the_team_by_name_and_no_list_of_them(case: CaseWorld) -> None:
    other = World.in_area(case.world.area, "Buren").case(names=(("Noor", "Yilmaz"),))
    closed = case.world.case(names=(("Noor", "Yildirim"),))
    Case.objects.using("owner").filter(id=closed.case_id).update(closed_on=clock.today())
    desk = on_duty(case)
    assert "U heeft vandaag bureaudienst" in words(desk, "/")
    seen = words(desk, f"{DESK}?q=yilm")
    assert "Noor Yilmaz van Peter Jansen" in seen
    html = desk.get(f"{DESK}?q=yil").content.decode()
    assert opening(case) in html
    assert opening(other) not in html
    assert opening(closed) not in html
    for short in ("", "y", "yi", "%", "___", "y%l"):
        assert opening(case) not in desk.get(DESK, {"q": short}).content.decode(), short
    assert desk.get(DESK, {"q": "x" * 5000}).status_code == 200
    assert len(queries(desk, f"{DESK}?q=yil")) == 2


def test_opening_a_case_at_the_desk_lasts_until_midnight_and_stands_in_the_clients_log(case: CaseWorld) -> None:
    desk = on_duty(case)
    page = reverse("case", args=[case.case_id])
    assert desk.get(page).status_code == 404
    for _twice in range(2):
        assert desk.post(opening(case))["Location"] == asking(case)
    assert desk.get(page).status_code == 200
    given = Grant.objects.using("owner").get(ground="duty desk")
    midnight = datetime.combine(clock.today() + timedelta(days=1), time(), clock.HOME)
    assert (given.right, given.ends_at) == ("cover", midnight)
    assert Reading.objects.using("owner").filter(what="desk", ground="duty desk").count() == 1
    seen = words(as_client(case), reverse("who-looked"))
    assert "Samira Jansen: Uw zaak geopend voor een vraag" in seen
    assert "Had dienst" in seen
    with clock.at(midnight + timedelta(seconds=1)):
        assert desk.get(page).status_code == 404
        assert desk.post(opening(case)).status_code == 404
        assert desk.get(DESK).status_code == 404


def test_pressed_at_the_same_instant_there_is_one_ground(case: CaseWorld) -> None:
    on_duty(case)

    def press() -> int:
        return sign_in(case.world.workers[1]).post(opening(case)).status_code

    press()
    Grant.objects.using("owner").filter(ground="duty desk").delete()
    assert at_once(press, press, press) == [302] * 3
    assert Grant.objects.using("owner").filter(ground="duty desk").count() == 1


def test_the_desk_of_another_day_or_team_opens_nothing(case: CaseWorld) -> None:
    later = on_duty(case, 1, days=1)
    neighbour = World.in_area(case.world.area, "Buren")
    Desk.objects.using("owner").create(
        area=neighbour.area, team=neighbour.team, on=clock.today(), worker=neighbour.workers[0]
    )
    for browser in (later, sign_in(neighbour.workers[0]), sign_in(case.world.workers[2]), as_client(case)):
        assert browser.post(opening(case)).status_code == 404
        assert opening(case) not in browser.get(DESK, {"q": "yil"}).content.decode()
    assert Browser().get(DESK).status_code == 302
    assert sign_in(case.world.workers[1], csrf=True).post(opening(case)).status_code == 403
    assert not Grant.objects.using("owner").filter(ground="duty desk").exists()


def test_raw_sql_finds_and_opens_only_from_the_desk(case: CaseWorld) -> None:
    on_duty(case)

    def tried(actor: Actor) -> tuple[int, bool]:
        with acting(actor), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM access.desk_search('yilmaz')")
            found = len(cursor.fetchall())
            try:
                with transaction.atomic():
                    cursor.execute("SELECT access.open_at_desk(%s)", [case.case_id])
                return found, True
            except DatabaseError:
                return found, False

    for actor in (case.world.worker(2), case.client(), World.make("Elders").worker(), leader(case.world), DOOR):
        assert tried(actor) == (0, False), actor.kind
    assert tried(case.world.worker(1)) == (1, True)
    with acting(case.world.worker(2)) as actor:
        assert desk_search(actor, "yilmaz") == ()


# Questions


def test_a_question_reaches_the_worker_whose_case_it_is_who_ticks_it_off_and_can_undo_that(case: CaseWorld) -> None:
    asked = passed_on(case, urgent="on")
    worker = as_worker(case)
    seen = words(worker, "/")
    assert "Vragen (1) Beantwoord de vraag over Noor Yilmaz kan niet wachten · Samira Jansen nam haar aan" in seen
    assert "De huisbaas belde: 030 111 22 33." in seen
    tick = reverse("question-answered", args=[asked])
    for _twice in range(2):
        seen = flat(worker.post(tick, follow=True).content.decode())
        assert "Afgevinkt." in seen
        assert "De huisbaas belde" not in seen
    assert "De huisbaas belde" in flat(worker.post(tick, {"again": "yes"}, follow=True).content.decode())


def test_who_took_a_question_is_not_asked_it_and_a_stand_in_is(case: CaseWorld) -> None:
    passed_on(case)
    assert "De huisbaas belde" not in words(sign_in(case.world.workers[1]), "/")
    today = clock.today().isoformat()
    cover = {"colleague": str(case.world.workers[2].id), "first": today, "last": today}
    as_worker(case).post(reverse("case-cover", kwargs={"case_id": case.case_id}), cover)
    assert "De huisbaas belde" in words(sign_in(case.world.workers[2]), "/")


def test_who_took_a_question_has_it_after_taking_the_case_over(case: CaseWorld) -> None:
    passed_on(case)
    hand_over(case.case_id, case.worker, case.world.worker(1))
    assert "De huisbaas belde" in words(sign_in(case.world.workers[1]), "/")


def test_urgent_questions_come_first_then_the_oldest(case: CaseWorld) -> None:
    desk = on_duty(case)
    desk.post(opening(case))
    for text, urgent in (("Eerste.", {}), ("Tweede.", {}), ("Derde.", {"urgent": "on"})):
        desk.post(asking(case), filled(text=text, **urgent))
    seen = words(as_worker(case), "/")
    assert seen.index("Derde.") < seen.index("Eerste.") < seen.index("Tweede.")


def test_pressing_twice_passes_a_question_on_once(case: CaseWorld) -> None:
    desk, sent = on_duty(case), filled()
    desk.post(opening(case))
    for _twice in range(2):
        assert desk.post(asking(case), sent).status_code == 302
    assert Question.objects.using("owner").count() == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"text": " "}, "Schrijf de vraag op."),
        ({"text": "x" * 401}, "Dit is te lang."),
        ({"token": "x"}, "Deze bladzijde was verlopen."),
    ],
)
def test_a_question_that_cannot_be_is_refused_in_words(case: CaseWorld, changed: dict[str, str], told: str) -> None:
    desk = on_duty(case)
    desk.post(opening(case))
    answer = desk.post(asking(case), filled(**changed))
    assert answer.status_code == 422
    assert told in flat(answer.content.decode())
    assert not Question.objects.using("owner").exists()


def test_nobody_passes_a_question_on_to_themselves_or_about_a_case_they_do_not_see(case: CaseWorld) -> None:
    for browser in (as_worker(case), sign_in(case.world.workers[2]), as_client(case)):
        assert browser.get(asking(case)).status_code == 404
        assert browser.post(asking(case), filled()).status_code == 404
    assert Browser().get(asking(case)).status_code == 302


def test_a_question_is_read_and_ticked_off_by_the_workers_of_the_case_alone(case: CaseWorld) -> None:
    asked = passed_on(case)
    tick = reverse("question-answered", args=[asked])
    elsewhere = World.in_area(case.world.area, "Buren")
    for browser in (sign_in(case.world.workers[2]), sign_in(elsewhere.workers[0]), as_client(case)):
        assert browser.post(tick).status_code == 404
        assert browser.get(tick).status_code in (404, 405)
    assert as_worker(case).get(tick).status_code == 405
    assert sign_in(case.world.workers[0], csrf=True).post(tick).status_code == 403
    for actor in (case.world.worker(2), elsewhere.worker(), case.client(), DOOR):
        with acting(actor):
            assert raw.read_all("public.cases_question") == []
    for sql in ("UPDATE cases_question SET text = 'x'", "DELETE FROM cases_question"):
        with acting(case.worker), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert Question.objects.using("owner").get().answered_at is None


def test_after_a_hand_over_the_next_worker_has_the_question(case: CaseWorld) -> None:
    passed_on(case)
    hand_over(case.case_id, case.worker, case.world.worker(2))
    assert "De huisbaas belde" in words(sign_in(case.world.workers[2]), "/")


# The roster


def test_the_leader_says_who_has_the_desk_and_takes_it_back(case: CaseWorld) -> None:
    browser = sign_in(Worker.objects.using("owner").get(id=leader(case.world).me))
    there = reverse("team-desk", args=[case.world.team.id])
    day = clock.today() + timedelta(days=3)
    samira = case.world.workers[1]
    for _twice in range(2):
        answer = browser.post(there, {day.isoformat(): str(samira.id)}, follow=True)
        assert "Wie dienst heeft, ziet dat bij Vandaag." in flat(answer.content.decode())
    assert [(desk.on, desk.worker_id) for desk in Desk.objects.using("owner").all()] == [(day, samira.id)]
    kees = case.world.workers[2]
    browser.post(there, {day.isoformat(): str(kees.id)})
    assert Desk.objects.using("owner").get().worker_id == kees.id
    for wrong in ("x", str(uuid4()), str(World.make("Elders").workers[0].id)):
        answer = browser.post(there, {day.isoformat(): wrong})
        assert answer.status_code == 422
        assert "Kies een collega." in flat(answer.content.decode())
    browser.post(there, {})
    assert not Desk.objects.using("owner").exists()


def test_several_people_have_the_desk_on_one_day_and_each_of_them_opens_cases(case: CaseWorld) -> None:
    browser = sign_in(Worker.objects.using("owner").get(id=leader(case.world).me))
    there = reverse("team-desk", args=[case.world.team.id])
    today, (samira, kees) = clock.today().isoformat(), case.world.workers[1:]
    assert "nog niet genoeg" not in words(browser, there)
    for chosen in ((samira.id, kees.id), (kees.id, samira.id)):
        browser.post(there, {today: str(chosen[0]), f"{today}-2": str(chosen[1])})
        assert {each.worker_id for each in Desk.objects.using("owner").all()} == {samira.id, kees.id}
    for worker in (samira, kees):
        assert sign_in(worker).post(opening(case)).status_code == 302
    # The same person twice is that person once; and who is taken off keeps nobody else from the desk.
    browser.post(there, {today: str(kees.id), f"{today}-2": str(kees.id)})
    assert [each.worker_id for each in Desk.objects.using("owner").all()] == [kees.id]


def test_where_the_practice_has_two_at_the_desk_a_day_with_one_is_told(case: CaseWorld) -> None:
    world = case.world
    Organisation.objects.using("owner").filter(id=world.organisation.id).update(practices=["nl-debt-tilburg"])
    browser = sign_in(Worker.objects.using("owner").get(id=leader(world).me))
    there, today = reverse("team-desk", args=[world.team.id]), clock.today().isoformat()
    assert "Volgens de werkwijze zijn er altijd 2 tegelijk." in words(browser, there)
    browser.post(there, {today: str(world.workers[1].id)})
    assert words(browser, there).count("nog niet genoeg") == 1
    browser.post(there, {today: str(world.workers[1].id), f"{today}-2": str(world.workers[2].id)})
    assert "nog niet genoeg" not in words(browser, there)


def test_raw_sql_sets_no_desk_but_as_the_leader_of_the_team(case: CaseWorld) -> None:
    world = case.world
    insert = 'INSERT INTO cases_desk (id, area_id, team_id, "on", worker_id) VALUES (gen_random_uuid(), %s, %s, %s, %s)'
    neighbour = World.in_area(world.area, "Buren")

    def refused(actor: Actor, worker_id: UUID) -> bool:
        try:
            with acting(actor), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(insert, [world.area.id, world.team.id, clock.today(), worker_id])
            return False
        except DatabaseError:
            return True

    samira = world.workers[1].id
    for actor in (world.worker(1), case.client(), leader(neighbour), DOOR):
        assert refused(actor, samira), actor.kind
    leads = leader(world)
    assert refused(leads, neighbour.workers[0].id)
    assert not refused(leads, samira)
