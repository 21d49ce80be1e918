"""Debt help in Zeist from the first call to the aftercare on the pages, by who knows the source text alone.

000:2963-2990, 000:3498-3820, 000:4484-4768.
"""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.lives import Life, opened
from tests.browser.people import go
from tests.browser.windows import DESKTOP, Windows

APPLICATION = "tests.browser.moving:application"

REGISTER, INTAKE = "Neem de aanmelding door en leg haar vast", "Houd de intake"
TOGETHER = "Vul samen met de cliënt de vragenlijst van de intake in"
LIST, MEETING = "Vul de reflectievragenlijst in", "Bespreek de cliënt in de reflectiebespreking"
DECIDE = "Neem een besluit op de aanvraag"
MAY_ACCEPT = "De cliënt kan het aanbod aannemen, tot en met dinsdag 2 februari"
SILENT = "Geen antwoord op het aanbod: stuur het voornemen met hersteltermijn"
RECOVERS = "De cliënt heeft een hersteltermijn, tot en met woensdag 17 februari"
OVER = "De hersteltermijn is voorbij: ga verder of beëindig met een brief"
PLAN, BEGIN = "Maak het plan van aanpak", "Laat beginnen wat in het plan staat"
PASS_ON = "Draag de stabilisatie over of rond haar af"
FOURTH = "In principe hoogstens drie stabilisatiegesprekken in drie maanden, een vierde kan"
BUDGET, BALANCE = "Houd de intake voor budgetbeheer", "Weeg of budgetbeheer nog past"
ACCOUNT, AUTHORISED = "Open de budgetrekening", "Maak de machtigingen klaar"
PAY = "Begin met de betalingen en zet de machtigingen in"
RETURN, BACK = "Weeg of terugkeer naar schuldhulp kan", "Laat de voorbereiding van een schuldregeling beginnen"
AGAIN, MEET_AGAIN = "Houd een nieuwe intake", "Bespreek de terugkeer in de reflectiebespreking"
CAR, NEW_PLAN = "Bespreek de auto en de afloscapaciteit", "Maak een nieuw plan van aanpak"
WRITE = "Schrijf de schuldeisers aan"
REMIND, CALL = "Stuur de schuldeiser een rappel", "Bel de schuldeiser na"
OVERVIEW = "Stuur de cliënt en een eventuele bewindvoerder het overzicht van de schulden"
PAPERS, CHECK = "Vraag recente stukken op, zoals bankafschriften", "Vraag de cliënt of het overzicht klopt"
GO_ON = "Laat de schuldregeling beginnen, of kies een andere weg"
PROPOSE, END = "Stuur het voorstel aan de schuldeisers", "Houd het eindgesprek"
LAST_DAY, AFTERCARE = "De laatste dag is voorbij: leg het einde of een verlenging vast", "Bel voor de nazorg"
RULES = (
    *(REGISTER, INTAKE, TOGETHER, LIST, MEETING, DECIDE, MAY_ACCEPT, SILENT, RECOVERS, OVER, PLAN, BEGIN),
    *(PASS_ON, FOURTH, BUDGET, ACCOUNT, AUTHORISED, PAY, BACK),
    *(BALANCE, RETURN, AGAIN, MEET_AGAIN, CAR, NEW_PLAN, WRITE, REMIND, CALL, OVERVIEW, PAPERS, CHECK, PROPOSE, END),
    *(LAST_DAY, AFTERCARE, GO_ON),
)
LAW, NEEDED, WISHED = "Moet van de wet", "Nodig", "Gewenst"
OURS = "De termijn staat niet in de bron: onze keuze."
TO_CLIENT, SLOW, QUICK = "Sem Proefgeld\nDorpsstraat 1", "Voorbeeldstroom", "Voorbeeldhuis"
MEETING_TALK = "Reflectiebespreking (zonder cliënt)"


def test_from_the_first_call_through_silence_and_budget_management_to_the_aftercare(windows: Windows) -> None:
    person = {"given": "Sem", "family": "Proefgeld", "born": "1990-03-04"}
    page = windows.sign_in("daan.zeist", DESKTOP)
    life = opened(page, "Aanmelding en aanbod", RULES, "2027-01-04", "", person)
    to_an_offer(life)
    silence_and_a_second_chance(life)
    stabilises(life)
    manages_a_budget(life)
    prepares_a_settlement(life)
    creditors_answer(life)
    creditors_agree(life)
    settles(life)
    assert life.met == set(RULES), "every rule of the source on this way was met, and none of another"


