"""What stands in the reading log and in history cannot be changed, removed or added to unseen, also by a superuser."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connections

from alliantie import clock
from alliantie.access import sealing
from alliantie.access.identity import acting
from alliantie.access.verifying import Found, verify
from alliantie.cases import queries
from alliantie.cli.commands import run
from alliantie.cli.logs import told
from alliantie.people import administration
from alliantie.server.errors import ServerError
from tests.conftest import Databases
from tests.support.programs import wait_for
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "jobs"])


_BEHIND = (
    "SELECT count(*) FROM (SELECT DISTINCT ON (log) * FROM history.seal ORDER BY log, number DESC) s WHERE upto < mark"
)


@pytest.fixture(autouse=True)
def outside(settings: Any, tmp_path: Path) -> Path:
    """Where the newest seal is told outside the database of this test."""
    settings.LAST_SEAL = tmp_path / "last-seal"
    found: Path = settings.LAST_SEAL
    return found


@pytest.fixture
def sealed() -> CaseWorld:
    """A case that was opened and looked at, with all of it sealed."""
    case = World.make().case()
    look(case)
    wait_until_all_ended()
    seal_all()
    return case


def wait_until_all_ended() -> None:
    """What other tests have under way on the same server has ended, so that one seal takes all that is there."""
    last = number_of("SELECT pg_current_xact_id()::text::bigint")
    wait_for(lambda: number_of("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint") > last)


def seal_all() -> None:
    """As after some quiet minutes: other tests have transactions under way on the same server."""
    wait_for(lambda: sealing.seal_logs() == 0 and number_of(_BEHIND) == 0)


def look(case: CaseWorld) -> None:
    with acting(case.worker) as actor, connections["default"].cursor() as cursor:
        cursor.execute("SELECT access.note_reading('case', %s, %s, '')", [case.case_id, case.client_ids[0]])
        assert queries.get_case(actor, case.case_id)


def by_hand(statement: str, *values: int) -> None:
    """As somebody who owns the tables."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, values)


def number_of(statement: str) -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)
        (found,) = cursor.fetchone()
    return int(found)


def test_what_nobody_touched_is_whole_and_all_of_it_is_sealed(sealed: CaseWorld) -> None:
    found = verify()
    assert found.whole
    for log, table in (("reading", "access_reading"), ("history", "history.event")):
        there = number_of(f"SELECT count(*) FROM {table}")  # noqa: S608
        assert found.logs[log].sealed == there > 0
        assert (found.logs[log].waiting, found.logs[log].late) == (0, [])
    before = found.seals
    assert sealing.seal_logs() == 0
    assert verify().seals == before


def test_a_row_that_was_changed_is_named(sealed: CaseWorld) -> None:
    by_hand("UPDATE access_reading SET reader_id = gen_random_uuid() WHERE id = (SELECT max(id) FROM access_reading)")
    by_hand('UPDATE history.event SET after = after || \'{"title": "x"}\' WHERE id = 1')
    found = verify()
    assert found.logs["reading"].changed == [number_of("SELECT max(id) FROM access_reading")]
    assert found.logs["history"].changed == [1]
    assert "Changed after they were sealed: 1 rows (1)." in "\n".join(told(found))


def test_a_row_that_was_removed_is_named(sealed: CaseWorld) -> None:
    newest = number_of("SELECT max(id) FROM access_reading")
    by_hand("DELETE FROM access_reading WHERE id = %s", newest)
    found = verify()
    assert (found.whole, found.logs["reading"].removed) == (False, [newest])


def test_a_row_inserted_in_the_past_is_named_and_never_sealed_as_if_it_came_late(sealed: CaseWorld) -> None:
    by_hand("DELETE FROM history.event WHERE id = 2")
    by_hand(
        "INSERT INTO history.event (id, table_name, row_id, action, at, by_claim)"
        " VALUES (2, 'cases_case', 'x', 'UPDATE', now(), 'x'), (-5, 'cases_case', 'x', 'UPDATE', now(), 'x')"
    )
    seal_all()
    found = verify()
    assert (found.logs["history"].changed, found.logs["history"].inserted) == ([2], [-5])


