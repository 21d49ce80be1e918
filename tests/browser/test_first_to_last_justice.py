"""Flemish probation guidance from the mandate to the end of its term, by who knows the source alone (000:5489-5801)."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.lives import Life, opened
from tests.browser.people import go
from tests.browser.windows import DESKTOP, Windows

APPLICATION = "tests.browser.moving:application"

INVITE, FRAME = "Nodig uit voor het eerste bureelgesprek", "Leg het kader uit"
FIRST, STARTED = "Houd het eerste bureelgesprek", "Leg vast dat de begeleiding is opgestart"
INITIAL, VISIT = "Maak het aanvangsverslag", "Ga op huisbezoek"
PLAN, EVOLUTION = "Stuur het begeleidingsplan", "Stuur het eerste evolutieverslag"
FINAL, TALK, LONGEST = "Stuur het eindverslag", "Houd het eindgesprek", "Rond de probatie af"
RULES = (INVITE, FRAME, FIRST, STARTED, INITIAL, VISIT, PLAN, EVOLUTION, FINAL, TALK, LONGEST)
OURS = "De termijn staat niet in de bron: onze keuze."


def test_from_a_mandate_by_a_visit_and_the_reports_to_the_end_of_its_term(windows: Windows) -> None:
    page = windows.sign_in("lien.justitiehuis", DESKTOP)
    person = {"given": "Sem", "family": "Proefman", "born": "1990-03-04"}
    life = opened(page, "Probatie-uitstel", RULES, "2027-01-04", "2029-01-03", person)
    # 5754-5760, 5788-5801, 5191-5193: before the end, and at the end that the judge set.
    end = (TALK, "3 januari 2029"), (FINAL, "3 januari 2029"), (LONGEST, "3 januari 2029", "Moet van de wet")
    first, frame = (FIRST, OURS), (FRAME, OURS)
    # 5707-5716: at least one home visit within four months of the start of the mandate.
    visit = (VISIT, "uiterlijk 4 mei", "Nodig")
    life.asked((INVITE, OURS), first, frame, visit, *end)
    # 5695-5701: personal, clear about what it is for, in plain words; and no article of a law.
    life.follow(INVITE)
    life.fill(to="Sem Proefman\nDorpsstraat 1", f_on="2027-01-18", f_at="tien uur", f_place="Justitiehuis, lokaal 2")
    go(page, "Maak de brief")
    expect(page.locator("article.letter")).to_contain_text("Sem")
    expect(page.locator("article.letter")).to_contain_text("Justitiehuis, lokaal 2")
    go(page, "Onderteken")
    go(page, "De brief is verstuurd")
    # 5701-5705, 5517-5529: the first talk tells one's own role, how control is done and who is told what.
    life.on("2027-01-18").talk("Eerste bureelgesprek", explained=True)
    # 5724-5730: within a month of that talk.
    life.asked((STARTED, OURS), (INITIAL, "uiterlijk 18 februari"), visit, *end)
    page.goto(f"{life.case}forms/new/first-office-talk")
    go(page, "Vul in")
    for question in page.get_by_role("radiogroup").all():
        question.get_by_label("Ja", exact=True).check()
    go(page, "Kijk na")
    go(page, "Leg vast")
    expect(page).not_to_have_url(re.compile("/check"))
    # 5742-5744: four months after guidance started, and from no talk.
    plan = (PLAN, "uiterlijk 18 mei")
    life.asked((INITIAL, "uiterlijk 18 februari"), visit, plan, *end)
    report(life.on("2027-02-15"), INITIAL, f_course="Het begon goed.", f_conditions="Begonnen.")
    life.on("2027-05-05").asked((VISIT, "1 dag te laat"), plan, *end)
    life.talk("Huisbezoek").asked(plan, *end)
    said = {"f_conditions": "Samen.", "f_prevention": "Samen.", "f_further": "Verder.", "f_goals": "Werk."}
    report(life.on("2027-05-17"), PLAN, **said)
    # 5746-5752: the first one six months after the plan; for a next one the source gives no term.
    life.asked((EVOLUTION, "17 november"), *end)
    report(life.on("2027-11-15"), EVOLUTION, f_course="Het loopt.", f_conditions="Ze worden nageleefd.")
    life.asked(*end).on("2028-06-01").asked(*end)
    report(life.on("2028-12-11"), FINAL, f_course="Het liep.", f_conditions="Ze zijn nageleefd.")
    life.on("2029-01-02").talk("Eindgesprek").asked(end[2])
    life.on("2029-01-04").end("De probatietermijn is voorbij").asked()
    assert life.met == set(RULES), set(RULES) - life.met


def report(life: Life, what: str, **said: str) -> None:
    """Write a report to the committee from the row that asks it, and send it today."""
    life.follow(what)
    there = life.page.locator("main [name='to']")
    life.post(**({} if there.input_value() else {"to": "Probatiecommissie\nPlein 1"}), **said)
