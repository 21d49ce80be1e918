"""Work and income on the pages, from the first call to a job, by who knows the source text alone: 000:1422-1849.

RSD Kromme Rijn Heuvelrug (000:1554-1614) and Amersfoort (000:1633-1707). The source gives no terms: every day is ours.
"""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.lives import Life, opened
from tests.browser.people import go
from tests.browser.test_first_to_last_zeist import comes_first, post, write
from tests.browser.windows import DESKTOP, Windows

APPLICATION = "tests.browser.moving:application"

NEEDED, WISHED = "Nodig", "Gewenst"
OURS = "De termijn staat niet in de bron: onze keuze."

START, RIGHT = "Houd het startgesprek", "Stel vast of er recht op bijstand is"
DIAGNOSE, PLAN = "Stel de diagnose", "Maak het plan van aanpak"
INTAKE, RUNG = "Houd het intakegesprek", "Bepaal de trede op de participatieladder"
AGAIN, LAWFUL = "Kijk opnieuw naar de trede", "Controleer of de uitkering nog klopt"
RSD_RULES = (START, RIGHT, DIAGNOSE, PLAN, INTAKE, RUNG, AGAIN, LAWFUL)


def test_rsd_from_the_telephone_by_a_diagnosis_and_a_coach_up_the_ladder_to_work(windows: Windows) -> None:
    page = windows.sign_in("marit.heuvelrug", DESKTOP)
    person = {"given": "Sem", "family": "Proefwerk", "born": "1990-03-04"}
    life = opened(page, "Aanvraag", RSD_RULES, "2027-01-04", "", person)
    # 1579-1583: by telephone; the start talk is the process director's, who looks at other ways first.
    life.asked((START, "uiterlijk 18 januari", NEEDED, "Procesregisseur", OURS))
    right = (RIGHT, "uiterlijk 8 maart", NEEDED, "Procesregisseur", OURS)
    life.on("2027-01-11").talk("Startgesprek").asked(right)
    comes_first(life, "decide-benefit", "Bekijk eerst andere mogelijkheden dan bijstand")
    life.on("2027-01-12").note("alternatives-checked", **{"value-other_way": "no"}).asked(right)
    granted(life.on("2027-01-25"), "Femke Regisseur", "2027-03-08")
    # 1585-1593: now the client director, with what is desirable and feasible, and a plan together.
    diagnose, plan = (DIAGNOSE, "uiterlijk 8 februari", NEEDED, OURS), (PLAN, "uiterlijk 22 februari", NEEDED, OURS)
    life.asked(diagnose, plan).on("2027-01-27").note("diagnosis-made", **{"value-direction": "work"}).asked(plan)
    comes_first(life, "offer-trajectory", "Maak eerst het plan van aanpak")
    life.on("2027-02-02").talk("Gesprek plan van aanpak")
    agree(life)
    life.asked()
    # 1591-1593, 1609-1614: a participation coach comes in, and the rung of six is set.
    lawful = (LAWFUL, "8 februari 2028", NEEDED, OURS)
    life.on("2027-02-08").change("start:assistance-with-coach")
    life.asked((INTAKE, "uiterlijk 22 februari", NEEDED, OURS), (RUNG, "uiterlijk 8 maart", WISHED, OURS), lawful)
    life.on("2027-02-15").talk("Intake- of oriëntatiegesprek re-integratie").note("rung-set", **{"value-rung": "2"})
    again = (AGAIN, "15 augustus", WISHED, OURS)
    # 1595-1600: no norm for how often; six weeks without a talk are not late.
    life.asked(again, lawful).on("2027-03-29").asked(again, lawful)
    life.on("2027-05-17").note("rung-set", **{"value-rung": "4"}).asked((AGAIN, "17 november", WISHED), lawful)
    page.goto(life.case)
    expect(page.locator("main")).to_contain_text("onbetaald werk")
    # 1598-1614, 1767-1770: paid work, and out of the benefit.
    life.on("2027-09-06").note("rung-set", **{"value-rung": "6"}).end("Werk gevonden").asked()
    assert life.met == set(RSD_RULES), "every rule of the source on this way was met, and none of another"


