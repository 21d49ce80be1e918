"""Sums over the first shared round of pairs, in whole tens, from which averages of organisations are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings

from alliantie.access.call import call
from alliantie.access.identity import Actor
from alliantie.access.plain import ask
from alliantie.alliance import vault
from alliantie.alliance.batches import in_batches
from alliantie.alliance.drafts import scores_from_json
from alliantie.alliance.retests import UNIT
from alliantie.alliance.rules import SCALES

if TYPE_CHECKING:
    from alliantie.statistics.cells import Cell


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pair whose round may be added: who works with it, which scales are in already, its scores by role and scale."""

    worker_id: UUID
    counted: frozenset[str]
    scores: Mapping[str, Mapping[str, Fraction | None]]

    def whole(self, scale: str) -> tuple[int, int] | None:
        """The scores of client and professional in sixtieths; None where one is missing or is no whole number."""
        both = [self.scores.get(role, {}).get(scale) for role in ("client", "professional")]
        found = [each * UNIT for each in both if each is not None]
        if len(found) < len(both) or any(each.denominator != 1 for each in found):
            return None
        return int(found[0]), int(found[1])


def take_in() -> int:
    """Add up what waits, in whole tens; how many pairs of a scale went in. Doing it twice changes nothing.

    A batch is of an organisation and line of questions. Raises DamagedError, as `in_batches`.
    """
    return in_batches("alliance.waiting_sums", _take_in)


def _take_in(found: Sequence[tuple[Any, ...]]) -> int:
    _batch, organisation, line = found[0][:3]
    pairs = _opened(found)
    return sum(_add(organisation, line, scale, pairs) for scale in SCALES)


def _opened(found: Sequence[tuple[Any, ...]]) -> dict[UUID, Waiting]:
    scores: dict[UUID, dict[str, Mapping[str, Fraction | None]]] = {}
    about: dict[UUID, tuple[UUID, frozenset[str], vault.Key]] = {}
    master = vault.cipher(settings.MASTER_KEY)
    for *_batch, pair_id, worker_id, wrapped, counted, part_id, role, picture in found:
        if pair_id not in about:
            key = vault.cipher(vault.unwrap(master, pair_id, bytes(wrapped)))
            about[pair_id] = worker_id, frozenset(counted), key
        opened = scores_from_json(vault.unlock(about[pair_id][2], "picture", part_id, bytes(picture)))
        scores.setdefault(pair_id, {})[role] = opened
    return {
        pair_id: Waiting(worker_id, counted, scores[pair_id]) for pair_id, (worker_id, counted, _key) in about.items()
    }


def _add(organisation: UUID, line: str, scale: str, pairs: Mapping[UUID, Waiting]) -> int:
    from alliantie.statistics.cells import batch, cell_of

    known = [
        (pair_id, each.worker_id, whole)
        for pair_id, each in pairs.items()
        if scale not in each.counted and (whole := each.whole(scale)) is not None
    ]
    places = batch([worker_id for _pair, worker_id, _whole in known], [whole for *_rest, whole in known])
    if places:
        added = cell_of(known[place][2] for place in places)
        call("alliance.add_sums", organisation, line, scale, [known[place][0] for place in places], list(added.parts))
    return len(places)


@dataclass(frozen=True, slots=True)
class Kept:
    """The sums of one scale of one line of questions: of the own organisation, or of so many together."""

    own: bool
    line: str
    scale: str
    organisations: int
    cell: Cell


def sums(actor: Actor) -> tuple[Kept, ...]:
    """The sums of the organisation the actor manages, and of all together; nothing for anyone else. One query."""
    return kept_of(ask(actor, "SELECT * FROM alliance.sums_told()"))


def kept_of(found: Iterable[tuple[Any, ...]]) -> tuple[Kept, ...]:
    """Rows of own, line, scale, organisations and the six numbers, as sums."""
    from alliantie.statistics.cells import Cell

    return tuple(Kept(own, line, scale, many, Cell(*numbers)) for own, line, scale, many, *numbers in found)