def to_an_offer(life: Life) -> None:
    """From the call to the letter with the offer (2963-2990, 3502-3597)."""
    # By the work process the intake is in two to three weeks, by the statute in four: one row, both days.
    intake = (INTAKE, "uiterlijk 25 januari · Gewenst", f"uiterlijk 1 februari · {LAW}", "Wet gemeentelijke")
    life.asked(intake, (REGISTER, "uiterlijk 5 januari", NEEDED, "Administratie", OURS))
    no_crisis = {"f_crisis": "no", "f_adult": "yes", "f_resident": "yes", "f_entrepreneur": "no", "f_came_before": "no"}
    form(life, "telephone-screening", "Gewone aanmelding", None, **no_crisis)
    decide = (DECIDE, "uiterlijk 1 maart", NEEDED, OURS, "Algemene wet bestuursrecht")
    life.asked(intake, decide)
    together, mine = (TOGETHER, "vandaag", NEEDED), (LIST, "uiterlijk 25 januari", NEEDED, OURS)
    life.on("2027-01-18").talk("Intakegesprek").asked(together, mine, decide)
    # 3542-3559: in that talk, by both, on debts, money, people and how things stand.
    # 3544-3548: debts, income and expenses, the people around and spending.
    about = {"f_debts": "Twee.", "f_income": "Loon.", "f_expenses": "Huur.", "f_spending": "Per week."}
    fill_in(life, "intake-list", f_debts_clear="no", f_network="Een zus.", **about)
    life.asked(mine, decide)
    form(life, "reflection-list", "Stabilisatie: budgetteren", f_talk="Open.", f_able="no", f_budget="needed")
    life.asked((MEETING, "uiterlijk 1 februari", NEEDED, OURS), decide)
    comes_first(life, "send-offer", "Eerst de reflectiebespreking")
    life.on("2027-01-25").talk(MEETING_TALK).asked(decide)
    write(life.on("2027-01-26"), "offer", to=TO_CLIENT, f_offer="Rust.", f_why="Eerst rust.", f_object_to="De gemeente")
    letter = life.page.locator("article.letter")
    # 3563-3597, 2984-2990: what was chosen, a week to call back, and objection.
    for said in ("Stabilisatie: eerst leren rondkomen.", "voor of op 2 februari 2027", "U kunt bezwaar maken"):
        expect(letter).to_contain_text(said)
    post(life)
    life.asked((MAY_ACCEPT, "Wachten")).on("2027-02-02").asked((MAY_ACCEPT, "Wachten"))


def silence_and_a_second_chance(life: Life) -> None:
    """No answer: an intent with a recovery term, and no end before it is over (3607-3615, 4486-4490, 4624-4628)."""
    page = life.page
    life.on("2027-02-03").asked((SILENT, "uiterlijk 9 februari", NEEDED, OURS, "geen antwoord op het aanbod"))
    said = {"f_ground": "offer-refused", "f_why": "Er kwam geen antwoord.", "f_answer_by": "2027-02-17"}
    write(life, "intent", to=TO_CLIENT, f_what_follows="Dan stopt het.", f_recover="Bel Daan.", **said)
    intent = page.url.split("?")[0]
    expect(page.get_by_role("button", name="Onderteken", exact=True)).to_be_disabled()
    expect(page.locator("main")).to_contain_text("Dit kan nog niet. Bepaal eerst hoe lang de hersteltermijn is.")
    life.note("recovery-term-set", **{"value-days": "14"})
    page.goto(intent)
    post(life)
    life.asked((RECOVERS, "Wachten")).on("2027-02-17").asked((RECOVERS, "Wachten"))
    for decision in ("end-help", "refuse-help"):
        page.goto(f"{life.case}decisions/{decision}")
        expect(page.locator("main")).to_contain_text("Dit kan nog niet. Eerst een hersteltermijn die voorbij is.")
        # "Always": not even in danger.
        expect(page.get_by_label("Er is gevaar. Het kan niet wachten.")).to_have_count(0)
    life.on("2027-02-18").asked((OVER, "uiterlijk 24 februari", NEEDED, OURS))
    # The client calls after all: the help goes on.
    life.note("offer-answered", **{"value-accepted": "yes"})
    life.asked((PLAN, "uiterlijk 11 maart", NEEDED, OURS, "plan van aanpak"))


