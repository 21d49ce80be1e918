"""The small scripts, in a real browser: each adds to a page that also works without it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.web.pages import STATIC, render

ORIGIN = "http://alliantie.test"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'"
KINDS = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
QUESTION = """{% extends "web/client.html" %}
{% from "ui/answers.html" import answers, save_status with context %}
{% from "ui/buttons.html" import button %}{% from "ui/page.html" import read_aloud %}
{% block title %}Vraag{% endblock %}{% block tools %}{{ read_aloud() }}{% endblock %}
{% block main %}<form method="post" action="/next" data-save-url="/save" novalidate>{{ csrf_input }}
{{ answers("answer", "Mijn begeleider legt goed uit.", options) }}{{ button("Volgende") }}{{ save_status(device) }}
</form>{% endblock %}"""
OPTIONS = [{"value": 1, "label": "Nee"}, {"value": 2, "label": "Ja"}]


def in_layout(macro: str, call: str, file: str) -> str:
    return (
        f'{{% extends "web/client.html" %}}{{% from "ui/{file}.html" import {macro} %}}'
        f"{{% block title %}}Titel{{% endblock %}}{{% block main %}}{call}{{% endblock %}}"
    )


class Site:
    """One page under our policy, our static files, and an answer per other address."""

    def __init__(self, page: Page, html: str) -> None:
        self.page = page
        self.html = html
        self.answers: dict[str, Callable[[Route], None]] = {}
        self.asked: list[tuple[str, str]] = []
        self.refused: list[str] = []
        page.on("console", lambda message: self.refused.append(message.text) if "Policy" in message.text else None)
        page.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN).partition("?")[0]
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
        elif path in self.answers:
            self.asked.append((path, route.request.post_data or ""))
            self.answers[path](route)
        else:
            route.fulfill(body=self.html, content_type="text/html", headers={"Content-Security-Policy": POLICY})

    def open(self, path: str = "/page") -> Page:
        self.page.goto(ORIGIN + path)
        return self.page


@pytest.fixture
def site(new_context: Callable[..., BrowserContext]) -> Callable[..., Site]:
    def make(source: str, javascript: bool = True, **context: Any) -> Site:
        page = new_context(java_script_enabled=javascript).new_page()
        return Site(page, render(source, **context))

    return make


MakeSite = Callable[..., Site]


def question(site: MakeSite, device: str = "own", **options: Any) -> Site:
    return site(QUESTION, options=OPTIONS, device=device, **options)


def test_a_question_page_breaks_no_rule_of_the_policy(site: MakeSite) -> None:
    here = question(site)
    here.open()
    assert here.refused == []


def test_a_question_page_starts_at_its_question(site: MakeSite) -> None:
    page = question(site).open()
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_a_chosen_answer_is_kept_at_once(site: MakeSite) -> None:
    here = question(site)
    here.answers["/save"] = lambda route: route.fulfill(status=204)
    page = here.open()
    page.get_by_label("Ja").check()
    expect(page.get_by_role("status")).to_have_text("Bewaard")
    assert [path for path, _ in here.asked] == ["/save"]
    sent = here.asked[0][1]
    assert dict(parse_qsl(sent)).keys() == {"answer", "csrfmiddlewaretoken", "ago"}
    assert "answer=2&" in sent


def test_an_answer_that_was_not_kept_is_told_and_stays_chosen(site: MakeSite) -> None:
    here = question(site)
    here.answers["/save"] = lambda route: route.fulfill(status=500)
    page = here.open()
    page.get_by_label("Ja").check()
    expect(page.get_by_role("status")).to_have_text(
        "Bewaren lukte niet. Uw keuze staat er nog. Probeer het nog een keer."
    )
    expect(page.get_by_label("Ja")).to_be_checked()


def test_offline_on_the_own_phone_the_answer_outlives_a_reload_and_is_sent_later(site: MakeSite) -> None:
    here = question(site)
    here.answers["/save"] = lambda route: route.abort()
    page = here.open()
    page.get_by_label("Ja").check()
    expect(page.get_by_role("status")).to_contain_text("staat nog op deze telefoon")
    here.answers["/save"] = lambda route: route.fulfill(status=204)
    page.reload()
    expect(page.get_by_label("Ja")).to_be_checked()
    expect(page.get_by_role("status")).to_have_text("Bewaard")
    assert page.evaluate("sessionStorage.length") == 0


def test_offline_on_the_professionals_device_nothing_is_left_on_it(site: MakeSite) -> None:
    here = question(site, device="handed")
    here.answers["/save"] = lambda route: route.abort()
    page = here.open()
    page.get_by_label("Ja").check()
    expect(page.get_by_role("status")).to_have_text("Geen internet. Laat deze bladzijde open.")
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0


def test_the_last_of_two_quick_choices_is_the_one_kept(site: MakeSite) -> None:
    here = question(site)
    held: list[Route] = []
    here.answers["/save"] = lambda route: held.append(route) if not held else route.fulfill(status=204)
    page = here.open()
    page.get_by_label("Nee").check()
    page.get_by_label("Ja").check()
    held[0].fulfill(status=204)
    expect(page.get_by_role("status")).to_have_text("Bewaard")
    page.wait_for_timeout(100)
    assert len(here.asked) == 2
    assert "answer=2&" in here.asked[1][1]


def test_without_script_the_same_form_is_sent_in_the_ordinary_way(site: MakeSite) -> None:
    here = question(site, javascript=False)
    here.answers["/next"] = lambda route: route.fulfill(body="verder", content_type="text/html")
    page = here.open()
    page.get_by_label("Ja").check()
    page.get_by_role("button", name="Volgende").click()
    ((path, sent),) = here.asked
    assert path == "/next"
    assert sent.endswith("&answer=2")


def test_the_answers_are_one_stop_with_arrows(site: MakeSite) -> None:
    here = question(site)
    here.answers["/save"] = lambda route: route.fulfill(status=204)
    page = here.open()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Ja")).to_be_checked()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Volgende")).to_be_focused()


def test_the_counter_counts_down(site: MakeSite) -> None:
    call = '{{ counted_text("agreement", "Wat spreken jullie af?") }}'
    page = site(in_layout("counted_text", call, "forms")).open()
    page.get_by_label("Wat spreken jullie af?").fill("Peter belt eerst.")
    expect(page.locator(".counter")).to_have_text("Nog 123 tekens")


TALK = """{% extends "web/client.html" %}
{% from "ui/answers.html" import text_status with context %}
{% from "ui/buttons.html" import button %}{% from "ui/forms.html" import checkbox, counted_text %}
{% block title %}Praten{% endblock %}
{% block main %}<form method="post" action="/next" data-draft-url="/draft" novalidate>{{ csrf_input }}
{{ counted_text("agreement", "Wat spreken jullie af?") }}{{ text_status() }}{{ button("Dit spreken we af") }}
</form>{% endblock %}"""


def typing(site: MakeSite, answer: Callable[[Route], None]) -> Site:
    here = site(TALK)
    here.answers["/draft"] = answer
    here.answers["/next"] = lambda route: route.fulfill(body="verder", content_type="text/html")
    here.open()
    here.page.get_by_label("Wat spreken jullie af?").press_sequentially("Peter belt.")
    return here


def kept(route: Route) -> None:
    route.fulfill(status=204)


def test_a_text_is_kept_a_moment_after_the_last_key(site: MakeSite) -> None:
    here = typing(site, kept)
    expect(here.page.locator(".save-status")).to_have_text("Bewaard")
    assert len(here.asked) == 1
    assert "Peter belt." in here.asked[0][1]
    assert 'name="csrfmiddlewaretoken"' in here.asked[0][1]
    assert here.page.evaluate("sessionStorage.length + localStorage.length") == 0


def test_a_page_on_which_nothing_was_typed_keeps_nothing(site: MakeSite) -> None:
    # A box to tick without a value of its own has one for the browser.
    here = site(TALK.replace("{{ text_status() }}", '{{ checkbox("others", "Anderen") }}{{ text_status() }}'))
    here.answers["/draft"] = kept
    here.open().wait_for_timeout(900)
    assert here.asked == []
    here.page.get_by_label("Anderen").check()
    expect(here.page.locator(".save-status")).to_have_text("Bewaard")


def test_a_text_that_was_not_kept_is_told_and_stays(site: MakeSite) -> None:
    here = typing(site, lambda route: route.fulfill(status=409))
    expect(here.page.locator(".save-status")).to_have_text("Bewaren lukte niet. Uw tekst staat er nog.")
    expect(here.page.get_by_label("Wat spreken jullie af?")).to_have_value("Peter belt.")


def test_without_connection_the_text_and_the_page_stay_and_the_button_works_once_it_is_back(site: MakeSite) -> None:
    here = typing(site, lambda route: route.abort())
    page, line = here.page, here.page.locator(".save-status")
    expect(line).to_have_text("Geen verbinding. Uw tekst staat nog hier.")
    page.get_by_role("button", name="Dit spreken we af").click()
    expect(page.get_by_label("Wat spreken jullie af?")).to_have_value("Peter belt.")
    expect(line).to_have_text("Geen verbinding. Uw tekst staat nog hier.")
    here.answers["/draft"] = kept
    page.wait_for_url(f"{ORIGIN}/next")
    assert [path for path, _sent in here.asked][-2:] == ["/draft", "/next"]


def test_the_button_waits_for_the_text_that_is_being_kept(site: MakeSite) -> None:
    held: list[Route] = []
    here = typing(site, held.append)
    here.page.wait_for_timeout(800)
    here.page.get_by_role("button", name="Dit spreken we af").click()
    here.page.wait_for_timeout(100)
    assert [path for path, _sent in here.asked] == ["/draft"]
    held[0].fulfill(status=204)
    here.page.wait_for_url(f"{ORIGIN}/next")
    assert [path for path, _sent in here.asked] == ["/draft", "/next"]


def test_what_was_typed_last_is_kept_when_the_page_is_left(site: MakeSite) -> None:
    here = typing(site, kept)
    # As the browser says it to a page that goes; what goes out then passes by whoever listens here.
    here.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    here.page.wait_for_timeout(200)
    assert "Peter belt." in here.asked[-1][1]


def test_who_is_typing_is_not_sent_on_but_told(site: MakeSite) -> None:
    here = site(in_layout("polled", '<textarea></textarea>{% call polled("/state?seen=1") %}{% endcall %}', "page"))
    asked: list[str] = []
    here.page.on("request", lambda request: asked.append(request.url) if "/state" in request.url else None)
    here.answers["/state"] = kept
    here.page.clock.install()
    page = here.open()
    page.clock.run_for(3000)
    page.wait_for_timeout(50)
    page.get_by_role("textbox").focus()
    page.clock.run_for(3000)
    page.wait_for_timeout(50)
    assert asked == [f"{ORIGIN}/state?seen=1", f"{ORIGIN}/state?seen=1&typing=1"]


def test_the_code_of_a_link_fills_its_field_and_leaves_the_address(site: MakeSite) -> None:
    page = site(in_layout("code_field", '{{ code_field("code", "Code") }}', "forms")).open("/in?x=1#code=AB12-CD34")
    expect(page.get_by_label("Code")).to_have_value("AB12-CD34")
    assert page.url == f"{ORIGIN}/in?x=1"
    page.go_back()
    assert "#code" not in page.url


def test_a_polled_part_shows_the_news_and_follows_a_new_address(site: MakeSite) -> None:
    call = '{% call polled("/state") %}We wachten.{% endcall %}'
    here = site(in_layout("polled", call, "page"))
    here.answers["/state"] = lambda route: route.fulfill(body="<p>Noor is er.</p>", content_type="text/html")
    here.page.clock.install()
    page = here.open()
    page.clock.run_for(3000)
    expect(page.get_by_text("Noor is er.")).to_be_visible()
    here.answers["/state"] = lambda route: route.fulfill(status=204, headers={"X-Go": "/picture"})
    page.clock.run_for(3000)
    page.wait_for_url(f"{ORIGIN}/picture")


@pytest.mark.parametrize("answer", [{"status": 500, "body": "fout"}, {"status": 204}, None])
def test_a_polled_part_stays_as_it_is_when_there_is_no_news(site: MakeSite, answer: dict[str, Any] | None) -> None:
    call = '{% call polled("/state") %}We wachten.{% endcall %}'
    here = site(in_layout("polled", call, "page"))
    here.answers["/state"] = lambda route: route.fulfill(**answer) if answer else route.abort()
    here.page.clock.install()
    page = here.open()
    for _ in range(2):
        page.clock.run_for(3000)
        page.wait_for_timeout(50)
    expect(page.get_by_text("We wachten.")).to_be_visible()
    assert len(here.asked) == 2


def test_a_polled_part_never_leaves_our_own_pages(site: MakeSite) -> None:
    here = site(in_layout("polled", '{% call polled("/state") %}We wachten.{% endcall %}', "page"))
    here.answers["/state"] = lambda route: route.fulfill(status=204, headers={"X-Go": "https://elsewhere.test/"})
    here.page.clock.install()
    page = here.open()
    page.clock.run_for(3000)
    page.wait_for_timeout(50)
    assert page.url == f"{ORIGIN}/page"


@pytest.mark.parametrize(("local", "offered"), [(True, True), (False, False)])
def test_reading_aloud_is_offered_for_a_voice_of_the_device_only(site: MakeSite, local: bool, offered: bool) -> None:
    here = question(site)
    voice = f"{{lang: 'nl-NL', localService: {str(local).lower()}}}"
    here.page.add_init_script(f"speechSynthesis.getVoices = () => [{voice}];")
    page = here.open()
    assert page.get_by_role("button", name="Lees voor").is_visible() is offered


@pytest.mark.parametrize("width", [320, 360, 390, 1280])
@pytest.mark.parametrize("layout", ["client", "worker"])
def test_nothing_goes_sideways(site: MakeSite, layout: str, width: int) -> None:
    here = question(site)
    here.html = render(QUESTION.replace("client.html", f"{layout}.html"), options=OPTIONS, device="own")
    here.page.set_viewport_size({"width": width, "height": 640})
    assert here.open().evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_focus_is_a_line_of_three_in_ink(site: MakeSite, theme: str) -> None:
    page = question(site, theme=theme).open()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    drawn = page.evaluate(
        """() => { const s = getComputedStyle(document.activeElement), d = getComputedStyle(document.body);
           return [s.outlineWidth, s.outlineStyle, s.outlineColor === d.color, s.outlineOffset]; }"""
    )
    assert drawn == ["3px", "solid", True, "2px"]


@pytest.mark.parametrize("layout", ["client", "worker"])
def test_targets_are_forty_eight_high(site: MakeSite, layout: str) -> None:
    here = question(site)
    here.html = render(QUESTION.replace("client.html", f"{layout}.html"), options=OPTIONS, device="own")
    page = here.open()
    small = page.evaluate(
        """() => [...document.querySelectorAll("a, button, .answer, summary, input:not([type=radio], [type=hidden])")]
           .filter((e) => e.offsetParent && e.getBoundingClientRect().height < 48).map((e) => e.outerHTML)"""
    )
    assert small == []
