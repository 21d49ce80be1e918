"""An organisation releases the texts for clients of one version; until then, and after a change, they are a concept."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import Actor, acting
from alliantie.access.policies import Denied, NotNow
from alliantie.alliance import notices, operations, queries
from alliantie.alliance.administration import register_practices
from alliantie.alliance.models import NoticeRelease
from alliantie.cases.operations import acknowledge_frame
from alliantie.practices import Practice, file_hashes, library
from tests.insight.teams import leader, manager
from tests.worklist.browse import as_client, by_code, hidden, sign_in, words
from tests.worlds import CaseWorld, World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

PRACTICE = library().latest("nl-probation")
NUMBERS = (PRACTICE.id, PRACTICE.version)
PAGE = reverse("practice", args=NUMBERS)


@pytest.fixture
def case() -> CaseWorld:
    return World.make().case()


def release(who: Actor, organisation_id: UUID, practice: Practice = PRACTICE) -> None:
    with acting(who):
        operations.release_notice(actor=who, organisation_id=organisation_id, practice=practice, seen=practice.hash)


def take_back(who: Actor, organisation_id: UUID) -> None:
    with acting(who):
        operations.take_back_notice(actor=who, organisation_id=organisation_id, practice=PRACTICE)


def another_text(version: str = PRACTICE.version) -> Practice:
    """The same practice with another text, as after an upgrade."""
    made = PRACTICE.model_copy(update={"version": version})
    made._hash = "0" * 64
    return made


def install(practice: Practice) -> None:
    """Start a server whose library has this text."""
    register_practices({**file_hashes(), (practice.id, practice.version): practice.hash})


def ready_round(case: CaseWorld) -> UUID:
    """An open round whose client knows the frame."""
    round_id = case.round()
    with acting(case.client()) as actor:
        acknowledge_frame(actor=actor, case=queries.get_round(actor, round_id).pair.case)
    return round_id


def notice(browser: Browser, round_id: UUID) -> str:
    return words(browser, reverse("round-notice", args=[round_id]))


def test_the_client_reads_concept_until_the_organisation_releases_and_again_when_it_is_taken_back(
    case: CaseWorld,
) -> None:
    who = worker_actor(manager(case.world))
    round_id = ready_round(case)
    browsers = [as_client(case), by_code(case, round_id)]
    organisation_id = case.world.organisation.id
    for change, concept in ((None, True), (release, False), (take_back, True), (release, False)):
        if change is not None:
            change(who, organisation_id)
        for browser in browsers:
            assert ("Concept" in notice(browser, round_id)) is concept
            assert ("Concept" in words(browser, reverse("round-frame", args=[round_id]))) is concept
        assert ("Concept" in words(browsers[0], reverse("my-frame"))) is concept


def test_the_pages_release_and_undo_and_say_who_did_it(case: CaseWorld) -> None:
    browser = sign_in(manager(case.world))
    sent = browser.post(reverse("practice-release", args=NUMBERS), {"seen": hidden(browser, PAGE, "seen")}, follow=True)
    assert "Vrijgegeven." in sent.content.decode()
    today = clock.today()
    assert f"vrijgegeven op {today.day} " in words(browser, PAGE)
    assert "door Jeroen Sparrenburg" in words(browser, PAGE)
    assert "uitleg vrijgegeven op" in words(browser, reverse("practices"))
    sent = browser.post(reverse("practice-take-back", args=NUMBERS), follow=True)
    assert "Teruggenomen." in sent.content.decode()
    assert "Concept" in words(browser, PAGE)


def test_a_text_that_changed_since_it_was_read_is_not_released(case: CaseWorld) -> None:
    browser = sign_in(manager(case.world))
    for seen in ("", "0" * 64, "x" * 100_000):
        answer = browser.post(reverse("practice-release", args=NUMBERS), {"seen": seen})
        assert answer.status_code == 409
        assert "De tekst is intussen veranderd." in answer.content.decode()
    assert not NoticeRelease.objects.using("owner").exists()


def test_a_new_text_is_a_concept_again_also_under_the_same_version(case: CaseWorld) -> None:
    who, organisation_id = worker_actor(manager(case.world)), case.world.organisation.id
    release(who, organisation_id)
    with acting(case.client()) as actor:
        assert notices.is_released(actor, organisation_id, PRACTICE)
        assert not notices.is_released(actor, organisation_id, another_text())


def test_a_client_who_knew_an_earlier_text_reads_when_it_changed_and_nobody_else(case: CaseWorld) -> None:
    world = case.world
    who, organisation_id = worker_actor(manager(world)), world.organisation.id
    start = clock.now()
    install(another_text("2025-1"))
    release(who, organisation_id, another_text("2025-1"))
    with clock.at(start + timedelta(days=1)):
        first = case.round()
        case.reveal(first)
        with acting(case.worker) as actor:
            operations.stop_round(actor=actor, here=queries.get_round(actor, first))
    later = start + timedelta(days=40)
    with clock.at(later):
        release(who, organisation_id)
        newcomer = world.case(names=(("Ali", "Demir"),))
    with clock.at(later + timedelta(days=2)):
        knew, not_yet = ready_round(case), ready_round(newcomer)
        changed = f"Deze uitleg is veranderd op {clock.day_of(later).day} "
        assert changed in notice(as_client(case), knew)
        assert changed in notice(by_code(case, knew), knew)
        assert "Concept" not in notice(as_client(case), knew)
        assert "is veranderd op" not in notice(as_client(newcomer), not_yet)


def test_a_text_that_was_taken_back_before_the_round_was_not_known(case: CaseWorld) -> None:
    who, organisation_id = worker_actor(manager(case.world)), case.world.organisation.id
    start = clock.now()
    earlier = another_text()
    install(earlier)
    release(who, organisation_id, earlier)
    take_back(who, organisation_id)
    with clock.at(start + timedelta(days=1)):
        round_id = ready_round(case)
    install(PRACTICE)
    with clock.at(start + timedelta(days=3)):
        release(who, organisation_id)
        assert "is veranderd op" not in notice(as_client(case), round_id)


def test_the_release_of_one_organisation_says_nothing_for_another(case: CaseWorld) -> None:
    other = World.in_area(case.world.area, "Elders").case(names=(("Ali", "Demir"),))
    release(worker_actor(manager(case.world)), case.world.organisation.id)
    assert "Concept" in notice(as_client(other), ready_round(other))


def test_nobody_but_the_manager_releases_or_takes_back(case: CaseWorld) -> None:
    organisation_id = case.world.organisation.id
    elsewhere = worker_actor(manager(World.in_area(case.world.area, "Elders")))
    for who in (case.worker, leader(case.world), case.client(), elsewhere):
        for change in (release, take_back):
            with pytest.raises(Denied) as refusal:
                change(who, organisation_id)
            assert not isinstance(refusal.value, NotNow)
    assert not NoticeRelease.objects.using("owner").exists()


def test_raw_sql_as_the_application_cannot_write_a_release_nor_date_one_back(case: CaseWorld) -> None:
    who = worker_actor(manager(case.world))
    release(who, case.world.organisation.id)
    with acting(who):
        for sql in (
            "INSERT INTO alliance_noticerelease (id) VALUES (gen_random_uuid())",
            "UPDATE alliance_noticerelease SET released_at = '2000-01-01'",
            "DELETE FROM alliance_noticerelease",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
        assert NoticeRelease.objects.count() == 1
    with acting(worker_actor(manager(World.make("Ander gebied")))):
        assert NoticeRelease.objects.count() == 0
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT action FROM history.event WHERE table_name = 'alliance_noticerelease'")
        assert cursor.fetchall() == [("INSERT",)]


def test_only_a_text_the_server_registered_can_be_released_also_by_raw_sql(case: CaseWorld) -> None:
    who, organisation_id = worker_actor(manager(case.world)), case.world.organisation.id
    other = library().latest("nl-debt-zeist")
    for practice_id, version, told in (
        (PRACTICE.id, PRACTICE.version, "0" * 64),
        (PRACTICE.id, PRACTICE.version, ""),
        (PRACTICE.id, "2099-1", PRACTICE.hash),
        (PRACTICE.id, PRACTICE.version, other.hash),
        (other.id, PRACTICE.version, PRACTICE.hash),
    ):
        with acting(who), pytest.raises(NotNow):
            call("alliance.release_notice", organisation_id, practice_id, version, told)
    with pytest.raises(NotNow):
        release(who, organisation_id, another_text())
    with acting(who):
        for sql in (
            "INSERT INTO alliance.practice_text VALUES ('nl-probation', '2099-1', repeat('0', 64))",
            "UPDATE alliance.practice_text SET practice_hash = repeat('0', 64)",
            "DELETE FROM alliance.practice_text",
            "SELECT * FROM alliance.practice_text",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
    assert not NoticeRelease.objects.using("owner").exists()


def test_after_an_upgrade_the_text_of_before_can_be_released_no_more(case: CaseWorld) -> None:
    who, organisation_id = worker_actor(manager(case.world)), case.world.organisation.id
    install(another_text())
    with pytest.raises(NotNow):
        release(who, organisation_id)
    release(who, organisation_id, another_text())
    assert NoticeRelease.objects.using("owner").get().practice_hash == another_text().hash


def test_each_practice_of_the_library_is_registered_by_its_own_hash() -> None:
    shelf = library()
    assert file_hashes() == {
        (id, version): shelf.get(id, version).hash for id in shelf.ids() for version in shelf.versions(id)
    }


def test_a_practice_the_organisation_does_not_use_cannot_be_released(case: CaseWorld) -> None:
    case.world.organisation.practices = ["nl-debt-zeist"]
    case.world.organisation.save(using="owner")
    with pytest.raises(Denied):
        release(worker_actor(manager(case.world)), case.world.organisation.id)


def test_two_who_release_at_once_and_a_second_press_make_one_release(case: CaseWorld) -> None:
    who, organisation_id = worker_actor(manager(case.world)), case.world.organisation.id
    together = Barrier(2)
    failed: list[Exception] = []

    def press() -> None:
        try:
            together.wait()
            release(who, organisation_id)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=press) for _press in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    release(who, organisation_id)
    assert failed == []
    assert NoticeRelease.objects.using("owner").count() == 1
    for _press in range(2):
        take_back(who, organisation_id)
    found = NoticeRelease.objects.using("owner").get()
    assert found.ended_by_id == who.me


def test_the_notice_and_the_frame_cost_the_same_after_many_releases(case: CaseWorld) -> None:
    from tests.worklist.browse import queries as cost

    who, organisation_id = worker_actor(manager(case.world)), case.world.organisation.id
    round_id = ready_round(case)
    browser = as_client(case)
    costs = []
    for times in (1, 4):
        for _time in range(times):
            release(who, organisation_id)
            take_back(who, organisation_id)
        release(who, organisation_id)
        pages = (reverse("round-notice", args=[round_id]), reverse("my-frame"))
        costs.append([len(cost(browser, page)) for page in pages])
        take_back(who, organisation_id)
    assert costs[0] == costs[1]
