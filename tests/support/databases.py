"""Databases for tests: one embedded server per run, migrated once, cloned for whoever needs one.

As a program it keeps one server for several runs, until its input ends; it says where that keeps its data.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import psycopg
from psycopg import sql

from alliantie.server import cluster
from alliantie.server.embedded import Embedded
from alliantie.server.environment import Addresses, environment
from alliantie.server.errors import ServerError
from alliantie.server.keys import load_secrets

# How a pytest-xdist worker learns where the server of its controller keeps its data, and a run that of `./test`.
VARIABLE = "ALLIANTIE_TEST_DATA"
# Durability costs time, and a test database is thrown away. What is written ahead stays small: it may stand in memory.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "256MB",
    # What it counts of tables of a few rows, whenever it comes by, makes another index as good as the right one.
    "autovacuum": "off",
}
# The owner may switch triggers off table by table; in a test server, for a session as well: see `emptying`.
_MAY_EMPTY = f"GRANT SET ON PARAMETER session_replication_role TO {cluster.OWNER}\n"
# A test is one transaction of the application: for what jobs do in it, it becomes their role (`background`).
_MAY_BECOME = f"GRANT {cluster.JOBS} TO {cluster.APP} WITH INHERIT FALSE, SET TRUE\n"
# A disk in memory, where Linux has one: a clone of a database costs a tenth of what it costs on a busy disk.
MEMORY = Path("/dev/shm")
ROOM = 2 * 1024**3


def new_folder(prefix: str) -> Path:
    """Make an empty folder for a database, in memory where there is room, that the database's own user can pass."""
    in_memory = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=MEMORY if in_memory else None))
    # As root the server runs under another user, who has to get through here.
    folder.chmod(0o711)
    return folder


class TestServer:
    """The embedded server of one pytest run, seen from its controller or a worker."""

    __test__ = False

    def __init__(self, worker: str) -> None:
        given = os.environ.get(VARIABLE)
        self._ours = given is None
        self.data = Path(given) if given else new_folder("alliantie-test-")
        self._server = Embedded(self.data, SETTINGS)
        self._worker = worker
        self._count = 0

    def start(self) -> None:
        """Start the server when this process is the controller."""
        if self._ours:
            with patch.object(cluster, "_ROLE_OF_JOBS", cluster._ROLE_OF_JOBS + _MAY_EMPTY + _MAY_BECOME):
                self._server.start()
            load_secrets(self.data)
            os.environ[VARIABLE] = str(self.data)

    def stop(self) -> None:
        """Stop the server and remove everything when this process is the controller."""
        if self._ours:
            os.environ.pop(VARIABLE, None)
            self._server.stop()
            shutil.rmtree(self.data)

    def addresses(self, database: str) -> Addresses:
        """The addresses of one database, one for each role."""
        return Addresses.of(lambda role: self._server.url(role, database))

    def environment(self, database: str, public_url: str | None = None) -> dict[str, str]:
        """The whole environment of a program that uses this database."""
        return environment(self.data, self.addresses(database), public_url)

    def clone(self, template: str = "alliantie") -> str:
        """Make a new database from a prepared one (about 0.05 s) and return its name."""
        self._prepared(template)
        self._count += 1
        # Of all processes that use this server, in this run and the next, each gives names of its own.
        name = f"test_{self._worker}_{os.getpid()}_{self._count}"
        self._copy(template, name)
        return name

    def drop(self, name: str) -> None:
        """Remove a database that nobody is connected to any more."""
        with self._maintenance() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))

    def _copy(self, template: str, name: str) -> None:
        with self._maintenance() as connection:
            for statement in (
                "CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY",
                "REVOKE ALL ON DATABASE {name} FROM PUBLIC",
                "GRANT CONNECT ON DATABASE {name} TO alliantie_app, alliantie_jobs",
            ):
                connection.execute(
                    sql.SQL(statement).format(name=sql.Identifier(name), template=sql.Identifier(template))
                )

    @contextmanager
    def _maintenance(self) -> Iterator[psycopg.Connection]:
        with psycopg.connect(self._server.url("owner", "postgres"), autocommit=True) as connection:
            yield connection

    def _prepared(self, template: str) -> None:
        """Migrate the template, or fill the demo one, once per run whichever worker comes first."""
        done = self.data / f"{template}.prepared"
        with (self.data / "preparing").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if done.exists():
                return
            if template == "demo":
                if not (self.data / "alliantie.prepared").exists():
                    prepare(self.environment("alliantie"))
                    (self.data / "alliantie.prepared").touch()
                self._copy("alliantie", "demo")
            prepare(self.environment(template), *(["--demo"] if template == "demo" else []))
            done.touch()


def prepare(env: dict[str, str], *options: str) -> None:
    """Bring a database up to date in a process of its own, so that no connection stays behind."""
    command = [sys.executable, "-m", "alliantie.server.prepare", *options]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ServerError(f"Preparing the test database failed:\n{done.stderr}")


def main() -> None:
    """Keep a server until our input ends."""
    # Whoever presses Ctrl-C ends the runs, and with them our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server = TestServer("main")
    try:
        server.start()
        print(server.data, flush=True)  # noqa: T201
        sys.stdin.read()
    finally:
        server.stop()


if __name__ == "__main__":
    main()
