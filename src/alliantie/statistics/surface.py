"""Response surface analysis: how an outcome goes with agreement and disagreement of two scores.

Definition. z = b0 + b1 x + b2 y + b3 x^2 + b4 x y + b5 y^2 + e, with x and y on one scale and less `middle`, the
middle of that scale. Along x = y (agreement) the surface has slope a1 = b1 + b2 and curvature a2 = b3 + b4 + b5;
along x = -y (disagreement) slope a3 = b1 - b2 and curvature a4 = b3 - b4 + b5. a5 = b3 - b5 is 0 where the ridge runs
along agreement. a2, a4 and a5 are about the shape only and do not depend on the middle.

Estimator. Least squares; a1 to a5 are sums of coefficients, so their standard errors follow exactly from the
covariance of the coefficients (residual variance over n - 6), with Student's t on n - 6 degrees of freedom.

Reference. Edwards & Parry, Academy of Management Journal 36 (1993) 1577-1613; Shanock e.a., Journal of Business and
Psychology 25 (2010) 543-554. Agrees with lm in R and the sums written out; the package RSA divides by n and so has
smaller standard errors.

Assumptions. Both scores have the same scale and meaning, rows are independent, errors have one variance.

Limits. Says nothing beyond the range of the scores. High a4 with hardly any disagreement in the data is a guess.

Refuses: fewer than twelve complete rows; scores that take too few different values for six coefficients; an exact
outcome.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from alliantie.statistics.arrays import Numbers
from alliantie.statistics.refusals import Refused

FEWEST_ROWS = 12
COEFFICIENTS = 6
# Rows: a1 to a5 as sums of b0 to b5.
ALONG = np.array(
    [[0, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1], [0, 1, -1, 0, 0, 0], [0, 0, 0, 1, -1, 1], [0, 0, 0, 1, 0, -1]],
    dtype=np.float64,
)


@dataclass(frozen=True)
class Surface:
    """b0 to b5 and a1 to a5, each with standard error; p of a1 to a5; explained share of variance; rows used."""

    b: Numbers
    b_errors: Numbers
    a: Numbers
    a_errors: Numbers
    p: Numbers
    r_squared: float
    rows: int


def response_surface(outcome: Numbers, x: Numbers, y: Numbers, middle: float = 0.0) -> Surface:
    """Fit the surface. Arguments: (rows,); a row with a missing value is left out. Raises Refused."""
    whole = ~(np.isnan(outcome) | np.isnan(x) | np.isnan(y))
    rows = int(whole.sum())
    if rows < FEWEST_ROWS:
        raise Refused(f"there are {rows} complete rows; at least {FEWEST_ROWS} are needed")
    z, first, second = outcome[whole], x[whole] - middle, y[whole] - middle
    design = np.column_stack([np.ones(rows), first, second, first**2, first * second, second**2])
    scales = np.linalg.norm(design, axis=0)
    if not scales.all():
        raise Refused("a score is the same in all rows")
    q, r = np.linalg.qr(design / scales)
    size = np.abs(np.linalg.svd(r, compute_uv=False))
    if size[-1] <= 1e-10 * size[0]:
        raise Refused("the two scores take too few different values together for six coefficients")
    z_mean = float(z.mean())
    b = np.linalg.solve(r, q.T @ (z - z_mean)) / scales
    left = z - z_mean - design @ b
    b[0] += z_mean
    total, error = float(np.sum((z - z_mean) ** 2)), float(left @ left)
    if error <= 1e-20 * total or total == 0:
        raise Refused(
            "the outcome is the same in all rows" if total == 0 else "the outcome follows exactly from the scores"
        )
    freedom = rows - COEFFICIENTS
    inverse = np.linalg.inv(r) / scales[:, None]
    covariance = error / freedom * inverse @ inverse.T
    a, a_errors = ALONG @ b, np.sqrt(np.diag(ALONG @ covariance @ ALONG.T))
    p: Numbers = 2 * special.stdtr(freedom, -np.abs(a / a_errors))
    return Surface(b, np.sqrt(np.diag(covariance)), a, a_errors, p, 1 - error / total, rows)
