"""The question screen of the look: keys, focus, what is in view, and the words for each thing that can happen."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from alliantie.instruments import library as instruments
from alliantie.practices import library as practices
from tests.browser.looks import ANSWER_WORDS, APART, heading
from tests.browser.people import go
from tests.browser.windows import DESKTOP, PHONE, Windows, find_internet, lose_internet, nothing_waits, type_password

VOICE = """Object.defineProperty(speechSynthesis, "getVoices", {
  value: () => [{ localService: true, lang: "nl-NL", name: "test" }],
});"""
FOCUSED = """() => {
  const here = document.activeElement;
  const label = here.closest("label");
  return (label ? label.innerText : here.innerText).trim();
}"""


def at_first_question(windows: Windows, login: str, size: dict[str, object]) -> Page:
    """A client of the demo at the first question about the working together, by the second step of the list."""
    page = windows.sign_in(login, size)
    if page.get_by_role("link", name="Vul de vragen in").count():
        go(page, "Vul de vragen in", link=True)
    if page.get_by_role("button", name="Ik doe mee").count():
        go(page, "Ik doe mee")
    page.wait_for_url(re.compile(r"/(question/\d+|review)"))
    page.goto(re.sub(r"(question/\d+|review).*", "question/2", page.url))
    expect(page.locator("main h1")).to_be_focused()
    return page


def test_the_keys_follow_the_screen(windows: Windows) -> None:
    """Lees voor, Stoppen, the answers as one stop with arrows, Volgende, Vorige; the question has the focus first."""
    context = windows.open(
        DESKTOP, storage_state=windows.sign_in("amin.jeugdbescherming", DESKTOP).context.storage_state()
    )
    context.add_init_script(VOICE)
    page = context.new_page()
    page.goto("/")
    go(page, "Vul de vragen in", link=True)
    go(page, "Ik doe mee")
    expect(page.locator(".question-step")).to_have_text(re.compile("Vraag 1 "))
    page.goto(re.sub(r"question/\d+.*", "question/2", page.url))
    expect(page.locator("main h1")).to_be_focused()

    def press(key: str) -> str:
        page.keyboard.press(key)
        return str(page.evaluate(FOCUSED))

    question = page.locator("main h1").inner_text()
    assert press("Tab") == ANSWER_WORDS[0]
    assert page.locator("input:checked").count() == 0
    assert [press("ArrowDown") for _answer in range(6)] == [*ANSWER_WORDS[1:], *APART]
    assert press("ArrowUp") == APART[0]
    expect(page.get_by_role("radio", name=APART[0])).to_be_checked()
    expect(page.locator(".save-status")).to_have_text("Bewaard")
    assert press("Tab") == "Volgende"
    assert press("Tab") == "Vorige"
    assert [press("Shift+Tab"), press("Shift+Tab")] == ["Volgende", APART[0]]
    assert [press("Shift+Tab"), press("Shift+Tab")] == ["Stoppen", "Lees voor"]
    for _back in range(2):
        press("Tab")
    press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".question-step")).to_have_text(re.compile("Vraag 3 "))
    expect(page.locator("main h1")).to_be_focused()
    assert page.locator("main h1").inner_text() != question


def test_focus_is_seen_in_light_and_dark(windows: Windows) -> None:
    page = at_first_question(windows, "amin.jeugdbescherming", DESKTOP)
    for scheme, ink in (("light", "rgb(36, 39, 43)"), ("dark", "rgb(243, 238, 230)")):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.locator("main h1").focus()
        page.keyboard.press("Tab")
        style = page.locator(".answer:has(:focus-visible)").evaluate("each => getComputedStyle(each).outline")
        assert "3px" in style
        assert ink in style


def test_next_is_in_view_under_every_question_of_two_lines(windows: Windows) -> None:
    """At 390 by 664, for each question of each practice in each length, form and language."""
    page = at_first_question(windows, "noor.reclassering", PHONE)
    own = instruments().latest("own")
    asked = {
        item.text
        for practice in (practices().latest(each) for each in practices().ids())
        for form in ("standard", "easy")
        for language in ("nl", "en")
        for item in own.questionnaire(
            role="client",
            variant=practice.rounds.variant,
            length=16,
            form=form,
            language=language,
            words={
                "professional": practice.words.professional.one(language),
                "client": practice.words.client.one(language),
            },
        ).items
    }
    assert len(asked) > 50
    measured = page.evaluate(
        """(texts) => texts.map((text) => {
          const title = document.querySelector("main h1");
          title.textContent = text;
          const high = title.getBoundingClientRect().height;
          const lines = Math.round(high / parseFloat(getComputedStyle(title).lineHeight));
          return [text, lines, document.querySelector(".button-main").getBoundingClientRect().bottom + scrollY];
        })""",
        sorted(asked),
    )
    assert max(lines for _text, lines, _end in measured) >= 2
    assert [each for each in measured if each[1] <= 2 and each[2] > 664] == []


def test_nothing_of_the_case_the_scale_or_the_other_is_on_it(windows: Windows) -> None:
    page = at_first_question(windows, "noor.reclassering", PHONE)
    words = page.locator("body").inner_text()
    for absent in ("vertrouwen", "binding", "stroefheid", "Yilmaz", "Jansen", "toezicht sinds", "Vandaag", "Afmelden"):
        assert absent.lower() not in words.lower(), absent
    assert page.locator("nav, [role=timer], progress, meter").count() == 0


def test_each_thing_that_can_happen_has_its_words(windows: Windows) -> None:
    """Nothing chosen, offline, failed, slow, and saved."""
    page = at_first_question(windows, "emine.tilburg", PHONE)
    line = page.locator(".save-status")
    go(page, "Volgende")
    expect(page.locator(".utrecht-form-field-error-message")).to_have_text(
        "Kies een antwoord. Of kies: Zeg ik liever niet."
    )
    page.goto(page.url)

    lose_internet(page)
    page.get_by_role("radio", name="Ja", exact=True).check()
    expect(line).to_have_text("Geen internet. Uw antwoord staat nog op deze telefoon. We sturen het later.")
    find_internet(page)
    expect(line).to_have_text("Bewaard")

    def fail(route: Route) -> None:
        route.fulfill(status=422)

    page.route("**/save", fail)
    page.get_by_role("radio", name="Nee", exact=True).check()
    expect(line).to_have_text("Bewaren lukte niet. Uw keuze staat er nog. Probeer het nog een keer.")
    page.unroute("**/save")

    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/save", hold)
    page.get_by_role("radio", name="Een beetje", exact=True).check()
    expect(line).to_have_text("Even bewaren …")
    waiting[0].continue_()
    expect(line).to_have_text("Bewaard")
    page.unroute("**/save")
    # An answer that could not be sent outlives a reload of the tab.
    page.route("**/save", lambda route: route.abort())
    page.get_by_role("radio", name="Ja, helemaal", exact=True).check()
    expect(line).to_contain_text("Geen internet.")
    page.reload()
    expect(page.get_by_role("radio", name="Ja, helemaal", exact=True)).to_be_checked()
    page.unroute("**/save")
    page.reload()
    expect(page.get_by_role("radio", name="Ja, helemaal", exact=True)).to_be_checked()
    expect(line).to_have_text("Bewaard")
    page.reload()
    expect(page.get_by_role("radio", name="Ja, helemaal", exact=True)).to_be_checked()
    forgive_lost_internet(windows)


def waiting(page: Page) -> int:
    """How many answers wait in the storage of this browser."""
    return int(page.evaluate("Object.keys(localStorage).length"))


def to_the_questions(page: Page) -> None:
    """From the client's home page to the first question that is open."""
    go(page, "Vul de vragen in", link=True)
    page.wait_for_url(re.compile(r"/(notice|question)"))
    page.wait_for_load_state()
    if page.get_by_role("button", name="Ik doe mee").count():
        go(page, "Ik doe mee")
    expect(page.locator("main h1")).to_be_focused()


