"""Small worlds for tests: an area, organisations, workers and cases, made by the same operations as in use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from alliantie import clock
from alliantie.access.identity import DOOR, Actor, acting
from alliantie.alliance import operations as alliance
from alliantie.alliance import queries as rounds
from alliantie.cases import operations as cases
from alliantie.cases import queries as case_queries
from alliantie.cases.models import Agreement
from alliantie.cases.operations import appointments as appointments
from alliantie.people import administration
from alliantie.people.models import Area, Organisation, Team, Worker
from alliantie.practices import library

SINCE = date(2020, 1, 1)


def look_along(person: Actor, round_id: UUID) -> bool:
    """Say "I am looking too", the client after saying that the answers are the client's own."""
    with acting(person) as actor:
        here = rounds.get_round(actor, round_id)
        if actor.is_client:
            alliance.say_own(actor=actor, here=here, yes=True)
        return alliance.confirm_together(actor=actor, here=here)


def worker_actor(worker: Worker) -> Actor:
    """The worker as someone who acts."""
    return Actor("worker", worker.id, area_id=worker.area_id, name=worker.given_name)


def plan_talk(
    case: CaseWorld, starts_at: datetime, *, client: int | None = 0, talk_id: str = "", **agreed: Any
) -> UUID:
    """A planned talk of the worker whose case it is, with one of its people or with everyone."""
    with acting(case.worker) as actor:
        found = case_queries.get_case(actor, case.case_id)
        return appointments.plan(
            actor=actor,
            now=clock.now(),
            case=found,
            client_id=None if client is None else case.client_ids[client],
            agreed=appointments.Arrangement(
                starts_at, talk_id or case_queries.practice_of(found).talks[0].id, **agreed
            ),
            token=uuid4(),
        )


def agree_in(
    case: CaseWorld,
    text: str,
    *,
    owner: str = "client",
    client: int | None = 0,
    token: UUID | None = None,
    **more: Any,
) -> UUID:
    """An agreement of a case, made by its worker with one of its people or with everyone."""
    with acting(case.worker) as actor:
        return cases.make_agreement(
            actor=actor,
            now=clock.now(),
            case=case_queries.get_case(actor, case.case_id),
            promise=cases.Promise(
                text, Agreement.Owner(owner), None if client is None else case.client_ids[client], **more
            ),
            token=token or uuid4(),
        )


def hand_over(case_id: UUID, giver: Actor, taker: Actor) -> None:
    """A case asked to be taken over, and taken over."""
    with acting(giver):
        cases.ask_hand_over(actor=giver, case_id=case_id, worker_id=taker.me)
    with acting(taker):
        asked = case_queries.asked_of(taker).hand_overs[-1]
        alliance.take_over_case(actor=taker, now=clock.now(), hand_over_id=asked.id)


@dataclass
class World:
    """One organisation with a team of two, and what tests add to it."""

    area: Area
    organisation: Organisation
    team: Team
    workers: list[Worker] = field(default_factory=list)

    @classmethod
    def make(cls, name: str = "Test", workers: tuple[str, ...] = ("Peter", "Samira")) -> World:
        """A world of its own area, so that two worlds share nothing."""
        area = administration.make_area(name)
        return cls.in_area(area, f"Organisatie {name}", workers)

    @classmethod
    def in_area(cls, area: Area, name: str, workers: tuple[str, ...] = ("Peter", "Samira")) -> World:
        """Another organisation in an area that exists."""
        organisation = administration.make_organisation(
            area,
            name,
            confidant="Fatima de Boer, 030 000 00 00",
            complaints="Klachten, 030 000 00 01",
            practices=library().ids(),
        )
        team = administration.make_team(organisation, "Team Noord")
        world = cls(area, organisation, team)
        for given_name in workers:
            world.workers.append(
                administration.make_worker(organisation, given_name, "Jansen", teams=[team], since=SINCE)
            )
        return world

    def worker(self, index: int = 0) -> Actor:
        """One of the workers as actor."""
        return worker_actor(self.workers[index])

    def case(
        self,
        practice_id: str = "nl-probation",
        names: tuple[tuple[str, str], ...] = (("Noor", "Yilmaz"),),
        worker: int = 0,
        roles: tuple[str, ...] | None = None,
        measure_id: str = "",
    ) -> CaseWorld:
        """A case of one of the workers, with its pairs; under the first measure with rounds, or the one named."""
        practice = library().latest(practice_id)
        roles = roles or tuple(practice.pairs[0].client_role for _name in names)
        measure = next(measure for measure in practice.measures if measure.rounds)
        actor = self.worker(worker)
        with acting(actor):
            opened = cases.open_case(
                actor=actor,
                now=clock.now(),
                team=self.team,
                practice=practice,
                measure_ids=[measure_id or measure.id],
                people=[
                    cases.NewPerson(given, family, date(1990, 5, 4), role)
                    for (given, family), role in zip(names, roles, strict=True)
                ],
                before="Dit liep al.",
            )
            case = case_queries.get_case(actor, opened.case_id)
            pairs = alliance.begin_pairs(actor=actor, case=case, practice=practice, worker_id=actor.me)
        return CaseWorld(self, opened.case_id, opened.client_ids, pairs, actor)


@dataclass
class CaseWorld:
    """One case of a world."""

    world: World
    case_id: UUID
    client_ids: tuple[UUID, ...]
    pair_ids: tuple[UUID, ...]
    worker: Actor

    def client(self, index: int = 0) -> Actor:
        """One of the clients, with an account."""
        return Actor("client", self.client_ids[index], area_id=self.world.area.id)

    def link(self, round_id: UUID, index: int = 0) -> Actor:
        """One of the clients, come in by a code for one round."""
        return Actor(
            "link",
            self.client_ids[index],
            area_id=self.world.area.id,
            pair_id=self.pair_ids[index],
            case_id=self.case_id,
            round_id=round_id,
            link_id=self.code_used(round_id),
        )

    def code_used(self, round_id: UUID) -> UUID:
        """A link of the round whose code was used."""
        with acting(self.worker) as actor:
            made = alliance.make_link(actor=actor, now=clock.now(), here=rounds.get_round(actor, round_id), qr=False)
        with acting(DOOR):
            found = alliance.use_link(slug=made.slug, code=made.code)
        assert found is not None
        return UUID(found["link"])

    def round(self, index: int = 0, **options: object) -> UUID:
        """An open round of a pair."""
        with acting(self.worker):
            pair = rounds.get_pair(self.worker, self.pair_ids[index])
            return alliance.start_round(
                actor=self.worker,
                now=clock.now(),
                pair=pair,
                practice=case_queries.practice_of(pair.case),
                reason="asked",
                **options,  # type: ignore[arg-type]
            )

    def answer(self, actor: Actor, round_id: UUID, value: int = 4, share: str = "all") -> None:
        """Answer every question with the same value and send it."""
        with acting(actor):
            here = rounds.get_round(actor, round_id)
            items = here.questionnaire(actor).items
            alliance.save_answers(actor=actor, here=here, answers={item.id: value for item in items})
            alliance.seal(actor=actor, here=here, share=share)  # type: ignore[arg-type]

    def reveal(self, round_id: UUID, share: str = "all") -> None:
        """Both answer, and both say they look along."""
        self.answer(self.client(), round_id, 3, share)
        self.answer(self.worker, round_id, 4)
        for actor in (self.client(), self.worker):
            look_along(actor, round_id)
