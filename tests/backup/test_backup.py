"""A backup gives back all there was, opens for one key alone, and brings no destroyed answer back."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.alliance import queries, vault
from alliantie.server.backups import making, restoring, sealed
from alliantie.server.backups.making import Made
from alliantie.server.backups.taking import Taking
from alliantie.server.embedded import Embedded
from alliantie.server.errors import ServerError
from alliantie.server.keys import load_secrets, read_secrets
from tests.conftest import Databases
from tests.support.databases import TestServer
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

NUMBERS = count()


@pytest.fixture
def case() -> CaseWorld:
    here = World.make().case()
    here.reveal(here.round())
    return here


class Place:
    """Where the tests keep backups of the database they use, and the keys that open them."""

    def __init__(self, folder: Path, server: TestServer, databases: Databases) -> None:
        self.folder, self.secret = folder / "backups", folder / "secret.txt"
        self.public = sealed.new_key(self.secret)
        self.server, self.databases = server, databases

    def make(self, days: float = 0, keep: int = 7) -> Made:
        """A backup, made so many days from now."""
        owner = self.server.addresses(self.databases.name).owner
        with clock.at(clock.now() + timedelta(days=days)):
            return making.make(self.server.data, owner, self.folder, self.folder / "keys", [self.public], keep)


@pytest.fixture
def place(tmp_path: Path, server: TestServer, databases: Databases) -> Place:
    return Place(tmp_path, server, databases)


@pytest.fixture
def empty(server: TestServer) -> Iterator[str]:
    """The address of an empty database, for its owner."""
    name = f"empty_{server._worker}_{next(NUMBERS)}"
    with psycopg.connect(server.addresses("postgres").owner, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    yield server.addresses(name).owner
    server.drop(name)


def tables_in(owner: str) -> int:
    with psycopg.connect(owner) as connection:
        ((found,),) = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname !~ '^(pg_|information)'")
    return int(found)


def answers_in(owner: str, secrets: Path, pair_id: UUID) -> list[dict[str, object]]:
    """What the two of a pair answered, opened with what stands in a restored place."""
    master = read_secrets(secrets).master
    with psycopg.connect(owner) as connection:
        rows = connection.execute(
            "SELECT t.id, t.answers, k.wrapped FROM alliance_part t LEFT JOIN secrets.pair_key k USING (pair_id)"
            " WHERE pair_id = %s",
            [pair_id],
        ).fetchall()
    assert len(rows) == 2
    return [
        vault.unlock(vault.unwrap(master, pair_id, wrapped), "answers", part_id, answers)
        for part_id, answers, wrapped in rows
        if wrapped is not None
    ]


def destroy_key(pair_id: UUID, owner: str) -> None:
    with psycopg.connect(owner) as connection:
        connection.execute("DELETE FROM secrets.pair_key WHERE pair_id = %s", [pair_id])


def test_a_backup_gives_back_every_row_and_opens_every_answer_in_a_new_place(
    case: CaseWorld, place: Place, data: Path
) -> None:
    made = place.make()
    # Somebody pulled the plug during an earlier try.
    (data / "restoring" / "pg").mkdir(parents=True)
    with pytest.raises(ServerError, match="was not finished"):
        Embedded(data).start()
    done = restoring.restore(data, made.database, restoring.newest_keys(made.database), place.secret)
    assert (done.tables, done.rows, done.pairs, done.destroyed) == (made.tables, made.rows, 1, 0)
    assert load_secrets(data) == load_secrets(place.server.data)
    assert not (data / "restoring").exists()
    with Embedded(data) as database:
        owner = database.url("owner")
        found = answers_in(owner, data / "secrets", case.pair_ids[0])
        assert all(each["answers"] for each in found)
        assert len(found) == 2
        with psycopg.connect(owner) as connection:
            # Who was signed in then is not signed in now.
            assert connection.execute("SELECT count(*) FROM access_session").fetchone() == (0,)
        with psycopg.connect(database.url("app")) as connection:
            assert connection.execute("SELECT count(*) FROM cases_case").fetchone() == (0,)
    with pytest.raises(ServerError, match="not empty"):
        restoring.restore(data, made.database, made.keys, place.secret)


def test_a_destroyed_key_stays_destroyed_in_backups_of_before(
    case: CaseWorld, place: Place, server: TestServer, databases: Databases, empty: str, tmp_path: Path
) -> None:
    other = case.world.case(names=(("Ali", "Demir"),))
    other.reveal(other.round())
    before = place.make()
    destroy_key(case.pair_ids[0], server.addresses(databases.name).owner)
    after = place.make(days=1)
    assert before.keys.exists()
    # After the term none of the files there are opens these answers.
    last = place.make(days=7.5)
    assert sorted((place.folder / "keys").glob("*.age")) == [after.keys, last.keys]
    assert before.database.exists()
    done = restoring.fill(empty, tmp_path / "new", before.database, after.keys, place.secret)
    assert (done.pairs, done.destroyed) == (1, 1)
    assert answers_in(empty, tmp_path / "new" / "secrets", case.pair_ids[0]) == []
    assert len(answers_in(empty, tmp_path / "new" / "secrets", other.pair_ids[0])) == 2


def test_a_key_that_is_missing_and_was_not_destroyed_is_told_before_it_is_too_late(
    case: CaseWorld, place: Place, empty: str, tmp_path: Path
) -> None:
    older = place.make()
    case.world.case(names=(("Ali", "Demir"),))
    newer = place.make(days=1)
    with pytest.raises(ServerError, match="lacks the keys of 1 pairs"):
        restoring.fill(empty, tmp_path / "new", newer.database, older.keys, place.secret)


def test_the_file_of_the_database_holds_no_key_and_no_secret(case: CaseWorld, place: Place, empty: str) -> None:
    made = place.make()
    taking = Taking(empty)
    sealed.unseal(made.database, sealed.secret_keys(place.secret), taking)
    taking.finish()
    with psycopg.connect(empty) as connection:
        for table in making.NOT_IN_IT:
            assert connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() == (0,), table  # noqa: S608
        assert connection.execute("SELECT count(*) FROM alliance_part").fetchone() == (2,)
    assert "secrets" not in taking.head


def test_what_does_not_open_whole_leaves_an_empty_database(
    case: CaseWorld, place: Place, server: TestServer, databases: Databases, empty: str, tmp_path: Path
) -> None:
    made, another, new = place.make(), tmp_path / "another.txt", tmp_path / "new"
    sealed.new_key(another)
    content = made.database.read_bytes()
    middle = len(content) // 2
    cut, changed = tmp_path / "cut", tmp_path / "changed"
    cut.write_bytes(content[:-100])
    changed.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    for backup, secret, said in (
        (cut, place.secret, "damaged or not whole"),
        (changed, place.secret, "damaged or not whole"),
        (made.database, another, "another key"),
        (made.keys, place.secret, "no backup"),
    ):
        with pytest.raises(ServerError, match=said):
            restoring.fill(empty, new, backup, made.keys, secret)
        assert tables_in(empty) == 0
    used = server.addresses(databases.name).owner
    with pytest.raises(ServerError, match="not empty"):
        restoring.fill(used, new, made.database, made.keys, place.secret)
    assert not new.exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from alliantie.server.backups.sealed import public_keys, seal
class Halfway:
    left = 200
    def read(self, size=-1):
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)
        return bytes(size)
seal(Path(sys.argv[1]), public_keys([sys.argv[2]]), Halfway())
"""


