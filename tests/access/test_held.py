"""What someone may see is held for a moment in a transaction: nobody sees more by it, nothing older than a second."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest
from django.db import connection, connections, transaction

from alliantie.access.identity import acting, prove
from alliantie.cases.models import Case
from tests.support import raw
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])

HELD = ("cases", "cases_to_record", "cases_to_work", "clients", "pairs", "pairs_to_read")


@pytest.fixture
def here() -> CaseWorld:
    return World.make().case()


def asked(sql: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def owner(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def test_what_is_held_is_what_would_be_reckoned(here: CaseWorld) -> None:
    for who in (here.worker, here.world.worker(1), here.client()):
        for name in HELD:
            with acting(who):
                first = asked(f"SELECT access.{name}()")
                assert asked(f"SELECT current_setting('alliantie.held_{name}')")
                assert asked(f"SELECT access.{name}()") == first


def test_what_is_held_ends_with_its_transaction(here: CaseWorld) -> None:
    with acting(here.worker):
        asked("SELECT access.cases()")
    with transaction.atomic():
        assert not asked("SELECT current_setting('alliantie.held_cases', true)")


def test_what_someone_writes_there_is_not_believed(here: CaseWorld) -> None:
    other = World.make("Elders").case()
    for said in (
        f"{'0' * 64} 9999999999 {{{other.case_id}}}",
        f"9999999999 {{{other.case_id}}}",
        "x" * 100_000,
        " ",
        "{}",
    ):
        with acting(here.worker):
            asked("SELECT set_config('alliantie.held_cases', %s, true)", said)
            assert asked("SELECT access.cases()") == [here.case_id]


def test_a_list_that_was_changed_or_held_under_another_name_is_not_believed(here: CaseWorld) -> None:
    other = World.make("Elders").case()
    with acting(here.worker):
        asked("SELECT access.cases()")
        asked("SELECT access.clients()")
        cases_held = asked("SELECT current_setting('alliantie.held_cases')")
        changed = cases_held.replace(str(here.case_id), str(other.case_id))
        assert changed != cases_held
        asked("SELECT set_config('alliantie.held_cases', %s, true)", changed)
        assert asked("SELECT access.cases()") == [here.case_id]
        asked("SELECT set_config('alliantie.held_clients', %s, true)", cases_held)
        assert asked("SELECT access.clients()") == [here.client_ids[0]]


def test_the_list_of_one_name_never_serves_as_that_of_another(here: CaseWorld) -> None:
    with acting(here.worker):
        for name in HELD:
            asked(f"SELECT access.{name}()")
        held = {name: asked(f"SELECT current_setting('alliantie.held_{name}')") for name in HELD}
        for name in HELD:
            right = asked(f"SELECT access.{name}()")
            for other in HELD:
                # As it stands, and with what one name is longer than another moved into the text.
                for said in (held[other], held[other][:64] + other.removeprefix(name) + held[other][64:]):
                    asked(f"SELECT set_config('alliantie.held_{name}', %s, true)", said)
                    asked(f"SELECT access.{name}()")
                    kept = asked(f"SELECT current_setting('alliantie.held_{name}')")
                    assert (kept == said) is (said == held[name]), (name, other)
                    assert asked(f"SELECT access.{name}()") == right


def test_whoever_waited_for_a_lock_is_looked_at_again(here: CaseWorld) -> None:
    round_id = here.round()
    locked = threading.Event()

    def put_out() -> None:
        with transaction.atomic(using="owner"):
            owner("SELECT 1 FROM alliance_part WHERE round_id = %s FOR UPDATE", round_id)
            owner("DELETE FROM access_grant WHERE case_id = %s", here.case_id)
            locked.set()
            owner("SELECT pg_sleep(0.3)")
        connections["owner"].close()

    other = threading.Thread(target=put_out)
    with acting(here.worker):
        assert asked("SELECT access.pairs()")
        other.start()
        assert locked.wait(10)
        assert asked("SELECT count(*) FROM alliance.own_part(%s, true)", round_id) == 0
    other.join()


def test_what_one_holds_serves_nobody_else_and_no_later_transaction(here: CaseWorld) -> None:
    colleague = here.world.worker(1)
    with acting(here.worker):
        assert asked("SELECT access.cases()") == [here.case_id]
        held = asked("SELECT current_setting('alliantie.held_cases')")
        with transaction.atomic():
            prove(colleague)
            asked("SELECT set_config('alliantie.held_cases', %s, true)", held)
            assert asked("SELECT access.cases()") == []
    with acting(colleague):
        asked("SELECT set_config('alliantie.held_cases', %s, true)", held)
        assert asked("SELECT access.cases()") == []
    owner("DELETE FROM access_grant WHERE case_id = %s", here.case_id)
    with acting(here.worker):
        asked("SELECT set_config('alliantie.held_cases', %s, true)", held)
        assert asked("SELECT access.cases()") == []
        assert raw.read_all("public.cases_case") == []


def test_without_a_proof_what_is_held_is_worth_nothing(here: CaseWorld) -> None:
    with acting(here.worker):
        asked("SELECT access.cases()")
        held = asked("SELECT current_setting('alliantie.held_cases')")
        claim = asked("SELECT current_setting('alliantie.claim')")
    with transaction.atomic():
        asked("SELECT set_config('alliantie.claim', %s, true)", claim)
        asked("SELECT set_config('alliantie.held_cases', %s, true)", held)
        assert asked("SELECT access.cases()") == []


def test_what_the_transaction_opens_it_sees_at_once(here: CaseWorld) -> None:
    with acting(here.worker):
        assert asked("SELECT access.cases()") == [here.case_id]
        second = here.world.case(names=(("Bilal", "Idrissi"),))
        assert set(asked("SELECT access.cases()")) == {here.case_id, second.case_id}
        assert Case.objects.visible_to(here.worker).count() == 2


def test_what_others_take_away_is_gone_within_a_second(here: CaseWorld) -> None:
    with acting(here.worker):
        assert asked("SELECT access.cases()") == [here.case_id]
        owner("DELETE FROM access_grant WHERE case_id = %s", here.case_id)
        asked("SELECT pg_sleep(1.1)")
        assert asked("SELECT access.cases()") == []


def test_a_change_of_a_table_it_is_reckoned_from_drops_what_is_held() -> None:
    with transaction.atomic(using="owner"):
        for table in sources():
            owner("SELECT set_config('alliantie.held_cases', 'kept', true)")
            owner(f"UPDATE {table} SET id = id WHERE false")  # noqa: S608 - names of our own
            assert owner("SELECT current_setting('alliantie.held_cases')") == [("",)], table


def sources() -> set[str]:
    """The tables that the functions read which reckon what is held, and those that these ask."""
    found: set[str] = set()
    todo, done = {f"secrets.{name}" for name in HELD}, set[str]()
    while todo - done:
        name = (todo - done).pop()
        done.add(name)
        [(body,)] = owner("SELECT prosrc FROM pg_proc WHERE oid = %s::regproc", name)
        found |= set(re.findall(r"public\.(\w+)", body))
        todo |= set(re.findall(r"(access\.(?!held)\w+)\(", body))
    return found - {"people_worker", "people_client"}


def test_every_table_that_is_reckoned_from_drops_what_is_held() -> None:
    watched = {
        table
        for (table,) in owner(
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname = 'drop_held' AND t.tgtype & 28 = 28"
        )
    }
    assert sources() == watched
