"""The browser the tests look through."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext


def test_what_playwright_switches_off_stays_off(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context().new_page()
    page.goto("chrome://version")
    theirs, ours = re.findall(r"--disable-features=(\S+)", page.locator("#command_line").inner_text())
    assert set(theirs.split(",")) <= set(ours.split(","))
    assert {"WebUIOmniboxPopup", "WebUIOmniboxAimPopup"} <= set(ours.split(","))
