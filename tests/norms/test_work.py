"""Work and income at the RSD and in Amersfoort: each rule of the source on both sides of its limit.

Source: 000:1422-1849 and 000:4754-4766; R15 to R19, V10 and V16. The source gives no terms: those here are ours.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from alliantie.norms.classify import classify
from alliantie.norms.duties import duties
from alliantie.norms.gates import gates
from alliantie.norms.reactions import ladders, objection_until, offered
from alliantie.norms.timeline import Fact, Timeline
from alliantie.practices import Practice, library
from alliantie.practices.facts import FactSort
from alliantie.practices.told import holds_under
from tests.norms.sources import due_of, fact, started

RSD = library().latest("nl-work-rsd-krh")
AMERSFOORT = library().latest("nl-work-amersfoort")
BOTH = [RSD, AMERSFOORT]
WITH = {RSD.id: "assistance-with-coach", AMERSFOORT.id: "assistance-with-trajectory"}
WITHOUT = {RSD.id: "assistance-without-coach", AMERSFOORT.id: "assistance-without-trajectory"}
NO_DUTY = "assistance-without-duty"
START = "2026-01-05"

each = pytest.mark.parametrize("practice", BOTH, ids=lambda practice: practice.id)


def under(practice: Practice, *facts: Fact, measure: str = "") -> Timeline:
    return started(START, measure or WITH[practice.id], *facts)


def shut(practice: Practice, decision: str, on: str, *facts: Fact, measure: str = "") -> list[str]:
    """The gates that are shut before a decision on a day because of incident a."""
    timeline = under(practice, *facts, measure=measure)
    found = gates(practice, timeline, decision, date.fromisoformat(on), incident="a", demo=True)
    return [gate.norm for gate in found if not gate.is_open]


APPLIED = fact("measure_started", START, id="applied", measure="application")
SEVEN = ["start", "plan", "progress", "intake", "trajectory", "warning", "sanction"]


@pytest.mark.parametrize(
    ("practice", "roles", "talks", "together"),
    [
        (RSD, ["process-director", "client-director", "participation-coach"], SEVEN, set()),
        (AMERSFOORT, ["client-manager", "trajectory-counsellor"], [*SEVEN, "three-way", "safety-net"], {"three-way"}),
    ],
)
def test_three_roles_hold_seven_kinds_of_talks_and_in_amersfoort_two_hold_two_more(
    practice: Practice, roles: list[str], talks: list[str], together: set[str]
) -> None:
    assert [role.id for role in practice.roles] == roles
    assert [talk.id for talk in practice.talks] == talks
    for id in together:
        assert set(practice.talk(id).held_by) == set(roles)
    assert set(practice.talk("trajectory").held_by) == {roles[-1]}


@pytest.mark.parametrize(
    ("practice", "norm", "start", "due", "done"),
    [
        (RSD, "start-talk", APPLIED, "2026-01-19", fact("contact", START, talk="start")),
        (RSD, "establish-right", fact("contact", START, talk="start"), "2026-03-02",
         fact("benefit-decided", START, granted=True)),
        (RSD, "diagnosis", fact("benefit-decided", START, granted=True), "2026-01-19",
         fact("diagnosis-made", START, direction="work")),
        (RSD, "action-plan", fact("benefit-decided", START, granted=True), "2026-02-02", fact("plan_agreed", START)),
        (RSD, "intake", None, "2026-01-19", fact("contact", START, talk="intake")),
        (RSD, "first-rung", None, "2026-02-02", fact("rung-set", START, rung="1")),
        (RSD, "rung-again", fact("rung-set", START, rung="1"), "2026-07-05", None),
        (RSD, "lawfulness", None, "2027-01-05", None),
        (AMERSFOORT, "first-talk", APPLIED, "2026-01-19", fact("contact", START, talk="start")),
        (AMERSFOORT, "second-talk", fact("contact", START, talk="start"), "2026-01-26",
         fact("contact", START, id="second", talk="plan")),
        (AMERSFOORT, "rights-and-duties", fact("contact", START, talk="start"), "2026-01-26",
         fact("frame_explained", START)),
        (AMERSFOORT, "decide-on-benefit", APPLIED, "2026-03-02",
         fact("benefit-decided", START, granted=True)),
        (AMERSFOORT, "intake", None, "2026-01-19", fact("contact", START, talk="intake")),
        (AMERSFOORT, "action-plan", None, "2026-02-16", fact("plan_agreed", START)),
        (AMERSFOORT, "first-rung", None, "2026-02-02", fact("rung-set", START, rung="0")),
        (AMERSFOORT, "rung-again", fact("rung-set", START, rung="0"), "2026-07-05", None),
    ],
)  # fmt: skip
def test_each_step_of_the_way_has_a_term_of_our_own_and_is_late_the_day_after(
    practice: Practice, norm: str, start: Fact | None, due: str, done: Fact | None
) -> None:
    begun = [start] if start else []
    (duty,) = due_of(practice, norm, under(practice, *begun), due)
    assert (duty.due.isoformat(), duty.overdue) == (due, False)
    after = (date.fromisoformat(due) + timedelta(days=1)).isoformat()
    assert due_of(practice, norm, under(practice, *begun), after)[0].overdue
    rule = practice.norm(norm)
    timed = rule.within or rule.every
    assert timed is not None
    assert timed.term_by == "own"
    if done is not None:
        assert due_of(practice, norm, under(practice, *begun, done), due) == []


def test_a_diagnosis_and_a_plan_from_before_the_letter_on_the_benefit_are_there() -> None:
    """1586-1591: both have to be there, and no letter has to come first."""
    granted = fact("benefit-decided", "2026-02-02", granted=True)
    made = (fact("diagnosis-made", "2026-01-26", direction="work"), fact("plan_agreed", "2026-01-28"))
    for norm, done, due, late in (
        ("diagnosis", made[0], "2026-02-16", "2026-02-17"),
        ("action-plan", made[1], "2026-03-02", "2026-03-03"),
    ):
        assert [each.overdue for each in due_of(RSD, norm, under(RSD, granted), due)] == [False]
        assert [each.overdue for each in due_of(RSD, norm, under(RSD, granted), late)] == [True]
        assert due_of(RSD, norm, under(RSD, done, granted), late) == []


def test_who_was_refused_a_benefit_gets_no_diagnosis_and_no_plan() -> None:
    refused = fact("benefit-decided", START, granted=False)
    for norm in ("diagnosis", "action-plan"):
        assert due_of(RSD, norm, under(RSD, refused), "2026-03-02") == []


@each
def test_averages_of_the_source_are_told_and_never_due(practice: Practice) -> None:
    averages = {norm.id for norm in practice.norms if norm.grade == "average"}
    assert {"weekly-to-three-weeks", "half-a-year"} <= averages
    timeline = under(practice, APPLIED)
    assert not averages & {duty.norm for duty in duties(practice, timeline, date(2027, 6, 1))}


@each
def test_who_has_no_duty_to_take_part_for_now_is_asked_again_and_nobody_else(practice: Practice) -> None:
    (duty,) = due_of(practice, "taking-part-again", under(practice, measure=NO_DUTY), "2026-07-05")
    assert (duty.due, duty.overdue) == (date(2026, 7, 5), False)
    assert due_of(practice, "taking-part-again", under(practice, measure=NO_DUTY), "2026-07-06")[0].overdue
    for measure in (WITH[practice.id], WITHOUT[practice.id]):
        assert due_of(practice, "taking-part-again", under(practice, measure=measure), "2026-07-06") == []


# R15: articles 9 and 18, and the by-law


@each
def test_r15_reactions_run_from_nothing_over_a_warning_to_a_cut_of_up_to_a_hundred_percent(practice: Practice) -> None:
    found = [one.id for one in offered(practice, "not-come", {}, [WITH[practice.id]])]
    steps = ["no-action", "talk", "warn", "impose-sanction"]
    assert [id for id in found if id in steps] == steps
    assert practice.reactions is not None
    cut = practice.reactions.response("impose-sanction")
    assert "100 procent" in cut.name.nl
    assert practice.source(cut.source).title.nl == "Participatiewet, artikelen 9 en 18"
    assert practice.reactions.response("warn").fact == "warning"
    assert practice.letter("sanction").sent is not None
    assert cut.objection is not None
    assert cut.objection.term_by == "own"
    assert objection_until(practice, cut, date(2026, 3, 2)) == date(2026, 4, 13)


@each
def test_r15_nobody_without_a_duty_to_take_part_is_sanctioned(practice: Practice) -> None:
    for measure, there in ((WITH[practice.id], True), (WITHOUT[practice.id], True), (NO_DUTY, False)):
        found = {one.id for one in offered(practice, "no-cooperation", {}, [measure])}
        assert ("impose-sanction" in found) is there


@pytest.mark.parametrize(
    ("practice", "by", "measure", "talk", "asked"),
    [
        (RSD, "participation-coach", WITH[RSD.id], "sanction", ["talk-before-sanction"]),
        (RSD, "participation-coach", WITHOUT[RSD.id], "sanction", ["talk-before-sanction"]),
        (AMERSFOORT, "client-manager", WITHOUT[AMERSFOORT.id], "sanction", ["talk-before-sanction"]),
        (AMERSFOORT, "client-manager", WITH[AMERSFOORT.id], "three-way",
         ["confer-before-sanction", "three-way-before-sanction"]),
    ],
)  # fmt: skip
def test_r15_a_sanction_asks_for_its_talk_and_each_sanction_for_one_of_its_own(
    practice: Practice, by: str, measure: str, talk: str, asked: list[str]
) -> None:
    held = (fact("contact", "2026-03-10", talk=talk), fact("sanction-conferred", "2026-03-10", incident="a"))
    imposed = (
        fact("sanction", "2026-03-12"),
        fact("decision_taken", "2026-03-12", decision="impose-sanction", incident="a"),
    )
    assert practice.decision("impose-sanction").by == by
    for on, facts, found in (
        ("2026-03-09", held, asked),
        ("2026-03-10", held, []),
        ("2026-03-11", (*held, *imposed), []),
        ("2026-03-12", (*held, *imposed), asked),
    ):
        known = tuple(each for each in facts if practice is AMERSFOORT or each.kind != "sanction-conferred")
        assert shut(practice, "impose-sanction", on, *known, measure=measure) == found


def test_r15_a_consultation_serves_the_sanction_of_its_own_incident_alone_however_long_ago() -> None:
    talk = fact("contact", "2026-06-01", talk="three-way")
    conferred = fact("sanction-conferred", "2026-03-10", incident="a")
    other = fact("sanction-conferred", "2026-05-30", incident="b")
    sanctioned = fact("decision_taken", "2026-06-01", decision="impose-sanction", incident="b")
    for facts, found in (
        ((talk, conferred), []),
        ((talk, conferred, sanctioned), []),
        ((talk, other), ["confer-before-sanction"]),
        ((talk,), ["confer-before-sanction"]),
    ):
        assert shut(AMERSFOORT, "impose-sanction", "2026-06-02", *facts, measure=WITH[AMERSFOORT.id]) == found
    # Because of no incident it is opened by nothing, and asks for a reason.
    timeline = under(AMERSFOORT, talk, conferred)
    standing = gates(AMERSFOORT, timeline, "impose-sanction", date(2026, 6, 2), demo=True)
    assert [gate.is_open for gate in standing if gate.norm == "confer-before-sanction"] == [False]


@each
def test_the_rung_is_asked_once_and_not_anew_after_each_change_of_measure(practice: Practice) -> None:
    changed = fact("measure_started", "2026-03-01", id="again", measure=WITHOUT[practice.id])
    ended = fact("measure_ended", "2026-03-01", measure=WITH[practice.id])
    rung = fact("rung-set", "2026-02-20", rung="4")
    for facts, found in (((rung, ended, changed), []), ((ended, changed), ["2026-02-02"])):
        asked = [
            each.due.isoformat()
            for each in duties(practice, under(practice, *facts), date(2026, 3, 2))
            if each.norm == "first-rung"
        ]
        assert asked == found


@each
def test_a_case_is_not_called_a_trajectory_which_only_some_come_to(practice: Practice) -> None:
    # 1591-1593, 1646-1653, 1733-1737: it begins with coach or counsellor, and there is assistance with no duty for now.
    assert "traject" not in practice.words.case.one("nl")


# R16: fines


@each
@pytest.mark.parametrize(
    ("culpability", "percent"), [("intent", 100), ("gross", 75), ("ordinary", 50), ("reduced", 25)]
)
def test_r16_a_fine_follows_culpability_in_percent_with_its_source(
    practice: Practice, culpability: str, percent: int
) -> None:
    table = practice.classification("fine-share")
    found = classify(table, {"culpability": culpability})
    assert found.outcome is not None
    assert table.outcome(found.outcome).name.nl == f"{percent} procent volgens het Boetebesluit"
    source = practice.source(table.source)
    assert "Boetebesluit" in source.title.nl
    assert source.seed == "000:1498-1506"


@each
def test_r16_a_percentage_never_becomes_money(practice: Practice) -> None:
    def kinds(sorts: tuple[FactSort, ...]) -> set[str]:
        return {value.kind for sort in sorts for value in sort.values}

    asked = {field.kind for form in practice.forms for field in form.fields}
    written = {field.kind for letter in practice.letters for field in letter.fields}
    assert "money" not in kinds(practice.facts) | asked | written
    assert not practice.money


@each
def test_r16_a_fine_waits_for_a_weighing_of_its_own_even_in_an_emergency(practice: Practice) -> None:
    weighed = fact("culpability-weighed", "2026-03-10", culpability="ordinary", incident="a")
    fined = fact("decision_taken", "2026-03-12", decision="impose-fine", incident="a")
    for on, facts, found in (
        ("2026-03-09", (weighed,), ["culpability-before-fine"]),
        ("2026-03-10", (weighed,), []),
        ("2026-03-11", (weighed, fined), []),
        ("2026-03-12", (weighed, fined), ["culpability-before-fine"]),
    ):
        assert shut(practice, "impose-fine", on, *facts) == found
    (gate,) = gates(practice, under(practice), "impose-fine", date(2026, 3, 10), demo=True)
    assert (gate.stops, gate.emergency) == (True, False)


@each
def test_r16_a_weighing_serves_the_fine_of_its_own_incident_alone_however_long_ago(practice: Practice) -> None:
    weighed = fact("culpability-weighed", "2026-03-10", culpability="ordinary", incident="a")
    other = fact("culpability-weighed", "2026-11-01", culpability="intent", incident="b")
    fined = fact("decision_taken", "2026-11-01", decision="impose-fine", incident="b")
    unnamed = fact("decision_taken", "2026-11-02", decision="impose-fine")
    for facts, found in (
        ((weighed,), []),
        ((weighed, other, fined), []),
        ((other,), ["culpability-before-fine"]),
        ((fact("culpability-weighed", "2026-11-01", culpability="intent"),), ["culpability-before-fine"]),
        # What was decided without saying because of what counts as this one.
        ((weighed, unnamed), ["culpability-before-fine"]),
    ):
        assert shut(practice, "impose-fine", "2026-11-03", *facts) == found


@each
def test_each_decision_that_can_be_objected_to_has_its_letter(practice: Practice) -> None:
    assert practice.reactions is not None
    for response in practice.reactions.responses:
        if response.objection is not None:
            assert response.letter is not None, response.id
            assert "object_by" in {field.id for field in practice.letter(response.letter).fields}
    assert {"decide-benefit", "end-benefit"} <= {letter.decision for letter in practice.letters}


@each
def test_rules_of_the_duty_to_take_part_are_told_to_whom_they_hold(practice: Practice) -> None:
    assert practice.reactions is not None
    for measure, there in (
        (WITH[practice.id], True),
        (WITHOUT[practice.id], True),
        (NO_DUTY, False),
        ("application", False),
    ):
        assert ("consequences" in {told.id for told in practice.explanation.under([measure]).duties}) is there
        of_duty = {"refuses-letter", "refuses-schooling", "no-cooperation", "work-not-accepted"}
        chosen = {each.id for each in practice.reactions.incidents if holds_under(each, [measure])}
        assert bool(of_duty & chosen) is there


@each
def test_out_by_a_sanction_needs_the_decision_to_impose_one(practice: Practice) -> None:
    assert practice.outcomes is not None
    assert practice.outcomes.reason("sanction").decision == ("impose-sanction",)


@each
def test_r16_the_percentages_stand_in_the_decree_since_january_2017(practice: Practice) -> None:
    timeline = started("2016-12-01", WITH[practice.id])
    for on, there in (("2016-12-31", []), ("2017-01-01", ["culpability-before-fine"])):
        found = gates(practice, timeline, "impose-fine", date.fromisoformat(on), demo=True)
        assert [gate.norm for gate in found] == there


# R17: what usually goes wrong


@each
@pytest.mark.parametrize(
    "kind", ["not-come", "refuses-schooling", "no-cooperation", "information-duty", "refuses-letter"]
)
def test_r17_each_usual_breach_can_be_noted_and_only_what_was_not_told_can_bring_a_fine(
    practice: Practice, kind: str
) -> None:
    found = {one.id for one in offered(practice, kind, {}, [WITH[practice.id]])}
    assert {"no-action", "talk", "warn", "impose-sanction"} <= found
    assert ("impose-fine" in found) is (kind == "information-duty")


def test_r17_a_task_of_the_trajectory_is_a_breach_in_amersfoort() -> None:
    assert AMERSFOORT.reactions is not None
    assert AMERSFOORT.reactions.incident("task-not-done").source == "life-domains"


# R19: consulted, without a say in the outcome


def test_r19_a_trajectory_asks_for_a_benefit_a_plan_and_a_talk_with_the_client() -> None:
    granted = fact("benefit-decided", "2026-03-09", granted=True)
    plan, talk = fact("plan_agreed", "2026-03-10"), fact("contact", "2026-03-12", talk="plan")
    all_three = ["benefit-before-trajectory", "plan-before-trajectory", "consult-before-trajectory"]
    for on, found in (
        ("2026-03-08", all_three),
        ("2026-03-09", all_three[1:]),
        ("2026-03-10", all_three[2:]),
        ("2026-03-11", all_three[2:]),
        ("2026-03-12", []),
    ):
        assert shut(RSD, "offer-trajectory", on, granted, plan, talk) == found


@each
def test_a_benefit_is_decided_by_letter_and_culpability_is_weighed_by_form(practice: Practice) -> None:
    ways = {sort.id: sort.only_by for sort in practice.facts if sort.only_by}
    stopping = {"stop-decision-sent": "letter"} if practice is AMERSFOORT else {}
    assert ways == {"benefit-decided": "letter", "culpability-weighed": "form"} | stopping


@each
def test_a_trajectory_begins_by_its_offer_and_only_after_a_benefit_was_granted(practice: Practice) -> None:
    assert practice.measure(WITH[practice.id]).begins_by == ("offer-trajectory",)
    refused = fact("benefit-decided", "2026-03-09", granted=False)
    for facts in ((), (refused,)):
        assert "benefit-before-trajectory" in shut(practice, "offer-trajectory", "2026-03-10", *facts)
    assert practice.measure(WITH[practice.id]).ends_by == (("stop-trajectory",) if practice is AMERSFOORT else ())


@each
@pytest.mark.parametrize(("percent", "fits"), [(0, False), (1, True), (100, True), (101, False), (150, False)])
def test_r15_a_cut_is_between_one_and_a_hundred_percent(practice: Practice, percent: int, fits: bool) -> None:
    assert practice.letter("sanction").field("percent").within(percent) is fits
    assert practice.letter("sanction").field("months").within(0) is False


@each
def test_r19_the_client_hears_beforehand_who_decides_on_the_trajectory(practice: Practice) -> None:
    told = {one.id: one.text.nl.u for one in practice.explanation.rights}
    role = practice.role(practice.decision("offer-trajectory").by).name.nl
    assert told["talk-along"] == f"U praat mee over uw traject. De {role.casefold()} neemt het besluit."


# V16: stopping a trajectory in Amersfoort


def test_v16_each_step_of_stopping_opens_the_next_on_its_day_and_none_is_skipped() -> None:
    steps = (
        fact("stop-proposed", "2026-04-08", why="no-improvement"),
        fact("stop-conferred", "2026-04-10", stops=True, told_by="together"),
        fact("stop-told", "2026-04-14"),
    )
    order = ["back-to-manager", "together-before-stop", "told-before-letter"]
    for on, found in (
        ("2026-04-07", order),
        ("2026-04-08", order[1:]),
        ("2026-04-09", order[1:]),
        ("2026-04-10", order[2:]),
        ("2026-04-13", order[2:]),
        ("2026-04-14", []),
    ):
        assert shut(AMERSFOORT, "stop-trajectory", on, *steps) == found
    assert shut(AMERSFOORT, "stop-trajectory", "2026-04-15", *steps, fact("stop-withdrawn", "2026-04-15")) == order
    standing = gates(AMERSFOORT, under(AMERSFOORT), "stop-trajectory", date(2026, 4, 8), demo=True)
    assert [(gate.stops, gate.emergency) for gate in standing] == [(True, False), (True, False), (False, True)]


@pytest.mark.parametrize(
    ("norm", "start", "due", "done"),
    [
        ("confer-on-stop", fact("stop-proposed", "2026-04-08", why="no-improvement"), "2026-04-22",
         fact("stop-conferred", "2026-04-08", stops=True, told_by="together")),
        ("tell-of-stop", fact("stop-conferred", "2026-04-08", stops=True, told_by="together"), "2026-04-15",
         fact("stop-told", "2026-04-08")),
        ("letter-of-stop", fact("stop-told", "2026-04-08"), "2026-04-15", fact("stop-decision-sent", "2026-04-08")),
    ],
)  # fmt: skip
def test_v16_each_step_is_due_until_it_was_taken_or_the_proposal_was_withdrawn(
    norm: str, start: Fact, due: str, done: Fact
) -> None:
    (duty,) = due_of(AMERSFOORT, norm, under(AMERSFOORT, start), due)
    assert (duty.due.isoformat(), duty.overdue) == (due, False)
    after = (date.fromisoformat(due) + timedelta(days=1)).isoformat()
    assert due_of(AMERSFOORT, norm, under(AMERSFOORT, start), after)[0].overdue
    for way_out in (done, fact("stop-withdrawn", "2026-04-08")):
        assert due_of(AMERSFOORT, norm, under(AMERSFOORT, start, way_out), due) == []


def test_v16_nothing_is_stopped_where_the_rsd_has_no_such_procedure() -> None:
    assert "stop-trajectory" not in {decision.id for decision in RSD.decisions}
    assert AMERSFOORT.decision("stop-trajectory").measures == (WITH[AMERSFOORT.id],)


# The ladders


@pytest.mark.parametrize(
    ("practice", "rungs"), [(RSD, [f"rung-{number}" for number in range(1, 7)]),
                            (AMERSFOORT, [f"rung-{number}" for number in range(10)])],
)  # fmt: skip
def test_a_case_stands_on_one_rung_and_the_rungs_before_it_are_kept(practice: Practice, rungs: list[str]) -> None:
    assert practice.reactions is not None
    (ladder,) = practice.reactions.ladders
    assert [rung.id for rung in ladder.rungs] == rungs
    moves = (("2026-02-02", "3"), ("2026-04-01", "4"), ("2026-06-01", "4"), ("2026-08-03", "2"))
    timeline = under(practice, *(fact("rung-set", on, rung=rung) for on, rung in moves))

    def on(day: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        (stands,) = ladders(practice, timeline, date.fromisoformat(day))
        return (
            [(rung.id, since.isoformat()) for rung, since in stands.rungs],
            [(rung.id, since.isoformat()) for rung, since in stands.earlier],
        )

    assert on("2026-02-01") == ([], [])
    assert on("2026-02-02") == ([("rung-3", "2026-02-02")], [])
    # To be put where the case stands already is no move.
    assert on("2026-06-01") == ([("rung-4", "2026-04-01")], [("rung-3", "2026-02-02")])
    assert on("2026-08-03") == (
        [("rung-2", "2026-08-03")],
        [("rung-3", "2026-02-02"), ("rung-4", "2026-04-01")],
    )


def test_the_ladder_of_amersfoort_is_said_to_have_nine_rungs_and_has_ten() -> None:
    assert AMERSFOORT.reactions is not None
    (ladder,) = AMERSFOORT.reactions.ladders
    assert len(ladder.rungs) == 10
    assert any("negen treden" in point.nl and "tien" in point.nl for point in AMERSFOORT.open_points)


@each
def test_no_benefit_ends_that_was_never_granted(practice: Practice) -> None:
    # 1444-1448, 1582-1584: the right is established first, if there is any; a benefit ends where there is ground.
    assert practice.outcomes is not None
    ends = {each.id for each in practice.outcomes.reasons if each.measures == "any" or "application" in each.measures}
    assert "not-granted" in ends
    assert "no-right" not in ends
    assert practice.outcomes.reason("not-granted").decision == ("decide-benefit",)
    assert "application" not in practice.decision("end-benefit").measures
