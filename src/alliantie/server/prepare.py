"""Bring a database and the static files up to date; run as a program by whoever starts servers.

Everything here needs Django and runs as the owner of the tables. Each step may be repeated.
"""

import argparse
import hashlib
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from alliantie.server.environment import ERASE_AGAIN, accounts_file, data_folder
from alliantie.server.errors import ServerError, plain_reason
from alliantie.server.new_database import each_model_alone


def main(argv: list[str] | None = None) -> int:
    """Run the steps, tell the slow ones, and return the exit status."""
    parser = argparse.ArgumentParser(prog="alliantie.server.prepare")
    parser.add_argument("--demo", action="store_true", help="load the demo data as well")
    asked = parser.parse_args(argv)
    try:
        import django
        from django.db import Error

        django.setup()
        try:
            _told("Brought the database up to date", migrate)
            _told("Deleted anew what was deleted after the backup", erase_again)
            _told("Collected the static files", collect_static)
            if asked.demo:
                print("Loading the demo people ...", flush=True)
                _told("Loaded the demo people", load_demo)
        except (Error, OSError) as error:
            raise ServerError(plain_reason(f"ERROR: {error}", "Preparing failed.")) from error
    except ServerError as error:
        print(error.message, file=sys.stderr)
        return 1
    return 0


def _told(what: str, step: Callable[[], bool | None]) -> None:
    start = time.monotonic()
    if step():
        print(f"{what} ({time.monotonic() - start:.1f} s).", flush=True)


def migrate() -> bool:
    """Apply open migrations as the owner, and hand the database the identity secret and the texts of the practices.

    Returns:
        Whether there were any migrations to apply.

    Raises:
        ServerError: another version made the database, with changes this one does not know.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    from alliantie.access import identity
    from alliantie.alliance.administration import register_practices
    from alliantie.practices import file_hashes

    executor = MigrationExecutor(connections["owner"])
    unknown = sorted(set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations))
    if unknown:
        raise ServerError(
            f"Another version of Alliantie made this database ({'.'.join(unknown[0])}). Nothing was changed. "
            "Start that version, or choose another data folder with --data."
        )
    open_ones = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if open_ones:
        with nullcontext() if executor.loader.applied_migrations else each_model_alone():
            call_command("migrate", database="owner", interactive=False, verbosity=0, skip_checks=True)
    identity.install(settings.IDENTITY_SECRET)
    register_practices(file_hashes())
    return bool(open_ones)


def erase_again() -> bool:
    """Delete what a restored backup still held and was deleted after it; killed, it is done again.

    Returns:
        Whether there was anything to delete.
    """
    from alliantie.keeping import again

    path = data_folder() / ERASE_AGAIN
    if not path.is_file():
        return False
    done = again.erase(path.read_text().splitlines())
    again.forget()
    path.unlink()
    return done > 0


def collect_static() -> bool:
    """Copy, fingerprint and compress the static files when any of them changed.

    Returns:
        Whether anything changed.
    """
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    seen = hashlib.sha256(Path(settings.STATIC_ROOT).name.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            seen.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    # Beside the folder, not in it: what is in it is served.
    stamp = Path(f"{settings.STATIC_ROOT}.stamp")
    if stamp.is_file() and stamp.read_text() == seen.hexdigest():
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0, skip_checks=True)
    stamp.write_text(seen.hexdigest())
    return True


def load_demo(seed: int | None = None) -> bool:
    """Load the demo people and write down who can sign in; the same seed gives the same people.

    Returns:
        Whether anything was loaded: not when the demo was there already.

    Raises:
        ServerError: the database holds something else.
    """
    from alliantie import demo

    loaded = demo.load(demo.SEED if seed is None else seed)
    lines = [f"  {login:<26} {password:<20} {who}\n" for who, login, password in demo.ACCOUNTS]
    accounts_file(data_folder()).write_text("".join(lines))
    return loaded


if __name__ == "__main__":
    sys.exit(main())
