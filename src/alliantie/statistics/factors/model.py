"""Which items measure which factor."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Model:
    """Factors in order, each with its items, of which the first is its marker; an item belongs to one factor."""

    factors: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def items(self) -> tuple[str, ...]:
        """All items, in the order of the factors."""
        return tuple(item for _, items in self.factors for item in items)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the factors."""
        return tuple(name for name, _ in self.factors)

    @property
    def factor_of(self) -> tuple[int, ...]:
        """For each item the position of its factor."""
        return tuple(place for place, (_, items) in enumerate(self.factors) for _ in items)

    @property
    def markers(self) -> tuple[int, ...]:
        """For each factor the position of its marker among the items."""
        return tuple(self.items.index(items[0]) for _, items in self.factors)


def parse(text: str) -> Model:
    """Read `f1=x1,x2,x3; f2=x4,x5`. Raises ValueError, in plain words, for what is no such model."""
    factors: list[tuple[str, tuple[str, ...]]] = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, sign, listed = (piece.strip() for piece in part.partition("="))
        items = tuple(item.strip() for item in re.split(r"[,+]", listed.lstrip("~")))
        if not sign or not name or not all(items):
            raise ValueError(f'"{part}" is no factor; write for example "trust=v1,v2,v3; bond=b1,b2"')
        factors.append((name, items))
    model = Model(tuple(factors))
    if not factors:
        raise ValueError('the model has no factors; write for example "trust=v1,v2,v3; bond=b1,b2"')
    for kind, names in (("factor", model.names), ("item", model.items)):
        for each in names:
            if names.count(each) > 1:
                raise ValueError(f"{kind} {each} stands in the model more than once")
    return model
