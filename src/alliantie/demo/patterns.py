"""How a working alliance goes over the rounds, as answers. Pure: levels per round, and answers that carry them.

The courses are ours, made to show what the pictures can show; no research says how often each occurs.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from math import floor
from random import Random
from typing import Literal, NamedTuple, Protocol

Role = Literal["client", "professional"]
Share = Literal["all", "picture", "nothing"]
Answer = int | Literal["dont_know", "rather_not"]


class Asked(Protocol):
    """An item of a questionnaire, as far as an answer needs it."""

    @property
    def id(self) -> str: ...
    @property
    def scale(self) -> str: ...


class Pattern(StrEnum):
    """A course that can be told in one sentence."""

    STABLE = "stable"
    CEILING = "ceiling"
    REPAIR = "repair"
    DIP = "dip"
    DECLINE = "decline"
    REFUSAL = "refusal"


class Levels(NamedTuple):
    """Where someone stands at one point of a course, from 1 (not at all) to 5 (completely)."""

    trust: float
    direction: float
    bond: float
    friction: float


# In a dip the first points are with the earlier worker. That trust falls after a change of worker was found among 201
# supervisees (Sturm and others 2020); that it comes back within a year is ours.
_BEFORE_DIP = 2

_CLIENT: dict[Pattern, tuple[Levels, ...]] = {
    Pattern.STABLE: (
        Levels(4, 4, 4, 2),
        Levels(4, 4.25, 4, 2),
        Levels(4.25, 4, 4, 1.75),
        Levels(4, 4.25, 4.25, 2),
        Levels(4, 4, 4.25, 2),
    ),
    # Someone who says yes to everything, to what is stiff as well.
    Pattern.CEILING: (Levels(5, 5, 5, 5),) * 4,
    Pattern.REPAIR: (
        Levels(1.75, 3, 1.75, 4.5),
        Levels(2.75, 3.5, 3, 3.75),
        Levels(3.5, 4, 3.75, 3),
        Levels(4, 4.25, 4, 2.5),
        Levels(4.25, 4.25, 4.25, 2.25),
    ),
    Pattern.DIP: (
        Levels(4.25, 4.25, 4.25, 2),
        Levels(4.5, 4.25, 4.5, 1.75),
        Levels(2.5, 3.5, 2.75, 3.75),
        Levels(3.25, 4, 3.5, 3),
        Levels(4, 4.25, 4, 2.5),
    ),
    # The goal stays clear while trust goes: what is asked is known, and weighs.
    Pattern.DECLINE: (
        Levels(4.25, 4.25, 4.5, 2),
        Levels(4, 4.25, 4, 2.5),
        Levels(3.5, 4.25, 3.5, 3),
        Levels(3, 4, 3, 3.5),
        Levels(2.25, 4, 2.5, 4.25),
    ),
    Pattern.REFUSAL: (),
}

# Clients tend to rate higher than professionals (Igra 2020). That these see a turn later, and by how much, is ours.
_PROFESSIONAL: dict[Pattern, tuple[Levels, ...]] = {
    Pattern.STABLE: (Levels(3.75, 4, 3.75, 2), Levels(4, 3.75, 4, 2), Levels(3.75, 4, 4, 2.25)),
    Pattern.CEILING: (Levels(3.5, 3.5, 4, 2.5), Levels(3.5, 3.75, 3.75, 2.5)),
    Pattern.REPAIR: (
        Levels(3, 3.75, 3.25, 3.5),
        Levels(2.75, 3.5, 3, 3.5),
        Levels(3.25, 3.75, 3.5, 3),
        Levels(3.75, 4, 3.75, 2.5),
    ),
    Pattern.DIP: (
        Levels(4, 4, 4, 2),
        Levels(4, 4.25, 4.25, 2),
        Levels(3.25, 3.5, 3.25, 2.75),
        Levels(3.5, 3.75, 3.5, 2.5),
        Levels(3.75, 4, 4, 2.25),
    ),
    Pattern.DECLINE: (
        Levels(4, 4, 4, 2),
        Levels(4, 4, 4, 2),
        Levels(4, 4, 3.75, 2.5),
        Levels(3.75, 4, 3.5, 3),
        Levels(3.25, 4, 3.25, 3.5),
    ),
    Pattern.REFUSAL: (Levels(2.75, 3.25, 3, 3.5),),
}

# How often the answers of one scale are less alike than they could be.
_UNEVEN = 0.3

# The first item of a scale that someone would not or could not answer: pattern and round, then scale and answer.
_APART: dict[tuple[Pattern, int], tuple[str, Answer]] = {
    (Pattern.REPAIR, 0): ("friction", "rather_not"),
    (Pattern.DECLINE, 3): ("direction", "dont_know"),
}


def turn_of(count: int) -> int:
    """The round (from 0) in the middle of a course of `count` rounds, at which its turn comes, where it takes one."""
    return count // 2


def levels(pattern: Pattern, number: int, count: int, role: Role) -> Levels | None:
    """Where `role` stands in round `number` (from 0) of `count`; None when that person gives no answers.

    A course is spread over its rounds, however many there are; in a dip the change of worker comes at its turn.
    """
    course = (_CLIENT if role == "client" else _PROFESSIONAL)[pattern]
    if pattern is not Pattern.DIP:
        return _along(course, number, count)
    turn = turn_of(count)
    if number < turn:
        return _along(course[:_BEFORE_DIP], number, turn)
    return _along(course[_BEFORE_DIP:], number - turn, count - turn)


def _along(course: Sequence[Levels], number: int, count: int) -> Levels | None:
    """Where round `number` of `count` stands on the straight lines between the points of a course."""
    if not course:
        return None
    place = number * (len(course) - 1) / max(count - 1, 1)
    before = course[floor(place)]
    after = course[min(floor(place) + 1, len(course) - 1)]
    return Levels(*(one + (other - one) * (place % 1) for one, other in zip(before, after, strict=True)))


def answers(
    pattern: Pattern, number: int, count: int, role: Role, items: Sequence[Asked], top: int, chance: Random
) -> dict[str, Answer]:
    """Answers to `items` in round `number` (from 0) of `count`, on a form from 1 to `top`; empty for who gives none.

    The mean of a scale differs from its level by less than one answer step divided by the number of its items.
    """
    here = levels(pattern, number, count, role)
    if here is None:
        return {}
    given: dict[str, Answer] = {}
    for scale in Levels._fields:
        asked = [item.id for item in items if item.scale == scale]
        level = 1 + (getattr(here, scale) - 1) * (top - 1) / 4
        # One draw for the whole scale spreads the fraction evenly over its items, in an order by chance.
        chance.shuffle(asked)
        start = chance.random()
        values = [min(top, floor(level + (place + start) / len(asked))) for place in range(len(asked))]
        # Nobody answers everything of one kind alike: now and then one answer is higher and another lower.
        if len(asked) > 1 and values[0] > 1 and values[-1] < top and chance.random() < _UNEVEN:
            values[0], values[-1] = values[0] - 1, values[-1] + 1
        given |= dict(zip(asked, values, strict=True))
    if role == "client" and (pattern, number) in _APART:
        scale, answer = _APART[pattern, number]
        given[next(item.id for item in items if item.scale == scale)] = answer
    return {item.id: given[item.id] for item in items}
