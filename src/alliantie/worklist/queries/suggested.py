"""Which rounds the practice suggests for a pair now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from alliantie.alliance.queries import PairHere
from alliantie.alliance.rules import CaseFact, Suggestion, suggestions
from alliantie.alliance.states import State
from alliantie.cases.queries import Happened
from alliantie.practices import Practice
from alliantie.worklist.queries.words import Why, why


class RoundHeld(Protocol):
    """When a round began and was talked about."""

    @property
    def state(self) -> str: ...
    @property
    def opens_on(self) -> date: ...
    @property
    def discussed_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Suggested:
    """The moments that call for a round of a pair, oldest first, and from what that follows."""

    practice: Practice
    moments: tuple[Suggestion, ...]
    facts: tuple[CaseFact, ...]
    rounds_on: tuple[date, ...]

    def in_words(self, today: date, language: str) -> tuple[Why, ...]:
        """Each of the moments in words. Costs no query."""
        return tuple(why(self.practice, each, self.facts, self.rounds_on, today, language) for each in self.moments)


def suggested(
    practice: Practice, pair: PairHere, happened: Iterable[Happened], measure_ids: Sequence[str], today: date
) -> Suggested:
    """The moments that call for a round of this pair today; none while one runs. Costs no query.

    What happened to another person of the case does not count for this pair.
    """
    if pair.running is not None or pair.pair.ends_on is not None:
        return Suggested(practice, (), (), ())
    facts = (
        (fact.kind, fact.on, fact.detail_id)
        for fact in happened
        if fact.client_id in (None, pair.pair.client_id) and fact.on <= today
    )
    return called_for(practice, facts, round_days(pair.rounds, today), measure_ids, today)


def called_for(
    practice: Practice,
    happened: Iterable[tuple[str, date, str]],
    rounds_on: Iterable[date],
    measure_ids: Sequence[str],
    today: date,
) -> Suggested:
    """The moments that call for a round after what happened to one person: kind, day and talk. Costs no query."""
    counts, days = practice.counts_as, tuple(rounds_on)
    facts = tuple(CaseFact(counts.get(kind, kind), on, talk_id) for kind, on, talk_id in happened)
    found = suggestions(practice, facts, days, measure_ids, today)
    return Suggested(practice, tuple(sorted(found, key=lambda each: each.since)), facts, days)


def round_days(rounds: Iterable[RoundHeld], today: date) -> list[date]:
    """When these rounds began or were talked about. Nothing before the last day calls for another round."""
    held = [each for each in rounds if each.state != State.PLANNED and each.opens_on <= today]
    # The talk in which a round was talked about is not itself a reason for the next one.
    return [day for each in held for day in (each.opens_on, each.discussed_on) if day is not None]
