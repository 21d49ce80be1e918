"""Whether the sealed logs are whole, and where somebody changed them.

Asked as the owner of the tables, by statements of our own: a function in the database could have been changed as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from django.conf import settings
from django.db import connections, transaction

from alliantie import clock
from alliantie.access.chain import LOGS, NOTHING, Log, Seal, key_of, row_mac

_AT_ONCE = 50
_LATE = timedelta(days=1)


@dataclass
class OfLog:
    """What was found of one log. Numbers are those of its rows."""

    sealed: int = 0
    expired: int = 0
    waiting: int = 0
    """Rows that came after the last seal."""
    oldest_waiting: datetime | None = None
    changed: list[int] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    inserted: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    """Rows that name a moment long before they came, after sealing began."""


@dataclass
class Found:
    """What was found of the chain and of each log."""

    seals: int = 0
    broken: list[int] = field(default_factory=list)
    """Seals that were changed, or made with another key."""
    missing: list[tuple[int, int]] = field(default_factory=list)
    """From and up to which number seals are gone."""
    unlinked: list[int] = field(default_factory=list)
    """Seals that do not follow on the one before them."""
    begun_anew: list[tuple[str, str, str]] = field(default_factory=list)
    """By hand: of which log, when, and why."""
    logs: dict[str, OfLog] = field(default_factory=lambda: {log: OfLog() for log in LOGS})

    @property
    def whole(self) -> bool:
        """Whether nothing was changed, removed or inserted."""
        of_logs = any(log.changed or log.removed or log.inserted for log in self.logs.values())
        return not (self.broken or self.missing or self.unlinked or of_logs)


def verify() -> Found:
    """Look through all of it, in one snapshot of the database, while work goes on."""
    found = Found()
    key = key_of(settings.MASTER_KEY)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        _check_links(found, key)
        for log in LOGS.values():
            _check_rows(found, found.logs[log.name], log, key)
    return found


def _seals(condition: str = "true", *values: int | str) -> Iterator[Seal]:
    """Seals in order, a few at a time: each holds up to 400 kB."""
    after = 0
    while True:
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                f"SELECT * FROM history.seal WHERE number > %s AND {condition} ORDER BY number LIMIT {_AT_ONCE}",  # noqa: S608
                [after, *values],
            )
            rows = cursor.fetchall()
        yield from map(Seal.of, rows)
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1][0]


def _check_links(found: Found, key: bytes) -> None:
    number, previous = 0, NOTHING
    for seal in _seals():
        found.seals += 1
        if seal.number != number + 1:
            found.missing.append((number + 1, seal.number - 1))
        elif seal.previous != previous:
            found.unlinked.append(seal.number)
        if not seal.holds(key):
            found.broken.append(seal.number)
        elif seal.kind == "start" and seal.reason:
            found.begun_anew.append((seal.log, seal.at.isoformat(timespec="minutes"), seal.reason))
        number, previous = seal.number, seal.seal
    known = _known_outside()
    if known is None:
        return
    known_number, known_seal = known
    if known_number > number:
        found.missing.append((number + 1, known_number))
    elif not any(each.seal.hex() == known_seal for each in _seals("number = %s", known_number)):
        found.unlinked.append(known_number)


def _known_outside() -> tuple[int, str] | None:
    """Number and seal of the newest, as the data folder has it; None where it has none."""
    try:
        number, seal = settings.LAST_SEAL.read_text().split()
        return int(number), seal
    except (OSError, ValueError):
        return None


def _check_rows(found: Found, of_log: OfLog, log: Log, key: bytes) -> None:
    sealed: list[np.ndarray] = []
    expired: list[np.ndarray] = []
    begun: Seal | None = None
    upto = 0
    for seal in _seals("log = %s", log.name):
        if seal.number in found.broken:
            continue
        upto = max(seal.upto, upto)
        if seal.kind == "start":
            # A chain begun anew seals again all that was there.
            begun, sealed, expired, upto = seal, [], [], 0
            of_log.changed, of_log.removed, of_log.late = [], [], []
        elif seal.kind == "expired":
            expired.append(np.asarray(seal.ids, dtype=np.int64))
        else:
            sealed.append(np.asarray(seal.ids, dtype=np.int64))
            _compare(of_log, log, seal, begun, key)
    all_sealed, all_expired = _joined(sealed), _joined(expired)
    of_log.sealed, of_log.expired = len(all_sealed), len(all_expired)
    of_log.removed = sorted(set(of_log.removed) - set(all_expired.tolist()))
    there = _numbers(log)
    unsealed = np.setdiff1d(there, all_sealed, assume_unique=True)
    # What was removed as expired and stands there again was put there; so was what came where all was sealed.
    back = np.intersect1d(there, all_expired)
    of_log.inserted = sorted({*unsealed[unsealed <= upto].tolist(), *back.tolist()})
    waiting = unsealed[unsealed > upto]
    of_log.waiting = len(waiting)
    if len(waiting):
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"SELECT min(at) FROM {log.table} WHERE id = ANY (%s)", [waiting[:1000].tolist()])  # noqa: S608
            (of_log.oldest_waiting,) = cursor.fetchone()


def _compare(of_log: OfLog, log: Log, seal: Seal, begun: Seal | None, key: bytes) -> None:
    """The rows of one seal with what was sealed of them."""
    expected = seal.of_rows()
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            f"SELECT e.id, {log.digest}, e.at FROM {log.table} e WHERE e.id = ANY (%s)",  # noqa: S608
            [list(expected)],
        )
        rows = cursor.fetchall()
    for number, digest, at in rows:
        if row_mac(key, log.name, number, bytes(digest)) != expected.pop(number):
            of_log.changed.append(number)
        elif begun is not None and number > begun.mark and at + _LATE < seal.at:
            of_log.late.append(number)
    of_log.removed.extend(expected)


def _numbers(log: Log) -> np.ndarray:
    with connections["owner"].chunked_cursor() as cursor:
        cursor.execute(f"SELECT id FROM {log.table}")  # noqa: S608
        return np.unique(np.fromiter((number for (number,) in cursor), dtype=np.int64))


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    return np.unique(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int64)


def stands_still(of_log: OfLog) -> bool:
    """Whether rows wait for longer than a minute and a half and five more: the job does not run."""
    return of_log.oldest_waiting is not None and clock.now() - of_log.oldest_waiting > timedelta(minutes=10)
