"""For which rules a talk counts only with others there too: said while it is recorded, and not found out later."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from alliantie.norms.reactions import under
from alliantie.practices import Practice
from alliantie.practices.conditions import Condition, condition
from alliantie.practices.norm import Norm
from alliantie.practices.rounds import Talk
from alliantie.practices.told import holds_under


def asks_present(practice: Practice) -> bool:
    """Whether a rule of the practice asks who was there. Costs no query."""
    return any("present" in each.asked for norm in practice.norms for each in _counting(practice, norm))


def with_others(practice: Practice, measures: Collection[str], roles: Iterable[str], language: str) -> tuple[str, ...]:
    """The rules under these measures for which no talk with people in these roles counts unless others were there."""
    present = tuple(sorted(set(roles)))
    talks = [talk for talk in practice.talks if holds_under(talk, measures)]
    found = (
        norm.text.in_(language)
        for norm in practice.norms
        if under(norm.measures, measures)
        for asked in _counting(practice, norm)
        if any(_counts(asked, talk, (*present, "other")) for talk in talks)
        if not any(_counts(asked, talk, present) for talk in talks)
    )
    return tuple(dict.fromkeys(found))


def _counting(practice: Practice, norm: Norm) -> Iterator[Condition]:
    """What a rule asks of the talk that settles it."""
    match = norm.every.counts if norm.every else norm.within.done if norm.within else None
    if match is not None and match.fact == "contact" and match.where is not None:
        yield condition(match.where, practice.vocabulary.names_on("contact"))


def _counts(asked: Condition, talk: Talk, present: tuple[str, ...]) -> bool:
    mode = "office" if talk.mode == "any" else talk.mode
    return asked.holds({"talk": talk.id, "mode": mode, "present": present, "everyone": True}) is True
