"""A second server that follows the first: when that dies, the other has all that was said to be saved.

The steps are those of the operator manual, with two servers of the wheel instead of two machines.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import psycopg

from alliantie.server import cluster
from alliantie.server.account import Account, account, binaries
from alliantie.server.embedded import Embedded
from alliantie.server.processes import start_child, stop_child
from tests.support.programs import children_of, command_of, running, wait_for

# What the manual asks of the first server, beside a role that may follow it.
FIRST = {"wal_level": "replica", "max_wal_senders": "4", "synchronous_standby_names": "*"}
MAY_FOLLOW = "CREATE ROLE alliantie_standby LOGIN REPLICATION NOSUPERUSER\n"
PORT = "5433"

WRITER = """
import sys
import psycopg

with psycopg.connect(sys.argv[1], autocommit=True) as connection:
    connection.execute("CREATE TABLE acknowledged (number int)")
    for number in range(1, 1_000_000):
        connection.execute("INSERT INTO acknowledged VALUES (%s)", [number])
        print(number, flush=True)
"""


def as_account(who: Account, *command: str | Path) -> None:
    """Run a program of PostgreSQL as who runs the servers."""
    uid, gid = who.switch or (None, None)
    subprocess.run(
        [str(part) for part in command], check=True, capture_output=True, cwd="/",
        env={"LC_ALL": "C"}, user=uid, group=gid, extra_groups=[] if who.switch else None,
    )  # fmt: skip


@contextmanager
def first_server(data: Path, who: Account) -> Iterator[Embedded]:
    """A server that the account may follow."""
    with patch.object(cluster, "_ROLES", cluster._ROLES + MAY_FOLLOW), Embedded(data, FIRST) as server:
        place = data / "pg"
        name = Path(f"/proc/{postmaster(place)}").owner() if who.switch else who.client
        with (place / "pg_hba.conf").open("a") as rules:
            rules.write("local replication alliantie_standby peer map=alliantie\n")
        with (place / "pg_ident.conf").open("a") as names:
            names.write(f'alliantie "{name}" alliantie_standby\n')
        os.kill(postmaster(place), signal.SIGHUP)
        yield server


def postmaster(place: Path) -> int:
    return int((place / "postmaster.pid").read_text().split()[0])


def copied_to(folder: Path, first: Embedded, who: Account) -> None:
    """Copy the first server, as one that follows it."""
    socket = first.url("owner").partition("host=")[2].partition("&")[0]
    command: list[str | Path] = [binaries(who) / "pg_basebackup", "-D", folder / "pg", "-h", socket]
    as_account(who, *command, "-U", "alliantie_standby", "-R", "-X", "stream", "--checkpoint=fast")


def follower(folder: Path, who: Account) -> subprocess.Popen[bytes]:
    """Start the copy."""
    options = [f"--{name}={value}" for name, value in cluster.SETTINGS.items()]
    with (folder / "postgres.log").open("ab") as output:
        return start_child(
            [binaries(who) / "postgres", "-D", folder / "pg", "-k", folder, "-p", PORT, *options],
            sign=signal.SIGINT, account=who.switch, env={"LC_ALL": "C", "TZ": "UTC"}, output=output, cwd=Path("/"),
        )  # fmt: skip


def test_what_was_said_to_be_saved_is_in_the_second_server_when_the_first_dies(data: Path, tmp_path: Path) -> None:
    who, folder, log = account(), data.parent / f"{data.name}-second", tmp_path / "acknowledged"
    folder.mkdir(mode=0o711)
    if who.switch:
        os.chown(folder, *who.switch)
    address = f"postgresql://alliantie_owner@/alliantie?host={folder}&port={PORT}"
    with first_server(data, who) as first, running([sys.executable, "-c", WRITER, first.url("owner")], log) as writer:
        # Nothing is acknowledged as long as no other server has it.
        wait_for(lambda: any("waiting for" in command_of(each) for each in children_of(postmaster(data / "pg"))))
        copied_to(folder, first, who)
        assert log.read_text() == ""
        second = follower(folder, who)
        try:
            wait_for(lambda: log.read_text().count("\n") > 200, log.read_text)
            os.kill(postmaster(data / "pg"), signal.SIGKILL)
            writer.wait()
            acknowledged = max(int(line) for line in log.read_text().split("\n")[:-1] if line.isdigit())
            as_account(who, binaries(who) / "pg_ctl", "promote", "-D", folder / "pg")
            with psycopg.connect(address, autocommit=True) as now_first:
                (rows,) = now_first.execute("SELECT count(*) FROM acknowledged").fetchone() or (0,)
                assert rows >= acknowledged
                now_first.execute("INSERT INTO acknowledged VALUES (0)")
        finally:
            stop_child(second, signal.SIGINT, signal.SIGQUIT)
