"""What a privacy officer does: search the reading log with a reason, settle what is unusual, and set what that is."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from alliantie.access.call import call, rows
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.models import LogSearch, Watch
from alliantie.access.seen import alone, check_seen
from alliantie.people.names import plain

Row = TypeVar("Row")

LONGEST_SPAN, LONGEST_OF_ALL = 366, 31
"""Days a search of the log may span, with a worker or client and without."""
MOST_IN_FILE = 5000
LEAST, TIMES = (1, 1000), (1, 100)
"""Between which numbers of files, and of times the usual, many files in a day can be set."""
MOST_NAMES = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log: who looked at what of which client, when, on which ground.

    `reader_kind` is "worker", "for" (who represents), "partner", or "client" for one who fetched the own file.
    """

    id: int
    at: datetime
    worker_id: UUID
    worker: str
    what: str
    client_id: UUID | None
    client: str
    ground: str
    device: str
    reader_kind: str


@dataclass(frozen=True, slots=True)
class Unusual:
    """Reading that is unusual by the settings, with numbers that tell it; settled, by whom and with which note."""

    id: UUID
    kind: str
    worker_id: UUID
    worker: str
    client_id: UUID | None
    client: str
    on: date
    facts: dict[str, float]
    note: str
    settled_by: str
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Settings:
    """What counts as unusual at an organisation. The defaults are our own choice, no source names them."""

    surname: bool = True
    outside: bool = True
    many_least: int = 20
    many_times: int = 3
    names: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search is for. `client` is a number or a whole name as it was typed, "" for anyone; both days count."""

    reason: str
    worker_id: UUID | None
    client: str
    first: date
    last: date


def search_log(*, actor: Actor, token: UUID, asked: Asked) -> None:
    """Open the reading log for a day under this number, with the reason kept. The same sent twice is one search.

    Raises Denied for who guards no organisation, NotNow for a search without reason or over too many days.
    """
    proven_actor(actor)
    keys = name_keys(asked.client)
    call("access.open_log", token, asked.reason, asked.worker_id, asked.client, keys, asked.first, asked.last)


def name_keys(typed: str) -> list[str]:
    """A whole name as it is matched, wherever the given names end: "Noor Yilmaz" and "Yilmaz, Noor" find the same."""
    family, comma, given = typed.partition(",")
    if comma:
        return [f"{plain(family)}, {plain(given)}"]
    words = plain(typed).split()
    return [f"{' '.join(words[at:])}, {' '.join(words[:at])}" for at in range(1, len(words))]


def get_search(actor: Actor, search_id: UUID) -> LogSearch:
    """One search. Raises LogSearch.DoesNotExist when it is not of an organisation the actor guards. One query."""
    proven_actor(actor)
    return LogSearch.objects.get(id=search_id)


def searches(actor: Actor, most: int) -> tuple[LogSearch, ...]:
    """The newest searches by whoever guards the organisation. One query."""
    proven_actor(actor)
    return tuple(LogSearch.objects.order_by("-at", "id")[:most])


def read_log(actor: Actor, search_id: UUID, before: tuple[datetime, int] | None, most: int) -> tuple[Line, ...]:
    """What a search of the last day found, newest first. Each client shown can read that, once a day. One query.

    Raises Denied for a search of somebody else or of longer ago.
    """
    proven_actor(actor)
    found = rows("access.read_log", search_id, *(before or (None, None)), most)
    return tuple(_without_gaps(Line, row) for row in found)


def read_alerts(actor: Actor, *, settled: bool, most: int) -> tuple[Unusual, ...]:
    """What was unusual, newest first. Each client named can read that, once a day. One query."""
    proven_actor(actor)
    found = rows("access.read_alerts", settled, most)
    return tuple(_without_gaps(Unusual, (*row[:7], json.loads(row[7]), *row[8:])) for row in found)


def _without_gaps(of: Callable[..., Row], row: tuple[Any, ...]) -> Row:
    """A row whose client is nobody has no name either."""
    return of(*("" if each is None and at in _NAMES[of] else each for at, each in enumerate(row)))


_NAMES: dict[Callable[..., Any], tuple[int, ...]] = {Line: (6,), Unusual: (5, 9)}


def settle(*, actor: Actor, alert_id: UUID, note: str) -> None:
    """Settle what was unusual with a note; "" opens it again. Raises Denied; NotNow when another did."""
    proven_actor(actor)
    call("access.settle_alert", alert_id, note)


def settings_of(actor: Actor) -> Settings:
    """What counts as unusual at the organisation the actor guards. One query."""
    proven_actor(actor)
    found = Watch.objects.first()
    if found is None:
        return Settings()
    return Settings(found.surname, found.outside, found.many_least, found.many_times, found.names)


def set_watch(*, actor: Actor, settings: Settings, seen: str | None = None) -> None:
    """Set what counts as unusual from now on.

    `seen` is the fingerprint of the settings that stood on the screen. Raises Denied, Meanwhile where somebody else
    set them since, NotNow for a number that is too small or too large.
    """
    with transaction.atomic():
        # Who set nothing yet has no row to lock.
        alone("watch", actor.area_id)
        stands = settings_of(actor)
        if stands != settings:
            check_seen(seen, *astuple(stands))
        call("access.set_watch", *astuple(settings), names_in(settings.names))


def names_in(typed: str) -> list[str]:
    """The whole names in a text, one a line, as they are matched."""
    return sorted({key for line in typed.splitlines() for key in name_keys(line)})


def watch(days: Sequence[date]) -> None:
    """Reckon what was unusual on these days; the background's work, and doing it twice changes nothing."""
    for day in days:
        call("access.watch_readings", day)
