"""`alliantie backup` and `alliantie restore`."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from alliantie.cli.parser import count
from alliantie.server.backups import making, restoring, sealed
from alliantie.server.backups.restoring import Restored
from alliantie.server.embedded import Embedded
from alliantie.server.environment import Addresses, data_folder, environment, given_addresses
from alliantie.server.errors import ServerError
from alliantie.server.keys import FOLDER

_KEEP_DAYS = 7


def add_commands(commands: Any) -> list[argparse.ArgumentParser]:
    """Add them; those that have a data folder."""
    group = commands.add_parser("backup", help="make a backup, and find out whether one is whole")
    below = group.add_subparsers(metavar="COMMAND", required=True)

    key = below.add_parser("key", help="make the secret key that opens backups, once, and print its public key")
    key.add_argument("file", type=Path, help="where the secret key goes; not on this server")
    key.set_defaults(carry_out=_key)

    make = below.add_parser("make", help="make a backup")
    make.add_argument("--to", type=Path, required=True, help="the folder of backups")
    make.add_argument("--public-key", action="append", required=True, help="who can open it (age1…); may be repeated")
    make.add_argument("--pair-keys-to", type=Path, help="the folder of the keys of pairs (else `keys` in that folder)")
    make.add_argument("--keep-pair-keys", type=count, default=_KEEP_DAYS, help="days that files of keys are kept")
    make.set_defaults(carry_out=_make)

    check = below.add_parser("check", help="restore a backup into a scratch place and look whether it is whole")
    restore = commands.add_parser("restore", help="restore a backup into an empty place")
    for each, carry_out in ((check, _check), (restore, _restore)):
        each.add_argument("file", type=Path, help="the backup")
        each.add_argument("--secret-key", type=Path, required=True, help="the file with the secret key")
        each.add_argument("--pair-keys", type=Path, help="the file of keys of pairs (else the newest beside it)")
        each.set_defaults(carry_out=carry_out)
    return [make, restore]


def _key(asked: argparse.Namespace) -> int:
    public = sealed.new_key(asked.file)
    print(f"The secret key is in {asked.file}. Keep it off this server, in two places: without it no backup opens.")
    print(f"Make backups with: --public-key {public}")
    return 0


def _make(asked: argparse.Namespace) -> int:
    data = data_folder(asked.data)
    with ExitStack() as started:
        given = given_addresses()
        if given is None:
            database = Embedded.attach(data) or started.enter_context(Embedded(data))
            owner = database.url("owner")
        else:
            owner = given.owner
        keys_to = asked.pair_keys_to or asked.to / "keys"
        made = making.make(data, owner, asked.to, keys_to, asked.public_key, asked.keep_pair_keys)
    print(f"{made.database}: {made.tables} tables, {made.rows} rows.")
    print(f"{made.keys}: the keys of pairs and the secrets.")
    if made.removed:
        print(f"Removed {made.removed} older files of keys.")
    return 0


def _check(asked: argparse.Namespace) -> int:
    """Restore into a scratch place, compare, and run `alliantie check` there; status 1 when it finds an error."""
    scratch = Path(tempfile.mkdtemp(prefix="alliantie-check-"))
    # As root the database runs under another user, who has to get through here.
    scratch.chmod(0o711)
    data = scratch / "data"
    try:
        done = restoring.restore(data, asked.file, _keys(asked), asked.secret_key)
        with Embedded(data) as database:
            env = environment(data, Addresses.of(database.url))
            for command in (["alliantie.server.prepare"], ["alliantie", "check"]):
                ended = subprocess.run([sys.executable, "-m", *command], env=env, check=False)
                if ended.returncode != 0:
                    raise ServerError(
                        "The backup was restored whole, but is not fit for use; what is wrong stands above."
                    )
    finally:
        restoring.clear(data)
        shutil.rmtree(scratch)
    _tell(asked.file, done)
    return 0


def _restore(asked: argparse.Namespace) -> int:
    data, given = data_folder(asked.data), given_addresses()
    if given is None:
        done = restoring.restore(data, asked.file, _keys(asked), asked.secret_key)
    else:
        if (data / FOLDER).exists():
            raise ServerError(f"The data folder {data} holds secrets already; choose an empty one with --data.")
        data.mkdir(mode=0o711, parents=True, exist_ok=True)
        done = restoring.fill(given.owner, data, asked.file, _keys(asked), asked.secret_key)
        (data / "prepared").touch()
    _tell(asked.file, done)
    print(f"Start it with the same options as before and --data {data}. Everybody signs in again.")
    return 0


def _keys(asked: argparse.Namespace) -> Path:
    found: Path = asked.pair_keys or restoring.newest_keys(asked.file)
    return found


def _tell(backup: Path, done: Restored) -> None:
    print(f"{backup} of {done.made_at}: {done.tables} tables and {done.rows} rows, each as it was.")
    print(f"The keys of {done.pairs} pairs open; those of {done.destroyed} were destroyed.")
