"""Alpha, lambda 6, omega and what follows from them: as psych and lavaan give them, refused where they say nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliantie.statistics.arrays import Numbers
from alliantie.statistics.change import standard_error_of_measurement
from alliantie.statistics.omega import mcdonald_omega
from alliantie.statistics.refusals import Refused
from alliantie.statistics.reliability import cronbach_alpha, items_for, spearman_brown
from tests.statistics.reference import data, reference, same, stats

R = reference("reliability")
BFI = ("--items", "A1,A2,A3,A4,A5")
TURNED = ("--reverse", "A1", "--min", "1", "--max", "6")


def test_alpha_of_complete_answers_is_that_of_psych(capsys: pytest.CaptureFixture[str]) -> None:
    items = "rating,complaints,privileges,learning,raises,critical,advance"
    found = stats(capsys, "alpha", data("attitude"), "--items", items)
    same(found, R["attitude"], 1e-13)
    assert (found["method"], found["n"], found["refused"], found["notes"]) == ("alpha", 30, None, [])


def test_alpha_with_missing_answers_takes_pairwise_covariances_as_psych_does(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = stats(capsys, "alpha", data("bfi"), *BFI, *TURNED)
    same(found, R["bfi"], 1e-13)
    assert found["n"] == 2800


def test_an_item_that_was_not_turned_round_ruins_alpha_and_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    found = stats(capsys, "alpha", data("bfi"), *BFI)
    same(found, R["bfi_unreversed"], 1e-13)
    assert found["notes"] == ["A1 goes against the other items; was it to be reversed?"]


def test_a_shorter_form_is_forecast_from_alpha_and_how_many_items_an_aim_asks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = stats(capsys, "spearman-brown", data("bfi"), *BFI, *TURNED, "--length", "2")
    same(found, {"alpha": R["bfi"]["alpha"], "forecast": R["bfi_short"]}, 1e-12)
    assert found["factor"] == 0.4
    for aim, items in found["items_for"].items():
        assert spearman_brown(found["alpha"], items / 5) >= float(aim) > spearman_brown(found["alpha"], (items - 1) / 5)


def test_no_number_of_items_makes_a_scale_reliable_that_is_not_at_all() -> None:
    assert items_for(0.0, 4, 0.8) is items_for(-0.2, 4, 0.8) is None
    assert items_for(1.0, 4, 0.8) == 1
    assert items_for(0.8, 4, 0.8) == 4


@pytest.mark.parametrize(
    ("file", "arguments", "name"),
    [
        ("bfi", (*BFI, *TURNED), "omega_bfi"),
        ("attitude", ("--items", "complaints,learning,raises,advance"), "omega_attitude"),
    ],
)
def test_omega_is_that_of_lavaan(
    capsys: pytest.CaptureFixture[str], file: str, arguments: tuple[str, ...], name: str
) -> None:
    # As far as lavaan's own optimiser goes; the next test goes further.
    same(stats(capsys, "omega", data(file), *arguments), R[name], 1e-5)


def test_with_three_items_the_factor_fits_exactly() -> None:
    """Each loading is then known in closed form: s12 s13 / s23."""
    items = np.random.default_rng(1).normal(size=(50, 3)) + np.random.default_rng(2).normal(size=(50, 1))
    c = np.cov(items, rowvar=False, ddof=0)
    expected = np.sqrt([c[0, 1] * c[0, 2] / c[1, 2], c[0, 1] * c[1, 2] / c[0, 2], c[0, 2] * c[1, 2] / c[0, 1]])
    assert mcdonald_omega(items).loadings == pytest.approx(expected, rel=1e-10)


seeds = st.integers(0, 2**32 - 1)


def answers(seed: int, rows: int = 30, items: int = 5) -> Numbers:
    chance = np.random.default_rng(seed)
    made = chance.normal(size=(rows, items)) + chance.normal(size=(rows, 1))
    made[chance.random(made.shape) < 0.05] = np.nan
    return made


@given(seeds, st.floats(-1e4, 1e4), st.floats(0.01, 100))
def test_alpha_does_not_depend_on_where_the_scale_begins_nor_on_its_unit(seed: int, shift: float, unit: float) -> None:
    one, other = cronbach_alpha(answers(seed)), cronbach_alpha(shift + unit * answers(seed))
    assert other.alpha == pytest.approx(one.alpha, rel=1e-6, abs=1e-6)
    assert other.alpha_standardised == pytest.approx(one.alpha_standardised, rel=1e-6, abs=1e-6)


@given(seeds)
def test_alpha_does_not_depend_on_the_order_of_people_or_items(seed: int) -> None:
    table, chance = answers(seed), np.random.default_rng(seed)
    mixed = table[chance.permutation(len(table))][:, chance.permutation(table.shape[1])]
    assert cronbach_alpha(mixed).alpha == pytest.approx(cronbach_alpha(table).alpha)


@given(seeds)
def test_standardised_alpha_is_raw_alpha_of_standardised_answers(seed: int) -> None:
    table = np.nan_to_num(answers(seed))
    found = cronbach_alpha((table - table.mean(axis=0)) / table.std(axis=0))
    assert found.alpha == pytest.approx(found.alpha_standardised)


@settings(deadline=None, max_examples=30)
@given(seeds)
def test_omega_does_not_depend_on_the_unit_and_its_standardised_loadings_on_no_unit_at_all(seed: int) -> None:
    table = np.nan_to_num(answers(seed, rows=200))
    one, other = mcdonald_omega(table), mcdonald_omega(table * 7 + 3)
    assert other.omega == pytest.approx(one.omega, rel=1e-8)
    apart = mcdonald_omega(table * np.array([1, 2, 3, 4, 5]))
    assert apart.standardised == pytest.approx(one.standardised, rel=1e-7)


FULL = np.random.default_rng(0).normal(size=(20, 3)) + np.random.default_rng(5).normal(size=(20, 1))
CONSTANT = np.column_stack((FULL[:, :2], np.full(20, 0.1)))


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        (FULL[:, :1], "one item has no internal consistency; at least two are needed"),
        (FULL[:2], "too few rows with both of a pair of items: 2, at least 3 are needed"),
        (FULL[:0], "too few rows with both of a pair of items: 0, at least 3 are needed"),
        (FULL * np.nan, "too few rows with both of a pair of items: 0, at least 3 are needed"),
        (CONSTANT, "column 3 does not vary"),
        (np.column_stack((FULL[:, 0], -FULL[:, 0])), "the sum of the items does not vary"),
    ],
)
def test_alpha_is_refused_where_it_says_nothing(items: Numbers, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        cronbach_alpha(items)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        (FULL[:, :2], "one factor needs at least three items"),
        (FULL[:3], "too few rows without a missing answer: 3, at least 4 are needed"),
        (FULL * np.nan, "too few rows without a missing answer: 0, at least 4 are needed"),
        (CONSTANT, "column 3 does not vary"),
        (
            np.column_stack((FULL[:, :2], FULL[:, 0] + FULL[:, 1])),
            "the correlations are not positive definite: an item follows from the others",
        ),
    ],
)
def test_omega_is_refused_where_there_is_no_factor_to_find(items: Numbers, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        mcdonald_omega(items)
    assert refused.value.reason == reason


def test_an_item_that_would_have_less_than_no_variance_of_its_own_is_refused() -> None:
    root = np.linalg.cholesky(np.array([[1, 0.9, 0.9], [0.9, 1, 0.3], [0.9, 0.3, 1]]) + 0.3 * np.eye(3))
    chance = np.random.default_rng(3).normal(size=(400, 3))
    white = np.linalg.solve(np.linalg.cholesky(np.cov(chance, rowvar=False)), (chance - chance.mean(axis=0)).T).T
    with pytest.raises(Refused, match="item 1 has no variance of its own left beside the factor"):
        mcdonald_omega(white @ root.T)


def test_a_scale_of_half_the_length_has_the_reliability_spearman_and_brown_forecast() -> None:
    assert spearman_brown(0.8, 2) == pytest.approx(8 / 9)
    assert spearman_brown(8 / 9, 0.5) == pytest.approx(0.8)
    assert spearman_brown(0.8, 1) == 0.8
    for reliability, factor in ((0.8, 0), (0.8, -1), (1.1, 2), (-1, 2)):
        with pytest.raises(Refused, match="no forecast exists"):
            spearman_brown(reliability, factor)


def test_the_error_of_measurement_is_what_reliability_leaves_of_the_spread() -> None:
    assert standard_error_of_measurement(10, 0.84) == pytest.approx(4)
    for sd, reliability in ((10, 1), (10, -0.1), (0, 0.8), (float("nan"), 0.8), (10, float("nan"))):
        with pytest.raises(Refused):
            standard_error_of_measurement(sd, reliability)