def stabilises(life: Life) -> None:
    """A plan first; then in principle three talks in three months, and a fourth can (3597-3605, 3654-3687)."""
    comes_first(life, "start-product", "Maak eerst het plan van aanpak")
    life.on("2027-02-22").talk("Plangesprek")
    agree_on_a_plan(life, "Begin een plan")
    pass_on = (PASS_ON, "tot en met 21 mei", WISHED, "Termijn: 3 maanden", "Stabilisatietraject")
    life.asked((BEGIN, "uiterlijk 8 maart", NEEDED, OURS)).change("start:stabilisation").asked(pass_on)
    for day in ("2027-03-08", "2027-03-29", "2027-04-26"):
        life.on(day).talk("Stabilisatiegesprek")
    life.asked(pass_on).on("2027-05-10").talk("Stabilisatiegesprek").asked((FOURTH, WISHED), pass_on)


def manages_a_budget(life: Life) -> None:
    """More in than out, in balance, and three stable months for a return (3691-3725, 4616-4624)."""
    comes_first(life, "start-budget", "Kijk eerst of er meer binnenkomt dan eruit gaat")
    life.note("budget-reckoned", **{"value-more_in": "yes"}).change("end:stabilisation", then="budget-management")
    balance = (BALANCE, "uiterlijk 10 november 2028", WISHED, "Termijn: 18 maanden")
    life.asked((BUDGET, "uiterlijk 7 juni", WISHED, "Budgetbeheerder", OURS), balance)
    life.on("2027-05-24").talk("Intake budgetbeheer")
    # 3695-3701: the account and the authorisations are made ready, and with the first income the payments begin.
    ready = tuple((each, "uiterlijk 7 juni", NEEDED, "Budgetbeheerder", OURS) for each in (AUTHORISED, ACCOUNT))
    life.asked(*ready, balance).note("budget-account-opened").note("budget-file-made").note("authorisations-ready")
    life.asked(balance).note("first-income")
    life.asked((PAY, "uiterlijk 31 mei", NEEDED, OURS), balance).note("payments-begun").asked(balance)
    life.note("budget-balanced").on("2027-06-01").note("budget-stable").on("2027-09-01").asked()
    comes_first(life, "return-to-help", "Wacht tot het budget lang genoeg stabiel is")
    life.on("2027-09-02").asked((RETURN, "uiterlijk 15 september", WISHED, "2 weken na 1 september"))
    life.note("return-weighed", **{"value-outcome": "return"})
    life.asked((BACK, "uiterlijk 30 september", NEEDED, OURS)).change(
        "start:settlement-after-budget", decided_by="Hilde Bakker"
    )


def prepares_a_settlement(life: Life) -> None:
    """A new intake, again the meeting, and a new plan (3739-3760)."""
    car = (CAR, "uiterlijk 30 september", NEEDED, OURS, "afloscapaciteit")
    life.asked((AGAIN, "uiterlijk 23 september", NEEDED, OURS), car)
    plan = (NEW_PLAN, "uiterlijk 4 oktober", NEEDED, OURS)
    life.on("2027-09-06").talk("Nieuwe intake na budgetbeheer")
    life.asked((MEET_AGAIN, "uiterlijk 20 september", NEEDED, OURS), car, plan)
    life.talk(MEETING_TALK).asked(car, plan).on("2027-09-13")
    agree_on_a_plan(life, "Wijzig dit plan")
    life.asked(car, (WRITE, "uiterlijk 27 september", NEEDED, "Administratie", OURS))
    life.note("capacity-discussed", **{"value-capacity": "yes", "value-car": "none"})


