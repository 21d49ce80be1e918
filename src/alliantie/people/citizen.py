"""A client's citizen service number: kept, shown with a line in the client's log, taken away, and found by."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from alliantie.access.call import call, read, rows
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import NotNow
from alliantie.access.seen import Meanwhile, alone, check_seen
from alliantie.people.models import CitizenNumber as Row
from alliantie.people.models import Worker
from alliantie.people.number_words import number_name
from alliantie.people.numbers import CitizenNumber, counted, hash_of, keep, opened


class KnownError(NotNow):
    """The number is somebody else's at this organisation already."""


class TooOftenError(NotNow):
    """Numbers of others were tried too often within an hour."""


def number_used(actor: Actor) -> str:
    """What the numbers are called that the actor's organisation may use, "" where it may use none. One query."""
    proven_actor(actor)
    mine = Worker.objects.filter(id=actor.me).exclude(organisation__number_ground="")
    practices = mine.values_list("organisation__practices", flat=True).first()
    return "" if practices is None else number_name(practices)


class NumberThere(NamedTuple):
    """The kind of a number, and a mark that tells it from another; "" where none is kept."""

    kind: str
    mark: str


def numbers_in(actor: Actor, case_id: UUID) -> Mapping[UUID, NumberThere]:
    """The people of a case whose number the actor may use, each with what is kept. One query."""
    proven_actor(actor)
    found = read("access.numbers_in", case_id)
    return {client_id: NumberThere(kind or "", mark or "") for client_id, kind, mark in found}


def _check_seen(actor: Actor, case_id: UUID, client_id: UUID, seen: str | None, becomes: str) -> None:
    """Raise Meanwhile where another number stands there than when the page was made; whoever comes second waits.

    What stands there as it shall become was sent twice.
    """
    alone("citizen number", client_id)
    there = numbers_in(actor, case_id).get(client_id)
    if there is not None and there.mark != becomes:
        check_seen(seen, there.mark)


def show_number(actor: Actor, case_id: UUID, client_id: UUID, secret: bytes) -> CitizenNumber | None:
    """The number of a client, None without one. The client reads who looked. One query. Raises Denied."""
    proven_actor(actor)
    found = rows("access.show_number", case_id, client_id)
    return opened(secret, *found[0]) if found else None


def keep_number(
    *, actor: Actor, case_id: UUID, client_id: UUID, number: CitizenNumber, secret: bytes, seen: str | None = None
) -> None:
    """Keep the number of a client in place of the one there was. The same twice changes nothing.

    `seen` is the fingerprint of the mark that stood when the page was made (`numbers_in`). Raises Denied for who may
    not, Meanwhile where another stands there since, KnownError for the number of another, TooOftenError after too many
    of those.
    """
    proven_actor(actor)
    made = keep(secret, number)
    with transaction.atomic():
        _check_seen(actor, case_id, client_id, seen, sha256(made.found_by + client_id.bytes).hexdigest())
        became = call(
            "access.keep_number", case_id, client_id, made.kind, made.found_by, made.sealed, counted(secret, number)
        )
    if became == "known":
        raise KnownError(_("Dit nummer is hier al van iemand anders."))
    if became == "too often":
        raise TooOftenError(_("U probeerde dit te vaak. Probeer het over een uur weer."))


def drop_number(*, actor: Actor, case_id: UUID, client_id: UUID, seen: str | None = None) -> None:
    """Take the number of a client away. Twice changes nothing.

    `seen` is as for `keep_number`. Raises Denied, Meanwhile, and NotNow under a legal hold.
    """
    proven_actor(actor)
    try:
        with transaction.atomic():
            _check_seen(actor, case_id, client_id, seen, "")
            call("access.drop_number", case_id, client_id)
    except Meanwhile:
        raise
    except NotNow as held:
        raise NotNow(_("Dit nummer mag nu niet weg. Vraag na bij wie in uw organisatie de privacy bewaakt.")) from held


def cases_by_number(actor: Actor, number: CitizenNumber, secret: bytes) -> tuple[UUID, ...]:
    """The cases of whoever has this number, among those whose numbers the actor may use. One query.

    Its client reads that it was looked for.
    """
    proven_actor(actor)
    return tuple(case_id for (case_id,) in rows("access.cases_by_number", hash_of(secret, number)))


def own_numbers(actor: Actor, secret: bytes) -> tuple[tuple[UUID, CitizenNumber], ...]:
    """The numbers of a client themselves, by organisation. One query."""
    proven_actor(actor)
    found = Row.objects.filter(client_id=actor.me).order_by("organisation_id")
    return tuple((each.organisation_id, opened(secret, each.kind, each.found_by, each.sealed)) for each in found)