def test_a_killed_backup_leaves_nothing_with_the_name_of_one(case: CaseWorld, place: Place) -> None:
    place.folder.mkdir()
    wanted = place.folder / "alliantie-20260101T000000Z.backup.age"
    done = subprocess.run([sys.executable, "-c", KILLED, str(wanted), place.public], check=False)
    assert done.returncode == -signal.SIGKILL
    assert [each.name for each in place.folder.iterdir()] == [f".{wanted.name}.part"]
    # The next one that is made long after takes the half one away.
    made = place.make(days=2)
    assert {each.name for each in place.folder.iterdir()} == {made.database.name, "keys"}


def test_a_dump_that_fails_leaves_no_file(case: CaseWorld, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "NOT_IN_IT", (*making.NOT_IN_IT, "no pattern.at.all.of.this"))
    with pytest.raises(ServerError, match="could not be read whole"):
        place.make()
    assert [each for each in place.folder.rglob("*") if each.is_file()] == []


def test_a_backup_is_one_moment_also_while_people_work(
    case: CaseWorld, place: Place, empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is saved between counting and copying belongs to the next backup, whole."""
    counted = making.fingerprints

    def meanwhile(connection: psycopg.Connection) -> making.Fingerprints:
        found = counted(connection)
        case.world.case(names=(("Ali", "Demir"),))
        return found

    monkeypatch.setattr(making, "fingerprints", meanwhile)
    made = place.make()
    done = restoring.fill(empty, tmp_path / "new", made.database, made.keys, place.secret)
    assert done.pairs == 1
    with acting(case.worker) as actor:
        assert queries.pair_key(actor, case.pair_ids[0])


def test_the_secret_key_is_readable_by_its_owner_alone_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    public = sealed.new_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    held = path.read_text()
    with pytest.raises(ServerError, match="cannot be written"):
        sealed.new_key(path)
    assert path.read_text() == held
    assert public.startswith("age1")
    with pytest.raises(ServerError) as refused:
        sealed.public_keys([held.splitlines()[-1]])
    assert "AGE-SECRET" not in refused.value.message
