"""The client's part on their own phone, by QR code or short link, without an account."""

from __future__ import annotations

import re

import pytest
import segno
from playwright.sync_api import Page, expect

from alliantie.practices import library
from tests.browser.looks import ANSWER_WORDS, EASY_WORDS, heading, picture_of_two
from tests.browser.people import Both, Client, Worker, ask_again, go, today_in_words
from tests.browser.way_in import choose_pin, come_in, invite, make_way_in, newcomer, type_code
from tests.browser.windows import DESKTOP, PHONE, Site, Windows, find_internet, lose_internet, nothing_waits

REFUSED = "Deze code klopt niet, of is al gebruikt. Vraag om een nieuwe code."
EIGHT = ["Ja", "Een beetje", "Ja", "Nee", "Een beetje", "Ja", "Weet ik niet", "Nee"]


def is_refused(page: Page, code: str) -> None:
    """A code that does not work, whatever the reason, gets one and the same answer."""
    type_code(page, code)
    expect(page.locator(".utrecht-form-field-error-message")).to_have_text(REFUSED)
    heading(page, "Vul de code in")


def test_a_new_client_scans_the_code_and_does_the_whole_part(windows: Windows, site: Site) -> None:
    """The frame comes first, the code is in the picture and nowhere else, and the code alone opens nothing else."""
    worker = windows.sign_in("femke.opvang", DESKTOP)
    name, family = newcomer(site)
    both = Both(name, "Femke", library().latest("nl-shelter-tussenvoorziening"))
    Worker(worker, both).starts_round(8, f"{name} {family}")
    address, code = make_way_in(worker, name, "Eigen telefoon, nu met QR-code")
    expect(worker.locator("main")).to_contain_text("Hij werkt 15 minuten, één keer.")
    drawn = worker.get_by_role("img", name=f"Code voor de telefoon van {name}").locator("path").get_attribute("d")
    scanned = f"{address}#code={code.replace(' ', '')}"
    expected = segno.make(scanned, error="m", micro=False).svg_inline(scale=6, border=4, omitsize=True)
    assert drawn is not None
    assert f'd="{drawn}"' in expected
    assert code not in worker.content().replace(worker.locator("dl").inner_html(), "")

    phone = windows.page(PHONE)
    phone.goto(scanned)
    expect(phone.get_by_label("Code", exact=True)).to_have_value(code.replace(" ", ""))
    assert phone.evaluate("location.hash") == ""
    go(phone, "Verder")
    choose_pin(phone)
    client = Client(phone, both, easy=True)
    assert client.reads_frame_if_asked()
    client.reads_notice(8, 3)
    assert phone.get_by_role("button", name="Afmelden").count() == 0
    go(phone, "Ik doe mee")
    given = ["Ja", "Een beetje", "Nee", "Ja", "Zeg ik liever niet", "Een beetje", "Ja", "Nee"]
    client.looks_back(client.answers_all(given), given)
    client.shares_and_sends("Alleen het beeld", helper="Ja: iemand anders")
    for elsewhere in ("/home", "/home/frame", "/cases/new", "/search"):
        answer = phone.goto(elsewhere)
        assert answer is not None
        assert answer.status == 404, elsewhere


