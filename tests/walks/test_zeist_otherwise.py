"""Debt services in Zeist by other ways, from the source text: a crisis, the direct route, refusing, what went wrong."""

from __future__ import annotations

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
from tests.walks.test_zeist import DECISION, NOOR, RECOVERY, SHUT, TO_THE_OFFER, asks_a_reason
from tests.walks.walking import Step, Walk, nothing
from tests.worklist.browse import as_worker, words

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


EVER = ("no-action", "talk", "waive", "ask-colleagues", "creditors", "new-offer", "intent", "end")


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
                (
                    "2026-01-08 Vul samen met de cliënt de vragenlijst van de intake in",
                    "2026-01-15 Vul de reflectievragenlijst in",
                    DECISION,
                ),
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
                    "2026-01-12 Leg vast op welke dag de ontruiming of afsluiting is",
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
                lambda walk: (
                    walk.record("crisis-action"),
                    walk.record("loss-threatens", what="eviction", day=date(2026, 1, 20)),
                    walk.met("crisis", "Noor"),
                ),
                ("2026-01-14 Houd de intake, want er is een crisis", "2026-03-06 Neem een besluit op de aanvraag"),
                SHUT,
            ),
        )
    )  # fmt: skip


def test_who_calls_in_a_crisis_and_is_referred_is_talked_with_all_the_same() -> None:
    Walk("nl-debt-zeist").go(
        (
            Step(
                "2026-01-09",
                "3518-3534",
                "an eviction threatens somebody who is self-employed; its day is told in the same call",
                lambda walk: (
                    walk.open("application", NOOR),
                    walk.fill_in(
                        "telephone-screening", "counsellor",
                        crisis=True, threat="eviction", acted=True, talk_soon=True,
                        adult=True, resident=True, entrepreneur=True, came_before=False,
                    ),
                    walk.record("loss-threatens", what="eviction", day=date(2026, 1, 20)),
                ),
                (
                    "2026-01-12 Bekijk de aanmelding: meteen iets doen, inplannen of verwijzen",
                    "2026-01-12 Spreek de cliënt, los van de intake",
                    "2026-01-14 Houd de intake, want er is een crisis",
                    "2026-03-06 Neem een besluit op de aanvraag",
                ),
                SHUT,
            ),
            Step(
                "2026-01-12",
                "2963-2968, 3528-3534",
                "referred: the statute's talk is still asked for, once",
                lambda walk: walk.record("screening-looked-at", result="refer", to="bbz"),
                (
                    "2026-01-14 Spreek de cliënt, ook al wordt die verwezen: er is een crisis",
                    "2026-03-06 Neem een besluit op de aanvraag",
                ),
                SHUT,
            ),
            Step(
                "2026-01-13",
                "2963-2968",
                "that talk was held",
                lambda walk: walk.met("crisis", "Noor"),
                ("2026-03-06 Neem een besluit op de aanvraag",),
                SHUT,
            ),
            Step("2026-01-13", "3534-3538", "the case ends as referred", lambda walk: walk.end("referred")),
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
                lambda walk: (
                    walk.open("budget-management", NOOR),
                    walk.met("budget-intake", "Noor"),
                    walk.record("budget-account-opened"),
                    walk.record("authorisations-ready"),
                ),
                (balance,),
                SHUT,
            ),
            Step("2026-02-02", "4660-4666", "no contact any more", not_reached, (balance,), SHUT),
            Step("2026-02-03", "4660-4666", "contact again: it begins anew", back_in_contact, (balance,), SHUT),
            Step("2026-02-03", "4660-4666", "never for another breach", something_else, (balance,), SHUT),
        )
    )
