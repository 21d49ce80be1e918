"""The growth model and the expected band: the same as lme4, in any order or unit, and silent where it must be."""

from __future__ import annotations

import time as clock
from collections.abc import Callable

import numpy as np
import pytest

from alliantie.statistics.arrays import Numbers
from alliantie.statistics.growth import Growth, growth
from alliantie.statistics.refusals import Refused
from alliantie.statistics.track import expected
from tests.statistics.reference import data, reference, same, stats

OPTIONS = ("--outcome", "y", "--time", "t", "--group", "g")


def rounds(groups: int = 30, each: int = 5, seed: int = 4) -> tuple[Numbers, Numbers, list[str]]:
    chance = np.random.default_rng(seed)
    group, t = np.repeat(np.arange(groups), each), np.tile(np.arange(each, dtype=np.float64), groups)
    own = chance.multivariate_normal([0, 0], [[1, 0.2], [0.2, 0.3]], groups)
    y = 3 + own[group, 0] + (0.5 + own[group, 1]) * t + chance.normal(0, 0.7, len(t))
    return y, t, [f"g{place:05}" for place in group]


def numbers(found: Growth) -> list[float]:
    return [*found.fixed, *found.errors, *found.spread, found.residual, found.correlation or 0, found.criterion]


@pytest.mark.parametrize("name", ["sleep", "some", "heads"])
def test_it_agrees_with_lme4(capsys: pytest.CaptureFixture[str], name: str) -> None:
    expected_values = reference("growth")[name]
    answer = stats(capsys, "growth", data(f"growth-{name}"), *OPTIONS)
    # lme4 ends within a few ten-millionths of the maximum; its criterion, flat there, has all digits.
    same(answer, expected_values, 3e-6)
    assert answer["reml_criterion"] == pytest.approx(expected_values["reml_criterion"], rel=1e-13)
    assert not answer["singular"]


def test_the_published_figures_of_sleep_come_out(capsys: pytest.CaptureFixture[str]) -> None:
    answer = stats(capsys, "growth", data("growth-sleep"), *OPTIONS)
    same(answer["fixed"], {"intercept": 251.405, "slope": 10.467}, 3e-5)
    # lme4 stops its search a little early by default and prints 24.741; told to go on, it ends at 24.74045, as we do.
    same(answer["sd"], {"intercept": 24.74045, "slope": 5.922, "residual": 25.592}, 3e-5)
    assert round(answer["correlation"], 3) == 0.066
    assert round(answer["reml_criterion"], 4) == 1743.6283


def test_a_fit_at_the_edge_is_told_and_has_no_correlation(capsys: pytest.CaptureFixture[str]) -> None:
    answer = stats(capsys, "growth", data("growth-edge"), *OPTIONS)
    there = reference("growth")["edge"]
    same(answer, {"fixed": there["fixed"], "se": there["se"], "reml_criterion": there["reml_criterion"]}, 1e-9)
    same(answer["sd"], {"intercept": 0.0, "slope": 0.0, "residual": there["sd"]["residual"]}, 1e-9)
    assert answer["singular"] is True
    assert answer["correlation"] is None
    assert "too little information" in answer["notes"][0]


def test_lines_that_differ_in_one_way_only_have_a_correlation_of_one() -> None:
    _, t, groups = rounds(40, 6)
    chance = np.random.default_rng(9)
    own = np.repeat(chance.normal(0, 1, 40), 6)
    found = growth(2 + own * (1 + t) + chance.normal(0, 0.5, len(t)), t, groups)
    if found.singular:
        assert found.correlation == pytest.approx(1, abs=1e-9)
    assert found.correlation is not None
    assert found.correlation > 0.99


def test_it_does_not_matter_in_which_order_the_rows_stand() -> None:
    y, t, groups = rounds()
    order = np.random.default_rng(5).permutation(len(y))
    one, other = growth(y, t, groups), growth(y[order], t[order], [groups[place] for place in order])
    same(numbers(other), numbers(one), 1e-8)
    assert other.groups == one.groups
    np.testing.assert_allclose(other.random, one.random, atol=1e-7)


def test_another_unit_of_outcome_and_time_changes_units_only() -> None:
    y, t, groups = rounds()
    one, other = growth(y, t, groups), growth(1000 * y - 7, t / 12, groups)
    same(other.fixed[1], 12_000 * one.fixed[1], 1e-8)
    same([*other.spread, other.residual], [1000 * one.spread[0], 12_000 * one.spread[1], 1000 * one.residual], 1e-7)
    assert other.correlation == pytest.approx(one.correlation, abs=1e-7)


