"""The embedded PostgreSQL 18: our own launcher of the `initdb` and `postgres` that a wheel carries.

One data folder has one server. It listens on a socket in a private folder only, lets in nobody but
the user who started it, and stops when the program that started it dies in any way.
"""

import contextlib
import fcntl
import hashlib
import os
import secrets
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

from alliantie.server.account import Account, account, binaries, can, home_of_account
from alliantie.server.cluster import SETTINGS, InUse, Role, add_role_of_jobs, in_use, make_cluster, write_access_rules
from alliantie.server.errors import ServerError, plain_reason
from alliantie.server.processes import start_child, stop_child

PORT = 5432
# The folder, in a data folder, in which a backup is put back; while it is there the restore was not finished.
RESTORING = "restoring"
_LOG_LIMIT = 5_000_000


class Embedded:
    """The database server of one data folder.

    Args:
        data: the data folder, with the database in `pg/` and its messages in `postgres.log`.
        settings: PostgreSQL settings on top of ours, such as `fsync=off` for tests.
    """

    def __init__(self, data: Path, settings: Mapping[str, str] | None = None) -> None:
        self.data = data.absolute()
        self._settings = {**SETTINGS, **(settings or {})}
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[bytes] | None = None
        self._socket = socket_folder(self.data)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, patience: float = 20) -> None:
        """Start the server, making the database at the first start (about 1.5 s; 0.1 s later).

        Args:
            patience: seconds to wait until a server that a killed program left has stopped.

        Raises:
            ServerError: for instance because another program uses this data folder.
        """
        try:
            self._start(patience)
        except OSError as error:
            self.stop()
            place = error.filename or self.data
            raise ServerError(f"Cannot use the data folder: {place}: {error.strerror}.") from error
        except BaseException:
            self.stop()
            raise

    def _start(self, patience: float) -> None:
        self.data.mkdir(mode=0o711, parents=True, exist_ok=True)
        self._lock = _take_lock(self.data)
        if (self.data / RESTORING).exists():
            raise ServerError(
                f"A restore into {self.data} was not finished. Begin it again with the same alliantie restore; "
                "until then there is nothing here to start."
            )
        who = account()
        programs = binaries(who)
        cluster = self._cluster(who)
        deadline = time.monotonic() + patience
        if not (cluster / "PG_VERSION").exists():
            make_cluster(programs, cluster, who)
        else:
            _once_free(partial(add_role_of_jobs, programs, cluster, who), deadline)
        write_access_rules(cluster, who)
        self._launch(programs / "postgres", cluster, who, deadline)

    def _cluster(self, who: Account) -> Path:
        """Return the real folder of the database, which the account can reach."""
        place = self.data / "pg"
        if place.is_symlink() or place.exists() or can("-x", self.data, who):
            return place.resolve()
        # Below a private folder: the database stands in the system user's home, linked from here.
        real = home_of_account() / f"database-{secrets.token_hex(8)}" / "pg"
        real.parent.mkdir(mode=0o755)
        place.symlink_to(real)
        return real

    def _launch(self, program: Path, cluster: Path, who: Account, deadline: float) -> None:
        options = [f"--{name}={value}" for name, value in self._settings.items()]
        log = self.data / "postgres.log"
        while True:
            # In the loop, because the server we wait for takes its folder along.
            _make_socket_folder(self._socket, who)
            start = log.stat().st_size if log.exists() else 0
            with log.open("ab" if start < _LOG_LIMIT else "wb") as output:
                start = output.tell()
                self._process = start_child(
                    [program, "-D", cluster, "-k", self._socket, "-p", str(PORT), *options],
                    sign=signal.SIGINT,
                    account=who.switch,
                    env={"LC_ALL": "C", "TZ": "UTC"},
                    output=output,
                    cwd=Path("/"),
                )
            if self._ready(cluster):
                return
            said = log.read_bytes()[start:].decode(errors="replace")
            if not in_use(said):
                raise ServerError(plain_reason(said, f"The database did not start; see {log}."))
            if time.monotonic() > deadline:
                raise InUse
            time.sleep(0.2)

    def _ready(self, cluster: Path) -> bool:
        """Wait until our process says it accepts connections; False when it ended instead."""
        while self.running():
            state = _postmaster(cluster)
            if self._process and state and state.pid == self._process.pid and state.ready:
                return True
            time.sleep(0.02)
        return False

    def stop(self) -> None:
        """Stop the server and wait; open connections are ended, nothing committed is lost."""
        if self._process is not None:
            # First a fast shutdown; only one that hangs is told to stop without a checkpoint.
            stop_child(self._process, signal.SIGINT, signal.SIGQUIT, seconds=30)
            self._process = None
            with contextlib.suppress(OSError):
                self._socket.rmdir()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def running(self) -> bool:
        """Tell whether the server we started is still alive."""
        return self._process is not None and self._process.poll() is None

    def url(self, role: Role, database: str = "alliantie") -> str:
        """Return the address of a database for a role, for psycopg and DATABASE_URL."""
        host = quote(str(self._socket), safe="/")
        return f"postgresql://alliantie_{role}@/{quote(database)}?host={host}&port={PORT}"

    @staticmethod
    def lock(data: Path) -> IO[bytes]:
        """Hold a data folder as its server does, until what this gives is closed. Raises ServerError."""
        return _take_lock(data)

    @classmethod
    def attach(cls, data: Path) -> Self | None:
        """Return the server of a data folder that another program runs, None without one.

        Stopping it from here does nothing.
        """
        found = cls(data)
        try:
            found._lock = _take_lock(found.data)
        except (ServerError, FileNotFoundError):
            state = _postmaster((found.data / "pg").resolve())
            return found if state is not None and state.ready else None
        found.stop()
        return None


class _Postmaster:
    """What `postmaster.pid` says: line 1 the process, line 8 its state.

    Source: PostgreSQL 18, src/include/utils/pidfile.h.
    """

    def __init__(self, lines: list[str]) -> None:
        self.pid = int(lines[0])
        self.ready = len(lines) > 7 and lines[7].strip() == "ready"


def _postmaster(cluster: Path) -> _Postmaster | None:
    try:
        return _Postmaster((cluster / "postmaster.pid").read_text().splitlines())
    except (OSError, IndexError, ValueError):
        return None


def _once_free(act: Callable[[], None], deadline: float) -> None:
    """Act on the cluster, once a server that a killed program left has let go of it."""
    while True:
        try:
            return act()
        except InUse:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _take_lock(data: Path) -> IO[bytes]:
    # The kernel drops the lock when its holder dies, so a kill leaves nothing to clean up.
    file = (data / "lock").open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise ServerError(f"Alliantie already runs with the data folder {data}.") from None
    return file


def socket_folder(data: Path) -> Path:
    """Return the folder of the socket of the server of a data folder: the same at every start."""
    # A socket's path has at most 107 bytes, so it cannot stand in the data folder itself.
    name = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]
    short = "/run" if os.geteuid() == 0 and Path("/run").is_dir() else "/tmp"  # noqa: S108
    return Path(short) / f"alliantie-{name}"


def _make_socket_folder(folder: Path, who: Account) -> None:
    uid, gid = who.switch or (os.geteuid(), os.getegid())
    try:
        folder.mkdir(mode=0o700)
        if who.switch:
            os.chown(folder, uid, gid)
    except FileExistsError:
        pass
    found = folder.lstat()
    # Somebody else's folder would put their server between us and our data.
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or stat.S_IMODE(found.st_mode) != 0o700:
        raise ServerError(f"The folder {folder} for the database socket exists and is not ours; remove it.")