def test_a_row_added_today_that_says_it_is_older_is_pointed_out(sealed: CaseWorld) -> None:
    by_hand(
        "INSERT INTO history.event (table_name, row_id, action, at, by_claim)"
        " VALUES ('cases_case', 'x', 'UPDATE', now() - interval '30 days', 'x')"
    )
    seal_all()
    found = verify()
    assert found.logs["history"].late == [number_of("SELECT max(id) FROM history.event")]
    assert "To look at: 1 rows" in "\n".join(told(found))


# What is done to the seals of the reading log (1 begins it, 2 holds rows) and of history (3 and 4), and what is told.
ON_SEALS: list[tuple[str, Callable[[Found], bool]]] = [
    ("UPDATE history.seal SET ids = ids[2:], macs = substr(macs, 33) WHERE number = 4", lambda it: it.broken == [4]),
    ("UPDATE history.seal SET upto = upto + 1 WHERE number = 2", lambda it: it.broken == [2]),
    ("UPDATE history.seal SET at = at - interval '1 day' WHERE number = 3", lambda it: it.broken == [3]),
    (
        "UPDATE history.seal SET seal = sha256(seal) WHERE number = 4",
        lambda it: it.broken == [4] and len(it.unlinked) == 1,
    ),
    ("UPDATE history.seal SET seal = sha256(seal) WHERE number = 2", lambda it: (it.broken, it.unlinked) == ([2], [3])),
    ("DELETE FROM history.seal WHERE number = 2", lambda it: it.missing == [(2, 2)]),
    ("DELETE FROM history.seal WHERE number >= 3", lambda it: it.missing[0][0] == 3),
    ("DELETE FROM history.seal", lambda it: it.missing[0][0] == 1),
]


def test_a_seal_that_was_changed_or_removed_is_named(sealed: CaseWorld) -> None:
    by_hand("CREATE TABLE history.kept AS TABLE history.seal")
    for statement, seen in ON_SEALS:
        by_hand(statement)
        found = verify()
        assert not found.whole, statement
        assert seen(found), (statement, found)
        assert "NOT WHOLE" in "\n".join(told(found))
        by_hand("DELETE FROM history.seal")
        by_hand("INSERT INTO history.seal TABLE history.kept")
    assert verify().whole


def test_nothing_is_sealed_on_top_of_a_broken_end_until_somebody_says_why(
    sealed: CaseWorld, databases: Databases, capsys: pytest.CaptureFixture[str]
) -> None:
    by_hand("UPDATE history.seal SET upto = upto + 1 WHERE number = (SELECT max(number) FROM history.seal)")
    look(sealed)
    with pytest.raises(sealing.BrokenChainError):
        sealing.seal_logs()
    with pytest.raises(ServerError, match="Nothing was sealed: seal"):
        run(["logs", "seal"])
    assert run(["logs", "verify"]) == 1
    assert "NOT WHOLE" in capsys.readouterr().out
    assert run(["logs", "seal", "--begin-anew", "The disk was full on Monday"]) == 0
    seal_all()
    found = verify()
    # What was broken stays told; every row that there is, is sealed again.
    assert len(found.broken) == 1
    assert all(log.waiting == 0 for log in found.logs.values())
    assert [reason for _log, _at, reason in found.begun_anew] == ["The disk was full on Monday"] * 2


def test_a_seal_made_with_another_key_is_none(sealed: CaseWorld, settings: Any) -> None:
    settings.MASTER_KEY = bytes(32)
    found = verify()
    assert len(found.broken) == found.seals
    assert "with the right master.key?" in "\n".join(told(found))


