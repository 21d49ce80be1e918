"""`alliantie serve`: what it starts, what it says when it cannot, and what it leaves: nothing."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from alliantie.server import database
from alliantie.server.database import OLDEST, check_database
from alliantie.server.embedded import Embedded
from alliantie.server.environment import Addresses, environment
from alliantie.server.errors import ServerError
from alliantie.server.keys import load_secrets
from alliantie.server.serve import Backoff
from alliantie.server.web import check_address
from tests.support.databases import TestServer, new_folder, prepare
from tests.support.live import free_port
from tests.support.programs import (
    PATIENCE,
    alliantie,
    children_of,
    clean_environment,
    command_of,
    one_line,
    processes_of,
    running,
    wait_for,
)

ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_JOBS_URL")


@pytest.fixture(scope="module")
def first() -> Iterator[Path]:
    """A data folder as a first start leaves it: it takes seconds to bring an empty database up to date."""
    folder = new_folder("alliantie-first-")
    data = folder / "data"
    with Embedded(data) as made:
        load_secrets(data)
        prepare(environment(data, Addresses.of(made.url)))
    (data / "prepared").touch()
    yield data
    shutil.rmtree(folder)


@pytest.fixture
def kept(data: Path, first: Path) -> Path:
    """A data folder that was served before, of this test alone."""
    # With who owns the files of the database.
    subprocess.run(["cp", "-a", first, data], check=True)
    return data


@contextmanager
def serving(data: Path, log: Path) -> Iterator[tuple[int, int]]:
    """Serve a data folder without demo people; gives the port and the process."""
    port = free_port()
    options = ["--no-demo", "--data", str(data), "--port", str(port)]
    with running([sys.executable, "-m", "alliantie", "serve", *options], log) as process:
        wait_for(lambda: "runs at" in log.read_text() or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield port, process.pid


def status_of(port: int) -> int:
    """What a web server answers to a request for its first page."""
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    with closing(asking):
        asking.request("GET", "/", headers={"Host": "localhost"})
        return asking.getresponse().status


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_however_it_stops_it_leaves_no_process(kept: Path, tmp_path: Path, sign: signal.Signals) -> None:
    log = tmp_path / "log"
    with serving(kept, log) as (port, process):
        assert status_of(port) < 500
        # Itself, the database, and the web server with its worker process.
        assert len(processes_of(kept)) >= 4
        os.kill(process, sign)
        wait_for(lambda: processes_of(kept) == [], log.read_text)
    assert ("Stopped." in log.read_text()) == (sign != signal.SIGKILL)
    assert "Traceback" not in log.read_text()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))


def test_web_server_and_worker_each_know_one_address_of_the_database(kept: Path, tmp_path: Path) -> None:
    with serving(kept, tmp_path / "log") as (_port, process):
        known = {}
        wait_for(lambda: any("procrastinate worker" in command_of(each) for each in children_of(process)))
        for child in children_of(process):
            if "postgres" not in command_of(child):
                told = dict(
                    each.split("=", 1) for each in Path(f"/proc/{child}/environ").read_text().split("\0") if "=" in each
                )
                addresses = [told[name] for name in ADDRESSES if name in told]
                known["granian" if "granian" in command_of(child) else "worker"] = [
                    address.partition("@")[0] for address in addresses
                ]
    assert known == {"granian": ["postgresql://alliantie_app"], "worker": ["postgresql://alliantie_jobs"]}


def test_the_web_server_dies_with_its_worker_and_serve_says_so(kept: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serving(kept, log) as (port, process):
        (web,) = [pid for pid in children_of(process) if "granian" in command_of(pid)]
        os.kill(web, signal.SIGKILL)
        wait_for(lambda: processes_of(kept) == [], log.read_text)
    assert "The web server stopped by itself" in log.read_text()
    with pytest.raises(ConnectionRefusedError):
        status_of(port)


def test_a_second_serve_says_what_is_taken(data: Path, tmp_path: Path) -> None:
    with serving(data, tmp_path / "log") as (port, _):
        same_port = alliantie("serve", "--data", data, "--port", port)
        same_data = alliantie("serve", "--data", data, "--port", free_port())
    assert (same_port.returncode, same_port.stderr) == (
        1,
        f"Port {port} is in use; choose another with --port.\n",
    )
    assert (same_data.returncode, same_data.stderr) == (
        1,
        f"Alliantie already runs with the data folder {data}.\n",
    )


def test_a_data_folder_that_cannot_be_used_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = alliantie("serve", "--data", tmp_path / "file" / "data", "--port", free_port())
    assert done.returncode == 1
    assert one_line(done.stderr).startswith("Cannot use the data folder")


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DATABASE_URL": "postgresql://a@/b"}, "Set DATABASE_OWNER_URL as well"),
        ({"DATABASE_OWNER_URL": "postgresql://a@/b"}, "Set DATABASE_URL as well"),
        (dict.fromkeys(("DATABASE_URL", "DATABASE_OWNER_URL"), "postgresql://a@/b"), "Set DATABASE_JOBS_URL as well"),
        (
            dict.fromkeys(ADDRESSES, "postgresql://a:hush@127.0.0.1:1/b"),
            "Cannot reach b at 127.0.0.1",
        ),
        (
            dict.fromkeys(ADDRESSES, "mysql://somewhere"),
            "The database address is not a postgresql:// address.",
        ),
    ],
)
def test_a_database_that_cannot_be_reached_is_told_in_one_line(
    tmp_path: Path, variables: dict[str, str], sentence: str
) -> None:
    done = alliantie("serve", "--data", tmp_path, "--port", free_port(), env=clean_environment(**variables))
    assert done.returncode == 1
    assert sentence in one_line(done.stderr)
    assert "hush" not in done.stderr


def test_an_older_database_is_refused(server: TestServer, monkeypatch: pytest.MonkeyPatch) -> None:
    url = server.addresses("postgres").owner
    major = int(check_database(url).split(".")[0])
    assert major >= OLDEST
    monkeypatch.setattr(database, "OLDEST", major + 1)
    with pytest.raises(ServerError, match=f"runs PostgreSQL {major}; Alliantie needs {major + 1}"):
        check_database(url)


def test_a_host_that_is_not_ours_is_refused() -> None:
    with pytest.raises(ServerError, match=r"This machine has no address 192\.0\.2\.1"):
        check_address("192.0.2.1", free_port())


def test_what_keeps_dying_is_started_again_after_ever_longer_pauses() -> None:
    pauses = Backoff()
    assert [pauses.after(ran=0.2) for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert pauses.after(ran=3600) == 1
