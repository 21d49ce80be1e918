"""Shelter and debt help on the pages, from the first contact to what comes after, by who knows the source text alone.

De Tussenvoorziening (000:2240-2820) and Tilburg (000:2963-2990, 000:3248-3489).
"""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.lives import Life, opened
from tests.browser.people import go
from tests.browser.test_first_to_last_work import agree
from tests.browser.test_first_to_last_zeist import comes_first, post, write
from tests.browser.windows import DESKTOP, Windows

APPLICATION = "tests.browser.moving:application"

LAW, NEEDED, WISHED = "Moet van de wet", "Nodig", "Gewenst"
OURS = "De termijn staat niet in de bron: onze keuze."

RECORD, CONTACT, INTAKE = "Leg de aanmelding vast", "Neem contact op na de aanmelding", "Houd de intake"
TRAJECTORY = "Maak het trajectplan en laat het tekenen"
AGREEMENT, HOUSING = "Laat de begeleidingsovereenkomst tekenen", "Laat de overeenkomst Begeleid tijdelijk wonen tekenen"
RULES_OF_HOUSE, MONEY = "Laat de huisregels van dit huis tekenen", "Regel de financiële begeleiding"
FOLDER, STRENGTHS = "Geef de cliënt een eigen cliëntmap", "Maak samen de krachteninventarisatie"
ACTIONS, EVALUATE = "Begin samen met het actieplan", "Evalueer de begeleiding met de trajectregisseur"
IN_CRISIS, HOURS = (
    "Evalueer deze crisis met de trajectregisseur",
    "Bespreek hoe de cliënt aan zestien uur per week komt",
)
HAND_OVER = "Draag de cliënt over aan het buurtteam"
SHELTER_RULES = (
    *(RECORD, CONTACT, INTAKE, TRAJECTORY, AGREEMENT, HOUSING, RULES_OF_HOUSE, MONEY, FOLDER, STRENGTHS, ACTIONS),
    *(EVALUATE, IN_CRISIS, HOURS, HAND_OVER),
)


def test_shelter_from_the_registration_by_a_plan_and_a_house_to_a_warm_hand_over(windows: Windows) -> None:
    person = {"given": "Sem", "family": "Proefhuis", "born": "1990-03-04"}
    life = opened(
        windows.sign_in("femke.opvang", DESKTOP), "Aanmelding en intake", SHELTER_RULES, "2027-01-04", "", person
    )
    to_a_signed_plan(life)
    guidance_begins(life)
    evaluated(life)
    # 2510-2519: rounding off asks for an exit talk, and who needs help afterwards is handed over with consent.
    comes_first(life.on("2027-09-06"), "complete", "exitgesprek")
    life.on("2027-09-13").talk("Exitgesprek").note("exit-agreed", **{"value-aftercare": "yes"})
    hand_over = (HAND_OVER, "uiterlijk 27 september", NEEDED, OURS)
    life.note("consent-given").asked(hand_over, (EVALUATE, "uiterlijk 12 oktober"))
    life.on("2027-09-14").end("Naar een eigen woning").asked(hand_over)
    life.on("2027-09-20").note("handed-over").asked()
    assert life.met == set(SHELTER_RULES), "every rule of the source on this way was met, and none of another"


def to_a_signed_plan(life: Life) -> None:
    """Contact within five days, the intake within six weeks, and a plan that both signed (2400-2464, 2594-2598)."""
    life.asked((RECORD, "uiterlijk 5 januari", NEEDED, OURS)).note("registered", **{"value-route": "central"})
    intake = (INTAKE, "uiterlijk 15 februari", NEEDED, "Termijn: 6 weken")
    life.asked((CONTACT, "uiterlijk 9 januari", NEEDED, "Termijn: 5 dagen"), intake)
    life.on("2027-01-08").talk("Aanmeldgesprek").asked(intake)
    plan = (TRAJECTORY, "uiterlijk 22 februari", NEEDED, "Trajectregisseur", OURS)
    life.on("2027-02-08").talk("Intakegesprek").asked(plan)
    one = {"value-client_signed": "yes", "value-director_signed": "no"}
    life.on("2027-02-15").note("trajectory-plan", **one).asked(plan)
    life.on("2027-02-16").note("trajectory-plan", **(one | {"value-director_signed": "yes"})).asked()


