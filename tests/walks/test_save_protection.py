"""SAVE youth protection, walked through from the source text alone: 000:730-969, 000:1085-1292.

P-3 to P-7; R6 to R11, R13, R14.
"""

from __future__ import annotations

from datetime import date

import pytest

from alliantie.access.policies import NotNow
from alliantie.cases.models import Fact
from tests.walks.walking import Step, Walk, nothing

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

SAM, PIM, ANK = ("Sam", "young_person"), ("Pim", "young_person"), ("Ank", "parent")
# 785-787: a request to the Council is always taken through the conference; 826-830: placement by authorisation only;
# 818-824: what is to be confirmed has to be given first.
CONFERENCE = "Houd eerst Casusoverleg Bescherming"
AUTHORISED = "Eerst de machtiging van de kinderrechter"
GOOD_ENOUGH = "Leg eerst vast of het goed genoeg gaat"
SHUT = {
    "ask-council": CONFERENCE,
    "ask-measure": CONFERENCE,
    "ask-guardianship-inquiry": CONFERENCE,
    "place-out-of-home": AUTHORISED,
    # 832-834: part of the authority, while an authorisation to place holds.
    "ask-authority": AUTHORISED,
    "ask-ratification": "Geef eerst de schriftelijke aanwijzing",
    # 820-824: "and even" a coercive means, with the same instruction.
    "ask-coercion": "Geef eerst de schriftelijke aanwijzing",
}
ASKED = ("ask-council", "ask-measure", "ask-guardianship-inquiry")
# 826-830: a placement holds no longer than its authorisation; how long before that is arranged is our setting.
RUNS_OUT = "2026-07-13 Regel een nieuwe machtiging of de terugkeer naar huis Sam"
# 809-813, 1117: mostly a year, extended on request. How long before the end is our setting: two months.
EXTENSION = ("2026-11-04 Besluit of u verlenging vraagt Sam", "2026-11-04 Besluit of u verlenging vraagt Pim")


# 1091-1095: what prepares the plan; by when is our setting.
MAP = "2026-02-02 Breng het netwerk, de krachten en de zorgen in kaart"


def alone(year: int, sam: tuple[int, int] = (2, 4), pim: tuple[int, int] = (2, 4)) -> tuple[str, ...]:
    """Talks without parents, still to be held by 2 February of a year: necessary and desirable, for each child."""
    found = []
    for name, (needed, wished) in (("Sam", sam), ("Pim", pim)):
        for text, still in (
            ("Spreek de jeugdige zonder ouders of opvoeders", needed),
            ("Spreek de jeugdige vaker zonder ouders of opvoeders", wished),
        ):
            found.append(f"{year}-02-02 {text} {name}" + (f" (nog {still} keer)" if still > 1 else ""))
    return tuple(found)


def family(every_three: str, every_eight: str) -> tuple[str, ...]:
    return f"{every_three} Spreek het hele gezin", f"{every_eight} Spreek het gezin"


def explained(until: str, *names: str) -> tuple[str, ...]:
    """That the frame is explained to each of them: within two weeks of each beginning, which is our setting."""
    return tuple(f"{until} Leg het kader uit {name}" for name in names)


ORDERED = ("supervision-order",)
"""What a judge ended on the day the case did."""


def ask_in_danger(walk: Walk) -> None:
    with pytest.raises(NotNow):
        walk.decide("ask-council Sam", reason="Acuut gevaar voor Sam.")
    # About whom it is, has to be said.
    with pytest.raises(NotNow, match="gaat over één"):
        walk.decide("ask-council", reason="Acuut gevaar.", danger=True)
    walk.decide("ask-council Sam", reason="Acuut gevaar voor Sam.", danger=True)


def shut_for_pim(walk: Walk) -> None:
    walk.record("safety-judged", "Sam", outcome="good-enough")
    with pytest.raises(NotNow, match=GOOD_ENOUGH):
        walk.end("good-enough")


