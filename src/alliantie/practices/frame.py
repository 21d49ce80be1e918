"""Who works in a practice, the frame they work in, the measures a case can have and what those bring."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import (
    Field,
    StrictBool,
    StrictInt,
)

from alliantie.practices.terms import Age, Decisions, Grade, PersonRole, Under
from alliantie.practices.texts import Part, Text, Word
from alliantie.practices.values import Id

MeasureKind = Literal[
    "mandate", "guidance", "crisis", "house_ban", "victim_reception", "information", "civil", "agreement"
]


class Role(Part):
    """Who works in this practice and what that person does; `at_desk` says how many of them have the desk at once."""

    id: Id
    name: Text
    does: Text
    source: Id
    at_desk: Annotated[StrictInt, Field(ge=1, le=9)] | None = None


class Statement(Part):
    """One thing that is fixed or free for the professional, with how strictly the source puts it."""

    id: Id
    text: Text
    source: Id
    grade: Grade
    measures: Under = ()


class Frame(Part):
    """The legal and organisational frame, told to the professional."""

    summary: Text
    statements: Annotated[tuple[Statement, ...], Field(min_length=1)]


class Ages(Part):
    """From which age up to and including which one a measure can begin for a person in a role."""

    per: PersonRole
    least: Age
    most: Age
    source: Id


class Measure(Part):
    """A legal or agreed title a case can have; `rounds` says whether rounds are suggested under it.

    It takes the place of those it `follows`: they end, for the same people, on the day it starts. Where it begins for
    somebody outside its `ages`, whoever records that is asked whether it is right. It `begins_by` decisions and
    `ends_by` others where the practice says so, with what has to come before those. Of one that an authority `outside`
    imposed only that authority ends it: closing our case does not. Whoever it is about may be called otherwise than the
    practice calls its clients (`client`), as a victim is among people under supervision.
    """

    id: Id
    name: Text
    kind: MeasureKind
    rounds: StrictBool
    follows: tuple[Id, ...] = ()
    ages: Ages | None = None
    begins_by: Decisions = ()
    ends_by: Decisions = ()
    outside: Text | None = None
    client: Word | None = None
    source: Id


class ConditionSort(Part):
    """A kind of condition, ban or right that a measure can bring, and that one case has in its own words.

    One that `keeps_apart` forbids the person it is about to meet the others of the case. What holds `always` does so in
    each case of its measures, in these words, without anybody noting it.
    """

    id: Id
    name: Text
    source: Id
    measures: Under = ()
    keeps_apart: StrictBool = False
    always: Text | None = None
