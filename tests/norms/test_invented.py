"""A case that is made up for a rule: there is one for each rule of each practice, and both versions read it."""

from __future__ import annotations

from datetime import date

import pytest

from alliantie.norms.differences import beside, changed_duties
from alliantie.norms.duties import duties
from alliantie.norms.holding import held
from alliantie.norms.invented import EXAMPLE, invented
from alliantie.norms.standing import Standing
from alliantie.norms.waiting import waiting
from alliantie.practices import Practice, library
from alliantie.practices.editing import with_value
from alliantie.practices.loader import load
from alliantie.practices.norm import AtMost, Match
from alliantie.practices.periods import parse_term
from tests.cases.own_ways import term_of, text_of

ON = date(2026, 11, 23)
LEAP = date(2028, 2, 29)


def other(practice_id: str, norm: str, term: str) -> Practice:
    practice, _problems = load(term_of(norm, term, practice_id)(text_of(practice_id)).encode(), "")
    assert practice is not None
    return practice


@pytest.mark.parametrize("practice_id", sorted(library().ids()))
@pytest.mark.parametrize("on", [ON, LEAP])
def test_for_every_rule_that_asks_something_there_is_a_case_in_which_it_does(practice_id: str, on: date) -> None:
    practice = library().latest(practice_id)
    without = []
    for norm in practice.norms:
        if norm.requires is None and norm.grade != "average":
            made = invented(practice, norm, on)
            asked = {each.norm for each in duties(practice, made.timeline, made.day)} if made else set()
            waits = {each.norm for each in waiting(Standing(practice, made.timeline, made.day))} if made else set()
            if norm.id not in asked | waits:
                without.append(norm.id)
    assert without == []


@pytest.mark.parametrize("practice_id", sorted(library().ids()))
def test_for_every_rule_that_holds_a_decision_back_there_is_a_case_in_which_it_does_until_it_does_not(
    practice_id: str,
) -> None:
    practice = library().latest(practice_id)
    without = []
    for norm in practice.norms:
        if norm.requires is not None:
            made = invented(practice, norm, ON)
            spans = [
                each.spans
                for decision in norm.requires.decision
                for each in (held(practice, made.timeline, decision, incident=EXAMPLE, demo=True) if made else ())
                if each.norm == norm.id
            ]
            if not any(until is not None for days in spans for _since, until in days):
                without.append(norm.id)
    assert without == []


def test_another_term_is_another_day_on_the_case_and_all_else_stays() -> None:
    old, new = library().latest("nl-probation"), other("nl-probation", "reporting-level-2", "P3W")
    made = invented(old, old.norm("reporting-level-2"), ON)
    assert made is not None
    (changed,) = changed_duties(old, made.timeline, new, made.timeline, made.day)
    assert (changed.norm, changed.was, changed.will) == ("reporting-level-2", date(2026, 12, 7), date(2026, 12, 14))
    pairs = beside(old, made.timeline, new, made.timeline, made.day)
    assert len(pairs) > 1
    assert all(each.was is not None and each.will is not None for each in pairs)


def test_for_how_long_a_case_waits_changes_beside_its_duties() -> None:
    old = library().latest("nl-debt-zeist")
    rule = old.norm("call-for-budget")
    text = with_value(text_of(old.id), ("norms", old.norms.index(rule), "within", "after"), "P6W")
    new, _problems = load(text.encode(), "")
    assert new is not None
    made = invented(old, rule, ON)
    assert made is not None
    (changed,) = changed_duties(old, made.timeline, new, made.timeline, ON)
    assert (changed.norm, changed.waits) == ("call-for-budget", True)
    assert (changed.was, changed.will) == (date(2026, 12, 21), date(2027, 1, 4))
    # Once the waiting is over under one of them, it is a duty there and still a wait under the other.
    found = changed_duties(old, made.timeline, new, made.timeline, date(2026, 12, 22))
    assert [(each.waits, each.was is None, each.will is None) for each in found] == [
        (False, False, True),
        (True, True, False),
    ]


@pytest.mark.parametrize(("number", "window"), [(3, "P1W"), (30, "P1D"), (1000, "P1D")])
def test_a_limit_on_how_often_is_seen_however_often_that_is(number: int, window: str) -> None:
    practice = library().latest("nl-probation")
    counts = Match(fact="contact", where='talk != "none"')
    limit = AtMost(number=number, counts=counts, window=parse_term(window))
    norm = practice.norm("explain-frame").model_copy(update={"within": None, "at_most": limit})
    made = invented(practice, norm, ON)
    assert made is not None
    assert sum(fact.kind == "contact" for fact in made.timeline.facts) == number + 1