ORDER = (
    Step(
        "2025-11-03",
        "739-747,1064-1073",
        "guidance before a measure: as many as possible think along; by when the first talk is, is our setting",
        lambda walk: walk.open("guidance", SAM, PIM, ANK),
        (
            "2025-11-17 Spreek het gezin en vraag wie kan meedenken",
            *explained("2025-11-17", "Sam", "Pim", "Ank"),
        ),
        {"ask-council": CONFERENCE},
    ),
    Step(
        "2026-01-05",
        "769-787,1097-1099,1117",
        "the judge imposes an order: a plan within six weeks, another frame, and an end that has to be known",
        lambda walk: walk.measure("guidance", starts=False).measure("supervision-order", starts=True),
        (
            "2026-01-12 Leg vast tot wanneer de ondertoezichtstelling loopt",
            *explained("2026-01-19", "Sam", "Pim", "Ank"),
            MAP,
            "2026-02-16 Maak met het gezin het familiegroepsplan",
        ),
        SHUT,
    ),
    Step(
        "2026-01-06",
        "1117",
        "it is for a year, and the end of each child's order is in sight",
        lambda walk: walk.extend("supervision-order", "2027-01-05"),
        (
            *explained("2026-01-19", "Sam", "Pim", "Ank"),
            MAP,
            "2026-02-16 Maak met het gezin het familiegroepsplan",
            *EXTENSION,
        ),
        SHUT,
    ),
    Step(
        "2026-01-08",
        "1087-1095",
        "facts and start: contact is frequent, by no number, so nothing more is due",
        lambda walk: (walk.met("facts", mode="home"), walk.met("start", mode="home"), walk.explain()),
        (MAP, "2026-02-16 Maak met het gezin het familiegroepsplan", *EXTENSION),
        SHUT,
    ),
    Step(
        "2026-01-12",
        "1091-1095",
        "network, strengths and worries are mapped, with a timeline, all to prepare the plan",
        lambda walk: walk.fill_in("first-analysis", network="Een tante en de school."),
        ("2026-02-16 Maak met het gezin het familiegroepsplan", *EXTENSION),
        SHUT,
    ),
    Step(
        "2026-01-26",
        "773-779",
        "the family made its plan: the worker has to approve it or set conditions",
        lambda walk: walk.record("family-plan-made"),
        (
            "2026-02-02 Keur het familiegroepsplan goed of stel voorwaarden",
            *EXTENSION,
        ),
        SHUT,
    ),
    Step(
        "2026-01-30",
        "773-779,1097-1101",
        "the plan is agreed: that it begins to be carried out is asked, since the norm on contact hangs on it",
        lambda walk: walk.record("plan_agreed"),
        ("2026-02-06 Leg vast dat de uitvoering van het plan begint", *EXTENSION),
        SHUT,
    ),
    Step(
        "2026-02-02",
        "1214-1230",
        "the plan is carried out: from here the contact norm holds, for each child alone too",
        lambda walk: walk.record("phase_entered", phase="execution"),
        (*EXTENSION, *family("2026-02-23", "2026-03-30"), *alone(2027)),
        SHUT,
    ),
    Step(
        "2026-02-16",
        "1220-1222",
        "Sam and the parent at home: the family was seen, and not the whole family",
        lambda walk: walk.met("family", "Sam", "Ank", mode="home"),
        (*EXTENSION, *family("2026-02-23", "2026-04-13"), *alone(2027)),
        SHUT,
    ),
    Step(
        "2026-02-20",
        "1220-1222",
        "a call with everyone is not face to face",
        lambda walk: walk.met("family", mode="phone"),
        (*EXTENSION, *family("2026-02-23", "2026-04-13"), *alone(2027)),
        SHUT,
    ),
    Step(
        "2026-02-23",
        "1220-1222",
        "the whole family at home",
        lambda walk: walk.met("family", mode="home"),
        (*EXTENSION, *family("2026-03-16", "2026-04-20"), *alone(2027)),
        SHUT,
    ),
    Step(
        "2026-03-02",
        "1224-1230",
        "Sam alone at the office counts for Sam and not for Pim",
        lambda walk: walk.met("alone", "Sam", mode="office"),
        (*EXTENSION, *family("2026-03-16", "2026-04-20"), *alone(2027, sam=(1, 3))),
        SHUT,
    ),
)

