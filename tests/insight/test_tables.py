"""The pages on which an organisation loads its own table: checked, compared, confirmed, and withdrawn again."""

from __future__ import annotations

from functools import partial
from html import unescape

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.cases.models import LoadedTable
from alliantie.insight.table_words import example_of
from alliantie.insight.views.common import LONGEST
from alliantie.practices import library
from alliantie.practices.own_table import load_own_table
from tests.insight.teams import manager
from tests.practices.own_tables import OWN, ZEIST, own
from tests.support.at_once import at_once
from tests.worklist.browse import hidden, queries, sign_in, words
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

NUMBERS = (ZEIST.id, ZEIST.version)
PAGE = reverse("practice-tables", args=NUMBERS)
ONE = reverse("practice-table", args=(*NUMBERS, "offer"))
WITHDRAW = reverse("practice-table-withdraw", args=(*NUMBERS, "offer"))


@pytest.fixture
def world() -> World:
    return World.make()


@pytest.fixture
def browser(world: World) -> Browser:
    return sign_in(manager(world))


def versions() -> list[int]:
    return list(LoadedTable.objects.using("owner").order_by("number").values_list("number", flat=True))


def confirm(browser: Browser, text: str = OWN, seen: object = 0) -> int:
    return browser.post(PAGE, {"text": text, "do": "load", "seen": seen}).status_code


def test_an_example_of_ours_is_called_one_on_the_practice_page_and_where_tables_are_loaded(browser: Browser) -> None:
    assert "Aanbod na de intake (Voorbeeld, niet uit de bron)" in words(browser, reverse("practice", args=NUMBERS))
    assert "Aanbod na de intake Voorbeeld, niet uit de bron" in words(browser, PAGE)
    assert "Route na de telefonische aanmelding tabel van de werkwijze" in words(browser, PAGE)
    assert "Vandaag telt: Voorbeeld, niet uit de bron." in words(browser, ONE)


def test_a_pasted_table_is_shown_with_what_it_changes_and_nothing_is_kept_before_it_is_confirmed(
    browser: Browser,
) -> None:
    answer = browser.post(PAGE, {"text": OWN.replace("\n", "\r\n")})
    told = answer.content.decode()
    assert answer.status_code == 200
    for said in (
        "Kijk na: Aanbod volgens Zeist",
        "Hilde Voorbeeld",
        "1 februari 2026",
        "Wat er verandert",
        ">Regel 1<",
    ):
        assert said in told
    assert "Schuldregeling, als: Houdt een regeling vol" in told
    assert versions() == []
    # What stands hidden in the page is what is loaded.
    assert confirm(browser, told.split("<textarea name=\"text\" hidden>\n")[1].split("</textarea>")[0]
                   .replace("&#34;", '"')) == 302  # fmt: skip
    assert LoadedTable.objects.using("owner").get().content == OWN
    assert "eigen tabel vanaf 1 februari 2026 · Hilde Voorbeeld" in words(browser, PAGE)
    assert "Vandaag telt: eigen tabel vanaf 1 februari 2026 · Hilde Voorbeeld." in words(browser, ONE)
    assert "Versie 1 Hilde Voorbeeld · geldt vanaf 1 februari · door Jeroen Sparrenburg" in words(browser, ONE)


def test_what_is_wrong_is_told_by_line_field_and_reason_and_nothing_is_kept_of_it(browser: Browser) -> None:
    broken = own(("owner: Hilde Voorbeeld\n", ""), ("able, outcome: settlement", "able, outcome: refused"))
    for do in ("", "load"):
        answer = browser.post(PAGE, {"text": broken, "do": do, "seen": 0})
        told = answer.content.decode()
        assert answer.status_code == 422
        assert "<code>owner</code>" in told
        assert "Regel 18" in told
        assert "refused is geen uitkomst van deze tabel van deze werkwijze." in told
    assert versions() == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("id: offer", "id: offers", "offers is geen tabel van deze werkwijze. Bedoelt u offer?"),
        ("owner: Hilde Voorbeeld\n", "", "Dit ontbreekt."),
        ("owner: Hilde Voorbeeld", "owner: ''", "Hier staat niets."),
        ("owner: Hilde Voorbeeld", "owner: [Hilde]", "Hier hoort tekst."),
        ("valid_from: 2026-02-01", "valid_from: 2026-02-30", "2026-02-30 is geen dag."),
        ("valid_from: 2026-02-01", "valid_from: morgen", "Schrijf een dag, zoals 2026-01-31."),
        ("asks:", "valid_until: 2026-02-01\nasks:", "Deze dag komt na valid_from."),
        ("p-000-3583", "own-letters", "Schrijf hier p-000-3583: daar heeft de werkwijze deze keuze vandaan."),
        ("owner:", "example: true\nowner:", "Dit hoort hier niet: een tabel van een organisatie is geen voorbeeld."),
        ("{when: able,", "{when: abel,", "abel is hier niet bekend. Wel: able, people_around."),
        ("{when: able,", "{when: able &&,", "Dit is niet te lezen als voorwaarde."),
        ("{id: able, name", "{id: calm, name", "Het formulier vraagt niet naar calm."),
        ("kind: yes_no", "kind: number", "Het formulier heeft bij able andere antwoorden."),
    ],
)
def test_what_is_wrong_in_a_table_is_told_in_the_language_of_the_reader(
    browser: Browser, old: str, new: str, told: str
) -> None:
    assert told in unescape(browser.post(PAGE, {"text": own((old, new))}).content.decode())


