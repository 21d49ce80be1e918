"""Random worlds: two areas of two organisations, and who in them ought to see what, told from the story alone.

Everything that could give something away bears a mark of its own (a name, a text), so that a leak shows on any page.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import acting
from alliantie.access.models import Emergency, Grant
from alliantie.alliance.models import Pair
from alliantie.cases import operations
from alliantie.cases.models import Desk, Participant, Representation, Sharing
from alliantie.cases.operations.representing import Recorded, represent, undo_representation
from alliantie.cases.operations.sharing import Part, Person, stop_sharing
from alliantie.cases.queries import get_case
from alliantie.cases.representing import GROUNDS, reach
from alliantie.people import administration
from alliantie.people.emergency import open_in_emergency
from alliantie.people.models import Client, Office, Worker
from tests.access.random_offices import ask_at_desk, ask_to_take_over, copy_all, tell_offices
from tests.access.random_sections import tell_sections
from tests.access.random_story import Mark, Somebody, Story, Thing
from tests.access.random_things import practice_for, tell_things
from tests.cases.sharing_ways import share_in
from tests.portal.test_requests import ask
from tests.worlds import SINCE, CaseWorld, World, agree_in, hand_over, plan_talk, worker_actor

FAMILY_NAMES = ("Yilmaz", "Jansen", "El Amrani", "Kowalski", "Tesfay", "Peeters", "Ramdin", "de Wit")
BORN = date(1990, 5, 4)
AGES = (11, 13, 17, 19)


def tell(seed: int) -> Story:
    """Cases with what happens in them: grants of each ground that run, ended or have yet to begin."""
    dice = random.Random(seed)
    story = Story(clock.now())
    for area_number in range(2):
        first = World.make(f"Gebied {seed}-{area_number}", workers=("Anna", "Bart", "Chris"))
        story.worlds += [first, World.in_area(first.area, f"Tweede {seed}-{area_number}", workers=("Dirk", "Eva"))]
    story.seen = {worker.id: set() for worker in story.workers}
    for world in story.worlds[:2]:
        for kind in Office.Kind:
            worker = administration.make_worker(world.organisation, kind.capitalize(), "Ambt", teams=[], since=SINCE)
            team = world.team if kind is Office.Kind.LEADS else None
            administration.give_office(worker, since=SINCE, kind=kind, team=team)
            story.offices[worker.id] = (kind, world)
    for number in range(6):
        world = story.worlds[number] if number < len(story.worlds) else dice.choice(story.worlds)
        _tell_case(story, dice, world, number)
    tell_offices(story)
    copy_all(story, dice.choice(story.cases))
    return story


def _tell_case(story: Story, dice: random.Random, world: World, number: int) -> None:
    index = dice.randrange(len(world.workers))
    # The same family names in other organisations: a leak would show there.
    family = dice.choice(FAMILY_NAMES)
    given = [f"Mens{number}{letter}q" for letter in "ab"[: dice.choice((1, 2))]]
    practice_id, roles = practice_for(dice, len(given))
    case = world.case(practice_id, names=tuple((each, family) for each in given), worker=index, roles=roles)
    story.cases.append(case)
    story.names[case.case_id] = f"{given[0]} {family}"
    for client_id, name in zip(case.client_ids, given, strict=True):
        story.marks.append(Mark(name, case.case_id, client_id, "name"))
        story.things.append(Thing("client_id", client_id, case.case_id, client_id))
    story.things.append(Thing("case_id", case.case_id, case.case_id, None))
    _tell_content(story, dice, case, number)
    tell_things(story, dice, case, practice_id, number)
    _tell_papers(story, case, world.workers[index])
    _tell_young(story, dice, case)
    _tell_representation(story, dice, case, number)
    _tell_sharing(story, dice, case, number)
    _tell_grants(story, dice, case, world.workers[index], number)
    tell_sections(story, dice, case, number)


def _tell_content(story: Story, dice: random.Random, case: CaseWorld, number: int) -> None:
    for index in (*range(len(case.client_ids)), None):
        if index is None and len(case.client_ids) == 1:
            continue
        client_id = None if index is None else case.client_ids[index]
        words = f"Belofte{number}{'ab'[index] if index is not None else 'x'}q"
        agreement = agree_in(case, words, client=index, owner="worker")
        story.marks.append(Mark(words, case.case_id, client_id, "inside"))
        story.things.append(Thing("agreement_id", agreement, case.case_id, client_id))
        at = story.now + timedelta(days=2 + number, minutes=10 * (index or 0))
        talk = plan_talk(case, at, client=index)
        story.things.append(Thing("appointment_id", talk, case.case_id, client_id))


def _tell_papers(story: Story, case: CaseWorld, holder: Worker) -> None:
    """A round of one client, what the first asks, and a plan that is being written."""
    # Of a couple the pairs stand in another order than the people.
    client_id = _client_of(case.pair_ids[0])
    numbers = {"round_id": case.round(), "pair_id": case.pair_ids[0]}
    story.things += [Thing(slot, number, case.case_id, client_id, by=holder.id) for slot, number in numbers.items()]
    client_id = case.client_ids[0]
    story.things.append(Thing("request_id", ask(case), case.case_id, client_id))
    with acting(case.worker) as actor:
        here = get_case(actor, case.case_id)
        plan = operations.start_plan(actor=actor, now=story.now, case=here, client_id=client_id)
    story.things.append(Thing("plan_id", plan, case.case_id, client_id, of_workers=True))


def _client_of(pair_id: UUID) -> UUID:
    return Pair.objects.using("owner").get(id=pair_id).client_id


def _tell_young(story: Story, dice: random.Random, case: CaseWorld) -> None:
    """The young person of a family is of an age at which something changes."""
    if _is_family(case):
        today = clock.today()
        born = date(today.year - dice.choice(AGES), 1, 1)
        Client.objects.using("owner").filter(id=case.client_ids[0]).update(born_on=born)


def _is_family(case: CaseWorld) -> bool:
    return Participant.objects.using("owner").filter(case_id=case.case_id, role="young_person").exists()


def _tell_representation(story: Story, dice: random.Random, case: CaseWorld, number: int) -> None:
    state = dice.choice(("none", "running", "over", "yet to begin", "undone"))
    if state == "none":
        return
    ground = dice.choice(GROUNDS if _is_family(case) else [each for each in GROUNDS if not each.minor])
    client = Client.objects.using("owner").get(id=case.client_ids[0])
    today, token, name = clock.today(), uuid4(), f"Vertegen{number}q"
    first = today + timedelta(days=3) if state == "yet to begin" else SINCE
    last = today if state == "over" else None
    before = reach(ground, client.born_on, first, last, today)
    if ground.minor and today.year - client.born_on.year >= 18:
        return
    told = Recorded(client.id, ground.id, name, "Bij", "", "", "Beschikking", SINCE, first, last)
    with acting(case.worker) as actor:
        represent(actor=actor, case_id=case.case_id, told=told, token=token)
        if state == "undone":
            undo_representation(actor=actor, representation_id=token)
    covers = (before.care, before.money) if state != "undone" else (False, False)
    story.acting[token] = (client.id, *covers)
    story.marks.append(Mark(name, case.case_id, client.id, "inside"))
    story.things.append(Thing("representation_id", token, case.case_id, client.id))


def _tell_sharing(story: Story, dice: random.Random, case: CaseWorld, number: int) -> None:
    for place, state in enumerate(dice.choices(("running", "stopped", "over"), k=dice.randrange(3))):
        name = f"Partner{number}{place}q"
        client_id = case.client_ids[0]
        words, promised = f"Hoofdlijn{number}{place}q", f"Belofte{number}aq"
        agreed = next(each for each in story.things if (each.slot, each.client_id) == ("agreement_id", client_id))
        many = dice.randrange(3)
        parts = (Part("agreement", agreed.number, "x"), Part("text", None, words))[:many]
        person = Person(name, "Smit", "De Horizon", f"030 111 22 {number}{place}")
        made = share_in(case, *parts, person=person)
        story.parts[made] = {promised, words} if many == 2 else {promised} if many else set()
        story.marks += [Mark(words, case.case_id, client_id, "inside")] if many == 2 else []
        story.shared[made] = (client_id, state == "running")
        story.marks.append(Mark(name, case.case_id, client_id, "inside"))
        story.things.append(Thing("sharing_id", made, case.case_id, client_id))
        if state == "stopped":
            with acting(case.worker) as worker:
                stop_sharing(actor=worker, sharing_id=made, why="Klaar.")
        elif state == "over":
            Sharing.objects.using("owner").filter(id=made).update(ends_on=clock.today())


def _tell_grants(story: Story, dice: random.Random, case: CaseWorld, holder: Worker, number: int) -> None:
    world = case.world
    others = [worker for worker in world.workers if worker.id != holder.id]
    if dice.randrange(4) == 0:
        to = dice.choice(others)
        hand_over(case.case_id, worker_actor(holder), worker_actor(to))
        holder, case.worker = to, worker_actor(to)
        _tell_earlier(story, case, holder)
    elif dice.randrange(3) == 0:
        ask_to_take_over(story, case, holder, dice.choice(others), number)
    story.held[case.case_id] = holder.id
    story.seen[holder.id].add(case.case_id)
    for other in (each for each in others if each.id != holder.id):
        if _tell_grant(story, dice, case, other, number):
            story.seen[other.id].add(case.case_id)


def _tell_earlier(story: Story, case: CaseWorld, holder: Worker) -> None:
    """What a client did with the worker before, beside the pair with this one."""
    client_id = _client_of(case.pair_ids[0])
    later = Pair.objects.using("owner").get(case_id=case.case_id, client_id=client_id, ends_on=None)
    story.things.append(Thing("earlier_id", case.pair_ids[0], case.case_id, client_id))
    story.things.append(Thing("pair_id", later.id, case.case_id, client_id, by=holder.id))


def _tell_grant(story: Story, dice: random.Random, case: CaseWorld, other: Worker, number: int) -> bool:
    """Some way in for a colleague; whether it is open now."""
    now, actor = story.now, worker_actor(other)
    match dice.choice(("none", "cover", "along", "desk", "emergency")):
        case "cover":
            begin = now + timedelta(days=dice.choice((-1, -9, 2)))
            with acting(case.worker) as giver:
                operations.cover(
                    actor=giver, case_id=case.case_id, worker_id=other.id, starts_at=begin,
                    ends_at=begin + timedelta(days=5),
                )  # fmt: skip
            cover = Grant.objects.using("owner").filter(case_id=case.case_id, subject_id=other.id).latest("starts_at")
            story.things.append(Thing("grant_id", cover.id, case.case_id, None, of_workers=True))
            return begin <= now < begin + timedelta(days=5)
        case "along":
            with acting(case.worker):
                call("access.let_work_along", case.case_id, other.id)
            ended = dice.randrange(2) == 0
            if ended:
                with acting(case.worker):
                    call("access.end_work_along", case.case_id, other.id)
            else:
                story.things.append(Thing("worker_id", other.id, case.case_id, None, of_workers=True))
            return not ended
        case "desk":
            ago = dice.randrange(2)
            with clock.at(now - timedelta(days=ago)):
                Desk.objects.using("owner").get_or_create(
                    area=case.world.area, team=case.world.team, on=clock.today(), worker=other
                )
                with acting(actor):
                    call("access.open_at_desk", case.case_id)
            if ago == 0:
                ask_at_desk(story, case, actor, number)
            return ago == 0
        case "emergency":
            hours, quiet = dice.choice((0, 2, 4)), dice.randrange(2) == 0
            words = f"Alarm{number}{other.given_name}q"
            with clock.at(now - timedelta(hours=hours)), acting(actor):
                open_in_emergency(
                    actor=actor, name=_name_of(case), born_on=_born(case), reason=words,
                    law="Sv 126" if quiet else "", secret=b"s" * 32,
                )  # fmt: skip
            made = Emergency.objects.using("owner").get(case_id=case.case_id, worker_id=other.id).id
            story.alarms[made] = (case, other.id, quiet, words)
            story.marks.append(Mark(words, case.case_id, None, "alarm"))
            story.things.append(Thing("emergency_id", made, case.case_id, None))
            return hours < 3
    return False


def _name_of(case: CaseWorld) -> str:
    return Client.objects.using("owner").get(id=case.client_ids[0]).name


def _born(case: CaseWorld) -> date:
    return Client.objects.using("owner").get(id=case.client_ids[0]).born_on


def people_of(story: Story) -> list[Somebody]:
    """Everybody of the story, with what each ought to see."""
    found = [_worker(story, worker) for worker in story.workers]
    found += [_officer(story, worker_id) for worker_id in story.offices]
    found += [_client(story, case, index) for case in story.cases for index in range(len(case.client_ids))]
    found += [_representative(story, made) for made in story.acting]
    found += [_partner(story, made) for made in story.shared]
    for each in found:
        each.things |= story.also.get(each.me, set())
        each.marks |= story.words.get(each.me, set())
    return found


def _things(story: Story, worker: Worker) -> set[UUID]:
    """What is of a pair ends for its worker when somebody else takes the case over, and is never the next one's."""
    cases = story.seen[worker.id]
    mine = {case for case, holder in story.held.items() if holder == worker.id}
    return {
        each.number
        for each in story.things
        if each.case_id in cases
        and each.slot != "emergency_id"
        and not each.told
        and (each.by is None or (each.by == worker.id and each.case_id in mine))
    }


