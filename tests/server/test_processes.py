"""Several worker processes of one web server: one count of failures, and none that the others miss or that strays."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

import pytest

from alliantie.server import web
from alliantie.server.cluster import SETTINGS
from tests.conftest import Databases
from tests.faults.sending import TOKEN
from tests.support.live import Live, live_server
from tests.support.programs import PATIENCE, children_of, wait_for

WRONG = "De inlognaam of het wachtwoord klopt niet."
TOO_OFTEN = "Dit ging te vaak mis."


@pytest.fixture
def two(transactional_db: None, databases: Databases, tmp_path: Path) -> Iterator[Live]:
    """A web server with two worker processes."""
    with live_server(databases.server, databases.name, tmp_path, workers=2) as live:
        wait_for(lambda: len(children_of(live.process)) == 2)
        yield live
    databases.renew()


class Visitor:
    """A browser that keeps one connection, and so one worker process."""

    def __init__(self, live: Live, patience: float = PATIENCE) -> None:
        port = int(live.url.rsplit(":", 1)[1])
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)

    def ask(self, method: str = "GET", place: str = "/healthz", **form: str) -> tuple[int, str]:
        """Status and page."""
        body = urlencode({"csrfmiddlewaretoken": TOKEN, **form}) if form else None
        kind = "application/x-www-form-urlencoded"
        headers = {"Host": "localhost", "Cookie": f"csrftoken={TOKEN}", "Content-Type": kind}
        self._connection.request(method, place, body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read().decode()

    def wait_longer(self) -> None:
        """From here on take the time that others get, also on a busy machine."""
        self._connection.timeout = PATIENCE
        self._connection.sock.settimeout(PATIENCE)

    def guess(self) -> str:
        """What sign-in says to a wrong password."""
        status, page = self.ask("POST", "/account/login/", login="peter", password="iets anders dan dat")
        assert status == 200
        return WRONG if WRONG in page else TOO_OFTEN if TOO_OFTEN in page else page


def alive(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


@contextmanager
def alone(one: int, other: int) -> Iterator[None]:
    """While the block lasts only `one` of two processes does anything."""
    os.kill(other, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(other, signal.SIGCONT)


def visitor_of(live: Live, one: int, other: int) -> Visitor:
    """A visitor whose connection is with process `one`: the kernel deals them out, so several come and one stays."""
    with alone(one, other):
        for _time in range(40):
            came = Visitor(live, patience=3)
            with suppress(TimeoutError):
                assert came.ask()[0] == 200
                came.wait_longer()
                return came
    raise AssertionError(f"process {one} answered nobody")


def test_failures_with_one_process_count_with_the_other(two: Live) -> None:
    first, second = children_of(two.process)
    visitors = visitor_of(two, first, second), visitor_of(two, second, first)
    with alone(first, second):
        assert [visitors[0].guess() for _time in range(3)] == [WRONG] * 3
    with alone(second, first):
        assert [visitors[1].guess() for _time in range(3)] == [WRONG, WRONG, TOO_OFTEN]
    assert "Traceback" not in two.log.read_text()


def test_a_process_that_dies_is_replaced_while_the_other_serves(two: Live) -> None:
    dead, other = children_of(two.process)
    # A process that is there may still be starting.
    visitor_of(two, other, dead)
    os.kill(dead, signal.SIGKILL)
    wait_for(lambda: dead not in children_of(two.process))
    for _time in range(20):
        assert Visitor(two).ask()[0] == 200
    wait_for(lambda: len(children_of(two.process)) == 2)
    (new,) = set(children_of(two.process)) - {other}
    assert visitor_of(two, new, other).ask()[0] == 200


def test_a_visitor_who_sends_slowly_keeps_no_process_alive(two: Live) -> None:
    workers = children_of(two.process)
    with socket.create_connection(("127.0.0.1", int(two.url.rsplit(":", 1)[1]))) as slow:
        slow.sendall(
            b"POST /account/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\nlogin="
        )
        time.sleep(1)
        # What the web server gets when `serve` stops, and when `serve` is killed.
        os.kill(two.process, signal.SIGTERM)
        wait_for(lambda: not any(alive(worker) for worker in workers))


def test_the_database_has_a_place_for_every_thread_and_for_each_that_counts() -> None:
    for workers in range(1, web.MOST_PROCESSES + 1):
        flat = web.command("localhost", 8000, workers)
        said = dict(pairwise(flat))
        threads = int(said["--workers"]) * int(said["--blocking-threads"])
        assert threads == web.THREADS
        # And for the background worker, commands and what PostgreSQL keeps for itself.
        assert 2 * threads + 20 <= int(SETTINGS["max_connections"])


def test_there_are_as_many_processes_as_processors_and_at_most_four(monkeypatch: pytest.MonkeyPatch) -> None:
    for processors, expected in ((1, 1), (2, 2), (4, 4), (64, 4)):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _process, many=processors: set(range(many)))
        assert web.processes() == expected
