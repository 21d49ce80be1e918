"""Work: signals of fraud and undeclared work, from telling the client to how each is handled (R18)."""

from __future__ import annotations

from datetime import date

from alliantie.norms.duties import duties
from alliantie.norms.gates import gates
from alliantie.norms.reactions import offered
from alliantie.norms.timeline import Fact
from alliantie.practices import Practice
from tests.norms.sources import due_of, fact
from tests.norms.test_work import WITH, each, shut, under


@each
def test_r16_and_r18_a_fine_for_undeclared_work_waits_until_the_client_was_told(practice: Practice) -> None:
    weighed = fact("culpability-weighed", "2026-03-02", culpability="intent", incident="a")
    first, told = signal("2026-03-02"), heard("2026-03-04")
    gate = "told-before-fine"
    for on, facts, found in (
        ("2026-03-03", (weighed,), [gate]),
        ("2026-03-03", (weighed, first), [gate]),
        ("2026-03-03", (weighed, first, told), [gate]),
        ("2026-03-04", (weighed, first, told), []),
        ("2026-03-04", (first, told), ["culpability-before-fine-undeclared"]),
    ):
        assert shut(practice, "impose-fine-undeclared", on, *facts) == found
    # What the client heard of another signal opens nothing, and what is not told of another shuts nothing.
    other = (heard("2026-03-02", "b"), signal("2026-03-05", "c"))
    assert shut(practice, "impose-fine-undeclared", "2026-03-06", weighed, first, *other) == [gate]
    assert shut(practice, "impose-fine-undeclared", "2026-03-06", weighed, first, told, *other) == []
    standing = gates(practice, under(practice), "impose-fine-undeclared", date(2026, 3, 2), demo=True)
    assert {(each.stops, each.emergency) for each in standing} == {(True, False)}
    offers = {one.id for one in offered(practice, "undeclared-work", {"told": "told"}, [WITH[practice.id]])}
    assert ("impose-fine-undeclared" in offers, "impose-fine" in offers) == (True, False)


@each
def test_r18_told_on_the_day_of_the_signal_counts(practice: Practice) -> None:
    weighed = fact("culpability-weighed", "2026-03-02", culpability="intent", incident="a")
    facts = (weighed, signal("2026-03-02"), heard("2026-03-02"))
    assert shut(practice, "impose-fine-undeclared", "2026-03-02", *facts) == []
    assert due_of(practice, "tell-client-first", under(practice, *facts), "2026-03-03") == []


@each
def test_r18_until_the_client_was_told_a_signal_is_seen_by_workers_alone(practice: Practice) -> None:
    """Our own rule, and a promise to the client: what a client can read of it says that it was talked about."""
    assert practice.for_workers("undeclared-signal")
    assert practice.for_workers("undeclared-signal-unfounded")
    assert not practice.for_workers("undeclared-work")
    assert practice.answers["undeclared-work"]["told"] == {"told"}
    assert "told" in practice.needed["undeclared-work"]


@each
def test_r18_a_signal_that_was_not_right_is_written_down_and_asks_no_more(practice: Practice) -> None:
    unfounded = fact("undeclared-signal-unfounded", "2026-03-04", what="undeclared", why="Het was een stage.")
    known = under(practice, signal("2026-03-02"), unfounded)
    assert due_of(practice, "tell-client-first", known, "2026-03-04") == []
    elsewhere = under(practice, signal("2026-03-02", what="other-fraud"), unfounded)
    assert len(due_of(practice, "tell-client-first", elsewhere, "2026-03-04")) == 1


@each
def test_r18_what_is_never_ignored_outlives_the_case(practice: Practice) -> None:
    closed = fact("case_closed", "2026-03-05", reason="work")
    ended = fact("measure_ended", "2026-03-05", measure=WITH[practice.id])
    for known, norm in ((signal("2026-03-04"), "tell-client-first"), (heard("2026-03-04"), "never-ignored")):
        timeline = under(practice, known, ended, closed)
        assert [duty.norm for duty in duties(practice, timeline, date(2026, 3, 6))] == [norm]


@each
def test_r18_a_client_who_died_is_told_nothing_any_more(practice: Practice) -> None:
    died = fact("case_closed", "2026-03-05", reason="died")
    ended = fact("measure_ended", "2026-03-05", measure=WITH[practice.id])
    timeline = under(practice, signal("2026-03-04"), ended, died)
    assert duties(practice, timeline, date(2026, 3, 6)) == ()


