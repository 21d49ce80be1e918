"""One embedded database server per run, a database per worker, and a real browser where asked for.

`db` gives a transaction that is rolled back. `transactional_db` and `live` commit, and give the next
test a fresh clone. Tests are the application role, as in production.
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

    def renew(self) -> None:
        """Connect Django to a fresh clone and drop the one it used."""
        from django.db import connections

        from alliantie.cases.queries import own_practices

        connections.close_all()
        # Versions that an organisation made in the database before this one.
        own_practices.forget()
        before, self.name = self.name, self.server.clone()
        for alias in connections:
            connections[alias].settings_dict["NAME"] = self.name
        addresses = self.server.addresses(self.name)
        # Programs that a test starts use its database.
        os.environ.update(DATABASE_URL=addresses.app, DATABASE_OWNER_URL=addresses.owner)
        if before:
            self.server.drop(before)


@pytest.fixture(scope="session")
def databases(server: TestServer) -> Databases:
    """The database of this worker."""
    return Databases(server)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, databases: Databases
) -> Iterator[None]:
    """Replace the making of test databases: a clone, and another clone after a committing test."""
    from django.db import connection, connections
    from django.test import TransactionTestCase

    patch = pytest.MonkeyPatch()
    # Django would flush, which the application role rightly may not.
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _self: databases.renew())
    with django_db_blocker.unblock():
        databases.renew()
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == ("alliantie_app",)
        connection.close()
    yield
    patch.undo()
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture
def live(transactional_db: None, databases: Databases, tmp_path: Path) -> Iterator[Live]:
    """A real web server on this test's database; what the test commits, its pages show."""
    with live_server(databases.server, databases.name, tmp_path) as running:
        yield running


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
