"""Shelter in Utrecht from the source text: what ends guidance or a stay, what comes first, and what does not end it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import Letter
from tests.walks.test_shelter import CONSENT, DIRECTOR, EVALUATE, GUIDED, SHUT, WEIGH, asks_a_reason, begun
from tests.walks.walking import Step, Walk, nothing

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


# 2814-2821: no data to others without written consent.
MONTH = "Wacht eerst de opzegtermijn af"


def test_v1_who_is_unwilling_gets_other_help_looked_for_and_a_month_after_weighing_and_a_talk_with_the_director() -> (
    None
):
    help_elsewhere = "2026-02-25 Zoek andere hulp voor de cliënt"
    over = "2026-03-20 De opzegtermijn is voorbij: beëindig het verblijf of ga door"
    month = {"end-stay": "Wacht eerst de opzegtermijn af", **CONSENT}

    def not_reached(walk: Walk) -> None:
        walk.went_wrong("not-come")
        assert walk.offered()[0] == "no-action"
        # 2727-2742: the counsellor wants to end; what restores contact comes before it.
        assert walk.offered()[-2:] == ["give-notice", "end-stay"]
        assert walk.offered().index("consult-director") < walk.offered().index("give-notice")
        with pytest.raises(NotNow):
            walk.respond("give-notice")

    def for_tomorrow(walk: Walk) -> None:
        said: dict[str, Any] = {"ground": "non-compliance", "last_day": date(2026, 2, 17), "decided_by": "Sef Hazelaar"}
        for why, day in (("", "2026-03-16"), ("De woning is niet veilig.", "2026-02-17")):
            walk.write("notice", **said, **({"why_sooner": why} if why else {}))
            assert Letter.objects.using("owner").get(id=walk.letter).filled["last_day"] == day

    walk = Walk("nl-shelter-tussenvoorziening")
    walk.go(
        (
            GUIDED,
            Step(
                "2026-02-09",
                "2729-2742",
                "the shelter is used as a postal address: not reached, no appointment kept",
                not_reached,
                (EVALUATE,),
                SHUT,
            ),
            Step(
                "2026-02-10",
                "2738-2742",
                "the director was asked for other ways to restore contact",
                lambda walk: walk.respond("consult-director", reason="Ik krijg geen contact."),
                (EVALUATE,),
                {"give-notice": WEIGH, "end-stay": WEIGH, **CONSENT},
            ),
            Step(
                "2026-02-11",
                "2719-2735",
                "weighed: it is not wanting. Other help is looked for; within which time is our setting, two weeks",
                lambda walk: walk.fill_in(
                    "weighing",
                    happened="Niet bereikt.",
                    client_says="Geen tijd.",
                    cause="unwilling",
                    contact="Samen bellen.",
                    interests="Een postadres.",
                    limitations="Geen.",
                ),
                (help_elsewhere, EVALUATE),
                month,
                ("give-notice",),
            ),
            Step(
                "2026-02-13",
                "2622-2632",
                "notice of a month",
                lambda walk: walk.post(
                    "notice",
                    ground="non-compliance",
                    last_day=date(2026, 3, 13),
                    housing=True,
                    decided_by="Sef Hazelaar",
                ),
                (help_elsewhere, EVALUATE),
                month,
            ),
            Step(
                "2026-02-16",
                "2630-2632",
                "signing moves a day before the month is over, unless the letter says why it is sooner",
                for_tomorrow,
                (help_elsewhere, EVALUATE),
                month,
            ),
            Step(
                "2026-02-20",
                "2727-2729",
                "another provision was found",
                lambda walk: walk.record("other-help-sought"),
                (EVALUATE,),
                month,
            ),
            Step("2026-03-13", "2630-2632", "the last day of the month", nothing, (EVALUATE,), month),
            Step(
                "2026-03-14",
                "2630-2632,2510-2512",
                "the month is over, and an exit talk was held",
                lambda walk: (asks_a_reason(walk, "end-stay"), walk.met("exit", "Noor")),
                (over, EVALUATE),
                CONSENT,
                ("end-stay",),
            ),
            Step(
                "2026-03-16",
                "2622-2632,2706-2709",
                "guidance ends, and the stay with it",
                lambda walk: walk.end("non-compliance"),
            ),
        )
    )


def test_v2_who_is_unable_or_does_not_dare_gets_support_or_another_place() -> None:
    support = "2026-02-17 Zoek met de cliënt steun of een andere plek"

    def breaks_rules(walk: Walk) -> None:
        walk.went_wrong("house-rules")
        walk.respond("signal-dropout", reason="De kans op uitval is groot.")
        walk.respond("support", reason="Noor kan dit nog niet alleen.")
        walk.put_away()

    Walk("nl-shelter-tussenvoorziening").go(
        (
            GUIDED,
            Step(
                "2026-02-02",
                "2744-2760",
                "nuisance by an intellectual disability and addiction: talked about, and told to the director",
                breaks_rules,
                (EVALUATE,),
                SHUT,
            ),
            Step(
                "2026-02-03",
                "2721-2725,2744-2750",
                "weighed: not being able. Strictly applied, she is back on the street",
                lambda walk: (walk.record("director-consulted"), walk.record("weighed", cause="unable")),
                (support, EVALUATE),
                CONSENT,
            ),
            Step(
                "2026-02-03",
                "2727-2760",
                "an ending is not what follows, and asks a reason of whoever chooses it",
                lambda walk: asks_a_reason(walk, "give-notice"),
                (support, EVALUATE),
                CONSENT,
            ),
            Step(
                "2026-02-10",
                "2756-2760",
                "a fitting solution was found together, in another setting",
                lambda walk: walk.record("support-agreed", what="other-place"),
                (EVALUATE,),
                CONSENT,
            ),
            Step(
                "2026-02-11",
                "2715-2719",
                "there is room to change: guidance goes on, and a later ending is weighed anew",
                lambda walk: walk.record("guidance-goes-on"),
                (EVALUATE,),
                SHUT,
            ),
        )
    )


def test_v17_a_third_correction_talk_with_the_corporation_ends_nothing_by_itself() -> None:
    third = "2026-03-23 Derde correctiegesprek: weeg het einde van begeleiding en wonen"

    def correction(walk: Walk, *, corporation: bool = True) -> Walk:
        return walk.met("correction", "Noor", others=corporation)

    def nuisance(walk: Walk) -> None:
        walk.went_wrong("nuisance")
        assert "correction-talk" in walk.offered()
        walk.respond("correction-talk", reason="De buren klagen.")
        correction(walk)

    def lives(walk: Walk) -> None:
        begun(walk)
        walk.measure("housing-first", starts=True).record("house-entered", house="housing-first")
        walk.record("house-rules-signed", house="housing-first")

    Walk("nl-shelter-tussenvoorziening").go(
        (
            Step("2026-01-05", "2317-2327", "housing first, guidance next", lives, (EVALUATE,), SHUT),
            Step("2026-02-02", "2567-2571", "nuisance: a correction talk", nuisance, (EVALUATE,), SHUT),
            Step("2026-03-02", "2567-2571", "a second one", correction, (EVALUATE,), SHUT),
            Step(
                "2026-03-16",
                "2569",
                "a talk without the corporation is no correction talk",
                lambda walk: correction(walk, corporation=False),
                (EVALUATE,),
                SHUT,
            ),
            Step("2026-03-23", "2571-2573", "the third", correction, (third, EVALUATE), SHUT),
            Step(
                "2026-03-24",
                "2571-2573,2719-2725",
                "an ending is weighed first here too",
                lambda walk: (walk.record("director-consulted"), walk.record("weighed", cause="unwilling")),
                ("2026-04-07 Zoek andere hulp voor de cliënt", third, EVALUATE),
                CONSENT,
                ("give-notice",),
            ),
        )
    )


def test_a_second_urine_test_that_is_positive_can_end_guidance_under_a_judicial_title_and_need_not() -> None:
    second = "2026-02-16 Twee positieve urinetesten: weeg wat past"
    ends = {"give-notice-after-tests", "end-stay-after-tests"}

    def tested(walk: Walk, result: str, offers: set[str] | None = None) -> Walk:
        walk.went_wrong("urine-test", result=result)
        assert {each for each in walk.offered() if "notice" in each or "stay" in each} == (offers or set())
        return walk

    def untested(walk: Walk) -> None:
        with pytest.raises(Denied):
            walk.went_wrong("urine-test", result="positive")

    Walk("nl-shelter-tussenvoorziening").go(
        (
            GUIDED,
            Step("2026-01-12", "2774-2778", "no judicial title: no test", untested, (EVALUATE,), SHUT),
            Step(
                "2026-01-19",
                "2301-2305,2774-2778",
                "a judicial title: abstinence is agreed",
                lambda walk: walk.measure("forensic-care", starts=True),
                (EVALUATE,),
                SHUT,
            ),
            Step("2026-02-02", "2774-2778", "once", lambda walk: tested(walk, "positive"), (EVALUATE,), SHUT),
            Step("2026-02-09", "2774-2778", "clean", lambda walk: tested(walk, "negative"), (EVALUATE,), SHUT),
            Step(
                "2026-02-16",
                "2776-2778",
                "twice: it can end, and nothing ends",
                lambda walk: tested(walk, "positive", ends),
                (second, EVALUATE),
                SHUT,
            ),
        )
    )


def test_violence_ends_guidance_and_haste_leaves_the_weighing_to_be_made_up_for() -> None:
    judge = "2026-02-09 Veiligheid: weeg en besluit over het verblijf"
    made_up = (
        f"2026-02-03 {DIRECTOR}",
        "2026-02-03 Wacht eerst de opzegtermijn af",
        f"2026-02-03 {WEIGH}",
    )

    def hits(walk: Walk) -> Walk:
        walk.went_wrong("violence")
        assert "charge" in walk.offered()
        return walk

    Walk("nl-shelter-tussenvoorziening").go(
        (
            GUIDED,
            Step(
                "2026-02-02",
                "2798-2804,2721-2725",
                "violence: guidance ends by the safety frame; how soon is our setting, five working days",
                hits,
                (judge, EVALUATE),
                SHUT,
            ),
            Step(
                "2026-02-02",
                "2630-2632,2719-2725",
                "it has to end at once: without the month, and what was passed over comes the next working day",
                lambda walk: walk.decide("end-stay", reason="Acuut gevaar voor huisgenoten.", danger=True),
                (*made_up, EVALUATE),
                CONSENT,
            ),
        )
    )


def test_a_weighing_of_last_year_ends_nothing_today() -> None:
    """2715-2725, 2738-2742: before guidance ends, and so not once in the past."""
    again = "2027-01-05 Evalueer de begeleiding met de trajectregisseur"
    month = {"end-stay": DIRECTOR, **CONSENT}

    def weighed(walk: Walk) -> None:
        begun(walk).record("director-consulted").record("weighed", cause="unwilling").record("other-help-sought")

    def evaluated(walk: Walk) -> Walk:
        return walk.met("evaluation", "Noor", others=True)

    Walk("nl-shelter-tussenvoorziening").go(
        (
            Step("2026-01-05", "2715-2742", "weighed", weighed, (EVALUATE,), {"end-stay": MONTH}, ("give-notice",)),
            Step(
                "2026-02-02",
                "2715-2725",
                "four weeks, which is our setting",
                nothing,
                (EVALUATE,),
                {},
                ("give-notice",),
            ),
            Step("2026-02-03", "2715-2725", "longer", nothing, (EVALUATE,), {"give-notice": DIRECTOR}),
            Step("2026-10-05", "2508-2510", "evaluated", evaluated, (again,), {"give-notice": DIRECTOR, **month}),
        )
    )
