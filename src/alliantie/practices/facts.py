"""What a practice records and knows of a case: kinds of fact with what they say, and phases of the work."""

from __future__ import annotations

from typing import Literal

from pydantic import (
    StrictBool,
    StrictInt,
)

from alliantie.practices.terms import (
    FactId,
    Measures,
    Name,
    Under,
    ValueKind,
)
from alliantie.practices.texts import ClientText, Language, Part, Text, Word, uncapitalised
from alliantie.practices.values import Id


class Option(Part):
    """One of the answers of a choice."""

    id: Id
    name: Text
    client: ClientText | None = None
    """How a client reads it, where the worker's word is none of theirs."""
    measures: Under = ()
    condition: Id | None = None
    """The kind of condition that it says was broken, where that one holds always: a letter about it begins with it."""
    proper: StrictBool = False
    """Whether it is a name of its own, which keeps its capitals within a sentence."""

    def in_sentence(self, language: Language) -> str:
        """Its name as it stands within a sentence."""
        name = self.name.in_(language)
        return name if self.proper else uncapitalised(name)


class ValueOf(Part):
    """Something a fact says, such as which condition was breached; a number (of a `unit`) from `least` up to `most`."""

    id: Name
    name: Text
    kind: ValueKind
    options: tuple[Option, ...] = ()
    least: StrictInt | None = None
    most: StrictInt | None = None
    unit: Word | None = None

    def counted(self, number: int, language: str) -> str:
        """A number in words, with what it counts: "14 dagen"."""
        if self.unit is None:
            return str(number)
        return f"{number} {self.unit.one(language) if number == 1 else self.unit.many(language)}"

    def within(self, number: int) -> bool:
        """Whether a number lies between them."""
        return (self.least is None or number >= self.least) and (self.most is None or number <= self.most)


class FactValueOf(ValueOf):
    """Something a fact of this practice says.

    A fact is not recorded without what is `needed`, and without it settles nothing. What is `in_title` stands in the
    title of a duty that starts from the fact, so that two of them can be told apart. A text that is a `condition` is
    chosen from those that were recorded in the case, in their words, as long as there are any.
    """

    condition: StrictBool = False
    needed: StrictBool = False
    in_title: StrictBool = False
    client: ClientText | None = None


class FactSort(Part):
    """A kind of fact this practice records, besides those every practice has; `measures` are those it belongs to.

    One that `counts_as` a fact of every practice brings a round as that does, and is recorded in its place.
    What it says `stands_until` one of other facts: said again before that, it is no new beginning. One that comes
    `only_by` a form or a letter is recorded by sending that, and nobody records it by hand. With `status` the choice of
    that name says how the condition stands that the fact names; the latest stands beside it, for the client too.
    One `seen` by workers alone is recorded about the case as a whole, and no client ever reads it. One that is a
    `judgement` of an incident bears the day on which somebody gave it, and not that on which the incident was. A
    consent is `withdrawn_by` another fact, which follows at once when its client withdraws it. One that is
    `on_waiting_list` puts its client on the list of who leads the team, as long as it stands: with how urgent it is in
    `urgency`, and where the practice asks it why in `reason` and out of which money in `stream`.
    """

    id: Id
    name: Text
    measures: Measures = "any"
    counts_as: Literal["warning", "sanction"] | None = None
    stands_until: tuple[FactId, ...] = ()
    only_by: Literal["form", "letter"] | None = None
    status: Name | None = None
    seen: Literal["workers"] | None = None
    judgement: StrictBool = False
    withdrawn_by: FactId | None = None
    on_waiting_list: StrictBool = False
    values: tuple[FactValueOf, ...] = ()

    @property
    def condition(self) -> str | None:
        """The value that names a condition, if one does."""
        return next((value.id for value in self.values if value.condition), None)


URGENCIES = ("now", "soon", "can-wait")
"""How urgent it is for who waits, as the option of a practice says it."""


class Known(Part):
    """Something known of a case on a day: the value its latest fact of this kind gave.

    `unsaid` is what it is while no fact gave it; without that it is unknown, and what a condition asks of it as well.
    """

    id: Name
    name: Text
    fact: FactId
    value: Name
    unsaid: Id | None = None


class Phase(Part):
    """A phase of the work, in the order of the practice; change is cyclic, so a case may go back.

    `measures` are those it belongs to; without any it belongs to all.
    """

    id: Id
    name: Text
    source: Id
    measures: Under = ()
