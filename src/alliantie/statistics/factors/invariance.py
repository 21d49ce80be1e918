"""Does a questionnaire measure the same in several groups: four models, each with more in common than the one before.

Definition. *Configural*: the same items on the same factors. *Metric*: equal loadings too, so that relations may be
compared. *Scalar*: equal intercepts too, so that means may be compared. *Strict*: equal residual variances too. From
the metric model on the factors keep their own variances, from the scalar model on their own means, but in the first
group.

Estimator. Normal maximum likelihood over all groups together, covariances divided by n, means of items free up to the
scalar model; as lavaan with group.equal. Each model starts from the solution of the one before.

Verdict. The highest model up to which each step holds. The configural model holds if its chi-square is not
significant at .05, or its CFI is at least .90 and its SRMR at most .08. A later step holds if its chi-square is not
significantly worse than that of the step before, at .05 / 3 since there are three such steps, and its CFI is at most
.010 lower. Both must hold: equality has to be shown, and where one of the two speaks against it the comparison is not
made.

Reference. Meredith, Psychometrika 58 (1993) 525-543; CFI: Cheung & Rensvold, Structural Equation Modeling 9 (2002)
233-255; configural model: Hu & Bentler, Structural Equation Modeling 6 (1999) 1-55. Agrees with lavaan.

Assumptions. Those of the model of one group, in each group; groups are independent.

Limits. With thousands of rows a difference of no importance is significant; with few rows a large one is not seen,
and a verdict then says little. Which item differs is not told. Partial invariance is not tried.

Refuses: fewer than two groups; a group that a model of one group refuses; a model that does not converge or is not
identified.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from alliantie.statistics.arrays import Numbers
from alliantie.statistics.factors import indices
from alliantie.statistics.factors.fit import Estimates, check_size, estimates_of, in_markers, omegas, problems, scaled
from alliantie.statistics.factors.fitting import Solution, solve
from alliantie.statistics.factors.model import Model
from alliantie.statistics.factors.moments import Moments, moments
from alliantie.statistics.factors.structure import Shape, implied_covariances
from alliantie.statistics.factors.structures import first_guess, turned, with_unit_factors
from alliantie.statistics.refusals import Refused

# The steps after the configural model, and what is equal in all groups.
LADDER = (
    ("metric", frozenset({"loadings"})),
    ("scalar", frozenset({"loadings", "intercepts"})),
    ("strict", frozenset({"loadings", "intercepts", "residuals"})),
)
SIGNIFICANT = 0.05
LEAST_CFI, MOST_SRMR, MOST_CFI_LOST = 0.90, 0.08, 0.010


@dataclass(frozen=True)
class Step:
    """One model of the ladder; `p_difference` and `cfi_lost` compare with the step before, None for the first."""

    chi2: float
    df: int
    p: float | None
    cfi: float
    rmsea: float
    p_difference: float | None = None
    cfi_lost: float | None = None


@dataclass(frozen=True)
class InGroup:
    """What the configural model says of one group, with markers of loading 1."""

    rows: int
    estimates: Estimates
    omega: tuple[float | None, ...]


@dataclass(frozen=True)
class Ladder:
    """The steps by name, the highest that holds (or "none"), the SRMR of the configural model, and each group."""

    steps: Mapping[str, Step]
    verdict: str
    srmr: float
    groups: Mapping[str, InGroup]
    problems: tuple[str, ...]


def ladder(model: Model, rows: Mapping[str, Numbers]) -> Ladder:
    """Climb the ladder for groups of rows (rows, items in the order of the model); NaN is missing. Raises Refused."""
    check_size(model)
    if len(rows) < 2:
        raise Refused(f"there is {len(rows)} group; at least two are needed to compare")
    seen = [moments(each, model.items, of=name) for name, each in rows.items()]
    shape = Shape(model.factor_of)
    centre, deviations = _common_unit(seen)
    small = [scaled(each, centre, deviations) for each in seen]
    first = _each_apart(shape, small, list(rows))
    steps = _climb(shape, small, first)
    values = [in_markers(model, shape, each, centre, deviations) for each in first.values]
    estimates = {name: estimates_of(shape, each) for name, each in zip(rows, values, strict=True)}
    srmr = _srmr(shape, seen, values)
    return Ladder(
        steps=steps,
        verdict=_verdict(steps, srmr),
        srmr=srmr,
        groups={
            name: InGroup(each.rows, estimates[name], omegas(model, estimates[name]))
            for name, each in zip(rows, seen, strict=True)
        },
        problems=tuple(told for name, each in estimates.items() for told in problems(model, each, of=name)),
    )


def _climb(shape: Shape, seen: Sequence[Moments], first: Solution) -> dict[str, Step]:
    baseline = indices.independence(seen)
    parameters = with_unit_factors(shape, seen).parameters
    steps = {"configural": _step(first, seen, _covariances(shape, seen) - parameters, baseline)}
    values = _alike(shape, first.values)
    for name, equal in LADDER:
        structure = with_unit_factors(shape, seen, equal)
        known = _covariances(shape, seen)
        if "intercepts" in equal:
            known += shape.items * len(seen)
            values = _with_means(shape, values, seen)
        solution = solve(structure, seen, values, what=f"the {name} model")
        values = solution.values
        before = list(steps.values())[-1]
        step = _step(solution, seen, known - structure.parameters, baseline)
        p = indices.p_of_chi_square(step.chi2 - before.chi2, step.df - before.df)
        steps[name] = replace(step, p_difference=p, cfi_lost=before.cfi - step.cfi)
    return steps


def _covariances(shape: Shape, seen: Sequence[Moments]) -> int:
    return len(seen) * shape.items * (shape.items + 1) // 2


def _common_unit(seen: Sequence[Moments]) -> tuple[Numbers, Numbers]:
    """The mean over all rows and the standard deviation within groups (items,), so that groups stay comparable."""
    weights = np.array([each.rows for each in seen], dtype=np.float64)
    centre = np.average([each.means for each in seen], axis=0, weights=weights)
    return centre, np.sqrt(np.average([np.diag(each.covariances) for each in seen], axis=0, weights=weights))


def _each_apart(shape: Shape, seen: Sequence[Moments], names: Sequence[str]) -> Solution:
    """The configural model: nothing in common, so each group by itself."""
    found = [
        solve(with_unit_factors(shape, [each]), [each], first_guess(shape, each)[None], f"the model in group {name}")
        for each, name in zip(seen, names, strict=True)
    ]
    return Solution(np.vstack([each.values for each in found]), np.concatenate([each.misfits for each in found]))


def _alike(shape: Shape, values: Numbers) -> Numbers:
    """The same models, each factor turned and sized so that its loadings are nearest to those of the first group."""
    first = shape.loading_matrix(values[0])
    turned_rows = []
    for each in values:
        sizes = (shape.loading_matrix(each) * first).sum(axis=0) / (first**2).sum(axis=0)
        turned_rows.append(turned(shape, each, np.where(np.abs(sizes) > 0.1, sizes, 1.0)))
    return np.vstack(turned_rows)


def _with_means(shape: Shape, values: Numbers, seen: Sequence[Moments]) -> Numbers:
    """Means of factors that bring the intercepts of the groups together."""
    out = values.copy()
    _, _, _, intercept, mean = shape.parts
    for place, each in enumerate(seen):
        loadings = shape.loading_matrix(values[place])
        off = each.means - seen[0].means
        out[place, mean] = loadings.T @ off / (loadings**2).sum(axis=0)
        out[place, intercept] = each.means - loadings @ out[place, mean]
    return out


def _step(solution: Solution, seen: Sequence[Moments], df: int, baseline: tuple[float, int]) -> Step:
    rows = [each.rows for each in seen]
    chi2 = max(0.0, float(solution.misfits @ np.array(rows))) if df else 0.0
    return Step(
        chi2=chi2,
        df=df,
        p=indices.p_of_chi_square(chi2, df),
        cfi=indices.cfi(chi2, df, baseline),
        rmsea=indices.rmsea(chi2, df, sum(rows), len(seen)),
    )


def _srmr(shape: Shape, seen: Sequence[Moments], values: Sequence[Numbers]) -> float:
    """That of the covariances in each group, weighted by rows."""
    found = [
        indices.srmr(each.covariances, implied_covariances(shape, one)) for each, one in zip(seen, values, strict=True)
    ]
    return float(np.average(found, weights=[each.rows for each in seen]))


def _verdict(steps: Mapping[str, Step], srmr: float) -> str:
    first = steps["configural"]
    if not (first.p is None or first.p >= SIGNIFICANT or (first.cfi >= LEAST_CFI and srmr <= MOST_SRMR)):
        return "none"
    reached = "configural"
    for name, _ in LADDER:
        step = steps[name]
        worse = step.p_difference is not None and step.p_difference < SIGNIFICANT / len(LADDER)
        if worse or (step.cfi_lost or 0.0) > MOST_CFI_LOST:
            break
        reached = name
    return reached