@pytest.mark.parametrize("practice_id", library().ids())
def test_the_example_of_each_table_can_be_pasted_as_it_stands(practice_id: str) -> None:
    practice = library().latest(practice_id)
    for table in practice.classifications:
        text = example_of(table, "Team en functie", clock.today())
        read, problems = load_own_table(text.encode(), "", practice)
        assert problems == []
        assert read is not None
        assert (read.asks, read.outcomes) == (table.asks, table.outcomes)
        assert not table.rows or read.rows == table.rows


def test_the_page_shows_an_example_where_there_is_a_table_to_replace(browser: Browser) -> None:
    seen = unescape(browser.get(PAGE).content.decode())
    assert "Zo ziet een tabel eruit" in seen
    assert "id: route" in seen
    assert f"valid_from: '{clock.today()}'" in seen or f"valid_from: {clock.today()}" in seen


@pytest.mark.parametrize("text", ["", "   ", "x" * (LONGEST + 1), "\x00", "id: ["])
def test_nothing_huge_and_broken_texts_are_refused(browser: Browser, text: str) -> None:
    answer = browser.post(PAGE, {"text": text, "do": "load", "seen": 0})
    assert answer.status_code == 422
    assert versions() == []


@pytest.mark.parametrize("seen", ["", "-1", "x", "1", "9" * 40, "²"])
def test_another_version_than_was_seen_is_not_written_over(browser: Browser, seen: str) -> None:
    assert confirm(browser, seen=seen) == 409
    assert versions() == []


def test_withdrawing_leaves_the_version_and_shows_our_table_again(browser: Browser) -> None:
    assert confirm(browser) == 302
    assert browser.post(WITHDRAW, {"seen": hidden(browser, ONE, "seen")}).status_code == 302
    assert versions() == [1, 2]
    told = words(browser, ONE)
    assert "Vandaag telt: Voorbeeld, niet uit de bron." in told
    assert "Versie 2: ingetrokken" in told
    assert browser.post(WITHDRAW, {"seen": 2}).status_code == 409
    assert browser.post(WITHDRAW, {"seen": 1}).status_code == 409
    assert confirm(browser, seen=2) == 302


def test_two_who_confirm_at_once_load_one_version(world: World) -> None:
    worker = manager(world)
    both = [sign_in(worker), sign_in(worker)]
    assert sorted(at_once(*(partial(confirm, each) for each in both))) == [302, 409]  # type: ignore[type-var]
    assert versions() == [1]


def test_a_table_the_practice_does_not_have_is_not_there(browser: Browser) -> None:
    for table_id in ("nothing", "x" * 300):
        there = reverse("practice-table", args=(*NUMBERS, table_id))
        assert browser.get(there).status_code == 404
        assert browser.post(f"{there}/withdraw", {"seen": 0}).status_code == 404


def test_the_pages_cost_the_same_few_queries_however_many_versions_there_are(browser: Browser) -> None:
    before = len(queries(browser, PAGE))
    for seen in range(3):
        assert confirm(browser, own(("Hilde", f"Hilde {seen}")), seen=seen) == 302
    assert len(queries(browser, PAGE)) == len(queries(browser, ONE)) == before <= 8


def test_nothing_is_loaded_without_the_token_of_the_page(world: World) -> None:
    browser = sign_in(manager(world), csrf=True)
    assert confirm(browser) == 403
    assert browser.post(WITHDRAW, {"seen": 0}).status_code == 403