def test_a_short_link_takes_its_code_once_and_carries_the_whole_round(windows: Windows) -> None:
    worker = windows.sign_in("peter.reclassering", DESKTOP)
    both = Both.of("noor.reclassering", "peter.reclassering")
    address, code = invite(worker, "Noor", "Eigen telefoon, later met een link")
    round_page = worker.get_by_role("link", name="Verder", exact=True).get_attribute("href")

    # In the browser of the worker, or of a client, the way in is closed and the code stays good.
    client_browser = windows.sign_in("noor.reclassering", PHONE)
    for page in (worker, client_browser):
        answer = page.goto(f"{address}#code={code.replace(' ', '')}")
        assert answer is not None
        assert answer.status == 409
        heading(page, "Open deze link op een ander apparaat")
        expect(page.locator("main")).to_contain_text("De code is niet gebruikt.")

    phone = windows.page(PHONE)
    phone.goto(address)
    is_refused(phone, "abcd efgh")
    is_refused(phone, "")
    type_code(phone, f" {code.upper()} ")
    choose_pin(phone)
    client = Client(phone, both)
    assert client.reads_frame_if_asked()
    another = windows.page(PHONE)
    another.goto(address)
    is_refused(another, code)

    client.reads_notice(8, 3)
    go(phone, "Ik doe mee")
    client.at_question(1, 9)
    phone.get_by_role("radio", name="Ja", exact=True).check()
    go(phone, "Volgende")
    asked = client.answers_all(EIGHT, first=2)
    client.looks_back([phone.locator(".review dt").first.inner_text(), *asked], ["Ja", *EIGHT])
    client.shares_and_sends("Het beeld en mijn antwoorden", helper="Ja: Peter")

    assert round_page is not None
    worker.goto(round_page)
    mine = Worker(worker, both)
    mine.answers_all(["Ja"] * 8)
    for page in (worker, phone):
        page.clock.install()
        page.goto(round_page)
    mine.looks_along()
    client.looks_along()
    heading(phone, "Zo zien jullie de samenwerking")
    ask_again(worker)
    heading(worker, "Zo zien jullie de samenwerking")
    # Bond has one open question.
    picture_of_two(phone, "Noor", "Peter", (1, 0))
    go(phone, "Praten", link=True)
    phone.get_by_label("Eén ding, klein en precies.").fill("Noor kiest waar we praten.")
    go(phone, "Dit spreken we af")
    go(phone, "Gesprek klaar")
    client.answers_date(today_in_words(), may=False)


@pytest.mark.parametrize("way", ["Eigen telefoon, nu met QR-code", "Eigen telefoon, later met een link"])
def test_an_expired_code_and_one_that_was_replaced_open_nothing(windows: Windows, site: Site, way: str) -> None:
    worker = windows.sign_in("daan.zeist", DESKTOP)
    first_address, first_code = invite(worker, "Chantal", way)
    address, code = invite(worker, "Chantal", way)
    phone = windows.page(PHONE)
    phone.goto(first_address)
    is_refused(phone, first_code)
    slug = address.rsplit("/", 1)[1]
    assert site.change("UPDATE alliance_link SET expires_at = now() - interval '1 second' WHERE slug = %s", slug) == 1
    phone.goto(address)
    is_refused(phone, code)


def test_five_wrong_codes_close_a_link(windows: Windows) -> None:
    worker = windows.sign_in("daan.zeist", DESKTOP)
    address, code = invite(worker, "Chantal", "Eigen telefoon, later met een link")
    phone = windows.page(PHONE)
    phone.goto(address)
    for wrong in ("abcdefgh", "bcdefghj", "cdefghjk", "defghjkm", "efghjkmn", code):
        is_refused(phone, wrong)


def enter(windows: Windows, worker_login: str, client: str) -> tuple[Page, str]:
    """A phone that came in by a short link, with the address of that link."""
    address, code = invite(windows.sign_in(worker_login, DESKTOP), client, "Eigen telefoon, later met een link")
    phone = windows.page(PHONE)
    come_in(phone, address, code)
    return phone, address


