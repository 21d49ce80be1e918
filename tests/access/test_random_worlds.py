"""In random worlds each door shows exactly what grants allow; what detail refuses, nothing else reveals.

Twenty worlds here, a sample of doors in each; `ALLIANTIE_WORLDS=500` tries that many, with more people and doors.
"""

from __future__ import annotations

import os
import random
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.routes import can_be_opened, kinds_of
from alliantie.cases import queries
from alliantie.cases.models import Case, Participant, Representation
from alliantie.exports import own_copy
from alliantie.people.models import Client, Office
from tests.access.random_story import Somebody, Story, Thing
from tests.access.random_worlds import FAMILY_NAMES, people_of, tell
from tests.cases.sharing_ways import partner_of
from tests.support import raw
from tests.worlds import CaseWorld, World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])

ASKED = int(os.environ.get("ALLIANTIE_WORLDS", "0"))
WORLDS, PEOPLE, DOORS = (ASKED, 6, 40) if ASKED else (20, 2, 12)
# What ends the session ends the walk.
ENDS = {"account_logout"}
# Who presses twice finds it gone, who settles without a word reads that first: whatever the number.
ANSWERED = {"case-goals-throw-away": 302, "case-cover-end": 302, "case-asked-withdraw": 302, "privacy-settle": 422}
HOLE = re.compile(r"<(?:(\w+):)?(\w+)>")


@dataclass(frozen=True)
class Door:
    """One address of the project, with the names of the numbers in it."""

    name: str
    pattern: str
    view: Any
    slots: tuple[str, ...]

    def path(self, numbers: dict[str, UUID]) -> str:
        """The address with these numbers, and made-up ones for the rest."""
        return "/" + HOLE.sub(lambda hole: _filled(hole[1] or "str", numbers.get(hole[2])), self.pattern)


def _filled(sort: str, number: UUID | None) -> str:
    return {"uuid": str(number or uuid4()), "int": "999999999"}.get(sort, "nothing")


def _doors(resolver: URLResolver, before: str = "") -> list[Door]:
    found: list[Door] = []
    for each in resolver.url_patterns:
        pattern = before + str(each.pattern)
        if isinstance(each, URLPattern):
            slots = tuple(name for sort, name in HOLE.findall(pattern) if sort == "uuid")
            found.append(Door(each.name or pattern, pattern, each.callback, slots))
        else:
            found += _doors(each, pattern)
    return found


ALL = [door for door in _doors(get_resolver()) if door.name not in ENDS]
LISTS = [door for door in ALL if not door.slots and can_be_opened(door.view)]
ONES = [door for door in ALL if door.slots]


def test_each_number_in_an_address_is_one_of_the_worlds() -> None:
    left, seed = {slot for door in ONES for slot in door.slots}, 1
    while left and seed < 9:
        left, seed = left - {thing.slot for thing in tell(seed).things}, seed + 1
    assert left == set()


@pytest.mark.parametrize("seed", range(1, WORLDS + 1))
def test_every_door_shows_exactly_what_the_grants_allow(seed: int, settings: Any) -> None:
    settings.PACE = (1e9, 1e9)
    cache.clear()
    dice, story = random.Random(seed), tell(seed)
    for worker in story.workers:
        exactly(story, worker_actor(worker))
    everybody = people_of(story)
    parts_of_one(story, everybody)
    for who in dice.sample(everybody, min(PEOPLE, len(everybody))):
        own_pages(story, who, everybody)
        for door in dice.sample(LISTS, min(DOORS, len(LISTS))):
            if who.kind in (kinds_of(door.view) or ()):
                nothing_else(story, who, door.path({}))
        for door in dice.sample(ONES, min(DOORS, len(ONES))):
            one_door(story, who, door, dice)


def exactly(story: Story, who: Any) -> None:
    """What a worker finds without a page: list, count, search, detail."""
    allowed = story.seen[who.me]
    with acting(who) as actor:
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


