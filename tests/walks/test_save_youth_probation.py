"""SAVE youth probation, walked through from the source text alone: 000:971-1054, 000:1085-1274.

P-8; R6 to R8, R12, R14.
"""

from __future__ import annotations

from datetime import date

import pytest

from alliantie import clock
from alliantie.access.policies import NotNow
from alliantie.norms.reactions import ladders
from tests.walks.walking import Step, Walk, nothing

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

SAM, ANK = ("Sam", "young_person"), ("Ank", "parent")
PLAN = "2026-02-16 Maak het plan voor de jeugdreclassering"
# 1117-1121: how long it lasts is fixed at the start; by when that is recorded, and the frame explained, is our setting.
END = "2026-01-12 Leg vast tot wanneer de maatregel loopt"


def explained(until: str) -> tuple[str, ...]:
    return f"{until} Leg het kader uit Sam", f"{until} Leg het kader uit Ank"


def norm(every_three: str, every_eight: str, needed: int = 2, wished: int = 4) -> tuple[str, ...]:
    """The contact norm: the family, and the young person without parents by 9 February (000:1214-1230)."""
    alone = "Spreek de jeugdige zonder ouders of opvoeders Sam"
    more = "Spreek de jeugdige vaker zonder ouders of opvoeders Sam"
    return (
        f"{every_three} Spreek het hele gezin",
        f"{every_eight} Spreek het gezin",
        f"2027-02-09 {alone}" + (f" (nog {needed} keer)" if needed > 1 else ""),
        f"2027-02-09 {more}" + (f" (nog {wished} keer)" if wished > 1 else ""),
    )


def stands_on(walk: Walk, *rungs: str) -> Walk:
    """Where the case stands on the ladder of the source (1243-1249); nothing pushes it up."""
    (ladder,) = ladders(walk.practice, walk.timeline(), clock.today())
    assert [rung.id for rung, _since in ladder.rungs] == list(rungs)
    return walk


def not_kept(walk: Walk) -> Walk:
    walk.went_wrong("condition", what="condition")
    # 1243-1249: the whole ladder is open, lightest first, "nothing" among it; the last step is the judge's.
    assert walk.offered() == [
        "no-action",
        "talk",
        "warn",
        "intervention",
        "yellow-card",
        "red-card",
        "report-back",
        "report-back-judge",
        "enforcement",
    ]
    return walk


BEGINNING = (
    Step(
        "2026-01-05",
        "990-996,1036-1046,1097-1113",
        "supervision as a condition, by the judge: broadly the same phases, so a plan in six weeks",
        lambda walk: walk.open("conditional-supervision", SAM, ANK),
        (END, *explained("2026-01-19"), PLAN),
    ),
    Step(
        "2026-01-12",
        "1087-1095",
        "facts and start",
        lambda walk: (
            walk.met("facts", mode="home"),
            walk.met("start", mode="home"),
            walk.explain(),
            walk.extend("conditional-supervision", "2028-01-05"),
            stands_on(walk, "condition"),
        ),
        (PLAN,),
    ),
    Step(
        "2026-02-05",
        "1097-1099",
        "the plan is agreed: supervision of conditions and agreements",
        lambda walk: (walk.record("plan_agreed"), stands_on(walk, "condition", "supervision")),
        ("2026-02-12 Leg vast dat de uitvoering van het plan begint",),
    ),
    Step(
        "2026-02-09",
        "1214-1230",
        "the plan is carried out, and the contact norm holds",
        lambda walk: walk.record("phase_entered", phase="execution"),
        norm("2026-03-02", "2026-04-06"),
    ),
    Step(
        "2026-02-23",
        "1224-1230",
        "the young person alone, which is no talk with the family",
        lambda walk: walk.met("alone", "Sam", mode="office"),
        norm("2026-03-02", "2026-04-06", 1, 3),
    ),
    Step(
        "2026-03-02",
        "1220-1222",
        "the family together",
        lambda walk: walk.met("family", mode="home"),
        norm("2026-03-23", "2026-04-27", 1, 3),
    ),
)

LADDER = (
    Step(
        "2026-03-10",
        "1241-1274",
        "a condition was not kept: nothing is due by itself, and no report (the source knows no such duty here)",
        not_kept,
        norm("2026-03-23", "2026-04-27", 1, 3),
    ),
    Step(
        "2026-03-12",
        "1245-1247",
        "the worker gives a yellow card, by letter",
        lambda walk: (
            walk.post("card", "Sam de Wit", card="yellow", incident=walk.called),
            stands_on(walk, "condition", "supervision", "card"),
        ),
        norm("2026-03-23", "2026-04-27", 1, 3),
    ),
    Step(
        "2026-03-23",
        "1247",
        "it was reported back to the prosecutor, by letter",
        lambda walk: (
            walk.post("report-back", "De officier van justitie", incident=walk.called),
            stands_on(walk, "condition", "supervision", "card", "reported"),
            walk.respond("report-back"),
            walk.put_away(),
        ),
        norm("2026-03-23", "2026-04-27", 1, 3),
    ),
    Step(
        "2026-06-01",
        "1103-1109",
        "the plan is evaluated, and the norm of carrying out goes on (our reading)",
        lambda walk: walk.record("phase_entered", phase="evaluation"),
        norm("2026-03-23", "2026-04-27", 1, 3),
    ),
    Step(
        "2026-06-15",
        "1117-1121",
        "guidance was gone through",
        lambda walk: walk.end("completed", over=("conditional-supervision",)),
    ),
)


def test_from_the_judge_to_the_end_with_a_card_on_the_way() -> None:
    Walk("nl-save-youth-probation").go((*BEGINNING, *LADDER))