INTERVENTION = (
    Step(
        "2026-03-09",
        "779-787",
        "acute danger: the request goes out, and the conference is made up for by the next working day",
        ask_in_danger,
        (
            "2026-03-10 Houd eerst Casusoverleg Bescherming Sam",
            *EXTENSION,
            *family("2026-03-16", "2026-04-20"),
            *alone(2027, sam=(1, 3)),
        ),
        # Pim's request was not passed over: nothing was held for Pim.
        {each: SHUT[each] for each in ("place-out-of-home", "ask-ratification", "ask-coercion")}
        | {"ask-council Pim": CONFERENCE},
        ("ask-council Sam",),
    ),
    Step(
        "2026-03-10",
        "785-787",
        "the conference was held: another request may go",
        lambda walk: walk.record("case-conference"),
        (*EXTENSION, *family("2026-03-16", "2026-04-20"), *alone(2027, sam=(1, 3))),
        {each: SHUT[each] for each in ("place-out-of-home", "ask-ratification", "ask-coercion")},
        ASKED,
    ),
    Step(
        "2026-03-12",
        "818-824,1249-1255",
        "a written instruction was given: the judge can be asked to confirm it",
        lambda walk: walk.post("instruction"),
        (*EXTENSION, *family("2026-03-16", "2026-04-20"), *alone(2027, sam=(1, 3))),
        {"place-out-of-home": SHUT["place-out-of-home"]},
        (*ASKED, "ask-ratification", "ask-coercion"),
    ),
    Step(
        "2026-03-13",
        "803-807,826-830",
        "the judge authorised placement of Sam, and of nobody else",
        lambda walk: walk.record("placement-authorised", "Sam", last_day=date(2026, 9, 13)),
        (*EXTENSION, RUNS_OUT, *family("2026-03-16", "2026-04-20"), *alone(2027, sam=(1, 3))),
        {f"{each} Pim": AUTHORISED for each in ("place-out-of-home", "ask-authority")},
        (*ASKED, "ask-ratification", "ask-coercion", "place-out-of-home Sam", "ask-authority Sam"),
    ),
    Step(
        "2026-03-16",
        "785-787,826-834",
        "the request goes out and Sam is placed: Sam's conference is taken up, the authorisation lasts",
        lambda walk: (
            walk.decide("ask-council Sam"),
            walk.decide("place-out-of-home Sam"),
            walk.decide("ask-authority Sam"),
        ),
        (*EXTENSION, RUNS_OUT, *family("2026-03-16", "2026-04-20"), *alone(2027, sam=(1, 3))),
        {"ask-guardianship-inquiry Sam": CONFERENCE, "place-out-of-home Pim": AUTHORISED},
        ("ask-measure", "place-out-of-home Sam", "ask-council Pim", "ask-guardianship-inquiry Pim"),
    ),
    Step(
        "2026-04-13",
        "807,826-830",
        "Sam is back home: another placement asks for another authorisation, another request for a conference",
        lambda walk: walk.record("back-home", "Sam"),
        (*EXTENSION, *family("2026-03-16", "2026-04-20"), *alone(2027, sam=(1, 3))),
        {
            f"{each} Sam": SHUT[each]
            for each in ("ask-council", "ask-guardianship-inquiry", "place-out-of-home", "ask-authority")
        },
        ("ask-measure", "ask-ratification", "ask-coercion", "ask-council Pim"),
    ),
)

# 1214-1228: while the plan is carried out. Our reading: evaluating it neither stops that nor begins it anew.
GOES_ON = (*family("2026-05-11", "2026-06-15"), *alone(2027, sam=(1, 3)))

END_OF_ORDER = (
    Step(
        "2026-04-20",
        "1103-1109",
        "the plan is evaluated: the norm of carrying out goes on, and so does the order",
        lambda walk: (walk.met("evaluation", mode="home"), walk.record("phase_entered", phase="evaluation")),
        (*EXTENSION, *GOES_ON),
    ),
    Step(
        "2026-10-01",
        "809-813",
        "the decision on the end of the measure was taken",
        lambda walk: (
            walk.decide("close-measure Sam", reason="Nog een jaar is nodig."),
            walk.decide("close-measure Pim", reason="Nog een jaar is nodig."),
        ),
        GOES_ON,
    ),
    Step(
        "2026-10-20",
        "1117",
        "the judge extended the order by a year: its new end comes into sight",
        lambda walk: walk.extend("supervision-order", "2028-01-05"),
        (*(each.replace("2026", "2027") for each in EXTENSION), *GOES_ON),
        {"close-involvement": GOOD_ENOUGH},
    ),
    Step(
        "2026-11-02",
        "775-783,809-815",
        "upbringing is good enough for Sam, and of Pim that is not known yet: nothing closes",
        shut_for_pim,
        (*(each.replace("2026", "2027") for each in EXTENSION), *GOES_ON),
        {"close-involvement Pim": GOOD_ENOUGH},
        ("close-involvement Sam",),
    ),
    Step(
        "2026-11-09",
        "775-783,809-815",
        "upbringing is good enough for both: the measure and the involvement are closed, for each child",
        lambda walk: (
            walk.record("safety-judged", "Pim", outcome="good-enough"),
            walk.end("good-enough", over=ORDERED),
        ),
    ),
)


def test_a_supervision_order_from_the_judge_to_its_end() -> None:
    Walk("nl-save-protection").go((*ORDER, *INTERVENTION, *END_OF_ORDER))


