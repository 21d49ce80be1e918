"""Emergency access: whoever names somebody whole and says why gets in for three hours, and others are told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.models import Emergency
from alliantie.access.policies import Denied, NotNow
from alliantie.alliance.models import Pair, Round
from alliantie.cases.models import Case
from alliantie.cases.queries import involved, note_reading
from alliantie.people import administration, guarding
from alliantie.people.emergency import Opened, emergencies_of, keep_from_client, open_in_emergency
from alliantie.people.models import Office, Worker
from alliantie.portal.queries.reading import looks
from tests.worklist.browse import as_client, by_code, sign_in, words
from tests.worlds import SINCE, CaseWorld, World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

BORN = date(1990, 5, 4)


def enter(actor: Actor, name: str = "Noor Yilmaz", born_on: date = BORN, **more: str) -> Opened:
    with acting(actor):
        said = {"reason": "Er is gevaar", "law": "", **more}
        return open_in_emergency(actor=actor, name=name, born_on=born_on, secret=b"s" * 32, **said)


def sees(actor: Actor, case: CaseWorld) -> bool:
    with acting(actor):
        return Case.objects.visible_to(actor).filter(id=case.case_id).exists()


def guard_of(world: World) -> Worker:
    worker = administration.make_worker(world.organisation, "Vera", "Wachter", teams=[], since=SINCE)
    administration.give_office(worker, since=SINCE, kind=Office.Kind.GUARDS)
    return worker


def test_a_whole_name_a_birth_date_and_a_reason_open_the_case_for_three_hours_and_no_round() -> None:
    world = World.make()
    case, other = world.case(), world.worker(1)
    case.reveal(case.round())
    assert not sees(other, case)
    assert enter(other).case_ids == (case.case_id,)
    assert sees(other, case)
    with acting(other):
        assert not Pair.objects.all().exists()
        assert not Round.objects.all().exists()
    then = clock.now()
    with clock.at(then + timedelta(hours=2, minutes=59)):
        assert sees(other, case)
    with clock.at(then + timedelta(hours=3, minutes=1)):
        assert not sees(other, case)


@pytest.mark.parametrize(
    ("name", "born_on"), [("Noor", BORN), ("Yilmaz Noor", BORN), ("Noor Yilmaz", date(1990, 5, 5)), ("Noor Y", BORN)]
)
def test_part_of_a_name_or_another_birth_date_opens_nothing(name: str, born_on: date) -> None:
    world = World.make()
    case = world.case()
    assert enter(world.worker(1), name, born_on) == Opened((), False)
    assert not sees(world.worker(1), case)


def test_names_are_tried_twenty_times_an_hour_and_a_reason_is_needed() -> None:
    world = World.make()
    world.case()
    other = world.worker(1)
    with pytest.raises(NotNow):
        enter(other, reason="  ")
    for number in range(20):
        assert not enter(other, f"Wie {number}").too_often
    assert enter(other) == Opened((), True)


def test_nobody_of_another_organisation_and_nobody_without_a_team_gets_in() -> None:
    world = World.make()
    case = world.case()
    there = World.in_area(world.area, "Elders")
    assert enter(there.worker()) == Opened((), False)
    alone = administration.make_worker(world.organisation, "Olga", "Los", teams=[], since=SINCE)
    with pytest.raises(Denied):
        enter(worker_actor(alone))
    with pytest.raises(Denied):
        enter(case.client())
    assert not Emergency.objects.using("owner").exists()


def test_the_client_and_who_guards_privacy_read_of_it_at_once_and_twice_is_once() -> None:
    world = World.make()
    guard = worker_actor(guard_of(world))
    case, other = world.case(), world.worker(1)
    for _twice in range(2):
        assert enter(other).case_ids == (case.case_id,)
    with acting(guard):
        (told,) = guarding.read_alerts(guard, settled=False, most=10)
    assert (told.kind, told.worker, told.client) == ("emergency", "Samira Jansen", "Noor Yilmaz")
    with acting(case.client()) as client:
        found = looks(client)
        assert [(each.name, each.reason) for each in found.emergencies] == [("Samira Jansen", "Er is gevaar")]
        assert [(each.what, each.ground) for each in found.looks if each.name == "Samira Jansen"] == [
            ("emergency", "emergency")
        ]
        assert "emergency" in {each.ground for each in involved(client, case.case_id)}
    # Who works in the case already needs none.
    assert enter(case.worker).case_ids == (case.case_id,)
    assert Emergency.objects.using("owner").count() == 1


def test_where_a_law_forbids_it_the_client_reads_nothing_of_it_until_the_day_and_then_all() -> None:
    world = World.make()
    guard = worker_actor(guard_of(world))
    case, other = world.case(), world.worker(1)
    enter(other, law="Wet X, artikel 1")
    with acting(other):
        note_reading("case", case.case_id, case.client_ids[0])

    def read() -> tuple[int, int, int]:
        with acting(case.client()) as client:
            found = looks(client)
            there = [each for each in involved(client, case.case_id) if each.ground == "emergency"]
            return len(found.emergencies), sum(each.name == "Samira Jansen" for each in found.looks), len(there)

    assert read() == (0, 0, 0)
    here = Emergency.objects.using("owner").get()
    with acting(other), pytest.raises(Denied):
        keep_from_client(actor=other, emergency_id=here.id, law="", until=None)
    with acting(guard), pytest.raises(NotNow):
        keep_from_client(actor=guard, emergency_id=here.id, law="Wet X", until=clock.today() + timedelta(days=366))
    with clock.at(clock.now() + timedelta(days=14)):
        assert read()[:2] == (1, 2)
    with acting(guard):
        keep_from_client(actor=guard, emergency_id=here.id, law="", until=None)
    assert read() == (1, 2, 1)


def test_of_a_family_each_reads_that_the_case_was_opened_and_nobody_elsewhere_does() -> None:
    world = World.make()
    case = world.case(
        "nl-save-protection", names=(("Noor", "Yilmaz"), ("Ali", "Yilmaz")), roles=("young_person", "parent")
    )
    enter(world.worker(1), "Ali Yilmaz")
    for index in range(2):
        with acting(case.client(index)) as client:
            assert len(emergencies_of(client, 5)) == 1
    with acting(world.case(names=(("Bo", "Ander"),)).client()) as client:
        assert emergencies_of(client, 5) == ()


def test_the_pages_of_an_emergency_are_there_for_whom_they_are() -> None:
    world = World.make()
    case = world.case()
    guard, other = sign_in(guard_of(world)), sign_in(world.workers[1])
    address = reverse("emergency")
    wrong = other.post(address, {"name": "Noor", "born_on": "x", "reason": "", "law": ""})
    assert wrong.status_code == 422
    none = other.post(address, {"name": "Noor Niemand", "born_on": "1990-05-04", "reason": "Gevaar"})
    assert none.status_code == 422
    opened = other.post(address, {"name": "Noor Yilmaz", "born_on": "1990-05-04", "reason": "Gevaar"})
    assert opened["Location"] == reverse("case", args=(case.case_id,))
    assert "noodtoegang tot" in words(other, opened["Location"])
    page = reverse("privacy-emergency", args=(Emergency.objects.using("owner").get().id,))
    assert "Gevaar" in words(guard, page)
    assert guard.post(page, {"do": "keep", "law": "", "until": "x"}).status_code == 422
    soon = str(clock.today() + timedelta(days=3))
    assert guard.post(page, {"do": "keep", "law": "Wet X", "until": soon}).status_code == 302
    client = as_client(case)
    assert "Noodtoegang" not in words(client, reverse("who-looked"))
    assert guard.post(page, {"do": "tell"}).status_code == 302
    assert "Reden: Gevaar" in words(client, reverse("who-looked"))
    assert "noodtoegang" in words(client, reverse("my-involved"))
    for browser in (other, client, by_code(case, case.round())):
        assert browser.get(page).status_code == 404
    assert client.get(address).status_code == 404
