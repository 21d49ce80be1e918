"""Debt help in Zeist, walked through from the source text alone: 000:2963-2990, 000:3498-3820, 000:4484-4768.

P-16 and P-17; R33 and R40 to R45.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from alliantie.access.policies import Denied, NotNow
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


def offer(walk: Walk) -> None:
    walk.post("offer", object_by=date(2026, 3, 11), call_by=date(2026, 2, 4))


ABOUT = {"debts": "Twee.", "income": "Loon.", "expenses": "Huur.", "spending": "Per week.", "network": "Een zus."}


def not_half(walk: Walk) -> Walk:
    """3544-3548: what the questionnaire is about is not left open."""
    with pytest.raises(NotNow, match="Er is nog een vraag zonder antwoord"):
        walk.fill_in("intake-list", **{name: said for name, said in ABOUT.items() if name != "spending"})
    return walk


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
        "the intake: its questionnaire in that talk, together, and then the counsellor's own reflection list",
        lambda walk: walk.met("intake", "Noor"),
        (
            "2026-01-19 Vul samen met de cliënt de vragenlijst van de intake in",
            "2026-01-26 Vul de reflectievragenlijst in",
            DECISION,
        ),
        SHUT,
    ),
    Step(
        "2026-01-19",
        "3542-3548",
        "it was filled in: debts, income and expenses, spending and the people around",
        lambda walk: (not_half(walk), walk.fill_in("intake-list", **ABOUT)),
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
        walk.record("return-weighed", outcome="return")
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
                "an intake, and income covers what goes out; account and authorisations are made ready",
                lambda walk: (walk.met("budget-intake", "Noor"), walk.record("budget-balanced")),
                ("2026-06-03 Maak de machtigingen klaar", "2026-06-03 Open de budgetrekening"),
                SHUT,
            ),
            Step(
                "2026-05-22",
                "3695-3701",
                "the account is open, a file made and the authorisations ready: nothing, until income comes in",
                lambda walk: [
                    walk.record(each) for each in ("budget-account-opened", "budget-file-made", "authorisations-ready")
                ],
                (),
                SHUT,
            ),
            Step(
                "2026-05-26",
                "3699-3701",
                "the first income is in: the payments are to begin",
                lambda walk: walk.record("first-income"),
                ("2026-06-02 Begin met de betalingen en zet de machtigingen in",),
                SHUT,
            ),
            Step("2026-05-27", "3699-3701", "payments are made", lambda walk: walk.record("payments-begun"), (), SHUT),
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
