"""How much the scores of pairs waver by themselves: added up in batches by the job, and told once 200 pairs say it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.conf import settings

from alliantie.access.call import call
from alliantie.access.identity import Actor
from alliantie.access.plain import ask
from alliantie.alliance import vault
from alliantie.alliance.batches import in_batches
from alliantie.alliance.drafts import scores_from_json
from alliantie.alliance.rules import SCALES, Role

UNIT = 60
"""Scores are added up as whole sixtieths: of one to six items the mean of the answers always is one."""
ROLES: tuple[Role, ...] = ("client", "professional")


@dataclass(frozen=True, slots=True)
class Spread:
    """Of one characteristic as one of the two scores it: over how many pairs (whole tens), how much a score wavers
    within a pair (a standard deviation, in steps of the answers), and the correlation of first and second round.
    """

    pairs: int
    spread: float
    reliability: float | None


Series = tuple[Role, str]
Spreads = Mapping[Series, Spread]


def spreads(actor: Actor) -> dict[str, Spreads]:
    """Of each line of questions that 200 pairs or more shared twice. One query."""
    found: dict[str, dict[Series, Spread]] = defaultdict(dict)
    for line, role, scale, pairs, spread, reliability in ask(actor, "SELECT * FROM alliance.spreads()"):
        known = None if reliability is None else float(reliability)
        found[line][role, scale] = Spread(pairs, float(spread), known)
    return dict(found)


def take_in() -> int:
    """Take the pairs that wait into the sums, in batches; the number of pairs. Doing it twice changes nothing.

    Raises DamagedError, as `in_batches`.
    """
    return in_batches("alliance.waiting_retests", _take_in)


def _take_in(found: Sequence[tuple[Any, ...]]) -> int:
    _batch, organisation, line = found[0][:3]
    scores = opened(found)
    sums = _sums(scores, {row[4]: row[3] for row in found})
    if not sums:
        return 0
    call("alliance.add_retests", organisation, line, list(scores), json.dumps(sums))
    return len(scores)


Rounds = dict[int, dict[str, dict[str, Fraction | None]]]


def opened(found: Sequence[tuple[Any, ...]]) -> dict[UUID, Rounds]:
    """The scores of each pair: by round (1 the first), role and characteristic, from rows a function gave the job."""
    scores: dict[UUID, Rounds] = {}
    keys: dict[UUID, bytes] = {}
    for *_batch, pair_id, wrapped, place, part_id, role, picture in found:
        if pair_id not in keys:
            keys[pair_id] = vault.unwrap(settings.MASTER_KEY, pair_id, bytes(wrapped))
        opened = scores_from_json(vault.unlock(keys[pair_id], "picture", part_id, bytes(picture)))
        scores.setdefault(pair_id, {}).setdefault(place, {})[role] = opened
    return scores


def _sums(scores: Mapping[UUID, Rounds], workers: Mapping[UUID, UUID]) -> list[tuple[str | int, ...]]:
    """A row a series: how many pairs have both scores; of first and second the sums, those of squares and of products.

    A series that would tell of somebody is left out. Nothing where a score is no whole number of sixtieths: of such
    questions nothing is added up.
    """
    import numpy as np

    from alliantie.statistics.cells import enough
    from alliantie.statistics.refusals import Refused
    from alliantie.statistics.sums import as_whole, sums_of

    made: list[tuple[str | int, ...]] = []
    for role in ROLES:
        for scale in SCALES:
            both = [[rounds[place].get(role, {}).get(scale) for place in (1, 2)] for rounds in scores.values()]
            try:
                whole = as_whole(np.array([[np.nan if x is None else float(x) for x in row] for row in both]), UNIT)
                of = sums_of(whole)
            except Refused:
                return []
            if not enough(workers[pair_id] for pair_id, row in zip(scores, both, strict=True) if None not in row):
                continue
            parts = (of.together[0, 1], of.sums[0, 1], of.sums[1, 0], of.squares[0, 1], of.squares[1, 0])
            made.append((role, scale, *map(int, parts), int(of.products[0, 1])))
    return made
