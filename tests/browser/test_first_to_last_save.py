"""SAVE from first contact to its end on the pages, by who knows the source text alone (000:730-1292)."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.audited import unfold
from tests.browser.lives import Life, opened
from tests.browser.people import go
from tests.browser.windows import DESKTOP, Windows

APPLICATION = "tests.browser.moving:application"

FRAME = "Leg het kader uit"
WHO_THINKS = "Spreek het gezin en vraag wie kan meedenken"
UNTIL = "Leg vast tot wanneer de ondertoezichtstelling loopt"
PLAN, APPROVE = "Maak met het gezin het familiegroepsplan", "Keur het familiegroepsplan goed of stel voorwaarden"
MAP, BEGINS = "Breng het netwerk, de krachten en de zorgen in kaart", "Leg vast dat de uitvoering van het plan begint"
WHOLE, FAMILY = "Spreek het hele gezin", "Spreek het gezin"
ALONE = "Spreek de jeugdige zonder ouders of opvoeders"
OFTEN = "Spreek de jeugdige vaker zonder ouders of opvoeders"
EXTEND = "Besluit of u verlenging vraagt"
RUNS_OUT = "Regel een nieuwe machtiging of de terugkeer naar huis"
CONFERENCE = "Houd eerst Casusoverleg Bescherming"
LAST_DAY = "De laatste dag is voorbij: leg het einde of een verlenging vast"
ORDER_RULES = (
    *(LAST_DAY, FRAME, WHO_THINKS, UNTIL, MAP, PLAN, APPROVE, BEGINS, WHOLE, FAMILY, ALONE, OFTEN),
    *(EXTEND, RUNS_OUT),
)
NEEDED, WISHED = "Nodig", "Gewenst"
OURS = "De termijn staat niet in de bron: onze keuze."
Row = tuple[str, ...]


def family(name: str, born: str) -> tuple[dict[str, str], dict[str, str]]:
    """A young person and a parent of that name."""
    child = {"given": "Sam", "family": name, "born": born, "role": "young_person"}
    return child, {"given": "Ank", "family": name, "born": "1985-03-04", "role": "parent"}


def to_both(until: str) -> tuple[Row, ...]:
    """The frame is to be explained to the young person and to the parent, each apart."""
    return (f"{FRAME}: Sam", until, NEEDED, OURS), (f"{FRAME}: Ank", until, NEEDED, OURS)


def shut(page: Page, life: Life, decision: str, first: str) -> None:
    """A decision that cannot be taken yet, with what comes first."""
    page.goto(f"{life.case}decisions/{decision}")
    expect(page.locator("main")).to_contain_text(f"Dit kan nog niet. {first}")


def decide(page: Page, life: Life, decision: str) -> None:
    """Take a decision about the one child there is."""
    page.goto(f"{life.case}decisions/{decision}")
    expect(page.locator("main")).not_to_contain_text("Dit kan nog niet")
    go(page, "Neem dit besluit")


def agree_on_a_plan(page: Page, life: Life) -> None:
    """Write the plan with the family, and record today that both agree."""
    page.goto(f"{life.case}goals")
    go(page, "Voor iedereen")
    page.get_by_label("Waar gaat het over?").first.select_option(index=1)
    page.get_by_label("Het doel, in de woorden van", exact=False).first.fill("Sam slaapt thuis en is veilig.")
    go(page, "Naar vastleggen")
    page.get_by_role("button", name=re.compile("^(Keur dit plan goed|Leg dit plan vast)$")).click()
    expect(page.get_by_role("status").first).to_contain_text("Vastgelegd")


def test_an_order_from_first_contact_through_a_placement_to_good_enough(windows: Windows) -> None:
    page = windows.sign_in("ilse.jeugdbescherming", DESKTOP)
    people = family("Proefman", "2017-05-04")
    life = opened(page, "Begeleiding zonder maatregel", ORDER_RULES, "2027-01-04", "", *people)
    # 739-747, 1064-1073: guidance without a measure; by when the first talk is, is our setting.
    frame = to_both("uiterlijk 18 januari")
    life.asked(*frame, (WHO_THINKS, "uiterlijk 18 januari", WISHED, OURS))
    life.on("2027-01-11").talk("Eerste contact over de feiten", people=("Sam", "Ank"), mode="home").asked(*frame)
    life.explain(FRAME, "Sam", "Ank").asked()
    # 785-787: a request to the Council always goes through the conference.
    shut(page, life, "ask-council", CONFERENCE)
    # 769-787, 1097-1099, 1117: the judge's order, its end, the frame anew and a plan of the family within six weeks.
    life.on("2027-02-01").change("end:guidance", then="supervision-order")
    frame = to_both("uiterlijk 15 februari")
    plan, mapped = (PLAN, "uiterlijk 15 maart", NEEDED), (MAP, "uiterlijk 1 maart", WISHED, OURS)
    life.asked((UNTIL, "uiterlijk 8 februari", NEEDED, OURS), plan, *frame, mapped)
    life.change("extend:supervision-order", until="2028-01-31")
    extend: Row = (f"{EXTEND}: Sam", "uiterlijk 30 november", NEEDED, OURS)
    life.asked(plan, *frame, mapped, extend)
    life.on("2027-02-03").explain(FRAME, "Sam", "Ank").asked(plan, mapped, extend)
    # 773-779: the family makes its plan, and the worker approves it or sets conditions.
    life.on("2027-03-08").note("family-plan-made", "Sam", "Ank")
    life.asked((APPROVE, "uiterlijk 15 maart", NEEDED, OURS), extend)
    agree_on_a_plan(page, life)
    # The norm on contact hangs on it (1214-1218): so that it begins is asked, and leads to where it is said.
    life.asked((BEGINS, "uiterlijk 15 maart", NEEDED, OURS), extend)
    assert life.follow(BEGINS).url.endswith("/happening/phase_entered")
    # 1214-1230: once the plan is carried out the contact norm holds, for the young person without parents too.
    life.on("2027-03-15").note("phase_entered", "Sam", "Ank", **{"value-phase": "execution"})
    alone: tuple[Row, ...] = (f"{ALONE}: Sam", "nog 2 keer", NEEDED), (f"{OFTEN}: Sam", "nog 4 keer", WISHED)
    life.asked((FAMILY, "uiterlijk 10 mei", NEEDED), (WHOLE, "uiterlijk 5 april", WISHED), extend, *alone)
    # A talk with Sam and the parent at home is one with the whole family; by phone it counts for neither.
    life.on("2027-03-22").talk("Gesprek met het gezin", people=("Sam", "Ank"), mode="phone")
    life.asked((FAMILY, "uiterlijk 10 mei", NEEDED), (WHOLE, "uiterlijk 5 april", WISHED), extend, *alone)
    life.on("2027-03-29").talk("Gesprek met het gezin", people=("Sam", "Ank"), mode="home")
    whole, whom = (WHOLE, "uiterlijk 19 april", WISHED), (FAMILY, "uiterlijk 24 mei", NEEDED)
    life.asked(whom, whole, extend, *alone)
    life.on("2027-03-31").talk("Gesprek met de jeugdige alleen", people=("Sam",), mode="office")
    alone = (f"{ALONE}: Sam", "uiterlijk 15 maart 2028", NEEDED), (f"{OFTEN}: Sam", "nog 3 keer", WISHED)
    life.asked(whom, whole, extend, *alone)
    # 785-787, 803-807, 826-834: placement by an authorisation of the judge alone, the Council after the conference.
    shut(page, life, "ask-council", CONFERENCE)
    life.on("2027-04-05").note("case-conference", "Sam")
    decide(page, life, "ask-council")
    shut(page, life, "place-out-of-home", "Eerst de machtiging van de kinderrechter")
    life.on("2027-04-12").note("placement-authorised", "Sam", **{"value-last_day": "2027-10-11"})
    runs_out = (f"{RUNS_OUT}: Sam", "uiterlijk 11 augustus", NEEDED, OURS)
    life.asked(whom, whole, runs_out, extend, *alone)
    decide(page, life, "place-out-of-home")
    life.on("2027-05-10").note("back-home", "Sam")
    life.asked(whom, (WHOLE, "streefdatum was", WISHED), extend, *alone)
    # 1103-1117: the end of the order is decided on, and the judge extends it.
    life.talk("Gesprek met het gezin", people=("Sam", "Ank"), mode="home")
    life.on("2027-11-29").talk("Gesprek met het gezin", people=("Sam", "Ank"), mode="home")
    life.talk("Gesprek met de jeugdige alleen", people=("Sam",), mode="office").on("2027-11-30")
    whom, whole = (FAMILY, "uiterlijk 24 januari", NEEDED), (WHOLE, "uiterlijk 20 december", WISHED)
    # Twice was necessary and done: the next year is asked; four times is wished.
    alone = (f"{OFTEN}: Sam", "nog 2 keer", "uiterlijk 15 maart 2028", WISHED), (f"{ALONE}: Sam", NEEDED)
    life.asked((f"{EXTEND}: Sam", "vandaag", NEEDED), whom, whole, *alone)
    decide(page, life, "close-measure")
    life.asked(whom, whole, *alone).change("extend:supervision-order", until="2028-07-31")
    # What was decided today is about the end of before; the new end asks a decision of its own.
    extend = (f"{EXTEND}: Sam", "uiterlijk 31 mei 2028", NEEDED)
    life.asked(whom, whole, *alone, extend)
    # 775-783, 809-815: it closes when upbringing is good enough, and not before that was said.
    life.on("2028-05-31").talk("Gesprek met de jeugdige alleen", people=("Sam",), mode="office")
    decide(page, life, "close-measure")
    life.on("2028-08-01").asked((LAST_DAY, "1 dag te laat", NEEDED))
    page.goto(f"{life.case}end")
    expect(page.locator("main")).to_contain_text("Dit kan nog niet. Leg eerst vast of het goed genoeg gaat (Sam).")
    life.note("safety-judged", "Sam", **{"value-outcome": "good-enough"}).end("De situatie is goed genoeg").asked()
    expect(page.locator("main")).to_contain_text("afgesloten op 1 augustus")
    assert life.met == set(ORDER_RULES), "every rule of an order was met, and none of another measure"


MAKE_PLAN = "Maak het plan voor de jeugdreclassering"
UNTIL_WHEN = "Leg vast tot wanneer de maatregel loopt (Toezicht en begeleiding als voorwaarde)"
YOUTH_RULES = (FRAME, MAKE_PLAN, BEGINS, UNTIL_WHEN, LAST_DAY, WHOLE, FAMILY, ALONE, OFTEN)


def test_youth_probation_from_the_judge_to_its_end_with_a_card_on_the_way(windows: Windows) -> None:
    page = windows.sign_in("ruben.jeugdreclassering", DESKTOP)
    people = family("Proefveld", "2011-05-04")
    measure = "Toezicht en begeleiding als voorwaarde"
    life = opened(page, measure, YOUTH_RULES, "2027-01-04", "", *people)
    # 990-996, 1097-1121: a plan in six weeks, and how long it lasts is known at the start.
    plan = (MAKE_PLAN, "uiterlijk 15 februari", NEEDED)
    frame = to_both("uiterlijk 18 januari")
    life.asked((UNTIL_WHEN, "uiterlijk 11 januari", NEEDED, OURS), plan, *frame)
    life.on("2027-01-05").explain(FRAME, "Sam", "Ank").change("extend:conditional-supervision", until="2027-12-31")
    life.asked(plan)
    life.on("2027-02-08")
    agree_on_a_plan(page, life)
    life.asked((BEGINS, "uiterlijk 15 februari", NEEDED, OURS))
    # 1214-1230: the contact norm, while the plan is carried out.
    life.on("2027-02-15").note("phase_entered", "Sam", "Ank", **{"value-phase": "execution"})
    alone = (f"{ALONE}: Sam", "nog 2 keer", NEEDED), (f"{OFTEN}: Sam", "nog 4 keer", WISHED)
    whom, whole = (FAMILY, "uiterlijk 12 april", NEEDED), (WHOLE, "uiterlijk 8 maart", WISHED)
    life.asked(whom, whole, *alone)
    # 1241-1274: a condition not kept brings nothing by itself; the ladder is open, lightest first, and pushes nobody.
    life.on("2027-03-01")
    incident = life.went_wrong("Een voorwaarde of afspraak is niet nagekomen", "Een opgelegde voorwaarde", "Sam")
    life.asked(whom, whole, *alone)
    page.goto(incident)
    unfold(page)
    offered = page.locator("main [name='option']").evaluate_all("all => all.map((each) => each.value)")
    assert offered[:3] == ["no-action", "talk", "warn"]
    assert {"yellow-card", "red-card", "report-back", "report-back-judge"} <= set(offered)
    assert not {"instruction", "council", "placement"} & set(offered), "what belongs to an order is in no other measure"
    life.answer(incident, "Een gele kaart geven")
    page.get_by_role("link", name=re.compile("^Schrijf de brief")).click()
    page.get_by_label("gele kaart", exact=True).check()
    life.post(to="Sam Proefveld\nDorpsstraat 1", f_agreement="Op tijd komen.", f_happened="Te laat.", f_further="Bel.")
    page.goto(incident)
    go(page, "Klaar, leg dit weg")
    # 1117-1121: to its end, on the day that was fixed.
    life.on("2028-01-01").asked((LAST_DAY, "1 dag te laat", NEEDED)).end("De begeleiding is helemaal doorlopen").asked()
    expect(page.locator("main")).to_contain_text("afgesloten op 1 januari")
    assert life.met == set(YOUTH_RULES)


def offered(page: Page, life: Life) -> list[str]:
    """The decisions that can be taken in this case, now or once something came first."""
    page.goto(f"{life.case}decisions")
    return [each.strip() for each in page.locator("main li.row .row-title").all_text_contents()]


LEAD = "Neem de leiding en maak het plan"


def test_guardianship_is_led_by_the_worker_through_its_four_key_decisions(windows: Windows) -> None:
    page = windows.sign_in("ilse.jeugdbescherming", DESKTOP)
    life = opened(page, "Voogdij", (FRAME, LEAD), "2027-01-04", "", *family("Proefvoogd", "2017-05-04"))
    # 862-896: the worker takes the lead in the plan; by when, the source does not say.
    lead = (LEAD, "uiterlijk 15 februari", NEEDED, OURS, "Voogdij binnen SAVE")
    life.asked(lead, *to_both("uiterlijk 18 januari"))
    life.on("2027-01-11").explain(FRAME, "Sam", "Ank").asked(lead)
    # 896-911: its own four, and none of the eight of an order, nor its instruments.
    assert set(offered(page, life)) == {
        "Actie na een melding of signaal",
        "Onderzoek naar voogdij vragen aan de Raad",
        "Een plaatsing eerder beëindigen en overplaatsen",
        "De voogdij afsluiten of terug naar huis",
    }
    life.on("2027-02-08")
    agree_on_a_plan(page, life)
    # 1214-1230: the contact norm is of order and youth probation.
    life.on("2027-02-15").note("phase_entered", "Sam", "Ank", **{"value-phase": "execution"}).asked()
    # A signal: what is done about it is a key decision, and nothing of an order is offered.
    incident = life.on("2027-03-01").went_wrong("Een zorg of signaal", "De veiligheid", "Sam")
    assert ways(page, incident) == ["no-action", "talk", "guardianship-inquiry"]
    life.answer(incident, "Erover praten")
    go(page, "Klaar, leg dit weg")
    decide(page, life, "on-report")
    # 785-787, 896-898: this request to the Council goes through the conference too.
    shut(page, life, "ask-guardianship-inquiry", CONFERENCE)
    life.on("2027-03-08").note("case-conference", "Sam")
    decide(page, life, "ask-guardianship-inquiry")
    decide(page, life, "end-placement-early")
    life.asked()
    # 779-783, 911: no end before it was said that things go well enough.
    page.goto(f"{life.case}end")
    expect(page.locator("main")).to_contain_text("Dit kan nog niet. Leg eerst vast dat het goed genoeg gaat (Sam).")
    life.on("2027-09-01").note("safety-judged", "Sam", **{"value-outcome": "good-enough"})
    life.end("De voogdij is afgesloten", over=True).asked()
    expect(page.locator("main")).to_contain_text("afgesloten op 1 september")
    assert life.met == {FRAME, LEAD}


def ways(page: Page, incident: str) -> list[str]:
    """What can be done about an incident, as listed."""
    page.goto(incident)
    unfold(page)
    return page.locator("main [name='option']").evaluate_all("all => all.map((each) => each.value)")


SAFETY, LATER = "Herstel de veiligheid en bepaal de voorwaarden", "Maak een plan voor veiligheid en ontwikkeling"
MEET, ADVICE = "Bespreek het hulpadvies in het zorgoverleg", "Leg vast wat Veilig Thuis adviseert over verlengen"
TEN = "Leg vast of het huisverbod eindigt of is verlengd"
LONGEST = "Het huisverbod duurt hoogstens 28 dagen"
CRISIS_RULES = (FRAME, SAFETY, LATER, MEET, ADVICE, TEN, LONGEST)
LAW = "Moet van de wet"


def test_a_crisis_with_a_house_ban_from_its_first_day_to_the_plan_for_later(windows: Windows) -> None:
    page = windows.sign_in("ilse.jeugdbescherming", DESKTOP)
    people = family("Proefban", "2017-05-04")
    life = opened(page, "Crisisinterventie", CRISIS_RULES, "2027-01-04", "", *people)
    # 919-925: safety first, at once.
    safety = (SAFETY, "uiterlijk 5 januari", NEEDED, OURS, "Crisisinterventie binnen SAVE")
    frame = to_both("uiterlijk 18 januari")
    life.asked(safety, *frame)
    # 947-965: ten days of which this is the first; a care meeting, and advice on extending it.
    life.change("start:house-ban")
    ten = (TEN, "tot en met 13 januari", LAW, "Wet tijdelijk huisverbod")
    meet, advice = (MEET, "uiterlijk 13 januari", WISHED), (ADVICE, "uiterlijk 13 januari", WISHED)
    longest = (LONGEST, "tot en met 31 januari", LAW)
    life.asked(ten, safety, *frame, meet, advice, longest)
    # 826-834, 785-787: nothing of an order is decided in a crisis, and the Council is asked after the conference.
    shut(page, life, "ask-council", CONFERENCE)
    assert "Een schriftelijke aanwijzing geven" not in offered(page, life)
    # 925-933: the emergency bandage first, then more fundamental recovery.
    life.on("2027-01-05").explain(FRAME, "Sam", "Ank").note("safety-secured", "Sam", "Ank")
    later = (LATER, "uiterlijk 16 februari", NEEDED, OURS)
    life.asked(ten, later, meet, advice, longest)
    life.on("2027-01-11").note("care-meeting", "Sam", "Ank").note("safe-home-advice", "Sam", "Ank")
    life.asked(ten, later, longest)
    # 963-965: the mayor extends it, and no further than 28 days.
    life.on("2027-01-13").change("extend:house-ban", until="2027-01-31").asked(later, longest)
    life.on("2027-01-31").asked(longest, later).change("end:house-ban").asked(later)
    life.on("2027-02-15")
    agree_on_a_plan(page, life)
    life.asked()
    page.goto(f"{life.case}end")
    expect(page.locator("main")).to_contain_text("Dit kan nog niet. Leg eerst vast of het goed genoeg gaat (Sam).")
    life.note("safety-judged", "Sam", **{"value-outcome": "good-enough"}).end("De crisis is voorbij").asked()
    assert life.met == set(CRISIS_RULES)


ORDER_TOO = "Leg ook de jeugdreclassering van de dubbele maatregel vast"
DOUBLE_RULES = (FRAME, MAKE_PLAN, ORDER_TOO, MAP, PLAN, APPROVE, BEGINS, WHOLE, FAMILY, ALONE, OFTEN, EXTEND, LAST_DAY)


def test_an_order_and_intensive_youth_probation_at_once_for_one_young_person(windows: Windows) -> None:
    page = windows.sign_in("ruben.jeugdreclassering", DESKTOP)
    measure = "Ondertoezichtstelling (OTS), dubbele maatregel"
    life = opened(page, measure, DOUBLE_RULES, "2027-01-04", "2028-01-03", *family("Proefdubbel", "2011-05-04"))
    # 988: both an order and youth probation, so the other half is to be recorded too.
    frame = to_both("uiterlijk 18 januari")
    plan, extend = (PLAN, "uiterlijk 15 februari", NEEDED), (f"{EXTEND}: Sam", "uiterlijk 3 november", NEEDED, OURS)
    mapped = (MAP, "uiterlijk 1 februari", WISHED, OURS)
    life.asked((ORDER_TOO, "uiterlijk 5 januari", NEEDED, OURS), plan, *frame, mapped, extend)
    # 984-986: intensive guidance (Plus), each measure with an end of its own.
    life.change("start:plus", until="2027-06-30")
    mine = (MAKE_PLAN, "uiterlijk 15 februari", NEEDED)
    life.on("2027-01-05").explain(FRAME, "Sam", "Ank").asked(plan, mine, mapped, extend)
    # 773-779, 1097-1099: under the order the family makes its plan and the worker approves it.
    life.on("2027-02-08").note("family-plan-made", "Sam", "Ank")
    life.asked((APPROVE, "uiterlijk 15 februari", NEEDED, OURS), mine, extend)
    agree_on_a_plan(page, life)
    life.asked((BEGINS, "uiterlijk 15 februari", NEEDED, OURS), extend)
    # 1214-1230: one norm for both, asked once.
    life.on("2027-02-15").note("phase_entered", "Sam", "Ank", **{"value-phase": "execution"})
    alone = (f"{ALONE}: Sam", "nog 2 keer", NEEDED), (f"{OFTEN}: Sam", "nog 4 keer", WISHED)
    life.asked((FAMILY, "uiterlijk 12 april", NEEDED), (WHOLE, "uiterlijk 8 maart", WISHED), extend, *alone)
    # 1241-1274: both ladders are open, lightest first; a conference before the Council, a judge before placement.
    incident = life.went_wrong("Een voorwaarde of afspraak is niet nagekomen", "Een opgelegde voorwaarde", "Sam")
    found = ways(page, incident)
    assert found[0] == "no-action"
    assert {"yellow-card", "report-back", "instruction", "council", "placement"} <= set(found)
    life.answer(incident, "Niets doen")
    go(page, "Klaar, leg dit weg")
    shut(page, life, "ask-council", CONFERENCE)
    shut(page, life, "place-out-of-home", "Eerst de machtiging van de kinderrechter")
    # 1117-1121: youth probation comes to its own end, and the order goes on.
    life.on("2027-06-07").talk("Gesprek met het gezin", people=("Sam", "Ank"), mode="home")
    life.talk("Gesprek met de jeugdige alleen", people=("Sam",), mode="office").on("2027-06-30").change("end:plus")
    whom, whole = (FAMILY, "uiterlijk 2 augustus", NEEDED), (WHOLE, "streefdatum was", WISHED)
    alone = (f"{ALONE}: Sam", "uiterlijk 15 februari 2028", NEEDED), (f"{OFTEN}: Sam", "nog 3 keer", WISHED)
    life.asked(whom, whole, extend, *alone)
    # 809-815: both are over when the key decisions of the order are taken.
    life.on("2027-11-03")
    decide(page, life, "close-measure")
    life.on("2028-01-04").asked((LAST_DAY, "1 dag te laat", NEEDED))
    page.goto(f"{life.case}end")
    expect(page.locator("main")).to_contain_text("Leg eerst vast of het goed genoeg gaat (Sam)")
    life.note("safety-judged", "Sam", **{"value-outcome": "good-enough"}).end("De begeleiding is helemaal doorlopen")
    life.asked()
    assert life.met == set(DOUBLE_RULES)


def visit(page: Page, life: Life, kind: str, who: tuple[str, ...], said: dict[str, str]) -> None:
    """Record a visit of today at home, at which the frame was explained, with a text for all and for one alone."""
    page.goto(f"{life.case}talk")
    life.choose("Wat voor gesprek?", kind)
    for box in page.get_by_role("group", name="Met wie?").get_by_role("checkbox").all():
        box.set_checked((box.locator("xpath=..").text_content() or "").strip() in who)
    page.get_by_label("Ik legde uit wat er geldt").check()
    life.fill(mode="home")
    unfold(page)
    for label, text in said.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Bewaar", exact=True).first.click()
    expect(page).not_to_have_url(re.compile("/talk$"))


FOUR = ("Sam", "Pim", "Lot", "Bo")


def test_one_visit_to_four_children_of_parents_who_live_apart(windows: Windows) -> None:
    page = windows.sign_in("ilse.jeugdbescherming", DESKTOP)
    born = dict(zip(FOUR, ("2011-05-04", "2014-05-04", "2017-05-04", "2020-05-04"), strict=True))
    children = [{"given": each, "family": "Proefvier", "born": born[each], "role": "young_person"} for each in FOUR]
    born |= {"Ank": "1985-03-04", "Bas": "1987-03-04"}
    parents = [{"given": each, "family": "Proefvier", "born": born[each], "role": "parent"} for each in ("Ank", "Bas")]
    life = opened(page, "Ondertoezichtstelling (OTS)", ORDER_RULES, "2027-01-04", "2028-01-03", *children, *parents)
    named = (*FOUR, "Ank", "Bas")
    frame = tuple((f"{FRAME}: {each}", "uiterlijk 18 januari", NEEDED, OURS) for each in named)
    extend = tuple((f"{EXTEND}: {each}", "uiterlijk 3 november", NEEDED, OURS) for each in FOUR)
    plan = (PLAN, "uiterlijk 15 februari", NEEDED)
    mapped = (MAP, "uiterlijk 1 februari", WISHED, OURS)
    life.asked(plan, *frame, mapped, *extend)
    # 739-747, 1085-1095: one visit at the mother's explains it to those who were there; the father is told apart.
    life.on("2027-01-11")
    said = {"Voor wie erbij was": "We praatten over slapen.", "Alleen voor Lot": "Lot wil een eigen kamer."}
    visit(page, life, "Contact in de startfase", (*FOUR, "Ank"), said)
    life.asked(plan, frame[-1], mapped, *extend)
    happened = page.locator("main")
    expect(happened).to_contain_text("Lot: We praatten over slapen. Lot wil een eigen kamer.")
    for each in ("Sam", "Pim", "Bo", "Ank"):
        expect(happened).to_contain_text(re.compile(rf"{each}: We praatten over slapen\.(?! Lot wil)"))
    expect(happened).not_to_contain_text("Bas: We praatten")
    life.on("2027-01-12").explain(FRAME, "Bas").note("family-plan-made", *named)
    agree_on_a_plan(page, life)
    life.asked((BEGINS, "uiterlijk 19 januari", NEEDED, OURS), *extend)
    life.on("2027-02-15").note("phase_entered", *named, **{"value-phase": "execution"})
    # 1214-1230: a talk with one parent is one with the family, and not with all of it; alone counts for one child.
    life.talk("Gesprek met het gezin", people=(*FOUR, "Ank"), mode="home")
    life.talk("Gesprek met de jeugdige alleen", people=("Lot",), mode="home")
    whom, whole = (FAMILY, "uiterlijk 12 april", NEEDED), (WHOLE, "uiterlijk 8 maart", WISHED)
    twice, often = dict.fromkeys(FOUR, "nog 2 keer"), dict.fromkeys(FOUR, "nog 4 keer")
    twice["Lot"], often["Lot"] = "uiterlijk 15 februari 2028", "nog 3 keer"
    alone = [(f"{ALONE}: {name}", when, NEEDED) for name, when in twice.items()]
    alone += [(f"{OFTEN}: {name}", when, WISHED) for name, when in often.items()]
    life.asked(whom, whole, *extend, *alone)
    # 787-815: a decision is about one child; of the others it says nothing.
    life.note("case-conference", "Lot")
    page.goto(f"{life.case}decisions/ask-council")
    stands = " ".join(page.locator("main").inner_text().split())
    assert "Lot Kan nu" in stands
    for each in ("Sam", "Pim", "Bo"):
        assert f"{each} Dit kan nog niet. Houd eerst Casusoverleg Bescherming." in stands
