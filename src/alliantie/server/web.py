"""The web server: Granian, serving Django's WSGI application from a few worker processes."""

import contextlib
import errno
import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from alliantie.server.errors import ServerError

MOST_PROCESSES = 4
# More threads than processors, because a visitor who sends slowly holds one. Each keeps a connection to the database
# and opens another while it counts for the sign-in limits, so their number is that of all processes together.
THREADS = 48
# Shorter than whoever stops us waits.
_STOP_SECONDS = 10


def processes() -> int:
    """Return how many worker processes serve unless somebody chose: one for each processor, at most four."""
    here = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return min(here, MOST_PROCESSES)


APPLICATION = "alliantie.server.application:application"


def command(host: str, port: int, workers: int | None = None) -> list[str]:
    """Return the command that serves on this address, with so many worker processes."""
    workers = workers or processes()
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": str(THREADS // workers),
        "--workers-kill-timeout": str(_STOP_SECONDS),
        "--log-level": "warning",
        "--log-config": str(Path(__file__).with_name("granian-log.json")),
    }
    flat = [part for option in options.items() for part in option]
    return [
        sys.executable,
        "-m",
        "granian",
        APPLICATION,
        "--no-ws",
        # One that dies leaves the others serving.
        "--respawn-failed-workers",
        *flat,
    ]


def check_address(host: str, port: int) -> None:
    """Find out before the slow start whether we may listen here.

    Raises:
        ServerError: the port is in use or reserved, or the host is not one of this machine.
    """
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
            # Two listeners may share a bound address until one of them listens.
            probe.listen(1)
    except socket.gaierror as error:
        raise ServerError(f"This machine has no address {host}.") from error
    except OSError as error:
        known = {
            errno.EADDRINUSE: f"Port {port} is in use; choose another with --port.",
            errno.EACCES: f"Port {port} is reserved for root; choose another with --port.",
            errno.EADDRNOTAVAIL: f"This machine has no address {host}.",
        }
        other = f"Cannot listen on {host}:{port}: {error.strerror}."
        raise ServerError(known.get(error.errno or 0, other)) from error


def wait_until_answering(process: subprocess.Popen[bytes], host: str, port: int, patience: float = 60) -> None:
    """Return when a page request gets an answer, whatever it says.

    Raises:
        ServerError: the web server ended or said nothing for `patience` seconds.
    """
    near = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 - compared only
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and process.poll() is None:
        asking = http.client.HTTPConnection(near, port, timeout=patience)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(asking):
            asking.request("GET", "/", headers={"Host": "localhost"})
            asking.getresponse()
            return
        time.sleep(0.05)
    raise ServerError("The web server did not start; its messages stand above.")
