"""What stands in a practice file (schema 1), part by part, as frozen models."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictStr

from alliantie.practices.areas import SourcedArea
from alliantie.practices.classification import Classification
from alliantie.practices.facts import FactSort, Known, Phase
from alliantie.practices.form import Form
from alliantie.practices.frame import ConditionSort, Frame, Measure, Role
from alliantie.practices.letter import Letter
from alliantie.practices.norm import Decision, Norm
from alliantie.practices.printed import PrintedTable
from alliantie.practices.reaction import Outcomes, Reactions
from alliantie.practices.rights import Objecting
from alliantie.practices.rounds import Pair, Rounds, Talk
from alliantie.practices.sources import Source
from alliantie.practices.terms import PersonRole
from alliantie.practices.texts import Address, Part, Text
from alliantie.practices.told import Explanation, Notice
from alliantie.practices.values import Id, SeedReference
from alliantie.practices.words import Words

Sector = Literal["probation", "youth", "work", "shelter", "debt", "justice_house"]


class HousingForm(Part):
    """A form of housing a shelter offers."""

    id: Id
    name: Text
    features: Text
    source: Id


class OpenPoint(Text):
    """Something the source leaves open or says oddly, for whoever reads the practice."""

    seed: SeedReference | None = None


class Written(Part):
    """What stands in the file of a practice, part by part."""

    schema_version: Annotated[Literal[1], Field(alias="schema")]
    id: Id
    version: Annotated[StrictStr, Field(pattern=r"^[0-9]{4}-[1-9][0-9]{0,5}$")]
    status: Literal["draft", "released"]
    country: Literal["NL", "BE"]
    sector: Sector
    money: StrictBool = False
    """Whether its cases have pages about money: debts, income, costs and papers."""
    address: Address
    name: Text
    described: Text
    words: Words
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    frame: Frame
    measures: Annotated[tuple[Measure, ...], Field(min_length=1)]
    conditions: tuple[ConditionSort, ...] = ()
    areas: tuple[SourcedArea, ...] = ()
    """The areas of life its source names. Without any, plans go by the general list, which says that it is ours."""
    explanation: Explanation
    notice: Notice
    talks: Annotated[tuple[Talk, ...], Field(min_length=1)]
    pairs: Annotated[tuple[Pair, ...], Field(min_length=1)]
    beside: tuple[PersonRole, ...] = ()
    """In which roles a case can have people who form no pair and get no rounds."""
    rounds: Rounds
    phases: tuple[Phase, ...] = ()
    facts: tuple[FactSort, ...] = ()
    known: tuple[Known, ...] = ()
    decisions: tuple[Decision, ...] = ()
    norms: tuple[Norm, ...] = ()
    classifications: tuple[Classification, ...] = ()
    forms: tuple[Form, ...] = ()
    reactions: Reactions | None = None
    outcomes: Outcomes | None = None
    letters: tuple[Letter, ...] = ()
    housing_forms: tuple[HousingForm, ...] = ()
    printed: tuple[PrintedTable, ...] = ()
    open_points: tuple[OpenPoint, ...] = ()
    objecting: Objecting | None = None
    """What going against a decision is called, and who treats it; without it that is a complaint."""
