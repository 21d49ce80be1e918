"""Moving cases to another version of their practice: planned, looked ahead case by case, carried out, and moved back.

Who manages the practices plans and starts a move, and opens no case: the background looks and carries out, a batch in a
transaction, as it reckons each night what is due.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from alliantie import clock
from alliantie.access.call import call, rows
from alliantie.access.identity import JOB, Actor, acting, proven_actor
from alliantie.cases.models import Move, MovedCase
from alliantie.cases.operations.duties import reckon
from alliantie.cases.timelines import Told, timeline_from
from alliantie.norms.differences import changed_duties, lacking
from alliantie.practices import Practice, UnknownPracticeError, library

AT_ONCE = 50
"""Cases that are looked at or moved in one transaction: the first while somebody waits for it, the rest behind it.

Whoever records in a case that is being moved waits until its batch is done.
"""

State = MovedCase.State


def plan_move(
    *,
    actor: Actor,
    now: datetime,
    organisation_id: UUID,
    practice: Practice,
    reason: str,
    team_id: UUID | None = None,
    case_id: UUID | None = None,
) -> UUID:
    """Plan to move every open case of a practice to this version, or those of a team, or one; and begin to look ahead.

    Raises Denied for what is not the actor's to manage or to see, NotNow where no case is left to move.
    """
    where = (organisation_id, practice.id, practice.version, team_id, case_id, None)
    return _planned(actor, now, *where, reason)


def plan_back(*, actor: Actor, now: datetime, move: Move, reason: str) -> UUID:
    """Plan to bring back what a move moved, each case to its version before. Raises as `plan_move`."""
    return _planned(actor, now, move.organisation_id, move.practice_id, "", None, None, move.id, reason)


def _planned(actor: Actor, now: datetime, *planned: object) -> UUID:
    proven_actor(actor)
    move_id: UUID = call("access.plan_move", *planned)
    go_on(today=clock.day_of(now), move_id=move_id, most=AT_ONCE)
    return move_id


def start_move(*, actor: Actor, now: datetime, move_id: UUID) -> None:
    """Move the cases that fit, as was looked ahead today; those that lack something stay.

    Raises Denied, and NotNow where it was started before, is not looked ahead to the end, or that is a day ago.
    """
    proven_actor(actor)
    call("access.start_move", move_id)
    go_on(today=clock.day_of(now), move_id=move_id, most=AT_ONCE)


def go_on_with_all(*, today: date) -> int:
    """Go on with every move until nothing is left to do. Gives how many cases that were."""
    with acting(JOB):
        waiting = [move_id for (move_id,) in rows("access.moves_to_do")]
    done = 0
    for move_id in waiting:
        while here := go_on(today=today, move_id=move_id, most=AT_ONCE):
            done += here
    return done


def go_on(*, today: date, move_id: UUID, most: int) -> int:
    """Look ahead at, or move, the next cases of a move, in one transaction. Gives how many; none where nothing is left.

    Eight queries, and five for what became due, however many cases.
    """
    with acting(JOB):
        batch = rows("access.move_batch", move_id, most)
        cases = [case_id for case_id, *_rest in batch]
        if not cases:
            return 0
        started = any(state == State.FITS for *_case, state in batch)
        # Before the cases are held: reading a version that this process never met takes a second or two.
        for practice_id, version in {(each[1], version) for each in batch for version in each[2:4]}:
            with suppress(UnknownPracticeError):
                library().get(practice_id, version)
        told = {
            case_id: (version, json.loads(timeline))
            for case_id, _practice, version, timeline in rows("access.timelines", cases, started)
        }
        used: dict[UUID, list[tuple[str, str]]] = {case_id: [] for case_id in cases}
        for case_id, sort, name in rows("access.names_used", cases):
            used[case_id].append((sort, name))
        looked = []
        for case_id, practice_id, before, after, state in batch:
            version, timeline = told[case_id]
            found = _looked(practice_id, before, after, timeline, used[case_id], today)
            # What was promised is what was looked at before it was started.
            changes = {} if state == State.FITS and found["state"] == State.FITS else found
            passed = {"state": State.PASSED, "changes": [], "lacking": []} if version != before else {}
            if changes or passed:
                looked.append({"case": str(case_id)} | found | passed)
        if looked:
            call("access.keep_looked", move_id, Jsonb(looked))
        if started:
            hashes = [
                {"case": str(case_id), "hash": library().get(practice_id, after).hash}
                for case_id, practice_id, _before, after, state in batch
                if state == State.FITS
            ]
            moved = [case_id for (case_id,) in rows("access.move_cases", move_id, Jsonb(hashes))]
            if moved:
                reckon(actor=JOB, today=today, case_ids=moved)
    return len(cases)


def _looked(
    practice_id: str, before: str, after: str, told: Told, used: Iterable[tuple[str, str]], today: date
) -> dict[str, Any]:
    """What the other version changes for one case, as `access.keep_looked` takes it."""
    try:
        old, new = (library().get(practice_id, version) for version in (before, after))
    except UnknownPracticeError:
        return {"state": State.LACKS, "changes": [], "lacking": [("version", after)]}
    gone = lacking(old, new, used, _facts(told))
    if gone:
        return {"state": State.LACKS, "changes": [], "lacking": gone}
    found = changed_duties(old, timeline_from(old, told), new, timeline_from(new, told), today)
    days = [
        {
            "norm": each.norm,
            "was": each.was.isoformat() if each.was else None,
            "will": each.will.isoformat() if each.will else None,
        }
        | ({"waits": True} if each.waits else {})
        for each in found
    ]
    return {"state": State.FITS, "changes": days, "lacking": []}


def _facts(told: Told) -> Iterable[tuple[str, Mapping[str, object], bool]]:
    """The kinds of facts of a case with what each says, the talk or measure among it, and whether about a person."""
    for row in told["facts"] or ():
        kind, detail, client, values = row[1], row[4], row[5], row[6]
        named = {"talk" if kind == "contact" else "measure": detail} if detail else {}
        yield kind, named | values, client is not None
