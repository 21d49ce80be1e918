"""Timelines with days as the source documents would name them, for the rules of each practice."""

from __future__ import annotations

from datetime import date

from alliantie.norms.duties import duties
from alliantie.norms.duty import Duty
from alliantie.norms.timeline import Fact, FactValue, Person, Timeline
from alliantie.practices import Practice


def fact(kind: str, on: str, *present: str, id: str = "", **values: FactValue) -> Fact:
    """A fact on a day, with who were there and what it says."""
    return Fact(id or f"{kind}@{on}", kind, date.fromisoformat(on), values=values, present=frozenset(present))


def started(on: str, measure: str, *facts: Fact, people: tuple[Person, ...] = (), until: str = "") -> Timeline:
    """A case that began on a day under a measure, with its last day where one was named."""
    named: dict[str, FactValue] = {"until": date.fromisoformat(until)} if until else {}
    begun = Fact(
        f"measure_started@{on}", "measure_started", date.fromisoformat(on), values={"measure": measure} | named
    )
    return Timeline(people, (fact("case_opened", on), begun, *facts))


def due_of(practice: Practice, norm: str, timeline: Timeline, on: str) -> list[Duty]:
    """The duties of one norm on a day."""
    return [duty for duty in duties(practice, timeline, date.fromisoformat(on)) if duty.norm == norm]
