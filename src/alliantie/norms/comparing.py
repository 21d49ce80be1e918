"""Facts and people compared: ages, what says the same, whom a fact is about, and which beginning stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from alliantie.norms.timeline import ENDING, Fact, Person


def age(born: date, day: date) -> int:
    """Whole years on `day`; who was born on 29 February has a birthday on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def birthday(born: date, years: int) -> date:
    """The day on which someone reaches an age, as `age` counts it."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def alike(one: object, other: object) -> bool:
    """Whether two values are the same; of words neither the capitals nor the spaces around them count."""
    if isinstance(one, str) and isinstance(other, str):
        return one.strip().casefold() == other.strip().casefold()
    return one == other


def agree(one: Fact, other: Fact) -> bool:
    """Whether two facts can be about the same person."""
    return one.about is None or other.about is None or one.about == other.about


def share(one: Fact, other: Fact) -> bool:
    """Whether two facts can be about somebody they share."""
    these, those = ({each.about, *each.present} - {None} for each in (one, other))
    return not these or not those or not these.isdisjoint(those)


def at_once(one: Fact, other: Fact) -> bool:
    """Whether two facts are of one day in an order that nobody recorded."""
    return one.on == other.on and one.not_before(other) and other.not_before(one)


def follows_an_end(start: Fact, facts: Iterable[Fact]) -> bool:
    """Whether what names the end of a measure follows on an end it had: it extends a measure of which an end was named,
    or begins anew on the day on which the same measure ended.
    """
    same = (each for each in facts if each.values.get("measure") == start.values.get("measure") and agree(each, start))
    if start.kind == "measure_extended":
        return any(each.kind in ENDING and each.on < start.on and each.day("until") is not None for each in same)
    return start.kind == "measure_started" and any(
        each.kind == "measure_ended" and each.on == start.on and start.not_before(each) for each in same
    )


def concerns(fact: Fact, person: Person) -> bool:
    """Whether a fact is about a person, or that person was there, or it says of nobody whom it is about."""
    return fact.about == person.id or person.id in fact.present or (fact.about is None and not fact.present)


def standing_start(facts: Iterable[Fact]) -> Fact | None:
    """Of beginnings and endings, oldest first, the latest beginning that did not end.

    An ending ends what stands; where nothing stands, what begins on its own day in an order that nobody recorded.
    """
    start: Fact | None = None
    ended: Fact | None = None
    for fact in facts:
        if fact.kind in ("case_closed", "measure_ended"):
            start, ended = None, fact if start is None else None
        elif ended is not None and ended.on == fact.on and None in (ended.at, fact.at):
            ended = None
        else:
            start, ended = fact, None
    return start
