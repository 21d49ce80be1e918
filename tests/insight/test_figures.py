"""What a leader sees of the rounds of a team: whole tens of clients, never a person, never one worker."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import combinations
from random import Random

import numpy as np
import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from alliantie import clock
from alliantie.access.call import rows
from alliantie.access.identity import DOOR, JOB, Actor, acting
from alliantie.alliance.models import Conversation, Pair, Round
from alliantie.insight.queries import round_figures
from alliantie.insight.shares import shares
from alliantie.people import administration
from alliantie.people.models import Organisation, Team, Worker
from alliantie.statistics.charts import proportions, rough_proportions
from alliantie.statistics.refusals import Refused
from tests.insight.teams import (
    PRACTICE,
    QUARTER,
    STAGES,
    TODAY,
    Figures,
    add_clients,
    add_rounds,
    figures,
    forget_what_was_told,
    leader,
    manager,
    team_of,
)
from tests.support import raw
from tests.worlds import World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

MINE = (PRACTICE, QUARTER)


def spread(world: World, stages: list[str], **options: object) -> None:
    """Divide clients evenly over the workers of a world."""
    for worker in range(len(world.workers)):
        add_clients(world, stages[worker :: len(world.workers)], worker=worker, **options)  # type: ignore[arg-type]


def test_a_leader_sees_how_far_the_rounds_of_a_quarter_came_in_whole_tens_of_clients() -> None:
    world = team_of(4)
    spread(world, ["nothing"] * 12 + ["begun"] * 4 + ["looked"] * 3 + ["talked"] * 24)
    assert figures(leader(world)) == {MINE: (40, 30, 20, 20)}


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ((5, 5, 5), 10),
        ((4, 4, 4), None),
        ((5, 5, 4), None),
        ((6, 5, 5), None),
        ((40, 5, 4), None),
        ((40, 5, 5), None),
        ((20, 19, 1), None),
        ((20, 10, 10), None),
        ((10, 8, 6, 4), 20),
        ((11, 8, 6, 4), None),
        ((40, 40), None),
        ((80,), None),
    ],
    ids=str,
)
def test_nothing_is_shown_that_would_be_about_few_clients_or_about_one_worker(
    sizes: tuple[int, ...], shown: int | None
) -> None:
    world = team_of(len(sizes))
    for worker, size in enumerate(sizes):
        add_clients(world, ["talked"] * size, worker=worker)
    assert figures(leader(world)) == ({} if shown is None else {MINE: (shown,) * 4})


def test_each_figure_by_itself_needs_three_workers_also_when_the_team_has_more() -> None:
    world = team_of(4)
    spread(world, ["nothing"] * 80)
    for worker in (0, 1):
        add_clients(world, ["talked"] * 20, worker=worker)
    assert figures(leader(world)) == {MINE: (120, None, None, None)}


def test_nobody_but_who_leads_the_team_today_gets_its_figures() -> None:
    world, other = team_of(3), team_of(3, "Elders")
    spread(world, ["talked"] * 30)
    mine = leader(world)
    manager = administration.make_worker(world.organisation, "J", "S", teams=[world.team], since=date(2020, 1, 1))
    administration.give_office(manager, since=date(2020, 1, 1))
    assert figures(mine)
    for actor in (world.worker(), leader(other), worker_actor(manager), DOOR):
        assert figures(actor) == {}
    with pytest.raises(ProgrammingError, match="permission denied"):
        figures(JOB)
    with pytest.raises(ValueError, match="own organisation"):
        administration.give_office(manager, since=date(2020, 1, 1), team=other.team)


def test_an_office_counts_from_its_first_day_until_the_day_it_ends() -> None:
    world = team_of(3)
    spread(world, ["talked"] * 30)
    actor = leader(world, since=date(2026, 7, 3))
    assert figures(actor, TODAY - timedelta(days=1)) == {}
    assert figures(actor)
    worker = Worker.objects.using("owner").get(id=actor.me)
    administration.end_office(worker, on=date(2026, 7, 10), team=world.team)
    assert figures(actor, TODAY + timedelta(days=6))
    assert figures(actor, TODAY + timedelta(days=7)) == {}


def test_leading_a_team_opens_no_row_about_clients_and_no_office() -> None:
    world = team_of(3)
    spread(world, ["talked"] * 30)
    actor = leader(world)
    with acting(actor):
        seen = raw.everything()
    names = ("cases", "alliance", "client", "office", "grant", "account", "session")
    for table, found in seen.items():
        if any(name in table for name in names):
            assert found in ([], "InsufficientPrivilege"), table


def test_what_a_leader_claims_without_proof_gives_no_figure() -> None:
    world = team_of(3)
    spread(world, ["talked"] * 30)
    actor = leader(world)
    with acting(world.worker()), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('alliantie.claim', %s, true)", [f"{actor.claim}:1:1"])
        cursor.execute("SELECT count(*) FROM alliance.team_figures()")
        assert cursor.fetchone() == (0,)


def test_a_quarter_is_shown_only_when_the_next_has_ended_and_for_two_years() -> None:
    world = team_of(3)
    spread(world, ["talked"] * 30)
    actor = leader(world)
    assert figures(actor, datetime(2026, 6, 30, 23, 30, tzinfo=clock.HOME)) == {}
    assert list(figures(actor, datetime(2026, 7, 1, 0, 30, tzinfo=clock.HOME))) == [MINE]
    assert MINE in figures(actor, datetime(2028, 6, 30, tzinfo=clock.HOME))
    assert MINE not in figures(actor, datetime(2028, 7, 1, tzinfo=clock.HOME))


def test_a_shown_quarter_never_changes_so_that_two_looks_cannot_be_subtracted() -> None:
    """Whatever happens after it: talks, new clients, pairs that end, rounds that close."""
    world = team_of(3)
    spread(world, ["begun"] * 30)
    actor = leader(world)
    first = figures(actor)
    assert first == {MINE: (30, 30, None, None)}
    late = TODAY + timedelta(days=2)
    with clock.at(late):
        Round.objects.using("owner").update(state="discussed", revealed_at=clock.now(), discussed_on=clock.today())
        Pair.objects.using("owner").update(ends_on=clock.today())
    spread(world, ["talked"] * 30, quarter=date(2026, 7, 1))
    for days in (0, 3, 30, 88):
        assert figures(actor, TODAY + timedelta(days=days))[MINE] == first[MINE], days


def test_a_client_counts_once_however_many_rounds_and_workers_there_were() -> None:
    world = team_of(3)
    spread(world, ["begun"] * 15)
    pairs = list(Pair.objects.using("owner").select_related("worker"))
    add_rounds(pairs, QUARTER + timedelta(days=40), ["talked"] * 15, number=2)
    for pair in pairs:
        with_other = world.workers[(world.workers.index(pair.worker) + 1) % 3]
        Pair.objects.using("owner").create(
            area_id=pair.area_id,
            case_id=pair.case_id,
            client_id=pair.client_id,
            worker=with_other,
            pair_kind="",
            begins_on=QUARTER + timedelta(days=60),
        )
    # Fifteen clients, of whom each worker now had ten: five are left, so nothing about them is shown but the rounds.
    assert figures(leader(world)) == {MINE: (None, 10, 10, 10)}


def test_a_round_counts_in_the_quarter_it_began_in_and_in_no_other() -> None:
    world = team_of(3)
    spread(world, ["talked"] * 30, quarter=date(2025, 10, 1))
    found = figures(leader(world))
    assert found == {(PRACTICE, date(2025, 10, 1)): (30, 30, 30, 30), MINE: (30, None, None, None)}


def test_a_pair_that_ended_before_the_quarter_or_began_after_it_does_not_count() -> None:
    world = team_of(3)
    spread(world, ["talked"] * 30, quarter=date(2025, 10, 1), ends_on=date(2026, 1, 1))
    spread(world, ["talked"] * 30, quarter=date(2026, 4, 1))
    assert MINE not in figures(leader(world))


# What is shown, as a leader with pen and paper has it: each number is a client or more, up to nine more than the ten.
Range = tuple[int, int]


def ranges(shown: Figures) -> dict[tuple[str, date], list[Range | None]]:
    return {key: [None if tens is None else (tens, tens + 9) for tens in numbers] for key, numbers in shown.items()}


def test_no_group_under_ten_can_be_computed_from_anything_that_is_shown() -> None:
    """Over many made-up teams: every number, and every difference of two shown numbers, leaves ten answers open.

    Two numbers of one practice and quarter are the only ones of which one group holds the other; others are compared as
    well, since someone may try.
    """
    chance = Random(20260101)
    compared = 0
    world = team_of(4)
    actor = leader(world)
    quarters = [date(2026, 1, 1), date(2025, 10, 1), date(2025, 7, 1)]
    practices = [PRACTICE, "nl-debt-zeist"]
    truth: dict[tuple[str, date], list[int]] = {}
    for _attempt in range(4):
        for practice in practices:
            for quarter in quarters:
                stages = [chance.choice(STAGES) for _client in range(chance.randint(0, 24))]
                end = quarter + timedelta(days=80)
                spread(world, stages, practice=practice, quarter=quarter, ends_on=end)
                counts = truth.setdefault((practice, quarter), [0, 0, 0, 0])
                for stage in stages:
                    for place in range(STAGES.index(stage) + 1):
                        counts[place] += 1
        forget_what_was_told()
        shown = figures(actor)
        cells = [
            (truth[key][place], found)
            for key, numbers in ranges(shown).items()
            for place, found in enumerate(numbers)
            if found is not None
        ]
        for real, (low, high) in cells:
            assert real >= 10
            assert low <= real <= high
        for (real, (low, high)), (other, (other_low, other_high)) in combinations(cells, 2):
            least, most = low - other_high, high - other_low
            assert least <= real - other <= most
            # Eighteen numbers lie between; below zero none are possible, which leaves ten at least.
            assert most - max(least, 0) >= 9 or most < 0
            compared += 1
    assert compared > 50


def test_two_teams_that_differ_in_one_client_look_the_same_or_cross_a_ten() -> None:
    """Someone who knows all but one of the clients learns nothing about that one from a number within the tens."""
    worlds = [team_of(5, name) for name in ("Een", "Twee")]
    for world, more in zip(worlds, (0, 1), strict=True):
        spread(world, ["talked"] * 25)
        add_clients(world, ["begun"] * more)
    assert figures(leader(worlds[0])) == figures(leader(worlds[1])) == {MINE: (20, 20, 20, 20)}


def test_there_is_no_figure_about_more_than_one_practice_to_subtract_from() -> None:
    world = team_of(3)
    spread(world, ["talked"] * 30)
    spread(world, ["talked"] * 6, practice="nl-debt-zeist")
    assert figures(leader(world)) == {MINE: (30, 30, 30, 30)}


def test_teams_of_one_organisation_are_apart_and_a_leader_of_two_sees_each() -> None:
    world = team_of(3)
    spread(world, ["talked"] * 30)
    second = World(world.area, world.organisation, administration.make_team(world.organisation, "Team Zuid"))
    second.workers = [
        administration.make_worker(world.organisation, f"Zuid{number}", "Jansen", teams=[second.team], since=QUARTER)
        for number in range(3)
    ]
    spread(second, ["talked"] * 5)
    actor = leader(world)
    administration.give_office(Worker.objects.using("owner").get(id=actor.me), since=QUARTER, team=second.team)
    with clock.at(TODAY), acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT team FROM alliance.team_figures()")
        assert cursor.fetchall() == [(world.team.id,)]
        assert Team.objects.count() == 2
        assert Organisation.objects.count() == 1


def test_nobody_can_give_themselves_an_office() -> None:
    world = team_of(1)
    with acting(world.worker()):
        for sql in (
            "INSERT INTO people_office (id) VALUES (gen_random_uuid())",
            "UPDATE people_office SET kind = 'manages'",
            "DELETE FROM people_office",
        ):
            assert refused(sql) == "InsufficientPrivilege"


def refused(sql: str) -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError as error:
        return type(error.__cause__).__name__
    return ""


def test_the_door_alone_is_told_who_leads_and_manages() -> None:
    world = team_of(1)
    actor: Actor = leader(world)
    for who, told in ((DOOR, ["leads"]), (actor, []), (world.worker(), [])):
        with acting(who), connection.cursor() as cursor:
            cursor.execute("SELECT access.offices_of(%s)", [actor.me])
            assert cursor.fetchone() == (told,)
    with pytest.raises(ProgrammingError, match="permission denied"), acting(JOB), connection.cursor() as cursor:
        cursor.execute("SELECT access.offices_of(%s)", [actor.me])


# The organisation, and the agreements


def all_of(actor: Actor) -> dict[tuple[bool, date], tuple[int | None, ...]]:
    """What raw SQL gets as this actor: whether of a team, and the quarter; with how many an agreement was made last."""
    with clock.at(TODAY), acting(actor):
        return {
            (team is not None, quarter): tuple(numbers)
            for _organisation, team, _practice, quarter, *numbers in rows("alliance.team_figures")
        }


def test_who_manages_the_organisation_sees_it_as_a_whole_and_no_team() -> None:
    world = team_of(3)
    spread(world, ["talked"] * 15)
    second = World(world.area, world.organisation, administration.make_team(world.organisation, "Team Zuid"))
    second.workers = [
        administration.make_worker(world.organisation, f"Zuid{number}", "Jansen", teams=[second.team], since=QUARTER)
        for number in range(3)
    ]
    spread(second, ["talked"] * 6)
    other = team_of(3, "Elders")
    spread(other, ["talked"] * 30)
    manages = worker_actor(manager(world))
    assert all_of(manages) == {(False, QUARTER): (20, 20, 20, 20, None)}
    assert all_of(leader(world)) == {(True, QUARTER): (10, 10, 10, 10, None)}


@pytest.mark.parametrize("small", range(10))
def test_who_manages_and_leads_cannot_find_the_number_of_a_team_too_small_to_show(small: int) -> None:
    """Whole minus shown leaves none to nineteen clients open, whatever the small team has."""
    world = team_of(5)
    spread(world, ["talked"] * 25)
    second = World(world.area, world.organisation, administration.make_team(world.organisation, "Team Zuid"))
    second.workers = [
        administration.make_worker(world.organisation, "Zuid", "Jansen", teams=[second.team], since=QUARTER)
    ]
    add_clients(second, ["talked"] * small)
    both = leader(world)
    administration.give_office(Worker.objects.using("owner").get(id=both.me), since=QUARTER)
    found = all_of(both)
    whole, team = found[False, QUARTER][0], found[True, QUARTER][0]
    assert whole is not None
    assert team is not None
    assert whole + 9 - team >= 9
    assert whole - (team + 9) <= 1


def test_an_agreement_counts_of_who_talked_and_said_yes_to_it_and_meets_the_same_bounds() -> None:
    world = team_of(4)
    spread(world, ["talked"] * 40)
    of_round = list(Round.objects.using("owner").order_by("pair__worker_id", "id").select_related("pair"))
    Conversation.objects.using("owner").bulk_create(
        Conversation(
            round=each,
            area_id=each.area_id,
            pair=each.pair,
            agreement=b"",
            agreement_state="confirmed" if place % 10 < 6 else "none",
        )
        for place, each in enumerate(of_round)
    )
    actor = leader(world)
    assert all_of(actor)[True, QUARTER] == (40, 40, 40, 40, 20)
    Conversation.objects.using("owner").filter(round__in=of_round[:2]).update(agreement_state="none")
    forget_what_was_told()
    assert all_of(actor)[True, QUARTER] == (40, 40, 40, 40, 20)
    Conversation.objects.using("owner").filter(round__in=of_round[:20]).update(agreement_state="none")
    forget_what_was_told()
    assert all_of(actor)[True, QUARTER] == (40, 40, 40, 40, None)


def test_a_quarter_is_called_different_only_where_no_numbers_within_the_tens_would_say_otherwise() -> None:
    random = Random(3)
    signalled = 0
    for _try in range(300):
        sizes = np.array([random.randint(10, 2000) for _quarter in range(6)], dtype=float)
        counts = np.array([round(random.choice((0.2, 0.5, 0.8)) * size) for size in sizes], dtype=float)
        rough = rough_proportions(counts // 10 * 10, sizes // 10 * 10)
        exact = proportions(counts, sizes)
        share = counts / sizes
        assert np.all(rough.least <= share + 1e-12)
        assert np.all(share <= rough.most + 1e-12)
        assert set(rough.signals) <= set(exact.signals)
        signalled += len(rough.signals)
    assert signalled
    with pytest.raises(Refused, match="too few points"):
        rough_proportions(np.array([10.0, np.nan]), np.array([20.0, 30.0]))


def test_the_page_draws_the_quarters_and_says_the_same_in_a_table() -> None:
    world = team_of(3)
    for first_day in (date(2025, 7, 1), date(2025, 10, 1), QUARTER):
        stages = ["nothing"] * 60 if first_day == QUARTER else ["talked"] * 600
        spread(world, stages + ["talked"] * 90, quarter=first_day, ends_on=first_day + timedelta(days=80))
    actor = leader(world)
    with clock.at(TODAY), acting(actor):
        (place,) = round_figures(actor, "nl", TODAY.date())
    (practice,) = [each for each in place.practices if each.quarters]
    found = shares(practice, "p", "nl")
    assert [each.title for each in found][:1] == ["Begonnen, van wie een ronde kon hebben"]
    assert found[0].said == "Anders dan toeval maakt: Januari tot en met maart 2026."
    assert found[1].said == "Wat verschilt, kan toeval zijn."
    assert found[0].wide.count('class="picture-range"') == 9
    assert [row[0] for row in found[0].rows] == [each.name for each in practice.quarters]
    assert [row[-1] for row in found[0].rows] == ["ja", "nee", "nee"]
