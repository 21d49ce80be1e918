"""Who looked in what is known of the client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from alliantie.access.identity import Actor, proven_actor
from alliantie.access.models import Reading
from alliantie.access.sections import called, logged
from alliantie.cases.models import Case, Partner
from alliantie.people.emergency import emergencies_of
from alliantie.people.models import Worker

PAGE, EMERGENCIES = 20, 5
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Look:
    """One line of the reading log about the client; the reader is a worker, the client, or the client with a code.

    Of who reads some sections of a case alone, `sections` names these.
    """

    reader: str
    name: str
    what: str
    ground: str
    device: str
    at: datetime
    sections: str


@dataclass(frozen=True, slots=True)
class Urgent:
    """That somebody opened the case in an emergency, why and until when."""

    name: str
    reason: str
    at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Looks:
    """A page of the reading log, and the key of the page after it, or ""; on the first page the newest emergencies."""

    looks: tuple[Look, ...]
    older: str
    emergencies: tuple[Urgent, ...]


def practices_of(actor: Actor) -> set[str]:
    """The practices by which people work with the client. One query."""
    return set(Case.objects.visible_to(actor).values_list("practice_id", flat=True))


def looks(actor: Actor, before: str = "") -> Looks:
    """Who looked in what is known of the client, newest first, a page from a key on. Three queries, or four."""
    proven_actor(actor)
    found = Reading.objects.filter(client_id=actor.id)
    key = _key(before)
    if key is not None:
        found = found.filter(Q(at__lt=key[0]) | Q(at=key[0], id__lt=key[1]))
    read = list(found.order_by("-at", "-id")[: PAGE + 1])
    older = f"{(read[PAGE - 1].at - _EPOCH) // timedelta(microseconds=1)}-{read[PAGE - 1].id}" if read[PAGE:] else ""
    page = read[:PAGE]
    urgent = () if key is not None else emergencies_of(actor, EMERGENCIES)
    readers = {each.reader_id for each in page if each.reader_kind == "worker"} | {each.worker_id for each in urgent}
    names = {worker.id: worker.name for worker in Worker.objects.filter(id__in=readers)}
    partners = {each.reader_id for each in page if each.reader_kind == "partner"}
    for partner in Partner.objects.filter(id__in=partners) if partners else ():
        names[partner.id] = f"{partner.name}, {partner.works_at}"
    return Looks(
        tuple(
            Look(
                each.reader_kind,
                names.get(each.reader_id, ""),
                each.what,
                each.ground,
                each.device,
                each.at,
                called(logged(each.ground) or ()),
            )
            for each in page
        ),
        older,
        tuple(Urgent(names.get(each.worker_id, ""), each.reason, each.at, each.ends_at) for each in urgent),
    )


def _key(text: str) -> tuple[datetime, int] | None:
    """The moment and number of a key; None for what is no key of ours, which starts at the newest."""
    moment, _dash, number = text.partition("-")
    if not (moment.isdecimal() and number.isdecimal() and len(moment) <= 17 and len(number) <= 18):
        return None
    return _EPOCH + timedelta(microseconds=int(moment)), int(number)
