"""`alliantie serve`: the database, the web server and the background worker, as one program."""

import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from alliantie.server import web
from alliantie.server.database import check_database
from alliantie.server.embedded import Embedded
from alliantie.server.environment import Addresses, accounts_file, environment, given_addresses, only
from alliantie.server.errors import ServerError
from alliantie.server.keys import check_complete, load_secrets
from alliantie.server.processes import start_child, stop_child

_LONGEST_PAUSE = 60.0
_STEADY = 60.0


@dataclass(frozen=True)
class Wish:
    """What the command line asks of `serve`."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str | None = None
    demo: bool = True
    processes: int | None = None

    @property
    def address(self) -> str:
        """The address people use, without a slash at the end."""
        # Passkeys do not work on a bare address of numbers, so this machine goes by its name.
        local = self.host in ("127.0.0.1", "0.0.0.0", "::", "::1")  # noqa: S104 - compared only
        host = "localhost" if local else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")


class _Stop(BaseException):
    """Somebody asked us to stop."""


def serve(wish: Wish) -> int:
    """Serve until Ctrl-C or SIGTERM, then stop everything that was started.

    Returns:
        0 when asked to stop.

    Raises:
        ServerError: something is wrong with the port, the data folder, the database or a program.
    """
    try:
        with ExitStack() as started:
            _listen_for_stop()
            _run(wish, started)
    except _Stop:
        print("Stopped.", flush=True)
    return 0


def _listen_for_stop() -> None:
    signs = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(_number: int, _frame: FrameType | None) -> None:
        # Stopping is bounded in time; a second Ctrl-C would only leave half of it undone.
        for sign in signs:
            signal.signal(sign, signal.SIG_IGN)
        raise _Stop

    for sign in signs:
        # Whoever starts us with nohup wants us to outlive the terminal.
        if sign != signal.SIGHUP or signal.getsignal(sign) != signal.SIG_IGN:
            signal.signal(sign, stop)


def _run(wish: Wish, started: ExitStack) -> None:
    web.check_address(wish.host, wish.port)
    given = given_addresses()
    if given is None:
        database = started.enter_context(Embedded(wish.data))
        addresses = Addresses.of(database.url)
    else:
        database = None
        for address in (given.app, given.owner, given.jobs):
            check_database(address)
        addresses = given
    if (wish.data / "prepared").exists():
        check_complete(wish.data)
    load_secrets(wish.data)
    env = environment(wish.data, addresses, wish.address)
    # A server of somebody's own may be a real one: there demo people come only when asked for.
    fresh = given is None and wish.demo and not (wish.data / "prepared").exists()
    _prepare(wish.data, env, demo=fresh)
    # Only now it is known whether this is the demo.
    env = environment(wish.data, addresses, wish.address)
    server = start_child(web.command(wish.host, wish.port, wish.processes), env=only(env, addresses.app))
    started.callback(stop_child, server, signal.SIGTERM, signal.SIGKILL)
    web.wait_until_answering(server, wish.host, wish.port)
    worker = Worker(only(env, addresses.jobs))
    started.callback(worker.stop)
    _tell(wish)
    while True:
        time.sleep(0.5)
        worker.keep_alive(time.monotonic())
        if server.poll() is not None:
            raise ServerError("The web server stopped by itself; its messages stand above.")
        if database is not None and not database.running():
            raise ServerError(f"The database stopped by itself; see {wish.data / 'postgres.log'}.")


def _prepare(data: Path, env: dict[str, str], *, demo: bool) -> None:
    command = [sys.executable, "-m", "alliantie.server.prepare", *(["--demo"] if demo else [])]
    preparing = start_child(command, env=env)
    try:
        if preparing.wait() != 0:
            # It has said why.
            raise SystemExit(1)
    finally:
        stop_child(preparing, signal.SIGTERM, signal.SIGKILL)
    (data / "prepared").touch()


def _tell(wish: Wish) -> None:
    accounts = accounts_file(wish.data)
    if accounts.is_file():
        print(f"\nDemo people can sign in with:\n{accounts.read_text()}", flush=True)
    print(f"Alliantie runs at {wish.address} (stop with Ctrl-C).", flush=True)


class Backoff:
    """How long to wait before starting again what died: ever longer, until it ran steadily."""

    def __init__(self) -> None:
        self._pause = 1.0

    def after(self, ran: float) -> float:
        """Return the pause in seconds after it ran for `ran` seconds."""
        if ran > _STEADY:
            self._pause = 1.0
        pause, self._pause = self._pause, min(self._pause * 2, _LONGEST_PAUSE)
        return pause


class Worker:
    """The background worker, started again when it dies."""

    def __init__(self, env: dict[str, str]) -> None:
        self._env = env
        self._backoff = Backoff()
        self._process: subprocess.Popen[bytes] | None = None
        self._since = self._next = time.monotonic()
        self.keep_alive(self._next)

    @property
    def pid(self) -> int | None:
        """The number of its process, None while there is none."""
        return self._process.pid if self._process else None

    def keep_alive(self, now: float) -> None:
        """Start the worker when it is not running and its pause is over.

        Args:
            now: seconds on a clock that only goes forward.
        """
        if self._process is not None:
            if self._process.poll() is None:
                return
            self._process, self._next = None, now + self._backoff.after(now - self._since)
        if now >= self._next:
            command = [sys.executable, "-m", "django", "procrastinate", "worker"]
            self._process = start_child(command, env=self._env)
            self._since = now

    def stop(self) -> None:
        """Let the running job finish for a few seconds, then end the worker."""
        if self._process is not None:
            stop_child(self._process, signal.SIGTERM, signal.SIGKILL, seconds=10)