def creditors_answer(life: Life) -> None:
    """Three weeks, a reminder, two weeks, a call; then an overview that the client checks (3760-3774)."""
    write(life, "creditor-inventory", to=f"{SLOW}\nKade 1\n\n{QUICK}\nKade 2")
    post(life)
    life.asked().on("2027-09-20").note("creditor-answer", **of_creditor(QUICK, "inventory"))
    remind = (f"{REMIND} ({SLOW}, opgave van de schuld)", "uiterlijk 11 oktober", NEEDED, "na 4 oktober")
    life.asked().on("2027-10-04").asked().on("2027-10-05").asked(remind)
    write(life, "creditor-reminder")
    post(life)
    call = (f"{CALL} ({SLOW}, opgave van de schuld)", "uiterlijk 26 oktober", NEEDED, "na 19 oktober")
    life.asked().on("2027-10-19").asked().on("2027-10-20").asked(call)
    life.note("creditor-called", **of_creditor(SLOW, "inventory"))
    life.asked().note("creditor-answer", **of_creditor(SLOW, "inventory"))
    life.asked((OVERVIEW, "uiterlijk 27 oktober", NEEDED, OURS)).note("overview-sent")
    check = (CHECK, "uiterlijk 3 november", NEEDED, OURS)
    life.asked((PAPERS, "uiterlijk 27 oktober", NEEDED, OURS), check).note("papers-asked").asked(check)
    comes_first(life, "send-proposal", "Laat de cliënt eerst het overzicht nakijken")
    life.on("2027-10-25").note("overview-checked")


def creditors_agree(life: Life) -> None:
    """The proposal, with the same three and two weeks (3774-3784)."""
    life.asked((PROPOSE, "uiterlijk 8 november", NEEDED, "Administratie", OURS))
    who = {"decided_by": "Umut Yilmaz"}
    write(life, "creditor-proposal", to=f"{SLOW}\nKade 1\n\n{QUICK}\nKade 2", f_proposal="30 euro per maand.", **who)
    post(life)
    life.asked().note("creditor-answer", **of_creditor(QUICK, "proposal"), **{"value-agrees": "yes"})
    remind = (f"{REMIND} ({SLOW}, voorstel)", "uiterlijk 22 november", NEEDED, "na 15 november")
    life.on("2027-11-15").asked().on("2027-11-16").asked(remind)
    write(life, "creditor-reminder")
    post(life)
    call = (f"{CALL} ({SLOW}, voorstel)", "uiterlijk 7 december", NEEDED, "na 30 november")
    life.on("2027-11-30").asked().on("2027-12-01").asked(call)
    comes_first(life, "start-settlement", "Wacht tot elke schuldeiser het voorstel heeft beantwoord")
    life.note("creditor-called", **of_creditor(SLOW, "proposal"))
    life.note("creditor-answer", **of_creditor(SLOW, "proposal"), **{"value-agrees": "yes"})
    life.asked((GO_ON, "uiterlijk 20 december", NEEDED, OURS))


def settles(life: Life) -> None:
    """No norm for contact while the settlement runs; an end talk and a call afterwards close it (3788-3806)."""
    end = (END, "uiterlijk 1 november 2030", NEEDED, "1 maand voor het einde", OURS)
    life.change("start:settlement", until="2030-12-01").asked(end)
    life.on("2030-11-01").asked((END, "vandaag", NEEDED)).talk("Eindgesprek").asked()
    life.on("2030-12-01").asked().on("2030-12-02").asked((LAST_DAY, "1 dag te laat", NEEDED))
    life.end("De schulden zijn geregeld").asked((AFTERCARE, "uiterlijk 3 maart 2031", NEEDED, OURS))
    expect(life.page.locator("main")).to_contain_text("afgesloten op 2 december")
    life.on("2031-03-03").asked((AFTERCARE, "vandaag", NEEDED)).talk("Nazorg per telefoon").asked()


def form(life: Life, name: str, chosen: str, first: dict[str, str] | None = None, **said: str) -> None:
    """Fill a form in, `first` what brings more questions once it is kept, and choose what its table says."""
    page = life.page
    page.goto(f"{life.case}forms/new/{name}")
    go(page, "Vul in")
    if first:
        life.fill(**first)
        go(page, "Bewaar")
    life.fill(**said)
    go(page, "Kijk na")
    expect(page.locator("main")).to_contain_text(f"Volgens de tabel: {chosen}")
    page.get_by_label(chosen, exact=True).check()
    go(page, "Leg vast")
    expect(page).not_to_have_url(re.compile("/check"))


