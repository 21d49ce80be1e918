"""A whole round by two people in two windows, in each of the nine practices, and the beginning of the next one."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from alliantie.demo import accounts
from alliantie.practices import library
from tests.browser.looks import ANSWER_WORDS, APART, EASY_WORDS, heading
from tests.browser.people import Both, Client, Worker, ask_again, go, look_at_picture, look_at_trend, today_in_words
from tests.browser.windows import DESKTOP, PHONE, Windows

# As in use: what one process knows another has to find out.
WORKERS = 2
# Of each practice the worker and the client of whom the demo says that a round of theirs is open.
PAIRS = {
    practice: (
        next(a.login for a in accounts() if (a.practice_id, a.role) == (practice, "worker")),
        next(a.login for a in accounts() if (a.practice_id, a.role) == (practice, "client")),
    )
    for practice in library().ids()
}
EASY = {"nl-work-amersfoort"}
CLIENT_SAYS = ["Ja", "Een beetje", "Ja", "Nee", "Een beetje", "Ja", "Zeg ik liever niet", "Nee"]
WORKER_SAYS = ["Een beetje", "Ja", "Ja", "Een beetje", "Nee", "Ja", "Ja", "Weet ik niet"]
SHORT = ["Ja", "Een beetje", "Ja", "Een beetje"]
NOTE = "De sleutel ligt bij de buurvrouw."
SHARE = "Het beeld en mijn antwoorden"


@pytest.mark.parametrize("practice", sorted(PAIRS))
def test_a_whole_round(windows: Windows, practice: str) -> None:
    worker_login, client_login = PAIRS[practice]
    both = Both.of(client_login, worker_login)
    easy = practice in EASY
    words = EASY_WORDS if easy else ANSWER_WORDS
    may = practice != "nl-debt-zeist"
    agreement = f"{both.worker} belt voor het gesprek."

    worker = Worker(windows.sign_in(worker_login, DESKTOP), both)
    client = Client(windows.sign_in(client_login, PHONE), both, easy)
    worker.page.clock.install()
    client.page.clock.install()
    case = case_of(worker.page, both)

    before = begin_and_answer(client, worker)
    look_together(client, worker, client_first=easy)
    # One of each two questions on bond and on friction was left open by the client and by the worker.
    for each in (client, worker):
        if before:
            assert_first(each.page, before, helped="een beetje")
        look_at_picture(each.page, both, words, missing=(1, 1))
    talk(client, worker, agreement)
    day = today_in_words()
    client.answers_date(day, may=may)
    heading(worker.page, f"Besproken op {day}.")
    expect(worker.page.locator("main")).to_contain_text(f"Jullie spraken af: {agreement}")
    worker.opens_case(case)
    told = worker.page.locator("section", has=worker.page.locator("#happened"))
    today = told.locator("li", has_text=day).filter(has_text=re.compile("[Rr]onde.*besproken"))
    expect(today).to_have_count(1 if may else 0)

    next_round(client, worker, case, agreement)


def case_of(page: Page, both: Both) -> str:
    """The title of the case on the start page, where the round is told from the own side alone."""
    heading(page, f"Vandaag · {today_in_words()}")
    rounds = page.locator("section", has=page.locator("#rounds")).inner_text()
    assert f"Vul uw kant in: {both.client}" in rounds
    assert not re.search(rf"{both.client} (is|heeft|begon)", rounds)
    return page.locator("#cases").locator("xpath=..").locator(".row-title", has_text=both.client).inner_text()


def begin_and_answer(client: Client, worker: Worker) -> str:
    """The client's part on the phone, the worker's on one page. Returns the agreement of last time, or ""."""
    page, both = client.page, client.both
    heading(page, f"Dag {both.client}")
    agreed = page.locator("h3", has_text="Dit spraken jullie af op").locator("xpath=following-sibling::p[1]")
    agreement = agreed.inner_text().splitlines()[0] if agreed.count() else ""
    go(page, "Vul de vragen in", link=True)
    client.reads_frame_if_asked()
    client.reads_notice(8, 3)
    go(page, "Ik doe mee")
    given = in_form(client, CLIENT_SAYS)
    before = 1 if agreement else 0
    total = before + len(given)
    if agreement:
        assert helped(client, total) == agreement
    asked = client.answers_all(given, first=before + 1)
    go_back_and_change(client, total, given)
    look_back(client, asked, given, helped=before == 1)
    client.shares_and_sends(SHARE)

    worker.page.get_by_role("link", name=f"Vul uw kant in: {both.client}").click()
    worker.answers_all(in_form(client, WORKER_SAYS))
    return agreement


def in_form(client: Client, answers: list[str]) -> list[str]:
    """The answers in the words of the form of this round."""
    known = (*(EASY_WORDS if client.easy else ANSWER_WORDS), *APART)
    return [each if each in known else "Een beetje" for each in answers]


def look_back(client: Client, asked: list[str], given: list[str], *, helped: bool) -> None:
    """Look everything over, the question about last time's agreement included."""
    first = [client.page.locator(".review dt").first.inner_text()] if helped else []
    client.looks_back([*first, *asked], ["Een beetje", *given] if helped else given)