def answer_here(page: Page, answer: str, then: str) -> None:
    """Choose, go on by "Volgende", and be at the question whose number is told in `then`."""
    # Sooner it would count as the second press of two, where this answer stands already.
    page.wait_for_timeout(600)
    page.get_by_role("radio", name=answer, exact=True).check()
    go(page, "Volgende")
    expect(page.locator(".question-step")).to_have_text(re.compile(f"^Vraag {then} "))
    expect(page.locator("main h1")).to_be_focused()


def forgive_lost_internet(windows: Windows) -> None:
    """What a browser itself says of requests that a test let fail."""
    lost = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")
    windows.wrong = [each for each in windows.wrong if not any(word in each for word in lost)]


def test_without_internet_the_client_goes_on_and_every_answer_comes_through(windows: Windows) -> None:
    page = at_first_question(windows, "emine.tilburg", PHONE)
    second = page.locator("h1").inner_text()
    line = page.locator(".save-status")
    lose_internet(page)
    answer_here(page, "Ja", "3")
    third = page.locator("h1").inner_text()
    assert third != second
    expect(line).to_have_text("Geen internet. Uw antwoord staat nog op deze telefoon. We sturen het later.")
    expect(page).to_have_title(re.compile("^Vraag 3 van "))
    assert page.url.endswith("/question/3")
    assert page.locator("input:checked").count() == 0
    # Longer than what counts as the second press of two.
    page.wait_for_timeout(600)
    go(page, "Volgende")
    expect(line).to_have_text("Kies een antwoord. Of kies: Zeg ik liever niet.")
    answer_here(page, "Nee", "4")
    answer_here(page, "Een beetje", "5")
    assert waiting(page) == 3

    go(page, "Vorige", link=True)
    expect(page.get_by_role("radio", name="Een beetje", exact=True)).to_be_checked()
    page.go_back()
    expect(page.locator(".question-step")).to_have_text(re.compile("^Vraag 5 "))
    for _back in range(2):
        page.go_back()
    expect(page.locator("h1")).to_have_text(third)
    expect(page.get_by_role("radio", name="Nee", exact=True)).to_be_checked()
    page.go_forward()
    expect(page.locator(".question-step")).to_have_text(re.compile("^Vraag 4 "))

    find_internet(page)
    expect(line).to_have_text("Bewaard")
    assert waiting(page) == 0
    go(page, "Volgende")
    page.wait_for_url("**/question/5")
    for step, answer in ((2, "Ja"), (3, "Nee"), (4, "Een beetje")):
        page.goto(re.sub(r"question/\d+.*", f"question/{step}", page.url))
        expect(page.get_by_role("radio", name=answer, exact=True)).to_be_checked()
    forgive_lost_internet(windows)


