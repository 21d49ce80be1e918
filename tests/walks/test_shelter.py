"""Shelter De Tussenvoorziening, walked through from the source text alone: 000:2093-2103, 000:2240-2820.

P-11 to P-13; R20 to R32b; V1, V2, V15, V17.
"""

from __future__ import annotations

import pytest

from alliantie.access.policies import NotNow
from tests.walks.walking import Step, Walk, nothing

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

NOOR = ("Noor", "client")
# 2719-2725, 2738-2742: before an ending interests and limitations are weighed, and the director is spoken.
DIRECTOR, WEIGH = "Overleg eerst met de trajectregisseur", "Weeg eerst de belangen en de oorzaak"
NO_END = {"give-notice": DIRECTOR, "end-stay": DIRECTOR}
CONSENT = {"share-information": "Vraag eerst schriftelijk toestemming"}
SHUT = {**NO_END, **CONSENT}
# 2508-2510, 2610-2612: every three months.
EVALUATE = "2026-04-05 Evalueer de begeleiding met de trajectregisseur"


def asks_a_reason(walk: Walk, decision: str) -> Walk:
    with pytest.raises(NotNow, match=r"U wijkt af"):
        walk.decide(decision)
    return walk


def all_begun(walk: Walk) -> Walk:
    """All that belongs to the beginning of guidance was done at once."""
    for kind in ("agreement-signed", "strengths-inventory", "action-plan-started", "folder-given"):
        walk.record(kind)
    return walk.record("money-arranged", form="basic")


def begun(walk: Walk) -> Walk:
    return all_begun(walk.open("guidance-agreement", NOOR))


GUIDED = Step("2026-01-05", "2468-2510", "guidance runs", begun, (EVALUATE,), SHUT)


