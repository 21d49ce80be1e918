"""Signing in with a real provider in a real browser: what our policy lets through, and how the pages look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from alliantie.access.openid import flow, providers
from alliantie.people.invitations import invite
from tests.access.entering import account_of
from tests.access.openid_ways import BACK, write
from tests.browser.audit import Audit
from tests.browser.audited import OPENID
from tests.browser.windows import DESKTOP
from tests.support.forger import SECRET
from tests.support.live import Live
from tests.support.openid import real_provider
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the server finds its providers, before it starts."""
    monkeypatch.setenv("ALLIANTIE_OPENID", str(tmp_path / "providers.toml"))
    return tmp_path


@pytest.fixture
def issuer(named: Path, live: Live, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with real_provider(f"{live.url}{BACK}", SECRET) as running:
        write(named, monkeypatch, running)
        yield running
    providers._read_once.cache_clear()
    flow._apps.clear()


def show_there(page: Page, name: str) -> None:
    """Say at the provider who one is, and agree."""
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill("any")
    page.locator("button[type=submit]").click()
    page.locator("button[type=submit]").click()


def test_from_our_page_to_the_provider_and_back(
    issuer: str, live: Live, new_context: Callable[..., BrowserContext]
) -> None:
    world = World.make()
    account_of(world.workers[0], "peter")
    provider = providers.provider_of("gemeente")
    assert provider is not None
    code = invite("peter", provider)
    page: Page = new_context(base_url=live.url, **DESKTOP).new_page()
    audit = Audit(page)
    page.goto("/search")
    page.get_by_role("link", name="Inloggen met Gemeente Lindedal").click()
    show_there(page, "p.de.vries")
    expect(page.locator("h1")).to_have_text("Uw eerste keer met Gemeente Lindedal")
    audit.look()
    page.get_by_label("Code", exact=True).fill("niet deze")
    page.get_by_role("button", name="Verder").click()
    expect(page.locator("#errors")).to_be_visible()
    audit.look()
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name="Verder").click()
    expect(page).to_have_url(f"{live.url}/search")
    page.get_by_role("button", name="Afmelden").first.click()
    page.get_by_text("U bent afgemeld bij Alliantie.").click()
    page.get_by_role("link", name="Ook afmelden bij Gemeente Lindedal").click()
    page.get_by_role("button", name="Yes, sign me out").click()
    expect(page.locator("h1")).to_have_text("Inloggen")
    assert page.url.startswith(f"{live.url}/account/login/")
    page.goto(f"{BACK}?code=old&state=old")
    expect(page.locator("h1")).to_have_text("Inloggen met Gemeente Lindedal lukte niet")
    audit.look()
    audit.is_right(OPENID)
