"""What does not fit the rules of a practice where a measure is recorded: asked of whoever records it, never refused."""

from __future__ import annotations

from datetime import date

from alliantie.norms import calendars
from alliantie.norms.standing import age
from alliantie.practices import Practice
from alliantie.practices.norm import Norm
from alliantie.practices.schema import Ages


def too_long(practice: Practice, measure_id: str, start: date, until: date) -> tuple[Norm, date] | None:
    """The rule by which a measure ends sooner than `until`, with the last day it can run to; None where it fits.

    What a source calls an average is no rule.
    """
    for norm in practice.norms:
        rule = norm.at_most
        if rule is None or rule.term is None or rule.start is None or rule.ends is None or norm.grade == "average":
            continue
        if (rule.start.fact, rule.ends.fact) != ("measure_started", "measure_ended"):
            continue
        if (
            norm.measures == "any"
            or measure_id not in norm.measures
            or not practice.source(norm.source).is_valid(start)
        ):
            continue
        last = calendars.after(start, rule.term, practice.country)
        if last < until:
            return norm, last
    return None


def outside_ages(practice: Practice, measure_id: str, role: str, born: date, on: date) -> tuple[Ages, int] | None:
    """Between which ages a measure begins, and the age of somebody outside them on the day; None where it fits."""
    ages = practice.measure(measure_id).ages
    if ages is None or ages.per != role:
        return None
    years = age(born, on)
    return None if ages.least <= years <= ages.most else (ages, years)
