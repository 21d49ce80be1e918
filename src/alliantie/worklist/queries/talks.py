"""Planned talks as a worker reads them: today's, those after it, and those a client called off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.cases.models import Appointment
from alliantie.cases.queries.appointments import (
    EVER,
    Planned,
    Try,
    at_the_same_time,
    get_planned,
    next_planned,
    planned,
)
from alliantie.worklist.queries.words import joined

# For so long after its day a talk of which nothing was recorded is asked after.
ASKED_FOR = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Talk:
    """One planned talk; `over` once it has begun.

    `client_name` is "" with everyone in the case; `others` is a worker who is not the reader.
    """

    id: UUID
    case_id: UUID
    what: str
    at_home: bool
    client_id: UUID | None
    client_name: str
    title: str
    others: str
    starts_at: datetime
    minutes: int | None
    place: str
    over: bool
    tries: tuple[Try, ...]
    cannot: str

    @property
    def on(self) -> date:
        """The day of the talk."""
        return clock.day_of(self.starts_at)

    @property
    def detail(self) -> str:
        """What it is, how long, where, with whom if not with the reader, and who cannot come."""
        how_long = _("%(count)s minuten") % {"count": self.minutes} if self.minutes else ""
        with_other = _("met %(name)s") % {"name": self.others} if self.others else ""
        return " · ".join(part for part in (self.what, how_long, self.place, with_other, self.cannot) if part)


@dataclass(frozen=True, slots=True)
class Talks:
    """The talks from today on, today's among them apart, the next one, and those for which a client cannot come.

    `asked` are those of earlier days of which nobody said whether they were held; `missed` those to which somebody did
    not come, in one case alone.
    """

    coming: tuple[Talk, ...]
    today: tuple[Talk, ...]
    next: Talk | None
    called_off: tuple[Talk, ...]
    asked: tuple[Talk, ...]
    missed: tuple[Talk, ...]


def talks_of(actor: Actor, language: str, today: date, case_id: UUID | None = None) -> Talks:
    """The planned talks in one case; without a case those up to today in every case the worker may see. One query."""
    since = datetime.combine(today, time(), clock.HOME) - ASKED_FOR
    until = EVER if case_id else datetime.combine(today + timedelta(days=1), time(), clock.HOME)
    found = planned(actor, since, case_id, until=until)
    rows = [(each, talk_in_words(actor, each, language)) for each in found]
    going_on = [talk for each, talk in rows if not each.cancelled_by and not each.tries]
    coming = [talk for talk in going_on if talk.on >= today]
    return Talks(
        tuple(coming),
        tuple(talk for talk in coming if talk.on == today),
        next((talk for talk in coming if talk.starts_at >= clock.now()), None),
        tuple(talk for each, talk in rows if each.cancelled_by),
        tuple(talk for talk in going_on if talk.on < today),
        tuple(talk for _each, talk in rows if talk.tries),
    )


def unasked_talk(actor: Actor, case_id: UUID) -> tuple[UUID | None, bool]:
    """The last talk of a case that has begun and of which nobody said whether it was held, and whether of any of late
    it was noted that somebody was tried to be reached. One query."""
    begun = planned(actor, clock.now() - ASKED_FOR, case_id, until=clock.now())
    there = [each for each in begun if not each.cancelled_by]
    return next((each.id for each in reversed(there) if not each.tries), None), any(each.tries for each in there)


def next_talk(actor: Actor, language: str) -> Talk | None:
    """The first talk from now on in any case the worker may see. One query."""
    found = next_planned(actor, clock.now())
    return None if found is None else talk_in_words(actor, found, language)


def talk_in_words(actor: Actor, found: Planned, language: str) -> Talk:
    """A planned talk in the words of its practice. Costs no query."""
    return Talk(
        found.id,
        found.case.id,
        found.talk.name.in_(language),
        found.talk.mode == "home",
        found.client_id,
        found.client_name,
        found.client_full_name or found.case.title,
        "" if found.worker_id == actor.id else found.worker_full_name,
        found.starts_at,
        found.minutes,
        found.place,
        found.starts_at <= clock.now(),
        found.tries,
        who_cannot(found.cannot),
    )


def who_cannot(names: tuple[str, ...]) -> str:
    """Who of several cannot come to a talk, "" for nobody."""
    if not names:
        return ""
    said = joined(names)
    return (_("%(names)s kunnen niet") if said.several else _("%(name)s kan niet")) % {"names": said, "name": said}


@dataclass(frozen=True, slots=True)
class TalkSaved:
    """A talk that was just planned, moved or called off, and the worker's others that meet it in time."""

    talk: Talk
    off: bool
    at_once: tuple[Talk, ...]


def talk_saved(actor: Actor, case_id: UUID, appointment_id: UUID, language: str) -> TalkSaved | None:
    """How a talk of a case stands right after it was saved; None when there is none. Up to two queries."""
    try:
        found = get_planned(actor, appointment_id, case_id)
    except Appointment.DoesNotExist:
        return None
    others = () if found.cancelled_by else at_the_same_time(actor, found)
    return TalkSaved(
        talk_in_words(actor, found, language),
        bool(found.cancelled_by),
        tuple(talk_in_words(actor, each, language) for each in others),
    )
