"""Debt help in Tilburg: each rule of the source on both sides of its limit.

Source: 000:2963-2990, 3198-3216, 3248-3489, 4065-4478, 4531-4583, 4687-4691; R33, R34, R36 to R39.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import pytest

from alliantie.norms.classify import classify
from alliantie.norms.duties import duties, undetermined
from alliantie.norms.duty import Duty
from alliantie.norms.gates import Gate, gates
from alliantie.norms.outcomes import reentry
from alliantie.norms.reactions import offered
from alliantie.norms.timeline import Fact, Timeline
from alliantie.practices import library
from tests.norms.sources import due_of, fact, started

PRACTICE = library().latest("nl-debt-tilburg")
OPENED = "2026-01-05"
"""A Monday."""


def case(*facts: Fact) -> Timeline:
    return Timeline((), (fact("case_opened", OPENED), *facts))


def under(measure: str, *facts: Fact) -> Timeline:
    return started(OPENED, measure, *facts)


def of(norm: str, timeline: Timeline, on: str) -> list[Duty]:
    return due_of(PRACTICE, norm, timeline, on)


def before(decision: str, timeline: Timeline, on: str = "2026-02-02") -> tuple[Gate, ...]:
    return gates(PRACTICE, timeline, decision, date.fromisoformat(on), demo=True)


APPLIED = fact("measure_started", OPENED, measure="application")
CHOSEN = fact("route-chosen", OPENED, route="trajectory")
PAPERS = fact("contact", "2026-01-12", talk="data-collection")
READY = fact("data-collected", "2026-01-12", papers="complete")
INTAKE = fact("contact", "2026-01-22", talk="integral-intake")


# Terms: R33, R34 and P-15


@pytest.mark.parametrize(
    ("norm", "timeline", "due", "late", "hardness", "grade", "done"),
    [
        ("application-talk", case(APPLIED), "2026-01-05", "2026-01-06", "needed", "must", "application"),
        ("intake-in-four-weeks", case(APPLIED), "2026-02-02", "2026-02-03", "law", "must", "integral-intake"),
        ("intake-in-crisis", under("crisis"), "2026-01-08", "2026-01-09", "law", "must", "integral-intake"),
        (
            "data-collection-in-two-weeks",
            case(APPLIED, CHOSEN),
            "2026-01-19",
            "2026-01-20",
            "needed",
            "must",
            "data-collection",
        ),
        ("intake-in-two-weeks", case(PAPERS, READY), "2026-01-26", "2026-01-27", "needed", "must", "integral-intake"),
        ("follow-up-in-three-weeks", case(INTAKE), "2026-02-12", "2026-02-13", "needed", "must", "follow-up"),
    ],
)
def test_each_talk_has_its_term(
    norm: str, timeline: Timeline, due: str, late: str, hardness: str, grade: str, done: str
) -> None:
    (duty,) = of(norm, timeline, due)
    assert (duty.due.isoformat(), duty.overdue, duty.hardness, duty.grade) == (due, False, hardness, grade)
    assert of(norm, timeline, late)[0].overdue
    day_before = date.fromordinal(date.fromisoformat(due).toordinal() - 1)
    assert [each.overdue for each in of(norm, timeline, day_before.isoformat())] == [False] * (due > OPENED)
    held = fact("contact", due, talk=done)
    assert of(norm, Timeline((), (*timeline.facts, held)), late) == []
    assert of(norm, Timeline((), (*timeline.facts, fact("contact", due, talk="urgent-question"))), late) != []


@pytest.mark.parametrize(
    ("norm", "measure", "due", "late", "grade", "ended"),
    [
        ("crisis-in-two-weeks", "crisis", "2026-01-18", "2026-01-19", "must", "measure_ended"),
        ("stabilise-in-six-months", "stabilisation", "2026-07-04", "2026-07-05", "in_principle", "measure_ended"),
        ("prepare-in-120-days", "restructuring", "2026-05-05", "2026-05-06", "in_principle", "decision_taken"),
        ("prepare-in-120-days", "mediation", "2026-05-05", "2026-05-06", "in_principle", "decision_taken"),
    ],
)
def test_what_should_last_no_longer(norm: str, measure: str, due: str, late: str, grade: str, ended: str) -> None:
    (duty,) = of(norm, under(measure), due)
    assert (duty.due.isoformat(), duty.overdue, duty.grade, duty.effect) == (due, False, grade, "informs")
    assert of(norm, under(measure), late)[0].overdue
    day_before = date.fromordinal(date.fromisoformat(due).toordinal() - 1)
    assert not of(norm, under(measure), day_before.isoformat())[0].overdue
    over = fact(ended, due, **({"measure": measure} if ended == "measure_ended" else {"decision": "start-settlement"}))
    assert of(norm, under(measure, over), late) == []
    for other in PRACTICE.measures:
        assert bool(of(norm, under(other.id), due)) is (other.id in (PRACTICE.norm(norm).measures))


def test_a_case_is_not_called_a_trajectory_which_one_in_six_starts() -> None:
    # 3825-3841: of 4,136 households 2,724 had one talk, and 687 started a trajectory.
    assert "traject" not in PRACTICE.words.case.one("nl")


def test_two_workers_are_always_there_for_the_desk() -> None:
    (told,) = [each for each in PRACTICE.frame.statements if each.id == "two-at-the-desk"]
    assert (told.grade, told.source, "twee" in told.text.nl) == ("must", "p-000-3285", True)


def test_a_crisis_before_a_weekend_counts_working_days_and_is_taken_up_on_the_day_itself() -> None:
    crisis = started("2026-01-09", "crisis")
    assert of("intake-in-crisis", crisis, "2026-01-09")[0].due == date(2026, 1, 14)
    assert of("crisis-at-once", crisis, "2026-01-09")[0].due == date(2026, 1, 9)
    assert of("crisis-at-once", crisis, "2026-01-10")[0].overdue
    helped = started("2026-01-09", "crisis", fact("crisis-action", "2026-01-09", partner="energy"))
    assert of("crisis-at-once", helped, "2026-01-10") == []


@pytest.mark.parametrize("route", ["advice", "extended"])
def test_who_gets_advice_alone_needs_no_intake_and_no_talk_about_papers(route: str) -> None:
    advised = case(APPLIED, fact("route-chosen", OPENED, route=route))
    for norm in ("intake-in-four-weeks", "data-collection-in-two-weeks"):
        assert of(norm, advised, "2026-01-06") == []


@pytest.mark.parametrize(("papers", "planned"), [("complete", True), ("effort", True), ("neither", False)])
def test_an_intake_is_planned_when_the_papers_are_there_or_the_client_tried(papers: str, planned: bool) -> None:
    judged = case(PAPERS, fact("data-collected", "2026-01-12", papers=papers))
    assert bool(of("intake-in-two-weeks", judged, "2026-01-12")) is planned
    assert of("intake-in-two-weeks", case(PAPERS), "2026-01-12") == []
    asked = [each.norm for each in undetermined(PRACTICE, case(PAPERS), date(2026, 1, 12))]
    assert "intake-in-two-weeks" in asked


def test_a_formal_decision_follows_on_each_request_in_a_term_of_ours() -> None:
    (duty,) = of("formal-decision", case(APPLIED), "2026-03-02")
    assert (duty.due, duty.hardness, duty.overdue) == (date(2026, 3, 2), "law", False)
    rule = PRACTICE.norm("formal-decision").within
    assert rule is not None
    assert rule.term_by == "own"
    for settled in (
        fact("decision-sent", "2026-02-02"),
        fact("decision_taken", "2026-02-02", decision="end-help"),
        fact("case_closed", "2026-02-02", reason="client-stops"),
        fact("case_closed", "2026-02-02", reason="no-fault"),
    ):
        assert of("formal-decision", case(APPLIED, settled), "2026-03-03") == []
    # What is refused or withdrawn is decided on the request: that is written too.
    for decision in ("refuse-help", "refuse-return", "withdraw-offer"):
        refused = case(APPLIED, fact("decision_taken", "2026-02-02", decision=decision))
        assert of("formal-decision", refused, "2026-03-03")[0].overdue
    assert {each.decision for each in PRACTICE.letters if each.sent and each.sent.fact == "decision-sent"} == {
        None,
        "refuse-help",
        "refuse-return",
        "withdraw-offer",
    }
    closed = case(APPLIED, fact("case_closed", "2026-02-02", reason="advice-given"))
    assert of("formal-decision", closed, "2026-03-03")[0].overdue


@pytest.mark.parametrize("measure", ["one-off-advice", "crisis", "extended-advice"])
def test_a_request_that_begins_as_advice_or_crisis_gets_one_formal_decision_counted_from_its_first_day(
    measure: str,
) -> None:
    """2984-2990: on each request."""
    norm, applied = "formal-decision", fact("measure_started", "2026-01-19", measure="application")
    alone = under(measure)
    assert of(norm, alone, "2026-03-02")[0].due == date(2026, 3, 2)
    assert (of(norm, alone, "2026-03-02")[0].overdue, of(norm, alone, "2026-03-03")[0].overdue) == (False, True)
    # Advice that is not enough becomes an application of the same request, also where it ended with that.
    ended = fact("measure_ended", "2026-01-19", measure=measure)
    for later in (under(measure, applied), under(measure, applied, ended)):
        assert [each.due for each in of(norm, later, "2026-03-03")] == [date(2026, 3, 2)]
    assert of(norm, under(measure, applied, fact("decision-sent", "2026-02-02")), "2026-03-03") == []
    # Asked after an application, advice is part of that request, whether it was decided on or not.
    asked_first = (
        fact("measure_started", "2026-01-05", measure="application"),
        fact("measure_started", "2026-01-12", measure=measure),
    )
    assert [each.due for each in of(norm, case(*asked_first), "2026-01-13")] == [date(2026, 3, 2)]
    decided = fact("decision-sent", "2026-01-09")
    assert of(norm, case(asked_first[0], decided, asked_first[1]), "2026-03-10") == []
    assert of(norm, under(measure, fact("decision-sent", "2026-02-02")), "2026-03-03") == []
    # Whoever applies again later has a request of its own.
    again = fact("measure_started", "2026-09-07", measure="application")
    assert [each.due for each in of(norm, under(measure, decided, again), "2026-09-08")] == [date(2026, 11, 2)]


@pytest.mark.parametrize("measure", ["one-off-advice", "crisis", "extended-advice"])
def test_what_is_asked_months_after_a_decided_request_is_a_request_of_its_own_unless_its_help_still_runs(
    measure: str,
) -> None:
    """2984-2990: on each request; until when something is part of one the source does not say."""
    norm, applied = "formal-decision", fact("measure_started", "2026-01-05", measure="application")
    decided, ended = fact("decision-sent", "2026-02-02"), fact("measure_ended", "2026-02-02", measure="application")
    rule = PRACTICE.norm(norm).within
    assert rule is not None
    assert (str(rule.part_for), rule.part_for_by) == ("P3M", "own")

    def asked(day: str, *facts: Fact) -> list[date]:
        later = fact("measure_started", day, "later", measure=measure)
        return [each.due for each in of(norm, case(applied, decided, *facts, later), day)]

    assert asked("2026-05-01", ended) == []
    assert asked("2026-05-06", ended) == [date(2026, 7, 1)]
    # What the application led to runs: what is asked meanwhile belongs to it, and soon after it too.
    runs = fact("measure_started", "2026-02-02", measure="stabilisation")
    assert asked("2026-07-06", ended, runs) == []
    over = fact("measure_ended", "2026-06-01", measure="stabilisation")
    assert asked("2026-08-31", ended, runs, over) == []
    assert asked("2026-09-07", ended, runs, over) == [date(2026, 11, 2)]


def test_three_talks_are_a_set_and_what_is_an_average_is_never_due() -> None:
    talks = [fact("contact", f"2026-01-{day}", talk="three-talks") for day in (12, 19, 26)]
    assert of("three-talks", under("extended-advice", *talks), "2026-02-02") == []
    fourth = fact("contact", "2026-02-02", talk="three-talks")
    assert len(of("three-talks", under("extended-advice", *talks, fourth), "2026-02-02")) == 1
    began = fact("decision_taken", "2026-02-02", decision="start-settlement")
    long_after = date(2029, 6, 1)
    for timeline in (
        under("extended-advice", fact("decision-sent", "2026-02-02")),
        under("restructuring", began),
        under("mediation", began),
    ):
        assert [each.norm for each in duties(PRACTICE, timeline, long_after)] == []
    averages = {norm.id for norm in PRACTICE.norms if norm.grade == "average"}
    assert averages == {"three-talks-in-21-days", "settlement-of-36-months"}


def test_each_request_of_the_back_office_asks_for_an_invitation() -> None:
    asked = fact("back-office-asked", "2026-02-02", about="debts")
    assert of("invite-for-back-office", under("mediation", asked), "2026-02-09")[0].due == date(2026, 2, 9)
    assert of("invite-for-back-office", under("mediation", asked), "2026-02-10")[0].overdue
    for talk, left in (("signing", 0), ("settlement-contact", 0), ("urgent-question", 1)):
        met = fact("contact", "2026-02-05", talk=talk)
        assert len(of("invite-for-back-office", under("mediation", asked, met), "2026-02-05")) == left


def test_aftercare_is_in_six_months_without_a_settlement_and_for_everyone_within_a_year() -> None:
    def left(measure: str, *facts: Fact) -> Timeline:
        ended = fact("measure_ended", "2026-06-01", measure=measure)
        return under(measure, ended, fact("case_closed", "2026-06-01"), *facts)

    def due(timeline: Timeline, on: str) -> dict[str, tuple[str, str]]:
        found = duties(PRACTICE, timeline, date.fromisoformat(on))
        return {each.norm: (each.due.isoformat(), each.grade) for each in found}

    half = {"aftercare-in-six-months": ("2026-12-01", "in_principle")}
    year = {"aftercare-in-a-year": ("2027-06-01", "must")}
    assert due(left("stabilisation"), "2026-06-02") == half | year
    for measure in ("restructuring", "mediation"):
        assert due(left(measure), "2026-06-02") == year
    sent = fact("decision-sent", "2026-02-02", what="granted")
    assert due(left("extended-advice", sent), "2026-06-02") == year
    for measure in ("one-off-advice", "crisis"):
        assert due(left(measure, sent), "2026-06-02") == {}
    ended = fact("measure_ended", "2026-06-01", measure="mediation")
    began = fact("decision_taken", "2026-03-02", decision="start-settlement")
    # Whatever the reason: what failed in preparation is no settlement; what was started is one, also when it failed.
    for reason in ("no-settlement", "client-stops", "not-informed", "care-file"):
        closed = fact("case_closed", "2026-06-01", reason=reason)
        found = due(under("mediation", ended, closed), "2026-06-02")
        assert found == {"aftercare-without-settlement": ("2026-12-01", "in_principle")} | year
        assert due(under("mediation", began, ended, closed), "2026-06-02") == year
    court = fact("case_closed", "2026-06-01", reason="statutory")
    assert due(under("mediation", ended, court), "2026-06-02") == year
    assert due(left("statutory"), "2026-06-02") == {}
    assert set(due(left("application"), "2026-06-02")) == {"formal-decision"}
    talked = fact("contact", "2026-11-02", talk="aftercare")
    assert due(left("stabilisation", talked), "2026-12-02") == {}
    goes_on = under(
        "stabilisation",
        fact("measure_ended", "2026-06-01", measure="stabilisation"),
        fact("measure_started", "2026-06-08", measure="mediation"),
    )
    assert set(due(goes_on, "2026-06-01")) == {"aftercare-in-six-months", "aftercare-in-a-year"}
    assert set(due(goes_on, "2026-06-08")) == {"prepare-in-120-days"}


# Triage: P-14


@pytest.mark.parametrize(
    ("colour", "known", "outcome", "norms"),
    [
        ("red", None, "hand-over", ["hand-over"]),
        ("yellow", True, "contact", ["ask-advice"]),
        ("yellow", False, "hand-over", ["ask-advice", "hand-over"]),
        ("green", None, "alone", []),
    ],
)
def test_what_follows_from_each_colour(colour: str, known: bool | None, outcome: str, norms: list[str]) -> None:
    said: dict[str, Any] = {"colour": colour} | ({} if known is None else {"known": known})
    assert classify(PRACTICE.classification("after-quick-scan"), said).outcome == outcome
    scanned = under("neighbourhood-access", fact("quick-scan-done", OPENED, **said))
    found = duties(PRACTICE, scanned, date(2026, 1, 6))
    assert [each.norm for each in found] == norms
    assert {each.due for each in found} <= {date(2026, 1, 6)}
    assert all(each.overdue for each in duties(PRACTICE, scanned, date(2026, 1, 7)))


def test_the_quick_scan_asks_who_is_known_with_yellow_alone_and_records_what_was_answered() -> None:
    form = PRACTICE.form("quick-scan")
    for colour in ("red", "green"):
        assert [field.id for field in form.asked({"colour": colour})] == ["colour", "said"]
    assert [field.id for field in form.asked({"colour": "yellow"})] == ["colour", "known", "said"]
    assert form.record({"colour": "red"}) == {"colour": "red"}
    assert form.record({"colour": "yellow", "known": False, "said": "x"}) == {"colour": "yellow", "known": False}


def test_yellow_alone_does_not_say_what_follows() -> None:
    found = classify(PRACTICE.classification("after-quick-scan"), {"colour": "yellow"})
    assert (found.outcome, found.missing) == (None, ("known",))


# Signing: P-15


@pytest.mark.parametrize(
    ("measure", "moments"),
    [("restructuring", ["agreement", "debts", "loan", "agreement-again"]), ("mediation", ["agreement", "debts"])],
)
def test_a_settlement_has_its_signing_moments_first(measure: str, moments: list[str]) -> None:
    signatures = [fact("signed", "2026-02-02", id=what, what=what) for what in moments]
    for missing in range(len(moments)):
        there = [each for number, each in enumerate(signatures) if number != missing]
        shut = [gate for gate in before("start-settlement", under(measure, *there)) if not gate.is_open]
        assert [(gate.effect, gate.stops) for gate in shut] == [("asks_reason", False)]
    found = before("start-settlement", under(measure, *signatures))
    assert (len(found), all(gate.is_open for gate in found)) == (len(moments), True)


def test_the_plan_is_signed_before_stabilisation_and_no_day_is_set_for_it() -> None:
    (gate,) = before("start-stabilisation", case(INTAKE))
    assert (gate.is_open, gate.effect) == (False, "asks_reason")
    # A plan that was agreed on is not signed yet.
    agreed = fact("plan_agreed", "2026-02-02")
    assert not before("start-stabilisation", case(INTAKE, agreed))[0].is_open
    assert before("start-stabilisation", case(INTAKE, agreed, fact("plan-signed", "2026-02-02")))[0].is_open
    talked = case(INTAKE, fact("contact", "2026-01-26", talk="follow-up"))
    assert duties(PRACTICE, talked, date(2026, 8, 3)) == ()


def test_a_settlement_is_only_tried_with_a_fair_chance() -> None:
    for said, is_open in (((), False), ((True,), True), ((False,), False), ((True, False), False)):
        weighed = [fact("chance-weighed", f"2026-01-{20 + n}", fair=fair) for n, fair in enumerate(said)]
        (gate,) = before("prepare-settlement", under("stabilisation", *weighed))
        assert (gate.is_open, gate.effect) == (is_open, "asks_reason")


# Breaches: R36 to R39

ALWAYS = ["no-action", "talk", "control", "other-support"]


@pytest.mark.parametrize(
    ("incident", "said", "breach", "follows"),
    [
        ("not-informed", {}, "4079-4103", {"refuse": "4105-4115", "end-article-5-1": "4105-4115"}),
        ("capacity-not-used", {}, "4117-4131", {"end-article-6": "4133-4141"}),
        ("income-not-sought", {}, "4143-4175", {"end-article-5-2": "4177-4189"}),
        ("car-not-sold", {}, "4191-4215", {"withdraw-offer": "4217-4231", "end-article-5-2": "4217-4231"}),
        ("board-not-paid", {}, "4233-4257", {"withdraw-offer": "4257-4271", "end-article-5-2": "4257-4271"}),
        ("new-debt", {}, "4276-4300", {"withdraw-offer": "4302-4308", "end-article-5-2": "4302-4308"}),
        ("not-come", {"missed": "data-collection"}, "4352-4368", {"end-working-agreement": "4352-4368"}),
        ("not-come", {"missed": "another-talk"}, "4352-4368", {}),
        ("stopped", {"times": "first"}, "4370-4426", {}),
        ("stopped", {"times": "second"}, "4370-4426", {"exclude": "4370-4426"}),
        ("wrong-information", {}, "4428-4454", {"end-article-6": "4446-4454"}),
        ("misconduct", {}, "4456-4478", {"end-article-6": "4470-4478"}),
    ],
)
def test_each_breach_has_its_source_and_its_own_sanctions_none_of_them_a_duty(
    incident: str, said: dict[str, str], breach: str, follows: dict[str, str]
) -> None:
    assert PRACTICE.reactions is not None
    assert breach in (PRACTICE.source(PRACTICE.reactions.incident(incident).source).seed or "")
    found = offered(PRACTICE, incident, said, ["application"])
    assert [each.id for each in found][:4] == ALWAYS
    sanctions = {each.id: each for each in found if each.decision is not None}
    assert sanctions.keys() == follows.keys()
    for id, seed in follows.items():
        assert seed in (PRACTICE.source(sanctions[id].source).seed or "")
        assert (sanctions[id].grade, sanctions[id].objection is not None) == ("guideline", True)
        by_manager = sanctions[id].decision == "end-help"
        assert (sanctions[id].by == "team-manager") is by_manager


def test_what_runs_is_neither_withdrawn_nor_refused_and_ends_by_who_leads_the_team() -> None:
    assert PRACTICE.reactions is not None
    assert PRACTICE.outcomes is not None
    begun = ("extended-advice", "stabilisation", "restructuring", "mediation")
    past_the_leader = {"withdraw-offer", "refuse-help", "refuse-return"}
    ways: list[tuple[str, str | None, Collection[str]]] = [
        *((each.id, each.decision, each.measures) for each in PRACTICE.reactions.responses),
        *((each.id, each.decision, each.measures) for each in PRACTICE.letters),
        *((each.id, decision, each.measures) for each in PRACTICE.outcomes.reasons for decision in each.decision),
        *((each.id, each.id, each.measures) for each in PRACTICE.decisions),
    ]
    found = [(id, measures) for id, decision, measures in ways if decision in past_the_leader]
    assert len(found) == 11
    for id, measures in found:
        assert measures != "any" and not set(begun) & set(measures), id  # noqa: PT018


def test_each_incident_and_answer_has_words_for_the_client() -> None:
    assert PRACTICE.reactions is not None
    reactions = PRACTICE.reactions
    told = [(each.id, each.client) for each in reactions.incidents]
    told += [(each.id, each.client) for each in reactions.causes]
    told += [(each.id, each.client) for each in reactions.responses]
    # These two say it as it is.
    assert {id for id, client in told if client is None} == {"no-action", "new-talk"}


def test_yellow_of_which_it_is_not_known_whether_somebody_is_known_stands_as_not_known() -> None:
    scanned = under("neighbourhood-access", fact("quick-scan-done", OPENED, colour="yellow"))
    assert [each.norm for each in duties(PRACTICE, scanned, date(2026, 1, 6))] == ["ask-advice"]
    assert "hand-over" in {each.norm for each in undetermined(PRACTICE, scanned, date(2026, 1, 6))}
    for colour in ("red", "green"):
        clear = under("neighbourhood-access", fact("quick-scan-done", OPENED, colour=colour))
        assert "hand-over" not in {each.norm for each in undetermined(PRACTICE, clear, date(2026, 1, 6))}


def test_help_begins_by_the_decision_that_asks_for_a_signed_plan_or_a_fair_chance() -> None:
    assert PRACTICE.measure("stabilisation").begins_by == ("start-stabilisation",)
    for measure in ("restructuring", "mediation"):
        assert PRACTICE.measure(measure).begins_by == ("prepare-settlement",)


@pytest.mark.parametrize(("months", "fits"), [(5, False), (6, True), (36, True), (37, False)])
def test_no_letter_excludes_for_another_time_than_six_to_thirty_six_months(months: int, fits: bool) -> None:
    assert PRACTICE.letter("exclusion").field("months").within(months) is fits


def test_ending_is_for_who_leads_the_team_to_decide_and_nothing_else_is() -> None:
    decision = PRACTICE.decision("end-help")
    assert (decision.by, decision.reserved) == ("team-manager", "leader")
    assert [each.id for each in PRACTICE.decisions if each.reserved] == ["end-help"]
    for each in ("end-help", "refuse-help", "withdraw-offer"):
        assert before(each, case()) == ()


@pytest.mark.parametrize(("months", "is_open"), [(5, False), (6, True), (36, True), (37, False)])
def test_an_exclusion_lasts_six_to_thirty_six_months_and_needs_a_second_stop(months: int, is_open: bool) -> None:
    twice = fact("stopped", "2026-01-26", times="second")
    term = fact("exclusion-term-set", "2026-01-26", months=months)
    limits, second = before("exclude", under("stabilisation", twice, term))
    assert (limits.is_open, second.is_open) == (is_open, True)
    once = fact("stopped", "2026-01-26", times="first")
    assert [gate.stops for gate in before("exclude", under("stabilisation", once, term))] == [not is_open, True]


@pytest.mark.parametrize(
    ("reason", "day", "rules"),
    [
        ("stopped-twice", "2026-12-01", ["excluded"]),
        ("stopped-twice", "2026-12-02", []),
        ("new-debts-no-good-reason", "2031-06-01", ["five-years"]),
        ("new-debts-no-good-reason", "2031-06-02", []),
        ("new-debts", "2026-06-02", []),
        ("data-collection-missed", "2026-06-02", []),
        ("settled", "2026-06-02", []),
    ],
)
def test_who_comes_back_meets_the_rule_of_how_the_help_ended(reason: str, day: str, rules: list[str]) -> None:
    ended = case(fact("case_closed", "2026-06-01", reason=reason))
    assert [each.rule.id for each in reentry(PRACTICE, ended, date.fromisoformat(day))] == rules


@pytest.mark.parametrize(("months", "last"), [(6, "2026-11-26"), (9, "2027-02-26"), (36, "2029-05-26")])
def test_who_was_excluded_meets_the_months_that_were_set_from_that_day(months: int, last: str) -> None:
    set_on = fact("exclusion-term-set", "2026-05-26", months=months)
    ended = case(set_on, fact("case_closed", "2026-06-01", reason="stopped-twice"))
    (rule,) = reentry(PRACTICE, ended, date.fromisoformat(last))
    assert (rule.rule.id, rule.until.isoformat()) == ("excluded", last)
    assert reentry(PRACTICE, ended, date.fromordinal(date.fromisoformat(last).toordinal() + 1)) == ()


@pytest.mark.parametrize(("said", "is_open"), [((), False), ((False,), True), ((True,), False), ((False, True), False)])
def test_refusing_who_comes_back_asks_a_reason_unless_it_is_not_out_of_proportion(
    said: tuple[bool, ...], is_open: bool
) -> None:
    weighed = [fact("hardship-weighed", f"2026-01-{20 + n}", disproportionate=each) for n, each in enumerate(said)]
    (gate,) = before("refuse-return", case(APPLIED, *weighed))
    assert (gate.is_open, gate.effect, gate.source) == (is_open, "asks_reason", "rules-8")
    for decision in ("end-help", "exclude", "refuse-help", "withdraw-offer"):
        assert "rules-8" not in {each.source for each in before(decision, case())}


def test_contact_with_creditors_has_no_clock_of_the_source_and_only_silence_asks_what_follows() -> None:
    letter = fact("creditor-letter", "2026-02-02", creditor="bank", step="inventory")
    reminder = fact("creditor-reminder", "2026-02-02", creditor="bank", step="proposal")
    found = duties(PRACTICE, under("mediation", letter, reminder), date(2026, 4, 1))
    assert {each.norm for each in found} == {"prepare-in-120-days", "decide-on-silence"}
    assert {PRACTICE.source(each.source).kind for each in found if each.norm == "decide-on-silence"} == {"own"}


@pytest.mark.parametrize("step", ["inventory", "proposal"])
def test_a_creditor_who_is_silent_for_six_weeks_asks_what_follows_by_our_own_choice(step: str) -> None:
    letter = fact("creditor-letter", "2026-02-02", creditor="bank", step=step)
    timeline = started(OPENED, "mediation", letter)
    assert of("decide-on-silence", timeline, "2026-03-16") == []
    (duty,) = of("decide-on-silence", timeline, "2026-03-17")
    assert (duty.due.isoformat(), PRACTICE.source(duty.source).kind) == ("2026-03-23", "own")
    for over in (
        fact("creditor-silent", "2026-03-17", creditor="bank", step=step, way="go-on"),
        fact("creditor-answer", "2026-03-17", creditor="bank", step=step),
    ):
        assert of("decide-on-silence", started(OPENED, "mediation", letter, over), "2026-03-17") == []


def test_what_a_creditor_refused_asks_what_follows_until_that_is_chosen_or_that_one_agrees() -> None:
    no = fact("creditor-answer", "2026-02-11", creditor="shop", step="proposal", agrees=False)
    (duty,) = of("follow-up-refusal", started(OPENED, "restructuring", no), "2026-02-11")
    assert duty.due.isoformat() == "2026-02-25"
    for over in (
        fact("refusal-followed-up", "2026-02-12", creditor="shop", way="nothing"),
        fact("creditor-answer", "2026-02-20", id="yes", creditor="shop", step="proposal", agrees=True),
    ):
        assert of("follow-up-refusal", started(OPENED, "restructuring", no, over), "2026-02-25") == []
