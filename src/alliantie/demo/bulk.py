"""Makes the demo larger: many cases by COPY, as owner.

Every caseload is one transaction, so memory stays the same whatever the number, and a load that was killed is finished
by asking again. Policies and triggers stay as they are: a row that comes by COPY leaves its trace in history like any
other, under the name of the owner's role and at the moment of loading. That is most of the time a load takes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import connections, transaction

from alliantie import clock
from alliantie.access.models import Account
from alliantie.demo.caseloads import SIZE, NewWorker, colleague_of, story_of, worker, workers
from alliantie.demo.loading import YEARS_HERE, count_months, demo_area
from alliantie.demo.logins import PASSWORD
from alliantie.demo.recorded_case import Place
from alliantie.demo.recording import Recorder
from alliantie.demo.rows import Rows, number
from alliantie.demo.tables import TABLES
from alliantie.people import administration
from alliantie.people.administration import OWNER
from alliantie.people.models import Area, Organisation, Team, Worker
from alliantie.server.errors import ServerError
from alliantie.side_by_side import side_by_side

# Below this, starting processes costs more than it brings.
_ALONE = 10 * SIZE
# Seconds between two words on how far it is.
_TELL_AFTER = 15


@dataclass(frozen=True, slots=True)
class _Task:
    """The cases of one caseload from `first` until `end`; `password` is hashed, one for all."""

    first: int
    end: int
    seed: int
    today: date
    password: str


def add_cases(cases: int, seed: int) -> int:
    """Bring the demo that is loaded to `cases` more cases; what is there of them already stays as it is.

    The same number and seed give the same people and answers, counted back from today. Their workers sign in as
    medewerker.1 and on, who leads a team as leider.1 and on, their clients as client.1 and on. Ends with ANALYZE; tells
    on standard output how far it is.

    Returns:
        How many cases were added.

    Raises:
        ServerError: the database holds something else than the demo, or such cases of another seed.
    """
    area, password = demo_area(), make_password(PASSWORD)
    first = worker(0, seed)
    here = Account.objects.using(OWNER).filter(login=first.login).values_list("worker_id", flat=True).first()
    if here not in (None, first.id):
        raise ServerError("Cases of another seed were added here; add those, or start from an empty database.")
    _add_workers(area, list(workers(cases, seed)), password)
    tasks = [_Task(start, min(start + SIZE, cases), seed, clock.today(), password) for start in range(0, cases, SIZE)]
    added, began = 0, time.monotonic()
    told = began
    for done, count in enumerate(_each(tasks[:-1]), 1):
        added += count
        if time.monotonic() - told > _TELL_AFTER:
            told = time.monotonic()
            sys.stdout.write(f"{done} of {len(tasks)} caseloads ({told - began:.0f} s).\n")
            sys.stdout.flush()
    # What ran is counted as each month begins. The last caseload comes later, as one from a file does: a sum is off.
    count_months(area, clock.today())
    added += sum(map(_add_caseload, tasks[-1:]))
    with connections[OWNER].cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(TABLES)}, history.event")
    return added


def _each(tasks: list[_Task]) -> Iterable[int]:
    """Do the tasks, side by side when there are many, and give the number of cases each added."""
    if len(tasks) * SIZE <= _ALONE:
        return map(_add_caseload, tasks)
    return side_by_side(_add_caseload, tasks)


def _add_workers(area: Area, wanted: list[NewWorker], password: str) -> None:
    """Teams, who leads them, and workers, in one transaction."""
    known = set(Worker.objects.using(OWNER).values_list("id", flat=True))
    organisations = {each.name: each for each in Organisation.objects.using(OWNER).filter(area=area)}
    teams = {(each.organisation_id, each.name): each for each in Team.objects.using(OWNER).filter(area=area)}
    rows, since = Rows(), clock.today() - YEARS_HERE
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        for each in wanted:
            if each.id in known:
                continue
            organisation = organisations[each.organisation.name]
            key = (organisation.id, each.team)
            if key not in teams:
                teams[key] = _add_team(organisation, each, password, since)
            chance = Random(f"{each.id}")  # noqa: S311 - a story, no secret
            rows.add(
                "people_worker",
                id=each.id,
                area_id=area.id,
                organisation_id=organisation.id,
                given_name=each.name.given,
                family_name=each.name.family,
                phone=each.organisation.phone,
            )
            rows.add(
                "people_membership",
                id=number(chance),
                area_id=area.id,
                team_id=teams[key].id,
                worker_id=each.id,
                starts_on=since,
            )
            _let_in(rows, area.id, each.login, password, each.name.given, number(chance), worker_id=each.id)
        rows.copy(cursor)


def _add_team(organisation: Organisation, member: NewWorker, password: str, since: date) -> Team:
    """The team of a worker, with who leads it."""
    login, name = member.leader
    team = administration.make_team(organisation, member.team)
    leader = administration.make_worker(organisation, *name, teams=[], since=since)
    administration.give_office(leader, since=since, team=team)
    Account.objects.using(OWNER).create(
        login=login,
        password=password,
        area_id=organisation.area_id,
        shown_as=name.given,
        worker_id=leader.id,
        of_demo=True,
    )
    return team


def _let_in(rows: Rows, area_id: UUID, login: str, password: str, name: str, made: UUID, **who: UUID) -> None:
    rows.add(
        "access_account",
        id=made,
        login=login,
        password=password,
        area_id=area_id,
        shown_as=name,
        is_active=True,
        of_demo=True,
        **who,
    )


def _add_caseload(task: _Task) -> int:
    """The cases of one worker that are not there yet, in one transaction. Returns how many."""
    own = worker(task.first // SIZE, task.seed)
    other = worker(colleague_of(own.place), task.seed)
    rows = Rows()
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        place = _place(cursor, own, other)
        cursor.execute(
            "SELECT login FROM access_account WHERE login = ANY (%s)",
            [[_login(case) for case in range(task.first, task.end)]],
        )
        known = {login for (login,) in cursor.fetchall()}
        missing = [case for case in range(task.first, task.end) if _login(case) not in known]
        for case in missing:
            story, chance = story_of(case, task.seed), Random(f"{task.seed}:numbers:{case}")  # noqa: S311
            clients = Recorder(story, place, task.today, chance, rows).record()
            for person, (client_id, about) in enumerate(zip(clients, story.people, strict=True)):
                login = _login(case, person)
                _let_in(
                    rows, place.area_id, login, task.password, about.name.given, number(chance), client_id=client_id
                )
        rows.copy(cursor)
    return len(missing)


def _login(case: int, person: int = 0) -> str:
    """What a client signs in with; the others of a family bear a letter."""
    return f"client.{case + 1}{'abcdefgh'[person - 1] if person else ''}"


def _place(cursor: Any, own: NewWorker, other: NewWorker) -> Place:
    cursor.execute(
        "SELECT w.area_id, w.organisation_id, m.team_id FROM people_worker w"
        " JOIN people_membership m ON m.worker_id = w.id WHERE w.id = %s",
        [own.id],
    )
    area_id, organisation_id, team_id = cursor.fetchone()
    return Place(area_id, organisation_id, team_id, (own.id, other.id), f"{other.name.given} {other.name.family}")
