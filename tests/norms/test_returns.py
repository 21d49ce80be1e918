"""How long a rule for who comes back is met: as was set for somebody, from the day that was decided."""

from __future__ import annotations

from datetime import date

import pytest

from alliantie.norms.outcomes import reentry, reentry_after
from alliantie.norms.timeline import Fact, Timeline
from alliantie.practices import Practice, library
from alliantie.practices.reaction import TermFrom

DECIDED, ENDED = date(2026, 1, 31), date(2026, 2, 15)
TERM = TermFrom(fact="exclusion-term-set", value="months", unit="M")


def practice(term: bool = True) -> Practice:
    """Debt help in which the shortest exclusion is as long as was set, or else as the source says (or not met)."""
    read = library().latest("nl-debt-tilburg")
    assert read.outcomes is not None
    rule = next(each for each in read.outcomes.returns if each.id == "excluded")
    changed = {"term_from": TERM} if term else {"term_from": TERM, "term": None}
    returns = (rule.model_copy(update=changed),)
    return read.model_copy(update={"outcomes": read.outcomes.model_copy(update={"returns": returns})})


def ended(*facts: Fact) -> Timeline:
    opened = Fact("o", "case_opened", date(2025, 1, 1))
    closed = Fact("c", "case_closed", ENDED, values={"outcome": "negative", "reason": "stopped-twice"})
    return Timeline((), (opened, *facts, closed))


def set_at(months: int, on: date = DECIDED) -> Fact:
    return Fact(f"{on}", "exclusion-term-set", on, values={"months": months})


@pytest.mark.parametrize(("day", "met"), [(date(2026, 10, 31), True), (date(2026, 11, 1), False)])
def test_a_term_that_was_set_runs_from_the_day_it_was_set(day: date, met: bool) -> None:
    assert bool(reentry(practice(), ended(set_at(9)), day)) is met


def test_the_last_term_that_was_set_counts() -> None:
    (found,) = reentry(practice(), ended(set_at(36, date(2025, 5, 1)), set_at(6)), ENDED)
    assert found.until == date(2026, 7, 31)


def test_where_none_was_set_the_term_of_the_source_counts_from_the_end_or_the_rule_is_not_met() -> None:
    (found,) = reentry(practice(), ended(), ENDED)
    assert found.until == date(2026, 8, 15)
    assert reentry(practice(term=False), ended(), ENDED) == ()


@pytest.mark.parametrize("months", [0, -3, 100_000, True, None])
def test_what_cannot_be_a_term_is_none(months: object) -> None:
    said = {"exclusion-term-set": (DECIDED, {"months": months})}
    assert reentry_after(practice(term=False), "stopped-twice", ENDED, ENDED, said) == ()
