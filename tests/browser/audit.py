"""What holds for every page, looked at in the browser: axe, width, targets, paper, language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from django.urls import resolve
from playwright.sync_api import Error, Page, Response

# What is wrong, and how many rules found something to look at.
RUN = """(options) => axe.run(document, options)
  .then((found) => ({ violations: found.violations, passes: found.passes.length }))"""
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
# Each two of theme, width and language meet in one of these.
VIEWS = {
    "nl": (("light", 390), ("dark", 1280)),
    "en": (("light", 1280), ("dark", 390)),
}
# 320 is 1280 at 400 %.
NARROW = (360, 320)

TOO_LOW = """() => {
  const low = [];
  const all = "button, a.utrecht-button, summary, select, textarea, input:not([type=hidden], [type=radio],"
    + " [type=checkbox]), .answer, .check, li.row:has(a.row-title), nav a, footer a, a.brand, .error-summary a, a.back,"
    + " main p:not([class]) > a";
  for (const each of document.querySelectorAll(all)) {
    const box = each.getBoundingClientRect();
    const least = each.matches(".answer") ? 54 : 48;
    const shown = each.checkVisibility({ visibilityProperty: true }) && !each.closest(".visually-hidden");
    if (shown && box.height > 0 && box.height < least - 0.5) {
      low.push(`${each.tagName}.${each.className} "${each.textContent.trim().slice(0, 40)}" ${box.height}`);
    }
  }
  const answers = [...document.querySelectorAll(".answer")].map((each) => each.getBoundingClientRect());
  for (const [place, one] of answers.entries()) {
    const next = answers[place + 1];
    if (next && next.top > one.top && next.top - one.bottom < 7.5 && next.top > one.bottom - 1) {
      low.push(`answers ${next.top - one.bottom} apart`);
    }
  }
  return low;
}"""

ON_PAPER = """() => {
  const controls = "nav:not(.book-contents), header .page-tools, footer, .utrecht-button, .switch, .utrecht-skip-link";
  const shown = [...document.querySelectorAll(controls)].filter((each) => each.checkVisibility());
  const folded = [...document.querySelectorAll("details:not([open])")]
    .filter((each) => each.checkVisibility() && each.lastElementChild.getBoundingClientRect().height === 0);
  return [...shown, ...folded].map((each) => `${each.tagName}.${each.className} ${each.textContent.slice(0, 30)}`);
}"""

# Whether what has the focus lies under something else, such as a bar that stays at hand.
COVERED = """() => {
  const each = document.activeElement;
  const box = each.getBoundingClientRect();
  const there = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const seen = !there || each.contains(there) || there.contains(each) || there.closest("li.row")?.contains(each);
  return seen ? "" : `${each.tagName} "${each.textContent.trim().slice(0, 40)}"`;
}"""


@dataclass
class Audit:
    """Looks at pages of one window and gathers what is not right, and which routes were looked at."""

    page: Page
    wrong: list[str] = field(default_factory=list)
    visited: set[str] = field(default_factory=set)

    def visit(self, address: str, status: int = 200) -> None:
        """Open a page in each language, and look at it from all sides; stay on it in Dutch."""
        for language in ("en", "nl"):
            self.speak(language)
            answer = self._open(address)
            assert answer is not None
            assert answer.status == status, f"{address} gave {answer.status} at {self.page.url}"
            self.look(language)

    def speak(self, language: str) -> None:
        """Choose the language of the next pages."""
        self.page.context.add_cookies([{"name": "language", "value": language, "domain": "localhost", "path": "/"}])

    def look(self, language: str = "nl") -> None:
        """Look at the page as it is now."""
        page = self.page
        path = page.url.split("/", 3)[3].split("?")[0].split("#")[0]
        name = resolve(f"/{path}").url_name
        self.visited.add(name or "")
        where = f"{name} {language} ({page.locator('h1').first.inner_text()})"
        said = page.locator("html").get_attribute("lang")
        if said != language:
            self.wrong.append(f"{where}: lang is {said}")
        for scheme, width in VIEWS[language]:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            # Just too low for the bar that stays at hand: what it covers comes free by scrolling, which axe cannot do.
            page.set_viewport_size({"width": width, "height": 590 if width == 390 else 800})
            self._axe(f"{where} {scheme} {width}")
            if width == 390 and language == "nl":
                self.wrong += [f"{where}: too low: {each}" for each in page.evaluate(TOO_LOW)]
        for width in NARROW:
            page.set_viewport_size({"width": width, "height": 664})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                self.wrong.append(f"{where}: scrolls sideways at {width}: {wide}")
        if language == "nl":
            page.emulate_media(media="print")
            self.wrong += [f"{where}: on paper: {each}" for each in page.evaluate(ON_PAPER)]
            # Before the code was typed, and after leaving, the page knows of nobody.
            of_two = (name or "").startswith("round-") and name not in ("round-link", "round-leave")
            if of_two and "Hoort niet in het dossier." not in page.locator(".print-line").inner_text():
                self.wrong.append(f"{where}: no line on paper")
            page.emulate_media(media="screen")
        page.set_viewport_size({"width": 1280, "height": 800})

    def tab(self, presses: int) -> None:
        """Go through the page by keyboard on a phone: what has the focus can be seen (WCAG 2.4.11)."""
        self.page.set_viewport_size({"width": 390, "height": 700})
        for _press in range(presses):
            self.page.keyboard.press("Tab")
            if covered := self.page.evaluate(COVERED):
                self.wrong.append(f"{self.page.url}: under something else: {covered}")
        self.page.set_viewport_size({"width": 1280, "height": 800})

    def is_right(self, routes: set[str]) -> None:
        """Nothing was wrong on any page, and these are the routes that were looked at."""
        assert not self.wrong, "\n".join(self.wrong)
        assert self.visited == routes

    def and_(self, other: Audit) -> Audit:
        """Both audits as one."""
        return Audit(self.page, self.wrong + other.wrong, self.visited | other.visited)

    def _open(self, address: str) -> Response | None:
        try:
            return self.page.goto(address)
        except Error as error:
            # A page that asks how things stand can go on by itself at that very moment, which breaks ours off.
            if "ERR_ABORTED" not in error.message and "interrupted by another navigation" not in error.message:
                raise
            self.page.wait_for_load_state()
            return self.page.goto(address)

    def _axe(self, where: str) -> None:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        results: dict[str, Any] = self.page.evaluate(RUN, RULES)
        assert results["passes"] > 10, "axe looked at next to nothing"
        for violation in results["violations"]:
            nodes = [f"{node['target']} {node['html'][:160]}" for node in violation["nodes"]]
            self.wrong.append(f"{where}: {violation['id']}: {violation['help']}: {nodes}")
