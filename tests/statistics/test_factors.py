"""Confirmatory factor analysis and invariance: the same as lavaan in any order or unit, and silent where it must be."""

from __future__ import annotations

import time as clock
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from alliantie import cli
from alliantie.statistics.arrays import Numbers
from alliantie.statistics.factors.fit import Cfa, confirm
from alliantie.statistics.factors.indices import noncentral_chi_square
from alliantie.statistics.factors.invariance import Ladder, ladder
from alliantie.statistics.factors.model import Model, parse
from alliantie.statistics.refusals import Refused
from tests.statistics.reference import data, reference, same, stats

THREE = "visual=x1,x2,x3; textual=x4,x5,x6; speed=x7,x8,x9"
FOUR = "agreeable=A1,A2,A3,A4; careful=C1,C2,C3,C4; outgoing=E1,E2,E3,E4; anxious=N1,N2,N3,N4"
TWO = parse("f=a,b,c; g=d,e,h")


def answers(
    rows: int = 400, seed: int = 1, loadings: Numbers | None = None, shift: Numbers | None = None, noise: float = 0.6
) -> Numbers:
    """Rows that two factors with a correlation of .4 made."""
    chance = np.random.default_rng(seed)
    factors = chance.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], rows)
    sizes = np.array([0.9, 0.8, 0.7, 0.8, 0.9, 0.6]) if loadings is None else loadings
    means = np.zeros(6) if shift is None else shift
    return means + factors[:, [0, 0, 0, 1, 1, 1]] * sizes + chance.normal(0, noise, (rows, 6))


def numbers(found: Cfa) -> list[float]:
    fit = found.measures
    each = (found.standardised.loadings, found.standardised.factors.ravel())
    return [*each[0], *each[1], fit.chi2, fit.cfi, fit.tli, fit.rmsea, *fit.rmsea_interval, fit.srmr]


@pytest.mark.parametrize(("name", "model"), [("schools", THREE), ("five", FOUR)])
def test_one_group_agrees_with_lavaan(capsys: pytest.CaptureFixture[str], name: str, model: str) -> None:
    there = reference("cfa")[name]
    answer = stats(capsys, "cfa", data(f"cfa-{name}"), "--model", model)
    # What is flat at the maximum has more digits than what moves there: lavaan ends a little before it.
    same(
        {key: answer[key] for key in ("chi2", "loglik", "aic", "bic", "cfi", "tli", "rmsea", "rmsea_ci")},
        {key: there[key] for key in ("chi2", "loglik", "aic", "bic", "cfi", "tli", "rmsea", "rmsea_ci")},
        1e-9,
    )
    same(answer, there, 2e-5)
    assert answer["notes"] == []


def test_the_published_figures_of_holzinger_and_swineford_come_out(capsys: pytest.CaptureFixture[str]) -> None:
    answer = stats(capsys, "cfa", data("cfa-schools"), "--model", THREE)
    told = {"chi2": 85.306, "df": 24, "cfi": 0.931, "tli": 0.896, "rmsea": 0.092, "srmr": 0.065, "loglik": -3737.745}
    told |= {"aic": 7517.490, "bic": 7595.339}
    assert {key: round(answer[key], 3) for key in told} == told
    assert [round(limit, 3) for limit in answer["rmsea_ci"]] == [0.071, 0.114]


@pytest.mark.parametrize(("name", "model", "group"), [("schools", THREE, "school"), ("five", FOUR, "sex")])
def test_the_ladder_agrees_with_lavaan(capsys: pytest.CaptureFixture[str], name: str, model: str, group: str) -> None:
    answer = stats(capsys, "cfa", data(f"cfa-{name}"), "--model", model, "--group", group)
    same(answer["invariance"], reference("cfa")[f"{name}_apart"]["invariance"], 2e-7)
    assert set(answer["groups"]) == ({"Pasteur", "Grant-White"} if group == "school" else {"1", "2"})
    same(
        {key: answer[key] for key in ("chi2", "omega")},
        {key: reference("cfa")[name][key] for key in ("chi2", "omega")},
        1e-5,
    )


def test_the_two_schools_measure_the_same_up_to_loadings(capsys: pytest.CaptureFixture[str]) -> None:
    assert stats(capsys, "cfa", data("cfa-schools"), "--model", THREE, "--group", "school")["verdict"] == "metric"


