"""Debt help in Tilburg, walked through from the source text alone: 000:2963-2990, 000:3198-3216, 000:3248-3489,
000:4065-4478, 000:4531-4583, 000:4683-4713.

P-14 and P-15; R33, R34 and R36 to R39; V7 for Tilburg and V13.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from alliantie import clock
from alliantie.access.policies import NotNow
from alliantie.money.letters import Contact
from alliantie.money.models import Claim
from alliantie.money.states import Status
from tests.money import ledger
from tests.walks.walking import Step, Walk, nothing

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

NOOR = ("Noor", "client")
# 4687-4691: the team manager decides on ending the help, and not the fixed counsellor.
MANAGER = "Wie het team leidt, beslist hierover. Vraag het eerst."
SHUT = {"end-help": MANAGER}
# 2963-2966: the statute wants an intake in four weeks.
STATUTE = "2026-02-02 Houd de intake"
# 2984-2990: a formal decision on each request; within which time is our setting, eight weeks.
DECISION = "2026-03-02 Neem een besluit op de aanvraag"
ARRIVES = "2026-01-07 Begin de aanmelding, want de hulpvraag is overgedragen"
HAND_OVER = "2026-01-06 Draag de hulpvraag over aan de toegangsmedewerker"
PAPERS = "2026-01-19 Houd het gegevensverzamelingsgesprek"


def asks_a_reason(walk: Walk, decision: str) -> Walk:
    with pytest.raises(NotNow, match=r"U wijkt af"):
        walk.decide(decision)
    return walk


def at_the_desk(walk: Walk) -> Walk:
    return walk.open("application", NOOR)


AT_THE_DESK = Step(
    "2026-01-05",
    "3250-3252,3285-3299,2963-2966",
    "somebody walks in: the talk is on the same day",
    at_the_desk,
    ("2026-01-05 Houd het aanmeldgesprek", STATUTE, DECISION),
    SHUT,
)
TO_THE_INTAKE = (
    AT_THE_DESK,
    Step(
        "2026-01-05",
        "3293-3299,3345-3352,3356-3358",
        "advice is not enough: first the talk to collect papers, within two weeks of the application",
        lambda walk: (walk.met("application", "Noor"), walk.record("route-chosen", route="trajectory")),
        (PAPERS, STATUTE, DECISION),
        SHUT,
    ),
    Step(
        "2026-01-12",
        "3356-3376",
        "papers are missing, but the client did try: the intake is planned, within two weeks of the talk",
        lambda walk: (
            walk.met("data-collection", "Noor"),
            walk.record("data-collected", papers="effort", alone=False),
        ),
        ("2026-01-26 Houd de integrale intake", STATUTE, DECISION),
        SHUT,
    ),
    Step(
        "2026-01-22",
        "3376-3398",
        "the intake; within three weeks the client hears how it goes on",
        lambda walk: walk.met("integral-intake", "Noor"),
        ("2026-02-12 Bespreek het plan van aanpak in het vervolggesprek", DECISION),
        SHUT,
    ),
)


@pytest.mark.parametrize(
    ("seed", "said", "due"),
    [
        ("3262-3264", {"colour": "red"}, (HAND_OVER,)),
        ("3264-3271", {"colour": "yellow", "known": True}, ("2026-01-06 Vraag advies aan de toegangsmedewerker",)),
        (
            "3264-3267,3271-3275",
            {"colour": "yellow", "known": False},
            ("2026-01-06 Vraag advies aan de toegangsmedewerker", HAND_OVER),
        ),
        ("3275-3279", {"colour": "green"}, ()),
    ],
)
def test_what_follows_from_each_colour_of_the_quick_scan(seed: str, said: dict[str, Any], due: tuple[str, ...]) -> None:
    done = (
        Step("2026-01-06", "3264-3267", "advice was asked", lambda walk: walk.record("advice-asked"), due[1:], SHUT),
        Step("2026-01-06", "3271-3275", "handed over", lambda walk: walk.record("handed-over"), (ARRIVES,), SHUT),
        Step(
            "2026-01-07",
            "3279-3285",
            "arrived at debt help, the work process begins",
            lambda walk: walk.measure("application", starts=True),
            (
                "2026-01-07 Houd het aanmeldgesprek",
                "2026-02-04 Houd de intake",
                "2026-03-04 Neem een besluit op de aanvraag",
            ),
            SHUT,
        ),
    )
    Walk("nl-debt-tilburg").go(
        (
            Step(
                "2026-01-05",
                "3258-3262",
                "a neighbourhood team does a quick scan at each application",
                lambda walk: walk.open("neighbourhood-access", NOOR),
                ("2026-01-05 Doe de quickscan",),
                SHUT,
            ),
            Step(
                "2026-01-05",
                seed,
                "what follows from the colour",
                lambda walk: walk.record("quick-scan-done", **said),
                due,
                SHUT,
            ),
            *(done if said["colour"] == "yellow" else done[1:]),
        )
    )


def test_one_off_advice_ends_with_the_advice_and_asks_no_more_than_the_decision_on_the_request() -> None:
    Walk("nl-debt-tilburg").go(
        (
            AT_THE_DESK,
            Step(
                "2026-01-05",
                "3303-3307",
                "the client can go on alone: no intake",
                lambda walk: (
                    walk.met("application", "Noor"),
                    walk.record("route-chosen", route="advice"),
                    walk.measure("one-off-advice", starts=True),
                ),
                (DECISION,),
                SHUT,
            ),
            # 2984-2990: each request gets a formal decision.
            Step("2026-01-05", "3303-3307,2984-2990", "done", lambda walk: walk.end("advice-given"), (DECISION,)),
            Step("2026-01-06", "2984-2990", "it was sent", lambda walk: walk.record("decision-sent"), ()),
        )
    )


def test_extended_advice_is_a_set_of_three_talks_and_its_length_is_an_average() -> None:
    Walk("nl-debt-tilburg").go(
        (
            Step(
                "2026-01-05",
                "3323-3337",
                "three talks in which the client tells what the own actions brought",
                lambda walk: walk.open("extended-advice", NOOR),
                (DECISION,),
                SHUT,
            ),
            Step(
                "2026-02-02",
                "3339-3341",
                "twenty-one days is an average, and never due",
                lambda walk: [walk.met("three-talks", "Noor") for _each in range(3)],
                (DECISION,),
                SHUT,
            ),
            Step(
                "2026-02-09",
                "3327-3331",
                "a fourth is said, and stops nothing",
                lambda walk: walk.met("three-talks", "Noor"),
                ("2026-02-09 Houd het bij drie gesprekken in het driegesprekkenmodel", DECISION),
                SHUT,
            ),
        )
    )


def test_a_crisis_is_taken_up_at_once_its_intake_is_in_three_working_days_and_it_is_over_in_two_weeks() -> None:
    intake, over = "2026-01-08 Houd de intake, want er is een crisis", "2026-01-18 Rond de crisisinterventie af"
    follow_up = "2026-01-29 Bespreek het plan van aanpak in het vervolggesprek"
    Walk("nl-debt-tilburg").go(
        (
            AT_THE_DESK,
            Step(
                "2026-01-05",
                "3311-3317,2965-2968",
                "in the talk an eviction turns out to threaten",
                lambda walk: (walk.met("application", "Noor"), walk.measure("crisis", starts=True)),
                ("2026-01-05 Pak de crisis meteen op", intake, over, STATUTE, DECISION),
                SHUT,
            ),
            Step(
                "2026-01-05",
                "3313-3319",
                "taken up with the housing corporation, at once",
                lambda walk: walk.record("crisis-action", partner="housing"),
                (intake, over, STATUTE, DECISION),
                SHUT,
            ),
            Step(
                "2026-01-08",
                "2965-2968",
                "the intake",
                lambda walk: walk.met("integral-intake", "Noor"),
                (over, follow_up, DECISION),
                SHUT,
            ),
            Step("2026-01-20", "3315-3317", "a day late", nothing, (over, follow_up, DECISION), SHUT),
            Step(
                "2026-01-20",
                "3315-3317",
                "and over",
                lambda walk: walk.measure("crisis", starts=False),
                (follow_up, DECISION),
                SHUT,
            ),
        )
    )


def test_who_did_not_try_to_find_the_papers_gets_no_intake_planned() -> None:
    Walk("nl-debt-tilburg").go(
        (
            *TO_THE_INTAKE[:2],
            Step(
                "2026-01-12",
                "3370-3376",
                "too little information, and no effort: only the statute still asks for an intake",
                lambda walk: (
                    walk.met("data-collection", "Noor"),
                    walk.record("data-collected", papers="neither", alone=True),
                ),
                (STATUTE, DECISION),
                SHUT,
            ),
            Step(
                "2026-01-19",
                "3370-3376",
                "the papers are there after all",
                lambda walk: walk.record("data-collected", papers="complete", alone=True),
                ("2026-01-26 Houd de integrale intake", STATUTE, DECISION),
                SHUT,
            ),
        )
    )


def test_from_the_desk_by_stabilisation_and_a_restructuring_loan_to_the_aftercare() -> None:
    prepared = "2026-11-03 Rond de voorbereiding van de schuldregeling af"

    def begins(walk: Walk) -> None:
        # 3402-3404: a plan that was agreed on is not yet a plan that both signed.
        walk.record("plan_agreed")
        asks_a_reason(walk, "start-stabilisation").record("plan-signed")
        walk.post("decision", object_by=date(2026, 3, 23))
        walk.decide("start-stabilisation")
        walk.measure("stabilisation", starts=True)

    def loans(walk: Walk) -> None:
        walk.record("stabilisation-weighed", way_on="settlement")
        asks_a_reason(walk, "prepare-settlement").record("chance-weighed", fair=True).decide("prepare-settlement")
        walk.measure("restructuring", starts=True)
        walk.record("back-office-asked", about="agreement")

    def signs(walk: Walk, what: str) -> Walk:
        return asks_a_reason(walk, "start-settlement").met("signing", "Noor").record("signed", what=what)

    walk = Walk("nl-debt-tilburg")
    walk.go(TO_THE_INTAKE)
    walk.go(
        (
            Step(
                "2026-02-12",
                "3396-3404",
                "the plan is talked about in time; for signing it the source gives no term",
                lambda walk: (walk.met("follow-up", "Noor"), asks_a_reason(walk, "start-stabilisation")),
                (DECISION,),
                SHUT,
            ),
            Step(
                "2026-02-16",
                "3402-3408,2984-2990",
                "signed by both, in duplicate: stabilisation, in principle six months at most",
                begins,
                ("2026-08-15 Rond het stabilisatietraject af",),
                SHUT,
            ),
            Step(
                "2026-07-06",
                "3202-3212,3420-3428,3433-3455,3467-3469",
                "a restructuring loan: prepared in 120 days in principle, and the back office asks for a talk",
                loans,
                (prepared, "2026-07-13 Nodig de hulpvrager uit: de backoffice vraagt een gesprek"),
                SHUT,
            ),
            Step(
                "2026-07-13",
                "3447-3453,3457-3461",
                "invited; the first of four signing moments",
                lambda walk: signs(walk, "agreement"),
                (prepared,),
                SHUT,
            ),
            Step("2026-08-10", "3457-3461", "the list of debts", lambda walk: signs(walk, "debts"), (prepared,), SHUT),
            Step("2026-09-07", "3457-3461", "the loan", lambda walk: signs(walk, "loan"), (prepared,), SHUT),
            Step(
                "2026-10-05",
                "3457-3461",
                "the agreement, which the source names twice",
                lambda walk: signs(walk, "agreement-again"),
                (prepared,),
                SHUT,
                ("start-settlement",),
            ),
            Step(
                "2026-10-12",
                "3469-3471",
                "the settlement runs: thirty-six months is an average",
                lambda walk: walk.decide("start-settlement"),
                (),
                SHUT,
            ),
            Step("2029-11-05", "3469-3471", "and never due", nothing, (), SHUT),
            Step(
                "2029-11-05",
                "3481-3489",
                "who left is met once more within a year",
                lambda walk: walk.end("settled"),
                ("2030-11-05 Houd een persoonlijk gesprek voor de nazorg",),
            ),
            Step(
                "2030-10-07",
                "3485-3489",
                "in person: is the money still in balance",
                lambda walk: (walk.met("aftercare", "Noor"), walk.record("aftercare-noted", balanced=True)),
                (),
            ),
        )
    )


def test_mediation_has_two_signing_moments() -> None:
    prepared = "2026-05-05 Rond de voorbereiding van de schuldregeling af"

    def signs(walk: Walk, what: str) -> Walk:
        return asks_a_reason(walk, "start-settlement").met("signing", "Noor").record("signed", what=what)

    Walk("nl-debt-tilburg").go(
        (
            Step("2026-01-05", "3463-3469", "", lambda walk: walk.open("mediation", NOOR), (prepared,), SHUT),
            Step("2026-01-12", "3463-3467", "one", lambda walk: signs(walk, "agreement"), (prepared,), SHUT),
            Step(
                "2026-01-19",
                "3463-3467",
                "two",
                lambda walk: signs(walk, "debts"),
                (prepared,),
                SHUT,
                ("start-settlement",),
            ),
            Step(
                "2026-05-06",
                "3467-3469",
                "longer than 120 days stops nothing",
                lambda walk: walk.decide("start-settlement"),
                (),
                SHUT,
            ),
        )
    )


def test_extended_advice_that_is_not_enough_leads_to_the_talk_on_papers_and_the_intake() -> None:
    advised = ("2026-01-26 Houd het gegevensverzamelingsgesprek", "2026-02-09 Houd de intake")

    def goes_on(walk: Walk) -> None:
        assert "start-stabilisation" not in walk.choices()[0]
        walk.measure("application", starts=True).met("application", "Noor")
        walk.record("route-chosen", route="trajectory")

    Walk("nl-debt-tilburg").go(
        (
            Step(
                "2026-01-05", "3323-3341", "advice", lambda walk: walk.open("extended-advice", NOOR), (DECISION,), SHUT
            ),
            Step(
                "2026-01-12",
                "3343-3352",
                "the problems are too great for three talks",
                goes_on,
                # 2984-2990: one request, that was asked on the first day.
                (*advised, DECISION),
                SHUT,
            ),
        )
    )


def test_the_fixed_counsellor_who_invites_for_the_back_office_has_invited() -> None:
    prepared = "2026-05-05 Rond de voorbereiding van de schuldregeling af"
    invite = "2026-01-12 Nodig de hulpvrager uit: de backoffice vraagt een gesprek"
    Walk("nl-debt-tilburg").go(
        (
            Step("2026-01-05", "3463-3469", "", lambda walk: walk.open("mediation", NOOR), (prepared,), SHUT),
            Step(
                "2026-01-05",
                "3447-3453",
                "the back office asks",
                lambda walk: walk.record("back-office-asked", about="forced"),
                (prepared, invite),
                SHUT,
            ),
            Step("2026-01-06", "3447-3453", "invited", lambda walk: walk.post("invitation"), (prepared,), SHUT),
        )
    )


def test_the_back_office_writes_to_creditors_for_whom_the_source_gives_no_term() -> None:
    prepared = "2026-05-05 Rond de voorbereiding van de schuldregeling af"

    def writes(walk: Walk) -> None:
        claim = ledger.claim(walk.case)
        about: dict[str, Any] = {"claim_ids": [claim], "on": clock.today()}
        ledger.done(walk.case, "letters_sent", step="inventory", **about)
        assert status() == Status.ASKED
        ledger.done(walk.case, "contacted", contact=Contact.ANSWER, step="inventory", **about)

    def status() -> str:
        return Claim.objects.using("owner").get().status

    Walk("nl-debt-tilburg").go(
        (
            Step("2026-01-05", "3463-3469", "", lambda walk: walk.open("mediation", NOOR), (prepared,), SHUT),
            Step("2026-01-05", "3188-3190,3445-3453", "asked what they claim", writes, (prepared,), SHUT),
            Step("2026-04-06", "3445-3471", "silence is followed by nothing", nothing, (prepared,), SHUT),
        )
    )