def test_before_the_hearing_supervision_is_voluntary_and_meets_no_rule_of_a_measure() -> None:
    Walk("nl-save-youth-probation").go(
        (
            Step(
                "2026-01-05",
                "1032-1034",
                "summoned, before the hearing: voluntary; by when the first talk is, is our setting",
                lambda walk: walk.open("voluntary-supervision", SAM, ANK),
                ("2026-01-19 Spreek de jeugdige", *explained("2026-01-19")),
            ),
            Step(
                "2026-01-12",
                "1032-1034",
                "they talked",
                lambda walk: walk.met("start", "Sam", mode="office").explain(),
            ),
            Step(
                "2026-02-02",
                "1214-1230",
                "carrying out",
                lambda walk: walk.record("phase_entered", phase="execution"),
            ),
            Step("2026-03-02", "1032-1034", "the hearing came", lambda walk: walk.end("transferred")),
        )
    )


def test_the_double_measure_carries_the_rules_of_the_order_and_of_youth_probation() -> None:
    conference, authorised = "Houd eerst Casusoverleg Bescherming", "Eerst de machtiging van de kinderrechter"
    extension = "2026-11-04 Besluit of u verlenging vraagt Sam"
    runs_out = "2026-07-02 Regel een nieuwe machtiging of de terugkeer naar huis Sam"
    # The norm on contact hangs on it, so it is asked until it is said.
    begins = "2026-02-06 Leg vast dat de uitvoering van het plan begint"
    mapped = "2026-02-02 Breng het netwerk, de krachten en de zorgen in kaart"
    Walk("nl-save-youth-probation").go(
        (
            Step(
                "2026-01-05",
                "769-787,988,1097-1099",
                "an order and supervision at once, each with its own end: the family makes a plan, and has six weeks",
                lambda walk: (
                    walk.open("conditional-supervision", SAM, ANK, until="2026-06-01")
                    .measure("double", starts=True, until="2027-01-05")
                    .explain()
                ),
                (PLAN, "2026-02-16 Maak met het gezin het familiegroepsplan", mapped, extension),
                {"ask-council": conference, "place-out-of-home": authorised, "ask-authority": authorised},
            ),
            Step(
                "2026-01-28",
                "773-779",
                "a plan is agreed for youth probation; under the order the family makes its own",
                lambda walk: walk.record("plan_agreed"),
                (
                    "2026-02-04 Leg vast dat de uitvoering van het plan begint",
                    "2026-02-16 Maak met het gezin het familiegroepsplan",
                    mapped,
                    extension,
                ),
            ),
            Step(
                "2026-01-30",
                "773-779",
                "the family made its plan, and it is approved",
                lambda walk: (walk.record("family-plan-made"), walk.record("plan_agreed")),
                (begins, extension),
            ),
            Step(
                "2026-02-09",
                "818-834,1241-1255",
                "a condition was not kept: both ladders are open, lightest first, and none pushes",
                lambda walk: (
                    walk.went_wrong("condition", what="condition"),
                    both_ladders(walk),
                    walk.respond("talk"),
                    walk.put_away(),
                ),
                (begins, extension),
            ),
            Step(
                "2026-03-02",
                "785-787,826-830",
                "the conference was held and the judge authorised placement",
                lambda walk: (
                    walk.record("case-conference"),
                    walk.record("placement-authorised", "Sam", last_day=date(2026, 9, 2)),
                ),
                (begins, extension, runs_out),
                {},
                ("ask-council", "place-out-of-home", "ask-authority"),
            ),
            Step(
                "2026-06-01",
                "988,1117-1121",
                "supervision comes to its own end, and the order goes on with all it asks",
                lambda walk: walk.measure("conditional-supervision", starts=False),
                (begins, extension, runs_out),
                {},
                ("ask-council", "place-out-of-home", "ask-authority"),
            ),
            Step(
                "2026-09-03",
                "826-830",
                "the authorisation ran out: nobody is placed on it any more",
                nothing,
                (begins, extension, runs_out),
                {"place-out-of-home": authorised, "ask-authority": authorised},
            ),
            Step(
                "2026-10-01",
                "809-815,1117-1121",
                "both are over: it is good enough, and the key decisions of the order are taken",
                lambda walk: (
                    walk.record("back-home", "Sam"),
                    walk.record("safety-judged", outcome="good-enough"),
                    walk.end("completed", over=("double",)),
                ),
            ),
        )
    )


def both_ladders(walk: Walk) -> Walk:
    offered = walk.offered()
    assert {"yellow-card", "report-back", "instruction", "council", "placement"} <= set(offered)
    assert offered[0] == "no-action"
    return walk


def test_the_sentence_was_carried_out_only_after_it_was_decided_so() -> None:
    def too_soon(walk: Walk) -> Walk:
        not_kept(walk)
        with pytest.raises(NotNow, match="Leg bij de gebeurtenis vast dat dit zo beslist is"):
            walk.end("enforced")
        return walk

    def enforced(walk: Walk) -> None:
        walk.record("reported-back", incident=walk.called).respond("enforcement")
        walk.end("enforced", over=("conditional-supervision",))

    walk = Walk("nl-save-youth-probation")
    walk.go(BEGINNING[:1])
    walk.go(
        (
            Step(
                "2026-01-12",
                "1241-1249",
                "carrying out is for the prosecutor or the judge: nobody says so instead",
                too_soon,
                (END, *explained("2026-01-19"), PLAN),
            ),
            Step("2026-01-19", "1243-1249", "reported back, decided and carried out", enforced),
        )
    )
