"""Making a backup: two sealed files of one moment, the database without keys, and the keys of pairs with the secrets.

Answers stand in the first, what opens them in the second. Files of keys are kept for days only, so that destroying the
key of a pair destroys its answers in every backup there is (docs/decisions/0023).
"""

from __future__ import annotations

import contextlib
import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from psycopg import sql

from alliantie import clock
from alliantie.server.account import account, binaries
from alliantie.server.backups.sealed import public_keys, seal
from alliantie.server.environment import accounts_file
from alliantie.server.errors import ServerError, plain_reason
from alliantie.server.keys import FOLDER, NAMES, check_complete
from alliantie.server.processes import piped

FORMAT = 1
DATABASE_END, KEYS_END = ".backup.age", ".keys.age"
_MOMENT = "%Y%m%dT%H%M%SZ"
# Not in the file of the database: what would open answers, prove who acts, bring a session back that ended, or outlive
# its day.
NOT_IN_IT = (
    "secrets.pair_key",
    "secrets.pair_destroyed",
    "secrets.identity",
    "secrets.research_file",
    "public.access_session",
    "public.access_kept",
)
# A row reads the same wherever it was restored.
SAME_TEXT = "SET TIME ZONE 'UTC'; SET datestyle = 'ISO'; SET intervalstyle = 'postgres'; SET bytea_output = 'hex'"
PART_KEPT = timedelta(days=1)
# In the data folder: when the last backup was made, for who watches.
LAST = "last-backup"

Fingerprints = dict[str, tuple[int, str]]


@dataclass(frozen=True)
class Made:
    """The two files of one backup, and what of earlier ones was removed."""

    database: Path
    keys: Path
    tables: int
    rows: int
    removed: int


def make(data: Path, owner: str, folder: Path, keys_folder: Path, recipients: Sequence[str], keep_days: int) -> Made:
    """Make a backup and then remove the files of keys that are older than `keep_days`; the newest always stays.

    Args:
        data: the data folder, for its secrets.
        owner: the address of the database as the owner of its tables.
        folder: where the file of the database goes.
        keys_folder: where the file of keys goes.
        recipients: public keys; the holder of the secret key of any of them can open both files.
        keep_days: how long files of keys are kept.

    Raises:
        ServerError: a folder, the disk or the database does not do its part. Then no file has the name of a backup.
    """
    readers = public_keys(recipients)
    check_complete(data)
    moment = clock.now().astimezone(UTC)
    name = f"alliantie-{moment.strftime(_MOMENT)}"
    try:
        for each in (folder, keys_folder):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ServerError(f"The folder {error.filename} cannot be made: {error.strerror}.") from error
    database, keys = folder / f"{name}{DATABASE_END}", keys_folder / f"{name}{KEYS_END}"
    try:
        with psycopg.connect(owner) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            connection.execute(SAME_TEXT.encode())
            ((snapshot,),) = connection.execute("SELECT pg_export_snapshot()")
            prints = fingerprints(connection)
            # Keys first: keys without a database open nothing, a database without its keys is lost.
            seal(keys, readers, Lines(_lines_of_keys(connection, data, moment)))
            head = _head(data, moment, prints)
            with contextlib.closing(Dump(owner, str(snapshot), _schemas(connection), head)) as dump:
                try:
                    seal(database, readers, dump)
                except ServerError as error:
                    keys.unlink(missing_ok=True)
                    raise (ServerError(dump.failed) if dump.failed else error) from error
    except psycopg.Error as error:
        keys.unlink(missing_ok=True)
        raise ServerError(plain_reason(f"ERROR: {error}", "The database could not be read.")) from error
    (data / LAST).write_text(f"{moment.isoformat()}\n")
    removed = _remove_old(keys_folder, KEYS_END, moment - timedelta(days=keep_days), keep=keys)
    for each in {folder, keys_folder}:
        _remove_parts(each, moment - PART_KEPT)
    return Made(database, keys, len(prints), sum(count for count, _hash in prints.values()), removed)


def fingerprints(connection: psycopg.Connection) -> Fingerprints:
    """Of each table that a backup holds how many rows it has, and a number that follows from all of them."""
    question = (
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind = 'r' AND n.nspname = ANY (%s) ORDER BY 1, 2"
    )
    found: Fingerprints = {}
    for schema, table in connection.execute(question, [_schemas(connection)]).fetchall():
        name = f"{schema}.{table}"
        if name in NOT_IN_IT:
            continue
        # A sum, because rows come back in another order.
        counted = sql.SQL("SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {} t")
        ((rows, said),) = connection.execute(counted.format(sql.Identifier(schema, table)))
        found[name] = (rows, said)
    return found


