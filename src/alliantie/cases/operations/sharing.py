"""Deciding what is shared with somebody outside the organisation, or not to share; and stopping it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import NotNow


@dataclass(frozen=True, slots=True)
class About:
    """A client it is about: what was said when consent was asked ("yes", "no", "not_asked"), and the words or why."""

    client_id: UUID
    consent: str
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is shared: its sort, which one, which goal of a plan; and how it is called, or the text itself."""

    sort: str
    id: UUID | None
    text: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A professional of another organisation, who is known again by all of this together."""

    given_name: str
    family_name: str
    works_at: str
    phone: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A whole decision: about whom, what, with whom in which way, why, on which ground, and until when (half-open).

    `kept_until` is the day from which the clients read it, where a `law` forbids that before.
    """

    about: Sequence[About]
    parts: Sequence[Part]
    whom: str
    person: Person | None
    way: str
    purpose: str
    ground: str
    named: str
    gain: str
    harm: str
    less: str
    free: bool
    forced: bool
    ends_on: date | None
    law: str = ""
    kept_until: date | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A decision not to share what `whom` asked: by which rule, and how consent can still be asked."""

    about: Sequence[About]
    whom: str
    purpose: str
    source: str
    route: str
    instead: str


def check_consent(decided: Decided) -> None:
    """Whether the ground can carry it. Raises NotNow, with what to do instead."""
    if decided.ground != "consent":
        return
    if decided.forced:
        raise NotNow(
            _(
                "Toestemming alleen is hier niet genoeg. Er geldt een maatregel die de cliënt niet kan weigeren."
                " Een ja is dan niet vrij. Kies de wet of de taak waar het op rust. De toestemming blijft erbij staan."
            )
        )
    if any(each.consent != "yes" for each in decided.about):
        raise NotNow(_("Er is geen ja van iedereen over wie het gaat. Kies een andere grond, of deel niet."))
    if not decided.free:
        raise NotNow(
            _(
                "Kon de cliënt nee zeggen zonder gevolgen? Zo niet, dan is toestemming alleen geen grond."
                " Kies een andere."
            )
        )


def share(*, actor: Actor, case_id: UUID, decided: Decided, act: UUID) -> None:
    """Take a decision to share. The same `act` sent twice is taken once.

    Raises Denied for what is not the actor's to share, NotNow for what cannot be shared so.
    """
    proven_actor(actor)
    check_consent(decided)
    person = decided.person if decided.way == "account" else None
    told = {
        **_common(decided.about, decided.whom, decided.purpose),
        "way": decided.way,
        "ground": decided.ground,
        "named": decided.named,
        "gain": decided.gain,
        "harm": decided.harm,
        "less": decided.less,
        "free": decided.free,
        "forced": decided.forced,
        "ends_on": _day(decided.ends_on),
        "law": decided.law,
        "kept_until": _day(decided.kept_until),
        "parts": [
            {"sort": each.sort, "id": str(each.id) if each.id else None, "number": each.number, "text": each.text}
            for each in decided.parts
        ],
    }
    if person is not None:
        told |= {
            "given_name": person.given_name,
            "family_name": person.family_name,
            "works_at": person.works_at,
            "phone": person.phone,
        }
    call("access.share", act, case_id, Jsonb(told))


def refuse(*, actor: Actor, case_id: UUID, refused: Refused, act: UUID) -> None:
    """Record that something is not shared, by which rule. The same `act` sent twice is recorded once. Raises Denied."""
    proven_actor(actor)
    told = {
        **_common(refused.about, refused.whom, refused.purpose),
        "refused": True,
        "source": refused.source,
        "route": refused.route,
        "less": refused.instead,
    }
    call("access.share", act, case_id, Jsonb(told))


def stop_sharing(*, actor: Actor, sharing_id: UUID, why: str) -> None:
    """Stop it the same second. Stopping again changes nothing. Raises Denied, NotNow where nothing runs."""
    proven_actor(actor)
    call("access.stop_sharing", sharing_id, why)


def _common(about: Sequence[About], whom: str, purpose: str) -> dict[str, object]:
    clients = [{"id": str(each.client_id), "consent": each.consent, "words": each.words} for each in about]
    return {"clients": clients, "whom": whom, "purpose": purpose}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
