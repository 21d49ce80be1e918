"""The browser the tests look through."""

import re

from playwright.sync_api import Browser


def test_what_playwright_switches_off_stays_off(browser: Browser) -> None:
    line = browser.new_browser_cdp_session().send("SystemInfo.getInfo")["commandLine"]
    theirs, ours = re.findall(r"--disable-features=(\S+)", line)
    assert set(theirs.split(",")) <= set(ours.split(","))
    assert {"WebUIOmniboxPopup", "WebUIOmniboxAimPopup"} <= set(ours.split(","))
