"""Which rounds the practice suggests for a pair now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from alliantie.alliance.queries import PairHere
from alliantie.alliance.rules import CaseFact, suggestions
from alliantie.alliance.states import State
from alliantie.cases.queries import Happened
from alliantie.practices import Practice
from alliantie.worklist.queries.words import Why, why


def suggested(
    practice: Practice,
    pair: PairHere,
    happened: Iterable[Happened],
    measure_ids: Sequence[str],
    today: date,
    language: str,
) -> tuple[Why, ...]:
    """The moments that call for a round of this pair today, oldest first; none while one runs. Costs no query.

    What happened to another person of the case does not count for this pair.
    """
    if pair.running is not None or pair.pair.ends_on is not None:
        return ()
    counts = {sort.id: sort.counts_as for sort in practice.facts if sort.counts_as}
    facts = [
        CaseFact(counts.get(fact.kind, fact.kind), fact.on, fact.detail_id)
        for fact in happened
        if fact.client_id in (None, pair.pair.client_id) and fact.on <= today
    ]
    rounds_on = round_days(pair, today)
    found = suggestions(practice, facts, rounds_on, measure_ids, today)
    ordered = sorted(found, key=lambda suggestion: suggestion.since)
    return tuple(why(practice, suggestion, facts, rounds_on, today, language) for suggestion in ordered)


def round_days(pair: PairHere, today: date) -> list[date]:
    """When rounds of this pair began or were talked about. Nothing before the last day calls for another round."""
    held = [each for each in pair.rounds if each.state != State.PLANNED and each.opens_on <= today]
    # The talk in which a round was talked about is not itself a reason for the next one.
    return [day for each in held for day in (each.opens_on, each.discussed_on) if day is not None]
