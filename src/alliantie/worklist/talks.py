"""Recording a talk: in one case or several at once, with a text for each, and what became of agreements."""

from __future__ import annotations

import uuid
from collections.abc import Container, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from alliantie.access.identity import Actor
from alliantie.access.policies import NotNow
from alliantie.cases import operations as cases
from alliantie.cases.models import Fact
from alliantie.cases.operations import NewFact, Promise
from alliantie.cases.queries import recorded_together
from alliantie.norms.timeline import FactValue
from alliantie.worklist.operations import one_at_a_time, standing
from alliantie.worklist.talk_form import HeldIn


@dataclass(frozen=True, slots=True)
class Held:
    """A talk that was held, and what was said of agreements in the first of its cases."""

    talk_id: str
    on: date
    values: Mapping[str, FactValue]
    places: Sequence[HeldIn]
    settled: Mapping[UUID, str]
    promises: Sequence[Promise]


def record_talk(*, actor: Actor, now: datetime, held: Held, token: UUID) -> UUID:
    """Record a talk for everyone who was there and give the first fact.

    The same form sent twice records once. Sent again with other words it takes the place of what it recorded before, as
    long as it is the same kind of talk on the same day; otherwise it is another talk. What somebody else settled
    meanwhile stays as that one said. Raises Denied for a day in the future.
    """
    together = uuid.uuid5(token, f"{held.talk_id} {held.on}")
    with transaction.atomic():
        for place in sorted(held.places, key=lambda each: str(each.case.id)):
            one_at_a_time(actor, f"case:{place.case.id}")
        before = recorded_together(actor, together)
        facts = [
            _fact(actor, held, place, client_id, text, together, before)
            for place in held.places
            for client_id, text in place.texts.items()
        ]
        again = {fact.id for fact in facts}
        for fact_id, stands in before.items():
            if stands and fact_id not in again:
                cases.take_back_fact(actor=actor, now=now, fact_id=fact_id)
        made = cases.record_facts(actor=actor, now=now, facts=facts)
        for agreement_id, state in held.settled.items():
            with suppress(NotNow):
                cases.settle_agreement(
                    actor=actor, agreement_id=agreement_id, state="done" if state == "done" else "dropped"
                )
        for number, promise in enumerate(held.promises):
            cases.make_agreement(
                actor=actor,
                now=now,
                case=held.places[0].case,
                promise=promise,
                token=uuid.uuid5(together, f"agreement {number}"),
                together=together,
            )
    return made[0]


def _fact(
    actor: Actor,
    held: Held,
    place: HeldIn,
    client_id: UUID | None,
    text: str,
    together: UUID,
    before: Container[UUID],
) -> NewFact:
    values = {**held.values, "explained": True} if place.explained else held.values
    said = f"{place.case.id} {client_id} {sorted(values.items())} {place.others} {text}"
    number = uuid.uuid5(together, said)
    return NewFact(
        id=standing(actor, number) if number in before else number,
        area_id=place.case.area_id,
        case_id=place.case.id,
        kind=Fact.Kind.CONTACT,
        on=held.on,
        talk_id=held.talk_id,
        client_id=client_id,
        values=values,
        together=together,
        others=place.others,
        text=text,
    )