@pytest.mark.parametrize(
    ("second", "verdict"),
    [
        ({}, "strict"),
        ({"noise": 0.9}, "scalar"),
        ({"shift": np.array([0, 0.5, 0, 0, 0, 0])}, "metric"),
        ({"loadings": np.array([0.9, 0.3, 0.7, 0.8, 0.9, 0.6])}, "configural"),
    ],
)
def test_the_verdict_is_what_the_groups_were_made_with(second: dict[str, Any], verdict: str) -> None:
    found = ladder(TWO, {"one": answers(), "other": answers(seed=2, **second)})
    assert found.verdict == verdict


def test_groups_with_another_order_of_items_have_nothing_in_common() -> None:
    other = answers(seed=3)[:, [0, 3, 4, 1, 2, 5]]
    assert ladder(TWO, {"one": answers(), "other": other}).verdict == "none"


def test_factors_of_other_means_and_spread_are_no_difference_of_the_questionnaire() -> None:
    moved = answers(seed=5) + np.array([0.9, 0.8, 0.7, 0, 0, 0])
    assert ladder(TWO, {"one": answers(), "other": moved}).verdict == "strict"


def climbed(found: Ladder) -> list[float]:
    return [value for step in found.steps.values() for value in (step.chi2, float(step.df), step.cfi, step.rmsea)]


def test_it_does_not_matter_which_group_comes_first_or_in_which_unit_items_are() -> None:
    one, other, third = answers(), answers(seed=2, noise=0.8), answers(300, seed=4)
    units, zeros = np.array([1, 10, 0.01, 3, 1, 1]), np.array([0, 5, 1e4, -3, 0, 0])
    first = climbed(ladder(TWO, {"a": one, "b": other, "c": third}))
    same(climbed(ladder(TWO, {"c": third, "b": other, "a": one})), first, 1e-7)
    same(
        climbed(
            ladder(TWO, {name: rows * units + zeros for name, rows in zip("abc", (one, other, third), strict=True)})
        ),
        first,
        1e-6,
    )


def test_order_of_rows_and_units_of_items_do_not_matter() -> None:
    rows = answers()
    one = confirm(TWO, rows)
    same(numbers(confirm(TWO, np.random.default_rng(7).permutation(rows))), numbers(one), 1e-7)
    units = np.array([1, 100, 0.001, 3, 1, 1])
    same(numbers(confirm(TWO, 5 + rows * units)), numbers(one), 1e-6)


def test_another_marker_gives_the_same_fit() -> None:
    rows = answers()
    one, other = confirm(TWO, rows), confirm(parse("f=c,b,a; g=e,d,h"), rows[:, [2, 1, 0, 4, 3, 5]])
    same(other.measures.chi2, one.measures.chi2, 1e-9)
    same(other.standardised.loadings[[2, 1, 0, 4, 3, 5]].tolist(), one.standardised.loadings.tolist(), 1e-7)
    same(other.omega, one.omega, 1e-7)


def test_an_item_turned_round_has_a_loading_turned_round() -> None:
    rows = answers()
    one, other = confirm(TWO, rows), confirm(TWO, rows * [1, -1, 1, 1, 1, 1])
    same(other.measures.chi2, one.measures.chi2, 1e-9)
    same(other.estimates.loadings.tolist(), (one.estimates.loadings * [1, -1, 1, 1, 1, 1]).tolist(), 1e-7)


def test_what_was_put_in_comes_out_of_many_rows_soon() -> None:
    rows = answers(100_000)
    began = clock.process_time()
    found = confirm(TWO, rows)
    assert clock.process_time() - began < 10
    assert found.measures.rmsea < 0.005
    same(found.standardised.factors[0, 1], 0.4, 0.02)
    same(found.estimates.loadings[:3].tolist(), [1.0, 8 / 9, 7 / 9], 0.02)
    omega = (0.9 + 0.8 + 0.7) ** 2
    same(found.omega[0], omega / (omega + 3 * 0.36), 0.01)


def test_a_saturated_model_fits_and_has_no_p() -> None:
    fit = confirm(parse("f=a,b,c"), answers()[:, :3]).measures
    assert (fit.chi2, fit.df, fit.p, fit.cfi, fit.tli, fit.rmsea, fit.rmsea_interval) == (0, 0, None, 1, 1, 0, (0, 0))
    assert fit.srmr < 1e-7