def _of(worker: Worker) -> dict[str, Any]:
    return {"area_id": worker.area_id, "worker": worker}


def _worker(story: Story, worker: Worker) -> Somebody:
    cases = story.seen[worker.id]
    marks = {each.words for each in story.marks if each.case_id in cases and each.sort != "alarm"}
    marks |= {words for _case, who, _quiet, words in story.alarms.values() if who == worker.id}
    return Somebody("worker", worker.id, _of(worker), cases, marks, _things(story, worker))


def _officer(story: Story, worker_id: UUID) -> Somebody:
    """Who leads reads names of the team, who guards privacy those of whom an emergency was about; others nobody's."""
    kind, world = story.offices[worker_id]
    worker = Worker.objects.using("owner").get(id=worker_id)
    found = Somebody("worker", worker_id, _of(worker))
    of_team = {each.case_id for each in story.cases if each.world.team.id == world.team.id}
    if kind is Office.Kind.LEADS:
        found.marks = {each.words for each in story.marks if each.case_id in of_team and each.sort == "name"}
    elif kind is Office.Kind.GUARDS:
        for made, (case, _who, _quiet, words) in story.alarms.items():
            if case.case_id in of_team:
                found.marks |= {words, story.names[case.case_id].split()[0]}
                found.things.add(made)
    return found


