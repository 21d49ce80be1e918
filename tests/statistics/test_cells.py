"""Sums of organisations: merged they are the whole, and no batch, file or figure of several tells of one."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliantie.statistics.agreement import agreement
from alliantie.statistics.cells import (
    NOTHING,
    Cell,
    batch,
    cell_of,
    impossible,
    may_tell,
    none_outweighs,
    step_back,
    told_of,
)
from alliantie.statistics.refusals import Refused

UNIT, LOW, HIGH = 60, 60, 300
scores = st.tuples(st.sampled_from(range(60, 301, 15)), st.sampled_from(range(60, 301, 15)))
pairs = st.lists(st.tuples(st.integers(0, 6), scores), max_size=70)


def varied(many: int, seed: int = 1) -> list[tuple[int, int]]:
    chance = np.random.default_rng(seed)
    return [(int(x), int(y)) for x, y in chance.integers(4, 21, (many, 2)) * 15]


@given(st.lists(scores, min_size=1, max_size=90), st.data())
def test_parts_that_are_added_up_are_the_whole(whole: list[tuple[int, int]], data: st.DataObject) -> None:
    cut = data.draw(st.lists(st.integers(0, len(whole)), max_size=5).map(sorted))
    parts = [whole[a:b] for a, b in zip([0, *cut], [*cut, len(whole)], strict=True)]
    assert sum((cell_of(part) for part in data.draw(st.permutations(parts))), NOTHING) == cell_of(whole)


def test_what_sums_of_a_hundred_organisations_say_is_what_all_their_pairs_say() -> None:
    chance = np.random.default_rng(7)
    client = chance.integers(4, 21, 3000) * 15
    professional = np.clip(client + chance.integers(-3, 4, 3000) * 15, 60, 300)
    parts = np.split(np.column_stack((client, professional)), 100)
    told = told_of(sum((cell_of((int(x), int(y)) for x, y in part) for part in parts), NOTHING), UNIT)
    x, y = client / UNIT, professional / UNIT
    same = agreement(x, y)
    assert told.n == 3000
    assert told.client.mean == pytest.approx(x.mean(), rel=1e-13)
    assert told.professional.sd == pytest.approx(y.std(ddof=1), rel=1e-12)
    for name in ("icc1", "double_entry", "pearson", "mean_difference", "sd_difference"):
        assert getattr(told.alike, name) == pytest.approx(getattr(same, name), rel=1e-10, abs=1e-13)
    reach = 1.9607572 * x.std(ddof=1) / np.sqrt(3000)
    assert told.client.interval == pytest.approx((x.mean() - reach, x.mean() + reach), rel=1e-7)


@given(pairs)
@settings(max_examples=300)
def test_a_batch_is_of_whole_tens_and_tells_nobody_whichever_worker_takes_the_own_off(
    waiting: list[tuple[int, tuple[int, int]]],
) -> None:
    workers = [worker for worker, _score in waiting]
    taken = batch(workers, [score for _worker, score in waiting])
    assert len(taken) % 10 == 0
    assert len(set(taken)) == len(taken)
    if not taken:
        return
    assert len({workers[place] for place in taken}) >= 3
    for gone in (None, *set(workers)):
        rest = [waiting[place] for place in taken if workers[place] != gone]
        assert len(rest) >= 10
        if gone is not None:
            assert 2 * max(Counter(worker for worker, _score in rest).values()) <= len(rest)
        for role in (0, 1):
            assert len(rest) - max(Counter(score[role] for _worker, score in rest).values()) >= 3
        assert impossible(cell_of(score for _worker, score in rest), LOW, HIGH) is None


@given(pairs)
@settings(max_examples=300)
def test_a_worker_who_takes_the_own_pairs_off_learns_the_mean_of_no_other_nearer_than_the_rest_lie_apart(
    waiting: list[tuple[int, tuple[int, int]]],
) -> None:
    """Give the rest to the workers in another way: no sum changes, so each way is as likely as the true one."""
    taken = [waiting[place] for place in batch([each for each, _of in waiting], [score for _of, score in waiting])]
    for attacker in {worker for worker, _score in taken}:
        rest = [each for each in taken if each[0] != attacker]
        for role in (0, 1):
            known = np.sort([score[role] for _worker, score in rest])
            apart = np.abs(known - np.median(known)).mean()
            for many in Counter(worker for worker, _score in rest).values():
                least, most = known[:many].mean(), known[-many:].mean()
                assert most - least >= 2 * apart - 1e-9
                assert apart > 0


def test_a_worker_with_nearly_all_that_is_left_without_who_has_most_is_not_added_up() -> None:
    assert batch([0] * 20 + [1] * 9 + [2], varied(30)) == []
    assert batch([0] * 10 + [1] * 9 + [2], varied(20)) == []


@given(st.lists(st.lists(st.integers(0, 30), min_size=5, max_size=5), max_size=6))
def test_none_outweighs_the_others_in_sums_of_which_none_did_in_any(batches: list[list[int]]) -> None:
    fit = [each for each in batches if none_outweighs(each)]
    whole = [sum(each[place] for each in fit) for place in range(5)]
    assert none_outweighs(whole)
    for own, taken_off in enumerate(whole):
        rest = [each for place, each in enumerate(whole) if place != own]
        assert 2 * max(rest) <= sum(whole) - taken_off


@pytest.mark.parametrize(
    ("workers", "taken"),
    [
        ([7, 7, 7], 0), ([10, 10, 10], 30), ([14, 13, 13], 30), ([5, 5, 4], 0), ([5, 5, 5], 0), ([5, 5, 5, 5], 20),
        ([30, 5, 4], 0), ([30, 5, 5], 0), ([30, 10, 5, 5], 30), ([10, 10], 0),
    ],
)  # fmt: skip
def test_what_is_left_after_whole_tens_waits_and_so_do_few_workers(workers: list[int], taken: int) -> None:
    names = [name for name, many in enumerate(workers) for _each in range(many)]
    assert len(batch(names, varied(len(names)))) == taken


@pytest.mark.parametrize("role", [0, 1])
def test_pairs_that_all_score_the_same_wait_since_their_sum_tells_each_of_them(role: int) -> None:
    names = [place % 5 for place in range(30)]
    flat = [tuple(300 if at == role else score for at, score in enumerate(each)) for each in varied(30)]
    assert batch(names, flat) == []
    # Two others do not help: each of the two knows of the other and of all the rest.
    few = [*flat[:28], *varied(2, seed=3)]
    assert batch(names, few) == []


def test_a_worker_whose_pairs_are_all_that_varies_learns_nothing_of_the_rest() -> None:
    names = [0] * 10 + [1] * 10 + [2] * 10
    rest_is_flat = varied(10) + [(300, 240)] * 20
    assert batch(names, rest_is_flat) == []


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (Cell(30, 30 * 301, 4000, 1, 1, 1), "the sum of the client is not one of 30 scores from 60 to 300"),
        (Cell(10, 3000, 2000, 900_000, 430_000, 600_000), "all scores of the client are equal, so that each is known"),
        (Cell(10, 2000, 2000, 390_000, 430_000, 400_000), "the squares of the client do not go with the sum"),
        (Cell(10, 2000, 2000, 800_000, 430_000, 400_000), "the squares of the client do not go with the sum"),
        (Cell(10, 2000, 2000, 430_000, 430_000, 440_000), "the products do not go with the squares"),
    ],
)
def test_sums_that_no_pairs_have_are_told_apart(cell: Cell, reason: str) -> None:
    assert impossible(cell, LOW, HIGH) == reason


def test_two_states_of_one_organisation_that_could_be_subtracted_do_not_follow_each_other() -> None:
    first = varied(30)
    before = cell_of(first)
    assert step_back(before, before, LOW, HIGH) is None
    assert step_back(before, cell_of([*first, *varied(10, 2)]), LOW, HIGH) is None
    swapped = cell_of([*first[1:], (75, 285)])
    for later, part in (
        (swapped, "as many pairs"),
        (cell_of([*first, (75, 285)]), "as many pairs"),
        (cell_of(first[:20]), "there were 30 pairs before"),
        (None, "there were 30 pairs before"),
        (cell_of([*first[10:], *first[10:]]), "what came since is no sum of 10 pairs"),
        (cell_of([*first, *[(300, 240)] * 10]), "so that each is known"),
    ):
        assert part in str(step_back(before, later, LOW, HIGH))


def cells(*sizes: int) -> dict[int, Cell]:
    return {place: Cell(size, 0, 0, 0, 0, 0) for place, size in enumerate(sizes)}


def test_a_figure_of_all_is_of_six_organisations_and_none_weighs_more_than_the_rest_without_another() -> None:
    assert not may_tell({}, cells(*[100] * 5))
    assert may_tell({}, cells(*[100] * 6))
    assert not may_tell({}, cells(1000, 100, 100, 100, 100, 100))
    # Whoever has 500 takes them off; 400 is more than half of what is left.
    assert not may_tell({}, cells(400, 500, 90, 90, 90, 90))
    assert may_tell({}, cells(300, 300, 90, 90, 90, 120))


def test_the_figure_goes_on_only_when_four_organisations_changed() -> None:
    told = cells(*[100] * 6)
    assert not may_tell(told, cells(*[110] * 3))
    assert may_tell(told, cells(*[110] * 4))
    assert not may_tell(told, cells(*[110] * 3, 100))
    assert not may_tell(told, cells(110, 110, 110, 190))
    assert not may_tell(told, {9: Cell(100, 0, 0, 0, 0, 0)})


@pytest.mark.parametrize("pair", [[(60, 300)] * 2, [(60, 300)] * 9, [(60, 90), (90, 90), (75, 90)]])
def test_of_few_or_equal_scores_nothing_is_said(pair: list[tuple[int, int]]) -> None:
    with pytest.raises(Refused):
        told_of(cell_of(pair), UNIT)
