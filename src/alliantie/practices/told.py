"""What a practice tells the client: rights, duties, limits of confidentiality, what is reported, and the notice."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Protocol

from pydantic import (
    Field,
)

from alliantie.practices.terms import Under
from alliantie.practices.texts import ClientText, Part, Text
from alliantie.practices.values import Id


class Told(Part):
    """One sentence or two of the frame, told to the client."""

    id: Id
    text: ClientText
    source: Id
    measures: Under = ()


class Reported(Told):
    """What must be reported, and to whom, told to the client."""

    to: Text


class _Held(Protocol):
    @property
    def measures(self) -> Under: ...


def holds_under(entry: _Held, measures: Collection[str]) -> bool:
    """Whether this holds for someone under these measures, or can be chosen there."""
    return not entry.measures or not set(entry.measures).isdisjoint(measures)


class Explanation(Part):
    """The frame as the client hears it before the first question."""

    rights: Annotated[tuple[Told, ...], Field(min_length=1)]
    duties: Annotated[tuple[Told, ...], Field(min_length=1)]
    confidentiality: Annotated[tuple[Told, ...], Field(min_length=1)]
    reporting: tuple[Reported, ...]
    missed_talk: tuple[Id, ...] = ()
    """The duties that say something of not coming to a talk; who says "I cannot" reads them once more."""

    @property
    def everything(self) -> tuple[Told, ...]:
        """All of it, in the order in which it is told."""
        return (*self.rights, *self.duties, *self.confidentiality, *self.reporting)

    def under(self, measures: Collection[str]) -> Explanation:
        """What is told to someone for whom these measures hold."""
        parts = {
            name: tuple(each for each in getattr(self, name) if holds_under(each, measures))
            for name in ("rights", "duties", "confidentiality", "reporting")
        }
        return self.model_copy(update=parts)


class ToldInstead(Part):
    """What the notice says of reporting to someone under none but these measures."""

    measures: Annotated[tuple[Id, ...], Field(min_length=1)]
    text: ClientText


class Notice(Part):
    """What this practice adds to the notice before a round: who sees nothing, and what must be reported."""

    authority: Text
    reporting: ClientText
    instead: tuple[ToldInstead, ...] = ()
    """Where less is reported than that; the first that names every running measure holds."""

    def under(self, measures: Collection[str]) -> ClientText:
        """What is reported of someone for whom these measures hold."""
        held = set(measures)
        fit = (each.text for each in self.instead if held and held <= set(each.measures))
        return next(fit, self.reporting)
