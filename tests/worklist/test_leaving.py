"""Who leaves a team leaves nothing open behind: no lead, desk, stand-in, pair or question; and no talk goes unseen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from alliantie import cli, clock
from alliantie.access.identity import acting
from alliantie.access.models import Account, Grant
from alliantie.access.policies import Denied, NotNow
from alliantie.alliance.models import Pair, Round
from alliantie.alliance.operations import let_work_along, take_over_case
from alliantie.cases.models import Appointment, Case, Desk, HandOver
from alliantie.cases.operations import ask_hand_over, cover
from alliantie.cases.queries import asked_of, get_case, practice_of
from alliantie.people import administration
from alliantie.people.leaving import leave_team
from alliantie.people.models import Membership
from alliantie.people.queries import teams_led
from tests.access.entering import account_of, browser_of, words
from tests.support.at_once import at_once
from tests.worlds import CaseWorld, World, plan_talk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])

TEAM = "Team Noord"


@pytest.fixture
def world() -> World:
    """Ellen leads the team."""
    world = World.make(workers=("Peter", "Samira", "Ellen"))
    administration.give_office(world.workers[2], since=clock.today(), team=world.team)
    return world


@pytest.fixture
def case(world: World) -> CaseWorld:
    """A case of Peter."""
    return world.case()


def leave(world: World, worker: int) -> None:
    leave_team(world.workers[worker], world.team, now=clock.now())


def days_at_desk(world: World, *days: date) -> None:
    for on in days:
        Desk.objects.using("owner").create(area=world.area, team=world.team, on=on, worker=world.workers[0])


def test_leaving_ends_leading_that_team_and_no_other_and_the_desk_from_today_on(world: World) -> None:
    peter, today = world.workers[0], clock.today()
    second = administration.make_team(world.organisation, "Team Zuid")
    for team in (world.team, second):
        administration.give_office(peter, since=today - timedelta(days=9), team=team)
    days_at_desk(world, today - timedelta(days=1), today, today + timedelta(days=3))
    leave(world, 0)
    with acting(world.worker(0)) as actor:
        assert [team.name for team in teams_led(actor)] == ["Team Zuid"]
        assert not asked_of(actor).desk
    assert list(Desk.objects.using("owner").values_list("on", flat=True)) == [today - timedelta(days=1)]


def test_who_leads_a_team_without_being_in_it_can_leave_it_too(world: World) -> None:
    leave(world, 2)
    with pytest.raises(Denied), acting(world.worker(2)) as actor:
        teams_led(actor)
    with pytest.raises(Membership.DoesNotExist):
        leave(world, 2)


def test_who_stands_in_now_or_later_stands_in_no_more(world: World, case: CaseWorld) -> None:
    with acting(case.worker) as actor:
        for first in (clock.now(), clock.now() + timedelta(days=5)):
            cover(
                actor=actor, case_id=case.case_id, worker_id=world.workers[1].id, starts_at=first,
                ends_at=first + timedelta(days=2),
            )  # fmt: skip
    leave(world, 1)
    for later in (timedelta(), timedelta(days=6)):
        with clock.at(clock.now() + later), acting(world.worker(1)):
            assert not Case.objects.exists()
    assert Grant.objects.using("owner").filter(subject_id=world.workers[1].id).count() == 2


def test_who_worked_along_leaves_no_pair_and_no_round_and_the_talks_to_who_has_the_case(
    world: World, case: CaseWorld
) -> None:
    talk = plan_talk(case, clock.now() + timedelta(days=2))
    with acting(case.worker) as actor:
        here = get_case(actor, case.case_id)
        practice = practice_of(here)
        let_work_along(
            actor=actor, case=here, practice=practice, worker_id=world.workers[1].id, pair_kind=practice.pairs[-1].id
        )
    Appointment.objects.using("owner").filter(id=talk).update(worker_id=world.workers[1].id)
    leave(world, 1)
    assert not Pair.objects.using("owner").filter(worker_id=world.workers[1].id, ends_on=None).exists()
    assert Pair.objects.using("owner").filter(worker_id=world.workers[0].id, ends_on=None).exists()
    assert Appointment.objects.using("owner").get(id=talk).worker_id == world.workers[0].id


def test_a_round_of_who_has_the_case_runs_on_when_another_leaves(world: World, case: CaseWorld) -> None:
    round_id = case.round()
    leave(world, 1)
    assert Round.objects.using("owner").get(id=round_id).state != "closed"


@pytest.mark.parametrize("who", [0, 1])
def test_a_question_to_or_of_who_left_is_asked_no_more(world: World, case: CaseWorld, who: int) -> None:
    with acting(case.worker) as actor:
        ask_hand_over(actor=actor, case_id=case.case_id, worker_id=world.workers[1].id)
    here = HandOver.objects.using("owner").get().id
    leave(world, who)
    with acting(world.worker(1)) as actor:
        assert asked_of(actor).hand_overs == ()
        with pytest.raises(NotNow):
            take_over_case(actor=actor, now=clock.now(), hand_over_id=here)


def test_a_yes_at_the_instant_of_leaving_opens_no_case_for_who_left(world: World, case: CaseWorld) -> None:
    with acting(case.worker) as actor:
        ask_hand_over(actor=actor, case_id=case.case_id, worker_id=world.workers[1].id)
    here = HandOver.objects.using("owner").get().id

    def accept() -> None:
        with acting(world.worker(1)) as actor:
            take_over_case(actor=actor, now=clock.now(), hand_over_id=here)

    at_once(accept, lambda: leave(world, 1))
    with acting(world.worker(1)):
        assert not Case.objects.exists()


def test_who_leads_sees_where_nobody_works_with_the_next_talk_and_divides_it(world: World, case: CaseWorld) -> None:
    browser = browser_of(account_of(world.workers[2], "ellen"))
    assert "Niemand werkt hier nu in" not in words(browser.get(reverse("team")))
    plan_talk(case, clock.now() + timedelta(days=2))
    world.case(names=(("Amin", "Bakker"),), worker=1)
    leave(world, 0)
    page = words(browser.get(reverse("team")))
    assert "Niemand werkt hier nu in (1)" in page
    assert "Zaken verdelen van Peter Jansen (1) Gepland gesprek: " in page
    assert "Zaken verdelen van Samira Jansen (" not in page
    page = words(browser.get(reverse("team-move", args=[world.team.id, world.workers[0].id])))
    assert "Niemand werkt hier nu in. Gepland gesprek: " in page
    page = words(browser.get(reverse("team-move", args=[world.team.id, world.workers[1].id])))
    assert "Niemand werkt hier nu in" not in page


def test_a_case_with_a_stand_in_is_worked_in_and_one_of_a_closed_account_is_not(world: World, case: CaseWorld) -> None:
    browser = browser_of(account_of(world.workers[2], "ellen"))
    account = account_of(world.workers[0], "peter")
    with acting(case.worker) as actor:
        now = clock.now()
        cover(
            actor=actor, case_id=case.case_id, worker_id=world.workers[1].id, starts_at=now,
            ends_at=now + timedelta(days=2),
        )  # fmt: skip
    administration.close_account(Account.objects.using("owner").get(id=account.id).login)
    assert "Niemand werkt hier nu in" not in words(browser.get(reverse("team")))
    with clock.at(now + timedelta(days=3)):
        assert "Niemand werkt hier nu in (1)" in words(browser.get(reverse("team")))


def test_the_command_lets_a_worker_join_and_leave_and_tells_what_stays(
    world: World, case: CaseWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    account_of(world.workers[0], "peter")
    administration.make_team(world.organisation, "Team Zuid")

    def told(*words: str) -> tuple[int, str]:
        status = cli.main(["user", "team", "peter", *words])
        said = capsys.readouterr()
        return status, (said.out + said.err).strip().splitlines()[-1]

    for _twice in range(2):
        assert told("--join", "Team Zuid") == (0, "peter is in Team Zuid.")
    gone = "peter is not in {} any more, and sees none of its cases.{}"
    stays = " Running cases in that name: 1. Who leads the team divides them."
    assert told("--leave", TEAM) == (0, gone.format(TEAM, stays))
    assert told("--leave", "Team Zuid") == (0, gone.format("Team Zuid", " Nobody leads Team Zuid now."))
    for wrong in (("--leave", TEAM), ("--join", "Team West")):
        status, said = told(*wrong)
        assert (status, "nothing by this name" in said) == (1, True)
    open_now = Membership.objects.using("owner").filter(worker=world.workers[0], ends_on=None)
    assert not open_now.exists()
    with acting(world.worker(0)):
        assert not Case.objects.exists()
    for neither_or_both in ([], ["--join", TEAM, "--leave", TEAM]):
        with pytest.raises(SystemExit):
            told(*neither_or_both)
