"""Debt help in Tilburg: how it ends, who returns, and what comes after, from the source text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from alliantie.access.policies import Denied, NotNow
from alliantie.norms.outcomes import reentry
from tests.walks.test_tilburg import (
    DECISION,
    MANAGER,
    NOOR,
    PAPERS,
    SHUT,
    STATUTE,
    TO_THE_INTAKE,
    asks_a_reason,
    at_the_desk,
)
from tests.walks.walking import Step, Walk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


# What can be done about anything, lightest first.
EVER = ("no-action", "talk", "control", "other-support")


def refrained(walk: Walk) -> None:
    walk.went_wrong("not-come", missed="data-collection")
    assert walk.offered() == [*EVER, "new-talk", "end-working-agreement"]
    with pytest.raises(NotNow, match=MANAGER):
        walk.respond("end-working-agreement")
    with pytest.raises(Denied, match=MANAGER):
        walk.record("decision_taken", decision="end-help")
    walk.led("end-help", yes=False)
    with pytest.raises(NotNow, match=MANAGER):
        walk.respond("end-working-agreement")
    walk.respond("new-talk", reason="Het was niet te verwijten.").put_away()


def ended(walk: Walk) -> None:
    walk.went_wrong("not-come", missed="data-collection")
    walk.led("end-help", yes=True)
    walk.respond("end-working-agreement")
    walk.post("termination", object_by=date(2026, 2, 23)).end("data-collection-missed")


def another_talk(walk: Walk) -> None:
    walk.went_wrong("not-come", missed="another-talk")
    assert walk.offered() == [*EVER, "new-talk"]
    with pytest.raises(Denied):
        walk.respond("end-working-agreement")


def test_after_a_trajectory_without_settlement_there_is_contact_in_six_months_and_in_any_case_in_a_year() -> None:
    Walk("nl-debt-tilburg").go(
        (
            Step(
                "2026-01-05",
                "3406",
                "stabilisation",
                lambda walk: walk.open("stabilisation", NOOR),
                ("2026-07-04 Rond het stabilisatietraject af",),
                SHUT,
            ),
            Step(
                "2026-06-01",
                "3424-3426,3479-3489",
                "the client pays by own arrangements",
                lambda walk: walk.end("own-arrangements"),
                (
                    "2026-12-01 Neem zes maanden na het afsluiten contact op",
                    "2027-06-01 Houd een persoonlijk gesprek voor de nazorg",
                ),
            ),
        )
    )


@pytest.mark.parametrize(
    ("what", "goes", "due"),
    [
        ("the manager refrains: a power, not a duty", refrained, (PAPERS, STATUTE, DECISION)),
        ("another talk ends nothing", another_talk, (PAPERS, STATUTE, DECISION)),
        ("the manager decides to end", ended, ()),
    ],
)
def test_v13_one_no_show_at_the_data_collection_talk_lets_the_help_end_and_the_manager_may_refrain(
    what: str, goes: Callable[[Walk], object], due: tuple[str, ...]
) -> None:
    walk = Walk("nl-debt-tilburg")
    walk.go(TO_THE_INTAKE[:2])
    walk.go((Step("2026-01-12", "4352-4368,4559-4565,4687-4691", what, goes, due),))


def test_v7_a_car_that_is_not_needed_can_end_the_offer_or_the_help_and_the_manager_decides_on_ending() -> None:
    def weighs(walk: Walk) -> None:
        walk.went_wrong("car-not-sold")
        # 4217-4231: an offer is withdrawn; what runs ends, and the manager decides on that.
        assert walk.offered() == [*EVER, "end-article-5-2"]
        decisions, reasons = walk.choices()
        assert not {"withdraw-offer", "refuse-help", "refuse-return"} & decisions
        assert not {"offer-withdrawn", "refused", "return-refused"} & reasons
        with pytest.raises(NotNow, match=MANAGER):
            walk.respond("end-article-5-2")
        walk.led("end-help", yes=True)
        walk.respond("end-article-5-2", reason="De auto is niet nodig voor werk.")
        walk.end("requirements-not-met")
        assert reentry(walk.practice, walk.timeline(), date(2026, 2, 3)) == ()

    Walk("nl-debt-tilburg").go(
        (
            Step(
                "2026-01-05",
                "3867-3871",
                "a stabilisation trajectory",
                lambda walk: walk.open("stabilisation", NOOR),
                ("2026-07-04 Rond het stabilisatietraject af",),
                SHUT,
            ),
            Step(
                "2026-02-02",
                "4191-4231,4559-4565,4687-4691",
                "the car",
                weighs,
                (
                    "2026-08-02 Neem zes maanden na het afsluiten contact op",
                    "2027-02-02 Houd een persoonlijk gesprek voor de nazorg",
                ),
            ),
        )
    )


@pytest.mark.parametrize(
    ("seed", "kind", "response", "letter", "ending"),
    [
        ("4217-4231", "car-not-sold", "withdraw-offer", "withdrawal", "offer-withdrawn"),
        ("4105-4115", "not-informed", "refuse", "refusal", "refused"),
    ],
)
def test_what_is_withdrawn_or_refused_before_help_began_is_written_to_the_client(
    seed: str, kind: str, response: str, letter: str, ending: str
) -> None:
    follow_up = "2026-02-12 Bespreek het plan van aanpak in het vervolggesprek"

    def decided(walk: Walk) -> None:
        walk.went_wrong(kind)
        assert response in walk.offered()
        walk.respond(response)

    Walk("nl-debt-tilburg").go(
        (
            *TO_THE_INTAKE,
            Step("2026-01-26", seed, "decided; a letter is due (2984-2990)", decided, (follow_up, DECISION)),
            Step(
                "2026-01-27",
                "2984-2990",
                "the letter is that decision",
                lambda walk: walk.post(letter, object_by=date(2026, 2, 23)).end(ending),
                (),
            ),
        )
    )


def test_aftercare_comes_in_six_months_where_no_settlement_came_about() -> None:
    Walk("nl-debt-tilburg").go(
        (
            Step(
                "2026-01-05",
                "3453-3469",
                "a settlement is prepared",
                lambda walk: walk.open("mediation", NOOR),
                ("2026-05-05 Rond de voorbereiding van de schuldregeling af",),
                SHUT,
            ),
            Step(
                "2026-04-07",
                "3475-3489",
                "creditors did not agree: once after six months, and within the year",
                lambda walk: walk.end("no-settlement"),
                (
                    "2026-10-07 Neem zes maanden na het afsluiten contact op",
                    "2027-04-07 Houd een persoonlijk gesprek voor de nazorg",
                ),
            ),
            Step("2026-10-07", "3479-3481", "spoken", lambda walk: walk.met("aftercare", "Noor"), ()),
        )
    )


def test_new_debts_after_a_settlement_began_close_a_new_attempt_for_five_years_in_principle() -> None:
    def ends(walk: Walk) -> None:
        walk.went_wrong("new-debt", amount=Decimal("310.00"), good_reason="none")
        assert walk.offered() == [*EVER, "end-article-5-2"]
        walk.led("end-help", yes=True).respond("end-article-5-2").end("new-debts-no-good-reason")
        (rule,) = reentry(walk.practice, walk.timeline(), date(2031, 2, 2))
        assert (rule.rule.grade, rule.until) == ("in_principle", date(2031, 2, 2))
        assert reentry(walk.practice, walk.timeline(), date(2031, 2, 3)) == ()

    Walk("nl-debt-tilburg").go(
        (
            Step(
                "2026-01-05",
                "3463-3469",
                "a settlement is prepared",
                lambda walk: walk.open("mediation", NOOR),
                ("2026-05-05 Rond de voorbereiding van de schuldregeling af",),
                SHUT,
            ),
            Step(
                "2026-02-02",
                "4276-4346",
                "new debts without a good reason",
                ends,
                # 3477-3479: no settlement came about.
                (
                    "2026-08-02 Neem zes maanden na het afsluiten contact op",
                    "2027-02-02 Houd een persoonlijk gesprek voor de nazorg",
                ),
            ),
        )
    )


def test_who_stops_a_second_time_can_be_kept_out_for_six_to_thirty_six_months() -> None:
    term = "Bepaal eerst hoe lang: minstens 6 en hoogstens 36 maanden"

    def once(walk: Walk) -> None:
        walk.went_wrong("stopped", times="first")
        assert walk.offered() == [*EVER]

    def twice(walk: Walk) -> None:
        walk.went_wrong("stopped", times="second")
        assert walk.offered() == [*EVER, "exclude"]
        for months in (5, 37):
            with pytest.raises(ValueError, match="months"):
                walk.record("exclusion-term-set", months=months)
        with pytest.raises(NotNow):
            walk.respond("exclude")

    def comes_back(walk: Walk) -> None:
        walk.record("exclusion-term-set", months=9).respond("exclude").end("stopped-twice")
        for day, rules in ((date(2026, 12, 2), ["excluded"]), (date(2026, 12, 3), [])):
            assert [each.rule.id for each in reentry(walk.practice, walk.timeline(), day)] == rules

    stabilising = "2026-07-04 Rond het stabilisatietraject af"
    Walk("nl-debt-tilburg").go(
        (
            Step(
                "2026-01-05",
                "3406",
                "a trajectory",
                lambda walk: walk.open("stabilisation", NOOR),
                (stabilising,),
                SHUT | {"exclude": term},
            ),
            Step("2026-02-02", "4370-4376", "stops, once", once, (stabilising,), SHUT | {"exclude": term}),
            Step("2026-03-02", "4370-4426", "and again", twice, (stabilising,), SHUT | {"exclude": term}),
            Step(
                "2026-03-02",
                "4398-4426",
                "kept out of a new trajectory",
                comes_back,
                (
                    "2026-09-02 Neem zes maanden na het afsluiten contact op",
                    "2027-03-02 Houd een persoonlijk gesprek voor de nazorg",
                ),
            ),
        )
    )


def test_no_return_is_refused_before_the_hardship_clause_was_weighed() -> None:
    Walk("nl-debt-tilburg").go(
        (
            Step(
                "2026-01-05",
                "4565-4573",
                "somebody comes back",
                lambda walk: asks_a_reason(at_the_desk(walk), "refuse-return"),
                ("2026-01-05 Houd het aanmeldgesprek", STATUTE, DECISION),
            ),
            Step(
                "2026-01-05",
                "4565-4573",
                "it was weighed whether this comes out out of proportion",
                lambda walk: walk.record("hardship-weighed", disproportionate=False),
                ("2026-01-05 Houd het aanmeldgesprek", STATUTE, DECISION),
                {},
                ("refuse-return",),
            ),
        )
    )
