"""Tables that sort: what is asked, and which answers lead to which outcome, in order.

A table of a practice has rows where the source itself gives the rule. Where the source leaves the choice to the worker,
a table has no rows, or rows that are marked as an example; an organisation may load rows of its own.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StrictBool

from alliantie.practices.conditions import Names
from alliantie.practices.facts import Option, ValueOf
from alliantie.practices.terms import ConditionText
from alliantie.practices.texts import Part, PlainText, Text
from alliantie.practices.values import Day, Id
from alliantie.practices.vocabulary import names_of


class Row(Part):
    """One line of a table: when it holds, and the outcome it leads to."""

    when: ConditionText
    outcome: Id


class Classification(Part):
    """A table: what is asked, its outcomes, and the rows that lead to them; the first row that holds counts.

    An `example` is ours and not from the source: it only shows how a table works.
    """

    id: Id
    name: Text
    source: Id
    example: StrictBool = False
    asks: Annotated[tuple[ValueOf, ...], Field(min_length=1)]
    outcomes: Annotated[tuple[Option, ...], Field(min_length=2)]
    rows: tuple[Row, ...] = ()

    @property
    def names(self) -> Names:
        """What a condition in this table may name."""
        return names_of({asked.id: asked.kind for asked in self.asks})

    def outcome(self, id: str) -> Option:
        """The outcome with this id; raises KeyError."""
        for outcome in self.outcomes:
            if outcome.id == id:
                return outcome
        raise KeyError(id)


class OwnTable(Classification):
    """A table that an organisation loads in the place of the one of its practice, with who answers for it.

    It holds from `valid_from`; `valid_until` is the first day on which it does not.
    """

    rows: Annotated[tuple[Row, ...], Field(min_length=1)]
    owner: Annotated[PlainText, Field(max_length=200)]
    valid_from: Day
    valid_until: Day | None = None

    def is_valid(self, day: date) -> bool:
        """Whether it holds on `day`."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)
