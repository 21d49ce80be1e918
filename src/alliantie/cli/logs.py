"""`alliantie logs`: whether the reading log and history are whole, sealing them, and letting old content go."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from alliantie.cli.shared import inside, print_json
from alliantie.server.errors import ServerError

if TYPE_CHECKING:
    from alliantie.access.verifying import Found, OfLog

_CALLED = {"reading": "the reading log", "history": "history"}
_SHOWN = 10
# Whoever asks who looked may ask years later. The term itself is the organisation's; this is the least we take.
_LEAST_YEARS = 5


def add_commands(commands: Any) -> list[argparse.ArgumentParser]:
    """Add them; those that have a data folder."""
    group = commands.add_parser("logs", help="whether the reading log and history are whole")
    below = group.add_subparsers(metavar="COMMAND", required=True)

    verify = below.add_parser("verify", help="tell what is whole and what was changed; status 1 when anything was")
    verify.add_argument("--json", action="store_true", help="print data")
    verify.set_defaults(carry_out=inside(_verify))

    seal = below.add_parser("seal", help="seal now what was written since the last minute")
    seal.add_argument("--begin-anew", metavar="REASON", help="begin a new chain on top of a broken one, and say why")
    seal.set_defaults(carry_out=inside(_seal))

    expire = below.add_parser("expire", help="remove the content of old rows; proof that they expired stays")
    expire.add_argument("log", choices=_CALLED, help="which of the two")
    expire.add_argument("--before", type=date.fromisoformat, required=True, help="rows of before this day (YYYY-MM-DD)")
    expire.add_argument("--because", required=True, help="why: the rule and its term, without names")
    expire.add_argument("--now", action="store_true", help="do it; else it is only told what would go")
    expire.set_defaults(carry_out=inside(_expire))
    return [verify, seal, expire]


def _verify(asked: argparse.Namespace) -> int:
    from alliantie.access.verifying import verify

    found = verify()
    if asked.json:
        data = {**asdict(found), "whole": found.whole}
        for of_log in data["logs"].values():
            at = of_log["oldest_waiting"]
            of_log["oldest_waiting"] = at and at.isoformat()
        print_json(data)
    else:
        print("\n".join(told(found)))
    return int(not found.whole)


def told(found: Found) -> Iterator[str]:
    """What was found, in plain words."""
    if not found.seals and not found.missing:
        yield "Nothing is sealed yet: sealing begins when the background worker has run for a minute."
        return
    yield from _of_chain(found)
    for name, of_log in found.logs.items():
        yield from _of_log(_CALLED[name], of_log)
    yield "Nothing was changed, removed or inserted." if found.whole else "THE LOGS ARE NOT WHOLE. See above."


def _of_chain(found: Found) -> Iterator[str]:
    yield f"{found.seals} seals."
    for log, at, reason in found.begun_anew:
        yield f"  Begun anew for {_CALLED[log]} at {at}: {reason}"
    if found.broken:
        yield f"  Changed after they were made, or made with another master key: seals {_list(found.broken)}."
        if len(found.broken) == found.seals:
            yield "  That is all of them: is this the right data folder, with the right master.key?"
    for first, last in found.missing:
        yield f"  Removed: seals {first} to {last}." if first < last else f"  Removed: seal {first}."
    if found.unlinked:
        yield f"  Do not follow on the seal before them, or were replaced: seals {_list(found.unlinked)}."


def _of_log(called: str, of_log: OfLog) -> Iterator[str]:
    from alliantie.access.verifying import stands_still

    counts = f"{of_log.sealed} rows sealed, {of_log.expired} of them expired; {of_log.waiting} wait"
    yield f"{called.capitalize()}: {counts}."
    for what, rows in (
        ("Changed after they were sealed", of_log.changed),
        ("Removed after they were sealed, without proof that they expired", of_log.removed),
        ("Inserted where all was sealed already", of_log.inserted),
    ):
        if rows:
            yield f"  {what}: {len(rows)} rows ({_list(rows)})."
    if of_log.late:
        yield (
            f"  To look at: {len(of_log.late)} rows name a moment more than a day before they were sealed"
            f" ({_list(of_log.late)}). Demo people do, and so do rows sealed late; else they were written later."
        )
    if stands_still(of_log):
        yield f"  Sealing stands still: rows of {of_log.oldest_waiting:%Y-%m-%d %H:%M} wait. See alliantie jobs failed."


def _list(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:_SHOWN]))
    return f"{shown} and {len(numbers) - _SHOWN} more" if len(numbers) > _SHOWN else shown


def _seal(asked: argparse.Namespace) -> int:
    from alliantie.access import sealing
    from alliantie.access.identity import background

    try:
        with background():
            if asked.begin_anew:
                sealing.begin_anew(asked.begin_anew)
            print(f"{sealing.seal_logs()} rows sealed.")
    except sealing.BrokenChainError as error:
        raise ServerError(f"Nothing was sealed: {error}. See alliantie logs verify.") from error
    return 0


def _expire(asked: argparse.Namespace) -> int:
    from django.utils import timezone

    from alliantie import clock
    from alliantie.access import sealing
    from alliantie.access.identity import background

    today = clock.today()
    if asked.before > today.replace(year=today.year - _LEAST_YEARS, day=min(today.day, 28)):
        raise ServerError(f"What is younger than {_LEAST_YEARS} years stays.")
    before = datetime.combine(asked.before, time.min, timezone.get_default_timezone())
    called = _CALLED[asked.log]
    if not asked.now:
        with background():
            rows = sealing.to_expire(asked.log, before)
        print(f"{len(rows)} rows of {called} would go. Do it with --now.")
        return 0
    try:
        with background():
            gone = sealing.expire(asked.log, before, asked.because)
        print(f"{gone} rows of {called} expired; their hashes stay.")
    except sealing.BrokenChainError as error:
        raise ServerError(f"Not everything expired: {error}. See alliantie logs verify.") from error
    return 0
