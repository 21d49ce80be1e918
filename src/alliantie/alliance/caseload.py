"""A worker's own caseload in figures: how the rounds went, and what scores say of clients, with how unsure that is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.access.plain import ask
from alliantie.alliance.models import PAIRS_TO_READ
from alliantie.alliance.questionnaires import OWN
from alliantie.alliance.retests import ROLES, Series, Spreads, spreads
from alliantie.alliance.rules import SHARED_SCALES, Scores
from alliantie.alliance.trend import pictures_of
from alliantie.instruments.questionnaire import Key

LEAST_CLIENTS = 5
"""Of fewer clients on the same questions nothing is said."""
_WIDTH = 1.96


@dataclass(frozen=True, slots=True)
class Went:
    """Clients of the worker, each by how far the furthest round of the period came."""

    possible: int
    begun: int
    looked: int
    talked: int
    agreed: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean of one client's rounds, drawn towards that of the caseload, and the interval around it of 95 %."""

    mean: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class OfClient:
    """One client: in how many rounds something was shared, and the estimates there are."""

    name: str
    case_id: UUID
    client_id: UUID
    rounds: int
    estimates: Mapping[Series, Estimate]


@dataclass(frozen=True, slots=True)
class OfLine:
    """The clients who were asked the very same questions, by name; `form` and the key of what was asked."""

    key: str
    form: str
    length: int
    clients: tuple[OfClient, ...]


@dataclass(frozen=True, slots=True)
class Caseload:
    """How the rounds went, and the clients of each line of questions of which there is enough to say."""

    went: Went
    lines: tuple[OfLine, ...]


_ROUNDS = f"""
SELECT p.id, p.case_id, p.client_id, c.given_name || ' ' || c.family_name, r.id,
       concat_ws('/', r.instrument_id, r.instrument_version, r.variant, r.length, r.form), r.form, r.length,
       r.revealed_at IS NOT NULL, r.discussed_on IS NOT NULL, n.agreement_state = 'confirmed'
  FROM alliance_pair p JOIN people_client c ON c.id = p.client_id
  LEFT JOIN alliance_round r ON r.pair_id = p.id AND r.opens_on > %s AND r.opens_on <= %s
  LEFT JOIN alliance_conversation n ON n.round_id = r.id
 WHERE p.id = ANY ((SELECT {PAIRS_TO_READ})::uuid[]) AND p.worker_id = %s AND p.ends_on IS NULL
 ORDER BY c.family_name, c.given_name, p.id, r.number"""  # noqa: S608 - names of our own


def caseload(actor: Actor, since: date, until: date) -> Caseload:
    """The worker's running pairs, with the rounds that began after `since`, up to and including `until`.

    Two queries; one more where there is enough to say, and only then pictures are opened.
    """
    found = ask(actor, _ROUNDS, (since, until, actor.me))
    reached: dict[UUID, int] = defaultdict(int)
    lines: dict[tuple[str, str, int], dict[UUID, list[tuple[object, ...]]]] = defaultdict(lambda: defaultdict(list))
    for row in found:
        pair_id, _case, client_id, _name, round_id, key, form, length, looked, talked, agreed = row
        steps = (True, round_id is not None, looked, talked, bool(talked and agreed))
        reached[client_id] = max(reached[client_id], sum(bool(step) for step in steps))
        if looked:
            lines[key, form, length][pair_id].append(row)
    count = Counter(step for steps in reached.values() for step in range(1, steps + 1))
    known = spreads(actor)
    enough = {
        line: pairs
        for line, pairs in lines.items()
        if line[0] in known and Key.parse(line[0]).instrument == OWN and len(pairs) >= LEAST_CLIENTS
    }
    pictures = pictures_of(actor, [pair for pairs in enough.values() for pair in pairs]) if enough else {}
    told = (
        OfLine(*line, clients)
        for line, pairs in enough.items()
        if len(clients := _clients(pairs, pictures, known[line[0]])) >= LEAST_CLIENTS
    )
    return Caseload(Went(*(count[step] for step in range(1, 6))), tuple(told))


def _clients(
    pairs: Mapping[UUID, Sequence[tuple[object, ...]]],
    pictures: Mapping[tuple[UUID, str], Scores],
    known: Spreads,
) -> tuple[OfClient, ...]:
    """In the order they came, which is by name: nothing here sorts by a score."""
    shared = {pair: [row for row in rows if (row[4], "client") in pictures] for pair, rows in pairs.items()}
    shared = {pair: rows for pair, rows in shared.items() if rows}
    if len(shared) < LEAST_CLIENTS:
        return ()
    of_pair: dict[UUID, dict[Series, Estimate]] = {pair: {} for pair in shared}
    for role in ROLES:
        for scale in SHARED_SCALES:
            if (role, scale) not in known:
                continue
            values = {
                pair: [
                    float(value)
                    for row in rows
                    if (value := pictures[row[4], role].get(scale)) is not None  # type: ignore[index]
                ]
                for pair, rows in shared.items()
            }
            for pair, estimate in shrunken(values, known[role, scale].spread).items():
                of_pair[pair][role, scale] = estimate
    return tuple(
        OfClient(rows[0][3], rows[0][1], rows[0][2], len(rows), of_pair[pair])  # type: ignore[arg-type]
        for pair, rows in shared.items()
    )


def shrunken(values: Mapping[UUID, Sequence[float]], spread: float) -> dict[UUID, Estimate]:
    """The mean of each pair drawn towards that of all, as far as few rounds leave it unsure; none of fewer than five.

    The error of a mean is that of one score within a pair, known from many pairs, over the root of how many there are.
    """
    there = {pair: known for pair, known in values.items() if known}
    if len(there) < LEAST_CLIENTS:
        return {}
    import numpy as np

    from alliantie.statistics.refusals import Refused
    from alliantie.statistics.shrinkage import shrink_estimates

    means = np.array([np.mean(known) for known in there.values()])
    errors = np.array([spread / np.sqrt(len(known)) for known in there.values()])
    try:
        found = shrink_estimates(means, errors)
    except Refused:
        return {}
    return {
        pair: Estimate(float(mean), float(mean - _WIDTH * error), float(mean + _WIDTH * error))
        for pair, mean, error in zip(there, found.shrunken, found.errors, strict=True)
    }
