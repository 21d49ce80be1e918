"""Dutch probation from the sentence to its end on the pages, by who knows the source text alone (000:241-429)."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from tests.browser.lives import Life, opened
from tests.browser.people import go
from tests.browser.windows import DESKTOP, Windows

APPLICATION = "tests.browser.moving:application"

LEVEL = "Bepaal hoe intensief het toezicht is"
FRAME = "Leg het kader uit"
TALK, VISIT = "Houd een meldplichtgesprek", "Ga op huisbezoek"
JUDGE = "Zeg of het een overtreding is"
REPORT = "Meld de overtreding meteen aan het openbaar ministerie"
WRITE = "Meld de overtreding ook schriftelijk aan het openbaar ministerie"
WARN, WARNED = "Geef een waarschuwing", "Meld de waarschuwing aan het openbaar ministerie"
END = "Rond het toezicht af"
RULES = (LEVEL, FRAME, TALK, VISIT, JUDGE, REPORT, WRITE, WARN, WARNED, END)
LAW, CHAIN, NEEDED = "Moet van de wet", "Moet volgens de ketenafspraak", "Nodig"
OURS = "De termijn staat niet in de bron: onze keuze."
UNTIL = (END, "tot en met 3 januari 2029", LAW, "artikel 14b")


def test_from_a_sentence_with_a_ban_to_the_end_of_its_probation_period(windows: Windows) -> None:
    page = windows.sign_in("peter.reclassering", DESKTOP)
    person = {"given": "Sem", "family": "Proefman", "born": "1990-03-04"}
    life = opened(page, "Voorwaardelijke veroordeling", RULES, "2027-01-04", "2029-01-03", person)
    # 273-285: nature and intensity are for the officer to fix; 419-429: the client knows the frame beforehand.
    unset = (LEVEL, "uiterlijk 18 januari", LAW, OURS, "Uitvoeringsbesluit", "artikel 3 lid 1")
    life.asked(unset, (FRAME, "uiterlijk 18 januari", NEEDED, OURS, "Bethlehem 2013"), UNTIL)
    page.goto(f"{life.case}conditions/new")
    life.choose("Wat is het?", "Gebiedsverbod")
    life.fill(text="Niet in de Kerkstraat komen", until="2028-01-03")
    go(page, "Bewaar")
    expect(page.locator("main")).to_contain_text("Niet in de Kerkstraat komen")
    life.on("2027-01-06").talk("Gesprek over het kader", explained=True).asked(unset, UNTIL)
    level(life, "2")
    # 383-385: reporting every two weeks, and at first a home visit every two months; a guideline (389-391).
    visit = (VISIT, "uiterlijk 6 maart", NEEDED, "3RO 2009")
    life.asked((TALK, "uiterlijk 20 januari", NEEDED, "3RO 2009"), visit, UNTIL)
    life.on("2027-01-19").talk("Meldplichtgesprek").asked((TALK, "uiterlijk 2 februari", NEEDED), visit, UNTIL)
    late = (TALK, "te laat", NEEDED)
    life.on("2027-02-03").asked(late, visit, UNTIL)
    # 299-305, 361-364: a missed appointment is no breach, and the reaction is free.
    missed = life.went_wrong("Een afspraak niet nagekomen", "Ongewenst gedrag")
    expect(page.locator("main")).not_to_contain_text("overtreding melden")
    life.answer(missed, "Erover praten")
    go(page, "Klaar, leg dit weg")
    life.asked(late, visit, UNTIL).talk("Meldplichtgesprek")
    # 289-305: not established yet is asked again, two working days later (our setting).
    incident = life.on("2027-02-08").went_wrong("Iets met een bijzondere voorwaarde", "Nog niet vastgesteld")
    talk = (TALK, "uiterlijk 17 februari", NEEDED)
    life.asked((JUDGE, "uiterlijk 10 februari", NEEDED, OURS), talk, visit, UNTIL)
    # 291-299, 321-325, 357-361: at once, in writing, with a warning; each with its own source.
    life.on("2027-02-10").follow(JUDGE).get_by_label("Overtreding van een bijzondere voorwaarde").check()
    page.get_by_label("Wat gebeurde er precies?").fill("Sem liep om twee uur in de Kerkstraat.")
    go(page, "Bewaar")
    report = (REPORT, "vandaag", LAW, "artikel 14d lid 2", OURS)
    write, warn = (WRITE, "vandaag", CHAIN, "Ketenafspraak"), (WARN, "uiterlijk 17 februari", NEEDED, "Handboek")
    life.asked(report, write, talk, warn, visit, UNTIL)
    page.goto(incident)
    expect(page.get_by_role("button", name="Klaar, leg dit weg", exact=True)).to_have_count(0)
    drafted_in_minutes(life, "Officier van justitie\nParketlaan 1")
    go(page, "De brief is verstuurd")
    life.asked(talk, warn, visit, UNTIL)
    # 321-325: the warning is told to the prosecution service too.
    life.follow(WARN)
    life.post(to="Sem Proefman\nDorpsstraat 1", f_condition_chosen=condition_of(page), f_expected="Blijf er weg.")
    life.asked((WARNED, "uiterlijk 11 februari", NEEDED, OURS), talk, visit, UNTIL)
    life.answer(incident, "Vastleggen dat de waarschuwing is gemeld", **{"value-to": "Officier De Boer"})
    go(page, "Klaar, leg dit weg")
    life.asked(talk, visit, UNTIL)
    # 383-385: home visits are of the beginning alone.
    life.on("2027-02-17").talk("Meldplichtgesprek").note("beginning-over")
    talk = (TALK, "uiterlijk 3 maart", NEEDED)
    life.asked(talk, UNTIL)
    # 253-257, 291-299: of the general condition the law asks a report in any form, and the chain agreement no writing.
    offence = life.on("2027-02-22").went_wrong("Iets wat strafbaar kan zijn", "Overtreding van de algemene voorwaarde")
    again = (WARN, "uiterlijk 1 maart", NEEDED)
    life.asked((REPORT, "vandaag", LAW), again, talk, UNTIL)
    # 253-257: that condition holds in each sentence, so the letter names it without anybody having noted it.
    life.follow(REPORT)
    expect(page.get_by_label("Algemene voorwaarde: geen strafbaar feit plegen", exact=True)).to_be_visible()
    life.answer(offence, "al mondeling is gemeld", **{"value-to": "Officier De Boer"})
    life.asked(again, talk, UNTIL)
    life.answer(offence, "Een waarschuwing geven")
    life.answer(offence, "Vastleggen dat de waarschuwing is gemeld", **{"value-to": "Officier De Boer"})
    go(page, "Klaar, leg dit weg")
    # 251-253: the end that the judge set; the last day is not late, the next is, and then no talk is asked any more.
    late = (TALK, "te laat", NEEDED)
    life.on("2029-01-03").asked((END, LAW), late)
    life.on("2029-01-04").asked((END, "1 dag te laat", LAW))
    life.end("Helemaal doorlopen").asked()
    expect(page.locator("main")).to_contain_text("afgesloten op 4 januari")
    assert life.met == set(RULES), "every rule of the source was met"


def level(life: Life, chosen: str) -> None:
    """Weigh offence and risk, and choose a level (371-377)."""
    page = life.page
    page.goto(f"{life.case}forms/new/level-judgement")
    go(page, "Vul in")
    life.fill(f_seriousness="Zwaar.", f_reoffending="Matig.", f_harm="Klein.")
    go(page, "Bewaar")
    life.fill(f_level=chosen, f_reason="Dit past.")
    go(page, "Kijk na")
    # Another version says whether it betters the one before or is about a day of its own.
    anew = page.get_by_label("Over welke dag gaat dit?")
    if anew.count() and not anew.input_value():
        anew.fill(life.day)
    go(page, "Leg vast")
    expect(page).not_to_have_url(re.compile("/check"))


def condition_of(page: Page) -> str:
    """The first condition that the letter on the screen offers."""
    return page.locator("main [name='f_condition_chosen']").first.get_attribute("value") or ""


def drafted_in_minutes(life: Life, address: str) -> None:
    """From the row of the duty to a report ready to sign: one choice, and no word typed but a first address."""
    page, began = life.page, time.monotonic()
    life.follow(REPORT)
    empty = (
        page.locator("main")
        .locator("input[type=text], input[type=date], textarea")
        .evaluate_all("all => all.filter((each) => each.offsetParent && !each.value).map((each) => each.name)")
    )
    # What the client says of it, advice and another condition can be added; nothing else is left to type.
    assert set(empty) <= {"to", "f_client_says", "f_advice", "f_condition", "f_warned_on"}, empty
    # 335-341: the officer can advise on what should follow; it stands apart in the report.
    life.fill(to=address, f_condition_chosen=condition_of(page), f_advice="Geen tenuitvoerlegging: Sem zoekt hulp.")
    go(page, "Maak de brief")
    letter = page.locator("article.letter")
    for said in ("Niet in de Kerkstraat komen", "Sem liep om twee uur in de Kerkstraat.", "8 februari 2027"):
        expect(letter).to_contain_text(said)
    expect(letter).to_contain_text(re.compile(r"Advies\s*Geen tenuitvoerlegging: Sem zoekt hulp\."))
    expect(page.get_by_role("button", name="Onderteken", exact=True)).to_be_enabled()
    assert time.monotonic() - began < 300
    go(page, "Onderteken")
    expect(page.get_by_role("status").first).to_contain_text(re.compile("Ondertekend"))


def test_the_heaviest_level_up_to_an_end_that_comes_early(windows: Windows) -> None:
    page = windows.sign_in("peter.reclassering", DESKTOP)
    person = {"given": "Sem", "family": "Proefniveau", "born": "1990-03-04"}
    life = opened(page, "Voorwaardelijke veroordeling", RULES, "2027-01-04", "2029-01-03", person)
    # 251-253: three years at most; longer only with a reason, and then that day counts.
    page.goto(f"{life.case}measure")
    life.fill(what="extend:suspended-sentence", until="2030-01-05")
    go(page, "Bewaar")
    expect(page.locator("main")).to_contain_text("Dit is langer dan de bron noemt. Schrijf waarom.")
    life.fill(why="De rechter verlengde.")
    go(page, "Bewaar")
    end = (END, "met een reden: tot en met 5 januari 2030", f"{LAW}: tot en met 3 januari 2030", "artikel 14b")
    life.on("2027-01-06").talk("Gesprek over het kader", explained=True)
    level(life, "3")
    # 387: every week, with a home visit every month; a guideline (389-391).
    talk, visit = (TALK, "uiterlijk 13 januari", NEEDED, "3RO 2009"), (VISIT, "uiterlijk 6 februari", NEEDED)
    life.asked(talk, visit, end)
    life.on("2027-01-13").talk("Meldplichtgesprek").asked((TALK, "uiterlijk 20 januari", NEEDED), visit, end)
    life.on("2027-02-05").talk("Huisbezoek").on("2027-02-06")
    life.asked((TALK, NEEDED), (VISIT, "uiterlijk 5 maart", NEEDED), end)
    # 343-347: a reprimand or an instruction is a free reaction, and asks nothing more.
    missed = life.went_wrong("Een afspraak niet nagekomen", "Ongewenst gedrag")
    life.answer(missed, "Een aanwijzing geven")
    go(page, "Klaar, leg dit weg")
    # 381: less risk, less often, and no home visit.
    level(life.on("2027-02-08"), "1")
    life.asked((TALK, "uiterlijk 1 maart", NEEDED, "3RO 2009"), end)
    # 216-222: an early end can be a good one.
    life.on("2027-02-22").end("Eerder gestopt, want het gaat goed", over=True).asked()
