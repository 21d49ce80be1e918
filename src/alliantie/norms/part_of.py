"""What starts as part of something that began before, and is no start of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from alliantie.norms import calendars
from alliantie.norms.comparing import agree
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact, Person
from alliantie.practices.norm import Within


def own_starts(standing: Standing, rule: Within, starts: Iterable[Fact], person: Person | None) -> list[Fact]:
    """The starts that are no part of what a fact `part_of` began before."""
    began = [fact for match in rule.part_of for fact in standing.matching(match, person)]
    return [each for each in starts if each in began or not any(_is_part(standing, rule, each, of) for of in began)]


def _is_part(standing: Standing, rule: Within, start: Fact, of: Fact) -> bool:
    if not start.not_before(of):
        return False
    if rule.part_for is None:
        return True
    over = _over_on(standing, of)
    return over is None or start.on <= calendars.after(over, rule.part_for, standing.practice.country)


def _over_on(standing: Standing, of: Fact) -> date | None:
    """When what a fact began was over: the end of its measure, None as long as that runs; else its own day."""
    if of.kind != "measure_started":
        return of.on
    measure = of.values.get("measure")
    ends = [
        fact.on
        for fact in standing.facts
        if (fact.kind == "case_closed" or (fact.kind == "measure_ended" and fact.values.get("measure") == measure))
        and agree(fact, of)
        and fact.not_before(of)
    ]
    return min(ends, default=None)
