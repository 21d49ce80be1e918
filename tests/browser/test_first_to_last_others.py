"""The ways through shelter, Tilburg and the Flemish houses of justice beside the main one, on the pages, by the source.

Stadsgeldbeheer and Housing First (000:2266-2327, 000:2567-2579), advice and mediation in Tilburg (000:3303-3341,
000:3453-3489), and the Flemish mandates and assignments that are no probation guidance (000:4823-4918, 000:5109-5292).
"""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.lives import Life, opened
from tests.browser.people import go
from tests.browser.test_first_to_last_shelter_and_debt import (
    ACTIONS,
    AFTERCARE,
    AGREEMENT,
    DECIDE,
    EVALUATE,
    FOLDER,
    FOLLOW_UP,
    INTEGRAL,
    LAW,
    MONEY,
    NEEDED,
    OURS,
    PAPERS,
    PREPARE,
    RECORD,
    RULES_OF_HOUSE,
    STATUTE,
    STRENGTHS,
    WALK_IN,
    WISHED,
)
from tests.browser.test_first_to_last_work import agree
from tests.browser.test_first_to_last_zeist import comes_first, post, write
from tests.browser.windows import DESKTOP, Windows

APPLICATION = "tests.browser.moving:application"


def person(family: str) -> dict[str, str]:
    return {"given": "Sem", "family": family, "born": "1990-03-04"}


def decide(life: Life, decision: str) -> Life:
    """Take a decision on its page; somebody else by name where it is somebody else's."""
    life.page.goto(f"{life.case}decisions/{decision}")
    by = life.page.locator("main [name='decided_by']")
    if by.count():
        by.fill("Bo Beslisser")
    go(life.page, "Neem dit besluit")
    expect(life.page).not_to_have_url(re.compile(f"/decisions/{decision}"))
    return life


ANALYSE, COSTS = "Maak het plan van aanpak en het budgetplaatje", "Breng vaste lasten en leefgeld op orde"
DEBTS, TRAJECTORY = "Breng de schulden in kaart", "Start het schuldentraject"
CITY_MONEY_RULES = (RECORD, ANALYSE, COSTS, DEBTS, TRAJECTORY)


def test_city_money_from_the_website_by_the_budget_and_the_debts_to_money_that_is_in_order(windows: Windows) -> None:
    page = windows.sign_in("femke.opvang", DESKTOP)
    life = opened(page, "Aanmelding en intake", CITY_MONEY_RULES, "2027-01-04", "", person("Proefgeld"))
    # 2408-2414: registered by the website, a procedure of its own in which the five days are not named.
    life.asked((RECORD, "uiterlijk 5 januari", NEEDED)).note("registered", **{"value-route": "city-money"}).asked()
    # 2268-2280: one of the tracks; first the fixed costs and the living money, by the budget consultant.
    life.on("2027-01-11").change("start:total-management")
    life.asked((ANALYSE, "uiterlijk 25 januari", NEEDED, "Budgetconsulent", OURS))
    life.on("2027-01-18").talk("Financiële analyse (Stadsgeldbeheer)")
    life.asked((COSTS, "uiterlijk 1 maart", NEEDED, OURS))
    comes_first(life, "start-debt-trajectory", "Breng eerst vaste lasten en leefgeld op orde")
    life.on("2027-02-22").note("fixed-costs-in-order").asked((DEBTS, "uiterlijk 5 april", NEEDED, OURS))
    life.on("2027-03-15").note("debts-mapped", **{"value-debts": "yes"})
    life.asked((TRAJECTORY, "uiterlijk 26 april", NEEDED, OURS))
    # 2577-2579: an arrangement for paying, or a settlement, gets a talk of its own.
    life.on("2027-04-05").talk("Gesprek over regelingen (Stadsgeldbeheer)")
    decide(life, "start-debt-trajectory").asked()
    # 2276-2280: a lighter track once it goes better; what was done stays done.
    life.on("2027-09-06").change("end:total-management", then="basic-management")
    life.asked((ANALYSE, "uiterlijk 20 september", NEEDED))
    life.on("2027-09-13").talk("Financiële analyse (Stadsgeldbeheer)").asked()
    life.on("2028-02-07").talk("Exitgesprek").end("Het geld is op orde").asked()
    assert life.met == set(CITY_MONEY_RULES), set(CITY_MONEY_RULES) - life.met


