"""Putting a backup back into an empty place, and finding out by doing so in a scratch place whether it is whole."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from alliantie.server.backups.making import KEYS_END, SAME_TEXT, Fingerprints, fingerprints, moment_of
from alliantie.server.backups.sealed import secret_keys, sync_folder, unseal
from alliantie.server.backups.taking import Taking, TakingKeys
from alliantie.server.embedded import RESTORING, Embedded
from alliantie.server.environment import ERASE_AGAIN, accounts_file
from alliantie.server.errors import ServerError, plain_reason
from alliantie.server.keys import FOLDER, NAMES, read_secrets

# What a data folder may hold and still count as empty: the lock of whoever looks, and a restore that was not finished.
_NOTHING = {"lock", RESTORING}


@dataclass
class Restored:
    """What came out of a backup."""

    made_at: str = ""
    tables: int = 0
    rows: int = 0
    pairs: int = 0
    """Pairs whose key opens under the master key."""
    destroyed: int = 0
    """Pairs whose key was destroyed: what they answered does not open any more."""


def newest_keys(backup: Path) -> Path:
    """The newest file of keys in `keys` beside a backup, or else beside it.

    Raises:
        ServerError: there is none.
    """
    found = [*backup.parent.glob(f"keys/alliantie-*{KEYS_END}"), *backup.parent.glob(f"alliantie-*{KEYS_END}")]
    dated = [(moment, path) for path in found if (moment := moment_of(path)) is not None]
    if not dated:
        raise ServerError(f"There is no file of keys in {backup.parent / 'keys'}; name one with --keys.")
    return max(dated)[1]


def restore(data: Path, backup: Path, keys: Path, identity: Path) -> Restored:
    """Restore into an empty data folder with a database of its own; whole, or not at all.

    Everything is made in a folder `restoring` of the data folder and moved at the end, so that a restore that was
    killed can be begun again, and no program takes a half one for a database.

    Raises:
        ServerError: the place is not empty, a file does not open, or what came out differs from what went in.
    """
    if data.is_dir() and (held := sorted({each.name for each in data.iterdir()} - _NOTHING)):
        raise ServerError(
            f"The data folder {data} is not empty (it holds {held[0]}). A restore takes nobody's place: choose "
            "an empty one with --data, or move this one away first."
        )
    aside = data / RESTORING
    with _alone(data):
        clear(aside)
        with Embedded(aside) as database:
            done = fill(database.url("owner"), aside, backup, keys, identity)
        _move(aside, data)
    return done


@contextlib.contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Hold the data folder, as a server would: nobody serves or restores in it meanwhile."""
    try:
        data.mkdir(mode=0o711, parents=True, exist_ok=True)
    except OSError as error:
        raise ServerError(f"Cannot use the data folder: {data}: {error.strerror}.") from error
    lock = Embedded.lock(data)
    try:
        yield
    finally:
        lock.close()


def clear(folder: Path) -> None:
    """Remove a restore that was not finished, and where its database really stands."""
    real = (folder / "pg").resolve() if (folder / "pg").is_symlink() else None
    if real is not None:
        shutil.rmtree(real.parent, ignore_errors=True)
    if folder.exists():
        shutil.rmtree(folder)


def _move(aside: Path, data: Path) -> None:
    # The folder that says "not finished" goes last: until then no server starts here.
    for name in (FOLDER, accounts_file(data).name, ERASE_AGAIN, "pg"):
        if (aside / name).exists():
            (aside / name).rename(data / name)
    # Without this mark the first start would bring demo people.
    (data / "prepared").touch()
    sync_folder(data)
    shutil.rmtree(aside)


def fill(owner: str, data: Path, backup: Path, keys: Path, identity: Path) -> Restored:
    """Restore into an empty database and a data folder without secrets, and compare with what the backup says.

    Raises:
        ServerError: as `restore`.
    """
    identities = secret_keys(identity)
    check_empty(owner)
    taking = Taking(owner)
    try:
        unseal(backup, identities, taking)
        taking.finish()
    finally:
        taking.end()
    prints: Fingerprints = {name: (count, said) for name, (count, said) in taking.head["tables"].items()}
    done = Restored(taking.head["made_at"], len(prints), sum(count for count, _said in prints.values()))
    with psycopg.connect(owner) as connection:
        connection.execute(SAME_TEXT.encode())
        found = fingerprints(connection)
        if wrong := sorted(name for name in prints.keys() | found.keys() if prints.get(name) != found.get(name)):
            raise ServerError(f"What was restored is not what was backed up: {', '.join(wrong[:5])} differ.")
        loading = TakingKeys(connection)
        unseal(keys, identities, loading)
        secrets = loading.finish()
        done.pairs, done.destroyed = _check_pairs(connection, bytes.fromhex(secrets["master"]), keys)
        _place_secrets(data, secrets)
    # Erased anew as soon as the database has the form of this version: no server starts before (prepare.py).
    (data / ERASE_AGAIN).write_text("".join(f"{each}\n" for each in loading.erased))
    if taking.head.get("demo_accounts"):
        accounts_file(data).write_text(taking.head["demo_accounts"])
    return done


def check_empty(owner: str) -> None:
    """Raises ServerError when the database cannot be reached or holds a table."""
    question = (
        "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
    )
    try:
        with psycopg.connect(owner) as connection:
            row = connection.execute(question).fetchone()
    except psycopg.Error as error:
        raise ServerError(plain_reason(f"ERROR: {error}", "The database could not be reached.")) from error
    if row != (0,):
        raise ServerError("The database is not empty. A restore takes nobody's place: make an empty database first.")


def _place_secrets(data: Path, secrets: dict[str, str]) -> None:
    folder = data / FOLDER
    if folder.exists():
        raise ServerError(f"There are secrets in {folder} already; a restore does not take their place.")
    folder.mkdir(mode=0o700, parents=True)
    for name in NAMES:
        path = folder / f"{name}.key"
        path.touch(mode=0o600)
        path.write_bytes(bytes.fromhex(secrets[name]))
    read_secrets(folder)
    sync_folder(folder)


def _check_pairs(connection: psycopg.Connection, master: bytes, keys: Path) -> tuple[int, int]:
    """How many pairs open, and how many were destroyed. Raises ServerError when a key is missing or opens nothing."""
    missing = (
        "SELECT count(*) FROM public.alliance_pair p WHERE NOT EXISTS (SELECT FROM secrets.pair_key k"
        " WHERE k.pair_id = p.id) AND NOT EXISTS (SELECT FROM secrets.pair_destroyed d WHERE d.pair_id = p.id)"
    )
    ((lost,),) = connection.execute(missing)
    if lost:
        raise ServerError(
            f"{keys} lacks the keys of {lost} pairs of this backup, so it is older than the backup. "
            "Take a file of keys that was made with the backup or after it."
        )
    count = 0
    for pair_id, wrapped in connection.execute("SELECT pair_id, wrapped FROM secrets.pair_key"):
        try:
            # As alliance/vault.py wraps them.
            AESGCM(master).decrypt(wrapped[:12], wrapped[12:], b"pair:" + pair_id.bytes)
        except InvalidTag as error:
            raise ServerError(f"A key of a pair in {keys} does not open under the master key beside it.") from error
        count += 1
    ((gone,),) = connection.execute(
        "SELECT count(*) FROM secrets.pair_destroyed d JOIN public.alliance_pair p ON p.id = d.pair_id"
    )
    return count, gone