def test_rows_with_an_item_missing_are_left_out() -> None:
    rows = answers()
    holes = rows.copy()
    holes[::9, 2] = np.nan
    assert numbers(confirm(TWO, holes)) == numbers(confirm(TWO, rows[~np.isnan(holes).any(axis=1)]))


def exactly(covariances: Numbers, rows: int = 200) -> Numbers:
    """Rows with exactly these covariances, divided by n."""
    chance = np.random.default_rng(8).normal(size=(rows, len(covariances)))
    chance -= chance.mean(axis=0)
    white = chance @ np.linalg.inv(np.linalg.cholesky(chance.T @ chance / rows)).T
    return np.asarray(white @ np.linalg.cholesky(covariances).T, dtype=np.float64)


def test_a_negative_residual_variance_is_told_and_that_factor_has_no_omega() -> None:
    sizes = np.array([1.1, 0.5, 0.6])
    covariances = np.outer(sizes, sizes)
    np.fill_diagonal(covariances, 1)
    found = confirm(parse("f=a,b,c"), exactly(covariances))
    assert found.omega == (None,)
    assert found.problems == ("item a has a negative residual variance (a Heywood case)",)
    assert found.estimates.residuals[0] == pytest.approx(1 - 1.1**2, abs=1e-6)


def test_factors_that_correlate_beyond_one_are_told() -> None:
    shared = np.array([[0.5, 0.55], [0.55, 0.5]])[np.ix_([0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 1])]
    found = confirm(TWO, exactly(shared + 0.5 * np.eye(6)))
    assert found.problems == ("the covariances of the factors are not positive definite",)


@pytest.mark.parametrize(
    ("model", "spoil", "reason"),
    [
        (TWO, lambda rows: rows[:6], "6 complete rows for 6 items"),
        (TWO, lambda rows: rows * [1, 1, 0, 1, 1, 1], "item c is the same in all rows"),
        (TWO, lambda rows: rows[:, [0, 1, 0, 3, 4, 5]], "not positive definite"),
        (TWO, lambda rows: np.column_stack([rows[:, :5], rows[:, :5].sum(axis=1)]), "not positive definite"),
        (TWO, lambda rows: rows * np.nan, "0 complete rows"),
        (parse("f=a,b,c,d,e; g=h"), lambda rows: rows, "one item"),
        (parse("f=a,b"), lambda rows: rows[:, :2], "4 parameters a group for 3 covariances"),
        (TWO, lambda rows: exactly(np.eye(6) + 0.5 * np.eye(6)[[3, 4, 5, 0, 1, 2]]), "did not converge|not identified"),
    ],
)
def test_it_refuses_what_it_cannot_answer(model: Model, spoil: Callable[[Numbers], Numbers], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        confirm(model, spoil(answers()))


@pytest.mark.parametrize(
    ("groups", "reason"),
    [
        ({"one": answers()}, "there is 1 group"),
        ({"one": answers(), "other": answers(6)}, "6 complete rows in group other"),
        ({"one": answers(), "other": answers() * [0, 1, 1, 1, 1, 1]}, "item a is the same in all rows in group other"),
    ],
)
def test_the_ladder_refuses_groups_that_cannot_be_compared(groups: Mapping[str, Numbers], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        ladder(TWO, groups)


@pytest.mark.parametrize(
    "model", ["", "f", "f=", "f=a,,b", "=a,b,c", "f=a,b,a", "f=a,b,c; f=d,e,h", "f=a,b,c; g=c,d,e"]
)
def test_a_model_that_is_none_is_wrong_use(capsys: pytest.CaptureFixture[str], model: str) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["stats", "cfa", data("cfa-schools"), "--model", model, "--json"])
    assert ended.value.code == 2
    assert capsys.readouterr().err


# pchisq(x, df, more) of R 4.2.2.
@pytest.mark.parametrize(
    ("x", "df", "more", "probability"),
    [
        (85.3, 24, 0, 0.999999991479831),
        (85.3, 24, 61, 0.529066460844153),
        (3, 40, 5, 3.21787966665266e-17),
        (1600, 100, 1500, 0.505012492898071),
    ],
)
def test_the_distribution_behind_the_interval_is_that_of_r(x: float, df: int, more: float, probability: float) -> None:
    assert noncentral_chi_square(x, df, more) == pytest.approx(probability, rel=1e-10)