BEGIN, THIRD = "Begin de begeleidingsovereenkomst", "Derde correctiegesprek"
FIRST_RULES = (
    *(BEGIN, AGREEMENT, RULES_OF_HOUSE, MONEY, FOLDER, STRENGTHS, ACTIONS, EVALUATE),
    THIRD,
)


def test_housing_first_from_a_home_by_nuisance_and_correction_to_a_tenancy_of_ones_own(windows: Windows) -> None:
    life = opened(
        windows.sign_in("femke.opvang", DESKTOP), "Housing First", FIRST_RULES, "2027-01-04", "", person("Proefthuis")
    )
    # 2317-2327: the home comes first, and guidance after it; the rules of the house are signed.
    begin = (BEGIN, "uiterlijk 18 januari", NEEDED, OURS)
    life.asked(begin).note("house-entered", **{"value-house": "housing-first"})
    life.asked((RULES_OF_HOUSE, "uiterlijk 11 januari", NEEDED), begin)
    life.on("2027-01-11").note("house-rules-signed", **{"value-house": "housing-first"})
    life.change("start:guidance-agreement")
    evaluate = (EVALUATE, "uiterlijk 11 april", NEEDED)
    six_weeks = (ACTIONS, "uiterlijk 22 februari", NEEDED), (STRENGTHS, "uiterlijk 22 februari", NEEDED)
    life.asked(
        (MONEY, "uiterlijk 25 januari", NEEDED),
        (FOLDER, "uiterlijk 25 januari", NEEDED),
        (AGREEMENT, "uiterlijk 25 januari", NEEDED),
        *six_weeks,
        evaluate,
    )
    life.note("agreement-signed").note("folder-given").note("money-arranged", **{"value-form": "basic"})
    life.on("2027-02-15").note("strengths-inventory").note("action-plan-started").asked(evaluate)
    # 2567-2573: on nuisance a talk with the corporation there; two of them end nothing.
    life.talk("Correctiegesprek (Housing First)", others=True).asked(evaluate)
    life.on("2027-03-08").talk("Correctiegesprek (Housing First)", others=True).asked(evaluate)
    life.on("2027-03-29").talk("Correctiegesprek (Housing First)")
    life.asked(evaluate)
    life.talk("Correctiegesprek (Housing First)", others=True).asked(evaluate, (THIRD, NEEDED))
    # 2571-2573, 2715-2725: the source says that the third one ends it; that is weighed, and nothing ends by itself.
    comes_to_a_stop(life, "end-stay", "Weeg eerst de belangen en de oorzaak")
    life.on("2027-04-05").talk("Evaluatiegesprek", others=True)
    # 2307-2315: after guidance that went well the tenancy flips to the resident.
    comes_first(life.on("2028-01-10"), "flip-contract", "Stel eerst vast dat de begeleiding goed verliep")
    life.note("went-well")
    decide(life, "flip-contract")
    life.talk("Exitgesprek").end("Naar een eigen woning").asked()
    assert life.met == set(FIRST_RULES), set(FIRST_RULES) - life.met


def comes_to_a_stop(life: Life, decision: str, words: str) -> None:
    """A decision that cannot be taken before this was done."""
    life.page.goto(f"{life.case}decisions/{decision}")
    expect(life.page.locator("main")).to_contain_text("Dit kan nog niet.")
    expect(life.page.locator("main")).to_contain_text(words)


THREE = "Houd het bij drie gesprekken"
MEDIATION_RULES = DECIDE, THREE, WALK_IN, STATUTE, PAPERS, INTEGRAL, FOLLOW_UP, PREPARE, AFTERCARE


