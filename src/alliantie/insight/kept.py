"""Figures as the job made them, or made now where the job is late: what is shown is never older than an hour.

Of what is settled, rounds and endings, whoever comes first counts, for good: the job, a page, a report or an export.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID

from alliantie import clock
from alliantie.access.call import rows
from alliantie.access.identity import Actor
from alliantie.access.plain import ask

OLDEST = timedelta(hours=1)

Place = tuple[UUID, UUID | None]
"""An organisation, and the team it is about; None for the organisation as a whole."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Of each place its rows, a practice and a period first, and when they were made. Periods are days or years."""

    rows: dict[Place, list[list[Any]]]
    made_at: datetime


_OF = """SELECT organisation_id, team_id, told, made_at FROM cases_keptfigures
          WHERE name = %(name)s AND organisation_id = place.organisation AND made_at > %(since)s AND team_id"""
_KEPT = f"""SELECT k.* FROM unnest(%(organisations)s::uuid[], %(teams)s::uuid[]) AS place (organisation, team)
 CROSS JOIN LATERAL ({_OF} = place.team UNION ALL {_OF} IS NULL AND place.team IS NULL OFFSET 0) k"""  # noqa: S608
_TOLD = {"rounds": "alliance.team_figures", "outcomes": "access.outcome_figures"}


def kept(actor: Actor, name: Literal["rounds", "outcomes"], places: Iterable[Place]) -> Kept:
    """The figures of these places that the actor leads or manages. One query, two where the job is late.

    Then the second counts what settled since, and keeps it: what was told is never told otherwise.
    """
    found = fresh(actor, name, places)
    if found is not None:
        return found
    told: dict[Place, list[list[Any]]] = {}
    for organisation, team, *row in rows(_TOLD[name]):
        told.setdefault((organisation, team), []).append(row)
    return Kept(told, clock.now())


def fresh(actor: Actor, name: Literal["rounds", "outcomes", "stock"], places: Iterable[Place]) -> Kept | None:
    """What the job made of all these places, less than an hour ago and in this month; else None. One query.

    A quarter or year settles, and a month is over, as a month begins: what was made before that misses it.
    """
    now, wanted = clock.now(), set(places)
    month = datetime.combine(clock.day_of(now).replace(day=1), time(), clock.HOME)
    found = _read(actor, name, wanted, max(now - OLDEST, month))
    if not wanted <= {(organisation, team) for organisation, team, _told, _made_at in found}:
        return None
    made = {(organisation, team): json.loads(told) for organisation, team, told, _made_at in found}
    return Kept(made, min((made_at for *_place, made_at in found), default=now))


def counted_once(actor: Actor, name: Literal["waiting"], places: Iterable[Place]) -> dict[Place, list[list[Any]]]:
    """What was counted of these places at its moment, however long ago. One query."""
    found = _read(actor, name, places, datetime.min.replace(tzinfo=UTC))
    return {(organisation, team): json.loads(told) for organisation, team, told, _made_at in found}


def _read(actor: Actor, name: str, places: Iterable[Place], since: datetime) -> list[tuple[Any, ...]]:
    wanted = list(places)
    values = {
        "name": name,
        "organisations": [organisation for organisation, _team in wanted],
        "teams": [team for _organisation, team in wanted],
        "since": since,
    }
    return ask(actor, _KEPT, values)