def own_pages(story: Story, who: Somebody, everybody: list[Somebody]) -> None:
    """What somebody ought to see is there, on the pages that are for it."""
    match who.kind:
        case "worker" if who.me in story.offices:
            an_office(story, who)
        case "worker":
            main_pages(story, who)
            parts_of_cases(story, who)
        case "client":
            a_client(story, who, next(each for each in everybody if each.kind == "client" and each is not who))
        case "for":
            (made,) = (each for each in story.acting if actor_for(each) == who.me)
            shown = who.browser.get(reverse("for-one", args=(made,)))
            assert (shown.status_code == 200) is (made in who.things)
            assert shown.status_code == 404 or marks_in(story, text_of(shown)) == who.marks
        case "partner":
            (made,) = (each for each in story.shared if partner_of(each).me == who.me)
            shown = who.browser.get(reverse("partner-one", args=(made,)))
            assert (shown.status_code == 200) is (made in who.things)
            # What is shared stands there, and nothing else; the own name may.
            read = {mark for mark in marks_in(story, text_of(shown)) if not mark.startswith("Partner")}
            assert shown.status_code == 404 or read == {mark for mark in who.marks if not mark.startswith("Partner")}
            listed = who.browser.get(reverse("partner-home")).content.decode()
            assert (reverse("partner-one", args=(made,)) in listed) is (made in who.things)


def a_client(story: Story, who: Somebody, strange: Somebody) -> None:
    """The copy a job makes and the log: all that is one's own, and nothing of another of the family."""
    with acting(Actor("client", who.me, area_id=who.account["area_id"])) as actor:
        own_copy.ask_copy(actor=actor, language="nl")
    own_copy.make_copies(clock.now())
    with acting(Actor("client", who.me, area_id=who.account["area_id"])) as actor:
        copy = own_copy.own_copy(actor, clock.now())
    assert copy is not None
    told = who.browser.get(reverse("my-copy-file", args=(copy.id,)))
    # With the reason of an emergency: the log on the page tells of the newest five.
    assert marks_in(story, text_of(told)) == who.marks
    for door in ("my-copy-file", "my-copy-paper"):
        assert strange.browser.get(reverse(door, args=(copy.id,))).status_code == 404


def an_office(story: Story, who: Somebody) -> None:
    """Who leads, manages, guards or does research opens no case by that; an officer reads of each emergency."""
    for case in story.cases:
        assert who.browser.get(reverse("case", kwargs={"case_id": case.case_id})).status_code == 404
    guards = story.offices[who.me][0] is Office.Kind.GUARDS
    page = who.browser.get(reverse("privacy"))
    assert page.status_code == (200 if guards else 404)
    for made, (_case, _worker, _quiet, words) in story.alarms.items():
        one = who.browser.get(reverse("privacy-emergency", args=(made,)))
        assert (one.status_code == 200 and words in text_of(one)) is (made in who.things)


def actor_for(made: UUID) -> UUID:
    return Representation.objects.using("owner").get(id=made).representative_id


def marks_in(story: Story, said: str) -> set[str]:
    return {mark.words for mark in story.marks if mark.words in said}


def main_pages(story: Story, who: Somebody) -> None:
    """The pages of a worker that name cases: each that is seen, and none that is not."""
    everything = who.browser.get(reverse("start-all")).content.decode()
    export = who.browser.get(reverse("cases-export")).content.decode()
    for case in story.cases:
        seen, given = case.case_id in who.cases, story.names[case.case_id].split()[0]
        address = reverse("case", kwargs={"case_id": case.case_id})
        assert who.browser.get(address).status_code == (200 if seen else 404)
        # Who is asked to take a case over reads of it on the same page, by its name and no more.
        assert (given in everything) is (seen or case.case_id in story.asked.get(who.me, ()))
        # The export holds the own caseload, not the cases one stands in for.
        assert (given in export) is (story.held[case.case_id] == who.me)
        found = who.browser.get(reverse("search"), {"q": story.names[case.case_id]}).content.decode()
        assert (address in found) is seen


def parts_of_one(story: Story, everybody: list[Somebody]) -> None:
    """Somebody who reads sections, where there is one: few of those the dice choose do."""
    for who in [each for each in everybody if any(each.me in readers for _c, readers, _w in story.sections.values())][
        :2
    ]:
        parts_of_cases(story, who)


def parts_of_cases(story: Story, who: Somebody) -> None:
    """Of a case of which somebody reads sections exactly what stands in these, and no page of the case."""
    listed = who.browser.get(reverse("sections")).content.decode()
    for made, (case, readers, words) in story.sections.items():
        reads, address = who.me in readers, reverse("section", args=(made,))
        shown = who.browser.get(address)
        assert (shown.status_code == 200) is reads
        assert (address in listed) is reads
        assert not reads or marks_in(story, text_of(shown)) == words
        found = who.browser.get(reverse("search"), {"q": story.names[case.case_id]}).content.decode()
        assert (address in found) is reads


