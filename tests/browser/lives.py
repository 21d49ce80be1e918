"""A case from first contact to its end on its pages, while the clock moves: what is asked, when, how hard, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.audited import unfold
from tests.browser.people import go

# More at once is no longer a list of what comes first.
MOST = 5
_WEEKDAY = re.compile(r"\b(maan|dins|woens|donder|vrij|zater|zon)dag (?=\d)")
_ROWS = """() => [...document.querySelector('#first').closest('section').querySelectorAll('li.row')].map((row) => [
  row.querySelector('.row-title').textContent.trim().replace(/\\s+/g, ' '),
  row.textContent.trim().replace(/\\s+/g, ' '),
  row.parentElement.closest('details:not([open])') === null,
])"""


@dataclass
class Life:
    """One case on the screen of one worker, and the rules it may ever meet (`rules`: how their rows begin)."""

    page: Page
    rules: tuple[str, ...]
    case: str = ""
    met: set[str] = field(default_factory=set)
    day: str = ""

    def on(self, day: str) -> Life:
        """It is noon on this day, and the night before it has passed."""
        self.day = day
        moment = {"X-Moment": f"{day}T11:00:00+00:00"}
        number = re.search(r"/cases/([0-9a-f-]{36})/", self.case)
        self.page.context.set_extra_http_headers(moment | ({"X-Reckon": number[1]} if number else {}))
        return self

    def asked(self, *rows: tuple[str, ...]) -> Life:
        """What the page of the case asks, in order: how each row begins, and what it says of when, how hard and why.

        Nothing else stands there, no more than five are in sight, and each is a rule of this measure.
        """
        self.page.goto(self.case)
        found = self.page.evaluate(_ROWS) if self.page.locator("#first").count() else []
        titles = [title for title, _text, _seen in found]
        begun = [begins for begins, *_words in rows]
        assert [title[: len(begins)] for title, begins in zip(titles, begun, strict=False)] == begun, titles
        assert len(titles) == len(rows), titles
        assert sum(seen for _title, _text, seen in found) <= MOST
        for (title, text, _seen), (_begins, *words) in zip(found, rows, strict=True):
            said = _WEEKDAY.sub("", text)
            for each in words:
                assert each in said, (title, each, said)
            ours = [rule for rule in self.rules if title.startswith(rule)]
            assert ours, f"{title} is no rule of this measure"
            self.met.update(ours)
        return self

    def follow(self, what: str) -> Page:
        """Follow a row of what is to be done."""
        self.page.goto(self.case)
        unfold(self.page)
        first = self.page.locator("#first").locator("xpath=ancestor::section")
        first.get_by_role("link", name=re.compile(f"^{re.escape(what)}")).first.click()
        return self.page

    def choose(self, question: str, answer: str) -> None:
        """Answer a question, which is a list or a row of buttons, whatever fits how many answers there are."""
        there = self.page.get_by_label(question, exact=True)
        if there.count() and there.first.evaluate("each => each.tagName") == "SELECT":
            there.first.select_option(label=answer)
        else:
            self.page.get_by_label(answer, exact=True).first.check()

    def talk(
        self, kind: str, *, explained: bool = False, people: tuple[str, ...] = (), mode: str = "", others: bool = False
    ) -> Life:
        """Record a talk of today; with `others` somebody else was there too."""
        page = self.page
        page.goto(f"{self.case}talk")
        self.choose("Wat voor gesprek?", kind)
        for box in page.get_by_role("group", name="Met wie?").get_by_role("checkbox").all() if people else ():
            name = (box.locator("xpath=..").text_content() or "").strip()
            box.set_checked(name in people)
        if explained:
            page.get_by_label("Ik legde uit wat er geldt").check()
        if mode:
            self.fill(mode=mode)
        if others:
            page.locator("main [name^='others']").check()
        page.get_by_role("button", name="Bewaar", exact=True).first.click()
        expect(page).not_to_have_url(re.compile("/talk$"))
        return self

    def note(self, kind: str, *about: str, **said: str) -> Life:
        """Record by hand that something happened today: about whom, and its values."""
        self.page.goto(f"{self.case}happening/{kind}")
        for name in about:
            self.page.get_by_role("checkbox", name=re.compile(rf"\b{name} ")).check()
        self.fill(**said)
        go(self.page, "Bewaar")
        expect(self.page).not_to_have_url(re.compile("/happening/"))
        return self

    def explain(self, rule: str, *people: str) -> Life:
        """Record where the rows of a rule lead that the frame was explained today, to each of these."""
        for name in people:
            self.follow(f"{rule}: {name}")
            self.page.locator("main [name='on']").fill(self.day)
            go(self.page, "Bewaar")
            expect(self.page.locator("main")).to_contain_text("uitgelegd op")
        return self

    def change(self, what: str, **said: str) -> Life:
        """Record that a measure begins, ends or lasts longer, from today."""
        self.page.goto(f"{self.case}measure")
        self.fill(what=what, **said)
        go(self.page, "Bewaar")
        expect(self.page).not_to_have_url(re.compile("/measure$"))
        return self

    def fill(self, **said: str) -> None:
        """Fill in by the names of fields; a choice by its value."""
        for name, value in said.items():
            there = self.page.locator(f"main [name='{name}']")
            kind = there.first.evaluate("each => each.tagName === 'SELECT' ? 'select' : each.type")
            if kind in ("radio", "checkbox"):
                self.page.locator(f"main [name='{name}'][value='{value}']").check()
            elif kind == "select":
                there.select_option(value)
            else:
                there.fill(value)

    def went_wrong(self, kind: str, said: str, about: str = "") -> str:
        """Record an incident of today, of which the client says nothing; gives its address."""
        page = self.page
        page.goto(f"{self.case}incidents/new")
        page.get_by_role("link", name=kind, exact=True).click()
        untried = page.get_by_label("Nog niet geprobeerd", exact=True)
        if untried.count():
            untried.check()
        if about:
            page.get_by_role("checkbox", name=re.compile(rf"\b{about} ")).check()
        page.get_by_label(said, exact=True).check()
        # Asked with what happened where there is one person to ask, and after it else.
        if not about:
            page.get_by_label("zegt liever niets").check()
        go(page, "Bewaar")
        if about:
            page.get_by_label("zegt liever niets").check()
            go(page, "Verder")
        expect(page).to_have_url(re.compile(r"/incidents/[0-9a-f-]{36}"))
        return page.url.split("?")[0]

    def answer(self, incident: str, option: str, **said: str) -> Locator:
        """Choose what is done about an incident; gives its page."""
        page = self.page
        page.goto(incident)
        unfold(page)
        page.get_by_label(option).first.check()
        self.fill(**said)
        page.get_by_label("Waarom past dit?").fill("Dit past nu.")
        go(page, "Bewaar")
        expect(page.get_by_role("status").first).to_contain_text("Bewaard")
        return page.locator("main")

    def post(self, **said: str) -> Life:
        """Fill the letter on the screen in, sign it and say that it was sent today."""
        self.fill(**said)
        go(self.page, "Maak de brief")
        go(self.page, "Onderteken")
        go(self.page, "De brief is verstuurd")
        expect(self.page.get_by_role("status").first).to_contain_text("Bewaard")
        return self

    def end(self, reason: str, *, over: bool = False) -> Life:
        """End the case today; and with it, where that is `over`, what someone else imposed."""
        page = self.page
        page.goto(f"{self.case}end")
        unfold(page)
        page.get_by_role("radio", name=re.compile(f"^{re.escape(reason)}")).check()
        go(page, "Verder")
        for name in ("interests", "cause", "contact"):
            page.locator(f"main [name='{name}']").fill("Besproken.")
        for imposed in page.get_by_label(re.compile("^Eindigde dit ook")).all() if over else ():
            imposed.fill(self.day)
        decides = page.locator("main [name='decided_by']")
        if decides.count():
            decides.fill("Sef Hazelaar")
        page.get_by_role("button", name="Sluit de zaak af", exact=True).click()
        expect(page.locator("#errors")).to_have_count(0)
        expect(page).not_to_have_url(re.compile("/end$"))
        return self


def opened(page: Page, measure: str, rules: tuple[str, ...], day: str, until: str, *people: dict[str, Any]) -> Life:
    """A case that begins on this day under a measure, made on the page for a new case."""
    life = Life(page, rules).on(day)
    page.goto("/cases/new")
    for number, person in enumerate(people):
        if number:
            go(page, "Nog een persoon")
        life.fill(**{f"person{number}-{name}": value for name, value in person.items()})
    life.choose("Hoe begint de zaak?", measure)
    life.fill(**({"until": until} if until else {}))
    before = page.get_by_label("Wat ging eraan vooraf?")
    if before.count():
        before.fill("Elders begonnen.")
    go(page, "Maak de zaak")
    expect(page).to_have_url(re.compile(r"/cases/[0-9a-f-]{36}/"))
    life.case = page.url.split("#")[0].split("?")[0]
    return life.on(day)
