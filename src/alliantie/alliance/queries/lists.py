"""The pairs of someone with how their rounds stand, told from the own side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, JSONField, OuterRef
from django.db.models.functions import JSONObject

from alliantie.access.identity import Actor
from alliantie.alliance.models import Pair, Round
from alliantie.alliance.states import RUNNING, State


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
    def told(cls, by: Mapping[str, Any]) -> RoundStands:
        """From what the database tells in JSON."""
        return cls(
            UUID(by["id"]),
            by["number"],
            State(by["state"]),
            date.fromisoformat(by["opens_on"]),
            date.fromisoformat(by["answer_until"]),
            datetime.fromisoformat(by["revealed_at"]) if by["revealed_at"] else None,
            date.fromisoformat(by["discussed_on"]) if by["discussed_on"] else None,
            by["sealed"],
        )


@dataclass(frozen=True, slots=True)
class PairHere:
    """A pair with its rounds, newest first."""

    pair: Pair
    client_name: str
    worker_name: str
    rounds: tuple[RoundStands, ...]

    @property
    def running(self) -> RoundStands | None:
        """The round that runs now."""
        return next((each for each in self.rounds if each.state in RUNNING), None)

    @property
    def last_discussed(self) -> date | None:
        """The day on which the two last talked about a picture."""
        return max((each.discussed_on for each in self.rounds if each.discussed_on), default=None)


class _Sealed(Func):
    """Whether the actor's own part of a running round was sent; the database asks for all of them once."""

    template = (
        "((SELECT jsonb_object_agg(t.round_id, t.sealed_at IS NOT NULL) FROM alliance.own_parts() t)"
        " -> (%(expressions)s)::text)"
    )
    output_field = JSONField()


def pairs_with_rounds(actor: Actor, case_ids: Iterable[UUID] | None = None) -> tuple[PairHere, ...]:
    """The actor's pairs (of these cases), running ones first, with the rounds of each. One query.

    Of the two parts of a round it reads the own one only.
    """
    columns = ("id", "number", "state", "opens_on", "answer_until", "revealed_at", "discussed_on")
    held = (
        Round.objects.visible_to(actor)
        .filter(pair_id=OuterRef("id"))
        .order_by("-number")
        .values(told=JSONObject(**{column: column for column in columns}, sealed=_Sealed("id")))
    )
    pairs: Any = Pair.objects.visible_to(actor).select_related("client", "worker", "case")
    if case_ids is not None:
        pairs = pairs.filter(case_id__in=list(case_ids))
    found = sorted(
        pairs.annotate(with_rounds=ArraySubquery(held)).order_by("-begins_on", "id"),
        key=lambda pair: pair.ends_on is not None,
    )
    return tuple(
        PairHere(pair, pair.client.given_name, pair.worker.given_name, tuple(map(RoundStands.told, pair.with_rounds)))
        for pair in found
    )


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
