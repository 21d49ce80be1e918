"""Figures are kept for half an hour, never shown older than an hour, and read by who leads or manages alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import ProgrammingError, connection
from django.test.utils import CaptureQueriesContext

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import JOB, Actor, acting
from alliantie.access.plain import ask
from alliantie.alliance.jobs import keep_round_figures
from alliantie.cases.jobs import keep_outcome_figures
from alliantie.cases.models import KeptFigures
from alliantie.insight.outcomes import PlaceOutcomes, outcomes
from alliantie.insight.queries import round_figures
from alliantie.people.administration import OWNER, make_team
from tests.insight.teams import leader, manager, team_of
from tests.insight.test_figures import refused
from tests.insight.test_outcomes import TODAY, spread
from tests.worlds import World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def keep(world: World, minutes: int = 0) -> None:
    with clock.at(TODAY + timedelta(minutes=minutes)):
        assert keep_outcome_figures(0) == keep_round_figures(0) >= 2


def ended(actor: Actor, minutes: int = 0) -> tuple[PlaceOutcomes, ...]:
    with clock.at(TODAY + timedelta(minutes=minutes)), acting(actor) as proven:
        return outcomes(proven, "nl")


def test_what_is_kept_is_what_the_page_made_itself_before() -> None:
    world = team_of(3)
    spread(world, ["completed"] * 33 + ["negative"] * 18)
    for actor in (leader(world), worker_actor(manager(world))):
        KeptFigures.objects.using(OWNER).all().delete()
        live = [place.practices for place in ended(actor)]
        with clock.at(TODAY), acting(actor) as proven:
            rounds = [place.practices for place in round_figures(proven, "nl", TODAY.date())]
        keep(world)
        assert [place.practices for place in ended(actor)] == live
        with clock.at(TODAY), acting(actor) as proven:
            assert [place.practices for place in round_figures(proven, "nl", TODAY.date())] == rounds
        assert any(practice.rows for place in live for practice in place)


def test_what_was_kept_an_hour_ago_is_made_anew_by_the_page_which_says_when_and_tells_no_year_otherwise() -> None:
    world = team_of(3)
    actor = leader(world)
    before = datetime(2026, 1, 31, 21, 30, tzinfo=UTC)
    with clock.at(before):
        assert keep_outcome_figures(0) >= 2
    spread(world, ["completed"] * 33)
    # Of last year nothing is told in January.
    for minutes, made_at in ((59, 0), (60, 60)):
        at = before + timedelta(minutes=minutes)
        with clock.at(at), acting(actor) as proven:
            (place,) = outcomes(proven, "nl")
        assert (place.made_at, any(each.rows for each in place.practices)) == (
            before + timedelta(minutes=made_at),
            False,
        )
    # February began, by the clock of here: the year is told though it was kept less than an hour ago.
    at = before + timedelta(minutes=95)
    with clock.at(at), acting(actor) as proven:
        (place,) = outcomes(proven, "nl")
    assert place.made_at == at
    told = [each.rows for each in place.practices]
    assert any(told)
    # Recorded with the clock of then, so that it belongs to a year that is over.
    spread(world, ["negative"] * 33)
    for later in (TODAY, TODAY + timedelta(hours=2)):
        with clock.at(later), acting(actor) as proven:
            (place,) = outcomes(proven, "nl")
        assert (place.made_at, [each.rows for each in place.practices]) == (later, told)


def test_a_page_of_kept_figures_reads_no_case() -> None:
    world = team_of(3)
    spread(world, ["completed"] * 33)
    actor = leader(world)
    keep(world)
    with clock.at(TODAY), acting(actor) as proven, CaptureQueriesContext(connection) as asked:
        outcomes(proven, "nl")
    assert len(asked) == 3
    assert not any("cases_case" in each["sql"] or "outcomes_of" in each["sql"] for each in asked.captured_queries)


def test_a_team_that_was_made_since_is_not_shown_as_empty_by_what_was_kept() -> None:
    world = team_of(3)
    keep(world)
    make_team(world.organisation, "Nieuw")
    actor = worker_actor(manager(world))
    (place,) = ended(actor, 10)
    assert place.made_at == TODAY
    assert KeptFigures.objects.using(OWNER).filter(team__name="Nieuw").count() == 0


def test_nobody_reads_or_writes_kept_figures_but_who_leads_or_manages_there() -> None:
    world, other = team_of(3), team_of(3, "Other")
    keep(world)
    for actor, seen in (
        (leader(world), {world.team.id}),
        (worker_actor(manager(world)), {None}),
        (worker_actor(world.workers[1]), set()),
        (leader(other), {other.team.id}),
    ):
        with clock.at(TODAY), acting(actor) as proven:
            assert {team for (team,) in ask(proven, "SELECT team_id FROM cases_keptfigures")} == seen
    for sql in (
        "DELETE FROM cases_keptfigures",
        "UPDATE cases_keptfigures SET told = '[]'",
        "SELECT access.outcomes_of('{}', '{}')",
        "SELECT alliance.figures_of('{}', '{}')",
    ):
        with clock.at(TODAY), acting(leader(world)):
            assert refused(sql) == "InsufficientPrivilege"
    for function in ("access.keep_outcomes", "access.keep_rounds"):
        with pytest.raises(ProgrammingError, match="permission denied"), clock.at(TODAY), acting(leader(world)):
            call(function)
    with clock.at(TODAY), acting(JOB):
        assert call("access.keep_outcomes") >= 2
