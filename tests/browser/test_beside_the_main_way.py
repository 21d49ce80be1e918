"""What a worker meets beside the main way, by the source alone: what the walks from first to last pass by.

Urine tests under a judicial title (000:2774-2778), the three years of Majella (000:2329-2335), the endings of Flemish
probation (000:5784-5873), percentages of a fine (000:1490-1506), printed figures that do not meet (000:4922-5347).
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.audited import unfold
from tests.browser.lives import Life, opened
from tests.browser.people import go
from tests.browser.test_first_to_last_others import comes_to_a_stop, decide, person
from tests.browser.test_scenarios import options
from tests.browser.windows import DESKTOP, PHONE, Windows

APPLICATION = "tests.browser.moving:application"


def answers(life: Life, incident: str) -> list[str]:
    """What can be done about an incident, as its page offers it."""
    life.page.goto(incident)
    unfold(life.page)
    return [re.sub(r"\s+", " ", each).strip() for each in options(life.page).locator("label").all_text_contents()]


def urine(life: Life, result: str) -> str:
    """A urine test of today."""
    page = life.page
    page.goto(f"{life.case}incidents/new")
    page.get_by_role("link", name="Een urinetest", exact=True).click()
    page.get_by_label(result, exact=True).check()
    page.get_by_label("zegt liever niets").check()
    go(page, "Bewaar")
    expect(page).to_have_url(re.compile(r"/incidents/[0-9a-f-]{36}"))
    return page.url.split("?")[0]


def row(life: Life, title: str) -> str:
    """The text of a row of what is to be done, "" where there is none."""
    life.page.goto(life.case)
    unfold(life.page)
    found = life.page.locator("li.row", has=life.page.locator(".row-title", has_text=title))
    return found.first.inner_text() if found.count() else ""


def test_two_positive_urine_tests_can_end_guidance_under_a_judicial_title_and_one_or_none_cannot(
    windows: Windows,
) -> None:
    page = windows.sign_in("femke.opvang", PHONE)
    twice, ends = "Twee positieve urinetesten: weeg wat past", "na twee positieve urinetesten"
    life = opened(page, "Verplicht wonen met justitiële titel", (), "2027-01-04", "2028-01-03", person("Proeftitel"))
    for day, result, offered, asked in (
        ("2027-01-11", "Positief", False, False),
        ("2027-01-18", "Negatief", False, False),
        ("2027-01-25", "Positief", True, True),
    ):
        incident = urine(life.on(day), result)
        said = answers(life, incident)
        assert any(ends in each for each in said) == offered, (day, said)
        assert any(each.startswith("Niets doen") for each in said), "it can end guidance, and need not"
        assert bool(row(life, twice)) == asked, day
    assert "Gewenst" in row(life, twice)
    # Without a judicial title nobody is tested.
    free = opened(page, "Housing First", (), "2027-01-04", "", person("Proefvrijuit"))
    page.goto(f"{free.case}incidents/new")
    expect(page.get_by_role("link", name="Een urinetest", exact=True)).to_have_count(0)


def test_in_majella_a_tenancy_flips_after_three_years_and_not_sooner(windows: Windows) -> None:
    page = windows.sign_in("femke.opvang", DESKTOP)
    life = opened(page, "Begeleid tijdelijk wonen", (), "2027-01-04", "", person("Proefmaj"))
    life.note("house-entered", **{"value-house": "majella"}).change("start:guidance-agreement")
    comes_to_a_stop(life.on("2030-01-04"), "flip-contract", "Wacht eerst de tijd van Majella af")
    assert not row(life, "Weeg of het huurcontract omklapt")
    life.on("2030-01-05").note("went-well")
    assert "Gewenst" in row(life, "Weeg of het huurcontract omklapt naar de bewoner")
    decide(life, "flip-contract")
    assert not row(life, "Weeg of het huurcontract omklapt")


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("revoked-offence", "Herroepen na een nieuw misdrijf"),
        ("revoked-conditions", "Herroepen om het niet naleven van voorwaarden"),
        ("suspended", "Opgeschort door de probatiecommissie"),
    ],
)
def test_flemish_probation_that_is_revoked_or_suspended_ends_by_what_was_decided_without_an_end_talk(
    windows: Windows, how: str, reason: str
) -> None:
    page = windows.sign_in("lien.justitiehuis", DESKTOP)
    life = opened(page, "Probatie-uitstel", (), "2027-01-04", "2028-01-03", person(f"Proef{how[-6:]}"))
    life.on("2027-01-18").talk("Eerste bureelgesprek", explained=True)
    assert row(life, "Houd het eindgesprek")
    # 5803-5873: the commissioning authority decides that; it is written down before the case ends by it.
    comes_to_a_stop(life.on("2027-06-07"), "end-stopped", "Leg vast dat de probatie herroepen of opgeschort is")
    life.note("probation-stopped", **{"value-how": how})
    # The end talk belongs to the end of the term alone, as the final report does.
    for asked in ("Houd het eindgesprek", "Stuur het eindverslag", "Ga op huisbezoek"):
        assert not row(life, asked), asked
    life.end(reason, over=True)
    page.goto(life.case)
    expect(page.locator("main")).to_contain_text(reason)


@pytest.mark.parametrize(
    ("login", "measure"),
    [("marit.heuvelrug", "Bijstand met participatiecoach"), ("bram.amersfoort", "Bijstand met trajectbegeleiding")],
    ids=["rsd", "amersfoort"],
)
def test_how_far_somebody_is_to_blame_gives_a_percentage_with_its_source_and_never_an_amount(
    windows: Windows, login: str, measure: str
) -> None:
    page = windows.sign_in(login, DESKTOP)
    life = opened(page, measure, (), "2027-01-04", "", person("Proefboete"))
    life.went_wrong("Niet verteld wat verteld moest worden", *first_answer(page, life))
    for blame, percent in (
        ("intent", "100 procent"),
        ("gross", "75 procent"),
        ("ordinary", "50 procent"),
        ("reduced", "25 procent"),
    ):
        page.goto(f"{life.case}forms/new/culpability")
        go(page, "Vul in")
        page.locator("main [name='f_incident']").first.check()
        life.fill(f_happened="Een inkomen.", f_culpability=blame, f_because="Zo is het gezegd.")
        go(page, "Kijk na")
        told = page.locator("main")
        expect(told).to_contain_text(f"{percent} volgens het Boetebesluit")
        expect(told).to_contain_text("Boetebesluit, sinds januari 2017: percentages naar verwijtbaarheid")
        expect(told).not_to_contain_text("€")


def first_answer(page: Page, life: Life) -> tuple[str]:
    """The first answer to what an incident of not telling asks."""
    page.goto(f"{life.case}incidents/new/information-duty")
    return (page.locator("main fieldset label").first.inner_text().strip(),)


def test_printed_stock_and_flow_that_does_not_meet_says_so_beside_the_figures(windows: Windows) -> None:
    page = windows.sign_in("greetje.justitiehuis", PHONE)
    page.goto("/figures/outcomes")
    unfold(page)
    for name, said in (
        ("Strafrechtelijke voorlichting", "nee, het eind is 32 te laag"),
        ("Penitentiair, begeleiding", "nee, het eind is 6 te hoog"),
        ("Slachtofferonthaal", "niet te zeggen"),
    ):
        printed = page.get_by_role("row").filter(has_text=name).first
        expect(printed).to_contain_text(said)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