FIRST, SECOND = "Houd het eerste gesprek", "Houd het tweede gesprek"
RIGHTS, DECIDE = "Leg rechten en plichten uit", "Beslis op de aanvraag"
COUNSEL, OWN_PLAN = "Houd de intake", "Maak het plan"
LADDER = "Bepaal de trede op de re-integratieladder"
AMERSFOORT_RULES = (FIRST, SECOND, RIGHTS, DECIDE, COUNSEL, OWN_PLAN, LADDER, AGAIN)


def test_amersfoort_from_two_talks_by_a_counsellor_and_the_own_ladder_to_regular_work(windows: Windows) -> None:
    page = windows.sign_in("bram.amersfoort", DESKTOP)
    person = {"given": "Sem", "family": "Proefladder", "born": "1990-03-04"}
    life = opened(page, "Aanvraag", AMERSFOORT_RULES, "2027-01-04", "", person)
    # 1635-1644: registered at the UWV; two talks with the client manager, who is the contact.
    decide = (DECIDE, "uiterlijk 1 maart", NEEDED, OURS)
    life.asked((FIRST, "uiterlijk 18 januari", NEEDED, "Klantmanager", OURS), decide)
    second, rights = (SECOND, "uiterlijk 1 februari", NEEDED, OURS), (RIGHTS, "uiterlijk 1 februari", NEEDED, OURS)
    life.on("2027-01-11").talk("Startgesprek").asked(rights, second, decide)
    life.on("2027-01-25").talk("Gesprek plan van aanpak", explained=True).asked(decide)
    granted(life.on("2027-02-01"), "Karim Manager", "2027-03-15")
    life.asked()
    # 1646-1647, 1787-1789: a fixed counsellor with a plan.
    life.on("2027-02-08").change("start:assistance-with-trajectory", reason="Eerst samen beginnen.")
    plan = (OWN_PLAN, "uiterlijk 22 maart", NEEDED, OURS)
    life.asked((COUNSEL, "uiterlijk 22 februari", NEEDED, OURS), plan, (LADDER, "uiterlijk 8 maart", WISHED, OURS))
    # 1674-1678: motivated and not ready for activities: the second of ten rungs, which begin at nought.
    life.on("2027-02-15").talk("Intake- of oriëntatiegesprek re-integratie").note("rung-set", **{"value-rung": "1"})
    again = (AGAIN, "15 augustus", WISHED, OURS)
    life.asked(plan, again).on("2027-03-01")
    agree(life)
    # 1648-1660: how often they meet differs enormously, and no talk is late.
    life.asked(again).on("2027-04-12").asked(again)
    # 1702-1707: part-time work with a benefit beside it, and then out by regular work.
    life.on("2027-06-01").note("rung-set", **{"value-rung": "7"}).asked((AGAIN, "1 december", WISHED))
    life.on("2027-09-01").note("rung-set", **{"value-rung": "9"}).end("Werk gevonden").asked()
    assert life.met == set(AMERSFOORT_RULES), "every rule of the source on this way was met, and none of another"


def granted(life: Life, by: str, object_by: str) -> None:
    """The benefit is granted, in a letter that is open to objection and says who decided."""
    said = {"f_why": "Er is recht.", "f_next": "Een plan.", "f_object_to": "De gemeente, postbus 1"}
    write(life, "benefit-decision", f_granted="yes", f_object_by=object_by, decided_by=by, **said)
    expect(life.page.locator("article.letter")).to_contain_text("bezwaar")
    post(life)


def agree(life: Life) -> None:
    """Write a plan together, and record it today."""
    page = life.page
    page.goto(f"{life.case}goals")
    begin = re.compile("^Begin een ")
    page.get_by_role("button", name=begin).or_(page.get_by_role("link", name=begin)).first.click()
    page.get_by_label("Waar gaat het over?").first.select_option(index=1)
    page.get_by_label("Het doel, in de woorden van", exact=False).first.fill("Weer werk, dat bij me past.")
    go(page, "Naar vastleggen")
    page.get_by_role("button", name=re.compile("^(Keur dit plan goed|Leg dit plan vast)$")).click()
    expect(page.get_by_role("status").first).to_contain_text("Vastgelegd")
