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
    sums = _sums(opened(found), {row[5]: (row[3], frozenset(row[4])) for row in found})
    if sums:
        call("alliance.add_retests", organisation, line, json.dumps(sums, default=str))
    return len({pair_id for *_numbers, pairs in sums for pair_id in pairs})


Rounds = dict[int, dict[str, dict[str, Fraction | None]]]


def opened(found: Sequence[tuple[Any, ...]]) -> dict[UUID, Rounds]:
    """The scores of each pair: by round (1 the first), role and characteristic, from rows a function gave the job."""
    scores: dict[UUID, Rounds] = {}
    keys: dict[UUID, vault.Key] = {}
    master = vault.cipher(settings.MASTER_KEY)
    for *_batch, pair_id, wrapped, place, part_id, role, picture in found:
        if pair_id not in keys:
            keys[pair_id] = vault.cipher(vault.unwrap(master, pair_id, bytes(wrapped)))
        opened = scores_from_json(vault.unlock(keys[pair_id], "picture", part_id, bytes(picture)))
        scores.setdefault(pair_id, {}).setdefault(place, {})[role] = opened
    return scores


_Row = tuple[Role, str, int, int, int, int, int, int, list[UUID]]


def _sums(scores: Mapping[UUID, Rounds], about: Mapping[UUID, tuple[UUID, frozenset[str]]]) -> list[_Row]:
    """A row a series: how many pairs go in now; of first and second the sums, those of squares and of products; which.

    `about` tells of each pair its worker, and which series of its client count already. A series that would tell of
    somebody waits. Nothing where a score is no whole number of sixtieths: of such questions nothing is added up.
    """
    from alliantie.statistics.cells import batch, cell_of

    made: list[_Row] = []
    for role in ROLES:
        for scale in SCALES:
            known: list[tuple[UUID, tuple[int, int]]] = []
            for pair_id, rounds in scores.items():
                both = [rounds[place].get(role, {}).get(scale) for place in (1, 2)]
                whole = [score * UNIT for score in both if score is not None]
                if any(score.denominator != 1 for score in whole):
                    return []
                if len(whole) == len(both) and f"{role}/{scale}" not in about[pair_id][1]:
                    known.append((pair_id, (int(whole[0]), int(whole[1]))))
            places = batch([about[pair_id][0] for pair_id, _both in known], [both for _pair, both in known])
            if places:
                cell = cell_of(known[place][1] for place in places)
                made.append((role, scale, *cell.parts, [known[place][0] for place in places]))
    return made
