"""The measures of a case in words, and which of them are over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from alliantie.cases.models import Case
from alliantie.cases.queries import measures_in, practice_of
from alliantie.norms.calendars import last_day


@dataclass(frozen=True, slots=True)
class RunningMeasure:
    """A measure of the case, for everyone in it or for one."""

    measure_id: str
    name: str
    client_id: UUID | None
    client_name: str
    starts_on: date
    ends_on: date | None
    until: date | None
    longer: str = ""
    """The day that its source sets, and why it lasts longer; "" where it does not."""

    @property
    def last(self) -> date | None:
        """The last day on which it holds or held, as people say it; None where no end was named."""
        end = self.ends_on or self.until
        # What began and ended on one day had that day.
        return max(self.starts_on, last_day(end)) if end else None


def is_over(measure: RunningMeasure, case: Case, today: date) -> bool:
    """Whether its end was recorded; after the case ended, when that is often late, also whether its day is over."""
    if measure.ends_on is not None or case.closed_on is None:
        return measure.ends_on is not None
    return measure.last is not None and measure.last < today


def measures_of(case: Case, language: str) -> tuple[RunningMeasure, ...]:
    """Every measure of a case read as a whole, first started first. Costs no query."""
    practice = practice_of(case)
    return tuple(
        RunningMeasure(
            each.measure_id,
            practice.measure(each.measure_id).name.in_(language),
            each.client_id,
            each.client_name,
            each.starts_on,
            each.ends_on,
            each.until,
        )
        for each in measures_in(case)
    )
