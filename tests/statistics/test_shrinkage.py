"""Means drawn towards each other: as lme4 and metafor give them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliantie import cli
from alliantie.statistics.arrays import Numbers
from alliantie.statistics.refusals import Refused
from alliantie.statistics.shrinkage import shrink_estimates, shrink_groups
from tests.statistics.reference import data, reference, same, stats

R = reference("shrinkage")
seeds = st.integers(0, 2**32 - 1)
GROUPS = {
    "dyestuff": ("Yield", "Batch"),
    "dyestuff2": ("Yield", "Batch"),
    "bdf": ("langPOST", "schoolNR"),
}


@pytest.mark.parametrize("name", GROUPS)
def test_means_of_groups_of_unequal_size_are_those_of_lme4(capsys: pytest.CaptureFixture[str], name: str) -> None:
    outcome, group = GROUPS[name]
    found = stats(capsys, "shrink", data(name), "--outcome", outcome, "--group", group)
    # As far as lme4's optimiser goes.
    same(found, R[name], 2e-6)
    assert found["estimator"] == "REML"


def test_equal_groups_have_the_variances_of_the_analysis_of_variance() -> None:
    """Dyestuff's printed answer: within 2451.25, between 1764.05 (Davies & Goldsmith 1972; Bates 2010)."""
    found = shrink_groups(*dyestuff())
    assert (round(found.within, 2), round(found.between, 2)) == (2451.25, 1764.05)


def dyestuff() -> tuple[Numbers, Numbers]:
    lines = [line.split(",") for line in Path(data("dyestuff")).read_text("utf-8").splitlines()[1:]]
    batches = sorted({batch for batch, _ in lines})
    return np.array([float(y) for _, y in lines]), np.array([float(batches.index(batch)) for batch, _ in lines])


@pytest.mark.parametrize("name", ["bcg", "eight_schools"])
def test_estimates_with_their_errors_are_drawn_together_as_metafor_does(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    found = stats(capsys, "shrink", data(name), "--estimates", "y", "--se", "se")
    same(found, R[name], 1e-9)
    assert bool(found["notes"]) == (found["tau2"] == 0)


def groups(seed: int) -> tuple[Numbers, Numbers]:
    chance = np.random.default_rng(seed)
    group = chance.integers(0, 6, 40).astype(float)
    return chance.normal(size=6)[group.astype(int)] + chance.normal(size=40), group


@settings(deadline=None, max_examples=30)
@given(seeds, st.floats(-1e4, 1e4), st.floats(0.01, 100))
def test_effects_follow_the_unit_and_not_where_the_scale_begins(seed: int, shift: float, unit: float) -> None:
    outcome, group = groups(seed)
    one, other = shrink_groups(outcome, group), shrink_groups(shift + unit * outcome, group)
    assert other.between == pytest.approx(one.between * unit**2, rel=1e-5, abs=1e-9 * unit**2)
    assert other.effects == pytest.approx(one.effects * unit, rel=1e-5, abs=1e-6 * unit)


@settings(deadline=None, max_examples=30)
@given(seeds)
def test_a_small_group_is_drawn_in_further_than_a_large_one_and_none_beyond_its_own_mean(seed: int) -> None:
    outcome, group = groups(seed)
    found = shrink_groups(outcome, group)
    means = np.array([outcome[group == each].mean() - found.mean for each in np.unique(group)])
    assert np.all(np.abs(found.effects) <= np.abs(means) + 1e-12)
    if found.between:
        shares = found.effects / means
        assert np.all(np.diff(shares[np.argsort(found.sizes, kind="stable")]) >= -1e-9)


@settings(deadline=None, max_examples=30)
@given(seeds)
def test_estimates_stay_between_their_own_value_and_the_pooled_one(seed: int) -> None:
    chance = np.random.default_rng(seed)
    y, se = chance.normal(size=8) * 3, chance.uniform(0.5, 2, 8)
    found = shrink_estimates(y, se)
    assert np.all(found.shrunken <= np.maximum(y, found.pooled) + 1e-12)
    assert np.all(found.shrunken >= np.minimum(y, found.pooled) - 1e-12)


def test_a_row_without_group_or_score_does_not_count_and_a_unit_without_estimate_keeps_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome, group = dyestuff()
    rows = [f"{y};g{int(g)}" for y, g in zip(outcome, group, strict=True)]
    file = tmp_path / "scores.csv"
    file.write_text("y;g\n" + "\n".join([*rows, "1000;NA", ";g1", "NA;other"]) + "\n", "utf-8")
    found = stats(capsys, "shrink", str(file), "--outcome", "y", "--group", "g")
    assert (found["n"], found["groups"], list(found["effects"])) == (30, 6, [f"g{at}" for at in range(6)])
    assert found["between"] == pytest.approx(R["dyestuff"]["between"], rel=1e-5)
    told = shrink_estimates(np.array([1.0, np.nan, 2, 4]), np.array([1.0, 1, 1, 1]))
    assert np.isnan(told.shrunken).tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    ("outcome", "group", "reason"),
    [
        ([1.0, 2, 3, 4], [0.0, 0, 1, 1], "too few groups: 2, at least 3 are needed"),
        ([], [], "too few groups: 0, at least 3 are needed"),
        ([np.nan] * 4, [0.0, 1, 2, 2], "too few groups: 0, at least 3 are needed"),
        (
            [1.0, 2, 3],
            [0.0, 1, 2],
            "every group has one row, so differences between and within groups cannot be told apart",
        ),
        ([2.0, 2, 2, 2], [0.0, 1, 2, 2], "the outcome does not vary"),
        ([1.0, 2, 3, 3], [0.0, 1, 2, 2], "the outcome does not vary within groups"),
    ],
)
def test_groups_that_cannot_tell_their_variances_are_refused(
    outcome: list[float], group: list[float], reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        shrink_groups(np.array(outcome), np.array(group))
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("errors", "reason"),
    [
        ([1.0, np.nan, 1], "too few units with an estimate and a standard error: 2, at least 3 are needed"),
        ([1.0, 0, 1], "a standard error is not above 0"),
    ],
)
def test_estimates_without_an_error_are_refused(errors: list[float], reason: str) -> None:
    with pytest.raises(Refused) as refused:
        shrink_estimates(np.array([1.0, 2, 3]), np.array(errors))
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "options", [(), ("--outcome", "y"), ("--estimates", "y"), ("--outcome", "y", "--group", "se", "--se", "se")]
)
def test_shrinking_asks_either_groups_or_errors(capsys: pytest.CaptureFixture[str], options: tuple[str, ...]) -> None:
    assert cli.main(["stats", "shrink", data("eight_schools"), *options]) == 2
    told = "alliantie stats shrink: give --outcome and --group, or --estimates and --se\n"
    assert capsys.readouterr().err == told


def test_units_that_differ_a_million_times_more_than_their_errors_keep_their_own_value() -> None:
    y = np.array([-1000.0, 0, 1000])
    found = shrink_estimates(y, np.full(3, 1e-3))
    assert found.tau2 == pytest.approx(1e6, rel=1e-9)
    assert found.shrunken == pytest.approx(y, abs=1e-6)
    grouped = shrink_groups(np.array([0, 1e-3, 1000, 1000.001, 2000, 2000.001]), np.repeat([0.0, 1, 2], 2))
    assert grouped.between == pytest.approx(1e6, rel=1e-6)
    with pytest.raises(Refused, match="too far apart to reckon with"):
        shrink_estimates(y, np.array([1e-9, 1, 1]))
