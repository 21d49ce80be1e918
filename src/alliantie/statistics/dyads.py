"""The actor-partner interdependence model: what one's own score and the other's say about an outcome, in pairs.

Definition. Two people 1 and 2 form a pair; each has a predictor x and an outcome y:
    y1 = intercept + actor x1 + partner x2 + e1,    y2 = intercept + actor x2 + partner x1 + e2,
where e1 and e2 are normal with standard deviation sigma and correlation rho (`alike`). When the two have different
roles (`by_role`), each role has its own intercept, actor, partner and sigma; rho is shared.

Estimator. Restricted maximum likelihood (REML), in closed form. `alike`: sum and difference of a pair are
independent, with variances sigma^2 (1 + rho) and sigma^2 (1 - rho), and their regressions, on the sum and the
difference of x, have no coefficient in common; the REML variance of each is its residual sum of squares over its
degrees of freedom. `by_role`: both roles have the same regressors, so least squares per role is generalised least
squares, and the REML covariance is the residual one over pairs - 3. Where one outcome of a pair is
missing there is no closed form: see `half_pairs`. Standard errors are those of generalised least squares at these
variances. The log-likelihood is the restricted one without the constant |X'X|, as nlme::gls gives
it.

Reference. Kenny, Kashy & Cook, Dyadic data analysis, 2006, chapter 7. Agrees with nlme::gls with corCompSymm, and
varIdent per role.

Assumptions. Pairs are independent of each other, effects are linear and the same for all pairs, x is measured without
error.

Limits. An association, not a cause. The ratio partner / actor is not given: it means nothing when actor is near zero.

Refuses: fewer than five pairs with all four numbers; a dyad that is no pair, or has not one person of each role; a
predictor without differences between or within pairs; an outcome that follows exactly from the predictor.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alliantie.statistics.arrays import Numbers
from alliantie.statistics.refusals import Refused

FEWEST_PAIRS = 5


@dataclass(frozen=True)
class Effects:
    """The three coefficients of one equation, or their standard errors."""

    intercept: float
    actor: float
    partner: float


@dataclass(frozen=True)
class Apim:
    """A fitted model: one entry in `effects`, `errors` and `sigmas` for people alike, two (in the order of the columns)
    by role. `halves` of the `pairs` have one outcome.
    """

    effects: tuple[Effects, ...]
    errors: tuple[Effects, ...]
    sigmas: tuple[float, ...]
    rho: float
    loglik: float
    pairs: int
    halves: int = 0


@dataclass(frozen=True)
class Paired:
    """Long format made wide: a row a pair, a column a person; columns are `roles` when there are any."""

    outcome: Numbers
    predictor: Numbers
    roles: tuple[str, ...]


def paired(dyads: Sequence[str], outcome: Numbers, predictor: Numbers, roles: Sequence[str] | None = None) -> Paired:
    """Lay rows of one person each beside each other by dyad. All arguments have one entry a person.

    Raises Refused for a dyad that has not two people, and with `roles` for one that has not one of each of two roles.
    """
    names, place, sizes = np.unique(np.asarray(dyads, dtype=str), return_inverse=True, return_counts=True)
    for odd in np.flatnonzero(sizes != 2)[:1]:
        people = "1 person" if sizes[odd] == 1 else f"{sizes[odd]} people"
        raise Refused(f"dyad {names[odd]} has {people}; a pair has two")
    if roles is None:
        order = np.argsort(place, kind="stable")
        kinds: tuple[str, ...] = ()
    else:
        found, role = np.unique(np.asarray(roles, dtype=str), return_inverse=True)
        if len(found) != 2:
            raise Refused(f"there are {len(found)} roles; pairs by role need two")
        order = np.lexsort((role, place))
        for odd in np.flatnonzero((role[order].reshape(-1, 2) != [0, 1]).any(axis=1))[:1]:
            raise Refused(f"dyad {names[odd]} has not one person of each role")
        kinds = tuple(str(each) for each in found)
    return Paired(outcome[order].reshape(-1, 2), predictor[order].reshape(-1, 2), kinds)


def alike(outcome: Numbers, predictor: Numbers) -> Apim:
    """The model for people who cannot be told apart. Both arguments: (pairs, 2).

    A pair without one of the predictors is left out, a pair with one outcome counts with that one. The order
    within a pair does not matter. Raises Refused.
    """
    y, x = _complete(outcome, predictor)
    whole = _alike(y, x)
    return _with_halves(outcome, predictor, whole, apart=False)


def _alike(y: Numbers, x: Numbers) -> Apim:
    pairs = len(y)
    # About the grand means, so that a large mean costs no digits.
    y_mean, x_mean = float(y.mean()), float(x.mean())
    y, x = y - y_mean, x - x_mean
    y_sum, x_sum = y.sum(axis=1) / math.sqrt(2), x.sum(axis=1) / math.sqrt(2)
    y_gap, x_gap = (y[:, 0] - y[:, 1]) / math.sqrt(2), (x[:, 0] - x[:, 1]) / math.sqrt(2)
    spread_sum, spread_gap = float(x_sum @ x_sum), float(x_gap @ x_gap)
    _check_spread(spread_sum, spread_gap)
    both, apart = float(x_sum @ y_sum) / spread_sum, float(x_gap @ y_gap) / spread_gap
    left_sum, left_gap = float(np.sum((y_sum - both * x_sum) ** 2)), float(np.sum((y_gap - apart * x_gap) ** 2))
    if min(left_sum, left_gap) <= 1e-18 * float(np.sum(y**2)):
        raise Refused("the outcome follows exactly from the predictor: there is no error to estimate")
    var_sum, var_gap = left_sum / (pairs - 2), left_gap / (pairs - 1)
    var_both, var_apart = var_sum / spread_sum, var_gap / spread_gap
    slope_error = math.sqrt(var_both + var_apart) / 2
    log_information = math.log(8 * pairs * spread_sum * spread_gap) - 2 * math.log(var_sum) - math.log(var_gap)
    deviance = (
        (2 * pairs - 3) * (math.log(2 * math.pi) + 1)
        + pairs * (math.log(var_sum) + math.log(var_gap))
        + log_information
    )
    return Apim(
        effects=(Effects(y_mean - both * x_mean, (both + apart) / 2, (both - apart) / 2),),
        errors=(Effects(math.sqrt(var_sum / (2 * pairs) + x_mean**2 * var_both), slope_error, slope_error),),
        sigmas=(math.sqrt((var_sum + var_gap) / 2),),
        rho=(var_sum - var_gap) / (var_sum + var_gap),
        loglik=-deviance / 2,
        pairs=pairs,
    )


def by_role(outcome: Numbers, predictor: Numbers) -> Apim:
    """The model for two roles. Both arguments: (pairs, 2), a column a role.

    A pair without one of the predictors is left out, a pair with one outcome counts with that one. Raises Refused.
    """
    y, x = _complete(outcome, predictor)
    whole = _by_role(y, x)
    return _with_halves(outcome, predictor, whole, apart=True)


def _by_role(y: Numbers, x: Numbers) -> Apim:
    pairs, freedom = len(y), len(y) - 3
    x_mean = x.mean(axis=0)
    centred = x - x_mean
    spread = centred.T @ centred
    total, gap = float(spread.sum()), float(spread[0, 0] + spread[1, 1] - 2 * spread[0, 1])
    _check_spread(total / 2, gap / 2)
    scales = np.sqrt(np.diag(spread))
    if not scales.all() or abs(spread[0, 1]) >= (1 - 1e-12) * scales[0] * scales[1]:
        raise Refused("the predictor of one role says all about that of the other: their effects cannot be told apart")
    inverse = np.linalg.inv(spread)
    y_mean = y.mean(axis=0)
    slopes = inverse @ centred.T @ (y - y_mean)
    left = y - y_mean - centred @ slopes
    covariance = left.T @ left / freedom
    determinant = float(covariance[0, 0] * covariance[1, 1] - covariance[0, 1] ** 2)
    if determinant <= 1e-18 * float(np.prod(y.var(axis=0))):
        raise Refused(
            "the outcome follows exactly from the predictors, or one role's from the other's: no error to estimate"
        )
    effects, errors = [], []
    for role in (0, 1):
        own, other = slopes[role, role], slopes[1 - role, role]
        variance = float(covariance[role, role])
        at_zero = 1 / pairs + float(x_mean @ inverse @ x_mean)
        own_error, other_error = inverse[role, role], inverse[1 - role, 1 - role]
        effects.append(Effects(float(y_mean[role] - x_mean @ slopes[:, role]), float(own), float(other)))
        errors.append(Effects(*(math.sqrt(variance * part) for part in (at_zero, own_error, other_error))))
    log_design = math.log(pairs) + float(np.linalg.slogdet(spread)[1])
    deviance = 2 * freedom * (math.log(2 * math.pi) + 1) + freedom * math.log(determinant) + 2 * log_design
    sigmas = np.sqrt(np.diag(covariance))
    return Apim(
        effects=tuple(effects),
        errors=tuple(errors),
        sigmas=(float(sigmas[0]), float(sigmas[1])),
        rho=float(covariance[0, 1] / (sigmas[0] * sigmas[1])),
        loglik=-deviance / 2,
        pairs=pairs,
    )


def _with_halves(outcome: Numbers, predictor: Numbers, whole: Apim, *, apart: bool) -> Apim:
    """The same with the pairs of which one outcome is known; without such pairs, what is known already."""
    there = ~np.isnan(predictor).any(axis=1) & ~np.isnan(outcome).all(axis=1)
    halves = int(there.sum()) - whole.pairs
    if not halves:
        return whole
    # Its search takes half a second to load, and whole pairs do without.
    from alliantie.statistics.half_pairs import fit_halves

    start = (whole.sigmas[0], whole.sigmas[-1], whole.rho)
    found = fit_halves(outcome[there], predictor[there], apart=apart, start=start)
    errors = np.sqrt(np.diag(found.covariance))
    places = (0, 3) if apart else (0,)
    return Apim(
        effects=tuple(Effects(*map(float, found.coefficients[at : at + 3])) for at in places),
        errors=tuple(Effects(*map(float, errors[at : at + 3])) for at in places),
        sigmas=found.sigmas[: len(places)],
        rho=found.rho,
        loglik=found.loglik,
        pairs=whole.pairs + halves,
        halves=halves,
    )


def _complete(outcome: Numbers, predictor: Numbers) -> tuple[Numbers, Numbers]:
    whole = ~(np.isnan(outcome) | np.isnan(predictor)).any(axis=1)
    pairs = int(whole.sum())
    if pairs < FEWEST_PAIRS:
        raise Refused(f"there are {pairs} complete pairs; at least {FEWEST_PAIRS} are needed")
    return outcome[whole], predictor[whole]


def _check_spread(between: float, within: float) -> None:
    if between + within == 0:
        raise Refused("the predictor is the same for everybody")
    if between <= 1e-12 * within:
        raise Refused("all pairs have the same sum of the predictor: actor and partner cannot be told apart")
    if within <= 1e-12 * between:
        raise Refused("in each pair the predictor is the same for both: actor and partner cannot be told apart")
