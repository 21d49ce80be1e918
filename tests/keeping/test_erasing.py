"""What is deleted is gone: from every table, the history, the logs and the copies; and of others nothing."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import acting
from alliantie.access.policies import Denied, NotNow
from alliantie.access.verifying import verify
from alliantie.cases import queries
from alliantie.cases.models import Case
from alliantie.cases.operations.sharing import Part
from alliantie.exports import own_copy
from alliantie.keeping import operations as keeping
from alliantie.keeping import queries as kept
from alliantie.keeping.models import Batch, Hold, Item, Tombstone
from alliantie.people import administration
from alliantie.people.models import Client, Office
from alliantie.practices import library
from alliantie.practices.keeping import Category
from alliantie.practices.law import law_findings
from tests.access.entering import words
from tests.cases.sharing_ways import share_in
from tests.keeping.ways import (
    approved,
    due_numbers,
    ended,
    erase,
    hold,
    keeper,
    later,
    numbers_of,
    owner,
    proposed,
    where,
)
from tests.portal.people import at_home, too_long
from tests.worlds import World, agree_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])

SAID = "Zij danste gisteren op de kade"


@pytest.fixture(autouse=True)
def outside(settings: Any, tmp_path: Path) -> None:
    """Where the newest seal is told outside the database of this test."""
    settings.LAST_SEAL = tmp_path / "last-seal"


ABOUT_NOBODY = {
    "access_counter": "hashes of failed sign-ins, for an hour",
    "access_logsearch": "goes along by the list of clients it named, and has a term of its own",
    "access_matching": "a hash of a question by which nothing is found, for a day",
    "access_reading": "expires under a seal, by client and case",
    "access_visit": "moments without a name, gone with their session",
    "access_watch": "names an organisation guards; they are its own to take out",
    "alliance_itemflag": "holds nobody",
    "erasing": "empty but within the transaction that erases",
    "event": "history, which expires under a seal",
    "identity": "secrets of the database",
    "pair_destroyed": "that a key is gone, which a restore needs",
    "practice_text": "about texts",
    "research_chance": "a secret of the database",
    "research_file": "encrypted and without numbers of ours, for two weeks",
    "section_table": "names of tables",
    "retest": "sums of ten people and more",
    "sum_cell": "sums of ten people and more",
    "sum_given": "sums of ten people and more, of organisations",
    "sum_source": "names of organisations",
    "ending": "sums of ten people and more",
    "seal": "keyed hashes of lines",
    "to_forget": "numbers of lines",
    "alliance_noticerelease": "about texts",
    "alliance_questionnairepack": "about texts",
    "alliance_research": "what a researcher asked for",
    "auth_group": "unused",
    "auth_group_permissions": "unused",
    "auth_permission": "names of models",
    "cases_addressee": "addresses of authorities",
    "cases_calendar": "the worker's",
    "cases_desk": "the worker's",
    "cases_import_reference": "goes along by the row that came in",
    "cases_keptfigures": "numbers",
    "cases_move": "about versions of a practice",
    "cases_practice": "about texts",
    "cases_practicedraft": "about texts",
    "cases_stockcount": "numbers",
    "cases_table": "about texts",
    "cases_waiting": "has a term of its own",
    "cases_weight": "the worker's",
    "django_content_type": "names of models",
    "django_migrations": "names of migrations",
    "keeping_batch": "what is to be deleted, without saying what",
    "keeping_due": "numbers; what is gone is taken off",
    "keeping_item": "numbers",
    "keeping_term": "terms",
    "keeping_tombstone": "what remains",
    "people_area": "organisations",
    "people_membership": "the worker's",
    "people_office": "the worker's",
    "people_organisation": "organisations",
    "people_team": "organisations",
    "people_worker": "the worker's",
    "procrastinate_events": "moments of jobs",
    "procrastinate_jobs": "names of jobs and numbers",
    "procrastinate_periodic_defers": "moments of jobs",
    "procrastinate_workers": "heartbeats",
}
"""Tables that are not reached from a case or a person, and why."""
REMAINS = {
    "public.keeping_tombstone",
    "public.keeping_item",
    "history.event",
    "secrets.pair_destroyed",
}


def test_a_case_that_is_deleted_is_gone_from_every_table_and_from_history_and_the_logs() -> None:
    case = World.make().case()
    administration.make_account(Client.objects.using("owner").get(id=case.client_ids[0]), "noor", "x", of_demo=True)
    agree_in(case, SAID)
    share_in(case, Part("text", None, SAID))
    case.reveal(case.round())
    counted = [case.pair_ids[0], case.client_ids[0]]
    owner("INSERT INTO secrets.sum_pair VALUES (%s, 'wamci', 'trust', %s)", *counted)
    owner("INSERT INTO secrets.retest_pair VALUES (%s, 'wamci', 'client', 'trust', %s)", *counted)
    owner("INSERT INTO secrets.ending_pair VALUES (%s, 'wamci', 'client', 'trust', %s)", *counted)
    with acting(case.client()) as client:
        own_copy.ask_copy(actor=client, language="nl")
    own_copy.make_copies(clock.now())
    with acting(case.worker):
        queries.note_reading("case", case.case_id, case.client_ids[0])
    ended(case)
    assert "history.event" in where("Yilmaz", SAID)
    with later():
        erase(case.world, [case.case_id])
    assert where("Yilmaz", SAID, "Marga") == {}
    assert set(where(*numbers_of(case))) == REMAINS
    # Of history only what remains of the deletion itself.
    assert {table for (table,) in owner(
        "SELECT DISTINCT table_name FROM history.event e WHERE e::text LIKE %s", f"%{case.case_id}%"
    )} == {"keeping_item", "keeping_tombstone"}  # fmt: skip
    assert verify().whole
    assert verify().logs["history"].expired > 0


def test_of_a_family_and_of_somebody_with_another_case_the_rest_stays() -> None:
    world = World.make()
    family = world.case("nl-save-protection", names=(("Kim", "Wit"), ("Ali", "Wit")), roles=("young_person", "parent"))
    other = world.case(names=(("Jan", "Smit"),))
    # Ali is in a case of his own as well: the same person, in two cases.
    owner(
        "INSERT INTO cases_participant (id, area_id, case_id, client_id, role)"
        " SELECT gen_random_uuid(), area_id, %s, %s, 'client' FROM cases_case WHERE id = %s",
        *(other.case_id, family.client_ids[1], other.case_id),
    )
    agree_in(family, SAID, client=None, owner="worker")
    owner("UPDATE cases_case SET closed_on = %s WHERE id = %s", clock.today(), family.case_id)
    with later(20.1):
        erase(world, [family.case_id])
    assert where(SAID, "Kim") == {}
    assert owner("SELECT given_name FROM people_client ORDER BY 1") == [("Ali",), ("Jan",)]
    assert owner("SELECT client_ids FROM keeping_tombstone") == [([family.client_ids[0]],)]
    assert "public.cases_fact" in where(str(other.case_id))
    # What was recorded of Ali in his own case has its history, and his log tells of it.
    assert "history.event" in where(str(other.case_id))


def test_a_case_is_due_when_its_term_is_over_and_a_later_change_begins_it_anew() -> None:
    case = ended(World.make().case())
    with later(9.9):
        keeping.list_due()
        assert due_numbers() == set()
    with later():
        keeping.list_due()
        keeping.list_due()
        assert due_numbers() == {case.case_id}
        # Listing deletes nothing.
        assert Case.objects.using("owner").count() == 1
    # Something was corrected five years later.
    owner(
        "UPDATE cases_fact SET recorded_at = recorded_at + interval '5 years', corrects_id ="
        " (SELECT id FROM cases_fact WHERE kind = 'case_opened') WHERE kind = 'case_closed'"
    )
    with later():
        keeping.list_due()
        assert due_numbers() == set()


def test_a_running_case_is_never_due() -> None:
    World.make().case()
    with later(50):
        keeping.list_due()
        assert due_numbers() == set()


def test_an_organisation_keeps_longer_and_never_shorter_than_the_law() -> None:
    world = World.make()
    guard = keeper(world)
    case = ended(world.case())
    with acting(guard), pytest.raises(NotNow):
        keeping.set_term(actor=guard, category=Category.CASE, practice_id="x", months=12, why="Kort", law_months=240)
    with acting(guard):
        keeping.set_term(
            actor=guard, category=Category.CASE, practice_id="nl-probation", months=360, why="Selectielijst"
        )
    with later():
        keeping.list_due()
        assert due_numbers() == set()
    with later(30.1):
        keeping.list_due()
        assert due_numbers() == {case.case_id}


def test_of_a_version_that_cannot_be_read_nothing_is_due_and_others_of_the_practice_are() -> None:
    world = World.make()
    read, lost = (ended(world.case(names=((name, "Smit"),))) for name in ("An", "Bo"))
    # Ordered as text, this one would have been the newest and decided for both.
    owner("UPDATE cases_case SET practice_version = '9999-9' WHERE id = %s", lost.case_id)
    guard = keeper(world)
    with later(50):
        keeping.list_due()
        assert due_numbers() == {read.case_id}
        assert owner("SELECT count(*) FROM keeping_due WHERE number = ANY(%s)", list(lost.pair_ids)) == [(0,)]
    with acting(guard):
        assert [(each.practice_id, each.version) for each in kept.unread(guard)] == [("nl-probation", "9999-9")]
    there = keeper(World.in_area(world.area, "Elders"))
    with acting(there):
        assert kept.unread(there) == ()


def test_a_copy_that_names_another_sector_keeps_the_term_of_the_law(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = library().latest("nl-save-protection")
    copy = ours.model_copy(update={"sector": "probation", "version": "2026-101"})
    monkeypatch.setattr(library(), "elsewhere", lambda id, version: copy if id == ours.id else None)
    used = kept.of_practice(ours.id, copy.version)
    assert (used.country, used.sector, used.readable) == (ours.country, "youth", True)
    assert [each.location for each in law_findings(copy, ours)] == [("sector",)]


def test_nobody_approves_the_own_proposal_and_raw_sql_can_neither() -> None:
    case = ended(World.make().case())
    with later():
        keeping.list_due()
        one = keeper(case.world)
        batch_id = proposed(one, [case.case_id])
        with acting(one), pytest.raises(Denied):
            keeping.approve(actor=one, batch_id=batch_id)
        for statement in (
            "UPDATE keeping_batch SET approved_by = proposed_by, approved_at = proposed_at",
            "UPDATE keeping_item SET number = gen_random_uuid()",
            "INSERT INTO keeping_due SELECT * FROM keeping_due",
            "DELETE FROM keeping_hold",
            "SELECT secrets.erase_case(gen_random_uuid(), '{}', gen_random_uuid())",
            "INSERT INTO secrets.erasing VALUES (pg_current_xact_id())",
        ):
            with acting(one), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        # Not even the owner of the tables can make it so.
        with pytest.raises(IntegrityError):
            owner("UPDATE keeping_batch SET approved_by = proposed_by, approved_at = proposed_at")
        with later(0, hours=25):
            assert keeping.carry_out() == 0
    assert Case.objects.using("owner").exists()


def test_workers_clients_and_keepers_of_another_organisation_find_nothing_and_can_do_nothing() -> None:
    case = ended(World.make().case())
    there = keeper(World.in_area(case.world.area, "Elders"), Office.Kind.MANAGES)
    with later():
        batch_id = approved(case.world, [case.case_id])
        for actor in (there, case.worker, case.client()):
            with acting(actor):
                assert not Batch.objects.exists()
                assert not Item.objects.exists()
                assert kept.counts(actor) == {}
            for do in (keeping.approve, keeping.stop):
                with acting(actor), pytest.raises(Denied):
                    do(actor=actor, batch_id=batch_id)
            with pytest.raises((Denied, NotNow)):
                proposed(actor, [case.case_id])
            with acting(actor), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                call("access.erase_item", Item.objects.using("owner").get().id)


def test_of_two_who_approve_at_once_one_does_and_of_two_who_propose_the_same_one_does() -> None:
    case = ended(World.make().case())
    with later():
        keeping.list_due()
        one, two, three = (keeper(case.world) for _time in range(3))
        batch_id = proposed(one, [case.case_id])
        with pytest.raises(NotNow):
            proposed(two, [case.case_id])
        with acting(two):
            keeping.approve(actor=two, batch_id=batch_id)
            # The same sent twice is approved once.
            keeping.approve(actor=two, batch_id=batch_id)
        with acting(three), pytest.raises(NotNow):
            keeping.approve(actor=three, batch_id=batch_id)
    assert owner("SELECT approved_by FROM keeping_batch") == [(two.me,)]


def test_nothing_is_deleted_within_a_day_and_stopping_keeps_all_of_it() -> None:
    case = ended(World.make().case())
    with later():
        batch_id = approved(case.world, [case.case_id])
        assert keeping.carry_out() == 0
        any_of_them = keeper(case.world)
        with acting(any_of_them):
            keeping.stop(actor=any_of_them, batch_id=batch_id)
        with later(0, hours=25):
            assert keeping.carry_out() == 0
    assert Case.objects.using("owner").exists()


def test_a_hold_between_approval_and_deletion_keeps_the_case_and_a_change_of_the_case_does() -> None:
    world = World.make()
    held, changed, gone = (ended(world.case(names=((name, "Smit"),))) for name in ("An", "Bo", "Cas"))
    with later():
        batch_id = approved(world, [each.case_id for each in (held, changed, gone)])
        guard = keeper(world)
        assert hold(guard, name="An Smit", born_on=date(1990, 5, 4))
        owner("UPDATE cases_case SET closed_on = closed_on + 400 WHERE id = %s", changed.case_id)
        with later(0, hours=25):
            assert keeping.carry_out() == 1
        with acting(guard):
            assert {each.number: each.state for each in kept.items(guard, batch_id)} == {
                held.case_id: Item.State.HELD,
                changed.case_id: Item.State.CHANGED,
                gone.case_id: Item.State.DONE,
            }
        # What is held stands on the list and cannot be proposed.
        keeping.list_due()
        with pytest.raises(NotNow):
            proposed(guard, [held.case_id])
    assert {each.id for each in Case.objects.using("owner").all()} == {held.case_id, changed.case_id}


def test_a_hold_needs_a_reason_a_day_and_somebody_here_and_its_client_reads_of_it_unless_a_law_forbids() -> None:
    case = World.make().case()
    guard, there = keeper(case.world), keeper(World.in_area(case.world.area, "Elders"))
    for wrong in ({"reason": " "}, {"until": clock.today() - timedelta(days=1)}, {"until": date(2200, 1, 1)}):
        with pytest.raises(NotNow):
            hold(guard, case_id=case.case_id, **wrong)
    assert not hold(there, case_id=case.case_id)
    assert not hold(guard, name="Noor", born_on=date(1990, 5, 4))
    with pytest.raises(Denied):
        hold(case.worker, case_id=case.case_id)
    assert hold(guard, case_id=case.case_id, reason="Kort geding")
    assert hold(guard, case_id=case.case_id, reason="Stil", law="Sv 126")
    # Why a case is held may be about another of the household: a client reads only until when.
    with acting(case.client()) as client:
        assert not Hold.objects.exists()
        assert kept.cases_held(client) == {case.case_id: clock.today() + timedelta(days=30)}
    with acting(case.worker):
        assert Hold.objects.count() == 2
    with acting(there):
        assert not Hold.objects.exists()


def test_killed_halfway_it_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World.make()
    both = [ended(world.case(names=((name, "Smit"),))) for name in ("An", "Bo")]
    whole = call
    with later():
        approved(world, [each.case_id for each in both])
        with later(0, hours=25):

            def killed(function: str, *arguments: object) -> Any:
                done = whole(function, *arguments)
                if function == "access.erase_item" and Tombstone.objects.using("owner").exists():
                    raise KeyboardInterrupt
                return done

            monkeypatch.setattr(keeping, "call", killed)
            with pytest.raises(KeyboardInterrupt):
                keeping.carry_out()
            # The first is whole and kept; of the second nothing was done.
            assert Case.objects.using("owner").count() == 1
            monkeypatch.setattr(keeping, "call", whole)
            assert keeping.carry_out() == 1
            assert keeping.carry_out() == 0
    assert Tombstone.objects.using("owner").count() == 2
    assert Batch.objects.using("owner").get().done_at is not None


def test_destroying_answers_keeps_the_case_and_drafts_go_with_their_history() -> None:
    case = ended(World.make().case())
    with later(2.1):
        erase(case.world, case.pair_ids, Category.ANSWERS)
    assert owner("SELECT count(*) FROM secrets.pair_key") == [(0,)]
    assert owner("SELECT pair_id FROM secrets.pair_destroyed") == [(case.pair_ids[0],)]
    assert Case.objects.using("owner").exists()


def test_every_table_that_can_hold_something_of_a_case_hangs_on_it() -> None:
    """A table or column that comes later is either reached from a case or a person, or is named here with a reason."""
    reached = {table for (table,) in owner(
        "WITH RECURSIVE reached (of_table) AS (SELECT unnest(ARRAY["
        "'public.cases_case', 'public.people_client', 'public.cases_representative',"
        " 'public.cases_partner']::regclass[])::oid"
        " UNION SELECT h.child FROM reached r CROSS JOIN LATERAL secrets.hangs_on(r.of_table) h)"
        " SELECT c.relname FROM reached JOIN pg_class c ON c.oid = reached.of_table"
    )}  # fmt: skip
    tables = {table for (table,) in owner(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace::regnamespace::text !~ '^(pg_|information_)'"
    )}  # fmt: skip
    assert tables - reached == set(ABOUT_NOBODY)
    assert not reached & set(ABOUT_NOBODY)


def test_a_client_reads_how_long_the_own_case_is_kept_and_why_nothing_goes() -> None:
    case = World.make().case("nl-save-protection", roles=("young_person",))
    browser = at_home(case)
    page = words(browser.get(reverse("my-copy")))
    assert "bewaren wij alles nog 20 jaar." in page
    assert "Jeugdwet artikel 7.3.8" in page
    assert "Er wordt nu niets gewist" not in page
    guard = keeper(case.world)
    assert hold(guard, case_id=case.case_id, reason="Van de buurvrouw.")
    assert hold(guard, name="Noor Yilmaz", born_on=date(1990, 5, 4), reason="Er loopt een klacht.")
    assert hold(guard, name="Noor Yilmaz", born_on=date(1990, 5, 4), reason="Stil onderzoek", law="Sv 126")
    answer = browser.get(reverse("my-copy"))
    assert "Er loopt een klacht." in words(answer)
    assert "Van de buurvrouw." not in words(answer)
    assert words(answer).count("Er wordt nu niets gewist, tot en met") == 2
    assert "Stil onderzoek" not in words(answer)
    assert too_long(answer) == []