def test_tilburg_from_three_talks_that_are_not_enough_by_two_signatures_to_the_aftercare(windows: Windows) -> None:
    page = windows.sign_in("hanneke.tilburg", DESKTOP)
    life = opened(page, "Uitgebreid advies", MEDIATION_RULES, "2027-01-04", "", person("Proefadvies"))
    # 3323-3341: a set of three talks; twenty-one days is an average, and a fourth talk is only said.
    on_request = (DECIDE, "uiterlijk 1 maart", LAW, OURS)
    for day in ("2027-01-04", "2027-01-18", "2027-02-01"):
        life.on(day).talk("Gesprek uit het driegesprekkenmodel").asked(on_request)
    life.on("2027-02-08").talk("Gesprek uit het driegesprekkenmodel").asked(on_request, (THREE, WISHED))
    # 3343-3352: the debts are too great for advice, so papers and the intake follow.
    life.change("end:extended-advice", then="application")
    # It is one request: the decision on it counts from its first day.
    later = (DECIDE, "uiterlijk 1 maart", LAW)
    life.asked(later, (STATUTE, "uiterlijk 8 maart", LAW), (WALK_IN, "vandaag", NEEDED))
    life.talk("Aanmeldgesprek").note("route-chosen", **{"value-route": "trajectory"})
    life.asked(later, (STATUTE, "uiterlijk 8 maart", LAW), (PAPERS, "uiterlijk 22 februari", NEEDED))
    life.on("2027-02-15").talk("Gegevensverzamelingsgesprek (GGV)")
    life.note("data-collected", **{"value-papers": "complete"})
    # 3370-3377: enough papers, so the intake within two weeks of that talk, sooner than the law asks.
    life.asked(later, (STATUTE, "uiterlijk 8 maart", LAW), (INTEGRAL, "uiterlijk 1 maart", NEEDED))
    life.on("2027-02-22").talk("Integrale intake").asked(later, (FOLLOW_UP, "uiterlijk 15 maart", NEEDED))
    life.on("2027-03-08").talk("Vervolggesprek over het plan")
    agree(life)
    life.note("plan-signed")
    said = {"f_offer": "Bemiddeling.", "f_why": "Het kan.", "f_object_to": "De gemeente", "f_object_by": "2027-04-19"}
    write(life, "decision", **said)
    post(life)
    # 3453-3471: prepared in principle within 120 days, with two signatures and not four.
    life.asked().note("chance-weighed", **{"value-fair": "yes"}).change("end:application", then="mediation")
    prepare = (PREPARE, "uiterlijk 6 juli", WISHED, "120 dagen")
    life.asked(prepare)
    for day, what, first in (
        ("2027-03-22", "agreement", "Laat eerst de schuldregelingsovereenkomst tekenen"),
        ("2027-04-05", "debts", "Laat eerst de schuldenlijst tekenen"),
    ):
        comes_first(life.on(day), "start-settlement", first)
        life.talk("Tekengesprek").note("signed", **{"value-what": what}).asked(prepare)
    decide(life, "start-settlement").asked()
    # 3469-3489: thirty-six months is an average; who left is met once more within a year.
    life.on("2030-04-08").asked().end("De schuldregeling is klaar").asked((AFTERCARE, "8 april 2031", NEEDED))
    life.on("2031-03-03").talk("Nazorggesprek").note("aftercare-noted", **{"value-balanced": "yes"}).asked()
    assert life.met == set(MEDIATION_RULES), set(MEDIATION_RULES) - life.met


def test_tilburg_gives_advice_once_and_asks_only_for_the_decision_on_the_request(windows: Windows) -> None:
    page = windows.sign_in("hanneke.tilburg", DESKTOP)
    life = opened(page, "Aanmelding en intake", (WALK_IN, STATUTE, DECIDE), "2027-01-04", "", person("Proefeens"))
    decision = (DECIDE, "uiterlijk 1 maart", LAW)
    life.asked((STATUTE, "uiterlijk 1 februari", LAW), decision, (WALK_IN, "vandaag", NEEDED))
    # 3303-3307: the client can go on alone.
    life.talk("Aanmeldgesprek").note("route-chosen", **{"value-route": "advice"}).change("start:one-off-advice")
    life.asked(decision)
    said = {"f_offer": "Advies.", "f_why": "U kunt verder.", "f_object_to": "De gemeente", "f_object_by": "2027-02-15"}
    write(life, "decision", **said)
    post(life)
    life.asked().end("Het advies is gegeven").asked()


FRAME, THREE_MONTHS = "Leg het kader uit", "Leg vast of de vrijheid onder voorwaarden eindigt of is verlengd"
SIX, PAST = "Leg het einde van de vrijheid onder voorwaarden vast", "De laatste dag is voorbij"
RELEASE_RULES = (FRAME, THREE_MONTHS, SIX, PAST)
SENTENCE, WORK = "Noteer de dag van de uitspraak", "Kijk of de werkstraf is uitgevoerd"
QUESTION, REPORT = "Noteer voor welke maatregel", "Stuur het voorlichtingsverslag"


