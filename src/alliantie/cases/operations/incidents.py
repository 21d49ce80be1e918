"""Noting what went wrong, what the client says of it, where it came from, and what is done about it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.call import rows
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import Denied, NotNow
from alliantie.access.seen import check_seen
from alliantie.cases.models import Case, Fact, Incident, Response
from alliantie.cases.operations.decisions import take_decision
from alliantie.cases.operations.facts import record_facts, take_back_fact
from alliantie.cases.operations.incident_parts import (
    LONGEST_TEXT,
    called,
    changing,
    fact_of,
    move,
    reactions_of,
    said_of,
)
from alliantie.cases.policies import check_first, check_put_away, named_by
from alliantie.cases.queries.cases import measures_ever, measures_now, practice_of
from alliantie.cases.queries.incidents import offered_in, whole_incident
from alliantie.cases.queries.standing import standing_of
from alliantie.norms.fact_values import written
from alliantie.norms.reactions import lets_go, objection_until
from alliantie.norms.timeline import FactValue
from alliantie.practices.facts import Option
from alliantie.practices.reaction import TIE
from alliantie.practices.reaction import Incident as Kind
from alliantie.practices.sources import day_in_words
from alliantie.practices.told import holds_under


def record_incident(
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    client_id: UUID,
    kind: str,
    on: date,
    values: Mapping[str, FactValue],
    text: str,
    token: UUID,
) -> UUID:
    """Record an incident and the fact it is, once for each token. No gate stands before what happened.

    What the practice calls a judgement is given today, whatever day the incident was: nothing was asked before it.
    Raises Denied for a day in the future or a case that is not the actor's, KeyError for a kind of incident and
    ValueError for a value that the practice does not know.
    """
    proven_actor(actor)
    incident, today = reactions_of(case).incident(kind), clock.day_of(now)
    if on > today:
        raise Denied(_("Deze dag is nog niet geweest."))
    said_on = today if incident.fact in practice_of(case).judgements else on
    _check_under(actor, case, client_id, incident.fact, values, incident)
    made = uuid.uuid5(token, f"{case.id} {client_id} {kind} {on} {written(values)} {text}")
    with transaction.atomic():
        # Whoever sends the same form at the same moment waits here, and then finds it recorded.
        rows("access.timelines", [case.id], True)
        there = Incident.objects.visible_to(actor).filter(case_id=case.id)
        if there.filter(id=made).exists():
            return made
        tied = {**values, TIE: called(there, incident.name.nl, on)}
        Incident.objects.create(
            id=made,
            area_id=case.area_id,
            case_id=case.id,
            client_id=client_id,
            kind=kind,
            on=on,
            values=written(tied),
            text=text[:LONGEST_TEXT],
            recorded_by=actor.me,
            recorded_at=now,
        )
        record_facts(actor=actor, now=now, facts=[fact_of(case, client_id, incident.fact, said_on, tied, made)])
    return made


def _check_under(
    actor: Actor,
    case: Case,
    client_id: UUID,
    fact: str,
    values: Mapping[str, FactValue],
    kind: Kind | None = None,
) -> None:
    """Refuse a kind of incident or an answer that belongs to no measure the client has or had; at most one query."""
    sort = next(each for each in practice_of(case).facts if each.id == fact)
    chosen: list[Kind | Option] = [
        option for value in sort.values for option in value.options if values.get(value.id) == option.id
    ]
    bound = [each for each in (*chosen, *([kind] if kind else [])) if each.measures]
    if bound:
        ever = measures_ever(actor, case, client_id=client_id)
        if not all(holds_under(each, ever) for each in bound):
            raise Denied(_("Dit hoort niet bij wat hier loopt of liep. Kies iets anders."))


def judge_again(
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    incident_id: UUID,
    on: date,
    values: Mapping[str, FactValue],
    text: str,
    token: UUID,
    seen: str | None = None,
) -> None:
    """Say what is known of an incident from a day on; what was said before stays on the timeline.

    One that was put away is there again when it turns out to be something else. What is said on the day of the last
    word corrects it: only then is it known which of the two came last. Raises as `record_incident`, Denied for a day
    before the last word and for a judgement that takes away, without a word of why, what must be done because of the
    last one, and Incident.DoesNotExist. `seen` is the fingerprint of what was last said when the page was made;
    Meanwhile where somebody said something else since.
    """
    with transaction.atomic():
        incident = changing(actor, case, incident_id)
        _check_under(actor, case, incident.client_id, reactions_of(case).incident(incident.kind).fact, values)
        tied = {**values, TIE: incident.values[TIE]}
        fact_id = uuid.uuid5(token, f"{incident.id} {written(tied)} {on} {text}")
        if Fact.objects.visible_to(actor).filter(id=fact_id).exists():
            return
        if written(tied) != incident.values:
            check_seen(seen, incident.values)
        last = next(iter(said_of(actor, case, incident)), None)
        if last is not None and on < last.on:
            raise Denied(_("Kies %(day)s of een latere dag.") % {"day": day_in_words(last.on, "nl")})
        kind = reactions_of(case).incident(incident.kind).fact
        running = measures_now(actor, case, client_id=incident.client_id)
        if not text.strip() and lets_go(practice_of(case), kind, incident.values, tied, running):
            raise Denied(_("Dit telde als iets waar een plicht uit volgt. Schrijf waarom dat niet meer zo is."))
        if incident.state == Incident.State.CLOSED and case.closed_on is None and written(tied) != incident.values:
            # Something else can follow from it now than what it was put away with.
            move(incident, Incident.State.WEIGHED)
        incident.values = written(tied)
        incident.save(update_fields=["values"])
        fact = fact_of(case, incident.client_id, kind, on, tied, fact_id, text[:LONGEST_TEXT])
        record_facts(actor=actor, now=now, facts=[replace(fact, corrects=last.id if last and on == last.on else None)])


def respond(
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    incident_id: UUID,
    option: str,
    reason: str,
    token: UUID,
    on: date | None = None,
    told: Mapping[str, FactValue] | None = None,
    danger: bool = False,
    about: Collection[UUID] = (),
    decided_by: str = "",
) -> UUID:
    """Note what was done about an incident and why, with the fact or the decision it is, once for each token.

    It was done today, or on a day since the incident. `told` is what its fact says beside what the practice gives.
    `about` are those for whom a decision is taken, where it is about somebody in another role than the client, and
    `decided_by` is who took it, where it belongs to another role.
    Why is told of all but what has to be done anyway.
    Raises NotNow while something comes first, Denied for a response that is not open here, another day or no word of
    why, ValueError for what its fact does not say; Incident.DoesNotExist.
    """
    today = clock.day_of(now)
    day, told = on or today, told or {}
    chosen_for = sorted(map(str, about))
    made = uuid.uuid5(token, " ".join((f"{incident_id} {option} {reason} {day} {written(told)}", *chosen_for)))
    with transaction.atomic():
        incident = changing(actor, case, incident_id)
        if Response.objects.visible_to(actor).filter(id=made).exists():
            return made
        standing = standing_of(actor, case, today)
        offers = offered_in(case, incident, standing.timeline, today)
        chosen = next((each for each in offers if each.id == option), None)
        if chosen is None:
            raise Denied(_("Dit kan hier niet. Kies iets anders."))
        noted = Response.objects.visible_to(actor).filter(incident_id=incident_id, option=option, on=day)
        # A decision refuses a second one itself, and can be taken for one child after another.
        if chosen.decision is None and noted.exists():
            raise NotNow(_("Dit is op die dag al vastgelegd."))
        if not (day == today if chosen.decision else incident.on <= day <= today):
            raise Denied(_("Deze dag kan niet. Kies een dag sinds de gebeurtenis, of bij een besluit vandaag."))
        if chosen.decision is not None:
            theirs = named_by(standing, chosen.decision, incident.client_id)
            for whom in [theirs] if theirs or not about else dict.fromkeys(about):
                take_decision(
                    actor=actor,
                    now=now,
                    case=case,
                    decision_id=chosen.decision,
                    token=made,
                    client_id=whom,
                    reason=reason,
                    danger=danger,
                    since=incident.recorded_at,
                    incident=incident.values[TIE],
                    decided_by=decided_by,
                )
        # A gate before the decision says better what has to come first.
        check_first(standing, chosen, incident)
        if chosen.grade != "must" and not reason.strip():
            raise Denied(_("Schrijf waarom."))
        if chosen.fact is not None:
            asked = {name: told[name] for name in chosen.asks if name in told}
            tied = {**asked, **chosen.says, TIE: incident.values[TIE]}
            fact = fact_of(case, incident.client_id, chosen.fact, day, tied, made)
            record_facts(actor=actor, now=now, facts=[fact])
        Response.objects.create(
            id=made,
            area_id=case.area_id,
            case_id=case.id,
            client_id=incident.client_id,
            incident_id=incident.id,
            option=option,
            reason=reason[:LONGEST_TEXT],
            on=day,
            objection_until=objection_until(practice_of(case), chosen, day),
            recorded_by=actor.me,
            recorded_at=now,
        )
        if incident.state == Incident.State.OPEN:
            move(incident, Incident.State.WEIGHED)
    return made


def close_incident(*, actor: Actor, now: datetime, case: Case, incident_id: UUID) -> None:
    """Put an incident away that something was done about since it was judged as it is now.

    Raises NotNow before that, and while something must still be done because of it; Incident.DoesNotExist.
    """
    with transaction.atomic():
        incident = changing(actor, case, incident_id)
        if incident.state == Incident.State.OPEN:
            raise NotNow(_("Kies eerst wat u doet."))
        if not whole_incident(actor, case.id, incident_id).answered:
            raise NotNow(_("Het oordeel veranderde nadat u koos. Kies eerst opnieuw wat u doet."))
        check_put_away(actor, case, incident.values[TIE], clock.day_of(now))
        move(incident, Incident.State.CLOSED)


def withdraw_incident(*, actor: Actor, now: datetime, case: Case, incident_id: UUID) -> None:
    """Take back an incident that was none, with its facts; twice is the same as once.

    Raises NotNow when something was done about it already, Incident.DoesNotExist.
    """
    with transaction.atomic():
        incident = changing(actor, case, incident_id, withdrawn=True)
        if incident.state == Incident.State.WITHDRAWN:
            return
        if incident.state != Incident.State.OPEN:
            raise NotNow(_("Er is al iets gedaan. Neem dit niet meer terug."))
        for fact in said_of(actor, case, incident):
            take_back_fact(actor=actor, now=now, fact_id=fact.id)
        move(incident, Incident.State.WITHDRAWN)