def nothing_else(story: Story, who: Somebody, path: str) -> None:
    """Whatever a page says, it says nothing that is not for this reader."""
    answer = who.browser.get(path)
    leaks = marks_in(story, text_of(answer)) - who.marks
    assert not leaks, (who.kind, path, leaks)


def text_of(answer: Any) -> str:
    """What an answer says, whole."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace") + str(answer.headers)


def one_door(story: Story, who: Somebody, door: Door, dice: random.Random) -> None:
    """With the numbers of a case and its team, and those of one case within another."""
    case, other = dice.sample(story.cases, 2)
    for mixed in (False, True):
        numbers = _mixed(story, door, case, other, dice) if mixed else _numbers(story, door, case, dice)
        path = door.path({slot: thing.number for slot, thing in numbers.items()})
        open_ones = {slot for slot, thing in numbers.items() if thing.number in who.things}
        if numbers and open_ones == set(numbers) and not mixed:
            if who.kind in (kinds_of(door.view) or ()) and can_be_opened(door.view):
                nothing_else(story, who, path)
        elif numbers:
            # What is one's own stays as it is; the rest is made up.
            kept = open_ones & {door.slots[0]} if mixed else open_ones
            as_nothing(who, door, path, door.path({slot: numbers[slot].number for slot in kept}))


def as_nothing(who: Somebody, door: Door, path: str, nowhere: str) -> None:
    """What is not for this reader looks like what does not exist: the same answer, at the same cost."""
    for method in ("get", "post"):
        there, strange = asked(who, method, path), asked(who, method, nowhere)
        other = method == "post" and there[0] == ANSWERED.get(door.name)
        assert other or there[0] in (404, 405), (who.kind, door.name, method, there[0])
        assert there == strange, (who.kind, door.name, method)


def asked(who: Somebody, method: str, path: str) -> tuple[int, str, int]:
    """Status, words and number of questions to the database."""
    with CaptureQueriesContext(connection) as cost:
        answer = getattr(who.browser, method)(path)
    said = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", text_of(answer))
    return answer.status_code, re.sub(r"(csrfmiddlewaretoken|nonce)[^>]*", "", said), len(cost.captured_queries)


def _numbers(story: Story, door: Door, case: CaseWorld, dice: random.Random) -> dict[str, Thing]:
    """For each number in an address one of this case, where there is one; else of its team."""
    found: dict[str, Thing] = {}
    places = (case.case_id,) if "case_id" in door.slots else (case.case_id, case.world.team.id)
    for slot in door.slots:
        if fits := [each for each in story.things if each.slot == slot and each.case_id in places]:
            found[slot] = dice.choice(fits)
    return found


def _mixed(story: Story, door: Door, case: CaseWorld, other: CaseWorld, dice: random.Random) -> dict[str, Thing]:
    """The first number of one case or team with what is of another behind it; nothing where the address has one."""
    # In a case it is no secret who the colleagues are.
    outer, *inner = (slot for slot in door.slots if slot != "worker_id" or "team_id" in door.slots)
    inside = {slot: thing for slot, thing in _numbers(story, door, other, dice).items() if slot in inner}
    whole = {slot: thing for slot, thing in _numbers(story, door, case, dice).items() if slot == outer}
    there = {thing.case_id for thing in (*inside.values(), *whole.values())}
    return {**whole, **inside} if whole and inside and len(there) > 1 else {}


def test_a_client_sees_the_own_case_alone_and_in_a_family_nothing_of_the_others() -> None:
    world = World.make()
    family = world.case(
        "nl-save-protection", names=(("Kim", "de Vries"), ("Ali", "de Vries")), roles=("young_person", "parent")
    )
    other = world.case()
    with acting(family.client(0)) as actor:
        assert [case.id for case in Case.objects.visible_to(actor)] == [family.case_id]
        assert [person.client_id for person in Participant.objects.visible_to(actor)] == [family.client_ids[0]]
        assert [client.id for client in Client.objects.visible_to(actor)] == [family.client_ids[0]]
        assert len(raw.read_all("public.alliance_pair")) == 1
        assert not raw.read_all("public.cases_fact")
        with pytest.raises(Case.DoesNotExist):
            queries.get_case(actor, other.case_id)
