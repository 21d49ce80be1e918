"""Tables with which a practice sorts: what is asked, and which answers lead to which outcome, in order.

Only where the source itself gives the rule. Where it leaves the choice to the worker, the worker picks.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from alliantie.practices.conditions import Names
from alliantie.practices.norm import ConditionText, Option, ValueOf
from alliantie.practices.texts import Part, Text
from alliantie.practices.values import Id
from alliantie.practices.vocabulary import names_of


class Row(Part):
    """One line of a table: when it holds, and the outcome it leads to."""

    when: ConditionText
    outcome: Id


class Classification(Part):
    """A table: what is asked, its outcomes, and the rows that lead to them; the first row that holds counts."""

    id: Id
    name: Text
    source: Id
    asks: Annotated[tuple[ValueOf, ...], Field(min_length=1)]
    outcomes: Annotated[tuple[Option, ...], Field(min_length=2)]
    rows: Annotated[tuple[Row, ...], Field(min_length=1)]

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
