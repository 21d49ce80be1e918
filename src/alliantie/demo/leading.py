"""What who leads a team in the demo keeps: who waits for a place to sleep, and who has the desk for questions."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.cases.operations import Request, put_on_list, set_desks
from alliantie.people.models import Team, Worker
from alliantie.practices import library

# As the source tells of shelter: the stream with room goes first, whoever needs it most.
WAITING = (
    ("Bo Lindeboom", 84, "now", "Slaapt in de auto.", "Wmo"),
    ("Fenna Iepenhof", 33, "soon", "Kan tot het eind van de maand bij een vriendin blijven.", "Wmo"),
    ("Ravi Esdoornaar", 12, "can_wait", "Heeft nog een kamer tot het voorjaar.", "Wlz"),
)
LISTS, DESKS = ("nl-shelter-tussenvoorziening",), ("nl-debt-tilburg", "nl-debt-zeist")
DAYS = 14


def lead(leader: Worker, team: Team, workers: Sequence[Worker], practice_id: str, today: date) -> None:
    """Fill the list and the roster of one team, as its leader; doing it twice changes nothing."""
    actor = Actor("worker", leader.id, area_id=leader.area_id)
    with acting(actor):
        for name, days, urgency, reason, stream in WAITING if practice_id in LISTS else ():
            asked = Request(name, today - timedelta(days=days), urgency, reason, stream)
            put_on_list(actor=actor, now=clock.now(), team=team, request=asked, token=uuid.uuid5(team.id, name))
        if practice_id in DESKS:
            at_once = library().latest(practice_id).at_desk
            days_ahead = [today + timedelta(days=number) for number in range(DAYS)]
            set_desks(
                actor=actor,
                team=team,
                desks={
                    day: {workers[(day.toordinal() + turn) % len(workers)].id for turn in range(at_once)}
                    for day in days_ahead
                    if day.weekday() < 5
                },
            )
