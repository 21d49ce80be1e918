"""How many wait: counted once as a month begins, in tens, by how urgent and out of which money, and never anew."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.db import ProgrammingError, connections
from django.urls import reverse

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import JOB, Actor, acting
from alliantie.access.policies import Denied
from alliantie.cases.jobs import keep_waiting_figures
from alliantie.cases.models import Waiting
from alliantie.insight.waiting import PlaceWaiting, waiting_figures
from alliantie.people.administration import OWNER
from tests.insight.teams import leader, manager, team_of
from tests.web.pages import flat
from tests.worklist.browse import sign_in
from tests.worlds import World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

FIRST = date(2026, 7, 1)


def wait(world: World, number: int, urgency: str, stream: str, *, weeks: int = 4, until: date | None = None) -> None:
    Waiting.objects.using(OWNER).bulk_create(
        Waiting(
            area=world.area, team=world.team, name="A B", asked_on=FIRST - timedelta(weeks=weeks), urgency=urgency,
            reason="", stream=stream, ended_on=until, ended="begun" if until else "",
        )
        for _each in range(number)
    )  # fmt: skip


def count(day: int = 1, month: int = 7) -> int:
    with clock.at(datetime(2026, month, day, 9, tzinfo=UTC)):
        return keep_waiting_figures(0)


def found(actor: Actor) -> tuple[PlaceWaiting, ...]:
    with acting(actor) as proven:
        return waiting_figures(proven, "nl")


def test_who_leads_or_manages_reads_how_many_wait_how_long_how_urgent_and_out_of_which_money() -> None:
    world = team_of(1)
    wait(world, 12, "now", "Wmo", weeks=10)
    wait(world, 25, "can_wait", " wlz ", weeks=2)
    wait(world, 9, "soon", "Wlz", weeks=2)
    wait(world, 30, "now", "Wmo", until=FIRST - timedelta(days=1))
    assert count() == 2
    rows = (
        ("Iedereen", "40 tot en met 49", "2 weken"),
        ("Nu nodig", "10 tot en met 19", "10 weken"),
        ("Kan wachten", "20 tot en met 29", "2 weken"),
        ("Geldstroom wlz", "30 tot en met 39", "2 weken"),
        ("Geldstroom wmo", "10 tot en met 19", "10 weken"),
    )
    for actor in (leader(world), worker_actor(manager(world))):
        (place,) = found(actor)
        (month,) = place.months
        assert (month.day, month.rows) == ("woensdag 1 juli 2026", rows)


def test_a_month_is_counted_once_whatever_is_recorded_after_and_also_when_nothing_could_be_told() -> None:
    world = team_of(1)
    wait(world, 9, "now", "Wmo")
    assert count() == 2
    wait(world, 20, "now", "Wmo")
    assert count(day=2) == count(day=31) == 0
    assert found(leader(world))[0].months == ()
    assert count(month=8) == 2
    before = found(leader(world))
    Waiting.objects.using(OWNER).all().update(ended_on=date(2026, 7, 20), ended="elsewhere")
    assert count(month=8, day=15) == 0
    assert found(leader(world)) == before
    assert count(month=9) == 2
    assert [month.day for month in found(leader(world))[0].months] == ["zaterdag 1 augustus 2026"]


def test_a_stricter_rule_for_other_figures_throws_no_month_away_that_is_never_counted_again() -> None:
    world = team_of(1)
    wait(world, 12, "now", "Wmo")
    count()
    before = found(leader(world))
    assert before[0].months
    stricter = import_module("alliantie.alliance.migrations.0051_no_worker_stands_alone").Migration.operations[-1]
    with connections[OWNER].cursor() as cursor:
        cursor.execute(stricter.sql)
    assert found(leader(world)) == before
    assert count(day=15) == 0


def test_one_person_more_or_less_between_months_cells_or_places_is_never_seen() -> None:
    """An attacker who leads the team reads tens alone: whoever comes in within a ten changes no figure of any month."""
    one, other = team_of(1), team_of(1, "Other")
    for world, people in ((one, 14), (other, 15)):
        wait(world, people, "now", "Wmo")
    count()
    assert found(leader(one))[0].months == found(leader(other))[0].months
    # A hidden part stays anything from none to nine, whatever the total and the other parts say.
    wait(one, 25, "soon", "Pgb")
    wait(one, 9, "can_wait", "Wlz")
    wait(other, 25, "soon", "Pgb")
    count(month=8)
    (mine, *_older), (theirs, *_before) = found(leader(one))[0].months, found(leader(other))[0].months
    assert [row for row in mine.rows if row[0] != "Iedereen"] == [row for row in theirs.rows if row[0] != "Iedereen"]
    assert mine.rows[0] == theirs.rows[0] == ("Iedereen", "40 tot en met 49", "8 weken")


def test_nobody_else_reads_them_and_nobody_but_the_job_counts() -> None:
    world, other = team_of(1), team_of(1, "Other")
    wait(world, 20, "now", "Wmo")
    count()
    for actor in (world.worker(), leader(other)):
        with pytest.raises(ProgrammingError, match="permission denied"), acting(actor):
            call("access.keep_waiting")
    with pytest.raises(Denied), acting(world.worker()) as proven:
        waiting_figures(proven, "nl")
    assert found(leader(other))[0].months == ()
    with acting(JOB):
        assert call("access.keep_waiting") >= 0
    said = flat(sign_in(manager(world)).get(reverse("waiting-figures")).content.decode())
    assert "20 tot en met 29" in said
    assert sign_in(world.workers[0]).get(reverse("waiting-figures")).status_code == 404
