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
from alliantie.cases.operations import incidents
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
EVER = ("no-action", "talk", "waive", "ask-colleagues", "creditors", "new-offer", "intent", "refuse", "end")


def offer(walk: Walk) -> None:
    walk.post("offer", object_by=date(2026, 3, 11), call_by=date(2026, 2, 4))


def asks_a_reason(walk: Walk, decision: str) -> Walk:
    with pytest.raises(NotNow, match=r"U wijkt af. Waarom\?"):
        walk.decide(decision)
    return walk


def not_even_in_danger(walk: Walk) -> None:
    for decision in ("end-help", "refuse-help"):
        with pytest.raises(NotNow):
            walk.decide(decision, reason="Er zijn al veel kansen geboden.", danger=True)


TO_THE_OFFER = (
    Step(
        "2026-01-05",
        "3502-3516",
        "who calls is asked a short list first; by when it is recorded is our setting",
        lambda walk: walk.open("application", NOOR),
        ("2026-01-06 Neem de aanmelding door en leg haar vast",),
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

    def too_early(walk: Walk) -> None:
        with pytest.raises(NotNow, match="hersteltermijn"):
            walk.write("intent", answer_by=date(2026, 2, 26))

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
                "no intent before the length of the recovery term is set",
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
                lambda walk: walk.post("termination", object_by=date(2026, 4, 10)),
            ),
            Step(
                "2026-03-02",
                "4490-4498",
                "the case ends on the right ground",
                lambda walk: (walk.end("offer-refused"), comes_back(walk)),
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
    hand_over = "2026-05-16 Draag de stabilisatie over of rond haar af"
    balance = "2027-11-18 Weeg of budgetbeheer nog past"
    reminder, call = "Stuur de schuldeiser een rappel", "Bel de schuldeiser na"
    one: dict[str, Any]
    other: dict[str, Any]
    one, other = ({"creditor": name, "step": "inventory"} for name in ("Voorbeeldstroom", "Voorbeeldhuis"))
    proposal: dict[str, Any] = {"creditor": "Voorbeeldstroom", "step": "proposal"}

    def stabilises(walk: Walk) -> Walk:
        return walk.measure("application", starts=False).measure("stabilisation", starts=True)

    def manages(walk: Walk) -> None:
        walk.measure("stabilisation", starts=False)
        walk.measure("budget-management", starts=True)

    def returns(walk: Walk) -> None:
        walk.record("return-weighed")
        walk.measure("budget-management", starts=False)
        walk.measure("settlement-after-budget", starts=True)

    def settles(walk: Walk) -> Walk:
        return walk.measure("settlement-after-budget", starts=False).measure("settlement", starts=True)

    walk = Walk("nl-debt-zeist")
    walk.go(TO_THE_OFFER[:-1])
    walk.go(
        (
            Step(
                "2026-02-03",
                "3597-3603",
                "the client calls back and takes the offer: a plan, with what, who and when",
                lambda walk: walk.record("offer-answered", accepted=True),
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
                ("2026-03-16 Meer dan drie stabilisatiegesprekken in drie maanden", hand_over),
                SHUT,
            ),
            Step(
                "2026-05-18",
                "3659-3669,3691-3697,4616-4624",
                "budget management took over; its books have to balance after, for instance, a year and a half",
                manages,
                (balance,),
                SHUT,
            ),
            Step(
                "2026-05-20",
                "4616-4618",
                "income covers what goes out",
                lambda walk: walk.record("budget-balanced"),
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
                "2026-09-02",
                "3707-3711",
                "stable for three months",
                nothing,
                ("2026-09-15 Weeg of terugkeer naar schuldhulp kan",),
                SHUT,
            ),
            Step("2026-09-02", "3713,3739-3743", "it was weighed, and the client returns", returns, (), SHUT),
            Step(
                "2026-09-02",
                "3743-3760",
                "a new intake, again the reflection meeting, and a new plan",
                lambda walk: walk.met("intake-after-budget", "Noor"),
                (
                    "2026-09-16 Bespreek de terugkeer in de reflectiebespreking",
                    "2026-09-30 Maak een nieuw plan van aanpak",
                ),
                SHUT,
            ),
            Step(
                "2026-09-07",
                "3754-3760",
                "discussed, and a new plan made",
                lambda walk: (walk.met("reflection-meeting"), walk.record("plan_agreed")),
                (),
                SHUT,
            ),
            Step(
                "2026-09-07",
                "3760-3762",
                "creditors are written to: three weeks",
                lambda walk: [walk.post("creditor-inventory", each["creditor"]) for each in (one, other)],
                (),
                SHUT,
            ),
            Step(
                "2026-09-14",
                "3762-3764",
                "one of them replied",
                lambda walk: walk.record("creditor-answer", **other),
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
                "called, and answered: the client gets the overview, and no proposal goes before it was checked",
                lambda walk: (
                    walk.record("creditor-called", **one),
                    walk.record("creditor-answer", **one),
                    walk.record("overview-sent"),
                    asks_a_reason(walk, "send-proposal"),
                ),
                (),
                SHUT,
            ),
            Step(
                "2026-10-19",
                "3768-3774",
                "checked: the proposal goes, and three weeks run again",
                lambda walk: (
                    walk.record("overview-checked"),
                    walk.post("creditor-proposal", proposal["creditor"]),
                ),
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
                "they agree",
                lambda walk: (walk.record("creditor-answer", **proposal), settles(walk)),
                (),
                SHUT,
            ),
            Step(
                "2026-11-12",
                "3788-3800",
                "during the settlement no contact is asked for",
                lambda walk: walk.met("end", "Noor"),
                (),
                SHUT,
            ),
            Step(
                "2026-11-13",
                "3800-3806",
                "an end talk was held: a call afterwards, when is our setting",
                lambda walk: walk.end("settled"),
                ("2027-02-13 Bel voor de nazorg",),
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


def test_a_settlement_that_can_start_soon_is_prepared_within_two_months() -> None:
    Walk("nl-debt-zeist").go(
        (
            Step(
                "2026-01-05",
                "3632-3650",
                "direct preparation: two months at most to stabilise; no clock of stabilisation or of creditors",
                lambda walk: walk.open("direct-settlement", NOOR),
                ("2026-03-05 Rond de voorbereiding van de schuldregeling af",),
                SHUT,
            ),
            Step(
                "2026-01-12",
                "3632-3650,3760-3784",
                "creditors are written to, for whom the source gives no term here",
                lambda walk: walk.post("creditor-inventory", "Voorbeeldstroom"),
                ("2026-03-05 Rond de voorbereiding van de schuldregeling af",),
                SHUT,
            ),
            Step(
                "2026-02-02",
                "3786-3800",
                "the settlement runs",
                lambda walk: (
                    walk.measure("direct-settlement", starts=False),
                    walk.measure("settlement", starts=True),
                ),
                (),
                SHUT,
            ),
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
            incidents.note_cause(
                actor=actor,
                now=clock.now(),
                case=walk.here(),
                incident_id=walk.incident,
                cause="not-avoidable",
                text="Er ligt te hoog beslag.",
            )
        walk.respond(option, reason="Het was niet te voorkomen.")
        for decision in ("end", "refuse"):
            with pytest.raises(NotNow):
                walk.respond(decision)
        return walk

    def seen_by(walk: Walk) -> Walk:
        """The cause is the view of one worker on one day, and the client's word against it stands beside it."""
        with acting(walk.case.worker) as actor:
            (view,) = whole_incident(actor, walk.case.case_id, walk.incident).views
        assert (view.on, view.worker_name, view.against) == (clock.today(), "Peter", ())
        with acting(walk.case.client()) as client:
            incident = Incident.objects.visible_to(client).get(id=walk.incident)
            incidents.contradict(
                actor=client, now=clock.now(), incident=incident, view_id=view.id, text="Zo was het niet."
            )
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
        assert found[found.index(means[0]) :] == [*means, "intent", "refuse", "end"]
        for means_left, first in ((means, "Bel de cliënt eerst"), (means, "Bied eerst een nieuwe afspraak aan")):
            for each in means_left:
                with pytest.raises(NotNow, match=first):
                    walk.respond(each, reason="Geen contact.")
            walk.respond("call" if first.startswith("Bel") else "new-talk", reason="Eerst dit.")
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
                lambda walk: walk.open("budget-management", NOOR),
                (balance,),
                SHUT,
            ),
            Step("2026-02-02", "4660-4666", "no contact any more", not_reached, (balance,), SHUT),
            Step("2026-02-03", "4660-4666", "contact again: it begins anew", back_in_contact, (balance,), SHUT),
            Step("2026-02-03", "4660-4666", "never for another breach", something_else, (balance,), SHUT),
        )
    )
