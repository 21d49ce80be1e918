"""Debt help in Zeist, walked through from the source text alone: 000:2963-2990, 000:3498-3820, 000:4484-4768.

P-16 and P-17; R33 and R40 to R45.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import Incident
from alliantie.cases.operations import heard
from alliantie.cases.queries.incidents import whole_incident
from alliantie.norms.outcomes import reentry
from tests.walks.walking import Step, Walk, nothing
from tests.worklist.browse import as_worker, words

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

NOOR = ("Noor", "client")
# 4486-4490, 4624-4628: a recovery term always comes before a refusal or an ending.
RECOVERY = "Eerst een hersteltermijn die voorbij is"
SHUT = {"end-help": RECOVERY, "refuse-help": RECOVERY, "send-intent": "Bepaal eerst hoe lang de hersteltermijn is"}
# 2984-2990: a formal decision on each request; within which time is our setting, eight weeks.
DECISION = "2026-03-02 Neem een besluit op de aanvraag"
EVER = ("no-action", "talk", "waive", "ask-colleagues", "creditors", "new-offer", "intent", "end")


def offer(walk: Walk) -> None:
    walk.post("offer", object_by=date(2026, 3, 11), call_by=date(2026, 2, 4))


def asks_a_reason(walk: Walk, decision: str) -> Walk:
    with pytest.raises(NotNow, match=r"U wijkt af"):
        walk.decide(decision)
    return walk


def not_even_in_danger(walk: Walk) -> None:
    for decision in ("end-help", "refuse-help"):
        with pytest.raises(NotNow):
            walk.decide(decision, reason="Er zijn al veel kansen geboden.", danger=True)


TO_THE_OFFER = (
    Step(
        "2026-01-05",
        "2963-2968,3502-3516",
        "who calls is asked a short list first, by when is our setting; the statute counts from that call",
        lambda walk: walk.open("application", NOOR),
        (
            "2026-01-06 Neem de aanmelding door en leg haar vast",
            "2026-01-26 Houd de intake",
            "2026-02-02 Houd de intake",
        ),
        SHUT,
    ),
    Step(
        "2026-01-05",
        "2963-2968,3502-3516,3542",
        "by telephone, no crisis: intake in two to three weeks, by the statute in four",
        lambda walk: walk.record("registered", crisis=False),
        ("2026-01-26 Houd de intake", "2026-02-02 Houd de intake", DECISION),
        SHUT,
    ),
    Step(
        "2026-01-19",
        "3542-3571",
        "the intake: then the counsellor's own reflection list",
        lambda walk: walk.met("intake", "Noor"),
        ("2026-01-26 Vul de reflectievragenlijst in", DECISION),
        SHUT,
    ),
    Step(
        "2026-01-20",
        "3563-3591",
        "the list was filled in: then the reflection meeting, which comes before the offer",
        lambda walk: (walk.record("reflection-filled"), asks_a_reason(walk, "send-offer")),
        ("2026-02-03 Bespreek de cliënt in de reflectiebespreking", DECISION),
        SHUT,
    ),
    Step(
        "2026-01-27",
        "3589-3591",
        "colleagues asked their questions",
        lambda walk: walk.met("reflection-meeting"),
        (DECISION,),
        SHUT,
        ("send-offer",),
    ),
    Step("2026-01-28", "3591-3597", "the decision with the offer was sent", offer, (), SHUT),
    Step("2026-02-04", "3593-3597", "the client has a week to call back", nothing, (), SHUT),
)


def test_v12_silence_on_the_offer_an_intent_with_a_recovery_term_and_only_then_the_end() -> None:
    silent = "2026-02-11 Geen antwoord op het aanbod: stuur het voornemen met hersteltermijn"
    over = "2026-03-05 De hersteltermijn is voorbij: ga verder of beëindig met een brief"
    until_the_day = "Wacht tot de dag voorbij is waarop de hulp stopt, zoals in de brief staat"

    def too_early(walk: Walk) -> None:
        with pytest.raises(NotNow, match="hersteltermijn"):
            walk.write("intent", answer_by=date(2026, 2, 26))

    def used_up(walk: Walk) -> Walk:
        """The recovery term served this ending; another letter has one of its own."""
        with pytest.raises(NotNow, match=RECOVERY):
            walk.write("termination", ends_on=date(2026, 3, 8), object_by=date(2026, 4, 10))
        return walk

    def still_helped(walk: Walk) -> None:
        for reason in ("offer-refused", "client-stops"):
            with pytest.raises(NotNow, match=until_the_day):
                walk.end(reason)

    def comes_back(walk: Walk) -> Walk:
        """4519-4523 speaks of another ending than this one: nobody is kept out who did not answer."""
        assert reentry(walk.practice, walk.timeline(), date(2026, 6, 1)) == ()
        return walk

    walk = Walk("nl-debt-zeist")
    walk.go(TO_THE_OFFER)
    walk.go(
        (
            Step("2026-02-05", "3607-3613", "the week is over", nothing, (silent,), SHUT),
            Step(
                "2026-02-05",
                "3609-3613,4486-4490",
                "the week is over, and still no intent before the length of the recovery term is set",
                too_early,
                (silent,),
                SHUT,
            ),
            Step(
                "2026-02-06",
                "3609-3613",
                "the term was set and the intent sent, with reason and consequences",
                lambda walk: (
                    walk.record("recovery-term-set", days=14),
                    walk.post("intent", answer_by=date(2026, 2, 26)),
                ),
                (),
                SHUT,
            ),
            Step(
                "2026-02-26",
                "4624-4628",
                "the last day of the recovery term: never before it is over, however many chances were given",
                not_even_in_danger,
                (),
                SHUT,
            ),
            Step("2026-02-27", "3613-3615", "it is over", nothing, (over,), {}, ("end-help",)),
            Step(
                "2026-02-27",
                "3613-3615,2988-2990",
                "the letter that ends, open to objection",
                lambda walk: (
                    walk.post("termination", ends_on=date(2026, 3, 1), object_by=date(2026, 4, 10)),
                    used_up(walk),
                ),
                (),
                {"end-help": RECOVERY, "refuse-help": RECOVERY, "close-ended": until_the_day},
            ),
            Step(
                "2026-03-01",
                "3613-3615",
                "the last day of the help, as the letter said: no ending before it is over",
                still_helped,
                (),
                {"close-ended": until_the_day},
            ),
            Step(
                "2026-03-02",
                "3613-3615",
                "the help ended on the day of the letter: closing the case is our setting",
                nothing,
                ("2026-03-15 Sluit de zaak af",),
                {},
                ("close-ended",),
            ),
            Step(
                "2026-03-02",
                "4490-4498",
                "the case ends on the right ground",
                lambda walk: (walk.end("offer-refused", why=""), comes_back(walk)),
            ),
        )
    )


def test_v11_the_table_says_volunteer_and_the_consultant_chooses_otherwise_with_a_reason_for_the_meeting() -> None:
    why = "Een vrijwilliger is nog niet nodig: er is een zus die helpt."
    seen: dict[str, Any] = {"talk": "Open.", "able": False, "protection": "not-needed", "budget": "not-needed"}

    def fill_in(walk: Walk) -> None:
        said = {**seen, "people_around": "needed"}
        with pytest.raises(Denied, match="Schrijf waarom u anders kiest"):
            walk.fill_in("reflection-list", "order", **said)
        walk.fill_in("reflection-list", "order", why, **said)

    def meeting(walk: Walk) -> None:
        told = words(as_worker(walk.case), f"/cases/{walk.case.case_id}/prepare")
        assert "Reflectielijst na de intake: Stabilisatie: de financiën ordenen" in told
        assert f"volgens de tabel: Stabilisatie: een vrijwilliger · 20 januari · {why}" in told
        walk.met("reflection-meeting")

    def offered(walk: Walk) -> None:
        """What follows from the choice: the letter with the offer begins with it."""
        new = as_worker(walk.case).get(f"/cases/{walk.case.case_id}/letters/new/offer").content.decode()
        assert re.search(r'value="order"[^>]* (checked|selected)', new)
        offer(walk)

    walk = Walk("nl-debt-zeist")
    walk.go(TO_THE_OFFER[:3])
    walk.go(
        (
            Step(
                "2026-01-20",
                "3563-3587",
                "the system says a volunteer, which the consultant does not think needed yet",
                fill_in,
                ("2026-02-03 Bespreek de cliënt in de reflectiebespreking", DECISION),
                SHUT,
            ),
            Step(
                "2026-01-27", "3587-3591", "colleagues read both, and why", meeting, (DECISION,), SHUT, ("send-offer",)
            ),
            Step("2026-01-28", "3591-3597", "the offer that was chosen is the one that is sent", offered, (), SHUT),
        )
    )


def test_an_offer_that_was_taken_stabilisation_budget_management_and_settlement_to_the_aftercare() -> None:
    hand_over = "2026-05-15 Draag de stabilisatie over of rond haar af"
    balance = "2027-11-18 Weeg of budgetbeheer nog past"
    capacity = "2026-09-30 Bespreek de auto en de afloscapaciteit"
    reminder, call = "Stuur de schuldeiser een rappel", "Bel de schuldeiser na"
    one: dict[str, Any]
    other: dict[str, Any]
    one, other = ({"creditor": name, "step": "inventory"} for name in ("Voorbeeldstroom", "Voorbeeldhuis"))
    proposal: dict[str, Any] = {"creditor": "Voorbeeldstroom", "step": "proposal"}

    def no_plan_yet(walk: Walk) -> Walk:
        """3597-3605: what is offered begins with a plan; other than that asks a reason."""
        with pytest.raises(NotNow, match="U wijkt af van: Maak eerst het plan van aanpak"):
            walk.measure("stabilisation", starts=True)
        return walk

    def stabilises(walk: Walk) -> Walk:
        return walk.measure("application", starts=False).measure("stabilisation", starts=True)

    def manages(walk: Walk) -> None:
        """4616-4618: more comes in than goes out, before it can begin at all."""
        with pytest.raises(NotNow, match=r"U wijkt af"):
            walk.measure("budget-management", starts=True)
        walk.record("budget-reckoned", more_in=True).measure("budget-management", starts=True)

    def too_soon(walk: Walk) -> Walk:
        with pytest.raises(NotNow, match=r"U wijkt af"):
            walk.measure("settlement-after-budget", starts=True)
        return walk

    def not_without_it(walk: Walk) -> Walk:
        """What was weighed is no reason for passing a step over."""
        with pytest.raises(NotNow, match="U wijkt af van: Houd eerst het eindgesprek"):
            walk.end("settled", why="")
        return walk

    def returns(walk: Walk) -> None:
        walk.record("return-weighed")
        walk.measure("settlement-after-budget", starts=True)

    def settles(walk: Walk) -> Walk:
        with pytest.raises(NotNow, match="Auto en afloscapaciteit staan een schuldregeling nog in de weg"):
            walk.measure("settlement", starts=True)
        walk.record("capacity-discussed", capacity=True, car="allowed")
        with pytest.raises(NotNow, match="U wijkt af van: Wacht tot een schuldeiser die weigerde alsnog akkoord gaat"):
            walk.measure("settlement", starts=True)
        walk.record("creditor-answer", **proposal, agrees=True)
        return walk.measure("settlement", starts=True, until="2029-11-10")

    walk = Walk("nl-debt-zeist")
    walk.go(TO_THE_OFFER[:-1])
    walk.go(
        (
            Step(
                "2026-02-03",
                "3597-3603",
                "the client calls back and takes the offer: a plan, with what, who and when",
                lambda walk: (walk.record("offer-answered", accepted=True), no_plan_yet(walk)),
                ("2026-02-24 Maak het plan van aanpak",),
                SHUT,
            ),
            Step(
                "2026-02-16",
                "3599-3605,3652-3657",
                "the plan was made together; stabilisation, in principle three talks in three months",
                lambda walk: (walk.met("plan", "Noor"), walk.record("plan_agreed"), stabilises(walk)),
                (hand_over,),
                SHUT,
            ),
            Step(
                "2026-03-02",
                "3657",
                "three talks fit",
                lambda walk: [walk.met("stabilisation", "Noor") for _each in range(3)],
                (hand_over,),
                SHUT,
            ),
            Step(
                "2026-03-16",
                "3657,3671-3675",
                "a fourth is said, and stops nothing: tailoring",
                lambda walk: walk.met("stabilisation", "Noor"),
                (
                    "2026-03-16 In principe hoogstens drie stabilisatiegesprekken in drie maanden, een vierde kan",
                    hand_over,
                ),
                SHUT,
            ),
            Step(
                "2026-05-18",
                "3659-3669,3691-3697,4616-4624",
                "budget management took over; its books have to balance after, for instance, a year and a half",
                manages,
                (balance, "2026-06-15 Houd de intake voor budgetbeheer"),
                SHUT,
            ),
            Step(
                "2026-05-20",
                "4616-4618",
                "an intake, and income covers what goes out",
                lambda walk: (walk.met("budget-intake", "Noor"), walk.record("budget-balanced")),
                (),
                SHUT,
            ),
            Step(
                "2026-06-01",
                "3709-3713",
                "the situation is stable: after three months a return can be weighed",
                lambda walk: walk.record("budget-stable"),
                (),
                SHUT,
            ),
            Step(
                "2026-09-01",
                "3709-3711",
                "still stable, said once more: a return before three months are over asks a reason",
                lambda walk: (walk.record("budget-stable"), too_soon(walk)),
                (),
                SHUT,
            ),
            Step(
                "2026-09-02",
                "3707-3711",
                "stable for three months",
                nothing,
                ("2026-09-15 Weeg of terugkeer naar schuldhulp kan",),
                SHUT,
            ),
            Step(
                "2026-09-02",
                "3713,3739-3747",
                "it was weighed, and the client returns: a new intake",
                returns,
                ("2026-09-23 Houd een nieuwe intake", capacity),
                SHUT,
            ),
            Step(
                "2026-09-02",
                "3743-3760",
                "a new intake, again the reflection meeting, and a new plan",
                lambda walk: walk.met("intake-after-budget", "Noor"),
                (
                    "2026-09-16 Bespreek de terugkeer in de reflectiebespreking",
                    capacity,
                    "2026-09-30 Maak een nieuw plan van aanpak",
                ),
                SHUT,
            ),
            Step(
                "2026-09-07",
                "3754-3760",
                "discussed, and a new plan made: then creditors are written to",
                lambda walk: (walk.met("reflection-meeting"), walk.record("plan_agreed")),
                ("2026-09-21 Schrijf de schuldeisers aan", capacity),
                SHUT,
            ),
            Step(
                "2026-09-07",
                "3760-3762",
                "creditors are written to: three weeks",
                lambda walk: [walk.post("creditor-inventory", each["creditor"]) for each in (one, other)],
                (capacity,),
                SHUT,
            ),
            Step(
                "2026-09-14",
                "3762-3764,4602-4616",
                "one of them replied; of the car and the capacity it is not clear yet",
                lambda walk: (
                    walk.record("creditor-answer", **other),
                    walk.record("capacity-discussed", capacity=False, car="none"),
                ),
                (),
                SHUT,
            ),
            Step("2026-09-28", "3762", "the last day of the three weeks", nothing, (), SHUT),
            Step("2026-09-29", "3762", "the three weeks are over", nothing, (f"2026-10-05 {reminder}",), SHUT),
            Step(
                "2026-09-29",
                "3762-3766",
                "the other gets a reminder: two weeks, then a call",
                lambda walk: walk.post("creditor-reminder", one["creditor"], step="inventory"),
                (),
                SHUT,
            ),
            Step("2026-10-14", "3766", "the two weeks are over", nothing, (f"2026-10-20 {call}",), SHUT),
            Step(
                "2026-10-14",
                "3766-3770",
                "called, and now everyone replied: an overview goes to the client",
                lambda walk: (walk.record("creditor-called", **one), walk.record("creditor-answer", **one)),
                ("2026-10-21 Stuur de cliënt en een eventuele bewindvoerder het overzicht van de schulden",),
                SHUT,
            ),
            Step(
                "2026-10-14",
                "3768-3774",
                "the client gets it, and no proposal goes before it was checked",
                lambda walk: (walk.record("overview-sent"), asks_a_reason(walk, "send-proposal")),
                (
                    "2026-10-21 Vraag recente stukken op, zoals bankafschriften en loonstroken",
                    "2026-10-28 Vraag de cliënt of het overzicht klopt",
                ),
                SHUT,
            ),
            Step(
                "2026-10-19",
                "3768-3774",
                "recent papers were asked for, the overview was checked: now the proposal",
                lambda walk: (walk.record("papers-asked"), walk.record("overview-checked")),
                ("2026-11-02 Stuur het voorstel aan de schuldeisers",),
                SHUT,
            ),
            Step(
                "2026-10-19",
                "3768-3774",
                "the proposal goes, and three weeks run again",
                lambda walk: walk.post("creditor-proposal", proposal["creditor"]),
                (),
                SHUT,
            ),
            Step(
                "2026-11-10",
                "3774-3776",
                "and two weeks again",
                lambda walk: walk.post("creditor-reminder", proposal["creditor"], step="proposal"),
                (),
                SHUT,
            ),
            Step(
                "2026-11-10",
                "3776-3784",
                "the creditor does not agree: it is decided what follows",
                lambda walk: walk.record("creditor-answer", **proposal, agrees=False),
                ("2026-11-24 Bepaal wat volgt nu een schuldeiser niet akkoord gaat",),
                SHUT,
            ),
            Step(
                "2026-11-10",
                "3776-3784",
                "a letter to look again; a settlement over the refusal asks a reason, and then they agree",
                lambda walk: (
                    walk.post("creditor-reconsideration", proposal["creditor"]),
                    settles(walk),
                ),
                ("2029-10-09 Houd het eindgesprek",),
                SHUT,
            ),
            Step(
                "2026-11-12",
                "3788-3800",
                "during the settlement no contact is asked for; it closes with an end talk",
                lambda walk: (not_without_it(walk), walk.met("end", "Noor")),
                (),
                SHUT,
            ),
            Step(
                "2026-11-13",
                "3800-3806",
                "an end talk was held: a call afterwards, when is our setting",
                lambda walk: walk.end("settled", why=""),
                ("2027-02-15 Bel voor de nazorg",),
            ),
        )
    )


def test_a_crisis_has_its_intake_in_three_working_days() -> None:
    crisis = "2026-01-08 Houd de intake, want er is een crisis"
    Walk("nl-debt-zeist").go(
        (
            Step(
                "2026-01-05",
                "2965-2968,3518-3524",
                "an eviction threatens",
                lambda walk: (walk.open("application", NOOR), walk.record("registered", crisis=True)),
                (crisis, DECISION),
                SHUT,
            ),
            Step(
                "2026-01-06",
                "3520-3524",
                "a talk apart from the intake can come first, and is no intake",
                lambda walk: walk.met("crisis", "Noor"),
                (crisis, DECISION),
                SHUT,
            ),
            Step(
                "2026-01-08",
                "2965-2968",
                "the intake",
                lambda walk: walk.met("intake", "Noor"),
                ("2026-01-15 Vul de reflectievragenlijst in", DECISION),
                SHUT,
            ),
        )
    )


def test_a_settlement_that_can_start_soon_goes_directly_from_the_offer_to_statutory_restructuring_and_aftercare() -> (
    None
):
    ready = "2026-04-16 Rond het stabiliseren af, in hoogstens twee maanden"
    capacity = "2026-03-16 Bespreek de auto en de afloscapaciteit"
    inventory: dict[str, Any] = {"creditor": "Voorbeeldstroom", "step": "inventory"}
    proposal: dict[str, Any] = {"creditor": "Voorbeeldstroom", "step": "proposal"}

    def too_soon(walk: Walk) -> Walk:
        """Neither the car nor the creditors were asked: only the first of them has no way around."""
        with pytest.raises(NotNow, match="Auto en afloscapaciteit staan"):
            walk.measure("settlement", starts=True)
        with pytest.raises(NotNow, match="Auto en afloscapaciteit staan"):
            walk.decide("start-settlement", reason="Het is dringend.", danger=True)
        return walk

    def no_end_talk_yet(walk: Walk) -> Walk:
        """3800-3806: an end talk, also where the client goes on to the court."""
        with pytest.raises(NotNow, match="U wijkt af van: Houd eerst het eindgesprek"):
            walk.measure("statutory", starts=True)
        return walk

    def called(walk: Walk) -> Walk:
        """The case ended, and its aftercare stands among what is to be done this week."""
        assert "Bel voor de nazorg: Noor de Wit" in words(as_worker(walk.case), "/")
        return walk.met("aftercare", "Noor")

    def admitted(walk: Walk) -> Walk:
        with pytest.raises(NotNow, match="De rechtbank moet de cliënt eerst toelaten"):
            walk.measure("court-restructuring", starts=True)
        with pytest.raises(NotNow, match="U wijkt af van: De rechtbank moet de cliënt eerst toelaten"):
            walk.end("statutory", why="")
        return walk.record("court-decided", admitted=True).measure("court-restructuring", starts=True)

    def to_the_court(walk: Walk) -> Walk:
        with pytest.raises(NotNow, match="Laat de verklaring eerst tekenen"):
            walk.decide("send-declaration", reason="Er is haast.", danger=True)
        return walk

    walk = Walk("nl-debt-zeist")
    walk.go(TO_THE_OFFER[:-1])
    walk.go(
        (
            Step(
                "2026-02-16",
                "3597-3603,3632-3650",
                "the offer was taken and a plan made; direct preparation, two months at most to stabilise",
                lambda walk: (
                    walk.record("offer-answered", accepted=True),
                    walk.record("plan_agreed"),
                    walk.measure("direct-settlement", starts=True),
                    too_soon(walk),
                ),
                ("2026-03-02 Vraag de benodigde stukken op", capacity, ready),
                SHUT,
            ),
            Step(
                "2026-02-17",
                "3632-3640",
                "the papers are asked for, and the client is invited to the talk in which it starts",
                lambda walk: walk.record("papers-asked"),
                ("2026-03-10 Houd het startgesprek over de schuldregeling", capacity, ready),
                SHUT,
            ),
            Step(
                "2026-03-02",
                "3636-3642,4602-4616",
                "agreement, exempt income, list of debts and capacity are discussed; creditors are written to",
                lambda walk: (
                    walk.met("settlement-start", "Noor"),
                    walk.record("capacity-discussed", capacity=True, car="fits"),
                ),
                ("2026-03-16 Schrijf de schuldeisers aan", ready),
                SHUT,
            ),
            Step(
                "2026-03-02",
                "3632-3634,3640-3646",
                "creditors are written to: stabilising is over",
                lambda walk: walk.post("creditor-inventory", "Voorbeeldstroom"),
                (),
                SHUT,
            ),
            Step(
                "2026-03-24",
                "3760-3784",
                "the clock of creditors is our own choice here",
                nothing,
                ("2026-03-30 Stuur de schuldeiser een rappel",),
                SHUT,
            ),
            Step(
                "2026-03-24",
                "3764-3776",
                "an answer, an overview that the client checked, and the proposal",
                lambda walk: (
                    walk.record("creditor-answer", **inventory),
                    asks_a_reason(walk, "send-proposal"),
                    walk.record("overview-checked"),
                    walk.post("creditor-proposal", "Voorbeeldstroom"),
                    asks_a_reason(walk, "start-settlement"),
                ),
                (),
                SHUT,
            ),
            Step(
                "2026-04-01",
                "3786-3800",
                "they agree: the settlement runs, without a norm for contact",
                lambda walk: (
                    walk.record("creditor-answer", **proposal, agrees=True),
                    walk.measure("settlement", starts=True),
                ),
                (),
                SHUT,
                (),
            ),
            Step(
                "2026-05-04",
                "3800-3812",
                "it does not last: an end talk, on to the court, and aftercare for what ended",
                lambda walk: (no_end_talk_yet(walk), walk.met("end", "Noor"), walk.measure("statutory", starts=True)),
                ("2026-05-11 Bel de cliënt over de Wsnp", "2026-08-04 Bel voor de nazorg"),
                SHUT,
            ),
            Step(
                "2026-05-06",
                "3810-3814",
                "the client is phoned, gets the leaflet, and is asked for papers",
                lambda walk: walk.record("statutory-phoned"),
                (
                    "2026-05-13 Stuur het informatieblad over de Wsnp",
                    "2026-05-13 Vraag de benodigde stukken op",
                    "2026-08-04 Bel voor de nazorg",
                ),
                SHUT,
            ),
            Step(
                "2026-05-07",
                "3812-3814",
                "both went; then a talk",
                lambda walk: (walk.record("leaflet-sent"), walk.record("papers-asked")),
                ("2026-06-04 Houd het gesprek over de Wsnp", "2026-08-04 Bel voor de nazorg"),
                SHUT,
            ),
            Step(
                "2026-05-18",
                "3814-3818",
                "all papers are gone through; nothing goes to the court unsigned",
                lambda walk: (walk.met("statutory", "Noor"), walk.record("papers-checked"), to_the_court(walk)),
                ("2026-06-01 Laat de verklaring tekenen", "2026-08-04 Bel voor de nazorg"),
                SHUT,
            ),
            Step(
                "2026-05-20",
                "3818-3820",
                "signed",
                lambda walk: walk.record("declaration-signed"),
                ("2026-05-27 Stuur de verklaring naar de rechtbank", "2026-08-04 Bel voor de nazorg"),
                SHUT,
                ("send-declaration",),
            ),
            Step(
                "2026-05-21",
                "3818-3820",
                "sent; whether the counsellor comes along depends on the client",
                lambda walk: walk.decide("send-declaration"),
                (
                    "2026-07-16 Leg vast wat de rechtbank besliste over de Wsnp",
                    "2026-08-04 Bel voor de nazorg",
                ),
                {**SHUT, "enter-statutory": "De rechtbank moet de cliënt eerst toelaten"},
            ),
            Step(
                "2026-06-01",
                "3847-3851",
                "the court admitted the client: only now the restructuring itself begins",
                admitted,
                ("2026-09-01 Bel voor de nazorg",),
                SHUT,
            ),
            Step(
                "2026-06-01",
                "3800-3806",
                "the case ends while that goes on, the aftercare is asked once and done after it",
                lambda walk: walk.end("statutory"),
                ("2026-09-01 Bel voor de nazorg",),
            ),
            Step("2026-08-31", "3802-3806", "seen in time on the first page, and called", called),
        )
    )


def test_who_is_put_through_is_looked_at_by_a_counsellor_who_plans_or_refers() -> None:
    intake = ("2026-01-26 Houd de intake", "2026-02-02 Houd de intake", DECISION)

    def refers(walk: Walk) -> None:
        with pytest.raises(NotNow, match="Een consulent bekijkt eerst de aanmelding"):
            walk.end("referred")
        walk.record("screening-looked-at", result="refer", to="bbz")

    Walk("nl-debt-zeist").go(
        (
            Step(
                "2026-01-05",
                "3526-3538",
                "who is self-employed is put through to a counsellor",
                lambda walk: (
                    walk.open("application", NOOR),
                    walk.fill_in(
                        "telephone-screening", "counsellor",
                        crisis=False, adult=True, resident=True, entrepreneur=True, came_before=False,
                    ),
                ),
                ("2026-01-06 Bekijk de aanmelding: meteen iets doen, inplannen of verwijzen", *intake),
                SHUT,
            ),
            Step(
                "2026-01-05",
                "3528-3538",
                "who had better go elsewhere is referred: no intake is asked any more",
                refers,
                (DECISION,),
                SHUT,
            ),
            Step("2026-01-06", "3534-3538", "the case ends as referred", lambda walk: walk.end("referred")),
        )
    )  # fmt: skip


def test_what_is_asked_by_telephone_in_a_crisis_leads_to_action_and_a_talk_in_three_days() -> None:
    Walk("nl-debt-zeist").go(
        (
            Step(
                "2026-01-09",
                "3518-3524",
                "an eviction threatens, nothing was done yet, and a talk was promised",
                lambda walk: (
                    walk.open("application", NOOR),
                    walk.fill_in(
                        "telephone-screening", "crisis",
                        crisis=True, threat="eviction", acted=False, talk_soon=True,
                        adult=True, resident=True, entrepreneur=False, came_before=False,
                    ),
                ),
                (
                    "2026-01-12 Doe meteen iets, zoals een mail aan de leverancier",
                    "2026-01-12 Spreek de cliënt, los van de intake",
                    "2026-01-14 Houd de intake, want er is een crisis",
                    "2026-03-06 Neem een besluit op de aanvraag",
                ),
                SHUT,
            ),
            Step(
                "2026-01-12",
                "3520-3524",
                "both were done; the intake stands apart",
                lambda walk: (walk.record("crisis-action"), walk.met("crisis", "Noor")),
                ("2026-01-14 Houd de intake, want er is een crisis", "2026-03-06 Neem een besluit op de aanvraag"),
                SHUT,
            ),
        )
    )  # fmt: skip


def test_an_offer_that_is_refused_asks_for_another_one_or_the_intent_and_help_can_be_refused_by_letter() -> None:
    def too_early(walk: Walk) -> None:
        walk.record("recovery-term-set", days=14)
        with pytest.raises(NotNow, match="Wacht tot de tijd voor een antwoord op het aanbod voorbij is"):
            walk.write("intent", answer_by=date(2026, 2, 26))

    shut = {**SHUT, "send-intent": "Wacht tot de tijd voor een antwoord op het aanbod voorbij is"}
    waits = {"end-help": RECOVERY, "refuse-help": RECOVERY}
    walk = Walk("nl-debt-zeist")
    walk.go(TO_THE_OFFER[:-1])
    walk.go(
        (
            Step("2026-02-03", "3591-3597", "no intent within the week of the offer", too_early, (), shut),
            Step(
                "2026-02-03",
                "4494,4650-4654",
                "the client says no: another offer may fit",
                lambda walk: walk.record("offer-answered", accepted=False),
                ("2026-02-10 De cliënt wil dit aanbod niet: bespreek een ander aanbod, of stuur het voornemen",),
                waits,
                ("send-intent",),
            ),
            Step(
                "2026-02-04",
                "3609-3613",
                "no other offer fits: the intent",
                lambda walk: walk.post("intent", answer_by=date(2026, 2, 18)),
                (),
                SHUT,
            ),
            Step(
                "2026-02-19",
                "3613-3615,4486-4490",
                "the refusal, open to objection; then the case is closed",
                lambda walk: walk.post("refusal", object_by=date(2026, 4, 3)),
                ("2026-03-05 Sluit de zaak af",),
                waits,
                ("close-ended",),
            ),
            Step("2026-02-20", "4494", "the case ends", lambda walk: walk.end("offer-refused", why="")),
        )
    )


@pytest.mark.parametrize(
    ("seed", "kind", "said", "more", "option"),
    [
        # V7: a car above the guideline may be kept, with a reason; without room in the budget no settlement starts.
        ("4602-4616", "duty", {"duty": "budget-plan"}, ("report-inside",), "waive"),
        # V8: new debts that nobody could prevent are no breach by themselves.
        ("4634-4644", "new-debt", {"amount": Decimal("310.00"), "avoidable": "not-avoidable"}, (), "no-action"),
        # V9: can it be made up, how much is it, and where did it come from.
        ("4644-4648", "not-reserved", {"amount": Decimal("90.00"), "made_up": "can-be"}, ("make-up",), "make-up"),
        # V10: undeclared work that a client tells is talked about, not looked into and not punished.
        ("4762-4768", "duty", {"duty": "openness"}, ("report-inside",), "talk"),
        # V10: who works beside a benefit is reported inside the same organisation.
        ("4756-4760", "duty", {"duty": "changes"}, ("report-inside",), "report-inside"),
    ],
)
def test_v7_to_v10_what_went_wrong_is_weighed_first_and_nothing_follows_by_itself(
    seed: str, kind: str, said: dict[str, object], more: tuple[str, ...], option: str
) -> None:
    def weigh(walk: Walk) -> Walk:
        walk.went_wrong(kind, **said)
        assert sorted(walk.offered()) == sorted((*EVER, *more))
        assert walk.offered()[0] == "no-action"
        with acting(walk.case.worker) as actor:
            heard.note_cause(
                actor=actor,
                now=clock.now(),
                case=walk.here(),
                incident_id=walk.incident,
                cause="not-avoidable",
                text="Er ligt te hoog beslag.",
            )
        walk.respond(option, reason="Het was niet te voorkomen.")
        with pytest.raises(NotNow):
            walk.respond("end")
        # Refusing is for a request: help that began is ended.
        with pytest.raises(Denied):
            walk.respond("refuse")
        assert "refuse-help" not in walk.choices()[0]
        return walk

    def seen_by(walk: Walk) -> Walk:
        """The cause is the view of one worker on one day, and the client's word against it stands beside it."""
        with acting(walk.case.worker) as actor:
            (view,) = whole_incident(actor, walk.case.case_id, walk.incident).views
        assert (view.on, view.worker_name, view.against) == (clock.today(), "Peter", ())
        with acting(walk.case.client()) as client:
            incident = Incident.objects.visible_to(client).get(id=walk.incident)
            heard.contradict(actor=client, now=clock.now(), incident=incident, view_id=view.id, text="Zo was het niet.")
        with acting(walk.case.worker) as actor:
            (view,) = whole_incident(actor, walk.case.case_id, walk.incident).views
        assert [said.text for said in view.against] == ["Zo was het niet."]
        return walk

    Walk("nl-debt-zeist").go(
        (
            Step(
                "2026-01-05",
                "3786-3800",
                "a settlement runs",
                lambda walk: walk.open("settlement", NOOR),
                (),
                SHUT,
            ),
            Step("2026-02-02", seed, "weighed", lambda walk: (weigh(walk), seen_by(walk), walk.put_away()), (), SHUT),
        )
    )