def test_a_row_that_was_committed_late_is_sealed_and_is_no_insertion(sealed: CaseWorld, databases: Databases) -> None:
    address = databases.server.addresses(databases.name).owner
    with psycopg.connect(address) as slow:
        slow.execute(
            "INSERT INTO history.event (table_name, row_id, action, at, by_claim)"
            " VALUES ('cases_case', 'x', 'UPDATE', now(), 'x')"
        )
        slow.execute(
            "INSERT INTO access_reading (area_id, reader_kind, reader_id, what, device, ground, at)"
            " SELECT area_id, reader_kind, reader_id, what, device, ground, now() FROM access_reading LIMIT 1"
        )
        for _minute in range(3):
            look(sealed)
            administration.make_area(f"Gebied {_minute}")
            sealing.seal_logs()
        assert verify().whole
        slow.commit()
    found = verify()
    assert [log.waiting for log in found.logs.values()] == [1, 1]
    assert found.whole
    seal_all()
    found = verify()
    assert found.whole
    assert [log.waiting for log in found.logs.values()] == [0, 0]
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT log, max(upto) FROM history.seal GROUP BY log")
        upto = dict(cursor.fetchall())
    assert upto["history"] == number_of("SELECT max(id) FROM history.event")
    assert upto["reading"] == number_of("SELECT max(id) FROM access_reading")


def test_sealing_that_is_killed_between_two_seals_goes_on_where_it_was(
    sealed: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "MOST", 2)
    for _each in range(7):
        look(sealed)
    whole, count = sealing._add, iter(range(10))

    def dies(made: Any) -> None:
        whole(made)
        if next(count) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(sealing, "_add", dies)
    with pytest.raises(KeyboardInterrupt):
        sealing.seal_logs()
    monkeypatch.setattr(sealing, "_add", whole)
    assert verify().whole
    seal_all()
    found = verify()
    assert found.whole
    assert all(log.waiting == 0 for log in found.logs.values())


def test_of_two_that_seal_at_once_no_row_is_sealed_twice(sealed: CaseWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MOST", 2)
    for _each in range(8):
        look(sealed)
    wrong: list[BaseException] = []

    def seal() -> None:
        try:
            sealing.seal_logs()
        except BaseException as error:
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=seal) for _each in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seal_all()
    assert wrong == []
    found = verify()
    assert found.whole
    twice = "SELECT count(*) - count(DISTINCT (log, id)) FROM history.seal, unnest(ids) id WHERE kind = 'rows'"
    assert number_of(twice) == 0


def test_content_that_expires_leaves_the_chain_whole_with_proof_and_cannot_come_back(
    sealed: CaseWorld, databases: Databases, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = number_of("SELECT count(*) FROM access_reading")
    years_on = clock.now() + timedelta(days=365 * 6)
    asked = ["logs", "expire", "reading", "--because", "five years", "--before"]
    with pytest.raises(ServerError, match="younger than 5 years"):
        run([*asked, clock.today().isoformat()])
    with clock.at(years_on):
        run([*asked, (clock.today() - timedelta(days=365 * 5 + 9)).isoformat()])
        assert f"{rows} rows of the reading log would go" in capsys.readouterr().out
        assert number_of("SELECT count(*) FROM access_reading") == rows
        run([*asked, (clock.today() - timedelta(days=365 * 5 + 9)).isoformat(), "--now"])
    assert number_of("SELECT count(*) FROM access_reading") == 0
    found = verify()
    assert found.whole
    assert (found.logs["reading"].sealed, found.logs["reading"].expired) == (rows, rows)
    by_hand(
        "INSERT INTO access_reading (id, area_id, reader_kind, reader_id, what, device, ground, at) OVERRIDING SYSTEM"
        " VALUE VALUES (1, gen_random_uuid(), 'worker', gen_random_uuid(), 'case', '', 'own case', now())"
    )
    seal_all()
    assert verify().logs["reading"].inserted == [1]


QUESTIONS = (
    "SELECT * FROM history.seal",
    "SELECT access.last_seal('')",
    "SELECT access.to_seal('history', 0, 0, 5)",
    "SELECT access.log_mark('reading')",
    "SELECT access.seal_began('history')",
    "SELECT access.to_expire('reading', now(), 100, 5)",
    "SELECT access.add_seal(99, 'reading', 'expired', now(), 9, 9, 9, 9, '{1,2}', '', '', 'x', '', '')",
)


def test_neither_worker_nor_client_reads_seals_or_makes_one(sealed: CaseWorld) -> None:
    for who in (sealed.worker, sealed.client()):
        for question in QUESTIONS:
            with pytest.raises(DatabaseError, match=r"not yours to seal|permission denied"), acting(who):
                ask(question)


def ask(question: str) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(question)
