"""Recording what happened, and taking back what did not."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.call import call, writing
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.plain import ask
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import AskedDecision, Fact
from alliantie.cases.operations.duties import reckon
from alliantie.cases.policies import ask_first
from alliantie.norms.fact_values import lacking, read_values, too_early, written
from alliantie.norms.timeline import FactValue
from alliantie.practices import Practice

_THERE = "SELECT f.id FROM cases_fact f WHERE f.id = ANY (%s) AND f.case_id = ANY ((SELECT access.cases())::uuid[])"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFact:
    """Something that happened in a case, for one person or for the case as a whole; as `Fact` has it."""

    area_id: UUID
    case_id: UUID
    kind: str
    on: date
    talk_id: str = ""
    client_id: UUID | None = None
    id: UUID | None = None
    values: Mapping[str, FactValue] = field(default_factory=dict)
    at: time | None = None
    together: UUID | None = None
    others: bool = False
    text: str = ""
    corrects: UUID | None = None


def record_fact(
    *,
    actor: Actor,
    now: datetime,
    area_id: UUID,
    case_id: UUID,
    kind: str,
    on: date,
    talk_id: str = "",
    client_id: UUID | None = None,
    fact_id: UUID | None = None,
    values: Mapping[str, FactValue] | None = None,
    at: time | None = None,
    text: str = "",
    together: UUID | None = None,
) -> UUID:
    """Record one thing that happened, as `record_facts` does."""
    new = NewFact(
        area_id=area_id,
        case_id=case_id,
        kind=kind,
        on=on,
        talk_id=talk_id,
        client_id=client_id,
        id=fact_id,
        values=values or {},
        at=at,
        text=text,
        together=together,
    )
    return record_facts(actor=actor, now=now, facts=[new])[0]


def record_facts(*, actor: Actor, now: datetime, facts: Sequence[NewFact], leading: bool = False) -> tuple[UUID, ...]:
    """Record what happened, in one case or several, and reckon what is due because of it. Four queries.

    A decision that is reserved for who leads the team is recorded `leading` alone, by `take_decision`.

    A talk of which is said that the frame was explained in it is noted as that too, which takes three more. One that
    has an `id` which is there already was sent twice, and is recorded once. Raises Denied for a day in the future or a
    last day before its own, a case the actor may not record in, or one person and a kind that only workers see,
    ValueError for what the practice of the case does not know.
    """
    proven_actor(actor)
    if any(fact.on > clock.day_of(now) for fact in facts):
        raise Denied(_("Deze dag is nog niet geweest."))
    with writing():
        named = [fact.id for fact in facts if fact.id is not None]
        there = {fact_id for (fact_id,) in ask(actor, _THERE, [named])} if named else set()
        made = [_row(actor, now, fact) for fact in facts]
        # Whoever sent the same at this moment was first: what that one recorded stands.
        Fact.objects.bulk_create([row for row in made if row.id not in there], ignore_conflicts=True)
        read = reckon(actor=actor, today=clock.day_of(now), case_ids=sorted({fact.case_id for fact in facts}))
        for fact in facts:
            _check(read[fact.case_id][0], fact, leading=leading)
        explained = [row for row in made if row.kind == Fact.Kind.CONTACT and row.values.get("explained")]
        if explained:
            call("access.explain_in_talk", [row.id for row in explained])
            reckon(actor=actor, today=clock.day_of(now), case_ids=sorted({row.case_id for row in explained}))
    return tuple(row.id for row in made)


def _row(actor: Actor, now: datetime, fact: NewFact) -> Fact:
    return Fact(
        id=fact.id or uuid.uuid4(),
        area_id=fact.area_id,
        case_id=fact.case_id,
        client_id=fact.client_id,
        kind=fact.kind,
        talk_id=fact.talk_id,
        on=fact.on,
        at=fact.at,
        values=written(fact.values),
        together=fact.together,
        others=fact.others,
        text=fact.text,
        corrects_id=fact.corrects,
        recorded_by=actor.me,
        recorded_at=now,
    )


def _check(practice: Practice, fact: NewFact, *, leading: bool) -> None:
    if fact.kind not in practice.vocabulary.facts:
        raise ValueError(f"{fact.kind} is no fact of {practice.id}")
    given = written(fact.values)
    named = "talk" if fact.kind == "contact" else "measure"
    whole = {named: fact.talk_id, **given} if fact.talk_id else given
    values, wrong = read_values(practice, fact.kind, whole)
    wrong += lacking(practice, fact.kind, whole)
    if wrong:
        raise ValueError("; ".join(f"{each.location[0]}: {each.reason}" for each in wrong))
    if too_early(practice, fact.kind, fact.on, values):
        raise Denied(_("Deze laatste dag ligt voor de dag van de gebeurtenis. Kies een latere dag."))
    if fact.client_id is not None and practice.for_workers(fact.kind):
        # A client reads what is about that client; what is about the case as a whole only workers read.
        raise Denied(_("Alleen medewerkers zien dit. Het gaat over de zaak, niet over één persoon."))
    if fact.kind == Fact.Kind.DECISION_TAKEN and not leading:
        decision = practice.decision(str(given["decision"]))
        if decision.reserved is not None:
            raise Denied(ask_first())


def take_back_fact(*, actor: Actor, now: datetime, fact_id: UUID) -> None:
    """Correct a fact that did not happen: it stays, with a correction after it. What a talk explained goes with it.

    Raises Fact.DoesNotExist, NotNow for what somebody who leads the team decided.
    """
    old = Fact.objects.visible_to(actor).exclude(kind=Fact.Kind.ROUND_DISCUSSED).get(id=fact_id)
    if Fact.objects.visible_to(actor).filter(corrects_id=old.id).exists():
        return
    if old.kind == Fact.Kind.DECISION_TAKEN and AskedDecision.objects.visible_to(actor).filter(id=old.id).exists():
        raise NotNow(_("Dit besluit nam wie het team leidt. U neemt het niet terug."))
    with writing():
        Fact.objects.create(
            area_id=old.area_id,
            case_id=old.case_id,
            client_id=old.client_id,
            kind=old.kind,
            talk_id=old.talk_id,
            on=old.on,
            recorded_by=actor.me,
            recorded_at=now,
            corrects_id=old.id,
            void=True,
        )
        if old.kind == Fact.Kind.CONTACT:
            call("access.take_back_explanation", old.id)
        reckon(actor=actor, today=clock.day_of(now), case_ids=[old.case_id])
