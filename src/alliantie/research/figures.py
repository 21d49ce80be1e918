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
from alliantie.statistics.agreement import agreement, t_reach
from alliantie.statistics.arrays import Numbers
from alliantie.statistics.change import Change, reliable_change
from alliantie.statistics.charts import rough_proportions
from alliantie.statistics.icc import Interval
from alliantie.statistics.omega import mcdonald_omega
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
    """Of each line of questions: what each pair's first round says, and how the second differs.

    What has an interval at 95 % has its ends under the same name with "low" and "high".
    """
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
            yield from _ends(f"{role} {scale} mean", _mean_interval(known))
            alpha = None
            if len(columns) > 1:
                alpha = _asked(partial(_alpha, items))
                yield f"{role} {scale} alpha", alpha
            if len(columns) > 2:
                yield f"{role} {scale} omega", _asked(partial(_omega, items))
            yield from _wavering(f"{role} {scale}", scores, then)
            yield from _changed(f"{role} {scale} change", scores, then, alpha)
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

    try:
        found = agreement(x, y)
    except Refused:
        found = None
    yield f"{name} retest n", float(x.size)
    yield f"{name} retest spread", float(np.sqrt(((x - y) ** 2).sum() / (2 * x.size)))
    yield f"{name} retest r", None if found is None else found.pearson
    yield from _ends(f"{name} retest r", None if found is None else found.intervals.pearson)


def _changed(name: str, one: Numbers, other: Numbers, alpha: float | None) -> Iterator[tuple[str, float | None]]:
    """How many scores of the second round are reliably higher or lower than the first, and what is needed for that."""
    if alpha is None or not (~(np.isnan(one) | np.isnan(other))).any():
        return
    try:
        found = reliable_change(one, other, alpha)
    except Refused:
        found = None
    yield f"{name} sem", None if found is None else found.sem
    yield f"{name} critical", None if found is None else found.critical
    for word, kind in (("higher", Change.IMPROVED), ("same", Change.UNCHANGED), ("lower", Change.DETERIORATED)):
        yield f"{name} {word}", None if found is None else float(found.kinds.count(kind))


def _ends(name: str, interval: Interval | None) -> Iterator[tuple[str, float | None]]:
    """The two ends of an interval at 95 %."""
    for place, word in enumerate(("low", "high")):
        yield f"{name} {word}", None if interval is None else interval[place]


def _mean_interval(known: Numbers) -> Interval | None:
    if known.size < 2:
        return None
    mean, reach = float(known.mean()), t_reach(float(known.std(ddof=1)), known.size)
    return mean - reach, mean + reach


def _alike(scale: str, client: Numbers, professional: Numbers) -> Iterator[tuple[str, float | None]]:
    if not (~(np.isnan(client) | np.isnan(professional))).any():
        return
    try:
        found = agreement(client, professional)
    except Refused:
        found = None
    for name in ("n", "icc1", "double_entry", "pearson", "mean_difference", "sd_difference"):
        yield f"pair {scale} {name}", None if found is None else float(getattr(found, name))
    for name in ("icc1", "pearson", "mean_difference"):
        yield from _ends(f"pair {scale} {name}", None if found is None else getattr(found.intervals, name))


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


def _omega(items: Numbers) -> float:
    return mcdonald_omega(items).omega


def _asked(method: Callable[[], float]) -> float | None:
    try:
        return method()
    except Refused:
        return None