def test_answers_given_without_internet_outlive_the_page(windows: Windows) -> None:
    page = at_first_question(windows, "emine.tilburg", PHONE)
    lose_internet(page)
    answer_here(page, "Nee", "3")
    answer_here(page, "Ja", "4")
    page.close()
    again = page.context.new_page()
    page.context.set_offline(False)
    again.goto(re.sub(r"question/\d+.*", "question/2", page.url))
    expect(again.get_by_role("radio", name="Nee", exact=True)).to_be_checked()
    nothing_waits(again)
    go(again, "Volgende")
    expect(again.get_by_role("radio", name="Ja", exact=True)).to_be_checked()
    forgive_lost_internet(windows)


def test_the_last_question_waits_for_internet_and_then_goes_on(windows: Windows) -> None:
    page = at_first_question(windows, "emine.tilburg", PHONE)
    total = int(page.locator(".question-step").inner_text().split()[-1])
    page.goto(re.sub(r"question/\d+.*", "question/1", page.url))
    lose_internet(page)
    for step in range(2, total + 1):
        answer_here(page, "Ja", str(step))
    page.get_by_role("radio", name="Nee", exact=True).check()
    go(page, "Volgende")
    expect(page.locator(".save-status")).to_contain_text("Geen internet.")
    assert waiting(page) == total
    find_internet(page)
    heading(page, "Kijk nog even na")
    assert page.locator(".review dd strong").all_text_contents() == [*["Ja"] * (total - 1), "Nee"]
    assert waiting(page) == 0
    forgive_lost_internet(windows)


def test_what_was_chosen_later_elsewhere_stands_and_is_shown(windows: Windows) -> None:
    page = at_first_question(windows, "emine.tilburg", PHONE)
    elsewhere = windows.sign_in("emine.tilburg", DESKTOP)
    lose_internet(page)
    page.get_by_role("radio", name=APART[0], exact=True).check()
    expect(page.locator(".save-status")).to_contain_text("Geen internet.")
    # Both moments are whole seconds, and that of the phone is told by how long ago it was.
    page.wait_for_timeout(2100)
    elsewhere.goto(page.url)
    elsewhere.get_by_role("radio", name=APART[1], exact=True).check()
    expect(elsewhere.locator(".save-status")).to_have_text("Bewaard")
    find_internet(page)
    expect(page.get_by_role("status").first).to_have_text("U koos later iets anders. Dat staat er nu.")
    expect(page.get_by_role("radio", name=APART[1], exact=True)).to_be_checked()
    assert waiting(page) == 0
    # And the other way round: what is pressed now is the newest.
    page.get_by_role("radio", name=APART[0], exact=True).check()
    expect(page.locator(".save-status")).to_have_text("Bewaard")
    elsewhere.reload()
    expect(elsewhere.get_by_role("radio", name=APART[0], exact=True)).to_be_checked()
    forgive_lost_internet(windows)


def test_a_session_that_ended_meanwhile_loses_nothing_and_somebody_else_finds_nothing(windows: Windows) -> None:
    page = windows.page(PHONE)
    page.goto("/")
    type_password(page, "tomasz.heuvelrug")
    to_the_questions(page)
    first = re.sub(r"question/\d+.*", "question/1", page.url)

    def answer_and_lose_the_session(answer: str) -> None:
        page.goto(first)
        lose_internet(page)
        answer_here(page, answer, "2")
        page.context.clear_cookies(name="alliantie")
        find_internet(page)
        heading(page, "Inloggen")
        assert waiting(page) == 1

    answer_and_lose_the_session("Ja")
    type_password(page, "tomasz.heuvelrug")
    expect(page.locator(".question-step")).to_have_text(re.compile("^Vraag 2 "))
    nothing_waits(page)
    page.goto(first)
    expect(page.get_by_role("radio", name="Ja", exact=True)).to_be_checked()

    # Somebody else, in the same browser.
    answer_and_lose_the_session("Nee")
    page.goto("/account/login/")
    type_password(page, "amin.jeugdbescherming")
    to_the_questions(page)
    nothing_waits(page)

    page.goto("/")
    page.context.clear_cookies(name="alliantie")
    page.goto("/account/login/")
    type_password(page, "tomasz.heuvelrug")
    page.goto(first)
    expect(page.get_by_role("radio", name="Ja", exact=True)).to_be_checked()
    forgive_lost_internet(windows)