def fill_in(life: Life, name: str, **said: str) -> None:
    """Fill a form in that has no table, and keep it for good."""
    life.page.goto(f"{life.case}forms/new/{name}")
    go(life.page, "Vul in")
    expect(life.page.locator("main")).to_contain_text("Alleen medewerkers zien dit.")
    life.fill(**said)
    go(life.page, "Kijk na")
    go(life.page, "Leg vast")
    expect(life.page.get_by_role("status").first).to_contain_text("Vastgelegd")


def comes_first(life: Life, decision: str, words: str) -> None:
    """A decision that can be taken only with a reason, as long as this did not come first."""
    life.page.goto(f"{life.case}decisions/{decision}")
    first = life.page.locator("main li", has_text=words)
    expect(first).to_contain_text("Nog niet gedaan")
    expect(life.page.get_by_label("U wijkt af. Waarom?")).to_be_visible()


def write(life: Life, letter: str, **said: str) -> None:
    """Write a letter, up to reading it over."""
    life.page.goto(f"{life.case}letters/new/{letter}")
    life.fill(**said)
    go(life.page, "Maak de brief")
    expect(life.page).not_to_have_url(re.compile("/letters/new/"))


def post(life: Life) -> None:
    """Sign the letter on the screen, and say that it was sent today."""
    go(life.page, "Onderteken")
    go(life.page, "De brief is verstuurd")
    expect(life.page.get_by_role("status").first).to_contain_text("Bewaard")


def agree_on_a_plan(life: Life, begin: str) -> None:
    """Write a plan with the client, or a new version of it, and record it today."""
    page = life.page
    page.goto(f"{life.case}goals")
    page.get_by_role("button", name=begin, exact=True).or_(page.get_by_role("link", name=begin, exact=True)).click()
    page.get_by_label("Waar gaat het over?").first.select_option(label="Geld")
    page.get_by_label("Het doel, in de woorden van", exact=False).first.fill(f"Rust in het geld ({life.day}).")
    go(page, "Naar vastleggen")
    page.get_by_role("button", name=re.compile("^(Keur dit plan goed|Leg dit plan vast)$")).click()
    expect(page.get_by_role("status").first).to_contain_text("Vastgelegd")


def of_creditor(name: str, step: str) -> dict[str, str]:
    """Whom a contact with a creditor was with, and over what."""
    return {"value-creditor": name, "value-step": step}


ACT, TALK_SOON = "Doe meteen iets, zoals een mail aan de leverancier", "Spreek de cliënt, los van de intake"
IN_CRISIS, SAID_NO = "Houd de intake, want er is een crisis", "De cliënt wil dit aanbod niet: bespreek een ander aanbod"
CLOSE = "Sluit de zaak af"
MAY, TERM_RUNS = "De cliënt kan het aanbod aannemen", "De cliënt heeft een hersteltermijn"
STILL = "De zaak loopt nog, tot en met"
THREATENS = "Leg vast op welke dag de ontruiming of afsluiting is"
LOST = "Ontruiming van de woning"
ENDED_RULES = (
    *(LOST, ACT, TALK_SOON, THREATENS, IN_CRISIS, TOGETHER, LIST, MEETING, DECIDE, MAY, SAID_NO, TERM_RUNS),
    *(OVER, STILL, CLOSE),
)


