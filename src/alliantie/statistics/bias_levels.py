"""Truth and bias over levels: many pairs with many rounds each, where rounds of one pair belong together.

Definition. For pair i at round t: J - mean(T_i) = (b0 + u0) + (b1 + u1) (T - mean(T_i)) + e, with mean(T_i) the mean
truth of the pair over the rounds in which both are known. b0 is the directional bias of the average pair, b1 how its
judgments move with the truth from round to round; (u0, u1) is how a pair differs from that, e the rest.

Estimator. The growth model (`growth`, REML) with the truth, centred, where time stands there.

Reference. West & Kenny, Psychological Review 118 (2011) 357-378; Atzil-Slonim e.a., Journal of Counseling Psychology
2015, who do so with alliances. Agrees with lme4::lmer on the centred numbers.

Assumptions. Those of `growth`; a truth measured without error, equal scales.

Limits. Bias and movement within a pair; whether pairs with a higher mean truth are judged higher is not in it.

Refuses: what `growth` refuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from alliantie.statistics.arrays import Numbers
from alliantie.statistics.growth import Growth, growth
from alliantie.statistics.refusals import Refused


def truth_and_bias_of_levels(truth: Numbers, judgment: Numbers, groups: Sequence[str]) -> Growth:
    """Fit the model: intercepts are b0, slopes b1. All arguments: one entry a row; NaN is missing. Raises Refused."""
    whole = ~(np.isnan(truth) | np.isnan(judgment))
    if not whole.any():
        raise Refused("there are 0 complete rows")
    real, judged = truth[whole], judgment[whole]
    names = np.asarray(groups, dtype=str)[whole]
    found, group = np.unique(names, return_inverse=True)
    # About the mean of all first, so that large numbers cost no digits.
    middle = float(real.mean())
    means = np.bincount(group, real - middle) / np.bincount(group)
    centre = middle + means[group]
    if np.ptp(real - centre) <= 1e-12 * float(np.max(np.abs(real))):
        raise Refused("in each group the truth is the same in all rows")
    fitted = growth(judged - centre, real - centre, [str(name) for name in names])
    return replace(fitted, groups=tuple(str(name) for name in found))