def guidance_begins(life: Life) -> None:
    """Agreements, the rules of the house, a folder and the money; six weeks and three months (2468-2525, 2600-2671)."""
    life.on("2027-02-22").change("start:guidance-agreement").change("start:temporary-housing")
    life.note("house-entered", **{"value-house": "bolksbeek"})
    six_weeks = (ACTIONS, "uiterlijk 5 april", NEEDED), (STRENGTHS, "uiterlijk 5 april", NEEDED, "Termijn: 6 weken")
    evaluate = (EVALUATE, "uiterlijk 22 mei", NEEDED, "per 3 maanden")
    signed = (RULES_OF_HOUSE, "uiterlijk 1 maart", NEEDED), (HOUSING, "uiterlijk 1 maart", NEEDED)
    begins = tuple((each, "uiterlijk 8 maart", NEEDED) for each in (MONEY, FOLDER, AGREEMENT))
    life.asked(*signed, *begins, *six_weeks, evaluate)
    life.on("2027-02-23")
    for kind in ("agreement-signed", "housing-agreement-signed", "folder-given"):
        life.note(kind)
    life.note("house-rules-signed", **{"value-house": "bolksbeek"}).note("money-arranged", **{"value-form": "total"})
    # 2608: weekly is an average, and never due.
    life.asked(*six_weeks, evaluate).on("2027-03-22").asked(*six_weeks, evaluate)
    life.on("2027-04-05").note("strengths-inventory").note("action-plan-started").asked(evaluate)
    # 2666-2667: another house has rules of its own.
    life.on("2027-04-12").note("house-entered", **{"value-house": "de-straatweg"})
    life.asked((RULES_OF_HOUSE, "uiterlijk 19 april", NEEDED), evaluate)
    life.note("house-rules-signed", **{"value-house": "de-straatweg"}).asked(evaluate)


def evaluated(life: Life) -> None:
    """Sixteen hours a week, every three months, and every month in a crisis (2508-2510, 2610-2612, 2788-2792)."""
    evaluate = (EVALUATE, "uiterlijk 22 mei", NEEDED)
    life.on("2027-05-10").note("activity-week", **{"value-hours": "10"})
    life.asked(evaluate, (HOURS, "uiterlijk 24 mei", WISHED, OURS))
    life.on("2027-05-17").note("activity-week", **{"value-hours": "16"}).asked(evaluate)
    life.on("2027-05-21").talk("Evaluatiegesprek", others=True).asked((EVALUATE, "uiterlijk 21 augustus", NEEDED))
    life.on("2027-06-14").note("situation", **{"value-crisis": "yes"})
    life.asked((IN_CRISIS, "uiterlijk 14 juli", NEEDED, "per maand"), (EVALUATE, "uiterlijk 21 augustus"))
    life.on("2027-07-12").talk("Evaluatiegesprek in een crisis", others=True)
    life.asked((IN_CRISIS, "uiterlijk 12 augustus"), (EVALUATE, "uiterlijk 12 oktober"))
    life.on("2027-08-02").note("situation", **{"value-crisis": "no"}).asked((EVALUATE, "uiterlijk 12 oktober"))


APPLY, WALK_IN, PAPERS = "Begin de aanmelding", "Houd het aanmeldgesprek", "Houd het gegevensverzamelingsgesprek"
SCAN, ADVICE, PASS_ON = "Doe de quickscan", "Vraag advies aan de toegangsmedewerker", "Draag de hulpvraag over"
STATUTE, INTEGRAL = "Houd de intake", "Houd de integrale intake"
FOLLOW_UP, DECIDE = "Bespreek het plan van aanpak in het vervolggesprek", "Neem een besluit op de aanvraag"
STABILISE, PREPARE = "Rond het stabilisatietraject af", "Rond de voorbereiding van de schuldregeling af"
INVITE, AFTERCARE = "Nodig de hulpvrager uit: de backoffice vraagt", "Houd een persoonlijk gesprek voor de nazorg"
TILBURG_RULES = (
    *(SCAN, ADVICE, PASS_ON, APPLY, WALK_IN, PAPERS, STATUTE, INTEGRAL, FOLLOW_UP, DECIDE),
    *(STABILISE, PREPARE, INVITE, AFTERCARE),
)


