"""Whom a leader may ask to take over the cases of a colleague, and what who is asked reads first."""

from __future__ import annotations

import threading
import time
from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import acting
from alliantie.access.models import Grant
from alliantie.access.policies import Denied, NotNow
from alliantie.alliance.operations import take_over_case
from alliantie.cases.models import Case, Desk, HandOver
from alliantie.cases.operations import ask_caseload, ask_hand_over, cover, open_at_desk, set_desks
from alliantie.cases.queries import AskedOver, HandedDuty, asked_of, handed_agreements, handed_duties, takers_for
from alliantie.people import administration
from alliantie.people.leaving import leave_team
from alliantie.people.models import Membership
from alliantie.people.queries import colleagues
from alliantie.practices import library
from alliantie.worklist.queries import asked as asked_over
from tests.access.entering import account_of, browser_of, words
from tests.support.at_once import at_once
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])


@pytest.fixture
def world() -> World:
    """Peter has two cases, Samira and Karin none; Ellen leads the team."""
    world = World.make(workers=("Peter", "Samira", "Karin", "Ellen"))
    administration.give_office(world.workers[3], since=clock.today(), team=world.team)
    return world


@pytest.fixture
def cases(world: World) -> list[CaseWorld]:
    return [world.case(), world.case(names=(("Amin", "Bakker"),))]


def ask(world: World, case: CaseWorld, taker: int, *, by: int = 3) -> None:
    with acting(world.worker(by)) as actor:
        ask_caseload(
            actor=actor,
            team_id=world.team.id,
            worker_id=world.workers[0].id,
            takers={case.case_id: world.workers[taker].id},
        )


def at(world: World) -> str:
    return reverse("team-move", args=[world.team.id, world.workers[0].id])


def test_a_leader_asks_others_and_never_the_own_self(world: World, cases: list[CaseWorld]) -> None:
    with pytest.raises(Denied):
        ask(world, cases[0], 3)
    browser = browser_of(account_of(world.workers[3], "ellen"))
    assert str(world.workers[3].id) not in browser.get(at(world)).content.decode()
    assert browser.post(at(world), {"all": str(world.workers[3].id)}).status_code == 422
    assert not HandOver.objects.using("owner").exists()
    # Another who leads the team may ask this one: then two agree.
    administration.give_office(world.workers[2], since=clock.today(), team=world.team)
    ask(world, cases[0], 3, by=2)


def test_a_page_older_than_what_a_colleague_asked_asks_nobody_and_says_so(world: World, cases: list[CaseWorld]) -> None:
    browser = browser_of(account_of(world.workers[3], "ellen"))
    ask(world, cases[0], 1)
    chosen = {f"to-{case.case_id}": "" for case in cases} | {"all": str(world.workers[2].id), "note": "Bewaar dit."}
    answer = browser.post(at(world), chosen)
    assert answer.status_code == 422
    assert "Een collega was u voor met" in words(answer)
    assert "Bewaar dit." in answer.content.decode()
    assert HandOver.objects.using("owner").count() == 1
    # What was not to move stays out of it.
    assert browser.post(at(world), {**chosen, f"to-{cases[0].case_id}": "stays"}).status_code == 302
    assert HandOver.objects.using("owner").count() == 2
    gone = {f"to-{world.team.id}": str(world.workers[2].id)}
    assert "Een collega was u voor met een van deze zaken" in words(browser.post(at(world), gone))


def test_who_leads_reads_how_many_cases_each_has_and_whose_are_being_divided(
    world: World, cases: list[CaseWorld]
) -> None:
    ask(world, cases[0], 1)
    with acting(world.worker(3)) as actor:
        found = takers_for(actor, world.team.id)
    assert {each.id: (each.cases, each.divided) for each in found.values()} == {
        world.workers[0].id: (2, True),
        world.workers[1].id: (0, False),
        world.workers[2].id: (0, False),
    }
    with acting(world.worker(1)) as actor:
        assert takers_for(actor, world.team.id) == {}
    browser = browser_of(account_of(world.workers[3], "ellen"))
    other = reverse("team-move", args=[world.team.id, world.workers[1].id])
    assert browser.get(other).status_code == 200
    assert "Samira Jansen (0 zaken in uw team)" in words(browser.get(at(world)))


def test_who_leads_reads_no_numbers_of_colleagues_in_other_teams(world: World, cases: list[CaseWorld]) -> None:
    other = administration.make_team(world.organisation, "Team Zuid")
    stranger = administration.make_worker(world.organisation, "Olga", "Zuid", teams=[other], since=clock.today())
    Case.objects.using("owner").filter(id=cases[0].case_id).update(worker=stranger, team=other)
    # Of one who is in both, the cases in the own team alone.
    administration.give_office(world.workers[2], since=clock.today(), team=other)
    elsewhere = world.case(names=(("Kees", "Ver"),), worker=2)
    Case.objects.using("owner").filter(id=elsewhere.case_id).update(team=other)
    with acting(world.worker(3)) as actor:
        found = takers_for(actor, world.team.id)
    assert (found[stranger.id].cases, found[stranger.id].divided) == (None, False)
    assert (found[world.workers[0].id].cases, found[world.workers[2].id].cases) == (1, 0)
    page = browser_of(account_of(world.workers[3], "ellen")).get(at(world)).content.decode()
    assert ">Olga Zuid<" in page
    with acting(world.worker(2)) as actor:
        assert takers_for(actor, other.id)[stranger.id].cases == 1


def test_who_is_asked_reads_on_the_start_page_who_asked(world: World, cases: list[CaseWorld]) -> None:
    ask(world, cases[0], 1)
    page = words(browser_of(account_of(world.workers[1], "samira")).get(reverse("start")))
    assert "Ellen Jansen vraagt dit sinds" in page
    assert "Peter Jansen vraagt dit" not in page


