"""Confirmatory factor analysis of one group.

Definition. Each item is a factor times its loading, plus a residual: covariances = L P L' + T, with each item on one
factor, correlated factors (P) and uncorrelated residuals (T). The loading of the first item of a factor is 1 (its
marker). Omega of a factor is (sum of loadings)^2 variance / ((sum of loadings)^2 variance + sum of residual
variances): the share of the variance of the sum of its items that is the factor's.

Estimator. Normal maximum likelihood, with covariances divided by n and no structure on the means, as lavaan does by
default; Fisher's scoring, from starting values of each factor's own items, until a step would win nothing; standard
errors from the expected information. Inside, items are in standard deviations and factors have variance 1, so that no
marker can spoil the search.

Reference. Jöreskog, Psychometrika 34 (1969) 183-202; omega: McDonald, Test theory, 1999. Agrees with lavaan::cfa,
semTools::reliability.

Assumptions. Rows are independent and items roughly normal. With few answer categories or a ceiling chi-square is too
large and standard errors are too small.

Limits. A row with a missing item is left out. Fit says that the structure is possible, not that it is the only one.

Refuses: what `moments` refuses, a factor of one item, more parameters than moments, parameters that cannot be told
apart, a search that did not converge. Told under `problems`, with the numbers as they are: a negative residual
variance (a Heywood case; omega of that factor is then None) and factors whose covariances are not positive definite.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from alliantie.statistics.arrays import Numbers
from alliantie.statistics.factors import indices
from alliantie.statistics.factors.fitting import Solution, solve
from alliantie.statistics.factors.model import Model
from alliantie.statistics.factors.moments import Moments, moments
from alliantie.statistics.factors.structure import FIXED, Shape, Structure, derive, implied_covariances
from alliantie.statistics.factors.structures import first_guess, turned, with_markers, with_unit_factors
from alliantie.statistics.refusals import Refused


@dataclass(frozen=True)
class Measures:
    """How well the model fits; `p` is None without degrees of freedom, the interval of the RMSEA is that of 90 %."""

    chi2: float
    df: int
    p: float | None
    cfi: float
    tli: float
    rmsea: float
    rmsea_interval: tuple[float, float]
    srmr: float
    loglik: float
    aic: float
    bic: float


@dataclass(frozen=True)
class Estimates:
    """Loadings (items,) and residual variances (items,) and covariances of factors (factors, factors)."""

    loadings: Numbers
    residuals: Numbers
    factors: Numbers


@dataclass(frozen=True)
class Cfa:
    """A fitted model. `errors` are standard errors, NaN where a value is fixed; `standardised` has loadings in units of
    standard deviations and the correlations of the factors; `omega` has an entry a factor.
    """

    rows: int
    measures: Measures
    estimates: Estimates
    errors: Estimates
    standardised: Estimates
    omega: tuple[float | None, ...]
    problems: tuple[str, ...]


def confirm(model: Model, rows: Numbers) -> Cfa:
    """Fit `model` to `rows` (rows, items in the order of the model); NaN is missing. Raises Refused."""
    return confirmed(model, moments(rows, model.items))


def confirmed(model: Model, seen: Moments) -> Cfa:
    """Fit `model` to moments. Raises Refused."""
    check_size(model)
    shape = Shape(model.factor_of)
    solution, scale = fit_scaled(shape, seen)
    values = in_markers(model, shape, solution.values[0], seen.means, scale)
    marked = with_markers(shape, seen, model.markers)
    estimates = estimates_of(shape, values)
    variances = np.diag(estimates.factors)
    implied = np.sqrt(estimates.loadings**2 * variances[list(model.factor_of)] + estimates.residuals)
    spreads = np.sqrt(np.abs(variances))
    standardised = Estimates(
        estimates.loadings * spreads[list(model.factor_of)] / implied,
        estimates.residuals / implied**2,
        estimates.factors / np.outer(spreads, spreads),
    )
    return Cfa(
        rows=seen.rows,
        measures=_measures(seen, float(solution.misfits[0]), implied_covariances(shape, values), marked.parameters),
        estimates=estimates,
        errors=_errors(marked, values, seen),
        standardised=standardised,
        omega=omegas(model, estimates),
        problems=problems(model, estimates),
    )


def check_size(model: Model, groups: int = 1) -> None:
    """Refuse a factor of one item, and a model with more parameters than moments."""
    for name, items in model.factors:
        if len(items) < 2:
            raise Refused(f"factor {name} has one item: its error cannot be told from the factor")
    count, factors = len(model.items), len(model.factors)
    parameters = 2 * count + factors * (factors - 1) // 2
    known = count * (count + 1) // 2
    if parameters > known:
        raise Refused(f"the model has {parameters} parameters a group for {known} covariances")


def fit_scaled(shape: Shape, seen: Moments) -> tuple[Solution, Numbers]:
    """Fit one group in standard deviations about its means, factors with variance 1; and those deviations (items,)."""
    deviations: Numbers = np.sqrt(np.diag(seen.covariances))
    small = scaled(seen, seen.means, deviations)
    return solve(with_unit_factors(shape, [small]), [small], first_guess(shape, small)[None, :]), deviations


def scaled(seen: Moments, centre: Numbers, deviations: Numbers) -> Moments:
    """Moments about `centre` (items,) in units of `deviations` (items,)."""
    covariances = seen.covariances / np.outer(deviations, deviations)
    return Moments(seen.rows, (seen.means - centre) / deviations, covariances)


def in_markers(model: Model, shape: Shape, values: Numbers, centre: Numbers, deviations: Numbers) -> Numbers:
    """Values (size,) of scaled items with unit factors, as values of the items themselves with markers of loading 1.

    Raises Refused where a marker hardly loads on its factor.
    """
    loading, _, residual, intercept, _ = shape.parts
    for factor, place in enumerate(model.markers):
        if abs(values[loading][place]) < 1e-6:
            name, items = model.factors[factor]
            raise Refused(f"item {items[0]} does not measure {name} and cannot be its marker: put another one first")
    out = values.copy()
    out[loading] *= deviations
    out[residual] *= deviations**2
    out[intercept] = centre + out[intercept] * deviations
    return turned(shape, out, out[loading][list(model.markers)])


def estimates_of(shape: Shape, values: Numbers) -> Estimates:
    """The values of one group (size,) by kind."""
    loading, _, residual, _, _ = shape.parts
    return Estimates(values[loading], values[residual], shape.factor_covariances(values))


def omegas(model: Model, estimates: Estimates) -> tuple[float | None, ...]:
    """Omega of each factor; None where a residual variance is negative."""
    found: list[float | None] = []
    factor_of = np.array(model.factor_of)
    for factor in range(len(model.factors)):
        mine = factor_of == factor
        common = float(estimates.loadings[mine].sum()) ** 2 * float(estimates.factors[factor, factor])
        own = estimates.residuals[mine]
        found.append(None if own.min() < 0 else common / (common + float(own.sum())))
    return tuple(found)


def problems(model: Model, estimates: Estimates, of: str = "") -> tuple[str, ...]:
    """What cannot be in the population but is in the estimates, in plain sentences; `of` names the group."""
    where = f" in group {of}" if of else ""
    found = [
        f"item {item} has a negative residual variance{where} (a Heywood case)"
        for item, residual in zip(model.items, estimates.residuals, strict=True)
        if residual < 0
    ]
    deviations = np.sqrt(np.diag(estimates.factors))
    if np.linalg.eigvalsh(estimates.factors / np.outer(deviations, deviations))[0] < 1e-8:
        found.append(f"the covariances of the factors{where} are not positive definite")
    return tuple(found)


def _measures(seen: Moments, misfit: float, implied: Numbers, parameters: int) -> Measures:
    items = len(seen.means)
    df = items * (items + 1) // 2 - parameters
    chi2 = seen.rows * max(0.0, misfit) if df else 0.0
    baseline = indices.independence([seen])
    loglik = indices.log_likelihood(seen, misfit)
    return Measures(
        chi2=chi2,
        df=df,
        p=indices.p_of_chi_square(chi2, df),
        cfi=indices.cfi(chi2, df, baseline),
        tli=indices.tli(chi2, df, baseline),
        rmsea=indices.rmsea(chi2, df, seen.rows),
        rmsea_interval=indices.rmsea_interval(chi2, df, seen.rows),
        srmr=indices.srmr(seen.covariances, implied),
        loglik=loglik,
        aic=2 * parameters - 2 * loglik,
        bic=math.log(seen.rows) * parameters - 2 * loglik,
    )


def _errors(marked: Structure, values: Numbers, seen: Moments) -> Estimates:
    """Standard errors of the marked parametrisation, from the expected information at the values found."""
    shape = marked.shape
    local = derive(shape, values, seen, 0.0)
    free = marked.places[0] != FIXED
    information = seen.rows / 2 * local.curvature[np.ix_(free, free)]
    # In units in which the diagonal is 1, for the digits.
    units = np.sqrt(np.diag(information))
    variances = np.diag(np.linalg.inv(information / np.outer(units, units))) / units**2
    errors = np.full(shape.size, np.nan)
    errors[free] = np.sqrt(variances)
    return estimates_of(shape, errors)
