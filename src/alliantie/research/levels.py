"""How coarse a table has to be before it may leave: nobody in it stands alone among fewer than ten.

The levels are one chain, each a coarsening of the one before: whoever lays two exports of one quarter side by side
learns of a row what the finer one says, and nothing more. Who stays out by chance is not among what comes in here
(`alliance.research_rows`). Pure: no database, no clock; chance is given.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from alliantie.statistics.refusals import Refused

K, WORKERS = 10, 3
MOST_DROPPED = 0.1
"""Which part of the clients may stay out because too few are alike, before all is made coarser."""
_MONTH = 30.4375

Answers = Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Round:
    """One round that was shared whole: its day, its line of questions, and the answers of each side that allows it.

    None is a side that allows it and was not asked for: it counts, so that two exports laid together tell no more.
    """

    on: date
    line: str
    answers: Mapping[str, Answers | None]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people and their rounds in order. The numbers are for counting people; they never leave."""

    client: UUID
    worker: UUID
    practice: str
    language: str
    rounds: tuple[Round, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """What is told of a pair beside its answers: when the first round was, which language, when the others were, of how
    many rounds at most, and whether the worker's side is among it.
    """

    start: Literal["quarter", "year", "none"] = "quarter"
    language: bool = True
    months: bool = True
    rounds: int | None = None
    both: bool = True


LEVELS = (
    Level(),
    Level("year"),
    Level("none"),
    Level("none", language=False),
    Level("none", language=False, months=False),
    Level("none", language=False, months=False, rounds=3),
    Level("none", language=False, months=False, rounds=3, both=False),
    Level("none", language=False, months=False, rounds=1, both=False),
)

Row = Mapping[str, int | str | None]


@dataclass(frozen=True, slots=True)
class Leaving:
    """What may leave: the pairs in an order of chance, how coarse, and the clients and workers whose answers go."""

    level: int
    pairs: tuple[Pair, ...]
    clients: frozenset[UUID]
    workers: frozenset[UUID]


def leaving(pairs: Iterable[Pair], chance: random.Random) -> Leaving:
    """The pairs that may leave, as finely as may be.

    What is told of a pair beside its answers is told of ten clients at least, of three workers, and of ten without the
    worker who has most; pairs of which it is not stay out. The finest level is taken at which these are a tenth of the
    clients at most, else the coarsest.

    Raises Refused where nothing is left.
    """
    every = list(pairs)
    clients = {pair.client for pair in every}
    for number, level in enumerate(LEVELS):
        fit = _fit([_cut(pair, level) for pair in every], level)
        dropped = len(clients) - len({pair.client for pair in fit})
        if fit and (dropped <= MOST_DROPPED * len(clients) or level is LEVELS[-1]):
            chance.shuffle(fit)
            return Leaving(number, tuple(fit), frozenset(pair.client for pair in fit), frozenset(_workers(fit)))
    raise Refused(f"no {K} clients of {WORKERS} workers are alike in what would be told of them")


def _cut(pair: Pair, level: Level) -> Pair:
    kept = pair.rounds[: level.rounds]
    if not level.both:
        kept = tuple(replace(each, answers={"client": each.answers["client"]}) for each in kept)
    return replace(pair, rounds=kept)


def _fit(pairs: Sequence[Pair], level: Level) -> list[Pair]:
    alike: dict[Hashable, list[Pair]] = defaultdict(list)
    for pair in pairs:
        alike[told(pair, level)].append(pair)
    return [pair for same in alike.values() if _many(same) for pair in same]


def _many(pairs: Sequence[Pair]) -> bool:
    of_worker: dict[UUID, set[UUID]] = defaultdict(set)
    for pair in pairs:
        of_worker[pair.worker].add(pair.client)
    clients = set().union(*of_worker.values())
    return len(of_worker) >= WORKERS and min(len(clients - own) for own in of_worker.values()) >= K


def _workers(pairs: Iterable[Pair]) -> Iterable[UUID]:
    for pair in pairs:
        if any(each.answers.get("professional") is not None for each in pair.rounds):
            yield pair.worker


def told(pair: Pair, level: Level) -> Hashable:
    """All that a row says of a pair beside the answers, by which somebody could be known."""
    return (
        pair.practice,
        start_of(pair, level),
        pair.language if level.language else None,
        tuple((each.line, tuple(sorted(each.answers))) for each in pair.rounds),
        tuple(months_of(pair, level)),
    )


def start_of(pair: Pair, level: Level) -> str | None:
    """When the first round was, as coarsely as the level says."""
    first = pair.rounds[0].on
    if level.start == "none":
        return None
    return f"{first.year}" if level.start == "year" else f"{first.year}-Q{(first.month + 2) // 3}"


def months_of(pair: Pair, level: Level) -> list[int | None]:
    """How many whole months each round came after the first, where the level tells it."""
    first = pair.rounds[0].on
    return [int((each.on - first).days / _MONTH) if level.months else None for each in pair.rounds]
