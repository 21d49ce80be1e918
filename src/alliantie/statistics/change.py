"""Did one person change more than the error of measurement explains."""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from alliantie.statistics.arrays import Numbers, complete_rows, need_rows, varies
from alliantie.statistics.refusals import Refused


class Change(Enum):
    """Where a change leads. Recovered is improved, and over the cut-off."""

    RECOVERED = "recovered"
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    DETERIORATED = "deteriorated"


@dataclass(frozen=True, slots=True)
class ReliableChange:
    """The change of each person beside its error; see `reliable_change`.

    `critical` is the least change that is reliable, in the units of the score. `change` and `index` have a place for
    each person, NaN where one of the two scores is missing; `kinds` has None there.
    """

    n: int
    sd: float
    sem: float
    s_diff: float
    critical: float
    change: Numbers
    index: Numbers
    kinds: tuple[Change | None, ...]


def standard_error_of_measurement(sd: float, reliability: float) -> float:
    """The standard deviation of one person's score around the true score, in the units of the score.

    Definition: SD · sqrt(1 - reliability). Reference: classical test theory (Lord & Novick 1968). Assumes the same
    error for everyone. Limits: as good as the reliability and the group that gave the SD.

    Raises Refused: no variance, or a reliability below 0 or not below 1.
    """
    if not 0 <= reliability < 1:
        raise Refused(f"a reliability of {reliability:g} leaves no error to compare with")
    if not sd > 0:
        raise Refused("the scores do not vary")
    return float(sd * np.sqrt(1 - reliability))


@dataclass(frozen=True, slots=True)
class Measurement:
    """The error of one measurement; see `measurement`. All but `n` in the units of the score."""

    n: int
    mean: float
    sd: float
    sem: float
    s_diff: float
    margin: float


def measurement(scores: Numbers, reliability: float, level: float = 0.95) -> Measurement:
    """The standard error of measurement of scores (one a person, NaN missing).

    Definition: see `standard_error_of_measurement`; `s_diff` = sqrt(2) · SEM is that of the difference of two scores
    of one person, `margin` the two-sided normal quantile of `level` times SEM.
    Estimator: SD with n-1 over those who have a score. Reference: Lord & Novick 1968.
    Assumes: normal errors, the same for everyone. Limits: the margin lies around a score that itself has error; it
    says where a score would come again, not where the true one lies.

    Raises Refused: fewer than three scores, scores without variance, a reliability that leaves no error.
    """
    known = scores[~np.isnan(scores)]
    need_rows(known.size, 3, "scores")
    if not varies(known):
        raise Refused("the scores do not vary")
    sd = float(known.std(ddof=1))
    sem = standard_error_of_measurement(sd, reliability)
    return Measurement(known.size, float(known.mean()), sd, sem, float(np.sqrt(2)) * sem, _normal(level) * sem)


def reliable_change(
    before: Numbers,
    after: Numbers,
    reliability: float,
    *,
    level: float = 0.95,
    cutoff: float | None = None,
    lower_is_better: bool = False,
) -> ReliableChange:
    """Reliable change of people between two moments (one number a person each, NaN missing).

    Definition: RC = (after - before) / (sqrt(2) · SEM), SEM = SD(before) · sqrt(1 - reliability). Reliable from the
    two-sided normal quantile of `level` on. With a cut-off, who improved reliably from before it to it or past it is
    recovered.
    Estimator: SD with n-1 over the people who have both scores.
    Reference: Jacobson & Truax 1991.
    Assumes: normal errors, the same for everyone and at both moments, no practice effect.
    Limits: says nothing about the cause of a change; regression to the mean is not taken out.
    Units: those of the score; RC has none.

    Raises Refused: fewer than three people with both scores, first scores without variance, a reliability that leaves
    no error.
    """
    both = complete_rows(np.column_stack((before, after)))
    need_rows(len(both), 3, "people with both scores")
    if not varies(both[:, 0]):
        raise Refused("the first scores do not vary")
    sd = float(both[:, 0].std(ddof=1))
    sem = standard_error_of_measurement(sd, reliability)
    s_diff = float(np.sqrt(2) * sem)
    quantile = _normal(level)
    change = after - before
    index = change / s_diff
    better, start, end = (-index, -before, -after) if lower_is_better else (index, before, after)
    limit = np.inf if cutoff is None else (-cutoff if lower_is_better else cutoff)
    # Each condition overrules the one before it; one missing score makes all of them false.
    kinds = np.full(change.shape, None, dtype=object)
    kinds[~np.isnan(index)] = Change.UNCHANGED
    kinds[better <= -quantile] = Change.DETERIORATED
    kinds[better >= quantile] = Change.IMPROVED
    kinds[(better >= quantile) & (start < limit) & (limit <= end)] = Change.RECOVERED
    return ReliableChange(len(both), sd, sem, s_diff, quantile * s_diff, change, index, tuple(kinds))


def _normal(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(1 - (1 - level) / 2))
