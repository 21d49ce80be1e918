"""What has to come before a decision of our own."""

from datetime import date

import pytest

from alliantie.norms.gates import Gate, gates
from alliantie.norms.timeline import Timeline
from tests.norms.ways import case, day, due, fact, practice

CHECKED = ("    checked: null", "    checked: {by: Jurist, on: 2026-01-01}")


def only(timeline: Timeline, on: int, *, demo: bool = True, changes: tuple[tuple[str, str], ...] = ()) -> Gate:
    (gate,) = gates(practice(*changes), timeline, "request", day(on), demo=demo)
    return gate


def test_a_gate_stops_until_what_it_asks_for_is_there() -> None:
    timeline = case(fact("meeting", 10))
    assert only(timeline, 9).stops
    assert not only(timeline, 10).stops
    opened = only(timeline, 10).open_by
    assert opened is not None
    assert opened.on == day(10)


@pytest.mark.parametrize(("on", "stops"), [(date(2026, 4, 15), False), (date(2026, 4, 16), True)])
def test_what_opens_a_gate_grows_old_where_the_practice_says_so(on: date, stops: bool) -> None:
    (gate,) = gates(practice(), case(fact("meeting", 10)), "request", on, demo=True)
    assert gate.stops is stops


WAITS = ("needs: {fact: meeting}, fresh: P3M,", "needs: {fact: meeting}, passed: P1M,")


@pytest.mark.parametrize(("on", "stops"), [(date(2026, 2, 15), True), (date(2026, 2, 16), False)])
def test_a_gate_can_wait_for_a_term_after_what_it_asks_for(on: date, stops: bool) -> None:
    (gate,) = gates(practice(WAITS), case(fact("meeting", 10)), "request", on, demo=True)
    assert gate.stops is stops


def test_a_gate_that_waits_counts_from_the_latest_of_what_it_asks_for() -> None:
    timeline = case(fact("meeting", 10), fact("meeting", 20, "again"))
    for on, stops in ((date(2026, 2, 25), True), (date(2026, 2, 26), False)):
        (gate,) = gates(practice(WAITS), timeline, "request", on, demo=True)
        assert gate.stops is stops


def test_a_rule_nobody_checked_stops_nothing_outside_the_demo() -> None:
    gate = only(case(), 5, demo=False)
    assert (gate.is_open, gate.checked, gate.effect, gate.stops) == (False, False, "informs", False)
    assert only(case(), 5, demo=False, changes=(CHECKED,)).stops


def test_a_gate_says_whether_an_emergency_passes_it() -> None:
    assert only(case(), 5).emergency
    ground = ("emergency: true", "emergency: false, emergency_source: law")
    assert not only(case(), 5, changes=(ground,)).emergency


def test_a_gate_whose_condition_is_not_known_stands_there() -> None:
    when = ("    effect: blocks\n    measures: any", '    effect: blocks\n    measures: any\n    when: level == "high"')
    assert only(case(), 5, changes=(when,)).stops
    assert gates(practice(when), case(fact("level-set", 0, level="low")), "request", day(5)) == ()


def test_a_decision_this_practice_does_not_have_is_refused() -> None:
    with pytest.raises(KeyError):
        gates(practice(), case(), "other", day(0))


UNLESS = ("needs: {fact: meeting}, fresh", "needs: {fact: meeting}, unless: {fact: stopped}, fresh")


@pytest.mark.parametrize(("stopped", "is_open"), [(9, True), (10, False), (11, False)])
def test_what_was_taken_back_on_the_same_day_or_later_opens_nothing(stopped: int, is_open: bool) -> None:
    timeline = case(fact("meeting", 10), fact("stopped", stopped))
    assert only(timeline, 12, changes=(UNLESS,)).is_open is is_open


def test_a_new_fact_opens_again_what_was_taken_back() -> None:
    timeline = case(fact("meeting", 10), fact("stopped", 11), fact("meeting", 12, "again"))
    opened = only(timeline, 12, changes=(UNLESS,)).open_by
    assert opened is not None
    assert opened.id == "again"


def test_a_gate_of_any_measure_stands_until_the_case_is_closed_also_where_nobody_recorded_its_opening() -> None:
    assert only(Timeline(), 5).stops
    assert only(Timeline((), (fact("meeting", 4),)), 5).is_open
    closed = Timeline((), (fact("case_closed", 4),))
    assert gates(practice(), closed, "request", day(4)) == ()


@pytest.mark.parametrize(("on", "holds"), [(date(2026, 2, 1), True), (date(2026, 2, 2), False)])
def test_a_rule_whose_source_is_no_longer_valid_brings_no_gate_and_no_duty(on: date, holds: bool) -> None:
    read = practice(("    valid_until: null", "    valid_until: 2026-02-02"))
    assert bool(gates(read, case(), "request", on)) is holds
    assert bool(due("plan", case(), (on - day(0)).days, read)) is holds


def test_a_rule_whose_source_is_not_valid_yet_brings_no_gate_and_no_duty() -> None:
    read = practice(("    valid_from: 2015-01-01", "    valid_from: 2026-01-10"))
    for number, holds in ((4, False), (5, True)):
        assert bool(gates(read, case(), "request", day(number))) is holds
        assert bool(due("plan", case(), number, read)) is holds
