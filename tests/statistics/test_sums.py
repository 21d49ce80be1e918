"""Parts that are added up give the figures of the whole, to the last digit, in any order."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliantie.statistics.agreement import agreement
from alliantie.statistics.arrays import Numbers
from alliantie.statistics.refusals import Refused
from alliantie.statistics.reliability import cronbach_alpha, pairwise_covariances
from alliantie.statistics.sums import (
    Column,
    Sums,
    agreement_of_sums,
    alpha_of_sums,
    as_whole,
    columns_of,
    covariances_of,
    merged,
    sums_of,
)
from tests.statistics.reference import same

seeds = st.integers(0, 2**32 - 1)


def answers(seed: int, people: int = 40) -> Numbers:
    chance = np.random.default_rng(seed)
    made = chance.integers(1, 6, size=(people, 4)).astype(float)
    made[chance.random(made.shape) < 0.1] = np.nan
    return made


def equal(one: Sums, other: Sums) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(asdict(one).values(), asdict(other).values(), strict=True))


@settings(deadline=None)
@given(seeds, st.integers(0, 40))
def test_two_parts_merged_are_the_whole(seed: int, cut: int) -> None:
    table = answers(seed)
    one, other = sums_of(table[:cut]), sums_of(table[cut:])
    assert equal(merged(one, other), sums_of(table))
    assert equal(merged(other, one), sums_of(table))


@settings(deadline=None)
@given(seeds, st.integers(2, 12))
def test_a_hundred_parts_give_the_same_alpha_bit_for_bit_however_they_are_put_together(seed: int, parts: int) -> None:
    table, chance = answers(seed), np.random.default_rng(seed)
    whole = alpha_of_sums(sums_of(table))
    made = [sums_of(part) for part in np.array_split(table[chance.permutation(len(table))], parts)]
    together = made[0]
    for part in made[1:]:
        together = merged(together, part)
    assert alpha_of_sums(together) == whole


@settings(deadline=None)
@given(seeds)
def test_figures_from_sums_are_those_from_the_answers(seed: int) -> None:
    table = answers(seed)
    assert covariances_of(sums_of(table)) == pytest.approx(pairwise_covariances(table), rel=1e-11, abs=1e-13)
    one, other = alpha_of_sums(sums_of(table)), cronbach_alpha(table)
    assert one.n == other.n
    assert one.alpha == pytest.approx(other.alpha, rel=1e-9, abs=1e-11)


@settings(deadline=None)
@given(seeds)
def test_means_deviations_and_agreement_from_sums_are_those_from_the_scores(seed: int) -> None:
    chance = np.random.default_rng(seed)
    # Means of three or four answers, as scale scores are.
    scores = chance.integers(3, 21, size=(60, 2)) / chance.integers(3, 5, size=(60, 2))
    scores[chance.random(scores.shape) < 0.1] = np.nan
    parts = [sums_of(as_whole(part)) for part in np.array_split(scores, 3)]
    sums = merged(merged(parts[0], parts[1]), parts[2])
    for place, column in enumerate(columns_of(sums, 12)):
        known = scores[~np.isnan(scores[:, place]), place]
        assert column is not None
        assert column.n == len(known)
        assert column.mean == pytest.approx(known.mean(), rel=1e-12)
        assert column.sd == pytest.approx(known.std(ddof=1), rel=1e-12)
    found, expected = agreement_of_sums(sums, unit=12), agreement(*scores.T)
    same(asdict(found), asdict(expected), 1e-12)


def test_an_empty_column_has_no_mean_and_one_answer_no_deviation() -> None:
    nothing, one = columns_of(sums_of(np.array([[np.nan, 3.0]])))
    assert (nothing, one) == (None, Column(1, 3.0, None))


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        ([[1.0, 2], [2, 3]], "too few pairs with both scores: 2, at least 3 are needed"),
        ([[3.0, 2], [3, 3], [3, 4]], "the score of the client does not vary"),
        ([[1.0, 2], [2, 2], [3, 2]], "the score of the professional does not vary"),
    ],
)
def test_agreement_from_sums_is_refused_as_from_scores(scores: list[list[float]], reason: str) -> None:
    for agreeing in (lambda: agreement_of_sums(sums_of(np.array(scores))), lambda: agreement(*np.array(scores).T)):
        with pytest.raises(Refused) as refused:
            agreeing()
        assert refused.value.reason == reason


def test_a_score_that_is_no_part_of_a_point_is_not_added_up() -> None:
    with pytest.raises(Refused, match="no whole number of parts of 12"):
        as_whole(np.array([1.2, 3.0]))


def test_sums_of_a_thousand_million_people_lose_no_digit() -> None:
    part = sums_of(answers(1))
    million = Sums(*(25_000_000 * each for each in asdict(part).values()))
    assert covariances_of(million) == pytest.approx(
        covariances_of(part) * (part.together - 1) / part.together, rel=1e-7
    )


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (answers(1)[:, :1], "one item has no internal consistency; at least two are needed"),
        (answers(1)[:2], "too few rows with both of a pair of items"),
        (np.column_stack((np.full(9, 4.0), np.arange(9.0))), "item 1 does not vary"),
        (answers(1) + 0.5, "each answer must be a whole number from -1000 to 1000"),
        (answers(1) + 1000, "each answer must be a whole number from -1000 to 1000"),
        (np.column_stack((np.arange(9.0), -np.arange(9.0))), "the sum of the items does not vary"),
    ],
)
def test_sums_that_say_nothing_are_refused(table: Numbers, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        alpha_of_sums(sums_of(table))


def test_parts_of_other_questionnaires_are_not_merged() -> None:
    with pytest.raises(Refused, match="other numbers of items"):
        merged(sums_of(answers(1)), sums_of(answers(1)[:, :3]))
