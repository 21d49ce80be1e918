"""Programs that a test starts, and the processes they leave."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from alliantie.server.environment import CHECKOUT

PATIENCE = 40.0


def clean_environment(**more: str) -> dict[str, str]:
    """Our environment without what the test run itself put there."""
    addresses = {"DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_JOBS_URL"}
    ours = {*addresses, "ALLIANTIE_DATA", "ALLIANTIE_SECRETS", "DJANGO_ALLOW_ASYNC_UNSAFE"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "PYTHONPATH": str(CHECKOUT / "src"), **more}


def alliantie(*arguments: str | int | Path, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    command = [sys.executable, "-m", "alliantie", *map(str, arguments)]
    return subprocess.run(
        command,
        env=dict(env or clean_environment()),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@contextmanager
def running(command: Sequence[str | Path], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program until the block ends; what it says goes to a file."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            env=clean_environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def wait_for(what: Callable[[], object], told: Callable[[], str] = str) -> None:
    """Wait until something holds; fail with what `told` says when it never does."""
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, told()
        time.sleep(0.05)


def processes_of(data: Path) -> list[int]:
    """The processes whose command line or environment names a data folder, our own excepted."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            known = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except OSError:
            continue
        if str(data).encode() in known:
            found.append(int(entry.name))
    return found


def children_of(process: int) -> list[int]:
    """The direct children of a process."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def command_of(process: int) -> str:
    """The command line of a process, its parts separated by spaces."""
    return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")


def one_line(said: str) -> str:
    """The only line a program said."""
    lines = said.splitlines()
    assert len(lines) == 1, said
    return lines[0]