def _client(story: Story, case: CaseWorld, index: int) -> Somebody:
    me = case.client_ids[index]
    marks = {each.words for each in story.marks if each.client_id == me and not each.of_workers}
    marks |= {each.words for each in story.marks
              if (each.case_id, each.client_id, each.sort) == (case.case_id, None, "inside")
              and not each.of_workers}  # fmt: skip
    marks |= {words for here, _who, quiet, words in story.alarms.values() if here is case and not quiet}
    things = {
        each.number
        for each in story.things
        if each.case_id == case.case_id and each.client_id in (me, None) and not each.of_workers and not each.told
    }
    client = Client.objects.using("owner").get(id=me)
    return Somebody("client", me, {"area_id": client.area_id, "client": client}, {case.case_id}, marks, things)


def _representative(story: Story, made: UUID) -> Somebody:
    client_id, care, money = story.acting[made]
    row = Representation.objects.using("owner").select_related("representative").get(id=made)
    found = Somebody("for", row.representative_id, {"area_id": row.area_id, "representative": row.representative})
    found.marks = {each.words for each in story.marks if each.client_id == client_id and (
        (each.sort == "name" and (care or money)) or (each.words.startswith("Belofte") and care)
        or (each.debt and money))}  # fmt: skip
    found.things = {made} if care or money else set()
    return found


def _partner(story: Story, made: UUID) -> Somebody:
    client_id, runs = story.shared[made]
    row = Sharing.objects.using("owner").select_related("partner").get(id=made)
    assert row.partner is not None
    found = Somebody("partner", row.partner.id, {"area_id": row.area_id, "partner": row.partner})
    own = {each.words for each in story.marks if each.words == row.partner.given_name}
    found.marks = own | {each.words for each in story.marks
                         if runs and each.client_id == client_id and each.sort == "name"}  # fmt: skip
    found.marks |= story.parts[made] if runs else set()
    found.things = {made} if runs else set()
    return found