def test_another_zero_of_time_moves_the_intercept_along_the_line() -> None:
    y, t, groups = rounds()
    one, other = growth(y, t, groups), growth(y, t + 2000, groups)
    same([other.fixed[1], other.spread[1], other.residual], [one.fixed[1], one.spread[1], one.residual], 1e-6)
    same(other.fixed[0] + 2000 * other.fixed[1], one.fixed[0], 1e-6)
    same(other.criterion, one.criterion, 1e-9)


def test_rows_without_a_score_a_time_or_a_group_are_left_out() -> None:
    y, t, groups = rounds()
    holes = y.copy()
    holes[::6] = np.nan
    kept = np.flatnonzero(~np.isnan(holes))
    same(numbers(growth(holes, t, groups)), numbers(growth(y[kept], t[kept], [groups[place] for place in kept])))


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda y, t: (y[:20], t[:20]), "4 groups"),
        (lambda y, t: (np.where(t < 2, y, np.nan), t), "more than two a group"),
        (lambda y, t: (y * 0 + 1, t), "outcome is the same"),
        (lambda y, t: (y, t * 0 + 1), "time is the same"),
        (lambda y, t: (y, np.repeat(np.arange(30.0), 5)), "in each group the time is the same"),
        (lambda y, t: (3 + 2 * t, t), "exactly on a line"),
        (lambda y, t: (y * np.nan, t), "0 groups"),
    ],
)
def test_it_refuses_what_it_cannot_answer(
    spoil: Callable[[Numbers, Numbers], tuple[Numbers, Numbers]], reason: str
) -> None:
    y, t, groups = rounds()
    y, t = spoil(y, t)
    with pytest.raises(Refused, match=reason):
        growth(y, t, groups[: len(y)])


def test_extreme_shares_of_variance_still_converge() -> None:
    _, t, groups = rounds(20, 4)
    lines = np.repeat(np.random.default_rng(6).normal(0, 30, 20), 4)
    noise = np.random.default_rng(7).normal(0, 0.01, len(t))
    found = growth(lines * (1 - 0.4 * t) + noise, t, groups)
    assert found.residual == pytest.approx(0.01, rel=0.3)
    assert found.correlation == pytest.approx(-1, abs=1e-5)


def test_a_hundred_thousand_rows_take_seconds() -> None:
    y, t, groups = rounds(20_000)
    began = clock.process_time()
    found = growth(y, t, groups)
    assert clock.process_time() - began < 20
    same([*found.fixed, *found.spread, found.residual], [3.0, 0.5, 1.0, 0.3**0.5, 0.7], 0.02)


def test_the_band_is_the_one_of_all_scores_together() -> None:
    """Conditioning the next score on the past ones gives the band, but for the error of the common line."""
    model = growth(*rounds(400))
    times, scores, at = np.array([0.0, 1.0, 2.0]), np.array([3.0, 2.0, 4.0]), 3.0
    design = np.column_stack([np.ones(4), [*times, at]])
    joint = design @ model.covariance @ design.T + model.residual**2 * np.eye(4)
    means = design @ np.array(model.fixed)
    weights = np.linalg.solve(joint[:3, :3], joint[:3, 3])
    band = expected(model, times, scores, at)
    assert band.mean == pytest.approx(means[3] + weights @ (scores - means[:3]))
    assert band.deviation**2 >= joint[3, 3] - weights @ joint[:3, 3]
    assert band.deviation**2 == pytest.approx(joint[3, 3] - weights @ joint[:3, 3], rel=0.02)
    assert band.upper - band.mean == pytest.approx(1.2815515655446004 * band.deviation)


def test_as_many_next_scores_lie_below_the_band_as_it_says() -> None:
    y, t, groups = rounds(3000, 5)
    model = growth(y[t < 4], t[t < 4], [group for group, when in zip(groups, t, strict=True) if when < 4])
    table = y.reshape(-1, 5)
    below = [expected(model, np.arange(4.0), row[:4], 4.0, level=0.8).lower > row[4] for row in table]
    assert np.mean(below) == pytest.approx(0.10, abs=0.02)


def test_without_scores_so_far_the_band_is_that_of_anybody() -> None:
    model = growth(*rounds(100))
    band = expected(model, np.array([]), np.array([]), 0.0)
    assert band.mean == pytest.approx(model.fixed[0])
    assert band.deviation**2 == pytest.approx(model.spread[0] ** 2 + model.residual**2 + model.errors[0] ** 2)


@pytest.mark.parametrize(
    ("times", "scores", "at", "level"),
    [([1.0], [2.0, 3.0], 4.0, 0.8), ([1.0], [np.nan], 2.0, 0.8), ([1.0], [2.0], np.nan, 0.8), ([1.0], [2.0], 3.0, 1.0)],
)
def test_there_is_no_band_for_scores_without_times_or_a_level_that_is_none(
    times: list[float], scores: list[float], at: float, level: float
) -> None:
    with pytest.raises(Refused):
        expected(growth(*rounds()), np.array(times), np.array(scores), at, level)
