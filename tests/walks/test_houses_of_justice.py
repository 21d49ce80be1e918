"""Flemish houses of justice, walked through from the source text alone: 000:4803-4918, 000:5066-5197, 000:5266-5326,
000:5489-5873.

P-18 to P-20; R46 to R50; V3, V4 and V5.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.policies import NotNow
from alliantie.cases.queries.standing import gates_before, standing_of
from alliantie.norms.outcomes import reentry
from tests.walks.walking import Step, Walk, nothing

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

NOOR = ("Noor", "client")
PRACTICE = "be-houses-of-justice"
COMMITTEE = "Probatiecommissie"
# 5517-5529: the frame is known beforehand; by when is our setting.
FRAME = "2026-01-19 Leg het kader uit"
# 5695-5705: an invitation and a first talk, for which the source gives no days.
INVITE = "2026-01-12 Nodig uit voor het eerste bureelgesprek"
FIRST = "2026-01-26 Houd het eerste bureelgesprek"
# 5707-5709: from the start of the mandate.
VISIT = "2026-05-05 Ga op huisbezoek"
# 5728-5730: from the first office talk. 5742-5744: from the start of guidance.
INITIAL = "2026-02-19 Maak het aanvangsverslag"
PLAN = "2026-05-20 Stuur het begeleidingsplan"
# 5191-5193: one to five years; this one up to and including 4 January 2028. 5756-5758, 5788-5793: before that end.
LONGEST = "2028-01-04 Rond de probatie af"
FINAL = "2028-01-04 Stuur het eindverslag"
END_TALK = "2028-01-04 Houd het eindgesprek"
END = (FINAL, END_TALK, LONGEST)


def asks_a_reason(walk: Walk, decision: str) -> Walk:
    with pytest.raises(NotNow, match=r"U wijkt af"):
        walk.decide(decision)
    return walk


def mandate(walk: Walk) -> Walk:
    return walk.open("probation-deferral", NOOR).extend("probation-deferral", "2028-01-05")


def invites(walk: Walk) -> None:
    walk.post("invitation-first", on=date(2026, 1, 19), at="tien uur", place="Justitiehuis, lokaal 2")


def reports(template: str, **filled: str) -> Callable[[Walk], object]:
    return lambda walk: walk.post(template, COMMITTEE, **filled)


ANSWERS: dict[str, Any] = {"role": True, "consequences": True, "control": True, "informing": True}
OF_THE_PLAN = {"conditions": "Samen.", "prevention": "Samen.", "further": "Verder.", "goals": "Werk."}
COURSE = {"course": "Het loopt.", "conditions": "Ze worden nageleefd."}

TO_THE_START = (
    Step(
        "2026-01-05",
        "5177-5197,5707-5709",
        "a mandate of two years: the home visit counts from here",
        mandate,
        (INVITE, FRAME, FIRST, VISIT, *END),
    ),
    Step("2026-01-07", "5695-5701", "invited in plain words", invites, (FRAME, FIRST, VISIT, *END)),
    Step(
        "2026-01-19",
        "5517-5529,5701-5705,5724-5730",
        "the first office talk tells role, control and reporting; the initial report counts from here",
        lambda walk: walk.met("first-office-talk", "Noor"),
        ("2026-02-02 Leg vast dat de begeleiding is opgestart", INITIAL, VISIT, *END),
    ),
    Step(
        "2026-01-20",
        "5742-5744",
        "guidance has started: the guidance plan counts from here, and from no talk",
        lambda walk: walk.fill_in("first-office-talk", **ANSWERS),
        (INITIAL, VISIT, PLAN, *END),
    ),
)
IN_GUIDANCE = (
    *TO_THE_START,
    Step("2026-02-16", "5724-5730", "the initial report", reports("initial-report", **COURSE), (VISIT, PLAN, *END)),
    Step("2026-04-13", "5707-5716", "the home visit", lambda walk: walk.met("home-visit", "Noor"), (PLAN, *END)),
    Step(
        "2026-05-18",
        "5732-5752",
        "the guidance plan: the first evolution report is six months after it",
        reports("guidance-plan", **OF_THE_PLAN),
        ("2026-11-18 Stuur het eerste evolutieverslag", *END),
    ),
    Step(
        "2026-11-16",
        "5746-5752",
        "the first evolution report; for the next one the source gives no term",
        reports("evolution-report", **COURSE),
        END,
    ),
)


def test_from_the_mandate_by_a_visit_and_four_reports_to_the_end_of_the_term() -> None:
    walk = Walk(PRACTICE)
    walk.go(IN_GUIDANCE)
    walk.go(
        (
            Step("2027-11-15", "5750-5752", "a year later no second evolution report is due", nothing, END),
            Step(
                "2027-12-13",
                "5754-5760",
                "the final report, in the month before the end",
                reports("final-report", **COURSE),
                (END_TALK, LONGEST),
            ),
            Step(
                "2028-01-03",
                "5788-5801",
                "the end talk: a moment to learn for both",
                lambda walk: walk.met("end-talk", "Noor"),
                (LONGEST,),
            ),
            Step("2028-01-05", "5784-5786", "its last day is over: the end is asked", nothing, (LONGEST,)),
            Step(
                "2028-01-06",
                "5784-5786",
                "the day after it ends as it ended",
                lambda walk: walk.end("term-ended", over=("probation-deferral",)),
            ),
        )
    )
    assert reentry(walk.practice, walk.timeline(), date(2028, 1, 7)) == ()


def test_a_final_report_that_was_forgotten_is_written_after_the_last_day() -> None:
    walk = Walk(PRACTICE)
    walk.go(IN_GUIDANCE)
    walk.go(
        (
            Step("2028-01-08", "5754-5760,5784-5801", "days late, and still to be done", nothing, END),
            Step(
                "2028-01-09",
                "5754-5760",
                "the final report is written from where the case stands",
                reports("final-report", **COURSE),
                (END_TALK, LONGEST),
            ),
            Step(
                "2028-01-10",
                "5784-5786",
                "and it ends as it ended",
                lambda walk: walk.end("term-ended", why="Er kwam geen eindgesprek van.", over=("probation-deferral",)),
            ),
        )
    )


EARLY = ["final-report-before-end", "end-talk-before-end", "longer-term-over-before-end"]


def test_the_term_is_over_only_with_its_last_day_its_report_and_its_talk_or_with_a_reason() -> None:
    walk = Walk(PRACTICE)
    walk.go(IN_GUIDANCE)

    def asks() -> list[str]:
        with acting(walk.case.worker) as actor:
            standing = standing_of(actor, walk.here(), clock.today())
        return [gate.norm for gate in gates_before(standing, "end-at-term") if not gate.is_open]

    def ends_early(walk: Walk) -> None:
        assert asks() == EARLY
        with pytest.raises(NotNow, match=r"U wijkt af"):
            walk.end("term-ended", why="", over=("probation-deferral",))
        for reason in ("revoked-offence", "revoked-conditions", "suspended"):
            with pytest.raises(NotNow, match="Leg vast dat de probatie herroepen of opgeschort is"):
                walk.end(reason, over=("probation-deferral",))
        walk.end("term-ended", why="De rechter maakte er een einde aan.", over=("probation-deferral",))

    walk.go((Step("2026-12-01", "5754-5760,5784-5801", "more than a year early", ends_early),))


def test_guidance_that_was_noted_before_the_first_office_talk_asks_nothing_more() -> None:
    walk = Walk(PRACTICE)
    walk.go(
        (
            TO_THE_START[0],
            TO_THE_START[1],
            Step(
                "2026-01-12",
                "5742-5744",
                "started by a talk of another kind",
                lambda walk: walk.record("guidance-started"),
                (FRAME, FIRST, VISIT, "2026-05-12 Stuur het begeleidingsplan", *END),
            ),
            Step(
                "2026-01-19",
                "5701-5705",
                "and the first office talk later",
                lambda walk: walk.met("first-office-talk", "Noor"),
                (INITIAL, VISIT, "2026-05-12 Stuur het begeleidingsplan", *END),
            ),
        )
    )


def test_an_autonomous_probation_without_a_last_day_asks_for_it_and_then_for_its_report_and_talk() -> None:
    Walk(PRACTICE).go(
        (
            Step(
                "2026-01-05",
                "5266-5280",
                "the judge set the term: until when has to be known",
                lambda walk: walk.open("autonomous-probation", NOOR),
                (INVITE, "2026-01-12 Noteer tot wanneer het mandaat loopt", FRAME, FIRST, VISIT),
            ),
            Step(
                "2026-01-06",
                "5266-5280,5754-5760",
                "noted: what comes before that day is asked",
                lambda walk: walk.extend("autonomous-probation", "2028-01-05"),
                (INVITE, FRAME, FIRST, VISIT, FINAL, END_TALK),
            ),
        )
    )


def test_v3_a_course_an_old_man_cannot_follow_is_signalled_and_its_suspension_asked_for() -> None:
    course = "verkeerscursus"
    signal = "2026-12-08 Signaleer dat de voorwaarde schaadt of niet past"

    def noted(walk: Walk) -> None:
        walk.went_wrong("harmful-condition", condition=course, why="no-longer-fits")
        assert walk.offered() == ["ask-about-condition", "no-action", "services", "suspension"]

    def asks(walk: Walk) -> None:
        walk.respond("ask-about-condition", reason="De wagen is verkocht en de gezondheid laat het niet toe.")
        assert signal in walk.due(), "5671-5685: what was only chosen is not signalled yet"
        walk.post(
            "notification-condition",
            COMMITTEE,
            incident=walk.called,
            condition=course,
            asks="suspension-asked",
            why="De wagen is verkocht.",
        )

    walk = Walk(PRACTICE)
    walk.go(IN_GUIDANCE)
    walk.go(
        (
            Step(
                "2026-12-01",
                "5671-5677,5764-5774",
                "a condition that is no longer adequate has to be signalled; in how many days is our setting",
                noted,
                (signal, *END),
            ),
            Step(
                "2026-12-02",
                "5679-5685,5774-5778,5867-5873",
                "a notification report asks to suspend it, and that is how the condition stands",
                asks,
                ("2027-01-13 Vraag wat de commissie besliste over de voorwaarde", *END),
            ),
            Step(
                "2026-12-21",
                "5857-5861",
                "the committee suspends it; guidance goes on",
                lambda walk: walk.record("condition-status", condition=course, status="suspended"),
                END,
            ),
        )
    )


def test_v4_two_missed_appointments_without_an_answer_are_reported_after_trying_to_discuss_them() -> None:
    tries = "Probeer te bespreken wat anders liep"
    offered = [
        "no-action",
        "discuss",
        "tried",
        "new-appointment",
        "help",
        "services",
        "report-problem",
        "revocation",
    ]

    def missed(walk: Walk) -> None:
        walk.went_wrong("missed-appointment", answered="no")
        assert walk.offered() == offered

    def reports_it(walk: Walk) -> None:
        asks_a_reason(walk, "report-non-compliance")
        walk.respond("tried").respond("report-problem")
        walk.post("notification-problem", COMMITTEE, incident=walk.called, happened="Noor kwam twee keer niet.")

    walk = Walk(PRACTICE)
    walk.go(IN_GUIDANCE)
    walk.go(
        (
            Step("2026-12-01", "5778-5782", "missed", missed, (f"2026-12-15 {tries}", *END)),
            Step(
                "2026-12-08",
                "5778-5782,5845-5853",
                "and again: it is considered important to try to discuss it, and nothing more",
                missed,
                (f"2026-12-15 {tries}", f"2026-12-22 {tries}", *END),
            ),
            Step(
                "2026-12-09",
                "5762,5778-5782,5851-5853",
                "reporting at once would ask a reason; it was tried, and the notification report has no term",
                reports_it,
                (f"2026-12-15 {tries}", *END),
                open=("report-non-compliance",),
            ),
            Step(
                "2027-02-01",
                "5803-5807,5845-5850",
                "revoked: guidance is closed, and neither an end talk nor a final report is asked any more",
                lambda walk: walk.record("probation-stopped", how="revoked-conditions"),
                (LONGEST,),
            ),
            Step(
                "2027-02-02",
                "5803-5807",
                "the end",
                lambda walk: walk.end("revoked-conditions", over=("probation-deferral",)),
            ),
        )
    )


def test_v5_an_assignment_about_new_facts_is_discussed_in_five_topics_and_then_reported() -> None:
    about = {"about": "PV van 3 november"}
    topics = dict.fromkeys(("view", "tension", "impact", "proposals", "fitting"), "In eigen woorden.")
    talk, report = (
        "2026-12-15 Houd het gesprek over de nieuwe feiten",
        "2026-12-29 Stuur het verslag over de nieuwe feiten",
    )

    walk = Walk(PRACTICE)
    walk.go(IN_GUIDANCE)
    walk.go(
        (
            Step(
                "2026-12-01",
                "5807-5815",
                "the assignment is received: invite as soon as possible",
                lambda walk: asks_a_reason(walk.record("new-facts-assignment", **about), "report-new-facts"),
                ("2026-12-02 Nodig zo snel mogelijk uit over de nieuwe feiten", talk, report, *END),
            ),
            Step(
                "2026-12-01",
                "5811-5815",
                "invited",
                lambda walk: walk.post("invitation-new-facts", on=date(2026, 12, 3), at="tien uur", place="Lokaal 2"),
                (talk, report, *END),
            ),
            Step(
                "2026-12-03",
                "5815-5843",
                "the talk, in five topics",
                lambda walk: (walk.met("new-facts-talk", "Noor"), walk.fill_in("five-topics", **topics)),
                (report, *END),
                open=("report-new-facts",),
            ),
            Step("2026-12-07", "5807-5811", "the report", reports("new-facts-report", **about, **topics), END),
            Step(
                "2027-03-01",
                "5803-5811,5788-5801",
                "revoked because of the new prosecution: the end talk belongs to the end of the term",
                lambda walk: walk.record("probation-stopped", how="revoked-offence"),
                (LONGEST,),
            ),
            Step(
                "2027-03-02",
                "5803-5807",
                "the end",
                lambda walk: walk.end("revoked-offence", over=("probation-deferral",)),
            ),
        )
    )


def test_a_measure_that_adds_nothing_more_can_be_suspended_by_the_committee() -> None:
    def asks(walk: Walk) -> None:
        walk.went_wrong("no-added-value")
        assert walk.offered() == ["no-action", "help", "services", "ask-about-measure", "suspension"]
        walk.respond("ask-about-measure")
        walk.post("notification-measure", COMMITTEE, incident=walk.called, why="Alles loopt.")

    walk = Walk(PRACTICE)
    walk.go(IN_GUIDANCE)
    walk.go(
        (
            Step(
                "2026-12-01",
                "5861-5867",
                "asked by a notification report; no duty made anyone ask",
                asks,
                ("2027-01-12 Vraag wat de commissie besliste over de maatregel", *END),
            ),
            Step(
                "2026-12-21",
                "5855-5861",
                "the committee suspends: no end talk and no final report",
                lambda walk: walk.record("probation-stopped", how="suspended"),
                (LONGEST,),
            ),
            Step(
                "2026-12-22", "5784-5786", "the end", lambda walk: walk.end("suspended", over=("probation-deferral",))
            ),
        )
    )
