"""A caseload is divided by who leads the team, in one act; each case moves with a yes; leaving a team opens none."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.models import Grant
from alliantie.access.policies import Denied, NotNow
from alliantie.alliance.models import Pair, Round
from alliantie.alliance.operations import take_over_case
from alliantie.cases.models import Case, HandOver
from alliantie.cases.operations import ask_caseload, ask_hand_over, decline_hand_over, withdraw_hand_over
from alliantie.cases.queries import asked_of, caseload_of, handed_agreements, handed_duties
from alliantie.people import administration
from alliantie.people.leaving import leave_team
from tests.access.entering import account_of, browser_of, words
from tests.support.at_once import at_once
from tests.worlds import CaseWorld, World, worker_actor

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


def ask(world: World, cases: list[CaseWorld], *takers: int, by: int = 3) -> None:
    with acting(world.worker(by)) as actor:
        ask_caseload(
            actor=actor,
            team_id=world.team.id,
            worker_id=world.workers[0].id,
            takers={case.case_id: world.workers[one].id for case, one in zip(cases, takers, strict=True)},
            note="Peter is ziek.",
        )


def asked(world: World, by: int) -> UUID:
    with acting(world.worker(by)) as actor:
        (one,) = asked_of(actor).hand_overs
        assert (one.by_name, one.from_name) == ("Ellen Jansen", "Peter Jansen")
        return one.id


def at(world: World) -> str:
    return reverse("team-move", args=[world.team.id, world.workers[0].id])


def test_one_page_asks_one_colleague_for_all_and_another_for_one(world: World, cases: list[CaseWorld]) -> None:
    browser = browser_of(account_of(world.workers[3], "ellen"))
    assert "Zaken verdelen van Peter Jansen" in words(browser.get(reverse("team")))
    page = words(browser.get(at(world)))
    assert "Nog te verdelen (2)" in page
    sent = {"all": str(world.workers[1].id), f"to-{cases[1].case_id}": str(world.workers[2].id), "note": "Ziek."}
    answer = browser.post(at(world), sent, follow=True)
    assert "Gevraagd (2)" in words(answer)
    assert "Samira Jansen, sinds" in words(answer)
    assert "Karin Jansen, sinds" in words(answer)
    taker = browser_of(account_of(world.workers[1], "samira"))
    page = words(taker.get(reverse("hand-over", args=[asked(world, 1)])))
    assert "Ellen Jansen vroeg het" in page
    assert "Nu is de zaak van Peter Jansen." in page
    assert "Wat er te doen is" in page
    back = reverse("team-move-back", args=[world.team.id, world.workers[0].id, asked(world, 2)])
    assert "Teruggenomen." in words(browser.post(back, follow=True))
    with acting(world.worker(2)) as actor:
        assert asked_of(actor).hand_overs == ()


def test_nothing_chosen_or_nobody_known_asks_nobody_and_keeps_what_was_typed(
    world: World, cases: list[CaseWorld]
) -> None:
    browser = browser_of(account_of(world.workers[3], "ellen"))
    for sent in ({}, {"all": "stays"}, {"all": str(world.workers[0].id)}, {f"to-{cases[0].case_id}": "iets"}):
        answer = browser.post(at(world), {**sent, "note": "Bewaar dit."})
        assert answer.status_code == 422
        assert "Bewaar dit." in answer.content.decode()
    assert browser.post(at(world), {"all": str(world.workers[1].id), "note": "x" * 501}).status_code == 422
    assert not HandOver.objects.using("owner").exists()


def test_a_yes_moves_the_case_ends_pair_and_round_and_shows_no_answers(world: World, cases: list[CaseWorld]) -> None:
    round_id = cases[0].round()
    ask(world, cases, 1, 2)
    with acting(world.worker(1)) as actor:
        taken = take_over_case(actor=actor, now=clock.now(), hand_over_id=asked(world, 1))
    assert Case.objects.using("owner").get(id=taken).worker_id == world.workers[1].id
    assert Round.objects.using("owner").get(id=round_id).state == "closed"
    assert Pair.objects.using("owner").get(id=cases[0].pair_ids[0]).ends_on is not None
    assert Pair.objects.using("owner").get(case_id=taken, ends_on=None).worker_id == world.workers[1].id
    with acting(world.worker(1)) as actor:
        assert not Round.objects.filter(id=round_id).exists()
    with acting(world.worker(0)):
        assert set(Case.objects.values_list("id", flat=True)) == {cases[1].case_id}


def test_leaving_a_team_ends_what_its_cases_open_this_second_and_they_can_still_be_divided(
    world: World, cases: list[CaseWorld]
) -> None:
    round_id = cases[0].round()
    assert leave_team(world.workers[0], world.team, now=clock.now()).cases == 2
    with acting(world.worker(0)):
        assert not Case.objects.exists()
        assert not Pair.objects.exists()
        assert not Round.objects.filter(id=round_id).exists()
    ask(world, cases, 1, 2)
    with acting(world.worker(1)) as actor:
        here = asked(world, 1)
        assert handed_duties(actor, here) is not None
        assert handed_agreements(actor, here) == ()
        taken = take_over_case(actor=actor, now=clock.now(), hand_over_id=here)
    assert taken == cases[0].case_id
    given = Grant.objects.using("owner").get(case_id=taken, subject_id=world.workers[1].id)
    assert (given.ground, given.given_by) == ("taken over", world.workers[3].id)
    with pytest.raises(Denied), acting(world.worker(3)) as actor:
        ask_caseload(
            actor=actor, team_id=world.team.id, worker_id=world.workers[1].id, takers={taken: world.workers[0].id}
        )
    administration.join_team(world.workers[0], world.team, since=clock.today())
    with acting(world.worker(0)):
        assert not Case.objects.exists()


def test_nobody_but_who_leads_the_team_divides_its_cases(world: World, cases: list[CaseWorld]) -> None:
    other = World.make("Ander")
    administration.give_office(other.workers[1], since=clock.today(), team=other.team)
    for actor in (world.worker(1), world.worker(0), worker_actor(other.workers[1]), cases[0].client()):
        with acting(actor):
            assert caseload_of(actor, world.team.id, world.workers[0].id) == ()
        for takers in ({cases[0].case_id: world.workers[1].id}, {}):
            with pytest.raises(Denied), acting(actor):
                ask_caseload(actor=actor, team_id=world.team.id, worker_id=world.workers[0].id, takers=takers)
    leader = browser_of(account_of(other.workers[1], "lotte"))
    assert leader.get(at(world)).status_code == 404
    assert leader.post(at(world), {"all": str(world.workers[1].id)}).status_code == 404


def test_what_a_leader_asked_is_taken_back_by_a_leader_of_the_team_and_not_by_who_has_the_case(
    world: World, cases: list[CaseWorld]
) -> None:
    ask(world, cases, 1, 1)
    first, second = HandOver.objects.using("owner").order_by("asked_at", "id")
    peter = browser_of(account_of(world.workers[0], "peter"))
    page = words(peter.get(reverse("case", args=[first.case_id])))
    assert "Ellen Jansen vroeg dit, en kan het terugnemen." in page
    assert "Trek de vraag in" not in page
    assert peter.post(reverse("case-hand-over-withdraw", args=[first.case_id, first.id])).status_code == 404
    for other in (0, 1, 2):
        with pytest.raises(Denied), acting(world.worker(other)) as actor:
            withdraw_hand_over(actor=actor, hand_over_id=first.id)
    administration.give_office(world.workers[2], since=clock.today(), team=world.team)
    with acting(world.worker(2)) as actor:
        withdraw_hand_over(actor=actor, hand_over_id=first.id)
    administration.end_office(world.workers[3], on=clock.today(), team=world.team)
    with pytest.raises(Denied), acting(world.worker(3)) as actor:
        withdraw_hand_over(actor=actor, hand_over_id=second.id)


def test_what_the_worker_asked_is_taken_back_by_that_worker_or_who_leads_the_team(
    world: World, cases: list[CaseWorld]
) -> None:
    for case, by in zip(cases, (0, 3), strict=True):
        with acting(world.worker(0)) as actor:
            ask_hand_over(actor=actor, case_id=case.case_id, worker_id=world.workers[1].id)
        here = HandOver.objects.using("owner").get(case_id=case.case_id).id
        with acting(world.worker(by)) as actor:
            withdraw_hand_over(actor=actor, hand_over_id=here)
    assert not HandOver.objects.using("owner").filter(withdrawn_at=None).exists()


def test_nobody_outside_the_organisation_is_asked_and_no_case_of_elsewhere_moves(
    world: World, cases: list[CaseWorld]
) -> None:
    other = World.in_area(world.area, "Ander")
    elsewhere = other.case()
    with acting(world.worker(3)) as actor:
        for takers, refused in (
            ({cases[0].case_id: other.workers[0].id}, Denied),
            ({cases[0].case_id: world.workers[0].id}, Denied),
            ({elsewhere.case_id: world.workers[1].id}, NotNow),
            ({cases[0].case_id: world.workers[1].id, elsewhere.case_id: world.workers[1].id}, NotNow),
        ):
            with pytest.raises(refused):
                ask_caseload(actor=actor, team_id=world.team.id, worker_id=world.workers[0].id, takers=takers)
    assert not HandOver.objects.using("owner").exists()


def test_of_two_leaders_at_once_one_divides_and_none_is_asked_twice(world: World, cases: list[CaseWorld]) -> None:
    administration.give_office(world.workers[2], since=clock.today(), team=world.team)
    found = at_once(
        lambda: ask(world, cases, 1, 1),
        lambda: ask(world, list(reversed(cases)), 1, 1, by=2),
    )
    assert sorted(type(each).__name__ for each in found) == ["NoneType", "NotNow"]
    assert HandOver.objects.using("owner").count() == 2


def test_a_yes_and_taking_back_at_once_leave_one_of_the_two(world: World, cases: list[CaseWorld]) -> None:
    ask(world, cases[:1], 1)
    here = asked(world, 1)

    def accept() -> None:
        with acting(world.worker(1)) as actor:
            take_over_case(actor=actor, now=clock.now(), hand_over_id=here)

    def take_back() -> None:
        with acting(world.worker(3)) as actor:
            withdraw_hand_over(actor=actor, hand_over_id=here)

    found = at_once(accept, take_back)
    assert sorted(type(each).__name__ for each in found) == ["NoneType", "NotNow"]
    settled = HandOver.objects.using("owner").get()
    assert (settled.accepted_at is None) != (settled.withdrawn_at is None)


def test_who_says_no_leaves_the_case_where_it_is_to_be_asked_again(world: World, cases: list[CaseWorld]) -> None:
    ask(world, cases[:1], 1)
    with acting(world.worker(1)) as actor:
        decline_hand_over(actor=actor, hand_over_id=asked(world, 1))
    ask(world, cases[:1], 2)
    with acting(world.worker(2)) as actor:
        take_over_case(actor=actor, now=clock.now(), hand_over_id=asked(world, 2))
    with pytest.raises(Denied), acting(world.worker(1)) as actor:
        withdraw_hand_over(actor=actor, hand_over_id=HandOver.objects.using("owner").get(declined_at=None).id)


def test_the_client_reads_that_the_leader_saw_the_name_of_the_case(world: World, cases: list[CaseWorld]) -> None:
    with acting(world.worker(3)) as actor:
        assert len(caseload_of(actor, world.team.id, world.workers[0].id)) == 2
        caseload_of(actor, world.team.id, world.workers[0].id)
    browser = browser_of(account_of(cases[0].client_ids[0], "noor"))
    assert words(browser.get(reverse("who-looked"))).count("om zaken te verdelen") == 1
