"""Commands inside Django: they use the database that runs, or start the embedded one meanwhile."""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from alliantie.server.database import check_database
from alliantie.server.embedded import Embedded
from alliantie.server.environment import Addresses, data_folder, environment, given_addresses
from alliantie.server.keys import load_secrets


@contextmanager
def with_database(data: Path | None = None, *, ready: bool = True) -> Iterator[None]:
    """Set Django up on the database of the data folder, or on the one the environment names.

    Args:
        data: the data folder that was asked for.
        ready: bring the database up to date first.

    Raises:
        ServerError: the database cannot be reached or started.
    """
    folder = data_folder(data)
    with ExitStack() as started:
        addresses = given_addresses()
        if addresses is None:
            database = Embedded.attach(folder) or started.enter_context(Embedded(folder))
            addresses = Addresses.of(database.url)
        else:
            for address in (addresses.app, addresses.owner, addresses.jobs):
                check_database(address)
        load_secrets(folder)
        os.environ.update(environment(folder, addresses))

        import django
        from django.db import connections

        started.callback(connections.close_all)
        django.setup()
        if ready:
            from alliantie.server.prepare import migrate

            migrate()
        yield


def manage(arguments: Sequence[str]) -> int:
    """Run one of Django's own commands, such as `migrate --database owner` or `shell`."""
    from django.core.management import execute_from_command_line

    with with_database(ready=False):
        execute_from_command_line(["alliantie manage", *arguments])
    return 0
