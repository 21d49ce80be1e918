"""Finding an entry of a practice by its id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


_T = TypeVar("_T", bound=_HasId)


def named(entries: Iterable[_T], id: str) -> _T:
    """The first entry with this id; raises KeyError."""
    for entry in entries:
        if entry.id == id:
            return entry
    raise KeyError(id)


def by_id(entries: Sequence[_T]) -> dict[str, _T]:
    """The entries by their ids; of two with one id the first."""
    return {entry.id: entry for entry in reversed(entries)}
