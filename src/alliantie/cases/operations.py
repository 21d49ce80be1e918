"""Writing in a case: opening it, recording what happened, explaining the frame, having it covered."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import Denied
from alliantie.cases.models import Case, Fact, Measure, Participant
from alliantie.people.models import Client, Team
from alliantie.people.names import plain, sort_key, trigrams
from alliantie.practices import Practice


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Someone a case is about, as the worker typed it in."""

    given_name: str
    family_name: str
    born_on: date
    role: str
    language: str = "nl"
    easy_form: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A new case and its people, in the order they were given."""

    case_id: UUID
    client_ids: tuple[UUID, ...]


def open_case(
    *,
    actor: Actor,
    now: datetime,
    team: Team,
    practice: Practice,
    measure_ids: Sequence[str],
    people: Sequence[NewPerson],
) -> Opened:
    """Open a case under the practice's version, with new people, in the worker's own team.

    Raises Denied when the actor is not in the team, or when there is nobody or no measure.
    """
    proven_actor(actor)
    if not people or not measure_ids:
        raise Denied(_("Een zaak heeft iemand om wie het gaat, en een maatregel of afspraak."))
    today = clock.day_of(now)
    case_id = uuid.uuid4()
    title = " · ".join(f"{person.given_name} {person.family_name}" for person in people)[:160]
    with transaction.atomic():
        # The grant comes first: without it the database would not let its maker see the new rows.
        call("access.open_case", case_id, team.id)
        Case.objects.create(
            id=case_id,
            area_id=team.area_id,
            organisation_id=team.organisation_id,
            team_id=team.id,
            worker_id=actor.me,
            practice_id=practice.id,
            practice_version=practice.version,
            practice_hash=practice.hash,
            title=title,
            title_key=plain(title),
            opened_on=today,
        )
        client_ids = []
        for person in people:
            client = Client.objects.create(
                area_id=team.area_id,
                given_name=person.given_name,
                family_name=person.family_name,
                born_on=person.born_on,
                sort_key=sort_key(person.given_name, person.family_name),
                trigrams=trigrams(f"{person.given_name} {person.family_name}"),
                language=person.language,
                easy_form=person.easy_form,
            )
            Participant.objects.create(area_id=team.area_id, case_id=case_id, client_id=client.id, role=person.role)
            call("access.admit_client", case_id, client.id)
            client_ids.append(client.id)
        for measure_id in measure_ids:
            Measure.objects.create(
                area_id=team.area_id, case_id=case_id, measure_id=practice.measure(measure_id).id, starts_on=today
            )
        record_fact(actor=actor, now=now, area_id=team.area_id, case_id=case_id, kind=Fact.Kind.CASE_OPENED, on=today)
    return Opened(case_id, tuple(client_ids))


def record_fact(
    *,
    actor: Actor,
    now: datetime,
    area_id: UUID,
    case_id: UUID,
    kind: Fact.Kind,
    on: date,
    talk_id: str = "",
    client_id: UUID | None = None,
    fact_id: UUID | None = None,
) -> UUID:
    """Record that something happened on a day. With a `fact_id` a repeated submit records it once.

    Raises Denied for a day in the future or a case the actor may not record in.
    """
    proven_actor(actor)
    if on > clock.day_of(now):
        raise Denied(_("Deze dag is nog niet geweest."))
    made = fact_id or uuid.uuid4()
    if fact_id and Fact.objects.visible_to(actor).filter(id=fact_id).exists():
        return made
    Fact.objects.create(
        id=made,
        area_id=area_id,
        case_id=case_id,
        client_id=client_id,
        kind=kind,
        talk_id=talk_id,
        on=on,
        recorded_by=actor.me,
        recorded_at=now,
    )
    return made


def take_back_fact(*, actor: Actor, now: datetime, fact_id: UUID) -> None:
    """Correct a fact that did not happen: it stays, with a correction after it. Raises Fact.DoesNotExist."""
    old = Fact.objects.visible_to(actor).exclude(kind=Fact.Kind.ROUND_DISCUSSED).get(id=fact_id)
    if Fact.objects.visible_to(actor).filter(corrects_id=old.id).exists():
        return
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


def explain_frame(*, actor: Actor, now: datetime, case: Case, client_id: UUID, on: date | None = None) -> None:
    """Note on which day the frame was explained to a client, or correct that day; history keeps the old one.

    One day a version of the practice, so two at once are safe. Raises Denied for a day in the future.
    """
    proven_actor(actor)
    today = clock.day_of(now)
    if on is not None and on > today:
        raise Denied(_("Deze dag is nog niet geweest."))
    call("access.explain_frame", case.id, client_id, case.practice_version, on or today)


def acknowledge_frame(*, actor: Actor, case: Case) -> None:
    """The client says the frame is clear; only the client can see that. Twice is the same as once."""
    proven_actor(actor)

    call("access.acknowledge", case.id, case.practice_version)


def change_measure(*, actor: Actor, now: datetime, case: Case, measure_id: str, starts: bool, on: date) -> None:
    """Start or end a measure of the practice on a day, as a row and as a fact. Raises Denied, KeyError."""
    proven_actor(actor)
    if on > clock.day_of(now):
        raise Denied(_("Deze dag is nog niet geweest."))
    running = Measure.objects.visible_to(actor).filter(case_id=case.id, measure_id=measure_id, ends_on__isnull=True)
    with transaction.atomic():
        if starts:
            if running.exists():
                raise Denied(_("Deze maatregel loopt al."))
            Measure.objects.create(area_id=case.area_id, case_id=case.id, measure_id=measure_id, starts_on=on)
        elif not running.update(ends_on=on):
            raise Denied(_("Deze maatregel loopt niet."))
        kind = Fact.Kind.MEASURE_STARTED if starts else Fact.Kind.MEASURE_ENDED
        record_fact(actor=actor, now=now, area_id=case.area_id, case_id=case.id, kind=kind, on=on, talk_id=measure_id)


def cover(*, actor: Actor, case_id: UUID, worker_id: UUID, starts_at: datetime, ends_at: datetime) -> None:
    """Let a colleague stand in: sees the case, not the rounds; the pair stays. Raises Denied."""
    proven_actor(actor)
    call("access.give_cover", case_id, worker_id, starts_at, ends_at)


def end_cover(*, actor: Actor, grant_id: UUID) -> None:
    """End a stand-in's view at once. Raises Denied."""
    proven_actor(actor)
    call("access.end_cover", grant_id)
