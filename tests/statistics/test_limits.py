"""Control charts, funnels and families of alerts: as NIST prints them and R's exact distributions give them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliantie import cli
from alliantie.statistics.alerts import holm
from alliantie.statistics.charts import individuals, proportions
from alliantie.statistics.funnel import exact_limits, overdispersion
from alliantie.statistics.refusals import Refused
from tests.statistics.reference import data, reference, same, stats

R = reference("limits")
# NIST/SEMATECH e-Handbook of Statistical Methods 6.3.2.2: flow rates of ten batches.
FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
# The same, 6.3.3.2: defectives in thirty samples of fifty chips.
WAFERS = [
    *(12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22),
    *(8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6),
]

Column = Callable[[str, object], str]


@pytest.fixture
def column(tmp_path: Path) -> Column:
    """A file with one column."""

    def write(name: str, values: object) -> str:
        assert isinstance(values, list)
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join([name, *map(str, values)]) + "\n", "utf-8")
        return str(path)

    return write


def test_a_chart_of_single_values_has_the_limits_nist_prints(
    capsys: pytest.CaptureFixture[str], column: Column
) -> None:
    found = stats(capsys, "xmr", column("flow", FLOW), "--values", "flow")
    printed = {"centre": 50.81, "upper": 55.8041, "lower": 45.8159}
    assert {name: round(found[name], 4) for name in printed} == printed
    assert round(found["moving_range"]["centre"], 4) == 1.8778
    assert (found["signals"], found["runs"], found["n"]) == ([], [], 10)


def test_a_chart_of_shares_has_the_limits_montgomery_prints(capsys: pytest.CaptureFixture[str], column: Column) -> None:
    found = stats(capsys, "pchart", column("bad", WAFERS), "--count", "bad", "--n", "50")
    printed = {"centre": 0.2313, "upper": 0.4102, "lower": 0.0524}
    assert {name: round(found[name], 4) for name in printed} == printed
    assert found["signals"] == [15, 23]


def test_sizes_may_differ_and_each_point_then_has_its_own_limits(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "points.csv"
    file.write_text("count,size\n5,10\n50,100\n,100\n90,100\n", "utf-8")
    found = stats(capsys, "pchart", str(file), "--count", "count", "--n", "size")
    p = 145 / 210
    reach = 3 * np.sqrt(p * (1 - p) / 100)
    assert found["centre"] == pytest.approx(p)
    assert found["upper"] == pytest.approx([1, p + reach, None, p + reach])
    assert found["lower"][1] == pytest.approx(p - reach)
    assert (found["signals"], found["n"]) == ([2, 4], 3)
    assert cli.main(["stats", "pchart", str(file), "--count", "count", "--n", "many"]) == 2
    assert "--n many is neither a whole number from 1 on nor a column of" in capsys.readouterr().err


def test_signals_are_counted_from_one_and_a_missing_value_keeps_its_place() -> None:
    series = np.array([5.0, 5.2, np.nan, 4.9, 5.1, 5.0, 4.8, 5.2, 5.1, 9.0])
    found = individuals(series)
    assert found.signals == (10,)
    assert found.range_signals == (10,)
    assert found.n == 9


def test_eight_on_one_side_are_a_run_though_none_lies_outside() -> None:
    found = individuals(np.array([1.0, 2] * 4 + [2.2, 3.2] * 4))
    assert found.signals == ()
    assert found.runs == (8, 16)
    assert found.ties == 0


@given(st.lists(st.integers(1, 5), min_size=8, max_size=30), st.integers(-100, 100), st.integers(1, 9))
def test_signals_depend_on_no_unit(values: list[int], shift: int, unit: int) -> None:
    series = np.array(values, dtype=float)
    try:
        one = individuals(series)
    except Refused:
        return
    other = individuals(shift + unit * series)
    assert (one.signals, one.runs, one.ties) == (other.signals, other.runs, other.ties)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (FLOW[:7], "too few values: 7, at least 8 are needed"),
        ([*FLOW[:7], np.nan], "too few values: 7, at least 8 are needed"),
        ([], "too few values: 0, at least 8 are needed"),
        ([0.1] * 9, "the values do not vary"),
    ],
)
def test_a_chart_of_a_short_or_flat_series_is_refused(values: list[float], reason: str) -> None:
    with pytest.raises(Refused) as refused:
        individuals(np.array(values))
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("counts", "sizes", "reason"),
    [
        ([1.0], [2.0], "too few points: 1, at least 2 are needed"),
        ([3.0, 1], [2.0, 2], "each count must lie between 0 and its size"),
        ([-1.0, 1], [2.0, 2], "each count must lie between 0 and its size"),
        ([0.0, 0], [0.0, 2], "each count must lie between 0 and its size"),
        ([0.0, 0], [2.0, 2], "the shares do not vary: all are 0 or all are 1"),
        ([2.0, 2], [2.0, 2], "the shares do not vary: all are 0 or all are 1"),
    ],
)
def test_a_chart_of_impossible_or_equal_shares_is_refused(counts: list[float], sizes: list[float], reason: str) -> None:
    with pytest.raises(Refused) as refused:
        proportions(np.array(counts), np.array(sizes))
    assert refused.value.reason == reason


@pytest.mark.parametrize(("target", "name"), [(".2", "funnel_20"), (".97", "funnel_97"), (".001", "funnel_001")])
def test_limits_of_a_funnel_are_exact(capsys: pytest.CaptureFixture[str], target: str, name: str) -> None:
    found = stats(capsys, "funnel", data("sizes"), "--target", target, "--n", "n")
    same(found["limits"], R[name], 1e-9)


@settings(deadline=None)
@given(st.floats(0.001, 0.999), st.integers(1, 5000))
def test_the_wider_level_lies_outside_and_both_hold_the_target_once_units_are_large_enough(
    target: float, size: int
) -> None:
    inner, outer = exact_limits(np.array([float(size)]), target)
    assert 0 <= outer.lower[0] <= inner.lower[0] <= 1
    assert 0 <= inner.upper[0] <= outer.upper[0] <= 1
    if size * min(target, 1 - target) >= 5:
        assert inner.lower[0] < target < inner.upper[0]


def test_units_that_differ_by_chance_alone_are_not_overdispersed_and_others_are() -> None:
    chance = np.random.default_rng(4)
    sizes = chance.integers(50, 400, 60).astype(float)
    fair = overdispersion(chance.binomial(sizes.astype(int), 0.3).astype(float), sizes, 0.3)
    wild = overdispersion(
        chance.binomial(sizes.astype(int), np.clip(chance.normal(0.3, 0.1, 60), 0, 1)).astype(float), sizes, 0.3
    )
    assert fair.tau2 == 0
    assert fair.phi < 1.3
    assert wild.tau2 > 0.002
    assert wild.phi > 3
    exact, (near, _) = exact_limits(sizes, 0.3)[0], fair.limits
    assert near.lower == pytest.approx(exact.lower, abs=0.02)
    assert np.all(wild.limits[0].lower < near.lower)


def test_overdispersion_comes_with_the_limits_when_counts_are_given(capsys: pytest.CaptureFixture[str]) -> None:
    found = stats(capsys, "funnel", data("units"), "--target", "0.3", "--n", "n", "--count", "r")
    same(found["overdispersion"], R["overdispersion"], 1e-12)
    assert found["n"] == 12


@pytest.mark.parametrize(
    ("sizes", "target", "reason"),
    [
        ([], 0.5, "too few units: 0, at least 1 are needed"),
        ([0.0], 0.5, "each size must be a whole number from 1 to 1000000000"),
        ([1e59], 0.5, "each size must be a whole number from 1 to 1000000000"),
        ([2.5], 0.5, "each size must be a whole number from 1 to 1000000000"),
        ([np.nan], 0.5, "each size must be a whole number from 1 to 1000000000"),
        ([2.0], 0.0, "the target must lie between 0 and 1"),
        ([2.0], 1.0, "the target must lie between 0 and 1"),
    ],
)
def test_a_funnel_of_what_cannot_be_counted_is_refused(sizes: list[float], target: float, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        exact_limits(np.array(sizes), target)
    assert refused.value.reason == reason


def test_a_family_of_alerts_is_adjusted_as_r_does(capsys: pytest.CaptureFixture[str]) -> None:
    found = stats(capsys, "holm", data("p_values"), "--p", "p")
    same(found["adjusted"], R["holm"], 1e-14)
    assert found["stands"] == [True, False, False, True, False, False]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_an_adjusted_p_value_is_never_smaller_and_keeps_the_order(p: list[float]) -> None:
    adjusted = holm(np.array(p)).adjusted
    assert np.all(adjusted >= np.array(p))
    assert np.all(np.diff(adjusted[np.argsort(p)]) >= 0)


@pytest.mark.parametrize(
    ("p", "reason"),
    [([], "tests"), ([0.1, np.nan], "a p-value is missing"), ([-0.1], "between 0 and 1"), ([1.1], "between 0 and 1")],
)
def test_a_family_without_proper_p_values_is_refused_for_its_own_reason(p: list[float], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        holm(np.array(p))
