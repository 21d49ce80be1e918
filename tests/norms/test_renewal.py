"""Measures that follow each other, run side by side or are extended: no duty is lost, doubled or settled too early."""

from __future__ import annotations

from datetime import date, time

import pytest

from alliantie.norms.duties import duties
from alliantie.norms.gates import gates
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact, Person, Timeline
from tests.norms.ways import case, day, due, fact, of_two_measures, practice

TWO = of_two_measures()


def renewed(*facts: Fact) -> Timeline:
    return Timeline((), (fact("case_opened"), fact("measure_started", measure="sentence"), *facts))


def on(number: int, kind: str, id: str, at: time | None = None, about: str | None = None) -> Fact:
    return Fact(id, kind, day(number), at, {} if kind.startswith("case") else {"measure": "sentence"}, about)


@pytest.mark.parametrize(("ended", "begun"), [("a", "b"), ("b", "a")])
def test_a_measure_renewed_on_the_day_the_old_one_ends_keeps_its_duties(ended: str, begun: str) -> None:
    timeline = renewed(on(147, "measure_ended", ended), on(147, "measure_started", begun))
    (duty,) = due("plan", timeline, 147)
    assert (duty.start.id, duty.due) == (begun, day(147 + 42))
    # The ending of the old one does not settle what runs from the new one.
    assert [each.due for each in due("longest", timeline, 147)] == [day(147 + 27)]


@pytest.mark.parametrize(("closed", "opened"), [("a", "b"), ("b", "a")])
def test_a_case_opened_again_on_the_day_it_was_closed_is_open(closed: str, opened: str) -> None:
    timeline = renewed(
        on(3, "case_closed", closed), on(3, "case_opened", opened), fact("letter", 3, "l", creditor="bank")
    )
    assert [each.key for each in due("reply", timeline, 3)] == ["reply/l"]


@pytest.mark.parametrize(("ended", "begun"), [("a", "b"), ("b", "a")])
def test_what_began_and_ended_on_one_day_is_over(ended: str, begun: str) -> None:
    timeline = renewed(on(2, "measure_ended", "x"), on(5, "measure_started", begun), on(5, "measure_ended", ended))
    assert due("plan", timeline, 5) == []
    closed = Timeline((), (on(5, "case_closed", ended), on(5, "case_opened", begun)))
    assert Standing(practice(), closed, day(5)).is_closed


@pytest.mark.parametrize(("ended", "begun", "holds"), [(time(9), time(14), True), (time(14), time(9), False)])
def test_where_times_are_recorded_they_decide(ended: time, begun: time, holds: bool) -> None:
    timeline = renewed(on(9, "measure_ended", "a", ended), on(9, "measure_started", "b", begun))
    assert bool(due("plan", timeline, 9)) is holds


def test_a_measure_of_one_child_neither_begins_nor_ends_that_of_another() -> None:
    people = (Person("sam", "young_person", date(2012, 6, 1)), Person("kim", "young_person", date(2012, 6, 1)))
    facts = (
        fact("case_opened"),
        on(0, "measure_started", "s", about="sam"),
        on(9, "measure_started", "k", about="kim"),
    )
    timeline = Timeline(people, facts)
    assert {duty.person: duty.start.id for duty in due("alone", timeline, 10)} == {"sam": "s", "kim": "k"}
    ended = Timeline(people, (*facts, on(20, "measure_ended", "e", about="sam")))
    assert [duty.person for duty in due("alone", ended, 20)] == ["kim"]


def test_what_was_decided_before_an_extension_settles_nothing_about_the_new_end() -> None:
    start = fact("measure_started", measure="sentence", until=date(2027, 1, 5))
    asked = fact("decision_taken", 250, "asked", decision="request")
    longer = fact("measure_extended", 300, "longer", measure="sentence", until=date(2028, 1, 5))
    again = fact("decision_taken", 600, "again", decision="request")
    once = Timeline((), (fact("case_opened"), start, asked))
    assert due("extend", once, 260) == []
    (duty,) = due("extend", Timeline((), (*once.facts, longer)), 300)
    assert (duty.due, duty.key, duty.facts) == (date(2027, 11, 4), "extend/longer", ("longer",))
    assert due("extend", Timeline((), (*once.facts, longer, again)), 600) == []


@pytest.mark.parametrize(("decided", "longer"), [("a", "b"), ("b", "a")])
def test_what_was_decided_on_the_day_of_an_extension_settles_nothing_about_the_new_end(
    decided: str, longer: str
) -> None:
    begun = fact("measure_started", measure="sentence", until=date(2027, 1, 5))
    asked = fact("decision_taken", 300, decided, decision="request")
    until = fact("measure_extended", 300, longer, measure="sentence", until=date(2028, 1, 5))
    timeline = Timeline((), (fact("case_opened"), begun, asked, until))
    (duty,) = due("extend", timeline, 300)
    assert (duty.due, duty.start.id) == (date(2027, 11, 4), longer)
    again = fact("decision_taken", 600, "c", decision="request")
    assert due("extend", Timeline((), (*timeline.facts, again)), 600) == []
    # Where the times are known they decide.
    early, late = (Fact("e", "measure_extended", day(300), at, until.values) for at in (time(9), time(14)))
    noon = Fact("n", "decision_taken", day(300), time(12), asked.values)
    assert due("extend", Timeline((), (fact("case_opened"), begun, noon, early)), 300) == []
    assert due("extend", Timeline((), (fact("case_opened"), begun, noon, late)), 300) != []


def test_what_was_decided_on_the_day_that_names_an_end_for_the_first_time_is_about_that_end() -> None:
    first = fact("measure_extended", 20, "first", measure="sentence", until=day(60))
    asked = fact("decision_taken", 20, "asked", decision="request")
    assert due("extend", renewed(first), 20) != []
    assert due("extend", renewed(first, asked), 20) == []


def test_what_was_decided_on_the_day_a_measure_ended_is_not_about_the_one_that_begins_that_day() -> None:
    asked = fact("decision_taken", 300, "asked", decision="request")
    anew = fact("measure_started", 300, "anew", measure="sentence", until=date(2028, 1, 5))
    assert due("extend", Timeline((), (fact("case_opened"), anew, asked)), 300) == []
    (duty,) = due("extend", renewed(on(300, "measure_ended", "end"), anew, asked), 300)
    assert duty.start.id == "anew"


def test_what_two_measures_ask_from_one_start_is_one_duty() -> None:
    timeline = case(
        fact("measure_started", 3, "two", measure="second"),
        fact("level-set", 4, level="high"),
        fact("norm_deviated", 2, norm="visit", until=day(90)),
    )
    found = [duty for duty in duties(TWO, timeline, day(10)) if duty.norm == "visit"]
    # Under the first measure a deviation puts it off; under the second one it does not: the earlier day counts.
    assert [(duty.key, duty.due) for duty in found] == [("visit/level-set@4", date(2026, 2, 9))]


def test_a_gate_of_two_measures_stands_once_and_takes_what_came_since_the_first() -> None:
    two = fact("measure_started", 20, "two", measure="second")
    (gate,) = gates(TWO, case(fact("meeting", 10), two), "request", day(25), demo=True)
    assert gate.is_open
    (gate,) = gates(TWO, case(two), "request", day(25), demo=True)
    assert gate.stops


def test_what_ends_for_one_child_runs_on_for_the_family() -> None:
    of_sam = (on(1, "measure_started", "own", about="sam"), on(9, "measure_ended", "own-end", about="sam"))
    standing = Standing(practice(), renewed(*of_sam), day(10))
    assert [(force.measure, force.start.about) for force in standing.in_force] == [("sentence", None)]