def test_from_the_registration_to_the_exit_talk_that_hands_over_warmly() -> None:
    start = (
        "2026-03-02 Laat de huisregels van dit huis tekenen",
        "2026-03-02 Laat de overeenkomst Begeleid tijdelijk wonen tekenen",
        "2026-03-09 Geef de cliënt een eigen cliëntmap",
        "2026-03-09 Regel de financiële begeleiding",
        "2026-03-09 Laat de begeleidingsovereenkomst tekenen",
    )
    six_weeks = ("2026-04-06 Begin samen met het actieplan", "2026-04-06 Maak samen de krachteninventarisatie")
    evaluate = "2026-05-23 Evalueer de begeleiding met de trajectregisseur"

    def guided(walk: Walk) -> None:
        walk.measure("guidance-agreement", starts=True)
        walk.measure("temporary-housing", starts=True).record("house-entered", house="bolksbeek")

    def agreed(walk: Walk) -> None:
        for kind in ("agreement-signed", "housing-agreement-signed", "folder-given"):
            walk.record(kind)
        walk.record("house-rules-signed", house="bolksbeek").record("money-arranged", form="total")

    Walk("nl-shelter-tussenvoorziening").go(
        (
            Step(
                "2026-01-05",
                "2400-2408",
                "somebody registers, alone or referred; by when that is recorded is our setting",
                lambda walk: walk.open("registration", NOOR),
                ("2026-01-06 Leg de aanmelding vast",),
                SHUT,
            ),
            Step(
                "2026-01-05",
                "2400-2408,2594-2596",
                "recorded: contact within five days, the intake within six weeks",
                lambda walk: walk.record("registered", route="central"),
                ("2026-01-10 Neem contact op na de aanmelding", "2026-02-16 Houd de intake"),
                SHUT,
            ),
            Step(
                "2026-01-09",
                "2404-2408",
                "contact, and help by this organisation fits",
                lambda walk: walk.met("application", "Noor"),
                ("2026-02-16 Houd de intake",),
                SHUT,
            ),
            Step(
                "2026-02-09",
                "2450-2460,2598",
                "the intake: the trajectory plan as soon as possible, within which time is our setting, two weeks",
                lambda walk: walk.met("intake", "Noor"),
                ("2026-02-23 Maak het trajectplan en laat het tekenen",),
                SHUT,
            ),
            Step(
                "2026-02-16",
                "2460-2464",
                "the plan was made and signed by one of them only",
                lambda walk: walk.record("trajectory-plan", client_signed=True, director_signed=False),
                ("2026-02-23 Maak het trajectplan en laat het tekenen",),
                SHUT,
            ),
            Step(
                "2026-02-17",
                "2460-2464",
                "both signed",
                lambda walk: walk.record("trajectory-plan", client_signed=True, director_signed=True),
                (),
                SHUT,
            ),
            Step(
                "2026-02-23",
                "2396-2398,2519-2525,2600-2614,2620-2622,2666-2671",
                "guidance and the stay begin: agreements, house rules, folder, money; six weeks; three months",
                guided,
                (*start, *six_weeks, evaluate),
                SHUT,
            ),
            Step("2026-02-24", "2620-2671", "agreed", agreed, (*six_weeks, evaluate), SHUT),
            Step(
                "2026-03-16",
                "2608",
                "weekly guidance is an average, and never due; acquaintance first, then priorities",
                lambda walk: (walk.record("phase_entered", phase="interim"), walk.met("guidance", "Noor")),
                (*six_weeks, evaluate),
                SHUT,
            ),
            Step(
                "2026-04-06",
                "2486-2504,2600-2606",
                "the inventory is made, the action plan started",
                lambda walk: (walk.record("strengths-inventory"), walk.record("action-plan-started")),
                (evaluate,),
                SHUT,
            ),
            Step(
                "2026-04-13",
                "2666-2667,2769-2774",
                "another house of the same organisation has its own rules",
                lambda walk: walk.record("house-entered", house="de-straatweg"),
                ("2026-04-20 Laat de huisregels van dit huis tekenen", evaluate),
                SHUT,
            ),
            Step(
                "2026-04-14",
                "2666-2667",
                "rules of the house left behind do not count",
                lambda walk: walk.record("house-rules-signed", house="bolksbeek"),
                ("2026-04-20 Laat de huisregels van dit huis tekenen", evaluate),
                SHUT,
            ),
            Step(
                "2026-04-15",
                "2666-2667",
                "the rules of this one",
                lambda walk: walk.record("house-rules-signed", house="de-straatweg"),
                (evaluate,),
                SHUT,
            ),
            Step(
                "2026-05-11",
                "2788-2792",
                "ten hours of activity: the norm is sixteen; when to talk of it is our setting, two weeks",
                lambda walk: walk.record("activity-week", hours=10),
                ("2026-05-25 Bespreek hoe de cliënt aan zestien uur per week komt", evaluate),
                SHUT,
            ),
            Step(
                "2026-05-18",
                "2788-2792",
                "sixteen hours",
                lambda walk: walk.record("activity-week", hours=16),
                (evaluate,),
                SHUT,
            ),
            Step(
                "2026-05-22",
                "2508-2510",
                "evaluated: three months run anew",
                lambda walk: walk.met("evaluation", "Noor", others=True),
                ("2026-08-22 Evalueer de begeleiding met de trajectregisseur",),
                SHUT,
            ),
            Step(
                "2026-06-15",
                "2508-2510,2610-2612",
                "a crisis: now every month, from the day it began",
                lambda walk: walk.record("situation", crisis=True),
                (
                    "2026-07-15 Evalueer deze crisis met de trajectregisseur",
                    "2026-08-22 Evalueer de begeleiding met de trajectregisseur",
                ),
                SHUT,
            ),
            Step(
                "2026-07-13",
                "2610-2612",
                "evaluated: a month runs anew, and three",
                lambda walk: walk.met("crisis-evaluation", "Noor", others=True),
                (
                    "2026-08-13 Evalueer deze crisis met de trajectregisseur",
                    "2026-10-13 Evalueer de begeleiding met de trajectregisseur",
                ),
                SHUT,
            ),
            Step(
                "2026-08-03",
                "2610-2612",
                "the crisis is over",
                lambda walk: walk.record("situation", crisis=False),
                ("2026-10-13 Evalueer de begeleiding met de trajectregisseur",),
                SHUT,
            ),
            Step(
                "2026-09-07",
                "2510-2519",
                "guidance is rounded off with an exit talk, which is a warm hand-over",
                lambda walk: asks_a_reason(walk, "complete"),
                ("2026-10-13 Evalueer de begeleiding met de trajectregisseur",),
                SHUT,
            ),
            Step(
                "2026-09-14",
                "2512-2519",
                "who needs help afterwards is handed over to a neighbourhood team, with written consent",
                lambda walk: (
                    walk.met("exit", "Noor"),
                    walk.record("exit-agreed", aftercare=True),
                    walk.record("consent-given"),
                ),
                (
                    "2026-09-28 Draag de cliënt over aan het buurtteam",
                    "2026-10-13 Evalueer de begeleiding met de trajectregisseur",
                ),
                NO_END,
                ("complete", "share-information"),
            ),
            Step(
                "2026-09-15",
                "2512-2519",
                "guidance ended; the hand-over is still to be done, and outlives it",
                lambda walk: walk.end("own-home"),
                ("2026-09-28 Draag de cliënt over aan het buurtteam",),
            ),
        )
    )


def lives_in(walk: Walk, house: str) -> Walk:
    """Guidance and the stay in a house began, and its rules were signed."""
    return begun(walk).record("house-entered", house=house).record("house-rules-signed", house=house)


def test_a_contract_is_flipped_after_guidance_that_went_well_in_a_time_that_is_nowhere_said() -> None:
    Walk("nl-shelter-tussenvoorziening").go(
        (
            Step("2026-01-05", "2307-2315", "a home", lambda walk: lives_in(walk, "flip-over"), (EVALUATE,), SHUT),
            Step(
                "2026-02-02",
                "2311-2315",
                "whether guidance went well is asked first",
                lambda walk: asks_a_reason(walk, "flip-contract"),
                (EVALUATE,),
                SHUT,
            ),
            Step(
                "2026-02-03",
                "2313-2315",
                "it did: the contract can be flipped",
                lambda walk: walk.record("went-well"),
                (EVALUATE,),
                SHUT,
                ("flip-contract",),
            ),
        )
    )