def helped(client: Client, total: int) -> str:
    """The first question, about last time's agreement. Returns that agreement."""
    client.at_question(1, total)
    said = client.page.locator(".question-form .utrecht-paragraph").first.inner_text()
    assert said.startswith("Vorige keer spraken jullie af: ")
    go(client.page, "Volgende")
    expect(client.page.locator("main")).to_contain_text("Kies een antwoord. Of kies: Zeg ik liever niet.")
    client.page.get_by_role("radio", name="Een beetje", exact=True).check()
    go(client.page, "Volgende")
    return said.removeprefix("Vorige keer spraken jullie af: ")


def go_back_and_change(client: Client, total: int, given: list[str]) -> None:
    """From the look back change the last answer, and come back to the look back."""
    client.page.get_by_role("link", name=f"Wijzig vraag {total}").click()
    client.at_question(total, total)
    expect(client.page.get_by_role("radio", name=given[-1], exact=True)).to_be_checked()
    given[-1] = "Een beetje"
    client.page.get_by_role("radio", name="Een beetje", exact=True).check()
    go(client.page, "Volgende")
    heading(client.page, "Kijk nog even na")


def look_together(client: Client, worker: Worker, *, client_first: bool) -> None:
    """Both press; whoever was first waits, and comes along by themselves."""
    for each in (client, worker):
        each.page.goto(each.page.url)
        expect(each.page.locator("main")).to_contain_text("Samen kijken kan.")
        go(each.page, "Samen kijken", link=True)
    first, second = (client, worker) if client_first else (worker, client)
    first.looks_along()
    expect(first.page.get_by_role("status")).to_have_text("We wachten op de ander.")
    assert first.page.locator("svg.picture, .picture").count() == 0
    second.looks_along()
    heading(second.page, "Zo zien jullie de samenwerking")
    ask_again(first.page)


def assert_first(page: Page, agreement: str, helped: str = "") -> None:
    """Last time's agreement stands before everything, with whether it helped where that is shared."""
    heading(page, "Zo zien jullie de samenwerking")
    first = page.locator("main > *").first
    expect(first).to_contain_text(f"Vorige keer spraken jullie af: {agreement}")
    if helped:
        expect(first).to_contain_text(re.compile(rf"Hielp het\? .+ zegt: {helped}\."))
    else:
        expect(first).not_to_contain_text("Hielp het?")


def talk(client: Client, worker: Worker, agreement: str) -> None:
    """The talk: one agreement proposed by the worker, confirmed by the client; then it is done."""
    go(worker.page, "Praten", link=True)
    go(client.page, "Praten", link=True)
    heading(client.page, "Praat hierover")
    typed_and_not_sent(client.page)
    worker.proposes(agreement)
    # The client has the form open: a text that came in is announced, not forced upon who types.
    ask_again(client.page)
    go(client.page, "Bekijk het", link=True)
    client.confirms(agreement)
    expect(client.page.get_by_role("status").filter(has_text="Alleen jullie twee zien dit.")).to_be_visible()
    client.writes_a_note(NOTE)
    ask_again(worker.page)
    expect(worker.page.locator("main")).to_contain_text(NOTE)
    go(worker.page, "Gesprek klaar")
    heading(worker.page, f"Besproken op {today_in_words()}.")
    expect(worker.page.locator("main")).to_contain_text(f"{client.both.client} schreef erbij:")
    ask_again(client.page)
    expect(client.page.locator("main")).to_contain_text(NOTE)


def typed_and_not_sent(page: Page) -> None:
    """A text that was typed is there again after a reload."""
    field, line = page.get_by_label("Eén ding, klein en precies."), page.locator(".save-status").first
    field.fill("Ik wil graag dat")
    page.clock.run_for(1_000)
    expect(line).to_have_text("Bewaard")
    page.reload()
    expect(field).to_have_value("Ik wil graag dat")
    field.fill("")
    page.clock.run_for(1_000)
    expect(line).to_have_text("Bewaard")


def next_round(client: Client, worker: Worker, case: str, agreement: str) -> None:
    """No round is open now: the worker opens one, and the agreement is the first thing for both."""
    worker.starts_round(4, case)
    expect(worker.page.get_by_role("status")).to_have_text("Vul liever eerst uw eigen kant in.")
    go(worker.page, "Nu uw eigen kant", link=True)
    worker.answers_all(SHORT)

    client.page.goto("/")
    go(client.page, "Vul de vragen in", link=True)
    client.reads_notice(4, 2)
    go(client.page, "Ik doe mee")
    assert helped(client, 5) == agreement
    asked = client.answers_all(SHORT, first=2)
    look_back(client, asked, SHORT, helped=True)
    client.shares_and_sends("Alleen het beeld")
    look_together(client, worker, client_first=True)
    for page in (client.page, worker.page):
        assert_first(page, agreement)
        look_at_picture(page, worker.both, EASY_WORDS if client.easy else ANSWER_WORDS)
        assert page.locator("summary", has_text="De antwoorden van").count() == 0
        look_at_trend(page, worker.both)