def test_from_a_crisis_through_an_offer_refused_to_a_letter_open_to_objection(windows: Windows) -> None:
    page = windows.sign_in("daan.zeist", DESKTOP)
    person = {"given": "Sem", "family": "Proefschuld", "born": "1990-03-04"}
    life = opened(page, "Aanmelding en aanbod", ENDED_RULES, "2027-01-08", "", person)
    # 2965-2968, 3518-3524: three working days over a weekend, action at once, and a talk apart from the intake.
    admitted = {"f_adult": "yes", "f_resident": "yes", "f_entrepreneur": "no", "f_came_before": "no"}
    threat = {"f_threat": "eviction", "f_acted": "no", "f_talk_soon": "yes"}
    form(life, "telephone-screening", "Crisis", {"f_crisis": "yes"}, **threat, **admitted)
    decide = (DECIDE, "uiterlijk 5 maart", NEEDED, OURS)
    intake = (IN_CRISIS, "uiterlijk 13 januari", LAW, "Wet gemeentelijke")
    act, soon = (ACT, "uiterlijk 11 januari", NEEDED), (TALK_SOON, "uiterlijk 11 januari", NEEDED)
    life.asked(intake, act, soon, decide, (THREATENS, "uiterlijk 11 januari", NEEDED, OURS))
    # What threatens has one place, from where it stands first; the intake of the crisis is the talk about it.
    life.follow(THREATENS)
    life.fill(kind="eviction", on="2027-01-29")
    go(page, "Bewaar")
    life.asked((LOST, "over 21 dagen", "29 januari"), intake, act, soon, decide)
    # Each word once: that it is a crisis, and the way it takes.
    registered = "Aangemeld: crisis, intake en meteen actie, uithuiszetting dreigt, gesprek binnen drie dagen"
    expect(page.locator("main")).to_contain_text(registered)
    life.on("2027-01-11").note("crisis-action").talk("Crisisgesprek")
    page.goto(f"{life.case}money")
    page.locator("main form[action$='/over'] button").first.click()
    life.asked(intake, decide)
    life.on("2027-01-13").talk("Intakegesprek")
    life.asked((TOGETHER, "vandaag", NEEDED), (LIST, "uiterlijk 20 januari", NEEDED, OURS), decide)
    form(life, "reflection-list", "Stabilisatie: budgetteren", f_talk="Open.", f_able="no", f_budget="needed")
    life.asked((MEETING, "uiterlijk 27 januari", NEEDED, OURS), decide).on("2027-01-18").talk(MEETING_TALK)
    write(life, "offer", to=TO_CLIENT, f_offer="Rust.", f_why="Eerst rust.", f_object_to="De gemeente")
    post(life)
    life.asked((MAY, "25 januari", "Wachten"))
    # 4494, 4650-4654: the client says no, and another offer may fit better.
    life.on("2027-01-20").note("offer-answered", **{"value-accepted": "no"})
    life.asked((SAID_NO, "uiterlijk 27 januari", NEEDED, OURS))
    life.note("recovery-term-set", **{"value-days": "14"})
    said = {"f_ground": "offer-refused", "f_why": "Het aanbod past niet.", "f_answer_by": "2027-02-03"}
    write(life, "intent", to=TO_CLIENT, f_what_follows="Dan stopt het.", f_recover="Bel Daan.", **said)
    post(life)
    life.asked((TERM_RUNS, "3 februari", "Wachten"))
    # 4486-4490, 4624-4628: no end before the recovery term is over, and then a letter with its ground and objection.
    life.on("2027-02-04").asked((OVER, "uiterlijk 10 februari", NEEDED, OURS))
    ends = {"f_ends_on": "2027-02-05", "f_why": "Het aanbod past niet.", "f_object_to": "De gemeente"}
    write(life, "termination", to=TO_CLIENT, **ends)
    letter = page.locator("article.letter")
    for words in ("U kunt bezwaar maken", "5 februari 2027"):
        expect(letter).to_contain_text(words)
    post(life)
    life.asked((STILL, "5 februari", "Wachten"))
    page.goto(f"{life.case}end")
    expect(page.locator("main")).to_contain_text("Wacht tot de dag voorbij is waarop de hulp stopt")
    life.on("2027-02-06").asked((CLOSE, "uiterlijk 19 februari", WISHED, OURS))
    life.end("Het aanbod is niet aangenomen").asked()
    assert life.met == set(ENDED_RULES), "every rule of the source on this way was met, and none of another"


PAPERS_FIRST, START = "Vraag de benodigde stukken op", "Houd het startgesprek over de schuldregeling"
READY = "Rond het stabiliseren af, in hoogstens twee maanden"
REFUSES = "Bepaal wat volgt nu een schuldeiser niet akkoord gaat"
PHONE, LEAFLET = "Bel de cliënt over de Wsnp", "Stuur het informatieblad over de Wsnp"
COURT_TALK, SIGN = "Houd het gesprek over de Wsnp", "Laat de verklaring tekenen"
SEND, HEAR = "Stuur de verklaring naar de rechtbank", "Leg vast wat de rechtbank besliste over de Wsnp"
DIRECT_RULES = (
    *(PAPERS_FIRST, START, READY, CAR, WRITE, OVERVIEW, CHECK, PROPOSE, REFUSES, GO_ON),
    *(PHONE, LEAFLET, COURT_TALK, SIGN, SEND, HEAR, AFTERCARE),
)