def test_signing_out_erases_what_waits(windows: Windows) -> None:
    page = windows.page(PHONE)
    page.goto("/")
    type_password(page, "tomasz.heuvelrug")
    page.evaluate("localStorage.setItem('answer of somebody', '{}')")
    go(page, "Afmelden")
    heading(page, "Inloggen")
    nothing_waits(page)


def test_next_pressed_twice_goes_on_once(windows: Windows) -> None:
    """On a slow network, and without one."""
    page = at_first_question(windows, "emine.tilburg", PHONE)
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        if held:
            route.continue_()
        held.append(route)

    page.route("**/save", hold_first)
    page.get_by_role("radio", name=APART[0], exact=True).check()
    for _press in range(2):
        page.get_by_role("button", name="Volgende").click()
    expect(page.locator(".save-status")).to_have_text("Even bewaren …")
    held[0].continue_()
    expect(page.locator(".question-step")).to_have_text(re.compile("^Vraag 3 "))
    page.unroute("**/save")
    page.get_by_role("radio", name=APART[0], exact=True).check()
    expect(page.locator(".save-status")).to_have_text("Bewaard")
    page.goto(re.sub(r"question/\d+.*", "question/2", page.url))
    lose_internet(page)
    page.get_by_role("button", name="Volgende").dblclick()
    expect(page.locator(".question-step")).to_have_text(re.compile("^Vraag 3 "))
    page.wait_for_timeout(700)
    expect(page.locator(".question-step")).to_have_text(re.compile("^Vraag 3 "))
    find_internet(page)
    expect(page.locator(".save-status")).to_have_text("Bewaard")
    forgive_lost_internet(windows)


def test_the_theme_and_the_language_are_the_readers_own(windows: Windows) -> None:
    page = windows.page(DESKTOP, color_scheme="dark")
    page.goto("/")
    paper, dark, light = page.locator("body"), "rgb(25, 24, 22)", "rgb(250, 246, 240)"
    expect(paper).to_have_css("background-color", dark)
    go(page, "Licht")
    expect(paper).to_have_css("background-color", light)
    expect(page.get_by_role("button", name="Licht", exact=True)).to_have_attribute("aria-pressed", "true")
    go(page, "English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    heading(page, "Sign in")
    go(page, "Like this device")
    expect(paper).to_have_css("background-color", dark)


def test_a_question_is_read_aloud_by_the_devices_own_voice_only(windows: Windows) -> None:
    state = at_first_question(windows, "wannes.justitiehuis", PHONE).context.storage_state()
    context = windows.open(PHONE, storage_state=state)
    context.add_init_script(VOICE)
    context.add_init_script(
        "window.said = []; speechSynthesis.speak = (line) => window.said.push(line.text);"
        "window.SpeechSynthesisUtterance = function (text) { this.text = text; this.addEventListener = () => {}; };"
    )
    page = context.new_page()
    page.goto("/")
    go(page, "Vul de vragen in", link=True)
    expect(page.locator("main h1")).to_be_focused()
    question = page.locator("main h1").inner_text()
    go(page, "Lees voor")
    said = page.evaluate("window.said")
    answers = [each.strip() for each in page.locator(".answer span").all_text_contents()]
    assert said[said.index(question) :][: len(answers) + 1] == [question, *answers]
    assert said.count(question) == 1
    expect(page.get_by_role("button", name="Stop met lezen")).to_be_visible()

    lose_internet(page)
    page.get_by_role("radio", name=APART[0], exact=True).check()
    go(page, "Volgende")
    expect(page.locator("h1")).not_to_have_text(question)
    go(page, "Lees voor")
    assert page.evaluate("window.said").count(page.locator("main h1").inner_text()) == 1
    find_internet(page)
    expect(page.locator(".save-status")).to_have_text("")
    forgive_lost_internet(windows)


def test_there_is_no_button_to_read_aloud_where_only_the_network_could(windows: Windows) -> None:
    page = at_first_question(windows, "wannes.justitiehuis", PHONE)
    expect(page.get_by_role("button", name="Lees voor")).to_have_count(0)
