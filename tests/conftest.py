"""One embedded database server per run, a database per worker, and a real browser where asked for.

`db` gives a transaction that is rolled back. `transactional_db` and `live` commit, and give the next
test the database emptied, or a fresh clone where more than rows changed. Tests are the application role, as in
production, and what jobs do in them is done as the role of jobs (tests/support/background.py).
"""

import os
import shutil
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from pytest_django import DjangoDbBlocker

from alliantie.server.embedded import socket_folder
from tests.support.chromium import IN_TESTS, chromium
from tests.support.databases import TestServer, new_folder
from tests.support.live import Live, live_server

# As `alliantie stats` does: on a busy machine the threads of numpy wait for each other far longer than they work.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

SERVER = pytest.StashKey[TestServer]()

# How long it takes to think of an example says how busy this machine is, and nothing about the program.
hypothesis_settings.register_profile("alliantie", suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("alliantie")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the server and give this process the environment that `serve` gives its own."""
    server = TestServer(os.environ.get("PYTEST_XDIST_WORKER", "main"))
    config.stash[SERVER] = server
    server.start()
    config.add_cleanup(server.stop)
    os.environ.update(server.environment("alliantie"))
    # Pages made in this process name static files as they are: nothing was collected for it.
    del os.environ["ALLIANTIE_STATIC"]
    # Read now, so that pytest-django, whose turn comes later, finds Django's settings in place.
    from django.conf import settings

    from tests.support.passwords import hash_quickly
    from tests.support.reading import library_of_run, read_once

    assert settings.APP_ROLE == "alliantie_app"
    hash_quickly()
    read_once()
    library_of_run(server.data)


def pytest_sessionstart(session: pytest.Session) -> None:
    """What is said from here on is kept, now that Django is set up and says it in its own way."""
    from tests.support.background import as_in_production
    from tests.support.said import keep

    as_in_production()
    keep(session.config.stash[SERVER].data)


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config) -> TestServer:
    """The embedded server of this run."""
    return pytestconfig.stash[SERVER]


@pytest.fixture(autouse=True)
def _practices_of_files(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a database the library knows the practices of files alone, as in a command that has none."""
    if request.node.get_closest_marker("django_db") is None:
        monkeypatch.setattr(import_module("alliantie.practices.library"), "_finders", [])


@pytest.fixture
def reserved(monkeypatch: pytest.MonkeyPatch) -> None:
    """For one test two practices reserve a decision for who leads the team."""
    from tests.cases.reserved_ways import reserve

    reserve(monkeypatch)


@pytest.fixture
def data() -> Iterator[Path]:
    """An empty data folder that the database's own user can reach, as in an open checkout."""
    folder = new_folder("alliantie-data-")
    yield folder / "data"
    shutil.rmtree(folder)
    # What was killed could not take its socket's folder along.
    if (left := socket_folder(folder / "data")).exists():
        shutil.rmtree(left)


class Databases:
    """The database this worker's Django is connected to, replaced when a test has committed."""

    def __init__(self, server: TestServer) -> None:
        self.server = server
        self.name = ""
        self._emptying: Any = None

    def renew(self) -> None:
        """Connect Django to a fresh clone and drop the one it used."""
        from tests.support.emptying import Emptying

        self.use(self.server.clone())
        self._emptying = Emptying(self.server.addresses(self.name).owner)

    def use(self, name: str) -> None:
        """Connect Django to a database until the end of the test, and drop the one it used."""
        from django.db import connections

        from alliantie.cases.queries import own_practices

        connections.close_all()
        if self._emptying:
            self._emptying.close()
            self._emptying = None
        # Versions that an organisation made in the database before this one.
        own_practices.forget()
        before, self.name = self.name, name
        for alias in connections:
            connections[alias].settings_dict["NAME"] = self.name
        addresses = self.server.addresses(self.name)
        # Programs that a test starts use its database.
        os.environ.update(
            DATABASE_URL=addresses.app, DATABASE_OWNER_URL=addresses.owner, DATABASE_JOBS_URL=addresses.jobs
        )
        if before:
            self.server.drop(before)

    def restore(self) -> None:
        """Leave the next test a database like a new one: this one emptied, or a fresh clone."""
        from django.db import connections

        from alliantie.cases.queries import own_practices

        # Versions that an organisation made in the database before this one.
        own_practices.forget()
        ours = all(each.settings_dict["NAME"] == self.name for each in connections.all())
        if not (ours and self._emptying and self._emptying.empty()):
            self.renew()

    def close(self) -> None:
        """Remove the last database. Raises when a program that a test started is still connected to it."""
        from django.db import connections

        connections.close_all()
        if self._emptying:
            self._emptying.close()
        self.server.drop(self.name)


@pytest.fixture(scope="session")
def databases(server: TestServer) -> Databases:
    """The database of this worker."""
    return Databases(server)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, databases: Databases
) -> Iterator[None]:
    """Replace the making of test databases: a clone, which is made as new after a committing test."""
    from django.db import connection
    from django.test import TransactionTestCase

    patch = pytest.MonkeyPatch()
    # Django would flush, which the application role rightly may not.
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _self: databases.restore())
    with django_db_blocker.unblock():
        databases.renew()
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == ("alliantie_app",)
        connection.close()
    yield
    patch.undo()
    with django_db_blocker.unblock():
        databases.close()


@pytest.fixture
def live(transactional_db: None, databases: Databases, tmp_path: Path) -> Iterator[Live]:
    """A real web server on this test's database; what the test commits, its pages show."""
    with live_server(databases.server, databases.name, tmp_path) as running:
        yield running
    # To remove it is to see that no process of the server stayed with it.
    databases.renew()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium per worker."""
    # The browser's event loop runs in the thread of the tests, where Django would refuse to work.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=IN_TESTS)
        yield running
        running.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Open private windows; options are those of playwright's `new_context`."""
    opened: list[BrowserContext] = []

    def open_one(**options: Any) -> BrowserContext:
        opened.append(browser.new_context(**{"locale": "nl-NL", **options}))
        return opened[-1]

    yield open_one
    for context in opened:
        context.close()
