"""What has to come before a decision of our own."""

from datetime import date

import pytest

from alliantie.norms.gates import Gate, gates
from alliantie.norms.timeline import Timeline
from tests.norms.ways import case, day, fact, practice

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
