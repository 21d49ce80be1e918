"""The actor-partner model: the same as nlme in any order or unit, and silent where there is nothing to say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from alliantie import cli
from alliantie.statistics.arrays import Numbers
from alliantie.statistics.dyads import Apim, alike, by_role, paired
from alliantie.statistics.half_pairs import fit_halves
from alliantie.statistics.refusals import Refused
from tests.statistics.reference import data, reference, same, stats

Fit = Callable[[Numbers, Numbers], Apim]
OPTIONS = ("--dyad", "family", "--outcome", "length", "--predictor", "breadth")


def pairs(count: int = 40, seed: int = 1) -> tuple[Numbers, Numbers]:
    chance = np.random.default_rng(seed)
    x = chance.normal(3, 1, (count, 2))
    y = 1 + 0.5 * x + 0.2 * x[:, ::-1] + chance.normal(0, 1, (count, 1)) + chance.normal(0, 1, (count, 2))
    return y, x


def numbers(found: Apim) -> list[float]:
    each = [*found.effects, *found.errors]
    return [*(value for one in each for value in vars(one).values()), *found.sigmas, found.rho, found.loglik]


@pytest.mark.parametrize(("kind", "more"), [("alike", ()), ("by_role", ("--role", "son"))])
def test_it_agrees_with_gls_of_nlme(capsys: pytest.CaptureFixture[str], kind: str, more: tuple[str, ...]) -> None:
    answer = stats(capsys, "apim", data("dyads"), *OPTIONS, *more)
    # nlme searches, and ends within a few millionths of the maximum; we have it in closed form.
    same(answer, reference("dyads")[kind], 2e-6)
    assert answer["loglik"] == pytest.approx(reference("dyads")[kind]["loglik"], rel=1e-12)
    assert (answer["n"], answer["pairs"], answer["refused"]) == (50, 25, None)


def test_nothing_near_the_answer_is_more_likely() -> None:
    y, x = pairs()
    best = by_role(y, x)
    design = np.column_stack([np.ones(len(x)), x])
    logs = np.linalg.slogdet(design.T @ design)[1]
    roots = np.array(best.sigmas)
    off = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    likelihoods = []
    for rho in (best.rho, best.rho - 1e-4, best.rho + 1e-4):
        covariance = np.outer(roots, roots) * np.array([[1, rho], [rho, 1]])
        size = np.linalg.slogdet(covariance)[1]
        squares = np.sum(np.linalg.solve(covariance, off.T) * off.T)
        likelihoods.append(-((2 * len(y) - 6) * np.log(2 * np.pi) + (len(y) - 3) * size + 2 * logs + squares) / 2)
    assert likelihoods[0] == pytest.approx(best.loglik, rel=1e-12)
    assert likelihoods[0] > max(likelihoods[1:])


def test_it_does_not_matter_which_of_two_alike_comes_first() -> None:
    y, x = pairs()
    turned = np.arange(len(y)) % 2 == 0
    other_y, other_x = np.where(turned[:, None], y[:, ::-1], y), np.where(turned[:, None], x[:, ::-1], x)
    same(numbers(alike(other_y, other_x)), numbers(alike(y, x)), 1e-10)


def test_it_does_not_matter_in_which_order_the_rows_stand() -> None:
    y, x = pairs(20)
    dyads = [f"{place // 2:02}" for place in range(40)]
    roles = ["b", "a"] * 20
    order = np.random.default_rng(2).permutation(40)
    flat_y, flat_x = y.ravel(), x.ravel()
    one = paired(dyads, flat_y, flat_x, roles)
    other = paired([dyads[row] for row in order], flat_y[order], flat_x[order], [roles[row] for row in order])
    assert one.roles == other.roles == ("a", "b")
    np.testing.assert_array_equal(one.outcome, other.outcome)
    np.testing.assert_array_equal(one.predictor, x[:, ::-1])
    np.testing.assert_array_equal(other.predictor, x[:, ::-1])


def test_other_names_of_the_roles_give_the_same_in_the_other_order() -> None:
    y, x = pairs()
    one, other = by_role(y, x), by_role(y[:, ::-1], x[:, ::-1])
    same([vars(each) for each in other.effects[::-1]], [vars(each) for each in one.effects])
    same([vars(each) for each in other.errors[::-1]], [vars(each) for each in one.errors])
    same([*other.sigmas[::-1], other.rho, other.loglik], [*one.sigmas, one.rho, one.loglik])


@pytest.mark.parametrize("fit", [alike, by_role])
def test_another_unit_and_zero_of_the_scores_change_only_unit_and_intercept(fit: Fit) -> None:
    y, x = pairs()
    one, other = fit(y, x), fit(3 * y + 1e6, 0.5 * x - 1e6)
    for before, after in zip(one.effects, other.effects, strict=True):
        same([after.actor, after.partner], [6 * before.actor, 6 * before.partner], 1e-7)
    same([*other.sigmas, other.rho], [*(3 * each for each in one.sigmas), one.rho], 1e-7)


@pytest.mark.parametrize("fit", [alike, by_role])
def test_a_pair_without_a_predictor_or_any_outcome_is_left_out(fit: Fit) -> None:
    y, x = pairs(20)
    holes = y.copy()
    holes[3] = np.nan
    x_holes = x.copy()
    x_holes[7, 0] = np.nan
    kept = [row for row in range(20) if row not in (3, 7)]
    assert fit(holes, x_holes) == fit(y[kept], x[kept])


@pytest.mark.parametrize(("kind", "more"), [("some_alike", ()), ("some_by_role", ("--role", "son"))])
def test_a_pair_with_one_outcome_counts_with_that_one_as_in_nlme(
    capsys: pytest.CaptureFixture[str], kind: str, more: tuple[str, ...]
) -> None:
    answer = stats(capsys, "apim", data("dyads-some"), *OPTIONS, *more)
    same(answer, reference("dyads")[kind], 2e-6)
    assert answer["loglik"] == pytest.approx(reference("dyads")[kind]["loglik"], rel=1e-12)
    assert (answer["n"], answer["pairs"], answer["refused"]) == (42, 23, None)
    assert answer["notes"] == [
        "4 pairs count with one outcome, since the other is missing",
        "4 rows of pairs with something missing were left out",
    ]


@pytest.mark.parametrize("apart", [False, True])
def test_without_missing_outcomes_the_search_ends_where_the_closed_form_is(apart: bool) -> None:
    y, x = pairs()
    closed = (by_role if apart else alike)(y, x)
    found = fit_halves(y, x, apart=apart, start=(2 * closed.sigmas[0], closed.sigmas[-1] / 2, 0.0))
    same(found.coefficients.tolist(), [value for each in closed.effects for value in vars(each).values()], 1e-8)
    same(np.sqrt(np.diag(found.covariance)).tolist(), [e for each in closed.errors for e in vars(each).values()], 1e-8)
    same([*found.sigmas[: 1 + apart], found.rho, found.loglik], [*closed.sigmas, closed.rho, closed.loglik], 1e-8)


@pytest.mark.parametrize("fit", [alike, by_role])
def test_unit_and_zero_change_nothing_else_with_half_pairs_too(fit: Fit) -> None:
    y, x = pairs()
    y[::6, 1] = np.nan
    one, other = fit(y, x), fit(3 * y + 1e4, 0.5 * x - 1e4)
    assert one.halves == 7
    for before, after in zip(one.effects, other.effects, strict=True):
        same([after.actor, after.partner], [6 * before.actor, 6 * before.partner], 1e-6)
    same([*other.sigmas, other.rho], [*(3 * each for each in one.sigmas), one.rho], 1e-6)


@pytest.mark.parametrize("fit", [alike, by_role])
@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda y, x: (y[:4], x[:4]), "4 complete pairs"),
        (lambda y, x: (y, x * 0 + 2), "the same for everybody"),
        (lambda y, x: (y, np.repeat(x[:, :1], 2, axis=1)), "the same for both"),
        (lambda y, x: (y, np.column_stack([x[:, 0], 6 - x[:, 0]])), "the same sum"),
        (lambda y, x: (2 * x + x[:, ::-1], x), "follows exactly"),
        (lambda y, x: (y * np.nan, x), "0 complete pairs"),
    ],
)
def test_it_refuses_what_it_cannot_answer(
    fit: Fit, spoil: Callable[[Numbers, Numbers], tuple[Numbers, Numbers]], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        fit(*spoil(*pairs()))


def test_by_role_it_refuses_when_one_score_says_all_about_the_other() -> None:
    y, x = pairs()
    with pytest.raises(Refused, match="cannot be told apart"):
        by_role(y, np.column_stack([x[:, 0], 3 * x[:, 0] + 1]))


@pytest.mark.parametrize(
    ("rows", "more", "reason"),
    [
        ("1,a\n1,b\n2,a\n", (), "dyad 2 has 1 person; a pair has two"),
        ("1,a\n1,b\n1,b\n", (), "dyad 1 has 3 people; a pair has two"),
        ("1,a\n1,a\n2,a\n2,b\n", ("--role", "role"), "dyad 1 has not one person of each role"),
        ("1,a\n1,b\n2,c\n2,b\n", ("--role", "role"), "there are 3 roles; pairs by role need two"),
    ],
)
def test_people_who_are_no_pair_are_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, rows: str, more: tuple[str, ...], reason: str
) -> None:
    file = tmp_path / "pairs.csv"
    lines = [f"{row},{place},{place % 3}" for place, row in enumerate(rows.split())]
    file.write_text("\n".join(["dyad,role,y,x", *lines]), "utf-8")
    answer = stats(capsys, "apim", str(file), "--dyad", "dyad", "--outcome", "y", "--predictor", "x", *more)
    assert answer["refused"] == reason
    assert "actor" not in answer


def test_an_unknown_column_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        cli.main(["stats", "apim", data("dyads"), "--dyad", "nobody", "--outcome", "length", "--predictor", "breadth"])
        == 2
    )
    assert "no column 'nobody'" in capsys.readouterr().err


def test_a_hundred_thousand_people_give_back_what_they_were_made_with() -> None:
    y, x = pairs(50_000)
    found = alike(y, x)
    same([found.effects[0].actor, found.effects[0].partner, found.rho], [0.5, 0.2, 0.5], 0.02)
