"""Noting the people around someone of a case, and what that person says of them."""

from __future__ import annotations

import uuid
from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import Denied
from alliantie.access.seen import alone, check_seen
from alliantie.cases.models import Case, NetworkPerson
from alliantie.cases.queries.network import network_of, own_network

MOST_AROUND: Final = 40
"""People on one map: more cannot be told apart on it."""
LONGEST_NAME: Final = 80
LONGEST_RELATION: Final = 60
LONGEST_WORDS: Final = 300
_WHO: Final = ("name", "sort", "relation", "circle")


@dataclass(frozen=True, slots=True)
class Near:
    """Who somebody is, how near, whether they may be contacted and who said so when; as `NetworkPerson` has it."""

    name: str
    sort: str
    relation: str
    circle: int
    may_contact: str = ""
    said_by: str = ""
    said_on: date | None = None
    victim: bool = False
    banned: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What a client says of somebody, as a worker notes it: what they do, and the client's own words."""

    effect: str
    words: str


def add_near(
    *, actor: Actor, now: datetime, case: Case, client_id: UUID, near: Near, effect: str, words: str, token: UUID
) -> UUID:
    """Put somebody on the map of one client; the same form twice does it once. Two queries.

    A client does it on the own map, and the words are then the client's own. Raises Denied, also when the map is full.
    """
    proven_actor(actor)
    made = uuid.uuid5(token, f"{case.id} {client_id}")
    known = own_network(actor) if actor.is_client else network_of(actor, case.id, client_id)
    here = {each.id for each in known if each.case_id == case.id and each.ended_on is None}
    if made not in here and len(here) >= MOST_AROUND:
        raise Denied(_("De kaart is vol. Haal er eerst iemand af."))
    row = NetworkPerson(
        id=made,
        area_id=case.area_id,
        case_id=case.id,
        client_id=client_id,
        effect=effect,
        words=words,
        by_self=actor.is_client,
        starts_on=clock.day_of(now),
        noted_by=actor.me,
        noted_at=now,
        **_fields(near),
    )
    NetworkPerson.objects.bulk_create([row], ignore_conflicts=True)
    return made


def change_near(
    *,
    actor: Actor,
    person_id: UUID,
    near: Near,
    ended_on: date | None,
    said: Said | None = None,
    seen: str | None = None,
) -> None:
    """Change what a worker noted of somebody, or take them off the map from a day on; history keeps what stood.

    `said` is what the client says of them, noted with it; of whom the client put there themselves it changes nothing.
    `seen` is the fingerprint of what stood on the screen (`noted_of`). Raises NetworkPerson.DoesNotExist, Denied for
    a day that cannot be, Meanwhile where somebody noted something else since, NotNow where the client's own word
    stands.
    """
    proven_actor(actor)
    with transaction.atomic():
        alone("near", person_id)
        _change_near(actor, person_id, near, ended_on, said, seen)


def noted_of(there: NetworkPerson) -> tuple[object, ...]:
    """What a worker noted of somebody, and what the client said as far as a worker noted that."""
    told = () if there.by_self else (there.effect, there.words)
    return *(getattr(there, name) for name in Near.__slots__), there.ended_on, *told


def _change_near(
    actor: Actor, person_id: UUID, near: Near, ended_on: date | None, said: Said | None, seen: str | None
) -> None:
    here = NetworkPerson.objects.visible_to(actor)
    there = here.filter(id=person_id).select_for_update().first()
    if there is None:
        # Whoever only reads it finds it, and may not change it.
        here.get(id=person_id)
        raise Denied(_("Dit mag u niet doen."))
    stands = noted_of(there)
    told = () if there.by_self or said is None else astuple(said)
    # What was filled in for a client who now says it alone is told to whoever typed it, not dropped as kept.
    spoken_for = there.by_self and said is not None and any(astuple(said))
    if stands == (*astuple(near), ended_on, *told) and not spoken_for:
        return
    check_seen(seen, *stands)
    if ended_on is not None and not there.starts_on <= ended_on <= clock.today():
        raise Denied(_("Deze dag kan niet."))
    # Whom the client put there stays as the client named them, and as long as the client says.
    if there.named_by_client and (
        there.ended_on != ended_on or any(getattr(there, each) != getattr(near, each) for each in _WHO)
    ):
        raise Denied(_("Dit mag u niet doen."))
    if said is not None and not there.by_self:
        say_of_near(actor=actor, person_id=person_id, effect=said.effect, words=said.words)
    here.filter(id=person_id).update(**_fields(near), ended_on=ended_on)


def take_off(*, actor: Actor, person_id: UUID, gone: bool) -> None:
    """Take somebody off the own map from today on, or put them back. Twice changes nothing.

    Raises Denied for whom the client did not put there, NotNow once the case has ended.
    """
    proven_actor(actor)
    call("access.take_off_network", person_id, gone)


def say_of_near(*, actor: Actor, person_id: UUID, effect: str, words: str, seen: str | None = None) -> None:
    """What the client says of somebody. A worker notes it until the client says it in the own account.

    `seen` is the fingerprint of effect and words as they stood on the client's screen. Raises Denied, Meanwhile where
    they changed since, and NotNow where the client's own word stands or the case has ended.
    """
    proven_actor(actor)
    with transaction.atomic():
        # The client may not lock the row, and a worker locks it.
        alone("near", person_id)
        for there in own_network(actor) if actor.is_client else ():
            if there.id == person_id and (there.effect, there.words) != (effect, words):
                check_seen(seen, there.effect, there.words)
        call("access.say_of_network", person_id, effect, words)


def _fields(near: Near) -> dict[str, object]:
    return {name: getattr(near, name) for name in Near.__slots__}
