"""What leaves is told of ten people at least: by hand-made pairs, without a database."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliantie.research.levels import LEVELS, Level, Pair, Round, leaving, told
from alliantie.statistics.refusals import Refused

LINE = "own/1/probation/16/standard"
WORKERS = [uuid4() for _each in range(4)]


def pair(
    worker: int = 0, *, language: str = "nl", on: tuple[date, ...] = (date(2026, 2, 3),), both: bool = False
) -> Pair:
    answers = {role: {"trust-honest": 3} for role in (("client", "professional") if both else ("client",))}
    return Pair(uuid4(), WORKERS[worker], "nl-probation", language, tuple(Round(day, LINE, answers) for day in on))


def many(each: int, **more: object) -> list[Pair]:
    return [pair(worker, **more) for worker in range(3) for _each in range(each)]  # type: ignore[arg-type]


def chance() -> random.Random:
    return random.Random(3)


def protected(pairs: Iterable[Pair], level: Level) -> bool:
    """Counted another way than in the code: of each pair all that are told alike."""
    every = list(pairs)
    for one in every:
        alike = [each for each in every if told(each, level) == told(one, level)]
        workers = {each.worker for each in alike}
        if len(workers) < 3:
            return False
        for worker in workers:
            mine = {each.client for each in alike if each.worker == worker}
            if len({each.client for each in alike} - mine) < 10:
                return False
    return True


def test_enough_people_alike_leave_at_the_finest_level() -> None:
    found = leaving(many(12), chance())
    assert found.level == 0
    assert protected(found.pairs, LEVELS[0])


@pytest.mark.parametrize("sizes", [(9, 9, 0), (3, 3, 3), (40, 4, 4)], ids=str)
def test_too_few_workers_or_too_few_beside_who_has_most_is_refused(sizes: tuple[int, ...]) -> None:
    every = [pair(worker) for worker, size in enumerate(sizes) for _each in range(size)]
    with pytest.raises(Refused):
        leaving(every, chance())


def test_nobody_is_refused_too() -> None:
    with pytest.raises(Refused):
        leaving([], chance())


def test_days_that_differ_make_it_coarser_before_anybody_is_left_out() -> None:
    quarters = [date(2026, month, 1) for month in (1, 4, 7, 10)]
    every = [pair(number % 3, on=(quarters[number % 4],)) for number in range(36)]
    found = leaving(every, chance())
    assert LEVELS[found.level].start == "year"
    assert protected(found.pairs, LEVELS[found.level])


def test_the_few_who_read_another_language_stay_out_where_they_are_a_tenth_at_most() -> None:
    found = leaving([*many(30), pair(language="en"), pair(1, language="en")], chance())
    assert LEVELS[found.level].language
    assert {each.language for each in found.pairs} == {"nl"}


def test_rhythms_that_are_rare_are_not_told_and_long_rows_are_cut() -> None:
    dice = random.Random(1)
    every = []
    for number in range(60):
        days = sorted(dice.sample(range(1, 700), dice.randint(1, 6)))
        every.append(pair(number % 4, on=tuple(date.fromordinal(date(2025, 1, 1).toordinal() + day) for day in days)))
    found = leaving(every, chance())
    level = LEVELS[found.level]
    assert not level.months
    assert level.rounds is not None
    assert max(len(each.rounds) for each in found.pairs) <= level.rounds


def test_a_worker_who_alone_allows_it_keeps_no_client_out_but_leaves_the_own_side_at_home() -> None:
    alone = [replace(each, rounds=pair(both=True).rounds) if each.worker == WORKERS[0] else each for each in many(12)]
    found = leaving(alone, chance())
    assert not LEVELS[found.level].both
    assert not found.workers


def test_whose_side_is_there_counts_among_what_is_told() -> None:
    found = leaving([*many(20), pair(both=True)], chance())
    assert not found.workers


def test_each_level_is_a_coarsening_of_the_one_before() -> None:
    days = [tuple(date(2025 + a, 1 + 3 * b, 1 + c) for c in range(2)) for a in range(2) for b in range(4)]
    every = [pair(0, language=language, on=on) for language in ("nl", "en") for on in days]
    for finer, coarser in pairwise(LEVELS):
        for one in every:
            for other in every:
                assert told(one, finer) != told(other, finer) or told(one, coarser) == told(other, coarser)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.integers(1, 3), st.integers(0, 2)), max_size=90))
def test_whoever_there_are_nobody_who_leaves_stands_among_fewer_than_ten(rows: list[tuple[int, ...]]) -> None:
    every = [
        pair(
            worker,
            language="en" if english else "nl",
            on=tuple(date(2025 + year, 1, day) for day in range(1, many + 1)),
        )
        for worker, english, many, year in rows
    ]
    try:
        found = leaving(every, chance())
    except Refused:
        return
    assert protected(found.pairs, LEVELS[found.level])
