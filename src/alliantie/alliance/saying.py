"""What may be said of the newest scores of a pair: by how many rounds there are, and only on data of many pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alliantie.alliance.retests import ROLES, Series, Spreads
from alliantie.alliance.rules import SHARED_SCALES
from alliantie.alliance.trend import TrendRound

if TYPE_CHECKING:
    from alliantie.statistics.alarms import Change

FEWEST = 2
"""From how many rounds on the same questions something can be said of a change."""


@dataclass(frozen=True, slots=True)
class Said:
    """Of one series: how many scores there are, and what they say of the newest; None where that is too little."""

    rounds: int
    change: Change | None


def said_of(rounds: Sequence[TrendRound], spreads: Mapping[str, Spreads]) -> dict[Series, Said]:
    """What may be said of the last of these rounds, of trust, direction and bond; of friction nothing ever is.

    One score says nothing of a change. From two on the newest is laid beside the mean of those before it, with how much
    scores of many pairs waver; from nine on, where the pair itself wavers more, with that. Without the scores of 200
    pairs on the same questions, or with a form of which false alarms were not measured, nothing is said. Pure.
    """
    newest = rounds[-1]
    line = [each for each in rounds if each.shared and (each.pair_id, each.key) == (newest.pair_id, newest.key)]
    line = line if newest.shared else []
    scores: dict[Series, list[float]] = {}
    for role in ROLES:
        for scale in SHARED_SCALES:
            found = [(each.client if role == "client" else each.professional) or {} for each in line]
            known = [float(value) for of_round in found if (value := of_round.get(scale)) is not None]
            # Without an answer in the newest round nothing is told of an older one.
            scores[role, scale] = known if found and found[-1].get(scale) is not None else []
    changed = _changes({series: known for series, known in scores.items() if len(known) >= FEWEST}, spreads, newest)
    return {series: Said(len(known), changed.get(series)) for series, known in scores.items()}


def lowered(said: Mapping[Series, Said]) -> tuple[Series, ...]:
    """The series that probably fell, in the order of the picture: reasons to talk, no findings."""
    return tuple(series for series, each in said.items() if each.change is not None and each.change.direction < 0)


def _changes(
    scores: Mapping[Series, Sequence[float]], spreads: Mapping[str, Spreads], newest: TrendRound
) -> dict[Series, Change]:
    own = spreads.get(newest.key, {})
    series = [each for each in scores if each in own]
    if not series:
        return {}
    # Here and not above: a page that says nothing of a change does not wait for it.
    import numpy as np

    from alliantie.statistics.alarms import LEVELS, changes

    level = LEVELS.get(len(newest.instrument.forms.get(newest.form).options))
    if level is None:
        return {}
    found = changes([np.array(scores[each]) for each in series], np.array([own[each].spread for each in series]), level)
    return dict(zip(series, found, strict=True))
