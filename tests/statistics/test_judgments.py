"""Truth and bias, and the response surface: the same as lm in R, and silent where there is nothing to say."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from alliantie.statistics.arrays import Numbers
from alliantie.statistics.bias import truth_and_bias
from alliantie.statistics.refusals import Refused
from alliantie.statistics.surface import response_surface
from tests.statistics.reference import data, reference, same, stats


def scores(count: int = 60) -> tuple[Numbers, Numbers, Numbers]:
    chance = np.random.default_rng(3)
    x, y = chance.normal(0, 1, (2, count))
    z = 2 + 0.4 * x + 0.3 * y - 0.2 * (x - y) ** 2 + chance.normal(0, 0.5, count)
    return z, x, y


def test_truth_and_bias_agrees_with_lm(capsys: pytest.CaptureFixture[str]) -> None:
    answer = stats(capsys, "truth-bias", data("judgments"), "--truth", "l1", "--judgment", "l2")
    same(answer, reference("judgments")["truth_bias"], 1e-12)
    assert answer["n"] == 25


def test_b0_is_the_difference_of_the_means_and_no_bias_with_full_truth_force_is_0_and_1() -> None:
    _, truth, noise = scores()
    found = truth_and_bias(truth, truth + noise)
    assert found.b0 == pytest.approx(noise.mean(), abs=1e-12)
    same([truth_and_bias(truth, truth).b0, truth_and_bias(truth, truth).b1], [0.0, 1.0], 1e-12)


def test_another_zero_of_both_scales_changes_nothing_and_another_unit_only_b0() -> None:
    _, truth, judged = scores()
    one, far, large = (truth_and_bias(k * truth + c, k * judged + c) for k, c in ((1, 0), (1, 1e7), (5, 0)))
    same([far.b0, far.b1], [one.b0, one.b1], 1e-7)
    same([large.b0, large.b1], [5 * one.b0, one.b1])


def test_occasions_without_truth_or_judgment_are_left_out() -> None:
    _, truth, judged = scores()
    holes = judged.copy()
    holes[::7] = np.nan
    kept = ~np.isnan(holes)
    assert truth_and_bias(truth, holes) == truth_and_bias(truth[kept], judged[kept])


@pytest.mark.parametrize(
    ("truth", "judged", "reason"),
    [
        ([1, 2], [2, 3], "2 complete rows"),
        ([4, 4, 4, 4], [1, 2, 3, 4], "the same in all rows"),
        ([], [], "0 complete rows"),
    ],
)
def test_truth_and_bias_refuse_what_they_cannot_answer(truth: list[float], judged: list[float], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        truth_and_bias(np.array(truth, dtype=np.float64), np.array(judged, dtype=np.float64))


def test_the_surface_agrees_with_lm_and_the_sums_written_out(capsys: pytest.CaptureFixture[str]) -> None:
    answer = stats(capsys, "surface", data("judgments"), "--outcome", "b1", "--x", "l1", "--y", "l2", "--middle", "185")
    same(answer, reference("judgments")["surface"], 1e-10)
    assert answer["n"] == 25


def test_the_curvatures_do_not_depend_on_the_middle() -> None:
    z, x, y = scores()
    one, other = response_surface(z, x, y), response_surface(z, x, y, middle=1.5)
    same(other.a[[1, 3]].tolist(), one.a[[1, 3]].tolist(), 1e-9)
    same(other.a_errors[[1, 3]].tolist(), one.a_errors[[1, 3]].tolist(), 1e-9)


def test_who_is_x_and_who_is_y_only_turns_the_slope_of_disagreement() -> None:
    z, x, y = scores()
    one, other = response_surface(z, x, y), response_surface(z, y, x)
    same(other.a.tolist(), (one.a * [1, 1, -1, 1, -1]).tolist(), 1e-9)
    same(other.a_errors.tolist(), one.a_errors.tolist(), 1e-9)


def test_a_surface_that_was_put_in_comes_out() -> None:
    found = response_surface(*scores(20_000))
    same(found.a.tolist(), [0.7, 0.0, 0.1, -0.8, 0.0], 0.02)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda z, x, y: (z[:11], x[:11], y[:11]), "11 complete rows"),
        (lambda z, x, y: (z, x, x), "too few different values"),
        (lambda z, x, y: (z, np.sign(x), y), "too few different values"),
        (lambda z, x, y: (z, x * 0, y), "the same in all rows"),
        (lambda z, x, y: (z * 0 + 3, x, y), "outcome is the same"),
        (lambda z, x, y: (x * y + x, x, y), "follows exactly"),
    ],
)
def test_the_surface_refuses_what_it_cannot_answer(
    spoil: Callable[[Numbers, Numbers, Numbers], tuple[Numbers, Numbers, Numbers]], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        response_surface(*spoil(*scores()))
