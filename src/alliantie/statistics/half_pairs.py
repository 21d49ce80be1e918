"""The actor-partner model where of some pairs only one outcome is known: that one still tells of actor and partner.

Definition. The model of `dyads`. A pair counts with both outcomes or with one, as long as both predictors are known;
without a predictor nothing can be said of either row.

Estimator. Restricted maximum likelihood (REML), by its gradient in the logarithms of the standard deviations and
Fisher's z of rho, from the answer of the whole pairs on. Standard errors by generalised least squares.

Reference. Kenny, Kashy & Cook, Dyadic data analysis, 2006, chapter 7, who keep a pair with one outcome in the analysis.
Agrees with nlme::gls with na.action = na.omit on rows that carry the own and the other's predictor.

Assumptions. Those of `dyads`, and that an outcome is missing at random, given the predictors and the other's outcome.

Limits. Rho is known from the whole pairs alone.

Refuses: what `dyads` refuses for the whole pairs; a search that did not converge.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alliantie.statistics.arrays import Numbers
from alliantie.statistics.refusals import Refused
from alliantie.statistics.search import lowest

ROLES = (0, 1)


@dataclass(frozen=True)
class HalfFit:
    """Coefficients in the order of the design with covariance, standard deviations of both, rho, log-likelihood."""

    coefficients: Numbers
    covariance: Numbers
    sigmas: tuple[float, float]
    rho: float
    loglik: float


def fit_halves(y: Numbers, x: Numbers, *, apart: bool, start: tuple[float, float, float]) -> HalfFit:
    """Fit (pairs, 2) outcomes, NaN missing, at least one a pair, and whole predictors; `apart` is by role.

    `start` are two standard deviations and rho. Coefficients: intercept, actor, partner; `apart`: those of the first
    role, then those of the second. Raises Refused.
    """
    known = ~np.isnan(y)
    y_mean, x_mean = float(y[known].mean()), x.mean(axis=0) if apart else np.full(2, x.mean())
    unit, width = float(y[known].std()), float(x.std())
    sums = _Sums.of((y - y_mean) / unit, (x - x_mean) / width, known, apart=apart)
    sigmas, rho = np.array(start[:2]) / unit, float(np.clip(start[2], -0.999, 0.999))
    logs = np.log(sigmas) if apart else [math.log(float(np.sqrt(np.mean(sigmas**2))))]
    found = lowest(sums.along, [(*logs, math.atanh(rho))])
    if found is None:
        raise Refused("the search for the errors of pairs did not converge")
    deviance, _, line, information = sums.at(found)
    error = _errors(found)
    # Back from the centre and the units in which it was reckoned.
    size = len(line)
    back = np.diag(np.where(np.arange(size) % 3 == 0, 1.0, 1 / width)) * unit
    for role in ROLES if apart else (0,):
        at, own, other = 3 * role, x_mean[role], x_mean[1 - role]
        back[at, at + 1], back[at, at + 2] = -unit * own / width, -unit * other / width
    coefficients = back @ line
    coefficients[::3] += y_mean
    rows, slopes = int(known.sum()), size - size // 3
    deviance += (
        (rows - size) * math.log(2 * math.pi) + 2 * (rows - size) * math.log(unit) + 2 * slopes * math.log(width)
    )
    deviations = np.sqrt(np.diag(error)) * unit
    return HalfFit(
        coefficients=coefficients,
        covariance=back @ np.linalg.inv(information) @ back.T,
        sigmas=(float(deviations[0]), float(deviations[1])),
        rho=math.tanh(found[-1]),
        loglik=-deviance / 2,
    )


def _errors(place: Numbers) -> Numbers:
    """The covariance of the errors of a pair, from logarithms of the deviations (one or two) and Fisher's z of rho."""
    deviations = np.exp(np.broadcast_to(place[:-1], 2) if len(place) == 2 else place[:-1])
    rho = math.tanh(place[-1])
    covariance: Numbers = np.outer(deviations, deviations) * np.array([[1.0, rho], [rho, 1.0]])
    return covariance


@dataclass(frozen=True)
class _Sums:
    """Cross-products of (design, outcome): of whole pairs (2, 2, k, k) by both roles, of halves (2, k, k) by one."""

    whole: Numbers
    half: Numbers
    pairs: int
    halves: tuple[int, int]

    @classmethod
    def of(cls, y: Numbers, x: Numbers, known: NDArray[np.bool_], *, apart: bool) -> _Sums:
        size = 6 if apart else 3
        tables = np.zeros((2, len(y), size + 1))
        for role in ROLES:
            at = 3 * role if apart else 0
            tables[role, :, at : at + 3] = np.column_stack([np.ones(len(x)), x[:, role], x[:, 1 - role]])
            tables[role, :, size] = np.where(known[:, role], y[:, role], 0.0)
        both = known.all(axis=1)
        alone = [known[:, role] & ~both for role in ROLES]
        return cls(
            whole=np.einsum("anp,bnq->abpq", tables[:, both], tables[:, both], optimize=True),
            half=np.array([tables[role, alone[role]].T @ tables[role, alone[role]] for role in ROLES]),
            pairs=int(both.sum()),
            halves=(int(alone[0].sum()), int(alone[1].sum())),
        )

    def at(self, place: Numbers) -> tuple[float, Numbers, Numbers, Numbers]:
        """Deviance without its constant, gradient, coefficients and their information."""
        error = _errors(place)
        inverse, own = np.linalg.inv(error), 1 / np.diag(error)
        table = np.einsum("ab,abpq->pq", inverse, self.whole) + np.einsum("a,apq->pq", own, self.half)
        information, weighed = table[:-1, :-1], table[:-1, -1]
        line = np.linalg.solve(information, weighed)
        halves = np.array(self.halves)
        deviance = (
            self.pairs * float(np.linalg.slogdet(error)[1])
            - float(halves @ np.log(own))
            + float(np.linalg.slogdet(information)[1])
            + float(table[-1, -1] - weighed @ line)
        )
        back = np.linalg.inv(information)
        off = np.append(-line, 1.0)
        gradient = []
        for move in _moves(place, error):
            weights, mine = -inverse @ move @ inverse, -(own**2) * np.diag(move)
            change = np.einsum("ab,abpq->pq", weights, self.whole) + np.einsum("a,apq->pq", mine, self.half)
            gradient.append(
                self.pairs * float(np.sum(inverse * move))
                + float(halves @ (own * np.diag(move)))
                + float(np.sum(back * change[:-1, :-1]))
                + float(off @ change @ off)
            )
        return deviance, np.array(gradient), line, information

    def along(self, place: Numbers) -> tuple[float, Numbers]:
        # Beyond this a standard deviation or 1 - |rho| is 0 or without end to the computer.
        if np.abs(place).max() > 15:
            return math.inf, np.zeros_like(place)
        deviance, gradient, _, _ = self.at(place)
        return deviance, gradient


def _moves(place: Numbers, error: Numbers) -> list[Numbers]:
    """The derivatives of the covariance of the errors."""
    moves: list[Numbers] = []
    if len(place) == 2:
        moves.append(2 * error)
    else:
        for role in ROLES:
            share = np.zeros((2, 2))
            share[role] += 1
            share[:, role] += 1
            moves.append(error * share)
    turned = math.sqrt(error[0, 0] * error[1, 1]) * (1 - math.tanh(place[-1]) ** 2)
    moves.append(turned * np.array([[0.0, 1.0], [1.0, 0.0]]))
    return moves
