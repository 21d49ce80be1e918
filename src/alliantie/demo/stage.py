"""Where a story is performed: its case and people, the moment it is, and who acts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.alliance import queries as rounds
from alliantie.cases import operations as cases
from alliantie.cases import queries as case_queries
from alliantie.cases.models import Case
from alliantie.demo.days import FIRST_TALK, workday
from alliantie.demo.steps import CaseStory, Step
from alliantie.people.models import Team, Worker
from alliantie.practices import library


def actor_of(worker: Worker) -> Actor:
    """A worker as who acts."""
    return Actor("worker", worker.id, area_id=worker.area_id)


class Stage:
    """One case of the story, inside the transaction of the caller."""

    _case_id: UUID
    _client_ids: tuple[UUID, ...]
    _pairs: dict[int, UUID]
    """The running pair of each person who forms one."""
    _earlier: dict[int, UUID]
    """The pairs with the worker before."""
    _rounds: dict[int, rounds.RoundHere]
    """The latest round of each person, as it was when it opened: what changes in it, the database checks."""

    def __init__(self, case: CaseStory, team: Team, workers: list[Worker], today: date) -> None:
        self._case = case
        self._team = team
        self._workers = workers
        self._worker = actor_of(workers[case.worker])
        self._practice = library().latest(case.practice_id)
        self._today = today
        self._moment = datetime.min.replace(tzinfo=clock.HOME)
        self._rounds = {}
        self._promised: dict[int, tuple[int | None, UUID]] = {}
        self._days_ago = 0

    def _go_to(self, step: Step) -> None:
        start = datetime.combine(workday(step.days_ago, self._today), FIRST_TALK, clock.HOME)
        self._moment = max(start, self._moment + timedelta(minutes=5))
        self._days_ago = step.days_ago

    @contextmanager
    def _as(self, actor: Actor) -> Iterator[datetime]:
        """Be someone at the moment of the story, a minute after whatever was done before."""
        self._moment += timedelta(minutes=1)
        with clock.at(self._moment), acting(actor):
            yield clock.now()

    def _client(self, person: int) -> Actor:
        return Actor("client", self._client_ids[person], area_id=self._team.area_id)

    def _get_case(self, actor: Actor) -> Case:
        return case_queries.get_case(actor, self._case_id)

    def _record(self, now: datetime, kind: str, talk_id: str = "", person: int | None = None, **more: Any) -> None:
        happened = cases.NewFact(
            area_id=self._team.area_id,
            case_id=self._case_id,
            kind=kind,
            on=clock.day_of(now),
            talk_id=talk_id,
            client_id=self._of(person),
            **more,
        )
        cases.record_facts(actor=self._worker, now=now, facts=[happened])

    def _find_pairs(self) -> None:
        found = {here.pair.client_id: here.pair.id for here in rounds.pairs_with_rounds(self._worker, [self._case_id])}
        self._pairs = {
            person: found[client_id] for person, client_id in enumerate(self._client_ids) if client_id in found
        }

    def _of(self, person: int | None) -> UUID | None:
        return None if person is None else self._client_ids[person]
