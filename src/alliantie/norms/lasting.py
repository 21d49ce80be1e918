"""How long a measure may last by its practice, before a reason has to be given."""

from __future__ import annotations

from datetime import date

from alliantie.norms import calendars
from alliantie.practices import Practice
from alliantie.practices.norm import Norm
from alliantie.practices.periods import Term


def longest(practice: Practice, measure: str, day: date) -> tuple[Norm, Term] | None:
    """The rule that asks a reason for a longer measure, and its term; None where none that is valid on `day` does."""
    for norm in practice.norms:
        rule = norm.at_most
        if rule is None or rule.term is None or rule.start is None or norm.effect != "asks_reason":
            continue
        under = norm.measures == "any" or measure in norm.measures
        if under and rule.start.fact == "measure_started" and practice.source(norm.source).is_valid(day):
            return norm, rule.term
    return None


def beyond(practice: Practice, measure: str, starts_on: date, until: date | None) -> tuple[Norm, date] | None:
    """The rule that a measure which lasts from a day until another goes beyond, and the last day that it sets."""
    found = longest(practice, measure, starts_on)
    if found is None or until is None:
        return None
    norm, term = found
    last = calendars.lasts_until(starts_on, term, practice.country)
    return (norm, last) if calendars.last_day(until) > last else None


def outlasts(practice: Practice, measure: str, starts_on: date, until: date | None) -> Norm | None:
    """The same rule alone: a reason is asked because of it."""
    found = beyond(practice, measure, starts_on, until)
    return found[0] if found is not None else None
