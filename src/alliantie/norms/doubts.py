"""What does not fit the rules of a practice where a measure is recorded: asked of whoever records it, never refused."""

from __future__ import annotations

from datetime import date

from alliantie.norms.comparing import age
from alliantie.practices import Practice
from alliantie.practices.frame import Ages


def outside_ages(practice: Practice, measure_id: str, role: str, born: date, on: date) -> tuple[Ages, int] | None:
    """Between which ages a measure begins, and the age of somebody outside them on the day; None where it fits."""
    ages = practice.measure(measure_id).ages
    if ages is None or ages.per != role:
        return None
    years = age(born, on)
    return None if ages.least <= years <= ages.most else (ages, years)
