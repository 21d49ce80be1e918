"""Reading planned talks: what comes, and what was called off without another time yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.cases.models import Appointment, Case, Fact
from alliantie.cases.queries import practice_of
from alliantie.practices import Practice
from alliantie.practices.schema import Talk

# What a talk takes where nobody said so; for telling that two meet in time, no more.
USUAL = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned talk: with one client or, where `client_name` is "", with everyone in the case."""

    id: UUID
    case: Case
    practice: Practice
    talk: Talk
    client_id: UUID | None
    client_name: str
    client_full_name: str
    worker_id: UUID
    worker_name: str
    worker_full_name: str
    phone: str
    starts_at: datetime
    minutes: int | None
    place: str
    cancelled_by: str

    @property
    def ends_at(self) -> datetime:
        """When it ends, as far as anybody said."""
        return self.starts_at + (timedelta(minutes=self.minutes) if self.minutes else USUAL)


def planned(actor: Actor, since: datetime, case_ids: Iterable[UUID] | None = None) -> tuple[Planned, ...]:
    """The talks from a moment on in running cases (these cases) that were not held yet, soonest first. One query.

    Those called off are among them until another time was found: for a worker what a client called off, however long
    ago; for a client what either called off and was still to come.
    """
    told = Q(starts_at__gte=since) if actor.is_client else Q(cancelled_by=Appointment.By.CLIENT)
    found = _with_names(actor).filter(
        Q(cancelled_at__isnull=True, starts_at__gte=since) & ~Exists(_held(actor))
        | Q(cancelled_at__isnull=False, settled_at__isnull=True) & told,
        case__closed_on__isnull=True,
    )
    if case_ids is not None:
        found = found.filter(case_id__in=list(case_ids))
    return tuple(_planned(each) for each in found)


def get_planned(actor: Actor, appointment_id: UUID, case_id: UUID | None = None) -> Planned:
    """One planned talk (of this case). One query. Raises Appointment.DoesNotExist."""
    found = _with_names(actor).filter(id=appointment_id)
    return _planned((found if case_id is None else found.filter(case_id=case_id)).get())


def at_the_same_time(actor: Actor, one: Planned) -> tuple[Planned, ...]:
    """The other talks of the same worker that meet this one in time. One query."""
    near = _with_names(actor).filter(
        worker_id=one.worker_id,
        cancelled_at__isnull=True,
        starts_at__lt=one.ends_at,
        starts_at__gt=one.starts_at - timedelta(days=1),
    )
    others = (_planned(each) for each in near.exclude(id=one.id))
    return tuple(each for each in others if each.ends_at > one.starts_at)


def _with_names(actor: Actor) -> QuerySet[Appointment]:
    found: QuerySet[Appointment] = Appointment.objects.visible_to(actor)
    found = found.annotate(day=TruncDate("starts_at", tzinfo=clock.HOME))
    return found.select_related("case", "client", "worker").order_by("starts_at", "id")


def _held(actor: Actor) -> QuerySet[Fact]:
    """The contact that closes a talk: of its kind, on its day, with its client, and not taken back."""
    facts: QuerySet[Fact] = Fact.objects.visible_to(actor)
    corrected = Fact.objects.visible_to(actor).filter(corrects_id=OuterRef("id"))
    return facts.filter(
        # With everyone: a contact with any of them will do.
        Q(client_id__isnull=True) | Q(client_id=Coalesce(OuterRef("client_id"), F("client_id"))),
        ~Exists(corrected),
        case_id=OuterRef("case_id"),
        kind=Fact.Kind.CONTACT,
        talk_id=OuterRef("talk_id"),
        on=OuterRef("day"),
        void=False,
    )


def _planned(found: Appointment) -> Planned:
    practice = practice_of(found.case)
    return Planned(
        found.id,
        found.case,
        practice,
        practice.talk(found.talk_id),
        found.client_id,
        found.client.given_name if found.client else "",
        found.client.name if found.client else "",
        found.worker_id,
        found.worker.given_name,
        found.worker.name,
        found.worker.phone,
        found.starts_at,
        found.minutes,
        found.place,
        found.cancelled_by,
    )