def test_directly_to_a_settlement_that_a_creditor_refuses_and_on_to_the_court(windows: Windows) -> None:
    page = windows.sign_in("daan.zeist", DESKTOP)
    person = {"given": "Sem", "family": "Proefdirect", "born": "1990-03-04"}
    life = opened(page, "Directe voorbereiding schuldregeling", DIRECT_RULES, "2027-01-04", "", person)
    # 3632-3650: papers, a talk in which it starts, and two months at most to stabilise.
    ready, car = (READY, "uiterlijk 4 maart"), (CAR, "uiterlijk 1 februari", NEEDED, OURS)
    life.asked((PAPERS_FIRST, "uiterlijk 18 januari", NEEDED, OURS), car, ready)
    life.on("2027-01-05").note("papers-asked").asked((START, "uiterlijk 26 januari", NEEDED, OURS), car, ready)
    life.on("2027-01-18").talk("Startgesprek schuldregeling")
    life.note("capacity-discussed", **{"value-capacity": "yes", "value-car": "allowed"})
    life.asked(ready, (WRITE, "uiterlijk 1 februari", WISHED, OURS))
    write(life, "creditor-inventory", to=f"{SLOW}\nKade 1")
    post(life)
    life.asked().on("2027-01-25").note("creditor-answer", **of_creditor(SLOW, "inventory"))
    life.asked((OVERVIEW, "uiterlijk 1 februari", WISHED, OURS)).note("overview-sent")
    life.asked((CHECK, "uiterlijk 8 februari", WISHED, OURS)).note("overview-checked")
    life.asked((PROPOSE, "uiterlijk 8 februari", WISHED, OURS))
    write(life, "creditor-proposal", to=f"{SLOW}\nKade 1", f_proposal="30 euro per maand.", decided_by="Umut Yilmaz")
    post(life)
    # 3776-3784: who does not agree is called, asked to reconsider, or the court is asked to force it.
    life.on("2027-02-01").note("creditor-answer", **of_creditor(SLOW, "proposal"), **{"value-agrees": "no"})
    life.asked((f"{REFUSES} ({SLOW}", "uiterlijk 15 februari", NEEDED, OURS))
    life.note("refusal-followed-up", **{"value-creditor": SLOW, "value-way": "called"})
    life.asked((GO_ON, "uiterlijk 22 maart", NEEDED, OURS))
    comes_first(life, "start-settlement", "Wacht tot een schuldeiser die weigerde alsnog akkoord gaat")
    # 3808-3820: on to the court, with a phone call, a leaflet, papers, a talk and a signed declaration.
    life.change("end:direct-settlement", then="statutory", reason="Het aanbod is elders gestuurd.")
    life.asked((PHONE, "uiterlijk 8 februari", NEEDED, OURS)).note("statutory-phoned")
    papers = (PAPERS_FIRST, "uiterlijk 8 februari", NEEDED, OURS)
    life.asked((LEAFLET, "uiterlijk 8 februari", NEEDED, OURS), papers).note("leaflet-sent").note("papers-asked")
    life.asked((COURT_TALK, "uiterlijk 1 maart", NEEDED, OURS))
    life.on("2027-02-15").talk("Gesprek over de Wsnp").asked((SIGN, "uiterlijk 1 maart", NEEDED, OURS))
    page.goto(f"{life.case}decisions/send-declaration")
    expect(page.locator("main")).to_contain_text("Dit kan nog niet. Laat de verklaring eerst tekenen.")
    expect(page.get_by_label("Er is gevaar. Het kan niet wachten.")).to_have_count(0)
    life.note("papers-checked").note("declaration-signed").asked((SEND, "uiterlijk 22 februari", NEEDED, OURS))
    page.goto(f"{life.case}decisions/send-declaration")
    go(page, "Neem dit besluit")
    life.asked((HEAR, "uiterlijk 12 april", WISHED, OURS))
    # 3800-3806: an end talk and a call afterwards, also for who goes to the court.
    life.on("2027-04-12").note("court-decided", **{"value-admitted": "yes"}).change(
        "end:statutory", then="court-restructuring"
    )
    life.talk("Eindgesprek").end("Verder met de wettelijke regeling", over=True)
    life.asked((AFTERCARE, NEEDED, OURS))
    assert life.met == set(DIRECT_RULES), "every rule of the source on this way was met, and none of another"
