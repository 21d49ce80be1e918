"""The pairs of someone with how their rounds stand, told from the own side."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.access.plain import ask, tie
from alliantie.alliance.models import PAIRS_TO_READ, Pair
from alliantie.alliance.queries.rounds import PAIR, PEOPLE, WORKER
from alliantie.alliance.states import RUNNING, State
from alliantie.people.models import Worker
from alliantie.people.names import full_name
from alliantie.practices import Practice
from alliantie.practices import library as practices


@dataclass(frozen=True, slots=True)
class OwnSide:
    """A round on someone's list, told only from the own side."""

    round_id: UUID
    pair_id: UUID
    case_id: UUID
    number: int
    state: State
    client_name: str
    worker_name: str
    sealed: bool
    opens_on: date
    answer_until: date


@dataclass(frozen=True, slots=True)
class RoundStands:
    """How one round of a pair stands. `sealed` is whether the actor sent the own part, None where there is none now."""

    id: UUID
    number: int
    state: State
    opens_on: date
    answer_until: date
    revealed_at: datetime | None
    discussed_on: date | None
    sealed: bool | None

    @classmethod
    def told(cls, by: Sequence[Any]) -> RoundStands:
        """From what the database tells in JSON."""
        round_id, number, state, opens_on, answer_until, revealed_at, discussed_on, sealed = by
        return cls(
            UUID(round_id),
            number,
            State(state),
            date.fromisoformat(opens_on),
            date.fromisoformat(answer_until),
            datetime.fromisoformat(revealed_at) if revealed_at else None,
            date.fromisoformat(discussed_on) if discussed_on else None,
            sealed,
        )


@dataclass(frozen=True, slots=True)
class PairHere:
    """A pair with its rounds, newest first.

    Of its case it has the practice, the day on which it was closed if it was, and the measures that run; of its
    organisation whether that loaded questionnaires.
    """

    pair: Pair
    practice: Practice
    closed_on: date | None
    measure_ids: tuple[str, ...]
    client_name: str
    client_full_name: str
    worker_name: str
    rounds: tuple[RoundStands, ...]
    can_choose: bool

    @property
    def running(self) -> RoundStands | None:
        """The round that runs now."""
        return next((each for each in self.rounds if each.state in RUNNING), None)

    @property
    def last_discussed(self) -> date | None:
        """The day on which the two last talked about a picture."""
        return max((each.discussed_on for each in self.rounds if each.discussed_on), default=None)


# Whether the actor's own part of a running round was sent is asked once for all of them. Of a pair at most one round
# runs, and of the others only one that was called off before its first day was not held.
_PAIRS = f"""SELECT {PAIR}, {WORKER}, c.given_name, c.family_name, k.practice_id, k.practice_version, k.closed_on,
  ARRAY(SELECT m.measure_id FROM cases_measure m WHERE m.case_id = p.case_id AND m.ends_on IS NULL
         ORDER BY m.starts_on, m.id),
  (SELECT jsonb_agg(jsonb_build_array(r.id, r.number, r.state, r.opens_on, r.answer_until, r.revealed_at,
      r.discussed_on, (SELECT alliance.own_sent()) -> r.id::text) ORDER BY r.number DESC)
     FROM (SELECT * FROM alliance_round every WHERE every.pair_id = p.id
              AND (%(latest_on)s::date IS NULL OR every.state <> 'closed' OR every.opens_on <= %(latest_on)s::date)
            ORDER BY every.number DESC LIMIT CASE WHEN %(latest_on)s::date IS NOT NULL THEN 2 END) r),
  EXISTS (SELECT FROM alliance_questionnairepack q WHERE q.organisation_id = k.organisation_id)
  FROM alliance_pair p {PEOPLE}
 WHERE p.id = ANY ((SELECT {PAIRS_TO_READ})::uuid[])
 ORDER BY p.ends_on IS NOT NULL, p.begins_on DESC, p.id"""  # noqa: S608 - names of our own
# Only what is asked stands in a statement: it is planned once, for any value.
_PAIRS_IN = _PAIRS.replace("\n ORDER BY p.ends_on", " AND p.case_id = ANY (%(cases)s)\n ORDER BY p.ends_on")


def pairs_with_rounds(
    actor: Actor, case_ids: Iterable[UUID] | None = None, latest_on: date | None = None
) -> tuple[PairHere, ...]:
    """The actor's pairs (of these cases), running ones first, with the rounds of each. One query.

    With `latest_on` of each only the round that runs and the last that was held by that day. Of the two parts of a
    round it reads the own one only.
    """
    found = []
    workers: dict[UUID, Worker] = {}
    asked = {"cases": None if case_ids is None else list(case_ids), "latest_on": latest_on}
    for row in ask(actor, _PAIRS if case_ids is None else _PAIRS_IN, asked):
        pair = PAIR.made(row[: len(PAIR)])
        given_name, family_name, practice_id, version, closed_on, measures, rounds, can_choose = row[-8:]
        if (practice := practices().readable(practice_id, version)) is None:
            continue
        # Nearly all have the same worker.
        if pair.worker_id not in workers:
            workers[pair.worker_id] = WORKER.made(row[len(PAIR) : -8])
        tie(pair, worker=workers[pair.worker_id])
        found.append(
            PairHere(
                pair,
                practice,
                closed_on,
                tuple(measures),
                given_name,
                full_name(given_name, family_name),
                workers[pair.worker_id].given_name,
                tuple(map(RoundStands.told, json.loads(rounds or "[]"))),
                can_choose,
            )
        )
    return tuple(found)


def own_rounds(pairs: Iterable[PairHere]) -> tuple[OwnSide, ...]:
    """The actor's running rounds among these pairs, oldest window first. Costs no query."""
    found = (
        OwnSide(
            running.id,
            here.pair.id,
            here.pair.case_id,
            running.number,
            running.state,
            here.client_name,
            here.worker_name,
            running.sealed,
            running.opens_on,
            running.answer_until,
        )
        for here in pairs
        if (running := here.running) is not None and running.sealed is not None
    )
    return tuple(sorted(found, key=lambda side: (side.answer_until, side.round_id)))
