"""How clients and workers scored in their last shared round, beside how the case ended: added up by the job."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alliantie.access.call import call, rows
from alliantie.access.identity import JOB, Actor, acting
from alliantie.access.plain import ask
from alliantie.alliance.retests import ROLES, UNIT, Rounds, Series, opened
from alliantie.alliance.rules import SHARED_SCALES

LEAST = 10
"""Of fewer scores nothing is added up, so that no two states of a sum differ by fewer."""
WAYS = ("completed", "positive", "neutral", "negative")


@dataclass(frozen=True, slots=True)
class Mean:
    """Over how many clients (whole tens), their mean in steps of the answers, and its standard error, rounded up."""

    clients: int
    mean: float
    error: float


Endings = Mapping[str, Mapping[Series, Mean]]
"""By the way cases ended, then by who said it and of which characteristic."""


def endings(actor: Actor) -> dict[str, Endings]:
    """Of each line of questions with two ways of ending or more that there is enough of. One query."""
    found: dict[str, dict[str, dict[Series, Mean]]] = defaultdict(lambda: defaultdict(dict))
    for line, way, role, scale, clients, mean, error in ask(actor, "SELECT * FROM alliance.endings()"):
        found[line][way][role, scale] = Mean(clients, float(mean), float(error))
    return {line: dict(ways) for line, ways in found.items()}


def take_in() -> int:
    """Take the endings that wait into the sums, in batches; the number of pairs. Doing it twice changes nothing."""
    taken, beyond = 0, ""
    while True:
        with acting(JOB):
            found = rows("alliance.waiting_endings", beyond)
            if not found:
                return taken
            beyond, organisation, line, way = found[0][:4]
            scores = opened(found)
            sums = _sums(list(scores.values()))
            if sums is not None:
                call("alliance.add_endings", organisation, line, way, list(scores), json.dumps(sums))
                taken += len(scores)


def _sums(pairs: Sequence[Rounds]) -> list[tuple[str | int, ...]] | None:
    """A row a series: how many have a score, their sum and that of their squares, in whole sixtieths.

    None where a score is no whole number of sixtieths: of such questions nothing is added up.
    """
    made: list[tuple[str | int, ...]] = []
    for role in ROLES:
        for scale in SHARED_SCALES:
            known = [score * UNIT for rounds in pairs if (score := rounds[1].get(role, {}).get(scale)) is not None]
            if any(score.denominator != 1 for score in known):
                return None
            if len(known) >= LEAST:
                whole = [int(score) for score in known]
                made.append((role, scale, len(whole), sum(whole), sum(each * each for each in whole)))
    return made
