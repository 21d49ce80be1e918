"""What takes the two files of a backup, piece by piece, into an empty database."""

from __future__ import annotations

import contextlib
import json
import subprocess
from dataclasses import dataclass, field
from typing import Any

import psycopg

from alliantie.server.account import account, binaries
from alliantie.server.backups.making import FORMAT
from alliantie.server.errors import ServerError, plain_reason
from alliantie.server.keys import NAMES
from alliantie.server.processes import piped


@dataclass
class _Keys:
    made_at: str = ""
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    erased: list[str] = field(default_factory=list, repr=False)
    whole: bool = False


class Taking:
    """Takes the head of a backup, and gives what follows to `pg_restore`, which does all of it or nothing."""

    def __init__(self, owner: str) -> None:
        self.head: dict[str, Any] = {}
        self._owner = owner
        self._begin: bytes | None = b""
        self._process: subprocess.Popen[bytes] | None = None

    def write(self, data: bytes, /) -> int:
        """Pass on a piece. Raises ServerError."""
        size = len(data)
        if self._begin is not None:
            self._begin += data
            if b"\n" not in self._begin:
                return size
            head, data = self._begin.split(b"\n", 1)
            self._begin = None
            self.head = _read_head(head, "tables")
            self._process = self._start()
        if self._process is None:
            raise ServerError("The file holds no backup.")
        try:
            piped(self._process.stdin).write(data)
        except BrokenPipeError:
            self.finish()
            raise ServerError("The file holds more than a backup.") from None
        return size

    def flush(self) -> None:
        """Nothing waits here."""

    def _start(self) -> subprocess.Popen[bytes]:
        with psycopg.connect(self._owner) as connection:
            # The backup brings its own.
            connection.execute("DROP SCHEMA IF EXISTS public")
        command = [binaries(account()) / "pg_restore", "--single-transaction", "--exit-on-error", "--no-password"]
        return subprocess.Popen(
            [*map(str, command), f"--dbname={self._owner}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd="/",
        )

    def finish(self) -> None:
        """Wait until all stands in the database. Raises ServerError."""
        if self._process is None:
            raise ServerError("The file holds no backup.")
        with contextlib.suppress(BrokenPipeError):
            piped(self._process.stdin).close()
        said = piped(self._process.stderr).read().decode(errors="replace")
        if self._process.wait() != 0:
            raise ServerError(plain_reason(said, "The backup could not be restored."))

    def end(self) -> None:
        """Stop `pg_restore` when it is not done; then nothing of it stays."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()


def _read_head(line: bytes, named: str) -> dict[str, Any]:
    try:
        head: dict[str, Any] = json.loads(line)
        known, _ = head["format"], head[named]
    except (ValueError, TypeError, KeyError):
        what = "no backup" if named == "tables" else "no keys of pairs"
        raise ServerError(f"The file holds {what} of Alliantie.") from None
    if known != FORMAT:
        raise ServerError("Another version of Alliantie made this backup; restore it with that version.")
    return head


class TakingKeys:
    """Takes a file of keys into the tables of keys, line by line."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        self._left = b""
        self._keys = _Keys()

    def write(self, data: bytes, /) -> int:
        """Take a piece. Raises ServerError."""
        *lines, self._left = (self._left + data).split(b"\n")
        for line in lines:
            self._take(line)
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""

    def _take(self, line: bytes) -> None:
        if not self._keys.secrets:
            head = _read_head(line, "secrets")
            self._keys.secrets, self._keys.made_at = head["secrets"], head["made_at"]
            return
        kind, *values = line.decode().split(" ", 3 if line.startswith(b"key") else 1)
        if kind == "key":
            # Keys of pairs that began after the backup was made open nothing in it.
            self._connection.execute(
                "INSERT INTO secrets.pair_key (pair_id, area_id, wrapped)"
                " SELECT p.id, %s::uuid, decode(%s, 'hex') FROM public.alliance_pair p WHERE p.id = %s::uuid",
                [values[1], values[2], values[0]],
            )
        elif kind == "gone":
            pair_id, at = values[0].split(" ", 1)
            self._connection.execute(
                "INSERT INTO secrets.pair_destroyed (pair_id, destroyed_at) VALUES (%s::uuid, %s::timestamptz)",
                [pair_id, at],
            )
        elif kind == "erased":
            self._keys.erased.append(line.decode().removeprefix("erased "))
        self._keys.whole = kind == "end"

    @property
    def erased(self) -> list[str]:
        """What was deleted up to the moment of these keys, each as its tombstone in JSON."""
        return self._keys.erased

    def finish(self) -> dict[str, str]:
        """The secrets. Raises ServerError when the file was not whole."""
        if not self._keys.whole or set(self._keys.secrets) != set(NAMES):
            raise ServerError("The file of keys is not whole.")
        return self._keys.secrets