def test_an_order_that_ends_early_ends_by_the_key_decision_on_the_measure() -> None:
    def end(walk: Walk) -> None:
        walk.record("safety-judged", outcome="good-enough")
        walk.end("order-early", over=ORDERED)
        taken = Fact.objects.using("owner").filter(case_id=walk.case.case_id, kind="decision_taken")
        assert {each.values["decision"] for each in taken} == {"close-measure", "close-involvement"}

    Walk("nl-save-protection").go(
        (
            Step(
                "2026-01-05",
                "769-787",
                "an order begins",
                lambda walk: walk.open("supervision-order", SAM, ANK).explain(),
                (
                    "2026-01-12 Leg vast tot wanneer de ondertoezichtstelling loopt",
                    MAP,
                    "2026-02-16 Maak met het gezin het familiegroepsplan",
                ),
            ),
            Step(
                "2026-02-02",
                "773-779,1117",
                "the family made its plan, it is approved, and the order is for a year",
                lambda walk: (
                    walk.record("family-plan-made"),
                    walk.record("plan_agreed"),
                    walk.extend("supervision-order", "2027-01-05"),
                ),
                ("2026-02-09 Leg vast dat de uitvoering van het plan begint", *EXTENSION[:1]),
            ),
            Step("2026-06-01", "808-815,1064-1077", "it goes well, and the measure is ended early", end),
        )
    )


def test_v14_a_family_that_wants_no_more_help_and_a_request_that_goes_by_way_of_the_conference() -> None:
    def ask(walk: Walk) -> None:
        walk.went_wrong("signal", what="safety")
        # 749-763: a request may follow; there is no coercion, so no instrument of an order is offered.
        assert walk.offered() == ["no-action", "talk", "council"]
        with pytest.raises(NotNow, match="Houd eerst Casusoverleg Bescherming"):
            walk.respond("council")

    def cannot_stop(walk: Walk) -> None:
        walk.record("safety-judged", outcome="not-good-enough")
        with pytest.raises(NotNow, match="Vraag eerst onderzoek aan de Raad"):
            walk.end("family-stops")

    Walk("nl-save-protection").go(
        (
            Step(
                "2026-01-05",
                "739-763",
                "guidance without a measure is voluntary; it begins with those who can think along",
                lambda walk: walk.open("guidance", SAM, ANK),
                (
                    "2026-01-19 Spreek het gezin en vraag wie kan meedenken",
                    *explained("2026-01-19", "Sam", "Ank"),
                ),
                {"ask-council": CONFERENCE, "close-involvement": GOOD_ENOUGH},
            ),
            Step(
                "2026-01-12",
                "739-747",
                "they talked, and nothing else is due",
                lambda walk: walk.met("start", mode="home").explain(),
                (),
                {"ask-council": CONFERENCE},
            ),
            Step(
                "2026-02-02",
                "1214-1230",
                "the contact norm is of order and youth probation, not of guidance",
                lambda walk: walk.record("phase_entered", phase="execution"),
                (),
                {"ask-council": CONFERENCE},
            ),
            Step(
                "2026-03-02",
                "749-757,785-787",
                "the family stops, the worker fears unsafety: no request before the conference",
                ask,
                (),
                {"ask-council": CONFERENCE, "close-involvement": GOOD_ENOUGH},
            ),
            Step(
                "2026-03-03",
                "749-757,775-785",
                "it is not good enough: what the family wants does not end it while nothing was asked",
                cannot_stop,
                (),
                {"close-involvement": "Vraag eerst onderzoek aan de Raad"},
            ),
            Step(
                "2026-03-05",
                "785-787",
                "the conference was held, and the request goes",
                lambda walk: (walk.record("case-conference"), walk.respond("council"), walk.put_away()),
                (),
                {},
                ("ask-council", "close-involvement"),
            ),
            Step("2026-03-30", "749-757", "guidance ends", lambda walk: walk.end("family-stops")),
        )
    )


def test_guardianship_is_led_by_the_worker_and_meets_no_rule_of_an_order() -> None:
    Walk("nl-save-protection").go(
        (
            Step(
                "2026-01-05",
                "862-870,892-896",
                "the court ended authority: the worker takes the lead in the plan",
                lambda walk: walk.open("guardianship", SAM, ANK).explain(),
                ("2026-02-16 Neem de leiding en maak het plan",),
                # 785-787, 896-898: a request to the Council is a key decision here, and always goes by the conference.
                {"ask-guardianship-inquiry": CONFERENCE},
            ),
            Step(
                "2026-01-26",
                "773-779,888-892",
                "a family group plan to be approved belongs to the order",
                lambda walk: walk.record("family-plan-made"),
                ("2026-02-16 Neem de leiding en maak het plan",),
            ),
            Step("2026-02-09", "892-896", "the plan is agreed", lambda walk: walk.record("plan_agreed")),
            Step(
                "2026-02-10",
                "1214-1218",
                "the contact norm is of order and youth probation",
                lambda walk: walk.record("phase_entered", phase="execution"),
            ),
            Step("2026-09-01", "896-911", "and nothing comes later by itself", nothing),
            Step(
                "2026-09-02",
                "779-783,911",
                "guardianship is closed once it is good enough",
                lambda walk: (
                    walk.record("safety-judged", outcome="good-enough"),
                    walk.end("guardianship-over", over=("guardianship",)),
                ),
            ),
        )
    )


