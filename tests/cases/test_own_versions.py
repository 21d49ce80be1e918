"""Versions that organisations made: read by their own name alone, numbered in turn, and readable for good."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.access.call import call, rows
from alliantie.access.identity import DOOR, JOB, Actor, acting
from alliantie.access.policies import NotNow
from alliantie.cases.models import Case, OwnPractice, PracticeDraft
from alliantie.cases.operations.own_practices import adopt_draft, begin_draft
from alliantie.cases.queries import own_practices
from alliantie.people.models import Worker
from alliantie.practices import UnknownPracticeError, library, loader
from alliantie.practices.editing import with_value
from alliantie.practices.problems import Finding
from tests.cases.own_ways import PROBATION, adopted, term_of, text_of
from tests.insight.teams import leader
from tests.insight.teams import manager as manager_of
from tests.practices.example import EXAMPLE
from tests.worklist.browse import as_client, as_worker, sign_in, words
from tests.worlds import World, plan_talk, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def world() -> World:
    return World.make()


@pytest.fixture
def manager(world: World) -> Actor:
    return worker_actor(manager_of(world))


def begun(world: World, manager: Actor, content: str) -> PracticeDraft:
    return begin_draft(
        actor=manager,
        now=clock.now(),
        organisation=world.organisation,
        practice_id=PROBATION,
        based_on="2026-1",
        content=content,
    )


def test_a_version_adopted_under_older_rules_still_opens_and_is_not_adopted_anew(
    world: World, manager: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, mine = world.case(), adopted(world, manager)
    Case.objects.using("owner").update(practice_version=mine.version)
    own_practices.forget()
    monkeypatch.setattr(loader, "rule_findings", lambda data: [Finding(("id",), "a rule of a later release")])
    for browser, address in (
        (as_worker(case), reverse("case", kwargs={"case_id": case.case_id})),
        (as_worker(case), "/"),
        (as_client(case), "/home"),
        (sign_in(manager_of(world)), reverse("practices")),
    ):
        assert browser.get(address).status_code == 200, address
    with acting(manager):
        assert library().get(PROBATION, mine.version).hash == mine.hash
    with pytest.raises(ValueError, match="a rule of a later release"):
        adopted(world, manager)


@pytest.mark.parametrize("content", ["id: [", "", "- no practice", "schema: 9"])
def test_what_cannot_be_read_is_no_version_and_the_list_of_practices_stays(
    world: World, manager: Actor, content: str
) -> None:
    mine = adopted(world, manager)
    OwnPractice.objects.using("owner").update(content=content)
    own_practices.forget()
    with acting(manager), pytest.raises(UnknownPracticeError):
        library().get(PROBATION, mine.version)
    assert sign_in(manager_of(world)).get(reverse("practices")).status_code == 200


def test_no_text_stands_in_for_a_version_of_another_organisation(world: World, manager: Actor) -> None:
    mine = adopted(world, manager, term_of("explain-frame", "P1W"))
    other = World.in_area(world.area, "Elders")
    stranger = worker_actor(manager_of(other))
    own_practices.forget()
    evil = with_value(text_of(), ("version",), mine.version)
    year, number = mine.version.split("-")
    theirs = f"{year}-{int(number) + 1}"
    with acting(stranger):
        call("access.adopt_practice", begun(other, stranger, evil).id, 1, theirs, evil)
        with pytest.raises(UnknownPracticeError):
            library().get(PROBATION, theirs)
    with acting(manager):
        assert library().get(PROBATION, mine.version).hash == mine.hash


def test_a_copy_that_became_another_practice_is_not_adopted(world: World, manager: Actor) -> None:
    with acting(manager):
        draft = begun(world, manager, EXAMPLE)
        with pytest.raises(ValueError, match="nl-example is not nl-probation"):
            adopt_draft(actor=manager, now=clock.now(), draft=draft, seen=1)
    assert not OwnPractice.objects.using("owner").exists()


@pytest.mark.parametrize("version", ["abc", "2026-1", "2026-100", "2026-0101", "2026-150", "2026-101 ", "-101", ""])
def test_a_version_has_the_next_number_and_no_other_name(world: World, manager: Actor, version: str) -> None:
    with acting(manager):
        draft = begun(world, manager, text_of())
        with pytest.raises(NotNow):
            call("access.adopt_practice", draft.id, 1, version, text_of())
        assert adopt_draft(actor=manager, now=clock.now(), draft=draft, seen=1) == f"{clock.today().year}-101"


def test_numbers_count_within_their_year_and_do_not_end_at_three_digits(world: World, manager: Actor) -> None:
    first, year = adopted(world, manager), clock.today().year
    with clock.at(clock.now() + timedelta(days=366)):
        assert adopted(world, manager).version == f"{year + 1}-101"
    OwnPractice.objects.using("owner").filter(version=first.version).update(version=f"{year}-999")
    assert adopted(world, manager).version == f"{year}-1000"


def test_a_version_is_read_within_its_area_and_by_the_background(world: World, manager: Actor) -> None:
    mine = adopted(world, manager)
    here, far = world.case(), World.make("Ver").case()

    def read(actor: Actor, version: str) -> list[str]:
        with acting(actor):
            return [kept_as for _words, kept_as in rows("access.own_practice", PROBATION, version)]

    for actor in (here.worker, here.client(), manager, JOB):
        assert [read(actor, each) for each in (mine.version, "")] == [[mine.version]] * 2
    for actor in (far.worker, far.client(), DOOR):
        assert [read(actor, each) for each in (mine.version, "")] == [[], []]


def test_a_case_whose_version_cannot_be_read_says_so_and_all_else_works(world: World, manager: Actor) -> None:
    mine, broken, whole = adopted(world, manager), world.case(), world.case()
    for case in (broken, whole):
        plan_talk(case, clock.now() + timedelta(days=3), talk_id="reporting-talk")
    Case.objects.using("owner").filter(id=broken.case_id).update(practice_version=mine.version)
    OwnPractice.objects.using("owner").update(content="id: [")
    own_practices.forget()
    worker = as_worker(broken)
    start = words(worker, "/all")
    assert "De werkwijze van deze zaak is niet te lezen" in start
    assert "Reclasseringstoezicht" in start
    for address in ("/", "/search?q=Noor"):
        assert worker.get(address).status_code == 200, address
    there = worker.get(reverse("case", kwargs={"case_id": broken.case_id}))
    assert there.status_code == 503
    assert "Deze zaak kan nu niet getoond worden" in there.content.decode()
    assert worker.get(reverse("case", kwargs={"case_id": whole.case_id})).status_code == 200
    client = as_client(broken)
    assert "Uw zaak met Peter kan nu niet getoond worden." in words(client, "/home")
    for address in ("/home/frame", "/home/incidents", "/home/plan", "/home/letters", "/home/rounds", "/home/looked"):
        assert client.get(address).status_code == 200, address
    assert words(as_client(whole), "/home").count("kan nu niet getoond worden") == 0
    assert sign_in(Worker.objects.using("owner").get(id=leader(world).me)).get(reverse("team")).status_code == 200
