"""What is settled is told once: who reads all pages of two years, while cases and workers move, reads one number."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from django.db import connections

import alliantie
from alliantie import clock
from alliantie.access.call import call, rows
from alliantie.access.identity import JOB, Actor, acting
from alliantie.alliance.jobs import keep_round_figures
from alliantie.alliance.models import Conversation, Pair, Round
from alliantie.cases.jobs import keep_outcome_figures
from alliantie.cases.models import Case, KeptFigures, Outcome
from alliantie.insight.outcomes import outcomes
from alliantie.insight.queries import round_figures
from alliantie.insight.report import year_report
from alliantie.people import administration
from alliantie.people.administration import OWNER
from alliantie.people.models import Worker
from tests.insight.teams import QUARTER, TODAY, add_clients, leader, manager, team_of
from tests.insight.test_outcomes import end_cases
from tests.research.allowing import approved
from tests.support.at_once import at_once
from tests.worlds import SINCE, World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

MIGRATIONS = Path(alliantie.__file__).parent
Told = dict[tuple[UUID | None, str, object], tuple[int | None, ...]]


def two_teams(workers: int = 4) -> tuple[World, World, Actor, Actor]:
    """Two teams of an organisation, who leads both, and who manages the organisation."""
    north = team_of(workers)
    south = World(north.area, north.organisation, administration.make_team(north.organisation, "Team Zuid"))
    south.workers = [
        administration.make_worker(north.organisation, f"Zuid{number}", "Jansen", teams=[south.team], since=SINCE)
        for number in range(workers)
    ]
    leads = leader(north)
    administration.give_office(Worker.objects.using(OWNER).get(id=leads.me), since=SINCE, team=south.team)
    return north, south, leads, worker_actor(manager(north))


def told(actor: Actor, at: datetime = TODAY) -> Told:
    """All that raw SQL gives of quarters and years, by team, practice and period."""
    with clock.at(at), acting(actor):
        lines = [
            ((team, practice, period), tuple(numbers))
            for function in ("alliance.team_figures", "access.outcome_figures")
            for _organisation, team, practice, period, *numbers in rows(function)
        ]
    found = dict(lines)
    assert len(found) == len(lines), "a period was told twice"
    return found


def fill(world: World) -> None:
    """Forty clients with rounds in the quarter, and forty cases that ended in the year before."""
    for worker in range(4):
        add_clients(world, ["talked"] * 10, worker=worker)
        end_cases(world, ["completed"] * 7 + ["negative"] * 3, worker=worker)


def moved(north: World, south: World) -> None:
    Case.objects.using(OWNER).filter(team=north.team).update(team=south.team, worker=south.workers[0])


def recorded_late(north: World, south: World) -> None:
    fill(north)


def corrected(north: World, south: World) -> None:
    Pair.objects.using(OWNER).update(begins_on=date(2026, 5, 1))
    Case.objects.using(OWNER).update(opened_on=date(2024, 1, 1), closed_on=None)
    Outcome.objects.using(OWNER).update(kind="neutral", on=date(2025, 7, 1))


def deleted(north: World, south: World) -> None:
    for model in (Conversation, Round, Pair, Outcome):
        model.objects.using(OWNER).all().delete()
    Case.objects.using(OWNER).all().delete()


def upgraded(north: World, south: World) -> None:
    Case.objects.using(OWNER).update(practice_version="2026-2")


def handed_on(north: World, south: World) -> None:
    """All cases of the team to one worker, by whom nothing could be told."""
    Case.objects.using(OWNER).filter(team=north.team).update(worker=north.workers[0])
    Pair.objects.using(OWNER).update(worker=north.workers[0])


@pytest.mark.parametrize("after", [moved, recorded_late, corrected, deleted, upgraded, handed_on])
def test_what_was_told_of_a_quarter_or_year_stays_whatever_happens_after(
    after: Callable[[World, World], None],
) -> None:
    north, south, leads, manages = two_teams()
    for world in (north, south):
        fill(world)
    first = told(leads), told(manages)
    assert first[0][north.team.id, "nl-probation", QUARTER][:4] == (40, 40, 40, 40)
    assert first[1][None, "nl-probation", 2025][0] == 80
    after(north, south)
    for days in (0, 40, 80):
        at = TODAY + timedelta(days=days)
        # The page itself, where the job is late, and the job.
        assert (told(leads, at), told(manages, at)) == first
        with clock.at(at + timedelta(minutes=1)):
            assert keep_round_figures(0) == keep_outcome_figures(0) >= 3
        assert (told(leads, at), told(manages, at)) == first


def test_what_was_hidden_stays_hidden_so_that_nobody_sees_when_it_is_enough() -> None:
    north, _south, leads, _manages = two_teams(workers=3)
    add_clients(north, ["talked"] * 12)
    assert told(leads) == {}
    for worker in (1, 2):
        add_clients(north, ["talked"] * 12, worker=worker)
    assert told(leads, TODAY + timedelta(days=1)) == {}


def test_the_report_and_an_export_for_research_tell_what_the_page_told_first() -> None:
    north, south, _leads, manages = two_teams()
    for world in (north, south):
        fill(world)
    first = told(manages)
    deleted(north, south)
    at = datetime(2027, 3, 1, 9, tzinfo=UTC)
    with clock.at(at), acting(manages) as proven:
        report = year_report(proven, north.organisation, 2025, "nl", at.date())
        of_year = year_report(proven, north.organisation, 2026, "nl", at.date())
    cells = {cell for part in (*report.parts, *of_year.parts) for row in part.rows for cell in row}
    assert {"80 tot en met 89", "50 tot en met 59"} <= cells
    with clock.at(TODAY + timedelta(days=1)):
        _who, export = approved(north)
    with clock.at(TODAY + timedelta(days=1)), acting(JOB):
        quarters = rows("alliance.research_rounds", export)
        years = rows("alliance.research_endings", export)
    assert {(practice, quarter): tuple(numbers) for practice, quarter, *numbers in quarters} == {
        (practice, quarter): numbers for (_team, practice, quarter), numbers in first.items() if quarter != 2025
    }
    assert [(year, ended, negative) for _practice, year, ended, negative in years] == [(2025, 80, 20)]


def test_of_two_who_ask_at_once_after_a_quarter_settled_both_are_told_the_same_and_it_is_kept_once() -> None:
    north, south, leads, manages = two_teams()
    for world in (north, south):
        fill(world)
    found = at_once(partial(told, leads), partial(told, leads), partial(told, manages))
    assert found[0] == found[1]
    kept = KeptFigures.objects.using(OWNER).filter(name="rounds", team=north.team).get().told
    assert len({tuple(line[:2]) for line in kept}) == len(kept) == 1


def test_who_began_before_a_quarter_settled_and_ends_after_it_was_counted_lets_nobody_count_it_anew() -> None:
    """An export, or a page at midnight, asks with the moment at which it began."""
    north, south, leads, manages = two_teams()
    for world in (north, south):
        fill(world)
    settles = datetime(2026, 6, 30, 22, tzinfo=UTC)
    after, before = settles + timedelta(minutes=10), settles - timedelta(minutes=10)
    first = told(leads, after), told(manages, after)
    assert first[0][north.team.id, "nl-probation", QUARTER][:4] == (40, 40, 40, 40)
    told(leads, before), told(manages, before)
    moved(north, south)
    assert (told(leads, TODAY), told(manages, TODAY)) == first
    kept = KeptFigures.objects.using(OWNER).filter(name="rounds")
    assert {len(each.told) for each in kept} == {1}


def test_what_is_told_is_gone_when_its_time_is_over_and_nobody_but_the_functions_counts() -> None:
    north, _south, leads, manages = two_teams()
    fill(north)
    assert (north.team.id, "nl-probation", QUARTER) in told(leads)
    after = datetime(2028, 7, 1, 9, tzinfo=UTC)
    assert [key for key in told(leads, after) if key[2] == QUARTER] == []
    for actor in (leads, manages, JOB):
        for name in ("tell_rounds", "tell_outcomes"):
            with pytest.raises(Exception, match="permission denied"), acting(actor):
                call(f"access.{name}", [north.team.id], [])


# The attack: two years of pages, read each month by who leads both teams and who manages.

MONTHS = 24
START = date(2026, 1, 1)


def months() -> Iterator[date]:
    for number in range(MONTHS):
        yield date(START.year + number // 12, number % 12 + 1, 1)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_two_reports_of_two_years_differ_in_a_period_while_cases_workers_and_time_move(seed: int) -> None:
    """A difference of two tellings of one period is what somebody who knows which case moved would subtract.

    Rounds of each quarter and endings of each year come in as time goes; each month cases go to the other team and to
    other workers, pairs end, and some that are over are deleted. The pages are read by job and by page in turn.
    """
    chance = Random(seed)
    north, south, leads, manages = two_teams()
    seen: dict[tuple[UUID | None, str, object], set[tuple[int | None, ...]]] = defaultdict(set)
    absent: set[tuple[UUID | None, str, object]] = set()
    for day in months():
        if day.month % 3 == 1:
            for world in (north, south):
                for worker in range(4):
                    stages = [chance.choice(("begun", "looked", "talked")) for _each in range(chance.randint(8, 12))]
                    add_clients(world, stages, worker=worker, quarter=day)
                    kinds = [chance.choice(("completed", "negative")) for _each in range(chance.randint(8, 12))]
                    end_cases(world, kinds, worker=worker, on=day + timedelta(days=20))
        _stir(chance, north, south)
        at = datetime.combine(day + timedelta(days=14), time(9), UTC)
        if chance.random() < 0.5:
            with clock.at(at):
                keep_round_figures(0)
                keep_outcome_figures(0)
        for actor in (leads, manages):
            now = told(actor, at)
            for key, numbers in now.items():
                seen[key].add(numbers)
                assert key not in absent, "told after it was not there"
            with clock.at(at), acting(actor) as proven:
                pages = (*round_figures(proven, "nl", at.date()), *outcomes(proven, "nl"))
            assert pages
        absent |= _settled(day, north, south) - set(seen)
    assert len(seen) > 15
    assert {key: len(each) for key, each in seen.items() if len(each) > 1} == {}
    assert any(number is not None for each in seen.values() for numbers in each for number in numbers)
    # And it would be seen: counted anew after as many moves in one month, most is another number or none.
    first = told(leads, at)
    for _month in range(MONTHS):
        _stir(chance, north, south)
    assert told(leads, at) == first
    with connections[OWNER].cursor() as cursor:
        cursor.execute("DELETE FROM cases_keptfigures")
    anew = told(leads, at)
    assert sum(anew.get(key) != numbers for key, numbers in first.items()) > max(3, len(first) // 2)


def _stir(chance: Random, north: World, south: World) -> None:
    cases = list(Case.objects.using(OWNER).order_by("id"))
    for world, other in ((north, south), (south, north)):
        mine = [case.id for case in cases if case.team_id == world.team.id]
        gone = chance.sample(mine, len(mine) // 12)
        worker = chance.choice(other.workers)
        Case.objects.using(OWNER).filter(id__in=gone).update(team=other.team, worker=worker)
        Pair.objects.using(OWNER).filter(case_id__in=gone).update(worker=worker)
        to = chance.choice(world.workers)
        Case.objects.using(OWNER).filter(id__in=chance.sample(mine, len(mine) // 12), team=world.team).update(worker=to)
    over = [case.id for case in cases if case.closed_on]
    if len(over) > 40:
        some = chance.sample(over, 4)
        Outcome.objects.using(OWNER).filter(case_id__in=some).delete()
        Case.objects.using(OWNER).filter(id__in=some).delete()


def _settled(day: date, north: World, south: World) -> set[tuple[UUID | None, str, object]]:
    """Every quarter and year that was settled when a month was read, of each place."""
    quarters = [date(START.year + n // 4, 3 * (n % 4) + 1, 1) for n in range(8)]
    periods: list[object] = [each for each in quarters if _half_a_year_after(each) <= day]
    periods += [year for year in (2026,) if date(year + 1, 2, 1) <= day]
    return {(team, "nl-probation", period) for team in (None, north.team.id, south.team.id) for period in periods}


def _half_a_year_after(day: date) -> date:
    return date(day.year + (day.month + 5) // 12, (day.month + 5) % 12 + 1, 1)


def test_no_release_deletes_a_row_of_what_was_told_which_would_be_counted_again() -> None:
    thrown_away = re.compile(
        r"(DELETE FROM|TRUNCATE)\s+(TABLE\s+)?(ONLY\s+)?(public\.)?cases_keptfigures", re.IGNORECASE
    )
    found = {path.name for path in MIGRATIONS.glob("*/migrations/*.py") if thrown_away.search(path.read_text())}
    # From before a quarter was counted once.
    assert found == {"0051_no_worker_stands_alone.py"}
