"""On which days a decision has to wait is told as the gates of everyday use say it on each of those days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from alliantie.norms.gates import gates
from alliantie.norms.holding import Held, held
from alliantie.norms.invented import EXAMPLE, invented
from alliantie.practices import Practice, library
from alliantie.practices.editing import with_value
from alliantie.practices.loader import load
from alliantie.practices.tree import Value
from tests.cases.own_ways import text_of

ON = date(2026, 11, 23)
SOON = date(2026, 12, 7)
"""The day on which what a rule waits for comes in a case that is made up."""


def before(practice: Practice, norm_id: str, decision: str) -> Held:
    """How one rule holds a decision back on the case that is made up for it."""
    made = invented(practice, practice.norm(norm_id), ON)
    assert made is not None
    found = held(practice, made.timeline, decision, incident=EXAMPLE, demo=True)
    return next(each for each in found if each.norm == norm_id)


@pytest.mark.parametrize("practice_id", sorted(library().ids()))
def test_the_days_are_those_on_which_the_gate_itself_is_shut(practice_id: str) -> None:
    practice = library().latest(practice_id)
    for norm in practice.norms:
        made = invented(practice, norm, ON) if norm.requires is not None else None
        if norm.requires is None or made is None:
            continue
        for decision in norm.requires.decision:
            found = {each.norm: each for each in held(practice, made.timeline, decision, incident=EXAMPLE, demo=True)}
            edges = {day for each in found.values() for span in each.spans for day in span if day is not None}
            days = {edge + timedelta(days=off) for edge in {ON, SOON, *edges} for off in (-1, 0, 1, 20)}
            for day in sorted(each for each in days if each >= ON):
                now = gates(practice, made.timeline, decision, day, incident=EXAMPLE, demo=True)
                shut = {gate.norm for gate in now if not gate.is_open}
                told = {
                    each.norm
                    for each in found.values()
                    if any(since <= day and (until is None or day < until) for since, until in each.spans)
                }
                assert told == shut, (norm.id, decision, day)


def test_a_decision_waits_for_what_comes_first_and_for_the_term_after_it() -> None:
    shelter = library().latest("nl-shelter-tussenvoorziening")
    # 000:2717-2719: weighed, and no longer ago than four weeks, which is our own.
    weighed = before(shelter, "weigh-before-notice", "give-notice")
    assert (weighed.effect, weighed.emergency) == ("blocks", True)
    assert weighed.spans == ((ON, SOON), (date(2027, 1, 5), None))
    # 000:2329-2337: three years from the day on which somebody came to live in Majella, danger or not.
    majella = before(shelter, "three-years-in-majella", "flip-contract")
    assert not majella.emergency
    assert [until for _since, until in majella.spans] == [date(2029, 12, 8)]


def test_another_fact_another_term_or_another_weight_in_a_copy_is_seen_on_the_same_case() -> None:
    ours = library().latest("nl-shelter-tussenvoorziening")
    at = next(place for place, norm in enumerate(ours.norms) if norm.id == "weigh-before-notice")
    made = invented(ours, ours.norms[at], ON)
    assert made is not None

    def told(*changes: tuple[str, Value]) -> Held:
        text = text_of(ours.id)
        for name, value in changes:
            text = with_value(text, ("norms", at, *name.split(".")), value)
        copied, _problems = load(text.encode(), "")
        assert copied is not None
        found = held(copied, made.timeline, "give-notice", demo=True)
        return next(each for each in found if each.norm == "weigh-before-notice")

    assert told(("requires.fresh", "P2W")).spans == ((ON, SOON), (date(2026, 12, 22), None))
    assert told(("requires.needs.fact", "director-consulted")).spans == ((ON, None),)
    assert told(("effect", "asks_reason")).effect == "asks_reason"


def test_outside_the_demo_a_rule_that_nobody_checked_holds_nothing_back() -> None:
    practice = library().latest("nl-shelter-tussenvoorziening")
    norm = practice.norm("weigh-before-notice")
    made = invented(practice, norm, ON)
    assert made is not None
    assert {each.effect for each in held(practice, made.timeline, "give-notice")} == {"informs"}
