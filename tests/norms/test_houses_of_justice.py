"""Flemish houses of justice: each rule of the source with days on both sides of its limit (R46 to R50).

Source: 000:4803-4918, 000:5066-5197, 000:5266-5326 and 000:5489-5873.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from alliantie.norms.duties import duties
from alliantie.norms.duty import Duty
from alliantie.norms.gates import gates
from alliantie.norms.reactions import offered
from alliantie.norms.timeline import Fact, Timeline
from alliantie.practices import library
from tests.norms.sources import due_of, fact, started

PRACTICE = library().latest("be-houses-of-justice")
PROBATION = ("probation-deferral", "probation-suspension", "autonomous-probation")
PROBATION_ONLY = {
    "invite",
    "first-office-talk",
    "note-start",
    "home-visit",
    "initial-report",
    "guidance-plan",
    "first-evolution-report",
    "signal-harm",
    "answer-on-condition",
    "answer-on-measure",
    "discuss-non-compliance",
    "discuss-before-reporting",
    "invite-after-new-facts",
    "new-facts-talk",
    "new-facts-report",
    "talk-before-new-facts-report",
}
START = "2026-01-05"
FIRST_TALK = fact("contact", "2026-01-19", talk="first-office-talk")


def under(*facts: Fact, measure: str = "probation-deferral") -> Timeline:
    return started(START, measure, *facts)


def until(day: str, *facts: Fact, measure: str = "probation-deferral") -> Timeline:
    """A mandate of which the end is known."""
    begun = fact("measure_started", START, measure=measure, until=date.fromisoformat(day))
    return Timeline((), (fact("case_opened", START), begun, *facts))


def of(norm: str, timeline: Timeline, on: str) -> list[Duty]:
    return due_of(PRACTICE, norm, timeline, on)


@pytest.mark.parametrize(
    ("norm", "facts", "due", "done"),
    [
        # R46: each report from its own start, and of no other.
        ("initial-report", [FIRST_TALK], "2026-02-19", fact("initial-report-sent", "2026-02-19")),
        (
            "guidance-plan",
            [FIRST_TALK, fact("guidance-started", "2026-01-30")],
            "2026-05-30",
            fact("guidance-plan-sent", "2026-05-30"),
        ),
        (
            "first-evolution-report",
            [fact("guidance-plan-sent", "2026-05-30")],
            "2026-11-30",
            fact("evolution-report-sent", "2026-11-30"),
        ),
        # R47: from the start of the mandate.
        ("home-visit", [], "2026-05-05", fact("contact", "2026-05-05", talk="home-visit")),
    ],
)
def test_each_report_and_the_home_visit_have_a_start_and_a_term_of_their_own(
    norm: str, facts: list[Fact], due: str, done: Fact
) -> None:
    (duty,) = of(norm, under(*facts), due)
    assert (duty.due.isoformat(), duty.overdue, duty.grade) == (due, False, "must")
    after = (duty.due + timedelta(days=1)).isoformat()
    assert of(norm, under(*facts), after)[0].overdue
    assert not of(norm, under(*facts), (duty.due - timedelta(days=1)).isoformat())[0].overdue
    assert of(norm, under(*facts, done), after) == []
    assert of(norm, under(*facts[:-1]), due) == ([] if facts else [duty])


@pytest.mark.parametrize("norm", ["final-report", "end-talk"])
@pytest.mark.parametrize(("on", "overdue"), [("2028-01-04", False), ("2028-01-05", True)])
def test_the_final_report_and_the_end_talk_come_before_the_end_of_the_term(norm: str, on: str, overdue: bool) -> None:
    (duty,) = of(norm, until("2028-01-05"), on)
    assert (duty.due, duty.overdue) == (date(2028, 1, 4), overdue)
    longer = fact("measure_extended", "2027-12-01", measure="probation-deferral", until=date(2029, 1, 5))
    assert of(norm, until("2028-01-05", longer), on)[0].due == date(2029, 1, 4)
    assert of(norm, under(), on) == [], "without an end nobody knows when it is"


@pytest.mark.parametrize("how", ["revoked-offence", "revoked-conditions", "suspended"])
def test_the_end_talk_belongs_to_the_end_of_the_term_only(how: str) -> None:
    stopped = until("2028-01-05", fact("probation-stopped", "2027-02-01", how=how))
    assert of("end-talk", stopped, "2027-02-01") == of("final-report", stopped, "2027-02-01") == []


@pytest.mark.parametrize("how", ["revoked-offence", "revoked-conditions", "suspended"])
def test_what_was_revoked_or_suspended_asks_no_more_guidance_and_a_next_mandate_does(how: str) -> None:
    # 5784-5786: guidance is closed then.
    broken = fact("non-compliance", "2026-01-30", incident="i")
    asked = fact("condition-status", "2026-01-30", condition="cursus", status="adaptation-asked")
    reported = fact("guidance-plan-sent", "2026-01-30")
    running = under(FIRST_TALK, fact("guidance-started", "2026-01-20"), broken, asked, reported)
    stopped = fact("probation-stopped", "2026-02-01", how=how)
    before, after = (
        {each.norm for each in duties(PRACTICE, Timeline((), (*running.facts, *more)), date(2026, 2, 1))}
        for more in ((), (stopped,))
    )
    assert before - after == {
        "home-visit",
        "initial-report",
        "first-evolution-report",
        "discuss-non-compliance",
        "answer-on-condition",
        "explain-frame",
    }
    assert after == {"longest-probation"}
    ended = fact("measure_ended", "2026-02-02", measure="probation-deferral")
    again = fact("measure_started", "2026-03-02", measure="probation-suspension")
    anew = Timeline((), (*running.facts, stopped, ended, again))
    assert {"invite", "first-office-talk", "home-visit"} <= {
        each.norm for each in duties(PRACTICE, anew, date(2026, 3, 2))
    }


def test_an_information_report_counts_from_the_question_and_not_from_our_beginning() -> None:
    def found(*facts: Fact, on: str = "2026-01-12") -> list[tuple[str, str, bool]]:
        told = duties(PRACTICE, under(*facts, measure="brief-information-report"), date.fromisoformat(on))
        return [(each.norm, each.due.isoformat(), each.overdue) for each in told]

    asked = fact("information-asked", "2026-01-07", within="probation")
    assert found() == [("note-question", "2026-01-12", False)]
    assert found(on="2026-01-13") == [("note-question", "2026-01-12", True)]
    assert found(asked, on="2026-02-18") == [("information-report", "2026-02-18", False)]
    assert found(asked, on="2026-02-19") == [("information-report", "2026-02-18", True)]
    assert found(asked, fact("information-sent", "2026-02-18"), on="2026-02-19") == []
    assert found(fact("information-sent", "2026-01-09")) == []


@pytest.mark.parametrize("measure", [measure.id for measure in PRACTICE.measures])
def test_talks_of_guidance_are_offered_under_a_mandate_of_guidance_alone(measure: str) -> None:
    # 4817-4918: who is a victim, asks a question or is part of an inquiry is not guided.
    guided = {"first-office-talk", "office-talk", "home-visit"}
    offered_here = {talk.id for talk in PRACTICE.talks if not talk.measures or measure in talk.measures}
    mandate = PRACTICE.measure(measure).kind == "mandate"
    assert offered_here & guided == (guided if mandate else set())


def test_no_notification_report_and_no_second_evolution_report_has_a_term() -> None:
    sent = [norm for norm in PRACTICE.norms if norm.within and norm.within.done.fact == "problem-reported"]
    assert sent == []
    timeline = under(fact("guidance-plan-sent", "2026-05-30"), fact("evolution-report-sent", "2026-11-30"))
    assert of("first-evolution-report", timeline, "2030-01-05") == []


@pytest.mark.parametrize("measure", [measure.id for measure in PRACTICE.measures])
def test_home_visit_reports_and_talks_of_probation_hold_in_probation_guidance_only(measure: str) -> None:
    found = {norm.id for norm in PRACTICE.norms if norm.measures != "any" and measure in norm.measures}
    assert (found & PROBATION_ONLY) == (PROBATION_ONLY if measure in PROBATION else set())
    at_the_end = {norm.id for norm in PRACTICE.norms if norm.measures == "any"}
    due = {duty.norm for duty in duties(PRACTICE, until("2028-01-05", measure=measure), date(2027, 12, 6))}
    release = {"release-three-months"} if measure == "release-under-conditions" else set()
    assert (due & at_the_end) == ({"final-report", "end-talk"} if measure in PROBATION else release)


@pytest.mark.parametrize("why", ["harms", "no-longer-fits", "counterproductive", "leads-to-failure"])
def test_a_condition_that_does_harm_has_to_be_signalled_within_our_five_working_days(why: str) -> None:
    # R48. 3 April 2026 is Good Friday, a working day in Belgium; 6 April is Easter Monday, which is none.
    harm = fact("condition-harm", "2026-04-02", incident="i", condition="cursus", why=why)
    (duty,) = of("signal-harm", under(harm), "2026-04-10")
    assert (duty.due, duty.overdue, duty.grade) == (date(2026, 4, 10), False, "must")
    assert of("signal-harm", under(harm), "2026-04-11")[0].overdue
    asked = fact("condition-status", "2026-04-10", condition="cursus", status="suspension-asked")
    elsewhere = fact("condition-status", "2026-04-10", condition="therapie", status="suspension-asked")
    merely = fact("condition-status", "2026-04-10", condition="cursus", status="not-kept")
    assert of("signal-harm", under(harm, asked), "2026-04-10") == []
    assert of("signal-harm", under(harm, elsewhere, merely), "2026-04-10") != []
    after_all = fact("condition-harm", "2026-04-09", incident="i", condition="cursus", why="not-after-all")
    assert of("signal-harm", under(harm, after_all), "2026-04-10") == []


def test_a_condition_that_does_harm_is_signalled_under_every_mandate_of_guidance() -> None:
    harm = fact("condition-harm", "2026-04-01", incident="i", condition="cursus", why="harms")
    other = under(harm, measure="penal-mediation")
    assert of("signal-harm-under-other-mandates", other, "2026-04-01") != []
    told = fact("condition-signalled", "2026-04-02", incident="i")
    assert of("signal-harm-under-other-mandates", under(harm, told, measure="penal-mediation"), "2026-04-02") == []


@pytest.mark.parametrize("status", ["suspended", "specified", "adapted", "unchanged"])
def test_a_question_about_a_condition_is_followed_until_the_committee_answered(status: str) -> None:
    asked = fact("condition-status", "2026-04-01", condition="cursus", status="adaptation-asked")
    (duty,) = of("answer-on-condition", under(asked), "2026-04-01")
    assert (duty.due, duty.hardness) == (date(2026, 5, 13), "wished")
    answered = fact("condition-status", "2026-04-20", condition="cursus", status=status)
    assert of("answer-on-condition", under(asked, answered), "2026-04-20") == []


@pytest.mark.parametrize(
    ("measure", "last"),
    [("probation-deferral", "2031-01-04"), ("probation-suspension", "2031-01-04"), ("autonomous-probation", "")],
)
def test_conditions_of_probation_last_five_years_at_most(measure: str, last: str) -> None:
    # R49; for the autonomous penalty the judge sets the term, and the source gives no limit.
    found = of("longest-probation", under(measure=measure), "2031-01-04")
    assert [each.due.isoformat() for each in found if not each.overdue] == ([last] if last else [])
    assert all(each.overdue for each in of("longest-probation", under(measure=measure), "2031-01-05"))


def test_release_under_conditions_lasts_three_months_and_three_more() -> None:
    def found(norm: str, on: str, *facts: Fact) -> list[tuple[str, bool]]:
        timeline = under(*facts, measure="release-under-conditions")
        return [(each.due.isoformat(), each.overdue) for each in of(norm, timeline, on)]

    longer = fact("measure_extended", "2026-04-01", measure="release-under-conditions", until=date(2026, 9, 1))
    verdict = fact("until-verdict", "2026-04-01")
    assert found("release-three-months", "2026-04-04") == [("2026-04-04", False)]
    assert found("release-three-months", "2026-04-05") == [("2026-04-04", True)]
    assert found("release-three-months", "2026-04-06", longer) == []
    assert found("release-three-months", "2026-04-06", verdict) == []
    assert found("release-six-months", "2026-04-05", longer) == []
    # What was not extended never lasts six months.
    assert found("release-six-months", "2026-07-05") == []
    assert found("release-six-months", "2026-07-04", longer) == [("2026-07-04", False)]
    assert found("release-six-months", "2026-07-05", longer) == [("2026-07-04", True)]
    assert found("release-six-months", "2026-07-06", verdict) == []


def test_a_work_penalty_counts_twelve_months_from_the_sentence() -> None:
    def found(on: str, *facts: Fact) -> list[tuple[str, bool]]:
        timeline = under(*facts, measure="autonomous-work-penalty")
        return [(each.due.isoformat(), each.overdue) for each in of("work-in-twelve-months", timeline, on)]

    noted = fact("sentence-noted", "2026-01-06", sentenced_on=date(2025, 12, 1))
    assert found("2026-12-01") == []
    assert found("2026-12-01", noted) == [("2026-12-01", False)]
    assert found("2026-12-02", noted) == [("2026-12-01", True)]
    assert found("2026-12-02", noted, fact("work-done", "2026-11-30")) == []


@pytest.mark.parametrize(
    ("facts", "on", "shut"),
    [
        ([], "2026-12-08", True),
        ([("discussed", "2026-12-01")], "2026-12-01", False),
        ([("tried", "2026-12-01")], "2027-03-01", False),
    ],
)
def test_reporting_non_compliance_asks_a_reason_when_nobody_tried_to_discuss_it(
    facts: list[tuple[str, str]], on: str, shut: bool
) -> None:
    # R50: a guideline, which stops nothing. What was tried of another incident opens nothing.
    timeline = under(*(fact("non-compliance-discussed", day, incident="i", how=how) for how, day in facts))
    for incident, is_open in (("i", not shut), ("another", False), ("", False)):
        (gate,) = gates(
            PRACTICE, timeline, "report-non-compliance", date.fromisoformat(on), incident=incident, demo=True
        )
        assert (gate.is_open, gate.stops, gate.emergency) == (is_open, False, True)


def test_reporting_a_difficulty_at_once_is_open_to_who_says_why() -> None:
    # 5851-5853: considered important, and no must.
    assert PRACTICE.reactions is not None
    (reports,) = [each for each in PRACTICE.reactions.responses if each.id == "report-problem"]
    assert (reports.first, reports.decision) == ((), "report-non-compliance")


def test_each_missed_appointment_is_tried_to_be_discussed_on_its_own() -> None:
    one, two = (fact("non-compliance", day, incident=day, answered="no") for day in ("2026-12-01", "2026-12-08"))
    tried = fact("non-compliance-discussed", "2026-12-09", incident="2026-12-08", how="tried")
    (duty,) = of("discuss-non-compliance", under(one, two, tried), "2026-12-09")
    assert (duty.start.id, duty.due, duty.grade, duty.hardness) == (one.id, date(2026, 12, 15), "guideline", "wished")


def test_the_talk_about_new_facts_starts_when_the_assignment_is_received() -> None:
    asked = fact("new-facts-assignment", "2026-12-01", about="PV")
    for norm, due in (
        ("invite-after-new-facts", "2026-12-02"),
        ("new-facts-talk", "2026-12-15"),
        ("new-facts-report", "2026-12-29"),
    ):
        (duty,) = of(norm, under(asked), due)
        assert (duty.due.isoformat(), duty.overdue) == (due, False)
        assert of(norm, under(asked), (duty.due + timedelta(days=1)).isoformat())[0].overdue
        assert of(norm, under(), due) == []
    talked = fact("contact", "2026-12-01", talk="new-facts-talk")
    assert of("invite-after-new-facts", under(asked, talked), "2026-12-01") == []
    reported = fact("new-facts-reported", "2026-12-07", about="Ander PV")
    assert of("new-facts-report", under(asked, reported), "2026-12-07") != []


def test_a_report_on_new_facts_asks_a_reason_before_the_talk_and_again_after_a_next_assignment() -> None:
    def opens(*facts: Fact) -> bool:
        (gate,) = gates(PRACTICE, under(*facts), "report-new-facts", date(2026, 12, 20), demo=True)
        return gate.is_open

    first, talk = fact("new-facts-assignment", "2026-12-01"), fact("contact", "2026-12-03", talk="new-facts-talk")
    assert not opens(first)
    assert opens(first, talk)
    assert opens(first, fact("contact", "2026-12-01", talk="new-facts-talk")), "both on one day"
    assert not opens(first, talk, fact("new-facts-assignment", "2026-12-10"))


def test_the_five_topics_are_those_of_the_source_and_are_all_asked() -> None:
    (section,) = PRACTICE.form("five-topics").sections
    assert [(field.id, field.optional) for field in section.fields] == [
        (topic, False) for topic in ("view", "tension", "impact", "proposals", "fitting")
    ]


@pytest.mark.parametrize("measure", ["civil-inquiry", "victim-reception", "first-line"])
def test_civil_victim_and_first_line_assignments_bring_no_duty(measure: str) -> None:
    assert duties(PRACTICE, under(measure=measure), date(2027, 1, 5)) == ()


def test_r48_of_a_condition_that_harms_the_signal_stands_first_and_only_the_committee_suspends() -> None:
    found = offered(PRACTICE, "harmful-condition", {"why": "harms"}, ["probation-deferral"])
    assert [each.id for each in found] == ["ask-about-condition", "no-action", "services", "suspension"]
    assert found[-1].outside is not None
    assert found[-1].outside.nl == "de probatiecommissie"
    found = offered(PRACTICE, "harmful-condition", {"why": "not-after-all"}, ["probation-deferral"])
    assert "ask-about-condition" not in {each.id for each in found}
    elsewhere = offered(PRACTICE, "harmful-condition", {"why": "harms"}, ["penal-mediation"])
    assert elsewhere[0].id == "signalled"


@pytest.mark.parametrize("measure", [measure.id for measure in PRACTICE.measures])
def test_the_frame_of_a_case_tells_what_belongs_to_its_assignment(measure: str) -> None:
    told = {each.id for each in PRACTICE.frame.statements if not each.measures or measure in each.measures}
    assert told
    of_guidance = {"mandate-needed", "conditions-as-means", "signal-harm", "informed-choice", "least-intervention"}
    assert told & of_guidance == (of_guidance if PRACTICE.measure(measure).kind == "mandate" else set())
    assert ("invite-after-new-facts" in told) == (measure in PROBATION)


def test_there_is_no_rule_for_who_comes_back() -> None:
    assert PRACTICE.outcomes is not None
    assert PRACTICE.outcomes.returns == ()


# Start, new, closed and end of 2014 as printed, V for information and B for guidance (000:4973, 5003, 5124-5331).
PRINTED = {
    "schelen samen V": (505, 3626, 3593, 506),
    "B -38": (20722, 16913, 15908, 21689),
    "voorwaarden V": (8, 81, 83, 5),
    "V -1 en B": (944, 2079, 2013, 1007),
    "bemiddeling B": (2468, 3345, 3050, 2760),
    "probatie V": (254, 1271, 1321, 200),
    "V -4 en B": (10868, 3671, 3657, 10866),
    "werkstraf V": (91, 554, 572, 70),
    "V -3 en B": (2568, 4186, 3703, 3034),
    "penitentiair V": (139, 1597, 1501, 211),
    "V -24 en B": (2413, 877, 844, 2452),
    "burgerrechtelijk": (679, 1867, 1767, 778),
}


@pytest.mark.parametrize(("said", "printed"), PRINTED.items())
def test_stock_and_flow_that_do_not_meet_are_told_as_printed(said: str, printed: tuple[int, int, int, int]) -> None:
    start, new, closed, end = printed
    (told,) = [each.nl for each in PRACTICE.open_points if "Begin plus nieuw min afgesloten" in each.nl]
    gap = f"{end - (start + new - closed):+d}"
    assert (said if said.endswith(gap) else f"{said} {gap}") in told
