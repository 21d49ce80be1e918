"""Sealing the reading log and history, and letting their content expire with proof that it was an expiry.

Each seal is one transaction: killed between two, the next run goes on where this one was. Rows are committed in another
order than they are numbered, so a log is sealed up to a mark only when all that was under way at that mark has ended.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from alliantie import clock
from alliantie.access.call import call, read
from alliantie.access.chain import LOGS, NOTHING, Seal, key_of, row_mac
from alliantie.access.identity import JOB, acting

# How many rows a seal holds at most: 400 kB of keyed hashes.
MOST = 10_000
_LOCK = "alliantie: the seals of the logs"
_KINDS = "bigint text text timestamptz bigint bigint bigint bigint bigint[] bytea bytea text bytea bytea"
_ADD = f"SELECT access.add_seal({', '.join(f'%s::{kind}' for kind in _KINDS.split())})"


class BrokenChainError(Exception):
    """The newest seal was not made with our key, or was changed: nothing is sealed on top of it unasked."""


def seal_logs() -> int:
    """Seal what was written since the last time, of both logs; the number of rows. Of two at once, one does it.

    Raises:
        BrokenChainError: the end of the chain is not as it was made.
    """
    count = 0
    for log in LOGS:
        while (sealed := _seal_some(log)) is not None:
            count += sealed
    return count


def begin_anew(reason: str) -> None:
    """Begin a new chain on top of what stands, whatever is wrong with it: all rows that there are, are sealed again."""
    for log in LOGS:
        with _alone() as mine:
            if not mine:
                raise BrokenChainError("sealing is under way; try again in a minute")
            _add(_start(log, reason, _newest("")))


def expire(log: str, before: datetime, reason: str) -> int:
    """Remove the content of rows of before a moment that are sealed; their keyed hashes stay. The number of rows.

    Raises:
        BrokenChainError: the end of the chain is not as it was made.
    """
    count = 0
    while expired := _expire_some(log, reason, "access.to_expire", before):
        count += expired
    return count


def forget() -> int:
    """Remove the content of the sealed rows that went along with what was erased. The number of rows; twice is once.

    Rows of the last minutes, which are not sealed yet, wait for the next time.

    Raises:
        BrokenChainError: the end of the chain is not as it was made.
    """
    count = 0
    for log in LOGS:
        while expired := _expire_some(log, "erased with what it was about", "access.to_forget"):
            count += expired
    return count


def to_expire(log: str, before: datetime) -> list[int]:
    """The numbers of the first rows that `expire` would take: at most a thousand times as many as a seal holds."""
    with acting(JOB):
        newest = _newest(log)
        upto = newest.upto if newest else 0
        return [number for (number,) in read("access.to_expire", log, before, upto, MOST * 1000)]


@contextmanager
def _alone() -> Iterator[bool]:
    """A transaction of the job; whether nobody else is sealing."""
    with acting(JOB), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [_LOCK])
        yield cursor.fetchone() == (True,)


def _key() -> bytes:
    return key_of(settings.MASTER_KEY)


def _newest(log: str) -> Seal | None:
    """The newest seal of a log, or of all."""
    found = read("access.last_seal", log)
    return Seal.of(found[0]) if found else None


def _seal_some(log: str) -> int | None:
    """One seal more; the number of its rows, None when there is nothing to seal or somebody else is at it."""
    with _alone() as mine:
        if not mine:
            return None
        last, newest = _newest(""), _newest(log)
        for each in (last, newest):
            if each is not None and not each.holds(_key()):
                raise BrokenChainError(f"seal {each.number} is not as it was made")
        if newest is None:
            made = _start(log, "", last)
        else:
            # In this order: what had ended before we look can be seen when we look.
            over = newest.mark > newest.upto and bool(read("access.mark_is_over", newest.mark_xid)[0][0])
            rows = read("access.to_seal", log, newest.upto, _started(log, newest), MOST)
            if not rows and not over:
                return None
            made = _of_rows(log, newest, last, rows, over=over)
        _add(made)
    _tell_outside(made)
    return len(made.ids)


def _started(log: str, newest: Seal) -> int:
    """The number of the seal with which sealing of a log began, for the last time."""
    return int(read("access.seal_began", log)[0][0]) if newest.kind != "start" else newest.number


def _start(log: str, reason: str, last: Seal | None) -> Seal:
    mark, xid = read("access.log_mark", log)[0]
    return _after(last, log=log, kind="start", upto=0, mark=mark, mark_xid=xid, last_id=0, reason=reason)


def _of_rows(log: str, newest: Seal, last: Seal | None, rows: Sequence[tuple[int, bytes]], *, over: bool) -> Seal:
    ids = [number for number, _digest in rows]
    upto = newest.upto
    if over:
        upto = newest.mark if len(rows) < MOST else min(newest.mark, ids[-1])
    mark, xid = newest.mark, newest.mark_xid
    if upto == mark:
        mark, xid = read("access.log_mark", log)[0]
    macs = b"".join(row_mac(_key(), log, number, bytes(digest)) for number, digest in rows)
    return _after(
        last,
        log=log,
        kind="rows",
        upto=upto,
        mark=mark,
        mark_xid=xid,
        last_id=ids[-1] if ids else newest.last_id,
        ids=ids,
        macs=macs,
    )


def _after(last: Seal | None, **said: Any) -> Seal:
    number, previous = (last.number + 1, last.seal) if last else (1, NOTHING)
    rest = {"ids": [], "macs": b"", "reason": "", **said}
    made = Seal(number=number, at=clock.now(), root=b"", previous=previous, **rest)
    return made.sealed(_key())


def _add(made: Seal) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ADD, astuple(made))


def _expire_some(log: str, reason: str, which: str, *asked: Any) -> int:
    """Expire the next rows that a function of the database names; the number of rows."""
    with _alone() as mine:
        if not mine:
            raise BrokenChainError("sealing is under way; try again in a minute")
        last, newest = _newest(""), _newest(log)
        if newest is None or last is None:
            return 0
        if not last.holds(_key()) or not newest.holds(_key()):
            raise BrokenChainError(f"seal {last.number} is not as it was made")
        ids = [number for (number,) in read(which, log, *asked, newest.upto, MOST)]
        if not ids:
            return 0
        made = replace(newest, number=last.number + 1, previous=last.seal, at=clock.now(), kind="expired")
        made = replace(made, ids=ids, macs=b"", reason=reason).sealed(_key())
        _add(made)
        call("access.forgotten", log, ids)
    _tell_outside(made)
    return len(ids)


def _tell_outside(made: Seal) -> None:
    """Keep number and seal of the newest in the data folder, whole or not at all."""
    aside = settings.LAST_SEAL.with_name(f".{settings.LAST_SEAL.name}.{os.getpid()}")
    aside.write_text(f"{made.number} {made.seal.hex()}\n")
    aside.rename(settings.LAST_SEAL)