def explained(life: Life) -> Life:
    """The frame was explained today, recorded where the row that asks for it leads."""
    life.follow(FRAME)
    life.page.locator("main [name='on']").fill(life.day)
    go(life.page, "Bewaar")
    expect(life.page.locator("main")).to_contain_text("uitgelegd op")
    return life


def test_flemish_mandates_ask_their_own_terms_and_no_report_of_probation(windows: Windows) -> None:
    page = windows.sign_in("lien.justitiehuis", DESKTOP)
    frame = (FRAME, "uiterlijk 18 januari", WISHED, OURS)
    # 5109-5119: three months at most, once longer by three, or until the verdict.
    life = opened(page, "Vrijheid onder voorwaarden (VOV)", RELEASE_RULES, "2027-01-04", "", person("Proefvrij"))
    life.asked((THREE_MONTHS, "tot en met 3 april", LAW), frame)
    explained(life).on("2027-03-29").change("extend:release-under-conditions", until="2027-07-03").asked()
    life.on("2027-04-05").asked((SIX, "tot en met 3 juli", LAW)).on("2027-06-28").note("until-verdict").asked()
    life.on("2027-10-04").asked((PAST, "te laat")).end("Er is een vonnis", over=True).asked()
    assert life.met == set(RELEASE_RULES), set(RELEASE_RULES) - life.met
    # 5282-5292: a work penalty within twelve months of the sentence, whatever the day of the mandate.
    life = opened(page, "Autonome werkstraf (AWS)", (FRAME, SENTENCE, WORK), "2027-01-04", "", person("Proefwerkt"))
    life.asked((SENTENCE, "uiterlijk 11 januari", NEEDED, OURS), frame)
    explained(life).on("2027-01-05").note("sentence-noted", **{"value-sentenced_on": "2026-12-01"})
    life.asked((WORK, "uiterlijk 1 december", LAW)).on("2027-09-06").note("work-done").asked()
    life.end("De werkstraf is uitgevoerd", over=True).asked()
    # 5140-5152: penal mediation has its conditions and no term.
    life = opened(page, "Bemiddeling in strafzaken (BIS)", (FRAME,), "2027-01-04", "", person("Proefbemiddel"))
    explained(life.asked(frame)).asked().on("2028-01-03").asked()
    life.end("Het mandaat is voorbij", over=True).asked()


def test_flemish_assignments_to_inform_end_with_a_report_and_others_are_only_registered(windows: Windows) -> None:
    page = windows.sign_in("lien.justitiehuis", DESKTOP)
    # 4823-4847: what the authority asks is known first; for the report the source gives no term.
    life = opened(page, "Maatschappelijke enquête", (QUESTION, REPORT), "2027-01-04", "", person("Proefvraag"))
    life.asked((QUESTION, "uiterlijk 11 januari", NEEDED, OURS))
    page.goto(f"{life.case}forms/new/information-asked")
    go(page, "Vul in")
    life.fill(f_within="probation", f_question="Is begeleiding haalbaar?")
    go(page, "Kijk na")
    go(page, "Leg vast")
    life.asked((REPORT, "uiterlijk 15 februari", NEEDED, OURS))
    life.on("2027-02-08").follow(REPORT)
    life.post(to="Rechtbank\nPlein 1", f_question="Is begeleiding haalbaar?", f_feasible="Ja.")
    life.asked().end("Het voorlichtingsverslag is verstuurd").asked()
    # 4864-4918: civil, victim and first-line assignments are counted, and nothing is due.
    for measure, family, kind, said, over in (
        (
            "Burgerrechtelijk sociaal onderzoek",
            "Proefgezag",
            "civil-asked",
            "authority",
            "Het sociaal onderzoek is klaar",
        ),
        ("Slachtofferonthaal", "Proefsteun", "victim-supported", "hearing", "De bijstand is klaar"),
        ("Eerstelijnswerking", "Proefburger", "question-answered", "referred", "De vraag is beantwoord"),
    ):
        life = opened(page, measure, (), "2027-01-04", "", person(family))
        expect(page.get_by_role("link", name="Er is iets gebeurd")).to_have_count(0)
        life.asked().note(kind, **{"value-about" if kind == "civil-asked" else "value-how": said})
        life.on("2027-01-12").asked().end(over).asked()
