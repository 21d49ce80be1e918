"""What is open by an office in a random world, and what colleagues ask each other."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.models import Alert
from alliantie.cases import operations
from alliantie.cases.models import HandOver, Move
from alliantie.cases.operations.team import Request, put_on_list
from alliantie.cases.queries import get_case
from alliantie.exports import own_copy
from alliantie.keeping import operations as keeping
from alliantie.keeping.models import Batch, Hold
from alliantie.people import guarding
from alliantie.people.models import Office, Worker
from tests.access.random_story import Mark, Story, Thing
from tests.access.random_things import leaders_of
from tests.research.allowing import asked as ask_research
from tests.worlds import CaseWorld, World, worker_actor

KEEP = (Office.Kind.GUARDS, Office.Kind.MANAGES)


def tell_offices(story: Story) -> None:
    """For the organisations with offices: a list, a move of cases, a search, what is unusual, keeping and research."""
    for number, world in enumerate(story.worlds[:2]):
        holders = {kind: who for who, (kind, where) in story.offices.items() if where is world}
        cases = [case for case in story.cases if case.world.organisation.id == world.organisation.id]
        _leading(story, world, holders[Office.Kind.LEADS], number)
        _managing(story, world, holders[Office.Kind.MANAGES], number)
        _guarding(story, world, cases[0], holders[Office.Kind.GUARDS], number)
        _keeping(story, world, cases[0], [holders[kind] for kind in KEEP], number)
        made = ask_research(_actor(holders[Office.Kind.RESEARCHES]))
        for kind in (Office.Kind.RESEARCHES, Office.Kind.GUARDS):
            story.open_to(holders[kind], _of(world, "research_id", made))


def _actor(worker_id: UUID) -> Actor:
    return worker_actor(Worker.objects.using("owner").get(id=worker_id))


def _of(world: World, slot: str, number: UUID) -> Thing:
    """What stands in no case, but at a team or its organisation."""
    return Thing(slot, number, world.team.id, None, told=True)


def _leading(story: Story, world: World, leader: UUID, number: int) -> None:
    words = f"Wachtende{number}q"
    with acting(_actor(leader)) as actor:
        request = Request(words, clock.today(), "soon", "Vraag", "")
        waits = put_on_list(actor=actor, now=clock.now(), team=world.team, request=request, token=uuid4())
    things = [_of(world, "worker_id", worker.id) for worker in world.workers]
    story.open_to(leader, _of(world, "waiting_id", waits), _of(world, "team_id", world.team.id), *things, words=words)
    story.marks.append(Mark(words, world.team.id, None, "inside"))


def _managing(story: Story, world: World, manager: UUID, number: int) -> None:
    """A move of cases: written as owner, since a version of one's own costs a second to adopt."""
    words = f"Verhuizing{number}q"
    made = Move.objects.using("owner").create(
        area=world.area, organisation=world.organisation, practice_id="nl-probation", version="2026-1",
        reason=words, planned_at=story.now, planned_by_id=manager,
    )  # fmt: skip
    story.open_to(manager, _of(world, "move_id", made.id), words=words)
    story.marks.append(Mark(words, world.team.id, None, "inside"))


def _guarding(story: Story, world: World, case: CaseWorld, officer: UUID, number: int) -> None:
    """A search of the reading log, and something unusual that tells of one client."""
    token, words = uuid4(), f"Zoekreden{number}q"
    today = clock.today()
    with acting(_actor(officer)) as actor:
        asked = guarding.Asked(words, None, "", today - timedelta(days=6), today)
        guarding.search_log(actor=actor, token=token, asked=asked)
    made = Alert.objects.using("owner").create(
        area=world.area, organisation=world.organisation, kind=Alert.Kind.SURNAME, worker_id=world.workers[0].id,
        client_id=case.client_ids[0], on=clock.today(), made_at=story.now,
    )  # fmt: skip
    story.open_to(officer, _of(world, "search_id", token), _of(world, "alert_id", made.id), words=words)
    story.marks.append(Mark(words, world.team.id, None, "inside"))
    story.words[officer] |= {mark.words for mark in story.marks
                             if mark.sort == "name" and mark.case_id in {each.case_id for each in story.cases
                             if each.world.organisation.id == world.organisation.id}}  # fmt: skip


def _keeping(story: Story, world: World, case: CaseWorld, keepers: list[UUID], number: int) -> None:
    """A hold on a case, which its clients find in their copy, and a batch that somebody proposed."""
    words, reason = f"Bewaar{number}q", f"Wisvoorstel{number}q"
    with acting(_actor(keepers[0])) as actor:
        until = clock.today() + timedelta(days=30)
        held = keeping.Held(case.case_id, "", None, words, "", until)
        keeping.place_hold(actor=actor, token=uuid4(), asked=held, secret=b"s" * 32)
    hold = Hold.objects.using("owner").get(case_id=case.case_id)
    batch = Batch.objects.using("owner").create(
        area=world.area, organisation=world.organisation, category="case", reason=reason, proposed_by=keepers[0],
        proposed_at=story.now,
    )  # fmt: skip
    story.marks += [Mark(each, world.team.id, None, "inside") for each in (words, reason)]
    for keeper in keepers:
        story.open_to(keeper, _of(world, "hold_id", hold.id), _of(world, "batch_id", batch.id), words=words)
        story.words[keeper].add(reason)


def ask_to_take_over(story: Story, case: CaseWorld, holder: Worker, to: Worker, number: int) -> None:
    """A question to take a case over: who is asked reads what is open in it, and has no grant yet."""
    words = f"Overdracht{number}q"
    with acting(worker_actor(holder)) as actor:
        operations.ask_hand_over(actor=actor, case_id=case.case_id, worker_id=to.id, note=words)
    made = HandOver.objects.using("owner").get(case_id=case.case_id, accepted_at=None).id
    thing = Thing("hand_over_id", made, case.case_id, None, told=True)
    story.marks.append(Mark(words, case.case_id, None, "inside", of_workers=True))
    story.asked.setdefault(to.id, set()).add(case.case_id)
    for who in (holder.id, to.id, *leaders_of(story, case)):
        story.open_to(who, thing, words=words)
    story.words[to.id] |= {mark.words for mark in story.marks
                           if mark.case_id == case.case_id
                           and (mark.sort == "name" or mark.words.startswith("Belofte"))}  # fmt: skip


def ask_at_desk(story: Story, case: CaseWorld, actor: Actor, number: int) -> None:
    """A question that came in at the desk: all who see the case find it."""
    words = f"Bureauvraag{number}q"
    with acting(actor):
        here = get_case(actor, case.case_id)
        made = operations.pass_question_on(
            actor=actor, now=story.now, case=here, text=words, urgent=False, token=uuid4()
        )
    story.things.append(Thing("question_id", made, case.case_id, None, of_workers=True))
    story.marks.append(Mark(words, case.case_id, None, "inside", of_workers=True))


def copy_all(story: Story, case: CaseWorld) -> None:
    """The copy of all that is known of a client, which nobody else opens."""
    with acting(case.client()) as actor:
        made = own_copy.ask_copy(actor=actor, language="nl")
    own_copy.make_copies(clock.now())
    story.open_to(actor.me, Thing("copy_id", made, case.case_id, actor.me, told=True))
