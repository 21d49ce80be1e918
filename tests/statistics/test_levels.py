"""Growth, truth and bias over levels: the same as lme4, and silent where there is nothing to say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from alliantie.statistics.arrays import Numbers
from alliantie.statistics.bias_levels import truth_and_bias_of_levels
from alliantie.statistics.growth import growth
from alliantie.statistics.growth_levels import growth_of_levels
from alliantie.statistics.refusals import Refused
from tests.statistics.reference import data, reference, same, stats

R = reference("growth")
LEVELS = ("--outcome", "y", "--time", "t", "--group", "g", "--within", "p")
Rows = tuple[Numbers, Numbers, list[str], list[str]]


def rows(seed: int = 5, clusters: int = 10, apart: float = 0.8) -> Rows:
    chance = np.random.default_rng(seed)
    cluster, group, time = (each.ravel() for each in np.meshgrid(np.arange(clusters), np.arange(5), np.arange(4)))
    place = cluster * 5 + group
    above, below = apart * chance.normal(size=(clusters, 2)), chance.normal(size=(5 * clusters, 2))
    y = above[cluster, 0] + below[place, 0] + (1 + 0.3 * above[cluster, 1] + 0.3 * below[place, 1]) * time
    return y + chance.normal(0, 0.7, len(y)), time.astype(float), [f"g{p}" for p in place], [f"c{c}" for c in cluster]


def test_three_levels_are_those_of_lme4(capsys: pytest.CaptureFixture[str]) -> None:
    found, expected = stats(capsys, "growth", data("growth-levels"), *LEVELS), dict(R["levels"])
    assert found["sd"].pop("residual") == pytest.approx(expected.pop("residual"), rel=1e-5)
    assert found["reml_criterion"] == pytest.approx(expected["reml_criterion"], rel=1e-12)
    same(found, expected, 1e-5)
    assert (found["n"], found["groups"], found["clusters"], found["notes"]) == (301, 72, 12, [])


def test_clusters_that_do_not_differ_leave_two_levels() -> None:
    y, t, g, c = rows()
    # Each cluster's own line taken out: what is left between clusters is less than chance would give.
    for name in set(c):
        mine = np.array([each == name for each in c])
        y[mine] -= np.polyval(np.polyfit(t[mine], y[mine], 1), t[mine])
    found, two = growth_of_levels(y, t, g, c), growth(y, t, g)
    assert found.clusters.singular
    assert found.clusters.spread == (0.0, 0.0)
    assert found.clusters.correlation is None
    same([*found.groups.spread, found.residual, found.criterion], [*two.spread, two.residual, two.criterion], 1e-7)


def test_another_unit_of_outcome_and_time_changes_units_only() -> None:
    y, t, g, c = rows()
    one, other = growth_of_levels(y, t, g, c), growth_of_levels(100 * y, t / 10, g, c)
    same([other.fixed[0], other.fixed[1]], [100 * one.fixed[0], 1000 * one.fixed[1]], 1e-6)
    same(other.clusters.spread, [100 * one.clusters.spread[0], 1000 * one.clusters.spread[1]], 1e-5)
    assert other.clusters.correlation == pytest.approx(one.clusters.correlation, abs=1e-5)


def test_the_order_of_rows_does_not_matter_and_what_is_missing_is_left_out() -> None:
    y, t, g, c = rows()
    order = np.random.default_rng(1).permutation(len(y))
    turned = growth_of_levels(y[order], t[order], [g[at] for at in order], [c[at] for at in order])
    longer = growth_of_levels(np.append(y, np.nan), np.append(t, 2.0), [*g, "x"], [*c, "y"])
    for other in (turned, longer):
        assert other.criterion == pytest.approx(growth_of_levels(y, t, g, c).criterion, rel=1e-12)


def test_three_levels_are_refused_where_they_cannot_be_told_apart() -> None:
    y, t, g, c = rows()
    for spoiled, reason in (
        ((y, t, g, ["a", "b"] * 100), "is in two clusters"),
        ((y, t, g, ["a"] * 200), "there are 1 clusters; at least 5 are needed"),
        ((y, t, g, g), "each cluster has one group"),
        ((y * np.nan, t, g, c), "there are 0 clusters"),
        ((y * 0 + 3, t, g, c), "the outcome is the same in all rows"),
    ):
        with pytest.raises(Refused, match=reason):
            growth_of_levels(*spoiled)


def test_truth_and_bias_over_pairs_with_many_rounds_is_that_of_lme4(capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--truth", "truth", "--judgment", "judged", "--group", "g")
    found = stats(capsys, "truth-bias", data("bias-levels"), *options)
    same(found, R["bias_levels"], 2e-6)
    assert (found["n"], found["groups"], found["refused"]) == (100, 18, None)
    assert len(found["random"]) == 18


def test_bias_over_levels_is_that_within_pairs_whatever_pairs_differ_in() -> None:
    """Pairs lie far apart, and a judgment is always one too high and moves half as much as the truth."""
    chance = np.random.default_rng(2)
    pair = np.repeat(np.arange(30), 6)
    own = chance.normal(0, 10, 30)[pair]
    truth = chance.normal(0, 1, 180)
    truth -= (np.bincount(pair, truth) / 6)[pair]
    judged = own + 1 + 0.5 * truth + chance.normal(0, 0.01, 180)
    found = truth_and_bias_of_levels(own + truth, judged, [str(each) for each in pair])
    same(found.fixed, [1.0, 0.5], 0.02)


def test_bias_over_levels_is_refused_where_the_truth_never_moves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "still.csv"
    file.write_text("t,j,g\n" + "".join(f"{g}.1,{r},{g}\n" for g in range(6) for r in range(4)), "utf-8")
    found = stats(capsys, "truth-bias", str(file), "--truth", "t", "--judgment", "j", "--group", "g")
    assert found["refused"] == "in each group the truth is the same in all rows"