def test_a_closed_tab_is_taken_up_again_and_a_draft_can_be_erased(windows: Windows) -> None:
    phone, address = enter(windows, "hanneke.tilburg", "Emine")
    both = Both.of("emine.tilburg", "hanneke.tilburg")
    client = Client(phone, both)
    client.reads_notice(8, 3)
    go(phone, "Ik doe mee")
    client.at_question(1, 8)
    phone.get_by_role("radio", name="Ja", exact=True).check()
    go(phone, "Volgende")
    client.answers(2, 8, "Nee", wait=True)
    client.answers(3, 8, "Ja", wait=True)
    client.at_question(4, 8)
    phone.get_by_role("radio", name="Een beetje", exact=True).check()
    expect(phone.locator(".save-status")).to_have_text("Bewaard")
    # The tab is closed before "Volgende": what was chosen is kept.
    context = phone.context
    phone.close()

    for way_back in (address, "/"):
        phone = context.new_page()
        phone.goto(way_back)
        client = Client(phone, both)
        client.at_question(5, 8)
        expect(phone.get_by_role("status").first).to_have_text("U was bij vraag 5.")
    go(phone, "Vorige", link=True)
    client.at_question(4, 8)
    expect(phone.get_by_role("radio", name="Een beetje", exact=True)).to_be_checked()

    go(phone, "Stoppen", link=True)
    heading(phone, "Wilt u stoppen?")
    go(phone, "Later verder")
    heading(phone, "Uw antwoorden zijn bewaard.")
    # Whoever takes the phone next needs the PIN.
    for there in (address, "/", re.sub(r"pause.*", "question/1", phone.url)):
        phone.goto(there)
        heading(phone, "Kies een pincode")
    choose_pin(phone)
    client.at_question(5, 8)
    go(phone, "Stoppen", link=True)
    go(phone, "Terug", link=True)
    client.at_question(5, 8)
    go(phone, "Stoppen", link=True)
    go(phone, "Wis mijn antwoorden")
    heading(phone, "Uw antwoorden zijn gewist.")
    go(phone, "Verder met de vragen", link=True)
    choose_pin(phone)
    client.reads_notice(8, 3)
    go(phone, "Ik doe mee")
    for step in range(1, 5):
        client.at_question(step, 8)
        assert phone.locator("input:checked").count() == 0
        phone.get_by_role("radio", name="Zeg ik liever niet", exact=True).check()
        go(phone, "Volgende")


def test_answers_without_internet_outlive_the_code_and_go_only_with_the_pin(windows: Windows) -> None:
    """The worker makes a new code meanwhile, or the browser was closed: nothing is lost. A new PIN begins empty."""
    worker = windows.sign_in("daan.zeist", DESKTOP)
    way = "Eigen telefoon, later met een link"
    phone = windows.page(PHONE)

    def comes_in(pin: str) -> None:
        come_in(phone, *invite(worker, "Chantal", way), pin)
        go(phone, "Dit is duidelijk")

    def answers_without_internet(answer: str) -> None:
        phone.goto(first)
        lose_internet(phone)
        phone.get_by_role("radio", name=answer, exact=True).check()
        expect(phone.locator(".save-status")).to_contain_text("We sturen het later.")

    def is_kept(answer: str) -> None:
        nothing_waits(phone)
        phone.goto(first)
        expect(phone.get_by_role("radio", name=answer, exact=True)).to_be_checked()

    comes_in("2580")
    go(phone, "Ik doe mee")
    expect(phone.locator(".question-step")).to_have_text(re.compile("^Vraag 1 "))
    first = phone.url.split("?")[0]
    answers_without_internet("Ja")
    invite(worker, "Chantal", way)
    find_internet(phone)
    heading(phone, "Deze bladzijde is er niet")
    comes_in("2580")
    expect(phone.locator(".question-step")).to_have_text(re.compile("^Vraag 1 "))
    is_kept("Ja")

    answers_without_internet("Nee")
    phone.context.clear_cookies(name="alliantie")
    find_internet(phone)
    heading(phone, "Inloggen")
    comes_in("2580")
    expect(phone.locator(".question-step")).to_have_text(re.compile("^Vraag 2 "))
    is_kept("Nee")

    answers_without_internet("Ja")
    phone.context.clear_cookies(name="alliantie")
    find_internet(phone)
    heading(phone, "Inloggen")
    comes_in("1470")
    go(phone, "Ik doe mee")
    expect(phone.locator(".question-step")).to_have_text(re.compile("^Vraag 1 "))
    assert phone.locator("input:checked").count() == 0
    assert phone.evaluate("localStorage.length") == 0
    windows.wrong = [each for each in windows.wrong if "ERR_INTERNET_DISCONNECTED" not in each]


