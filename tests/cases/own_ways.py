"""Versions that an organisation makes of its own practice, in tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.cases.models import Move
from alliantie.cases.operations.moves import plan_back, plan_move, start_move
from alliantie.cases.operations.own_practices import adopt_draft, begin_draft
from alliantie.practices import Practice, library
from alliantie.practices.editing import with_value
from alliantie.practices.library import LIBRARY
from tests.worlds import World

PROBATION = "nl-probation"
Edit = Callable[[str], str]


def text_of(practice_id: str = PROBATION, version: str = "2026-1") -> str:
    """The file of one of ours."""
    return Path(LIBRARY, practice_id, f"{version}.yaml").read_text(encoding="utf-8")


def term_of(norm_id: str, term: str, practice_id: str = PROBATION) -> Edit:
    """What gives a rule of a practice another term."""
    norms = library().latest(practice_id).norms
    index = next(number for number, norm in enumerate(norms) if norm.id == norm_id)
    kind = next(each for each in ("within", "every", "at_most") if getattr(norms[index], each) is not None)
    return lambda text: with_value(text, ("norms", index, kind, "term"), term)


def adopted(world: World, manager: Actor, *edits: Edit, practice_id: str = PROBATION) -> Practice:
    """A version that the organisation adopted: a copy of ours with these changes."""
    text = text_of(practice_id)
    for edit in edits:
        text = edit(text)
    with acting(manager):
        draft = begin_draft(
            actor=manager,
            now=clock.now(),
            organisation=world.organisation,
            practice_id=practice_id,
            based_on="2026-1",
            content=text,
        )
        version = adopt_draft(actor=manager, now=clock.now(), draft=draft, seen=1)
        return library().get(practice_id, version)


def planned(world: World, manager: Actor, practice: Practice, **whom: UUID) -> UUID:
    """A move to this version, looked ahead."""
    with acting(manager):
        return plan_move(
            actor=manager,
            now=clock.now(),
            organisation_id=world.organisation.id,
            practice=practice,
            reason="Nieuwe afspraak met de rechtbank.",
            **whom,
        )


def moved(world: World, manager: Actor, practice: Practice, **whom: UUID) -> UUID:
    """The same, carried out."""
    move_id = planned(world, manager, practice, **whom)
    with acting(manager):
        start_move(actor=manager, now=clock.now(), move_id=move_id)
    return move_id


def moved_back(manager: Actor, move_id: UUID) -> UUID:
    """What a move moved, back again."""
    with acting(manager):
        move = Move.objects.visible_to(manager).get(id=move_id)
        back = plan_back(actor=manager, now=clock.now(), move=move, reason="Toch niet.")
        start_move(actor=manager, now=clock.now(), move_id=back)
    return back
