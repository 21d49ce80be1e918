"""What settles that which a rule asks: one thing for all its starts, or for each its own where the rule says so."""

from __future__ import annotations

from collections.abc import Iterable

from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact, Person
from alliantie.practices.norm import Done, Followed, Within


def unsettled(
    standing: Standing, rule: Within, starts: Iterable[Fact], person: Person | None, under: Fact | None
) -> list[Fact]:
    """The starts after which what the rule asks was not done and did not fall away. Give them oldest first.

    Where each start needs its own, what settles one of them is spent on it: the first thing that settles the oldest.
    """
    ways = (rule.done, *rule.dropped)
    one_each = [way for way in ways if rule.apart and way.same]
    spent: set[str] = set()

    def settled(start: Fact, way: Done) -> Fact | None:
        but = spent if way in one_each else None
        return standing.settled_by(way, start, person, under=under, before_end=rule.before is not None, but=but)

    open_yet = []
    for start in starts:
        if has_ended(standing, rule.done, start) or any(settled(start, way) for way in ways if way not in one_each):
            continue
        own = [fact for way in one_each if (fact := settled(start, way)) is not None]
        if own:
            spent.add(min(own, key=lambda fact: fact.moment).id)
        else:
            open_yet.append(start)
    return open_yet


def has_ended(standing: Standing, done: Done, start: Fact) -> bool:
    """Whether a measure that has to end did so, also on the day it began; a closed case asks that no more."""
    ends = done.fact == "measure_ended" and start.kind == "measure_started"
    return ends and (standing.is_closed or standing.has_ended(start))


def followed(standing: Standing, rule: Followed, person: Person | None = None, since: Fact | None = None) -> bool:
    """Whether something that a rule names came after each fact it means, of those from `since` on."""
    return all(
        any(standing.settled_by(way, fact, person) for way in rule.by)
        for each in rule.each
        for fact in standing.matching(each, person)
        if since is None or fact.not_before(since)
    )
