"""In random worlds of workers, teams and grants, page, list, search, count and export show exactly what grants allow.

What should be visible is worked out here from the story alone, without asking the database.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import DOOR, acting
from alliantie.cases import operations, queries
from alliantie.cases.models import Case, Sharing
from alliantie.cases.operations.sharing import stop_sharing
from alliantie.cases.queries.sharing import one_shared, shared_with
from alliantie.people import administration
from alliantie.people.models import Worker
from tests.cases.sharing_ways import account_of_partner, partner_of, share_in
from tests.worlds import CaseWorld, World, hand_over, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

FAMILY_NAMES = ("Yilmaz", "Jansen", "El Amrani", "Kowalski", "Tesfay", "Peeters", "Ramdin", "de Wit")


@dataclass
class Story:
    """Who ought to see which case."""

    seen: dict[UUID, set[UUID]] = field(default_factory=dict)
    held: dict[UUID, UUID] = field(default_factory=dict)
    cases: list[CaseWorld] = field(default_factory=list)
    workers: list[Worker] = field(default_factory=list)
    names: dict[UUID, str] = field(default_factory=dict)


def tell(seed: int) -> Story:
    """Two areas with two organisations each; cases, hand-overs and stand-ins that run, ended or have yet to begin."""
    dice = random.Random(seed)
    story = Story()
    organisations = []
    for area_number in range(2):
        first = World.make(f"Gebied {seed}-{area_number}", workers=("Anna", "Bart", "Chris"))
        second = World.in_area(first.area, f"Tweede {seed}-{area_number}", workers=("Dirk", "Eva"))
        organisations += [first, second]
    for world in organisations:
        story.workers += world.workers
        for worker in world.workers:
            story.seen[worker.id] = set()
    now = clock.now()
    for number in range(8):
        world = dice.choice(organisations)
        index = dice.randrange(len(world.workers))
        # The same names in other organisations: a leak would show there.
        family = dice.choice(FAMILY_NAMES)
        case = world.case(names=((f"Noor{number}", family),), worker=index)
        story.cases.append(case)
        story.names[case.case_id] = f"Noor{number} {family}"
        holder = world.workers[index]
        others = [worker for worker in world.workers if worker.id != holder.id]
        match dice.randrange(5):
            case 0:
                to = dice.choice(others)
                hand_over(case.case_id, worker_actor(holder), worker_actor(to))
                holder = to
            case 1 | 2 | 3 as kind:
                to = dice.choice(others)
                begin = {1: now - timedelta(days=1), 2: now - timedelta(days=9), 3: now + timedelta(days=2)}[kind]
                with acting(worker_actor(holder)) as actor:
                    operations.cover(
                        actor=actor,
                        case_id=case.case_id,
                        worker_id=to.id,
                        starts_at=begin,
                        ends_at=begin + timedelta(days=5),
                    )
                if kind == 1:
                    story.seen[to.id].add(case.case_id)
        story.seen[holder.id].add(case.case_id)
        story.held[case.case_id] = holder.id
    return story


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_door_shows_exactly_what_the_grants_allow(seed: int) -> None:
    story = tell(seed)
    for worker in story.workers:
        allowed = story.seen[worker.id]
        with acting(worker_actor(worker)) as actor:
            listed, count = queries.case_list(actor, "nl")
            assert ({row.id for row in listed}, count) == (allowed, len(allowed))
            assert {row.id for row in queries.all_cases(actor, "nl")} == allowed
            assert queries.case_count(actor) == len(allowed)
            for name in FAMILY_NAMES:
                wanted = {case for case in allowed if name in story.names[case]}
                assert wanted <= {row.id for row in queries.search_cases(actor, "nl", name)} <= allowed
            for case in story.cases:
                if case.case_id not in allowed:
                    with pytest.raises(Case.DoesNotExist):
                        queries.get_case(actor, case.case_id)
    for number, worker in enumerate(story.workers):
        check_pages(story, worker, f"worker{number}")


def check_pages(story: Story, worker: Worker, login: str) -> None:
    account = administration.make_account(worker, login, "een lang wachtwoord", of_demo=True)
    browser = Browser()
    with acting(DOOR):
        browser.force_login(account)
    allowed = story.seen[worker.id]
    start = browser.get(reverse("start")).content.decode()
    everything = browser.get(reverse("start-all")).content.decode()
    export = browser.get(reverse("cases-export")).content.decode()
    for case in story.cases:
        seen = case.case_id in allowed
        address = reverse("case", kwargs={"case_id": case.case_id})
        answer = browser.get(address)
        assert answer.status_code == (200 if seen else 404)
        given_name = story.names[case.case_id].split()[0]
        assert (given_name in answer.content.decode()) is seen
        assert (given_name in everything) is seen
        # The start page has some of it, and nothing else.
        assert seen or given_name not in start
        # The export holds the own caseload, not the cases one stands in for.
        assert (given_name in export) is (story.held[case.case_id] == worker.id)
        found = browser.get(reverse("search"), {"q": story.names[case.case_id]}).content.decode()
        assert (address in found) is seen


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_partner_sees_exactly_what_runs_and_finds_no_page_of_anybody_else(seed: int) -> None:
    """Each case is shared with the partner of its organisation, or not; that runs, was stopped, or is over."""
    dice, story = random.Random(seed), tell(seed)
    shared: dict[UUID, bool] = {}
    whose: dict[UUID, UUID] = {}
    for case in story.cases:
        case.worker = worker_actor(next(each for each in story.workers if each.id == story.held[case.case_id]))
        for state in dice.choices(("running", "stopped", "over"), k=dice.randrange(3)):
            made = share_in(case)
            shared[made], whose[made] = state == "running", partner_of(made).me
            if state == "stopped":
                with acting(case.worker) as worker:
                    stop_sharing(actor=worker, sharing_id=made, why="Klaar.")
            elif state == "over":
                Sharing.objects.using("owner").filter(id=made).update(ends_on=clock.today())
    assert len(set(whose.values())) > 1
    for partner_id in set(whose.values()):
        allowed = {made for made, runs in shared.items() if runs and whose[made] == partner_id}
        one = next(made for made, who in whose.items() if who == partner_id)
        with acting(partner_of(one)) as partner:
            assert {each.id for each in shared_with(partner)} == allowed
            assert {made for made in shared if one_shared(partner, made)} == allowed
        browser = Browser()
        with acting(DOOR):
            browser.force_login(account_of_partner(one, f"p{partner_id}"))
        listed = browser.get(reverse("partner-home")).content.decode()
        for made in shared:
            page = reverse("partner-one", args=(made,))
            assert browser.get(page).status_code == (200 if made in allowed else 404)
            assert (page in listed) is (made in allowed)
        for case in story.cases:
            assert browser.get(reverse("case", kwargs={"case_id": case.case_id})).status_code == 404


def test_a_client_sees_the_own_case_alone_and_in_a_family_nothing_of_the_others() -> None:
    from alliantie.cases.models import Participant
    from alliantie.people.models import Client
    from tests.support import raw

    world = World.make()
    family = world.case(
        "nl-save-protection", names=(("Kim", "de Vries"), ("Ali", "de Vries")), roles=("young_person", "parent")
    )
    other = world.case()
    with acting(family.client(0)) as actor:
        assert [case.id for case in Case.objects.visible_to(actor)] == [family.case_id]
        assert [person.client_id for person in Participant.objects.visible_to(actor)] == [family.client_ids[0]]
        assert [client.id for client in Client.objects.visible_to(actor)] == [family.client_ids[0]]
        pairs = raw.read_all("public.alliance_pair")
        assert len(pairs) == 1
        assert not raw.read_all("public.cases_fact")
        with pytest.raises(Case.DoesNotExist):
            queries.get_case(actor, other.case_id)