def _schemas(connection: psycopg.Connection) -> list[str]:
    """The schemas of ours. What the server changed of its own is not for the owner to restore."""
    rows = connection.execute(
        "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1"
    )
    return [name for (name,) in rows]


def _head(data: Path, moment: datetime, prints: Fingerprints) -> bytes:
    accounts = accounts_file(data)
    said = {
        "format": FORMAT,
        "made_at": moment.isoformat(),
        "demo_accounts": accounts.read_text() if accounts.is_file() else None,
        "tables": prints,
    }
    return json.dumps(said, separators=(",", ":")).encode() + b"\n"


class Lines:
    """Lines, read in pieces."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._left = b""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; b"" at the end."""
        if not self._left:
            self._left = next(self._lines, b"")
        given, self._left = (self._left, b"") if size < 0 else (self._left[:size], self._left[size:])
        return given


def _lines_of_keys(connection: psycopg.Connection, data: Path, moment: datetime) -> Iterator[bytes]:
    secrets: Mapping[str, str] = {name: (data / FOLDER / f"{name}.key").read_bytes().hex() for name in NAMES}
    head = {"format": FORMAT, "made_at": moment.isoformat(), "secrets": secrets}
    yield json.dumps(head, separators=(",", ":")).encode() + b"\n"
    with connection.cursor("pair_keys") as cursor:
        for row in cursor.execute("SELECT pair_id::text, area_id::text, encode(wrapped, 'hex') FROM secrets.pair_key"):
            yield " ".join(("key", *row)).encode() + b"\n"
    with connection.cursor("pairs_destroyed") as cursor:
        for row in cursor.execute("SELECT pair_id::text, destroyed_at::text FROM secrets.pair_destroyed"):
            yield " ".join(("gone", *row)).encode() + b"\n"
    with connection.cursor("erased") as cursor:
        for row in cursor.execute("SELECT row_to_json(t)::text FROM public.keeping_tombstone t ORDER BY done_at"):
            yield b"erased " + row[0].encode() + b"\n"
    yield b"end\n"


class Dump:
    """The head and then what `pg_dump` gives of a snapshot. Reading fails where `pg_dump` did."""

    def __init__(self, owner: str, snapshot: str, schemas: Sequence[str], head: bytes) -> None:
        self.failed = ""
        self._head = head
        command = [
            str(binaries(account()) / "pg_dump"),
            "--format=custom",
            "--no-password",
            f"--snapshot={snapshot}",
            f"--dbname={owner}",
            *(f"--schema={each}" for each in schemas),
            *(f"--exclude-table-data={each}" for each in NOT_IN_IT),
        ]
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd="/"
        )

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; b"" at the end. Raises OSError when the dump is not whole."""
        if self._head:
            given, self._head = (self._head, b"") if size < 0 else (self._head[:size], self._head[size:])
            return given
        given = piped(self._process.stdout).read(size)
        if not given:
            said = piped(self._process.stderr).read().decode(errors="replace")
            if self._process.wait() != 0:
                self.failed = plain_reason(said, "The database could not be read whole.")
                raise OSError(self.failed)
        return given

    def close(self) -> None:
        """End `pg_dump` when it is not done."""
        self._process.kill()
        self._process.communicate()


def moment_of(path: Path) -> datetime | None:
    """When a file of a backup was made, as its name says; None for another file."""
    name = path.name.removesuffix(DATABASE_END).removesuffix(KEYS_END).removeprefix("alliantie-")
    try:
        return datetime.strptime(name, _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None


def _remove_old(folder: Path, end: str, before: datetime, keep: Path) -> int:
    removed = 0
    for path in folder.glob(f"alliantie-*{end}"):
        made = moment_of(path)
        if made is not None and made < before and path != keep:
            path.unlink()
            removed += 1
    return removed


def _remove_parts(folder: Path, before: datetime) -> None:
    """What a killed backup left; one that is being made now is younger."""
    for path in folder.glob(".alliantie-*.part"):
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
            path.unlink(missing_ok=True)
