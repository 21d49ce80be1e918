"""A practice that reserves a decision for who leads the team, and ways to ask for it and to answer."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.cases.operations import change_measure
from alliantie.cases.operations.reserved import ask_decision, grant, refuse
from alliantie.cases.queries import get_case
from alliantie.practices import Practice, library
from tests.worlds import CaseWorld, World

RESERVED = {"nl-debt-zeist": ("end-help", "close-ended"), "nl-save-protection": ("place-out-of-home",)}


def reserving() -> list[Practice]:
    """The latest version of two practices with decisions reserved, as the data of a practice would say."""
    made = []
    for practice_id, decisions_of in RESERVED.items():
        practice = library().latest(practice_id)
        decisions = tuple(
            each.model_copy(update={"reserved": "leader"}) if each.id in decisions_of else each
            for each in practice.decisions
        )
        made.append(practice.model_copy(update={"decisions": decisions}))
    return made


def reserve(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the library have those practices, for one test."""
    for practice in reserving():
        monkeypatch.setitem(library()._practices[practice.id], practice.version, practice)


def ask(
    case: CaseWorld,
    decision_id: str = "end-help",
    *,
    by: Actor | None = None,
    token: UUID | None = None,
    client: int | None = 0,
    reason: str = "Noor komt niet meer.",
) -> UUID:
    """Ask for a decision in a case."""
    with acting(by or case.worker) as actor:
        return ask_decision(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            decision_id=decision_id,
            reason=reason,
            token=token or uuid4(),
            client_id=None if client is None else case.client_ids[client],
        )


def yes(who: Actor, asked_id: UUID, words: str = "", *, danger: bool = False) -> None:
    """Say yes."""
    with acting(who) as actor:
        grant(actor=actor, now=clock.now(), asked_id=asked_id, words=words, danger=danger)


def no(who: Actor, asked_id: UUID, words: str = "Probeer het nog een keer.") -> None:
    """Say no."""
    with acting(who) as actor:
        refuse(actor=actor, asked_id=asked_id, words=words)


def child_under_supervision(*names: str) -> CaseWorld:
    """A case of one child or several in which the reserved decision has steps before it that danger passes."""
    children = tuple((name, "Wit") for name in names or ("Sam",))
    family = World.make().case("nl-save-protection", children, roles=("young_person",) * len(children))
    with acting(family.worker) as actor:
        change_measure(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, family.case_id),
            measure_id="supervision-order",
            starts=True,
            on=clock.today(),
        )
    return family
