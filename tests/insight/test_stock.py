"""What ran, began and ended in a period: exact, about groups alone, and told where it does not add up."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import JOB, Actor, acting
from alliantie.cases.models import Case, KeptFigures, Measure, Outcome, StockCount
from alliantie.cases.operations.ending import Ending, end_case
from alliantie.cases.operations.stock import count_this_month, keep_stock
from alliantie.cases.queries import Flow, get_case, stock_and_flow
from alliantie.insight.stock import periods, stock
from alliantie.people import administration
from alliantie.people.administration import OWNER
from alliantie.people.models import Worker
from tests.insight.teams import PRACTICE, leader, manager, team_of
from tests.support.at_once import at_once
from tests.web.pages import flat
from tests.worklist.browse import as_client, as_worker, by_code, queries, sign_in, words
from tests.worlds import World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

FIRST, UNTIL = date(2026, 4, 1), date(2026, 7, 1)
NOW = datetime(2026, 7, 20, 9, tzinfo=UTC)
KIND = "suspended-sentence"
PAGE, FILE = reverse("stock"), reverse("stock-file")
Days = tuple[date, date | None]


def add(world: World, days: Iterable[Days], *, measure: str = KIND, workers: int = 5) -> list[Measure]:
    """Measures that ran on these days, each in a case of its own, shared out over the workers."""
    made = []
    for place, (starts_on, ends_on) in enumerate(days):
        case = Case.objects.using(OWNER).create(
            area=world.area,
            organisation=world.organisation,
            team=world.team,
            worker=world.workers[place % workers],
            practice_id=PRACTICE,
            practice_version="2026-1",
            title="A B",
            title_key="a b",
            opened_on=starts_on,
        )
        made.append(
            Measure.objects.using(OWNER).create(
                area=world.area, case=case, measure_id=measure, starts_on=starts_on, ends_on=ends_on
            )
        )
    return made


def usual(world: World, *, workers: int = 5) -> list[Measure]:
    """Fifteen that ran as the quarter began, six that began in it, and four of all these that ended in it."""
    before, within = date(2026, 1, 10), date(2026, 5, 10)
    ended = date(2026, 6, 1)
    return add(world, [(before, None)] * 12 + [(before, ended)] * 3 + [(within, None)] * 5 + [(within, ended)],
               workers=workers)  # fmt: skip


def count_at(day: date) -> int:
    with clock.at(datetime(day.year, day.month, day.day, 1, tzinfo=UTC)):
        return count_this_month()


def flows(actor: Actor, first: date = FIRST, until: date = UNTIL) -> list[Flow]:
    with clock.at(NOW), acting(actor):
        return list(stock_and_flow(actor, first, until))


def numbers(actor: Actor, first: date = FIRST, until: date = UNTIL) -> list[tuple[int, int, int, int, int | None]]:
    return [(each.start, each.begun, each.ended, each.end, each.gap) for each in flows(actor, first, until)]


def test_start_plus_begun_minus_ended_is_the_end_where_nothing_was_corrected() -> None:
    world = team_of(5)
    usual(world)
    count_at(FIRST)
    count_at(UNTIL)
    assert numbers(leader(world)) == [(15, 6, 4, 17, 0)]


def test_what_was_counted_stays_when_an_end_is_recorded_later_with_an_earlier_day() -> None:
    world = team_of(5)
    usual(world)
    leads = leader(world)
    with clock.at(datetime(2026, 2, 1, 9, tzinfo=UTC)):
        case = world.case(measure_id=KIND)
    count_at(FIRST)
    count_at(UNTIL)
    assert numbers(leads) == [(16, 6, 4, 18, 0)]
    # After the count of July somebody records that it ended in June.
    with clock.at(NOW), acting(case.worker) as actor:
        end_case(
            actor=actor,
            now=NOW,
            case=get_case(actor, case.case_id),
            ending=Ending(
                kind=Outcome.Kind.OTHER,
                reason="",
                interests="",
                cause="",
                contact="",
                on=date(2026, 6, 15),
                outside={(KIND, None): date(2026, 6, 15)},
            ),
            token=case.case_id,
        )
    assert numbers(leads) == [(16, 6, 5, 18, 1)]
    with clock.at(NOW):
        told = words(sign_in(Worker.objects.using(OWNER).get(id=leads.me)), PAGE)
    assert "16 6 5 18 nee, het eind is 1 te hoog" in told


def test_a_begin_that_is_recorded_later_makes_the_end_too_low() -> None:
    world = team_of(5)
    usual(world)
    count_at(FIRST)
    count_at(UNTIL)
    add(world, [(date(2026, 6, 20), None)] * 2)
    assert numbers(leader(world)) == [(15, 8, 4, 17, -2)]


def test_where_one_day_was_counted_the_other_number_follows_from_what_is_recorded_and_the_check_holds() -> None:
    world = team_of(5)
    usual(world)
    count_at(UNTIL)
    add(world, [(date(2026, 6, 20), None)])
    assert numbers(leader(world)) == [(15, 7, 4, 17, -1)]


def test_where_nothing_was_counted_nobody_can_say_whether_it_adds_up() -> None:
    world = team_of(5)
    usual(world)
    leads = leader(world)
    assert numbers(leads) == [(15, 6, 4, 17, None)]
    with clock.at(NOW):
        assert "15 6 4 17 niet te zeggen" in words(sign_in(Worker.objects.using(OWNER).get(id=leads.me)), PAGE)


def test_a_case_that_went_to_another_team_is_off_in_both_teams_and_not_in_the_organisation() -> None:
    world = team_of(5)
    usual(world)
    south = World(world.area, world.organisation, administration.make_team(world.organisation, "Team Zuid"))
    south.workers = [
        administration.make_worker(world.organisation, f"Zuid{place}", "Jansen", teams=[south.team], since=FIRST)
        for place in range(5)
    ]
    usual(south)
    for each in (world, south):
        add(each, [(date(2026, 1, 10), None)] * 3)
    count_at(FIRST)
    gone = Measure.objects.using(OWNER).filter(case__team=world.team, ends_on=None).earliest("starts_on").case_id
    Case.objects.using(OWNER).filter(id=gone).update(team=south.team, worker=south.workers[0])
    count_at(UNTIL)
    both = leader(world)
    administration.give_office(Worker.objects.using(OWNER).get(id=both.me), since=FIRST, team=south.team)
    assert sorted(numbers(both)) == [(18, 6, 4, 19, -1), (18, 6, 4, 21, 1)]
    assert numbers(worker_actor(manager(world))) == [(36, 12, 8, 40, 0)]


def test_what_is_about_few_measures_or_few_workers_is_not_shown() -> None:
    two, few, one_has_most, colleague, enough = map(partial(team_of, 5), ("Twee", "Weinig", "Een", "Collega", "Genoeg"))
    usual(two, workers=2)
    # Twelve, of whom one worker has three: nine are left.
    add(few, [(FIRST, None)] * 12)
    # Of twenty, twenty and one either with twenty would read nearly one colleague's.
    add(colleague, [(FIRST, None)] * 38, workers=2)
    add(colleague, [(FIRST, None)] * 3, workers=3)
    add(one_has_most, [(FIRST, None)] * 40, workers=1)
    add(one_has_most, [(FIRST, None)] * 9)
    add(enough, [(FIRST, None)] * 15)
    assert [numbers(leader(world)) for world in (two, few, one_has_most, colleague)] == [[]] * 4
    assert numbers(leader(enough)) == [(0, 15, 0, 15, None)]


def test_each_measure_counts_apart_and_one_that_is_hidden_follows_from_nothing_that_is_shown() -> None:
    world = team_of(5)
    usual(world)
    add(world, [(FIRST, None)] * 4, measure="conditional-dismissal")
    leads = sign_in(Worker.objects.using(OWNER).get(id=leader(world).me))
    with clock.at(NOW):
        assert [row[2] for row in in_file(leads)] == ["Voorwaardelijke veroordeling"]
        told = words(leads, PAGE)
    assert "Voorwaardelijke veroordeling 15 6 4 17" in told
    assert "sepot" not in told


def test_a_measure_runs_until_its_end_is_recorded_whatever_day_was_named_for_it() -> None:
    world = team_of(5)
    add(world, [(date(2026, 1, 10), None)] * 15)
    Measure.objects.using(OWNER).update(until=date(2026, 5, 1))
    assert numbers(leader(world)) == [(15, 0, 0, 15, None)]


def test_one_that_begins_and_ends_in_the_period_or_on_its_edge_counts_on_the_right_side() -> None:
    world = team_of(5)
    day = timedelta(days=1)
    edges = [(FIRST, FIRST), (FIRST - day, FIRST), (UNTIL - day, UNTIL), (UNTIL, None), (FIRST - day, FIRST - day)]
    add(world, [each for each in edges for _place in range(6)])
    add(world, [(date(2026, 1, 10), None)] * 15)
    assert numbers(leader(world)) == [(21, 12, 12, 21, None)]


def test_a_month_that_is_hidden_follows_from_no_longer_period() -> None:
    world = team_of(5)
    add(world, [(date(2026, 1, 10), date(2026, 5, 10))] * 15 + [(date(2026, 6, 5), None)])
    leads = leader(world)
    may, june = date(2026, 5, 1), date(2026, 6, 1)
    assert (numbers(leads, FIRST, june), numbers(leads, june, UNTIL)) == ([(15, 0, 15, 0, None)], [])
    assert numbers(leads) == numbers(leads, may, UNTIL) == []


def test_no_period_begins_or_ends_within_a_month() -> None:
    world = team_of(5)
    usual(world)
    leads = leader(world)
    day = timedelta(days=1)
    for first, until in ((FIRST + day, UNTIL), (FIRST, UNTIL - day), (FIRST, FIRST), (UNTIL, FIRST)):
        with pytest.raises(DatabaseError, match="whole months"):
            flows(leads, first, until)


def test_what_ran_on_when_its_case_closed_runs_until_its_last_day_that_is_known() -> None:
    world = team_of(5)
    made = add(world, [(date(2026, 1, 10), None)] * 35)
    for until, some in ((date(2026, 5, 10), made[:16]), (None, made[16:17]), (date(2026, 1, 20), made[17:18])):
        Measure.objects.using(OWNER).filter(id__in=[each.id for each in some]).update(until=until)
        Case.objects.using(OWNER).filter(id__in=[each.case_id for each in some]).update(closed_on=date(2026, 4, 2))
    count_at(FIRST)
    count_at(UNTIL)
    assert numbers(leader(world)) == [(35, 0, 18, 17, 0)]


def test_an_organisation_that_came_in_the_period_is_not_told_that_its_end_is_too_high() -> None:
    older, world = team_of(5, "Ouder"), team_of(5)
    usual(older)
    count_at(FIRST)
    usual(world)
    count_at(UNTIL)
    assert numbers(leader(world)) == [(15, 6, 4, 17, 0)]


def test_an_area_that_came_later_in_a_month_is_counted_and_no_other_again() -> None:
    world, later = team_of(5), team_of(5, "Later")
    usual(world)
    assert count_at(UNTIL) == 1
    usual(later)
    add(world, [(date(2026, 6, 20), None)])
    assert count_at(UNTIL) == 1
    assert set(StockCount.objects.using(OWNER).values_list("area_id", "running")) == {
        (world.area.id, 17), (later.area.id, 17),
    }  # fmt: skip


def test_a_month_is_counted_once_by_the_background_alone_and_never_again() -> None:
    world = team_of(5)
    usual(world)
    for who in (world.worker(), leader(world), worker_actor(manager(world))):
        with pytest.raises(ProgrammingError, match="permission denied"), clock.at(NOW), acting(who):
            call("access.count_stock")
    assert count_at(UNTIL) == 1
    add(world, [(date(2026, 6, 20), None)])
    assert count_at(UNTIL) == count_at(UNTIL + timedelta(days=9)) == 0
    assert list(StockCount.objects.using(OWNER).values_list("on", "running")) == [(UNTIL, 17)]
    for sql in ("SELECT FROM cases_stockcount", "DELETE FROM cases_stockcount"):
        with acting(JOB), connection.cursor() as cursor, pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute(sql)


def test_two_counts_at_once_count_once() -> None:
    world = team_of(5)
    usual(world)
    with clock.at(NOW):
        assert sorted(at_once(count_this_month, count_this_month), key=str) == [0, 1]
    assert StockCount.objects.using(OWNER).count() == 1


def test_who_leads_sees_the_own_teams_who_manages_the_organisation_and_nobody_else_anything() -> None:
    world = team_of(5)
    usual(world)
    elsewhere = World.in_area(world.area, "Elders", ("Een", "Twee", "Drie", "Vier", "Vijf"))
    usual(elsewhere)
    case = world.case()
    assert [each.team_id for each in flows(leader(world))] == [world.team.id]
    assert [each.team_id for each in flows(leader(elsewhere))] == [elsewhere.team.id]
    assert [(each.team_id, each.organisation_id) for each in flows(worker_actor(manager(world)))] == [
        (None, world.organisation.id)
    ]
    for other in (world.worker(), case.client()):
        with clock.at(NOW), acting(other), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM access.stock_and_flow(%s, %s)", [FIRST, UNTIL])
            assert cursor.fetchone() == (0,)
    with pytest.raises(ProgrammingError, match="permission denied"), acting(JOB), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access.stock_and_flow(%s, %s)", [FIRST, UNTIL])
    for browser in (as_worker(case), as_client(case), by_code(case, case.round())):
        assert browser.get(PAGE).status_code == browser.get(FILE).status_code == 404


def test_who_leads_and_manages_reads_both() -> None:
    world = team_of(5)
    usual(world)
    worker = manager(world)
    administration.give_office(worker, since=FIRST, team=world.team)
    with clock.at(NOW):
        told = in_file(sign_in(worker))
    assert [row[0] for row in told] == ["Organisatie Test", "Team Noord"]


def test_a_period_is_a_month_a_quarter_or_a_year_that_is_over() -> None:
    for today in (date(2026, 1, 1), date(2026, 3, 31), date(2026, 12, 31), date(2028, 2, 29)):
        found = periods(today, "nl")
        assert len({each.key for each in found}) == len(found) == 23
        assert all(each.first < each.until <= today for each in found)
        months, quarters, years = found[:12], found[12:20], found[20:]
        for group in (months, quarters, years):
            assert all(newer.first == older.until for newer, older in pairwise(group))
    assert [each.name for each in (*periods(NOW.date(), "nl")[11:13], periods(NOW.date(), "nl")[20])] == [
        "Juli 2025", "April tot en met juni 2026", "2025"
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["", "2026-k2", "2026-k9", "2099", "x" * 9000, "2026-07", "\0", "' OR 1=1", "²"])
def test_a_period_that_there_is_not_shows_the_last_quarter(key: str) -> None:
    world = team_of(1)
    leads = sign_in(Worker.objects.using(OWNER).get(id=leader(world).me))
    with clock.at(NOW):
        answer = leads.get(PAGE, {"period": key})
        assert answer.status_code == leads.get(FILE, {"period": key}).status_code == 200
    assert "April tot en met juni 2026: aantallen" in flat(answer.content.decode())


def test_another_period_shows_what_ran_then() -> None:
    world = team_of(5)
    usual(world)
    leads = leader(world)
    with clock.at(NOW), acting(leads):
        year = stock(leads, "nl", NOW.date(), "2026-05")
    assert [row.cells for place in year.places for each in place.practices for row in each.rows] == [
        ("Voorwaardelijke veroordeling", "15", "6", "0", "21", "niet te zeggen")
    ]


def test_the_page_and_the_file_cost_the_same_few_queries() -> None:
    world = team_of(5)
    usual(world)
    leads = sign_in(Worker.objects.using(OWNER).get(id=leader(world).me))
    with clock.at(NOW):
        # One more where the job is late.
        assert len(queries(leads, PAGE)) == len(queries(leads, FILE)) == 4
        keep_stock()
        assert len(queries(leads, PAGE)) == len(queries(leads, FILE)) == 3


def in_file(browser: Browser) -> list[list[str]]:
    """The lines of the file, without the names of the columns."""
    text = browser.get(FILE).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))[1:]


def shown(actor: Actor, at: datetime) -> list[tuple[str, list[tuple[str, ...]]]]:
    """Each period of the page with its lines."""
    with clock.at(at), acting(actor) as proven:
        return [
            (key, [row.cells for place in found.places for each in place.practices for row in each.rows])
            for key in (each.key for each in periods(at.date(), "nl"))
            if (found := stock(proven, "nl", at.date(), key))
        ]


def test_what_is_kept_by_month_says_of_every_period_what_the_page_reckoned_itself() -> None:
    world = team_of(5)
    usual(world)
    add(world, [(date(2024, 3, 1), date(2025, 8, 8))] * 15, measure="conditional-dismissal")
    count_at(FIRST)
    # Corrected after the count, so that a sum is off, and one month is hidden.
    add(world, [(date(2026, 3, 20), None)] * 2)
    count_at(date(2026, 6, 1))
    count_at(UNTIL)
    for actor in (leader(world), worker_actor(manager(world))):
        live = shown(actor, NOW)
        with clock.at(NOW):
            assert keep_stock() == 2
        with clock.at(NOW), acting(actor) as proven, CaptureQueriesContext(connection) as asked:
            assert stock(proven, "nl", NOW.date()).made_at == NOW
        assert not any("stock_and_flow" in each["sql"] for each in asked.captured_queries)
        assert shown(actor, NOW) == live
        assert sum(bool(rows) for _key, rows in live) > 10
        KeptFigures.objects.using(OWNER).all().delete()


def test_what_was_kept_an_hour_ago_or_before_this_month_began_is_reckoned_anew() -> None:
    world = team_of(5)
    usual(world)
    actor, before = leader(world), datetime(2026, 7, 31, 21, 50, tzinfo=UTC)
    with clock.at(before):
        keep_stock()
    for minutes, kept in ((5, True), (15, False), (61, False)):
        at = before + timedelta(minutes=minutes)
        day = clock.day_of(at)
        with clock.at(at), acting(actor) as proven:
            assert (stock(proven, "nl", day).made_at == before) is kept


def test_the_file_holds_what_the_page_shows() -> None:
    world = team_of(5)
    usual(world)
    count_at(UNTIL)
    leads = sign_in(Worker.objects.using(OWNER).get(id=leader(world).me))
    with clock.at(NOW):
        told = in_file(leads)
    assert told == [
        ["Team Noord", "Reclasseringstoezicht", "Voorwaardelijke veroordeling", "2026-04-01", "2026-07-01",
         "15", "6", "4", "17", "ja"]
    ]  # fmt: skip