def test_v18_less_living_money_is_a_last_means_of_contact_and_of_budget_management_alone() -> None:
    balance = "2027-07-05 Weeg of budgetbeheer nog past"
    means = ["lower-living-money", "stop-living-money"]

    def not_reached(walk: Walk) -> None:
        walk.went_wrong("not-come")
        found = walk.offered()
        # Behind all that is lighter; 4660-4666: a last means to get in contact.
        assert found[found.index(means[0]) :] == [*means, "intent", "end"]
        for means_left, first in ((means, "Bel de cliënt eerst"), (means, "Bied eerst een nieuwe afspraak aan")):
            for each in means_left:
                with pytest.raises(NotNow, match=first):
                    walk.respond(each, reason="Geen contact.")
            walk.respond("call" if first.startswith("Bel") else "new-talk", reason="Eerst dit.")
        for each in means:
            with pytest.raises(NotNow, match="Leg eerst vast wie hierover beslist"):
                walk.respond(each, reason="Geen contact.")
            # Who decides on the one, does not thereby decide on the other.
            walk.record("living-money-decided", what=each.split("-")[0], who="with-counsellor")
        with pytest.raises(NotNow, match="Verlaag het leefgeld eerst"):
            walk.respond("stop-living-money", reason="Geen contact.")
        walk.respond("lower-living-money", reason="Bellen en schrijven hielp niet.")
        walk.respond("stop-living-money", reason="Ook dat hielp niet.")

    def back_in_contact(walk: Walk) -> None:
        walk.met("budget-management", "Noor")
        walk.went_wrong("not-come")
        with pytest.raises(NotNow, match="Bel de cliënt eerst"):
            walk.respond("lower-living-money", reason="Weer niet gekomen.")

    def something_else(walk: Walk) -> None:
        walk.went_wrong("new-debt", avoidable="avoidable")
        assert not set(means) & set(walk.offered())
        with pytest.raises(Denied):
            walk.respond("stop-living-money")

    Walk("nl-debt-zeist").go(
        (
            Step(
                "2026-01-05",
                "3691-3697,4616-4624",
                "budget management begins",
                lambda walk: (walk.open("budget-management", NOOR), walk.met("budget-intake", "Noor")),
                (balance,),
                SHUT,
            ),
            Step("2026-02-02", "4660-4666", "no contact any more", not_reached, (balance,), SHUT),
            Step("2026-02-03", "4660-4666", "contact again: it begins anew", back_in_contact, (balance,), SHUT),
            Step("2026-02-03", "4660-4666", "never for another breach", something_else, (balance,), SHUT),
        )
    )
