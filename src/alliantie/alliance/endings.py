"""How clients and workers scored in their last shared round, beside how the case ended: added up by the job."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from alliantie.access.call import call
from alliantie.access.identity import Actor
from alliantie.access.plain import ask
from alliantie.alliance.batches import in_batches
from alliantie.alliance.retests import ROLES, UNIT, Rounds, Series, opened
from alliantie.alliance.rules import SHARED_SCALES, Role

WAYS = ("completed", "positive", "neutral", "negative")


@dataclass(frozen=True, slots=True)
class Mean:
    """Over how many clients (whole tens), their mean in steps of the answers, and its standard error, rounded up."""

    clients: int
    mean: float
    error: float


Endings = Mapping[str, Mapping[Series, Mean]]
"""By the way cases ended, then by who said it and of which characteristic."""


def endings(actor: Actor) -> dict[str, Endings]:
    """Of each line of questions with two ways of ending or more that there is enough of. One query."""
    found: dict[str, dict[str, dict[Series, Mean]]] = defaultdict(lambda: defaultdict(dict))
    for line, way, role, scale, clients, mean, error in ask(actor, "SELECT * FROM alliance.endings()"):
        found[line][way][role, scale] = Mean(clients, float(mean), float(error))
    return {line: dict(ways) for line, ways in found.items()}


def take_in() -> int:
    """Take the endings that wait into the sums, in batches; the number of clients. Doing it twice changes nothing.

    Raises DamagedError, as `in_batches`.
    """
    return in_batches("alliance.waiting_endings", _take_in)


def _take_in(found: Sequence[tuple[Any, ...]]) -> int:
    _batch, organisation, line, way = found[0][:4]
    sums = _sums(opened(found), {row[6]: (row[4], frozenset(row[5])) for row in found})
    if sums:
        call("alliance.add_endings", organisation, line, way, json.dumps(sums, default=str))
    return len({pair_id for *_numbers, pairs in sums for pair_id in pairs})


_Row = tuple[Role, str, int, int, int, list[UUID]]


def _sums(scores: Mapping[UUID, Rounds], about: Mapping[UUID, tuple[UUID, frozenset[str]]]) -> list[_Row]:
    """A row a series: how many go in now, their sum and that of their squares, in whole sixtieths, and which pairs.

    `about` tells of each pair its worker, and which series of its client count already. A series that would tell of
    somebody waits. Nothing where a score is no whole number of sixtieths: of such questions nothing is added up.
    """
    from alliantie.statistics.cells import batch

    made: list[_Row] = []
    for role in ROLES:
        for scale in SHARED_SCALES:
            known = [
                (pair_id, about[pair_id][0], score * UNIT)
                for pair_id, rounds in scores.items()
                if f"{role}/{scale}" not in about[pair_id][1]
                and (score := rounds[1].get(role, {}).get(scale)) is not None
            ]
            if any(score.denominator != 1 for *_of, score in known):
                return []
            places = batch([worker for _pair, worker, _score in known], [(int(score),) for *_of, score in known])
            if places:
                whole = [int(known[place][2]) for place in places]
                pairs = [known[place][0] for place in places]
                made.append((role, scale, len(whole), sum(whole), sum(each * each for each in whole), pairs))
    return made
