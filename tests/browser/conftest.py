"""A server with the demo for the tests of one file, and windows on it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.windows import PATIENCE, Site, Windows, windows_on
from tests.support.databases import TestServer
from tests.support.live import SERVED, live_server

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def site(
    server: TestServer, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Site]:
    """A real web server on its own copy of the demo, shared by the tests of a file; they keep to cases of their own.

    It serves from one process, or from as many as the file says in WORKERS, and what it says in APPLICATION.
    """
    name, workers = server.clone("demo"), getattr(request.module, "WORKERS", 1)
    application = getattr(request.module, "APPLICATION", SERVED)
    with live_server(server, name, tmp_path_factory.mktemp("site"), workers, application) as live:
        yield Site(live.url, server.addresses(name))
        assert "Traceback" not in live.log.read_text()
    server.drop(name)


@pytest.fixture
def windows(browser: Browser, site: Site) -> Iterator[Windows]:
    """Private windows on the site. After the test: no request went elsewhere, no script or server failed."""
    with windows_on(browser, site) as opened:
        yield opened