def test_who_is_asked_reads_first_what_is_late_and_then_by_day(
    world: World, cases: list[CaseWorld], monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = library().latest(library().ids()[0])
    norms = [each for each in practice.norms if not each.only_tells]
    today = date(2026, 11, 23)
    handed = [
        HandedDuty(each.id, each.hardness, practice.pairs[0].professional_role, today + timedelta(days=days))
        for each, days in zip(norms, (9, -2, 3, -7), strict=False)
    ]
    monkeypatch.setattr(asked_over, "handed_duties", lambda _actor, _id: tuple(handed))
    of = AskedOver(cases[0].case_id, "", practice, "", "", "", clock.now())
    found = asked_over.open_duties(world.worker(1), of, "nl", today)
    assert [bool(each.late) for each in found] == [True, True, False, False]
    assert [each.what for each in found] == [norms[place].text.in_("nl") for place in (3, 1, 2, 0)]


def out_of_all_teams(world: World, worker: int) -> None:
    """As when the last membership ended, whichever way that was done."""
    here = Membership.objects.using("owner").filter(worker=world.workers[worker])
    assert here.update(ends_on=clock.today())


def accept(world: World, worker: int) -> None:
    with acting(world.worker(worker)) as actor:
        take_over_case(actor=actor, now=clock.now(), hand_over_id=HandOver.objects.using("owner").get().id)


def test_who_was_asked_and_left_the_organisation_reads_and_takes_nothing(world: World, cases: list[CaseWorld]) -> None:
    ask(world, cases[0], 1)
    here = HandOver.objects.using("owner").get().id
    with acting(world.worker(1)) as actor:
        assert asked_of(actor).hand_overs
    out_of_all_teams(world, 1)
    with acting(world.worker(1)) as actor:
        assert asked_of(actor).hand_overs == ()
        assert handed_duties(actor, here) == ()
        assert handed_agreements(actor, here) == ()
    with pytest.raises(NotNow):
        accept(world, 1)
    assert Case.objects.using("owner").get(id=cases[0].case_id).worker_id == world.workers[0].id


def test_a_yes_waits_for_who_is_leaving_at_that_instant_and_is_then_refused(
    world: World, cases: list[CaseWorld]
) -> None:
    ask(world, cases[0], 1)
    gone = threading.Event()

    def leave() -> None:
        with transaction.atomic(using="owner"):
            out_of_all_teams(world, 1)
            gone.set()
            time.sleep(0.5)

    def say_yes() -> None:
        assert gone.wait(20)
        accept(world, 1)

    found = at_once(leave, say_yes)
    assert [type(each).__name__ for each in found] == ["NoneType", "NotNow"]


def test_who_was_planned_on_the_desk_and_left_the_organisation_opens_nothing(
    world: World, cases: list[CaseWorld]
) -> None:
    Desk.objects.using("owner").create(area=world.area, team=world.team, on=clock.today(), worker=world.workers[1])
    with acting(world.worker(1)) as actor:
        assert asked_of(actor).desk
    out_of_all_teams(world, 1)
    with acting(world.worker(1)) as actor:
        assert not asked_of(actor).desk
        with pytest.raises(Denied):
            open_at_desk(actor=actor, case_id=cases[0].case_id)


def test_nobody_who_left_every_team_is_offered_or_asked_to_take_over_stand_in_work_along_or_have_the_desk(
    world: World, cases: list[CaseWorld]
) -> None:
    samira, here, day = world.workers[1].id, cases[0].case_id, timedelta(days=1)
    out_of_all_teams(world, 1)
    with acting(world.worker(0)) as actor:
        assert {each.id for each in colleagues(actor, clock.today())} == {world.workers[2].id, world.workers[3].id}
        for opens in (
            lambda: ask_hand_over(actor=actor, case_id=here, worker_id=samira),
            lambda: cover(
                actor=actor, case_id=here, worker_id=samira, starts_at=clock.now(), ends_at=clock.now() + day
            ),
            lambda: call("access.let_work_along", here, samira),
        ):
            with pytest.raises(NotNow):
                opens()
    pages = browser_of(account_of(world.workers[0], "peter"))
    for name in ("case-hand-over", "case-cover"):
        page = pages.get(reverse(name, args=[here]))
        assert page.status_code == 200
        assert str(samira) not in page.content.decode()
    # Who still has cases of the team stands in its list, and gets no desk.
    Case.objects.using("owner").filter(id=here).update(worker=samira)
    desk = browser_of(account_of(world.workers[3], "ellen")).get(reverse("team-desk", args=[world.team.id]))
    assert desk.status_code == 200
    assert str(samira) not in desk.content.decode()
    with acting(world.worker(3)) as actor, pytest.raises(ProgrammingError), transaction.atomic():
        set_desks(actor=actor, team=world.team, desks={clock.today(): [samira]})


def test_standing_in_waits_for_who_is_leaving_at_that_instant_and_opens_nothing_afterwards(
    world: World, cases: list[CaseWorld]
) -> None:
    gone = threading.Event()

    def leave() -> None:
        with transaction.atomic(using="owner"):
            leave_team(world.workers[1], world.team, now=clock.now())
            gone.set()
            time.sleep(0.5)

    def stand_in() -> None:
        assert gone.wait(20)
        with acting(world.worker(0)) as actor:
            until = clock.now() + timedelta(days=1)
            cover(
                actor=actor,
                case_id=cases[0].case_id,
                worker_id=world.workers[1].id,
                starts_at=clock.now(),
                ends_at=until,
            )

    found = at_once(leave, stand_in)
    assert isinstance(found[1], NotNow)
    assert not Grant.objects.using("owner").filter(case_id=cases[0].case_id, subject_id=world.workers[1].id).exists()
