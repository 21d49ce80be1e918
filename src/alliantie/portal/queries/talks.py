"""The client's planned talks, in words without trade: when, with whom, where, and whether it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.cases.queries.appointments import Planned, get_planned, planned
from alliantie.portal.queries.frame import Statement, statement
from alliantie.practices.rounds import Mode

# Who comes late still has to find where it is.
LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ClientTalk:
    """One talk. `own` is one with this client alone, which does not go on without; `absent` who said "I cannot".

    One that was called off is `settled` once there is another time or none is needed.
    """

    id: UUID
    case_id: UUID
    address: str
    mode: Mode
    worker_name: str
    phone: str
    starts_at: datetime
    minutes: int | None
    place: str
    bring: str
    own: bool
    absent: bool
    cancelled_by: str
    settled: bool

    @property
    def said_no(self) -> bool:
        """Whether it is this client who cannot come."""
        return not self.cancelled_by if self.absent else self.own and self.cancelled_by == "client"

    @property
    def off(self) -> bool:
        """Whether this client need not come."""
        return self.absent or bool(self.cancelled_by)


@dataclass(frozen=True, slots=True)
class ClientTalks:
    """The talks to come, soonest first, and those that do not go on."""

    coming: tuple[ClientTalk, ...]
    off: tuple[ClientTalk, ...]


def talks_of(actor: Actor, now: datetime) -> ClientTalks:
    """The client's talks in every running case. One query."""
    found = [_in_words(each) for each in planned(actor, now - LATE)]
    return ClientTalks(tuple(each for each in found if not each.off), tuple(each for each in found if each.off))


def talk_of(actor: Actor, appointment_id: UUID, language: str) -> tuple[ClientTalk, tuple[Statement, ...]]:
    """One talk, and what the practice says of not coming. Two queries. Raises Appointment.DoesNotExist."""
    found = get_planned(actor, appointment_id)
    names = {"professional": found.worker_name, "organisation": found.case.organisation.name}
    said = found.practice.explanation
    missed = (duty for duty in said.duties if duty.id in said.missed_talk)
    return _in_words(found), tuple(statement(found.practice, duty, names, language) for duty in missed)


def next_of(actor: Actor, talk: ClientTalk, now: datetime) -> ClientTalk | None:
    """The next talk that goes on in the case of one that does not, if there is one. One query."""
    return next((each for each in talks_of(actor, now).coming if each.case_id == talk.case_id), None)


def _in_words(found: Planned) -> ClientTalk:
    return ClientTalk(
        found.id,
        found.case.id,
        found.practice.address,
        found.talk.mode,
        found.worker_name,
        found.phone,
        found.starts_at,
        found.minutes,
        found.place,
        found.bring,
        found.client_id is not None,
        bool(found.cannot),
        found.cancelled_by,
        found.settled,
    )
