"""A real web server for tests that need one."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alliantie.server import web
from alliantie.server.errors import ServerError
from alliantie.server.processes import start_child, stop_child
from tests.support.databases import TestServer
from tests.support.said import take

# The program, with practices that were read once a run.
SERVED = "tests.support.serving:application"


# Sooner than clients have it unless an organisation says so: the tests of a lock move one clock.
LOCKS = {"ALLIANTIE_IDLE_WORKERS": "15", "ALLIANTIE_IDLE_CLIENTS": "15"}


@dataclass(frozen=True)
class Live:
    """A web server that runs; tests and server use the same database."""

    url: str
    """Its address without a slash at the end."""
    log: Path
    """What it said."""
    process: int
    """The process that looks after its workers."""


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def web_command(port: int, workers: int | None = None, application: str = SERVED) -> list[str]:
    """The command that serves the program, or what a test made of it, with what this run has read already."""
    return [application if part == web.APPLICATION else part for part in web.command("127.0.0.1", port, workers)]


@contextmanager
def live_server(
    server: TestServer, database: str, folder: Path, workers: int = 1, application: str = SERVED
) -> Iterator[Live]:
    """Serve a database on a free port until the block ends, with so many worker processes; each takes time to start.

    `application` is what is served: the program, or a module of a test that changes something of it first.
    """
    port = free_port()
    url, log = f"http://localhost:{port}", folder / "web.log"
    with log.open("wb") as output:
        process = start_child(
            web_command(port, workers, application),
            # Nobody answers there; it makes the page about reminders appear.
            env={**server.environment(database, url), "ALLIANTIE_MAIL": "smtp://localhost:9", **LOCKS},
            output=output,
        )
    try:
        web.wait_until_answering(process, "127.0.0.1", port)
        yield Live(url, log, process.pid)
    except ServerError as error:
        raise ServerError(f"{error.message}\n{log.read_text()}") from error
    finally:
        stop_child(process, signal.SIGTERM, signal.SIGKILL)
        take(log, server.data)