def test_a_crisis_with_a_house_ban_of_ten_days_and_at_most_twenty_eight() -> None:
    longest = "2026-02-01 Het huisverbod duurt hoogstens 28 dagen"
    advice = "2026-01-14 Leg vast wat Veilig Thuis adviseert over verlengen"
    plan = "2026-02-17 Maak een plan voor veiligheid en ontwikkeling op langere termijn"
    Walk("nl-save-protection").go(
        (
            Step(
                "2026-01-05",
                "919-925",
                "safety has to be restored at once",
                lambda walk: walk.open("crisis-intervention", SAM, ANK).explain(),
                ("2026-01-06 Herstel de veiligheid en bepaal de voorwaarden",),
            ),
            Step(
                "2026-01-05",
                "947-965",
                "the mayor bans for ten days; a care meeting follows",
                lambda walk: walk.measure("house-ban", starts=True),
                (
                    "2026-01-06 Herstel de veiligheid en bepaal de voorwaarden",
                    "2026-01-14 Bespreek het hulpadvies in het zorgoverleg",
                    "2026-01-14 Leg vast of het huisverbod eindigt of is verlengd",
                    advice,
                    longest,
                ),
            ),
            Step(
                "2026-01-06",
                "925-933",
                "first the bandage, then a plan for later",
                lambda walk: walk.record("safety-secured"),
                (
                    "2026-01-14 Bespreek het hulpadvies in het zorgoverleg",
                    "2026-01-14 Leg vast of het huisverbod eindigt of is verlengd",
                    advice,
                    longest,
                    plan,
                ),
            ),
            Step(
                "2026-01-12",
                "957-963",
                "the care meeting was held",
                lambda walk: walk.record("care-meeting"),
                ("2026-01-14 Leg vast of het huisverbod eindigt of is verlengd", advice, longest, plan),
            ),
            Step(
                "2026-01-13",
                "965-967",
                "Veilig Thuis advised on extending it",
                lambda walk: walk.record("safe-home-advice"),
                ("2026-01-14 Leg vast of het huisverbod eindigt of is verlengd", longest, plan),
            ),
            Step(
                "2026-01-14",
                "963-965",
                "the mayor extended it, on advice of Veilig Thuis: no further than 28 days",
                lambda walk: walk.extend("house-ban", "2026-02-02"),
                (longest, plan),
            ),
            Step("2026-02-02", "963-965", "it ended", lambda walk: walk.measure("house-ban", starts=False), (plan,)),
            Step("2026-02-12", "929-933", "the plan is there", lambda walk: walk.record("plan_agreed")),
            Step(
                "2026-02-20",
                "929-933",
                "the crisis is over, and it is good enough",
                lambda walk: (walk.record("safety-judged", outcome="good-enough"), walk.end("crisis-over")),
            ),
        )
    )


def test_a_crisis_in_a_legal_frame_asks_for_safety_once() -> None:
    safety = "2026-01-06 Herstel de veiligheid en bepaal de voorwaarden"
    plan = "2026-02-16 Maak een plan voor veiligheid en ontwikkeling op langere termijn"
    Walk("nl-save-protection").go(
        (
            Step(
                "2026-01-05",
                "919-941",
                "a provisional order at the beginning: a crisis, so safety comes first",
                lambda walk: walk.open("provisional-order", SAM, ANK).explain(),
                (safety,),
                # 779-787, 826-830: at every moment, by way of the conference; no placement without the judge.
                {each: SHUT[each] for each in ("ask-council", "place-out-of-home")},
            ),
            Step(
                "2026-01-05",
                "937-941",
                "it is an instrument of the crisis intervention, which asks the same once",
                lambda walk: walk.measure("crisis-intervention", starts=True),
                (safety,),
            ),
            Step(
                "2026-01-05",
                "929-933",
                "safety was restored: then the plan",
                lambda walk: walk.record("safety-secured"),
                (plan,),
            ),
        )
    )