def test_tilburg_from_the_neighbourhood_by_the_desk_and_a_loan_to_the_aftercare(windows: Windows) -> None:
    person = {"given": "Sem", "family": "Proefdesk", "born": "1990-03-04"}
    life = opened(
        windows.sign_in("hanneke.tilburg", DESKTOP), "Toegang via de wijk", TILBURG_RULES, "2027-01-04", "", person
    )
    from_the_neighbourhood(life)
    to_the_plan(life)
    a_loan_is_signed(life)
    # 3469-3489: thirty-six months is an average, and never due; who left is met once more within a year.
    life.on("2030-11-04").asked().end("De schuldregeling is klaar").asked((AFTERCARE, "4 november 2031", NEEDED))
    life.on("2031-10-06").talk("Nazorggesprek").note("aftercare-noted", **{"value-balanced": "yes"}).asked()
    assert life.met == set(TILBURG_RULES), "every rule of the source on this way was met, and none of another"


def from_the_neighbourhood(life: Life) -> None:
    """A quick scan in three colours; yellow and not known: advice, and handed over (3258-3285)."""
    life.asked((SCAN, "vandaag", NEEDED))
    life.note("quick-scan-done", **{"value-colour": "yellow", "value-known": "no"})
    hand_over = (PASS_ON, "uiterlijk 5 januari", NEEDED)
    life.asked((ADVICE, "uiterlijk 5 januari", NEEDED), hand_over)
    life.note("advice-asked").asked(hand_over).on("2027-01-05").note("handed-over")
    life.asked((APPLY, "uiterlijk 6 januari", NEEDED)).change("start:application")


def to_the_plan(life: Life) -> None:
    """The talk on the day itself, papers and intake in a fortnight each, the plan in three weeks (3285-3404)."""
    statute, decide = (STATUTE, "uiterlijk 2 februari", LAW), (DECIDE, "uiterlijk 2 maart", LAW, OURS)
    life.asked(statute, decide, (WALK_IN, "vandaag", NEEDED))
    life.talk("Aanmeldgesprek").note("route-chosen", **{"value-route": "trajectory"})
    life.asked(statute, decide, (PAPERS, "uiterlijk 19 januari", NEEDED, "Termijn: 2 weken"))
    # 3370-3376: papers are missing, and the client did try.
    life.on("2027-01-12").talk("Gegevensverzamelingsgesprek (GGV)").note("data-collected", **{"value-papers": "effort"})
    life.asked(statute, decide, (INTEGRAL, "uiterlijk 26 januari", NEEDED, "Termijn: 2 weken"))
    life.on("2027-01-22").talk("Integrale intake")
    life.asked(decide, (FOLLOW_UP, "uiterlijk 12 februari", NEEDED, "Termijn: 3 weken"))
    # 3402-3404: signed in duplicate, for which the source gives no term.
    life.on("2027-02-12").talk("Vervolggesprek over het plan").asked(decide)
    comes_first(life, "start-stabilisation", "Teken eerst samen het plan")
    agree(life)
    life.on("2027-02-15").note("plan-signed")
    said = {
        "f_offer": "Stabilisatie.",
        "f_why": "Eerst rust.",
        "f_object_to": "De gemeente",
        "f_object_by": "2027-03-29",
    }
    write(life, "decision", **said)
    expect(life.page.locator("article.letter")).to_contain_text("bezwaar")
    post(life)
    # 3404-3428: in principle six months at most.
    life.asked().change("start:stabilisation").asked(
        (STABILISE, "tot en met 14 augustus", WISHED, "Termijn: 6 maanden")
    )


def a_loan_is_signed(life: Life) -> None:
    """A fair chance, 120 days in principle, and four signing moments before it starts (3202-3212, 3433-3471)."""
    life.on("2027-07-05").note("stabilisation-weighed", **{"value-way_on": "settlement"})
    comes_first(life, "prepare-settlement", "kans")
    life.note("chance-weighed", **{"value-fair": "yes"}).change("end:stabilisation", then="restructuring")
    prepare = (PREPARE, "uiterlijk 2 november", WISHED, "120 dagen")
    life.asked(prepare).note("back-office-asked", **{"value-about": "agreement"})
    life.asked((INVITE, "uiterlijk 12 juli", NEEDED, OURS), prepare)
    moments = (
        ("2027-07-12", "agreement"),
        ("2027-08-09", "debts"),
        ("2027-09-06", "loan"),
        ("2027-10-04", "agreement-again"),
    )
    for day, what in moments:
        comes_first(life.on(day), "start-settlement", "voor de tweede keer tekenen")
        life.talk("Tekengesprek").note("signed", **{"value-what": what}).asked(prepare)
    life.page.goto(f"{life.case}decisions/start-settlement")
    decided_by = life.page.locator("main [name='decided_by']")
    if decided_by.count():
        decided_by.fill("Bo Backoffice")
    go(life.page, "Neem dit besluit")
    life.on("2027-10-11").asked()
