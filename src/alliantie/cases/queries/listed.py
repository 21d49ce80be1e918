"""Reading who waits on a list of a case, for who leads the team: no more of the case than that."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from alliantie.access.call import read
from alliantie.access.identity import Actor, proven_actor
from alliantie.practices import Practice, UnknownPracticeError, library

# More at once is no list anyone divides; who waits longest comes first.
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """A client who waits in a case: on which list, since when, and what was said of it last."""

    team_id: UUID
    team: str
    worker_name: str
    case_title: str
    practice: Practice
    kind: str
    said: Mapping[str, str]
    since: date


def team_listed(actor: Actor, practice_ids: Collection[str], most: int = MOST_LISTED) -> tuple[Listed, ...]:
    """Who waits on a list of these practices in the running cases of the teams the actor leads, longest first.

    One query where a practice has such a list, which notes in the reading log that the actor read of these cases, once
    a day; else none. Nothing for anyone else.
    """
    proven_actor(actor)
    lists = [
        {
            "practice": practice.id,
            "kind": sort.id,
            "ends": list(sort.stands_until),
            "under": None if sort.measures == "any" else list(sort.measures),
        }
        for practice in _current(practice_ids)
        for sort in practice.facts
        if sort.on_waiting_list
    ]
    if not lists:
        return ()
    practices = library()
    return tuple(
        Listed(team_id, team, worker, title, practices.get(practice, version), kind, _said(said), since)
        for team_id, team, worker, title, practice, version, kind, said, since in read(
            "access.team_listed", json.dumps(lists), most
        )
    )


def _current(practice_ids: Collection[str]) -> list[Practice]:
    found = []
    for each in sorted(practice_ids):
        with suppress(UnknownPracticeError):
            found.append(library().latest(each))
    return found


def _said(said: str | Mapping[str, str]) -> Mapping[str, str]:
    found: Mapping[str, str] = json.loads(said) if isinstance(said, str) else said
    return found
