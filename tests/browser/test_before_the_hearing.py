"""Youth probation from the summons on: voluntary before the hearing, and what the hearing brings (000:1026-1121)."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.lives import opened
from tests.browser.windows import PHONE, Windows

APPLICATION = "tests.browser.moving:application"

FRAME, FIRST = "Leg het kader uit", "Spreek de jeugdige"
UNTIL, PLAN = "Leg vast tot wanneer de maatregel loopt", "Maak het plan voor de jeugdreclassering"
RULES = (FRAME, FIRST, UNTIL, PLAN)


def test_before_the_hearing_no_rule_of_a_measure_is_met_and_the_hearing_brings_them(windows: Windows) -> None:
    page = windows.sign_in("ruben.jeugdreclassering", PHONE)
    people = (
        {"given": "Sam", "family": "Proefzitting", "born": "2011-05-04", "role": "young_person"},
        {"given": "Ank", "family": "Proefzitting", "born": "1985-03-04", "role": "parent"},
    )
    life = opened(page, "Toezicht en begeleiding zonder maatregel", RULES, "2027-01-04", "", *people)
    until = "uiterlijk 18 januari"
    life.asked((f"{FRAME}: Sam", until), (f"{FRAME}: Ank", until), (FIRST, until, "Gewenst"))
    # 1032-1034: nothing was imposed yet, so nothing imposed can be broken, reported back or read as fixed.
    for place, absent in (
        ("incidents/new/condition", "opgelegde voorwaarde"),
        ("conditions/new", "Opgelegde voorwaarde"),
        ("end", "teruggemeld"),
    ):
        page.goto(f"{life.case}{place}")
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("main")).not_to_contain_text(re.compile(absent))
    # Rows are what holds here; below them the page names what the source leaves open in the whole practice.
    page.goto(f"{life.case}rules")
    held = page.locator("main li.row").all_text_contents()
    assert any(FIRST in each for each in held), held
    assert not [each for each in held if "zes weken" in each]
    life.on("2027-01-11").talk("Contact in de startfase", explained=True, people=("Sam", "Ank"), mode="home").asked()
    # 1036-1046, 1097-1121: supervision as a condition has a length that is fixed at its start, and a plan in six weeks.
    life.on("2027-02-01").change("end:voluntary-supervision", then="conditional-supervision")
    until = "uiterlijk 15 februari"
    life.asked(
        (UNTIL, "uiterlijk 8 februari", "Nodig"), (PLAN, "uiterlijk 15 maart", "Nodig"),
        (f"{FRAME}: Sam", until), (f"{FRAME}: Ank", until),
    )  # fmt: skip
    page.goto(f"{life.case}incidents/new/condition")
    expect(page.get_by_label("Een opgelegde voorwaarde", exact=True)).to_be_visible()
    assert life.met == set(RULES)
