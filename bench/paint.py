"""When the largest thing of a page is painted, in a real Chromium slowed down four times."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from playwright.sync_api import sync_playwright

from bench.visitor import Visitor
from tests.support.chromium import FLAGS, chromium

_SLOWER = 4
_TIMES = 5
_PAINT = """() => new Promise(resolve => new PerformanceObserver(list => resolve(list.getEntries().at(-1).startTime))
    .observe({type: "largest-contentful-paint", buffered: true}))"""


def largest_paint(port: int, pages: Mapping[str, tuple[Visitor, str]]) -> dict[str, float]:
    """Milliseconds until the largest paint of each page, the median of five first visits with an empty cache."""
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for name, (visitor, path) in pages.items():
            taken = []
            for _time in range(_TIMES):
                context = browser.new_context(viewport={"width": 390, "height": 844})
                address = f"http://localhost:{port}"
                context.add_cookies(
                    [{"name": key, "value": value, "url": address} for key, value in visitor.cookies.items()]
                )
                page = context.new_page()
                context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
                page.goto(f"{address}{path}", wait_until="networkidle")
                taken.append(float(page.evaluate(_PAINT)))
                context.close()
            found[name] = median(taken)
        browser.close()
    return found
