"""How cases ended: whole tens of a year that is over, never about one worker, and never another number later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import ProgrammingError

from alliantie import clock
from alliantie.access.call import rows
from alliantie.access.identity import DOOR, JOB, Actor, acting
from alliantie.cases.models import Case, Outcome
from alliantie.insight.outcomes import outcomes
from alliantie.people.administration import OWNER
from tests.insight.teams import PRACTICE, leader, manager, team_of
from tests.support import raw
from tests.worlds import World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

TODAY = datetime(2026, 7, 3, 9, tzinfo=UTC)
ENDED = date(2025, 6, 1)


def end_cases(
    world: World,
    kinds: Sequence[str],
    *,
    worker: int = 0,
    on: date = ENDED,
    recorded: date | None = None,
    days: int = 100,
) -> list[Case]:
    """Cases of one worker that ended in these ways after so many days; "" runs still."""
    cases = Case.objects.using(OWNER).bulk_create(
        Case(
            area=world.area, organisation=world.organisation, team=world.team, worker=world.workers[worker],
            practice_id=PRACTICE, practice_version="2026-1", title="A B", title_key="a b",
            opened_on=on - timedelta(days=days), closed_on=on if kind else None,
        )
        for kind in kinds
    )  # fmt: skip
    Outcome.objects.using(OWNER).bulk_create(
        Outcome(
            area=world.area, case=case, kind=kind, interests="", cause="", contact="", on=on,
            recorded_by=world.workers[worker].id, recorded_at=datetime.combine(recorded or on, time(12), UTC),
        )
        for case, kind in zip(cases, kinds, strict=True)
        if kind
    )  # fmt: skip
    return list(cases)


Found = dict[tuple[bool, int], tuple[int | None, ...]]


def found(actor: Actor, at: datetime = TODAY) -> Found:
    """What raw SQL gets as this worker, by whether it is of a team, and year."""
    with clock.at(at), acting(actor):
        return {
            (team is not None, year): tuple(numbers)
            for _organisation, team, _practice, year, *numbers in rows("access.outcome_figures")
        }


def spread(world: World, kinds: Sequence[str], **options: object) -> None:
    for worker in range(len(world.workers)):
        end_cases(world, kinds[worker :: len(world.workers)], worker=worker, **options)  # type: ignore[arg-type]


def test_who_leads_reads_how_cases_ended_in_whole_tens_how_long_they_took_and_the_mean_caseload() -> None:
    world = team_of(3)
    spread(world, ["completed"] * 33 + ["negative"] * 18 + ["neutral"] * 9 + [""] * 36)
    assert found(leader(world)) == {(True, 2025): (60, 30, None, None, 10, None, 3, 12)}
    with clock.at(TODAY), acting(leader(world)) as actor:
        (place,) = outcomes(actor, "nl")
    (practice,) = [each for each in place.practices if each.rows]
    hidden = "te weinig om te tonen"
    assert practice.rows == (
        (
            "2025",
            "60 tot en met 69",
            "30 tot en met 39",
            hidden,
            hidden,
            "10 tot en met 19",
            hidden,
            "3 maanden",
            "12",
        ),
    )
    assert practice.dropped is None


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ((5, 5, 5), True),
        ((5, 5, 4), False),
        ((40, 5, 4), False),
        ((20, 19, 1), False),
        ((20, 10, 10), False),
        ((10, 8, 6, 4), True),
        ((11, 8, 6, 4), False),
        ((40, 40), False),
    ],
    ids=str,
)
def test_nothing_is_shown_that_would_be_about_few_cases_or_about_one_worker(
    sizes: tuple[int, ...], shown: bool
) -> None:
    world = team_of(len(sizes))
    for worker, size in enumerate(sizes):
        end_cases(world, ["negative"] * size, worker=worker)
    assert bool(found(leader(world))) == shown


def test_a_year_is_shown_from_february_on_and_never_changes_after() -> None:
    world = team_of(3)
    spread(world, ["completed"] * 30)
    actor = leader(world)
    assert found(actor, datetime(2026, 1, 31, tzinfo=clock.HOME)) == {}
    first = found(actor, datetime(2026, 2, 1, 0, 30, tzinfo=clock.HOME))
    assert first[True, 2025][0] == 30
    # Recorded late, and undone later than can be.
    spread(world, ["negative"] * 30, recorded=date(2026, 1, 8))
    Outcome.objects.using(OWNER).filter(kind="completed").update(undone_at=datetime(2026, 1, 15, 12, tzinfo=UTC))
    assert found(actor, TODAY) == first


def test_an_ending_that_was_undone_within_the_week_does_not_count() -> None:
    world = team_of(3)
    spread(world, ["completed"] * 30)
    Outcome.objects.using(OWNER).update(undone_at=datetime(2025, 6, 3, tzinfo=UTC))
    assert (True, 2025) not in found(leader(world))


def test_nobody_but_who_leads_or_manages_gets_anything_and_each_only_of_their_own() -> None:
    world, other = team_of(3), team_of(3, "Elders")
    spread(world, ["completed"] * 30)
    assert list(found(leader(world))) == [(True, 2025)]
    assert list(found(worker_actor(manager(world)))) == [(False, 2025)]
    for actor in (world.worker(), leader(other), worker_actor(manager(other)), DOOR):
        assert found(actor) == {}
    with pytest.raises(ProgrammingError, match="permission denied"):
        found(JOB)
    with acting(leader(world)):
        seen = raw.everything()
    assert all(rows_of in ([], "InsufficientPrivilege") for table, rows_of in seen.items() if "outcome" in table)


def test_drop_out_over_the_years_is_laid_beside_chance() -> None:
    world = team_of(3)
    for year in (2023, 2024):
        spread(world, ["completed"] * 300 + ["negative"] * 30, on=date(year, 6, 1))
    spread(world, ["completed"] * 90 + ["negative"] * 240)
    with clock.at(TODAY), acting(leader(world)) as actor:
        (place,) = outcomes(actor, "nl")
    (practice,) = [each for each in place.practices if each.rows]
    assert practice.dropped is not None
    assert "2025" in practice.dropped.said
    assert [row[0] for row in practice.dropped.rows] == ["2025", "2024", "2023"]
