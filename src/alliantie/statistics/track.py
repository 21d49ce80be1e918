"""The band in which the next score is expected, given the scores so far: who leaves it below is not on track.

Definition. Under a growth model fitted on others (or on many), the next score of somebody with known scores y at
times t is normal. Its mean is the common line plus the part of this person's own line that the known scores show; its
variance has three parts: what is still unknown of the own line, the estimation error of the common line, and the
residual of one measurement. The band is mean ± z × standard deviation with `level` of the probability inside; without
known scores it is the band of the first one.

Estimator. Conditional expectation in the model of `growth`, its variances taken as known; the common line by
generalised least squares, with its covariance.

Reference. Laird & Ware, Biometrics 38 (1982) 963-974; use for alerts: Lambert, Journal of Clinical Psychology 2001;
Lutz e.a. 1999.

Assumptions. Those of the growth model, and that this person is one like those it was fitted on.

Limits. Below the band is a reason to talk, not a finding: with a level of .80 one in ten who change as expected lies
there by chance, each round and each scale. Several bands at once need family-wise control.

Refuses: a level outside 0 to 1, times and scores of different length, a missing time or score.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from alliantie.statistics.arrays import Numbers
from alliantie.statistics.growth import Growth
from alliantie.statistics.refusals import Refused


@dataclass(frozen=True)
class Band:
    """Where the next score is expected: its mean, standard deviation, and the lower and upper limit."""

    mean: float
    deviation: float
    lower: float
    upper: float


def expected(model: Growth, times: Numbers, scores: Numbers, at: float, level: float = 0.80) -> Band:
    """The band at time `at`. `times` and `scores`: (rounds so far,), possibly empty. Raises Refused."""
    if not 0 < level < 1:
        raise Refused("the level of a band lies between 0 and 1")
    if len(times) != len(scores) or np.isnan(times).any() or np.isnan(scores).any() or math.isnan(at):
        raise Refused("each known score needs its time, and none may be missing")
    line = np.array(model.fixed)
    now = np.array([1.0, at])
    design = np.column_stack([np.ones(len(times)), times])
    known = design @ model.covariance @ design.T + model.residual**2 * np.eye(len(times))
    # How much of each known score's deviation carries over to the next one.
    share = np.linalg.solve(known, design @ model.covariance @ now)
    open_line = now - design.T @ share
    mean = float(now @ line + share @ (scores - design @ line))
    variance = (
        float(now @ model.covariance @ now - share @ (design @ model.covariance @ now))
        + float(open_line @ model.fixed_covariance @ open_line)
        + model.residual**2
    )
    deviation = math.sqrt(variance)
    width = float(special.ndtri((1 + level) / 2)) * deviation
    return Band(mean, deviation, mean - width, mean + width)
