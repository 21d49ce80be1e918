"""The rounds of a worker's pairs in a case, told from the own side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.alliance.queries import PairHere, own_rounds, pairs_with_rounds
from alliantie.alliance.states import State
from alliantie.cases.models import Case
from alliantie.cases.queries import Happened, Person, practice_of
from alliantie.worklist.queries.start import OwnRound, own_side
from alliantie.worklist.queries.suggested import suggested
from alliantie.worklist.queries.words import Why


@dataclass(frozen=True, slots=True)
class DiscussedRound:
    """A round two people talked about; `with_worker` names an earlier worker whose round the client shows."""

    round_id: UUID
    on: date
    with_worker: str = ""


@dataclass(frozen=True, slots=True)
class Together:
    """A pair of the worker: the running round from the own side, what was discussed, and what a new round needs.

    `can_choose` is that the organisation loaded questionnaires beside ours.
    """

    pair_id: UUID
    client_name: str
    round_id: UUID | None
    own_side: OwnRound | None
    opens_on: date | None
    open: bool
    past_window: bool
    discussed: tuple[DiscussedRound, ...]
    reasons: tuple[Why, ...]
    lengths: tuple[int, ...]
    easy: bool
    can_choose: bool


def together(
    actor: Actor,
    case: Case,
    facts: Sequence[Happened],
    measure_ids: Sequence[str],
    people: Sequence[Person],
    language: str,
    today: date,
) -> tuple[Together, ...]:
    """Each running pair of the actor: its round from the own side, what was discussed, and a new one. One query."""
    found = pairs_with_rounds(actor, [case.id])
    pairs = [pair for pair in found if pair.pair.ends_on is None and pair.pair.worker_id == actor.id]
    if not pairs:
        return ()
    sides = {side.round_id: side for side in own_rounds(found)}
    practice = practice_of(case)
    easy = {person.client_id: person.easy_form for person in people}
    # In the order in which the page names them.
    pairs.sort(key=lambda pair: list(easy).index(pair.pair.client_id) if pair.pair.client_id in easy else len(easy))
    made = []
    for pair in pairs:
        current = pair.running
        side = sides.get(current.id) if current else None
        made.append(
            Together(
                pair.pair.id,
                pair.client_name,
                current.id if current else None,
                own_side(side, pair.client_name, today) if side else None,
                current.opens_on if current and current.state == State.PLANNED else None,
                bool(side and side.state is State.OPEN and side.answer_until >= today),
                bool(side and side.state is State.OPEN and side.answer_until < today),
                _discussed(pair, found),
                ()
                if case.closed_on
                else suggested(practice, pair, facts, measure_ids, today).in_words(today, language),
                practice.rounds.lengths,
                easy.get(pair.pair.client_id, False),
                pair.can_choose,
            )
        )
    return tuple(made)


def _discussed(pair: PairHere, found: Sequence[PairHere]) -> tuple[DiscussedRound, ...]:
    """The rounds of a pair that were talked about, then those with an earlier worker that the client shows."""
    own = [DiscussedRound(each.id, each.discussed_on) for each in pair.rounds if each.discussed_on is not None]
    earlier = [
        DiscussedRound(each.id, each.discussed_on, other.worker_name)
        for other in found
        if other.pair.ends_on is not None and other.pair.client_id == pair.pair.client_id
        for each in other.rounds
        if each.discussed_on is not None
    ]
    return tuple(own + earlier)
