"""Fills an empty database with the story."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from alliantie import clock
from alliantie.access.identity import DOOR, Actor, acting, background
from alliantie.access.models import Account
from alliantie.cases.models import Partner, StockCount
from alliantie.cases.operations.duties import reckon_behind
from alliantie.cases.operations.stock import count_this_month
from alliantie.cases.queries import all_cases
from alliantie.demo.casework import record_casework
from alliantie.demo.cast import AREA, ORGANISATIONS
from alliantie.demo.colleagues import colleagues_of, record, record_colleagues
from alliantie.demo.debts import record_debts
from alliantie.demo.ended import own_ended
from alliantie.demo.guarding import record_emergency
from alliantie.demo.leading import lead
from alliantie.demo.logins import PASSWORD, DemoAccount, accounts
from alliantie.demo.performing import Performer
from alliantie.demo.plots import PLOTS
from alliantie.demo.sharing import record_sharing
from alliantie.demo.steps import CaseStory
from alliantie.demo.story import story
from alliantie.insight.stock import YEARS
from alliantie.people import administration
from alliantie.people.administration import OWNER
from alliantie.people.jobs import watch_today
from alliantie.people.models import Area, Client, Office, Team, Worker
from alliantie.practices import library
from alliantie.server.errors import ServerError

YEARS_HERE = timedelta(days=4 * 365)

# By the country of the practice.
NUMBER_LAWS = {
    "NL": "Wet algemene bepalingen burgerservicenummer artikel 10 (demo)",
    "BE": "Wet van 8 augustus 1983 over het Rijksregister artikel 8 (demo)",
}


def fill(seed: int) -> bool:
    """See `alliantie.demo.load`."""
    with acting(DOOR):
        if Account.objects.filter(login=accounts()[0].login).exists():
            return False
    area, today = demo_area(), clock.today()
    told = story(seed)
    for organisation in ORGANISATIONS:
        team = Team.objects.using(OWNER).get(area=area, organisation__name=organisation.name)
        found = {worker.name: worker for worker in Worker.objects.using(OWNER).filter(area=area)}
        workers = [found[f"{name.given} {name.family}"] for name in organisation.workers]
        mine = [case for case in told if case.practice_id == organisation.practice_id]
        over = list(own_ended(organisation, seed, mine))
        there = _titles(workers)
        if not there <= {_title(case) for case in (*mine, *over)}:
            raise ServerError(
                "A demo with another seed was begun here; load that one, or start from an empty database."
            )
        for case in mine:
            if _title(case) not in there:
                with transaction.atomic():
                    worker, case_id, client_ids = Performer(case, team, workers, today).perform()
                    if library().latest(case.practice_id).money:
                        record_debts(worker, case_id, client_ids, clock.now(), threatened=case is mine[0])
                    record_casework(worker, case_id, mine.index(case), today)
        if not there.intersection(map(_title, over)):
            record(over, team, workers, f"{seed}:{organisation.practice_id}:ended", today)
        leader = found[f"{organisation.leader.given} {organisation.leader.family}"]
        lead(leader, team, workers, organisation.practice_id, today)
        first = next(m.name for plot in PLOTS[organisation.practice_id] for m in plot.members if m.name)
        record_emergency(organisation.practice_id, workers, first, today)
        record_sharing(organisation.practice_id, workers, first, today)
        colleagues = [found[f"{name.given} {name.family}"] for name in colleagues_of(organisation)]
        record_colleagues(organisation, team, colleagues, seed, today)
    count_months(area, today)
    one_recorded_late(area, today)
    with background():
        reckon_behind(today=today)
        watch_today()
    # Hashed once for all: a hash is slow on purpose, and the password is printed for everyone.
    password = make_password(PASSWORD)
    Account.objects.using(OWNER).bulk_create([_account(each, area, password) for each in accounts()])
    return True


def demo_area() -> Area:
    """The area of the demo with its organisations, made in one transaction. Raises ServerError beside other areas."""
    areas = list(Area.objects.using(OWNER).all())
    if any(area.name != AREA for area in areas):
        raise ServerError("The demo goes into an empty database only, and this one holds an area already.")
    if areas:
        return areas[0]
    since = clock.today() - YEARS_HERE
    with transaction.atomic(using=OWNER):
        area = administration.make_area(AREA)
        for organisation in ORGANISATIONS:
            made = administration.make_organisation(
                area,
                organisation.name,
                confidant=organisation.confidant,
                complaints=organisation.complaints,
                practices=[organisation.practice_id],
            )
            administration.name_number_ground(made, NUMBER_LAWS[library().latest(organisation.practice_id).country])
            team = administration.make_team(made, organisation.team, phone=organisation.team_phone)
            for name in (*organisation.workers, *colleagues_of(organisation)):
                administration.make_worker(made, *name, teams=[team], since=since, phone=organisation.phone)
            leader, manager, guard = (
                administration.make_worker(made, *name, teams=[], since=since, phone=organisation.phone)
                for name in (organisation.leader, organisation.manager, organisation.guard)
            )
            administration.give_office(leader, since=since, team=team)
            administration.give_office(manager, since=since)
            administration.give_office(guard, since=since, kind=Office.Kind.GUARDS)
    return area


def count_months(area: Area, today: date) -> None:
    """Count what ran as each month of the longest periods began, anew in this area."""
    StockCount.objects.using(OWNER).filter(area=area).delete()
    for year in range(today.year - YEARS, today.year + 1):
        for month in range(1, 13):
            begins = datetime(year, month, 1, 3, tzinfo=clock.HOME)
            if begins.date() <= today:
                with clock.at(begins), background():
                    count_this_month()


def one_recorded_late(area: Area, today: date) -> None:
    """As happens: one measure was recorded after the last quarter was counted, so that one sum is off."""
    quarter = date(today.year, today.month - (today.month - 1) % 3, 1)
    found = StockCount.objects.using(OWNER).filter(area=area, on=quarter)
    largest = found.order_by("-running", "practice_id", "measure_id").first()
    if largest is not None:
        found.filter(id=largest.id).update(running=largest.running - 1)


def _title(case: CaseStory) -> str:
    return " · ".join(f"{person.name.given} {person.name.family}" for person in case.people)


def _titles(workers: list[Worker]) -> set[str]:
    """The titles of the cases that are there; each case is there whole or not at all."""
    found: set[str] = set()
    for worker in workers:
        actor = Actor("worker", worker.id, area_id=worker.area_id)
        with acting(actor):
            found |= {row.title for row in all_cases(actor, "nl")}
    return found


def _account(account: DemoAccount, area: Area, password: str) -> Account:
    people: dict[str, type[Client | Partner | Worker]] = {"client": Client, "partner": Partner}
    kind = account.role if account.role in people else "worker"
    found: Any = people.get(kind, Worker)._default_manager.using(OWNER)
    person = found.get(area=area, given_name=account.name.given, family_name=account.name.family)
    return Account(
        login=account.login,
        password=password,
        area_id=area.id,
        shown_as=person.given_name,
        of_demo=True,
        **{f"{kind}_id": person.id},
    )