def signal(on: str, name: str = "a", what: str = "undeclared") -> Fact:
    """What a worker hears, before it was talked about."""
    return fact("undeclared-signal", on, id=f"{name} signal", what=what)


def heard(on: str, name: str = "a") -> Fact:
    """That it was talked about with the client first."""
    return fact("undeclared-work", on, id=f"{name} told", incident=name, what="undeclared", told="told")


@each
def test_r18_a_signal_is_told_to_the_client_first_and_then_never_left(practice: Practice) -> None:
    first = signal("2026-03-02")
    (duty,) = due_of(practice, "tell-client-first", under(practice, first), "2026-03-09")
    assert (duty.due, duty.overdue, duty.source) == (date(2026, 3, 9), False, "own-undeclared")
    assert due_of(practice, "tell-client-first", under(practice, first), "2026-03-10")[0].overdue
    assert due_of(practice, "never-ignored", under(practice, first), "2026-03-10") == []
    told = heard("2026-03-04")
    known = under(practice, first, told)
    assert due_of(practice, "tell-client-first", known, "2026-03-04") == []
    (duty,) = due_of(practice, "never-ignored", known, "2026-03-11")
    assert (duty.due, duty.overdue, duty.grade) == (date(2026, 3, 11), False, "must")
    assert due_of(practice, "never-ignored", known, "2026-03-12")[0].overdue


@each
def test_r18_two_signals_of_one_kind_each_need_their_own_talk_and_a_word_said_again_is_no_second_one(
    practice: Practice,
) -> None:
    one, two = signal("2026-03-02"), signal("2026-03-03", "b")
    again = fact("undeclared-work", "2026-03-05", id="a again", incident="a", what="undeclared", told="told")
    unfounded = fact("undeclared-signal-unfounded", "2026-03-05", what="undeclared", why="Het was een stage.")
    for facts, still in (
        ((), [one.id, two.id]),
        ((heard("2026-03-03"),), [two.id]),
        ((heard("2026-03-03"), again), [two.id]),
        ((heard("2026-03-03"), heard("2026-03-05", "b")), []),
        ((heard("2026-03-03"), unfounded), []),
        ((heard("2026-03-03"), signal("2026-03-04", "c", "other-fraud")), [two.id, "c signal"]),
        # A talk that came before a signal is about an earlier one.
        ((heard("2026-03-02"), heard("2026-03-02", "c")), [two.id]),
        ((fact("case_closed", "2026-03-05", reason="died"),), []),
    ):
        found = due_of(practice, "tell-client-first", under(practice, one, two, *facts), "2026-03-05")
        assert sorted(duty.start.id for duty in found) == still


@each
def test_r18_each_signal_is_handled_apart_and_in_any_of_the_ways(practice: Practice) -> None:
    one, other = heard("2026-03-04"), heard("2026-03-04", "b")
    for how in ("talked", "client-reports", "passed-on", "otherwise"):
        handled = fact("undeclared-work-handled", "2026-03-05", incident="a", how=how)
        (duty,) = due_of(practice, "never-ignored", under(practice, one, other, handled), "2026-03-05")
        assert duty.start.id == other.id


@each
def test_r18_a_fine_for_undeclared_work_is_how_it_was_handled_of_its_own_signal_alone(practice: Practice) -> None:
    one, other = heard("2026-03-04"), heard("2026-03-04", "b")
    fined = fact("decision_taken", "2026-03-05", decision="impose-fine-undeclared", incident="a")
    (duty,) = due_of(practice, "never-ignored", under(practice, one, other, fined), "2026-03-05")
    assert duty.start.id == other.id


@each
def test_r18_nothing_is_passed_on_before_the_client_was_told(practice: Practice) -> None:
    found = {one.id for one in offered(practice, "undeclared-work", {"told": "told"}, [WITH[practice.id]])}
    assert {"pass-on", "confront", "client-reports", "otherwise"} <= found
    assert practice.reactions is not None
    passed = practice.reactions.response("pass-on")
    assert (passed.letter, passed.decision) == (None, None)
    assert "told-first" in {told.id for told in practice.explanation.confidentiality}
