"""What runs on our own database: programs, the product as `alliantie serve` serves it, and the floor."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from alliantie.server import web
from alliantie.server.environment import CHECKOUT
from alliantie.server.errors import ServerError
from alliantie.server.processes import start_child, stop_child
from alliantie.server.serve import Worker


@dataclass(frozen=True, slots=True)
class Served:
    """Two servers on one database, with the processes of the product."""

    port: int
    floor_port: int
    web: int
    worker: int | None


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(data: Path, env: dict[str, str]) -> Iterator[Served]:
    """Serve until the block ends. `env` is that of the product's programs. Raises ServerError."""
    with ExitStack() as started:
        port, floor_port = free_port(), free_port()
        product = _serve(started, port, "bench.settings", env, data / "web.log")
        _serve(started, floor_port, "bench.floor_settings", env, data / "floor.log")
        worker = Worker(env)
        started.callback(worker.stop)
        yield Served(port, floor_port, product.pid, worker.pid)


def _serve(started: ExitStack, port: int, settings: str, env: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(CHECKOUT), env["PYTHONPATH"]])
    with log.open("wb") as output:
        server = start_child(
            web.command("127.0.0.1", port),
            env={**env, "DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": path},
            output=output,
        )
    started.callback(stop_child, server, signal.SIGTERM, signal.SIGKILL)
    web.wait_until_answering(server, "127.0.0.1", port)
    return server


def memory(process: int) -> int:
    """What a process and its children hold, in bytes, each shared page counted in proportion (Linux)."""
    total = 0
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            total = int(line.split()[1]) * 1024
    children = [
        int(child) for task in Path(f"/proc/{process}/task").glob("*/children") for child in task.read_text().split()
    ]
    return total + sum(memory(child) for child in children)


def run(
    env: Mapping[str, str],
    module: str,
    *,
    words: Sequence[str] = (),
    typed: str = "",
    beside: Callable[[], int] = lambda: 0,
) -> tuple[str, int]:
    """What one of our programs printed, and the most memory it and what runs `beside` it held. Raises ServerError."""
    print(f"Running {' '.join((module, *words[:3]))} ...", flush=True)
    path = os.pathsep.join([str(CHECKOUT), env["PYTHONPATH"]])
    with tempfile.TemporaryFile() as out, _fed(typed) as fed:
        program = subprocess.Popen(
            [sys.executable, "-m", module, *words], env={**env, "PYTHONPATH": path}, stdin=fed, stdout=out
        )
        most = 0
        while program.poll() is None:
            # A process may end while it is looked at.
            with suppress(OSError, ValueError):
                most = max(most, memory(program.pid) + beside())
            time.sleep(0.2)
        if program.wait():
            raise ServerError(f"{module} {words[0] if words else ''} failed; its messages stand above.")
        out.seek(0)
        return out.read().decode(), most


@contextmanager
def _fed(typed: str) -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile() as file:
        file.write(typed.encode())
        file.seek(0)
        yield file