@pytest.mark.parametrize("no", ["Nu niet", "Niet meer vragen"])
def test_no_has_no_consequences_and_is_undone_as_easily(windows: Windows, no: str) -> None:
    login = {"Nu niet": "wannes.justitiehuis", "Niet meer vragen": "tomasz.heuvelrug"}[no]
    worker = {"Nu niet": "lien.justitiehuis", "Niet meer vragen": "marit.heuvelrug"}[no]
    both = Both.of(login, worker)
    phone, _address = enter(windows, worker, both.client)
    client = Client(phone, both)
    client.reads_notice(8, 3)
    go(phone, no)
    for _visit in range(2):
        heading(phone, "Goed. Dat heeft geen gevolgen.")
        expect(phone.locator("main")).to_contain_text(f"{both.worker} ziet niet wat u koos.")
        assert ("We vragen het u niet meer." in phone.locator("main").inner_text()) == (no == "Niet meer vragen")
        phone.goto("/")
    go(phone, "Toch meedoen")
    client.reads_notice(8, 3)
    go(phone, "Ik doe mee")
    client.at_question(1, 9)
    assert [text.strip() for text in phone.locator(".answers .answer span").all_text_contents()] in (
        list(ANSWER_WORDS),
        list(EASY_WORDS),
        ["Nee", "Een beetje", "Ja"],
    )


def test_a_second_code_shows_the_draft_to_nobody_else(windows: Windows) -> None:
    """Who has a new code and not the PIN starts anew, also after sending. With the PIN one goes on."""
    worker = windows.sign_in("ruben.jeugdreclassering", DESKTOP)
    both = Both.of("jayden.jeugdreclassering", "ruben.jeugdreclassering")
    way = "Eigen telefoon, later met een link"

    def enters(pin: str) -> Client:
        phone = windows.page(PHONE)
        come_in(phone, *invite(worker, both.client, way), pin)
        return Client(phone, both)

    first = enters("2580")
    first.reads_notice(8, 3)
    go(first.page, "Ik doe mee")
    expect(first.page.locator("main h1")).to_be_focused()
    first.page.get_by_role("radio", name="Ja", exact=True).check()
    expect(first.page.locator(".save-status")).to_have_text("Bewaard")
    # Another phone, the same PIN: on with the second question.
    again = enters("2580")
    again.reads_frame_if_asked()
    expect(again.page.get_by_role("status").first).to_have_text("Je was bij vraag 2.")
    # Another PIN: nothing of it.
    other = enters("1470")
    other.reads_notice(8, 3)
    go(other.page, "Ik doe mee")
    expect(other.page.locator(".question-step")).to_have_text(re.compile("^Vraag 1 van "))
    assert other.page.locator("input:checked").count() == 0
    answer_and_send(other)
    go(other.page, "Klaar op dit apparaat")
    heading(other.page, "Klaar. Je kunt deze bladzijde sluiten.")
    other.page.goto("/")
    heading(other.page, "Inloggen")

    late = windows.page(PHONE)
    address, code = invite(worker, both.client, way)
    late.goto(address)
    type_code(late, code)
    for pin in ("1111", "12", "12ab"):
        late.get_by_label("Vier cijfers").fill(pin)
        go(late, "Verder")
        expect(late.locator(".utrecht-form-field-error-message")).to_be_visible()
    choose_pin(late, "1470")
    heading(late, "Klaar. Dank je wel.")
    # Another PIN leads to a turn like any other, which tells nothing.
    assert enters("2580").reads_frame_if_asked()


def answer_and_send(client: Client) -> None:
    """The same answer to everything, and send it."""
    while client.page.locator(".question-step").count():
        step = client.page.url
        client.page.get_by_role("radio", name="Een beetje", exact=True).check()
        go(client.page, "Volgende")
        expect(client.page).not_to_have_url(step)
    go(client.page, "Volgende", link=True)
    client.shares_and_sends("Niets")