def test_in_majella_a_contract_is_flipped_after_three_years() -> None:
    three_years = {"flip-contract": "Wacht eerst de tijd van Majella af", **CONSENT}
    Walk("nl-shelter-tussenvoorziening").go(
        (
            Step(
                "2026-01-05",
                "2329-2339",
                "Majella: three years of guidance",
                lambda walk: lives_in(walk, "majella"),
                (EVALUATE,),
                three_years,
            ),
            Step(
                "2029-01-05",
                "2335-2339",
                "the last day of them",
                lambda walk: walk.record("went-well"),
                (EVALUATE,),
                three_years,
            ),
            Step(
                "2029-01-06",
                "2335-2339",
                "they are over: it can be flipped; when to weigh that is our setting, within a month",
                nothing,
                ("2029-02-05 Weeg of het huurcontract omklapt naar de bewoner", EVALUATE),
                SHUT,
                ("flip-contract",),
            ),
            Step(
                "2029-01-08",
                "2335-2339",
                "the tenancy is in her own name",
                lambda walk: walk.decide("flip-contract"),
                (EVALUATE,),
                SHUT,
            ),
        )
    )


def test_with_every_client_an_agreement_is_made_and_then_all_of_guidance_is_asked() -> None:
    begin = "2026-01-19 Begin de begeleidingsovereenkomst"

    def agreed(walk: Walk) -> Walk:
        return all_begun(walk.measure("guidance-agreement", starts=True))

    Walk("nl-shelter-tussenvoorziening").go(
        (
            Step(
                "2026-01-05",
                "2317-2327,2620-2622",
                "Housing First",
                lambda walk: walk.open("housing-first", NOOR),
                (begin,),
            ),
            Step(
                "2026-01-12",
                "2508-2510,2600-2622",
                "agreed",
                agreed,
                ("2026-04-12 Evalueer de begeleiding met de trajectregisseur",),
            ),
        )
    )


def test_a_worry_about_children_always_leads_to_the_reporting_code() -> None:
    Walk("nl-shelter-tussenvoorziening").go(
        (
            GUIDED,
            Step(
                "2026-02-06",
                "2806-2812",
                "a worry: how soon is our setting, one working day",
                lambda walk: walk.record("worry-children"),
                ("2026-02-09 Volg de meldcode", EVALUATE),
                SHUT,
            ),
            Step(
                "2026-02-09",
                "2806-2812",
                "the steps were taken",
                lambda walk: walk.record("reporting-code-followed"),
                (EVALUATE,),
                SHUT,
            ),
        )
    )


def test_city_money_management_goes_from_fixed_costs_over_debts_to_a_debt_trajectory() -> None:
    begins = (
        "2026-01-26 Geef de cliënt een eigen cliëntmap",
        "2026-01-26 Laat de begeleidingsovereenkomst tekenen",
        "2026-02-23 Begin samen met het actieplan",
        "2026-02-23 Maak samen de krachteninventarisatie",
        "2026-04-12 Evalueer de begeleiding met de trajectregisseur",
    )
    analysis = "2026-01-26 Maak het plan van aanpak en het budgetplaatje"
    in_order = "2026-03-02 Breng vaste lasten en leefgeld op orde"

    def intensive(walk: Walk) -> None:
        walk.measure("guidance-agreement", starts=True)
        walk.measure("intensive-management", starts=True).record("money-arranged", form="intensive")

    Walk("nl-shelter-tussenvoorziening").go(
        (
            Step(
                "2026-01-05",
                "2408-2414",
                "registered by the website: a procedure of its own, without the five days",
                lambda walk: (walk.open("registration", NOOR), walk.record("registered", route="city-money")),
                (),
                SHUT,
            ),
            Step(
                "2026-01-12",
                "2349-2363,2573-2579",
                "intensive management: conditions like those of guidance, and first the finances in order",
                intensive,
                (analysis, *begins),
                SHUT,
            ),
            Step(
                "2026-01-19",
                "2573-2577",
                "the financial analysis: fixed costs and living money in order; six weeks is our setting",
                lambda walk: walk.met("financial-analysis", "Noor"),
                (*begins, in_order),
                SHUT,
            ),
            Step(
                "2026-01-20",
                "2270-2278",
                "fixed costs and living money come before the debts",
                lambda walk: asks_a_reason(walk, "start-debt-trajectory"),
                (*begins, in_order),
                SHUT,
            ),
            Step(
                "2026-01-21",
                "2270-2278",
                "in order: map the debts; within which time is our setting, six weeks",
                lambda walk: walk.record("fixed-costs-in-order"),
                (*begins, "2026-03-04 Breng de schulden in kaart"),
                SHUT,
                ("start-debt-trajectory",),
            ),
            Step(
                "2026-01-23",
                "2270-2278,2579",
                "there are debts: start a trajectory",
                lambda walk: walk.record("debts-mapped", debts=True),
                (*begins, "2026-03-06 Start het schuldentraject"),
                SHUT,
            ),
            Step(
                "2026-01-24",
                "2278,2579",
                "started",
                lambda walk: walk.decide("start-debt-trajectory"),
                begins,
                SHUT,
            ),
        )
    )
