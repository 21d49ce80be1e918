"""Debt services in Zeist to a close, from the source text: from a crisis to advice, and on to an administrator."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from alliantie.access.policies import NotNow
from tests.walks.test_zeist import ABOUT, DECISION, NOOR
from tests.walks.walking import Step, Walk, nothing

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

QUICK: dict[str, Any] = {"creditor": "Voorbeeldhuis", "step": "inventory"}
SLOW: dict[str, Any] = {"creditor": "Voorbeeldstroom", "step": "inventory"}


def test_from_a_crisis_and_a_direct_preparation_that_a_creditor_stops_to_advice_and_its_close() -> None:
    def offered(walk: Walk) -> Walk:
        return walk.record("offer-sent", call_by=date(2026, 1, 21))

    def prepares(walk: Walk) -> None:
        walk.record("offer-answered", accepted=True).record("plan_agreed")
        walk.measure("direct-settlement", starts=True)

    def proposes(walk: Walk) -> Walk:
        walk.record("overview-checked")
        return walk.post("creditor-proposal", "Voorbeeldstroom").post("creditor-proposal", "Voorbeeldhuis")

    def answers(walk: Walk) -> None:
        walk.record("creditor-answer", creditor="Voorbeeldhuis", step="proposal", agrees=True)
        walk.record("creditor-answer", creditor="Voorbeeldstroom", step="proposal", agrees=False)

    Walk("nl-debt-zeist").go(
        (
            Step(
                "2026-01-05",
                "2963-2968,3502-3524",
                "an eviction threatens: the intake in three working days, action at once, a talk apart from it",
                lambda walk: (
                    walk.open("application", NOOR),
                    walk.record(
                        "registered", crisis=True, route="crisis", threat="eviction", acted=False, talk_soon=True
                    ),
                ),
                (
                    "2026-01-06 Doe meteen iets, zoals een mail aan de leverancier",
                    "2026-01-06 Leg vast op welke dag de ontruiming of afsluiting is",
                    "2026-01-08 Houd de intake, want er is een crisis",
                    "2026-01-08 Spreek de cliënt, los van de intake",
                    DECISION,
                ),
            ),
            Step(
                "2026-01-05",
                "2965-2968",
                "its day is known: the intake of the crisis is the talk about it",
                lambda walk: walk.record("loss-threatens", what="eviction", day=date(2026, 1, 26)),
                (
                    "2026-01-06 Doe meteen iets, zoals een mail aan de leverancier",
                    "2026-01-08 Houd de intake, want er is een crisis",
                    "2026-01-08 Spreek de cliënt, los van de intake",
                    DECISION,
                ),
            ),
            Step(
                "2026-01-06",
                "3520-3524",
                "a mail to the landlord, and a talk in which it is put off",
                lambda walk: (walk.record("crisis-action"), walk.met("crisis", "Noor")),
                (
                    "2026-01-08 Houd de intake, want er is een crisis",
                    DECISION,
                ),
            ),
            Step(
                "2026-01-08",
                "2965-2968,3542-3571",
                "the intake, its questionnaire and the reflection list",
                lambda walk: (
                    walk.met("intake", "Noor"),
                    walk.fill_in("intake-list", **ABOUT),
                    walk.record("reflection-filled"),
                ),
                (
                    "2026-01-22 Bespreek de cliënt in de reflectiebespreking",
                    DECISION,
                ),
            ),
            Step(
                "2026-01-14",
                "3583-3597",
                "the eviction is off, colleagues asked their questions, and the offer went out",
                lambda walk: (
                    walk.record("loss-averted", what="eviction", day=date(2026, 1, 26)),
                    walk.met("reflection-meeting"),
                    offered(walk),
                ),
            ),
            Step(
                "2026-01-19",
                "3597-3605,3632-3650",
                "taken, with a plan: a settlement is prepared directly",
                prepares,
                (
                    "2026-02-02 Vraag de benodigde stukken op",
                    "2026-02-16 Bespreek de auto en de afloscapaciteit",
                    "2026-03-19 Rond het stabiliseren af, in hoogstens twee maanden",
                ),
            ),
            Step(
                "2026-02-02",
                "3632-3640",
                "papers are in; agreement, list of debts and capacity are discussed",
                lambda walk: (
                    walk.record("papers-asked"),
                    walk.met("settlement-start", "Noor"),
                    walk.record("capacity-discussed", capacity=True, car="none"),
                ),
                (
                    "2026-02-16 Schrijf de schuldeisers aan",
                    "2026-03-19 Rond het stabiliseren af, in hoogstens twee maanden",
                ),
            ),
            Step(
                "2026-02-03",
                "3632-3634,3760-3764",
                "both creditors are written to, and one answers",
                lambda walk: (
                    walk.post("creditor-inventory", "Voorbeeldstroom"),
                    walk.post("creditor-inventory", "Voorbeeldhuis"),
                    walk.record("creditor-answer", **QUICK),
                ),
            ),
            Step(
                "2026-02-25",
                "3764-3766",
                "three weeks on",
                lambda walk: walk.post("creditor-reminder", "Voorbeeldstroom", step="inventory"),
            ),
            Step(
                "2026-03-12",
                "3766-3768",
                "two weeks on, the other is called",
                lambda walk: walk.record("creditor-called", **SLOW),
            ),
            Step(
                "2026-03-20",
                "3766-3768",
                "and stays silent: what follows is asked, by our own choice",
                nothing,
                ("2026-03-26 Bepaal wat volgt nu een schuldeiser niet antwoordt, of bel nog een keer",),
            ),
            Step(
                "2026-03-20",
                "3768-3770",
                "on without that answer: the overview",
                lambda walk: walk.record("creditor-silent", **SLOW, way="go-on"),
                ("2026-03-27 Stuur de cliënt en een eventuele bewindvoerder het overzicht van de schulden",),
            ),
            Step(
                "2026-03-23",
                "3768-3774",
                "the client checks it, and both get the proposal",
                lambda walk: (walk.record("overview-sent"), proposes(walk)),
            ),
            Step(
                "2026-03-30",
                "3774-3784",
                "one agrees, the other does not",
                answers,
                ("2026-04-13 Bepaal wat volgt nu een schuldeiser niet akkoord gaat",),
            ),
            Step(
                "2026-04-01",
                "3776-3784",
                "there is no use: another way is asked for",
                lambda walk: walk.record("refusal-followed-up", creditor="Voorbeeldstroom", way="nothing"),
                ("2026-05-18 Laat de schuldregeling beginnen, of kies een andere weg",),
            ),
            Step(
                "2026-04-02",
                "3622-3628",
                "information and advice instead",
                lambda walk: walk.measure("direct-settlement", starts=False).measure("information-advice", starts=True),
                ("2026-04-16 Stel samen met de cliënt voorbeeldbrieven op",),
            ),
            Step(
                "2026-04-09",
                "3626-3628",
                "letters are drawn up together",
                lambda walk: walk.met("letters-to-creditors", "Noor"),
            ),
            Step("2026-04-10", "3626-3628", "the advice was given", lambda walk: walk.end("advice-given")),
        )
    )


def test_budget_management_that_offers_too_little_goes_on_with_an_administrator() -> None:
    def not_yet(walk: Walk) -> Walk:
        """4624-4626: nobody is let go of before it is recorded who takes over."""
        with pytest.raises(NotNow, match="Leg eerst vast wie de hulp overneemt"):
            walk.end("administration", why="")
        return walk

    Walk("nl-debt-zeist").go(
        (
            Step(
                "2026-01-05",
                "3691-3701",
                "budget management runs: account, authorisations and payments",
                lambda walk: (
                    walk.open("budget-management", NOOR),
                    walk.met("budget-intake", "Noor"),
                    walk.record("budget-account-opened"),
                    walk.record("authorisations-ready"),
                    walk.record("first-income"),
                ),
                (
                    "2026-01-12 Begin met de betalingen en zet de machtigingen in",
                    "2027-07-05 Weeg of budgetbeheer nog past",
                ),
            ),
            Step(
                "2026-01-06",
                "3699-3701",
                "payments begun, books in balance",
                lambda walk: (
                    walk.record("payments-begun"),
                    walk.record("budget-balanced"),
                    walk.record("budget-stable"),
                ),
            ),
            Step(
                "2026-04-07",
                "3709-3711",
                "three stable months",
                nothing,
                ("2026-04-20 Weeg of terugkeer naar schuldhulp kan",),
            ),
            Step(
                "2026-04-07",
                "3713-3725",
                "weighed: it offers too little, and rest is needed",
                lambda walk: walk.record("return-weighed", outcome="administration", why="too-little"),
                ("2026-06-02 Leg vast dat de bewindvoerder de hulp overneemt",),
            ),
            Step(
                "2026-06-01",
                "3713-3725,4624-4626",
                "the court named an administrator, whom the client did not choose",
                lambda walk: (not_yet(walk), walk.record("taken-over", by="administrator", agreed=False)),
            ),
            Step(
                "2026-06-02",
                "3713-3715",
                "the case closes: the help goes on elsewhere",
                lambda walk: walk.end("administration"),
            ),
        )
    )
