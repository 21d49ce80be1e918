"""The truth-and-bias model: how judgments follow a truth, and how far they lie from it on average.

Definition. For each occasion t with a truth T and a judgment J of it (say what the client felt, and what the
professional thought the client felt): J - mean(T) = b0 + b1 (T - mean(T)) + e. Both are centred on the mean of the
truth, as in the paper. So b0 is the directional bias, mean(J) - mean(T): above zero the judgments lie too high. b1 is
the truth force: 1 when a judgment moves as much as the truth does, 0 when it does not follow.

Estimator. Least squares; standard errors from the residual variance over n - 2.

Reference. West & Kenny, The truth and bias model of judgment, Psychological Review 118 (2011) 357-378.

Assumptions. Occasions are independent, the truth is measured without error (error in it pulls b1 towards 0), equal
scales.

Limits. One pair over many occasions, or many pairs once each; not many pairs many times, which needs a model of
levels.

Refuses: fewer than three complete rows; a truth that does not vary.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from alliantie.statistics.arrays import Numbers
from alliantie.statistics.refusals import Refused


@dataclass(frozen=True)
class TruthAndBias:
    """b0, b1, their standard errors, the residual standard deviation and the rows used."""

    b0: float
    b1: float
    b0_error: float
    b1_error: float
    sigma: float
    rows: int


def truth_and_bias(truth: Numbers, judgment: Numbers) -> TruthAndBias:
    """Fit the model. Both arguments: (rows,); a row with a missing value is left out. Raises Refused."""
    whole = ~(np.isnan(truth) | np.isnan(judgment))
    rows = int(whole.sum())
    if rows < 3:
        raise Refused(f"there are {rows} complete rows; at least 3 are needed")
    centre = float(truth[whole].mean())
    real, judged = truth[whole] - centre, judgment[whole] - centre
    # Once more, so that a large mean costs no digits.
    real = real - real.mean()
    spread = float(real @ real)
    if np.ptp(truth[whole]) == 0 or spread == 0:
        raise Refused("the truth is the same in all rows")
    b0 = float(judged.mean())
    b1 = float(real @ (judged - b0)) / spread
    sigma = math.sqrt(float(np.sum((judged - b0 - b1 * real) ** 2)) / (rows - 2))
    return TruthAndBias(b0, b1, sigma / math.sqrt(rows), sigma / math.sqrt(spread), sigma, rows)
