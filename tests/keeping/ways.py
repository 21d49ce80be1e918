"""Closed cases, who keeps and deletes, and where something stands: what the tests of keeping share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connections

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.cases import queries
from alliantie.cases.models import Outcome
from alliantie.cases.operations.ending import Ending, end_case
from alliantie.keeping import operations as keeping
from alliantie.people import administration
from alliantie.people.models import Office, Worker
from alliantie.practices.keeping import Category
from tests.support.programs import wait_for
from tests.worlds import SINCE, CaseWorld, World, worker_actor


def keeper(world: World, kind: Office.Kind = Office.Kind.GUARDS) -> Actor:
    """Somebody who guards privacy at a world's organisation, or manages it."""
    worker: Worker = administration.make_worker(world.organisation, "Vera", "Wachter", teams=[], since=SINCE)
    administration.give_office(worker, since=SINCE, kind=kind)
    return worker_actor(worker)


def ended(case: CaseWorld) -> CaseWorld:
    """The same case, which ended today."""
    said: dict[str, Any] = {
        "interests": "Rust.",
        "cause": "De tijd is om.",
        "contact": "Gebeld.",
        "why": "Zo besproken.",
    }
    with acting(case.worker) as actor:
        here = queries.get_case(actor, case.case_id)
        outside: dict[tuple[str, UUID | None], date] = {("suspended-sentence", None): clock.today()}
        made = Ending(kind=Outcome.Kind.OTHER, reason="completed", outside=outside, **said)
        end_case(actor=actor, now=clock.now(), case=here, ending=made, token=uuid4())
    return case


def later(years: float = 10.1, **more: float) -> Any:
    """The clock so much later."""
    return clock.at(clock.now() + timedelta(days=365.25 * years, **more))


def proposed(actor: Actor, numbers: Sequence[UUID], category: Category = Category.CASE) -> UUID:
    token = uuid4()
    with acting(actor):
        keeping.propose(actor=actor, token=token, category=category, numbers=numbers, reason="De termijn is om.")
    return token


def approved(world: World, numbers: Sequence[UUID], category: Category = Category.CASE) -> UUID:
    """A batch that one proposed and another approved."""
    keeping.list_due()
    batch_id = proposed(keeper(world), numbers, category)
    other = keeper(world)
    with acting(other):
        keeping.approve(actor=other, batch_id=batch_id)
    return batch_id


def erase(world: World, numbers: Sequence[UUID], category: Category = Category.CASE) -> UUID:
    """All of it, with the logs, a day after it was approved."""
    batch_id = approved(world, numbers, category)
    with later(0, hours=25):
        keeping.carry_out()
        wait_for(lambda: keeping.forget() >= 0 and not owner("SELECT 1 FROM history.to_forget LIMIT 1"))
    return batch_id


def owner(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def where(*words: str) -> dict[str, int]:
    """Every table, in whichever schema, in which one of these words stands somewhere, with how many rows."""
    tables = owner(
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind = 'r' AND n.nspname !~ '^(pg_|information_schema)'"
    )
    found = {}
    for schema, table in tables:
        ((rows,),) = owner(
            f'SELECT count(*) FROM "{schema}"."{table}" t WHERE t::text ILIKE ANY (%s)',  # noqa: S608
            [f"%{word}%" for word in words],
        )
        if rows:
            found[f"{schema}.{table}"] = rows
    return found


def numbers_of(case: CaseWorld) -> list[str]:
    return [str(each) for each in (case.case_id, *case.client_ids, *case.pair_ids)]


def hold(actor: Actor, **more: Any) -> bool:
    said = {"case_id": None, "name": "", "born_on": None, "reason": "Klacht", "law": "", **more}
    until = said.pop("until", clock.today() + timedelta(days=30))
    with acting(actor):
        return keeping.place_hold(actor=actor, token=uuid4(), asked=keeping.Held(until=until, **said), secret=b"secret")


def due_numbers() -> set[UUID]:
    return {number for (number,) in owner("SELECT number FROM keeping_due WHERE category = 'case'")}
