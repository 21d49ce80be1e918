"""The product's own figures of a table that leaves, by the same functions as everywhere, each under a name of its own.

The scripts beside the table reckon them again without any of our code, and say where they differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import cast

import numpy as np

from alliantie.instruments.questionnaire import Key
from alliantie.instruments.schema import ROLES, SCALES, Instrument
from alliantie.research.levels import Row
from alliantie.research.table import column_of
from alliantie.statistics.agreement import agreement
from alliantie.statistics.arrays import Numbers, need_rows, need_variance, pearson
from alliantie.statistics.charts import rough_proportions
from alliantie.statistics.refusals import Refused
from alliantie.statistics.reliability import cronbach_alpha
from alliantie.statistics.scores import scale_means

Figures = dict[str, float | None]
"""A figure by its name; None where the method refuses."""

STEPS = ("possible", "begun", "looked", "talked", "agreed")
"""The numbers of the process table, in whole tens, each of those before it."""
# Not the same for the two of a pair, so never laid beside each other.
_APART = "friction"

Found = Mapping[tuple[int, str], Sequence[Row]]


def figures_of(rows: Iterable[Row], instrument: Instrument) -> Figures:
    """Of each line of questions: scores, alpha and agreement of each pair's first round, and how the second differs."""
    by_line: dict[str, dict[tuple[int, str], list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        by_line[str(row["line"])][cast(int, row["pair"]), str(row["role"])].append(row)
    return {
        f"{line} {name}": value
        for line, found in sorted(by_line.items())
        for name, value in _of_line(Key.parse(line), found, instrument)
    }


def _of_line(key: Key, found: Found, instrument: Instrument) -> Iterator[tuple[str, float | None]]:
    pairs = sorted({pair for pair, _role in found})
    first: dict[tuple[str, str], Numbers] = {}
    for role in ROLES:
        asked = instrument.questionnaire(role, key.variant, key.length, key.form)
        for scale in SCALES:
            columns = [column_of(item.id) for item in asked.items if item.scale == scale]
            items, later = (_items([found.get((pair, role), ()) for pair in pairs], columns, at) for at in (0, 1))
            scores, then = (scale_means(each, asked.at_least_percent) for each in (items, later))
            first[role, scale] = scores
            known = scores[~np.isnan(scores)]
            yield f"{role} {scale} n", float(known.size)
            yield f"{role} {scale} mean", float(known.mean()) if known.size else None
            yield f"{role} {scale} sd", float(known.std(ddof=1)) if known.size > 1 else None
            if len(columns) > 1:
                yield f"{role} {scale} alpha", _asked(partial(_alpha, items))
            yield from _wavering(f"{role} {scale}", scores, then)
    for scale in SCALES:
        if scale != _APART:
            yield from _alike(scale, first["client", scale], first["professional", scale])


def _items(pairs: Sequence[Sequence[Row]], columns: Sequence[str], place: int) -> Numbers:
    """The answers in one of the rounds of each pair on this line; NaN where there is no such round or no answer."""
    return np.array(
        [
            [np.nan if len(rows) <= place or (cell := rows[place][name]) is None else float(cell) for name in columns]
            for rows in pairs
        ],
        dtype=float,
    ).reshape(len(pairs), len(columns))


def _wavering(name: str, one: Numbers, other: Numbers) -> Iterator[tuple[str, float | None]]:
    both = ~(np.isnan(one) | np.isnan(other))
    x, y = one[both], other[both]
    if not x.size:
        return

    def together() -> float:
        need_rows(x.size, 3)
        need_variance(np.column_stack((x, y)))
        return pearson(x, y)

    yield f"{name} retest n", float(x.size)
    yield f"{name} retest spread", float(np.sqrt(((x - y) ** 2).sum() / (2 * x.size)))
    yield f"{name} retest r", _asked(together)


def _alike(scale: str, client: Numbers, professional: Numbers) -> Iterator[tuple[str, float | None]]:
    if not (~(np.isnan(client) | np.isnan(professional))).any():
        return
    try:
        found = agreement(client, professional)
    except Refused:
        found = None
    for name in ("n", "icc1", "double_entry", "pearson", "mean_difference", "sd_difference"):
        yield f"pair {scale} {name}", None if found is None else float(getattr(found, name))


def process_figures(table: Iterable[Row], name: str, steps: Sequence[str] = STEPS) -> Figures:
    """The shares as the page draws them, from whole tens: of each period from where to where, and chance's reach."""
    made: Figures = {}
    practices: dict[str, list[Row]] = defaultdict(list)
    for row in table:
        practices[str(row["practice"])].append(row)
    for practice, rows in sorted(practices.items()):
        ordered = sorted(rows, key=lambda row: str(row["period"]))
        for of, part in pairwise(steps):
            counts, sizes = (_numbers(ordered, each) for each in (part, of))
            try:
                chart = rough_proportions(counts, sizes)
            except Refused:
                continue
            for place, row in enumerate(ordered):
                for what in ("least", "most", "lower", "upper"):
                    value = float(getattr(chart, what)[place])
                    if not np.isnan(value):
                        made[f"{name} {practice} {row['period']} {part}/{of} {what}"] = value
    return made


def _numbers(rows: Iterable[Row], column: str) -> Numbers:
    return np.array([np.nan if (cell := row[column]) is None else float(cell) for row in rows], dtype=float)


def _alpha(items: Numbers) -> float:
    return cronbach_alpha(items).alpha


def _asked(method: Callable[[], float]) -> float | None:
    try:
        return method()
    except Refused:
        return None
