"""Talks of a practice, the two people who look at their cooperation, and when they do."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import (
    Field,
    PlainSerializer,
    PlainValidator,
    StrictBool,
    WithJsonSchema,
)

from alliantie.practices import periods
from alliantie.practices.terms import Under
from alliantie.practices.texts import Part, Text
from alliantie.practices.values import Id

Variant = Literal["probation", "youth_protection", "youth_probation", "work", "shelter", "debt", "justice_house"]
Mode = Literal["office", "home", "elsewhere", "phone", "online", "written", "any"]
FactKind = Literal[
    "case_opened", "measure_started", "measure_ended", "warning", "sanction", "plan_agreed", "worker_changed"
]
_Period = Annotated[
    periods.Period,
    PlainValidator(periods.parse_period),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": periods.PATTERN}),
]


class Talk(Part):
    """A kind of talk, who holds it and where; with `explains_frame` its page asks whether the frame was explained.

    It is held under the measures it names, or under every one.
    """

    id: Id
    name: Text
    held_by: Annotated[tuple[Id, ...], Field(min_length=1)]
    mode: Mode
    carries_round: StrictBool
    explains_frame: StrictBool = False
    source: Id
    measures: Under = ()


class Pair(Part):
    """Who form the pair that answers; `walled` pairs of one case never see each other's rounds."""

    id: Id
    client_role: Literal["client", "young_person", "parent"]
    name: Text
    professional_role: Id
    walled: StrictBool
    source: Id


class Trigger(Part):
    """When a round is suggested: exactly one of five ways (`rules` checks that)."""

    after: FactKind | None = None
    period: _Period | None = None
    every: _Period | None = None
    with_talk: Id | None = None
    second_contact_after: Annotated[tuple[FactKind, ...], Field(min_length=1)] | None = None
    asked: Literal[True] | None = None


class Moment(Part):
    """A moment at which a round is suggested, never forced; intervals of our own say so in `basis`."""

    id: Id
    name: Text
    trigger: Trigger
    basis: Literal["own", "source"]
    source: Id | None = None


class Rounds(Part):
    """Which wording the questionnaire takes, how long it may be (the first length is the default), and when."""

    variant: Variant
    lengths: Annotated[tuple[Literal[4, 8, 16], ...], Field(min_length=1, max_length=3)]
    moments: Annotated[tuple[Moment, ...], Field(min_length=1)]
