"""How well a fitted covariance structure fits: the measures that lavaan prints, by the same formulas."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy import optimize, special

from alliantie.statistics.arrays import Numbers
from alliantie.statistics.factors.moments import Moments


def p_of_chi_square(chi2: float, df: int) -> float | None:
    """The probability of a chi-square this large or larger; None without degrees of freedom."""
    return float(special.chdtrc(df, max(0.0, chi2))) if df > 0 else None


def independence(seen: Sequence[Moments]) -> tuple[float, int]:
    """Chi-square and degrees of freedom of the model in which no item goes with another (the baseline)."""
    chi2, df = 0.0, 0
    for each in seen:
        items = len(each.means)
        size = float(np.linalg.slogdet(each.covariances)[1])
        chi2 += each.rows * (float(np.log(np.diag(each.covariances)).sum()) - size)
        df += items * (items - 1) // 2
    return chi2, df


def cfi(chi2: float, df: int, baseline: tuple[float, int]) -> float:
    """Bentler's comparative fit index: 1 - misfit / misfit of the baseline, each chi2 - df and not below 0."""
    mine = max(chi2 - df, 0.0)
    most = max(baseline[0] - baseline[1], mine)
    return 1 - mine / most if most > 0 else 1.0


def tli(chi2: float, df: int, baseline: tuple[float, int]) -> float:
    """The Tucker-Lewis index; may lie above 1. 1 without degrees of freedom."""
    if df == 0:
        return 1.0
    ratio = baseline[0] / baseline[1]
    return (ratio - chi2 / df) / (ratio - 1)


def rmsea(chi2: float, df: int, rows: int, groups: int = 1) -> float:
    """Root mean square error of approximation: misfit a degree of freedom and row. 0 without degrees of freedom."""
    return _rmsea_of(max(chi2 - df, 0.0), df, rows, groups)


def rmsea_interval(chi2: float, df: int, rows: int, groups: int = 1, level: float = 0.90) -> tuple[float, float]:
    """The interval of the RMSEA, from the noncentralities with which chi2 is just not too high or too low."""
    if df == 0:
        return 0.0, 0.0
    tail = (1 - level) / 2
    low, high = (_noncentrality(chi2, df, below) for below in (1 - tail, tail))
    return _rmsea_of(low, df, rows, groups), _rmsea_of(high, df, rows, groups)


def srmr(seen: Numbers, implied: Numbers) -> float:
    """Standardised root mean square residual: differences of covariances in standard deviations that were seen."""
    deviations = np.sqrt(np.diag(seen))
    gaps = (seen - implied) / np.outer(deviations, deviations)
    return math.sqrt(float(np.mean(gaps[np.tril_indices(len(gaps))] ** 2)))


def log_likelihood(seen: Moments, misfit: float) -> float:
    """The normal log-likelihood of the rows under a structure with this misfit."""
    items = len(seen.means)
    size = float(np.linalg.slogdet(seen.covariances)[1])
    return -seen.rows / 2 * (items * (math.log(2 * math.pi) + 1) + size + misfit)


def noncentral_chi_square(x: float, df: int, noncentrality: float) -> float:
    """The probability of at most x: chi-squares of df + 2j degrees of freedom, with j from a Poisson distribution."""
    middle = noncentrality / 2
    reach = 12 * math.sqrt(middle) + 40
    j = np.arange(max(0, int(middle - reach)), int(middle + reach) + 1)
    weights = np.exp(special.xlogy(j, middle) - middle - special.gammaln(j + 1))
    return float(weights @ special.gammainc(df / 2 + j, x / 2))


def _noncentrality(chi2: float, df: int, below: float) -> float:
    """The noncentrality with which a value of at most chi2 has probability `below`; 0 if it is below that already."""

    def excess(noncentrality: float) -> float:
        return noncentral_chi_square(chi2, df, noncentrality) - below

    if excess(0.0) <= 0:
        return 0.0
    most = 2 * chi2 + 10.0
    while excess(most) > 0:
        most *= 2
    return float(optimize.brentq(excess, 0.0, most, xtol=1e-10, rtol=1e-14))


def _rmsea_of(noncentrality: float, df: int, rows: int, groups: int) -> float:
    return math.sqrt(noncentrality / (df * rows) * groups) if df > 0 else 0.0
