"""Making an approved export: the one place where answers of many pairs come together, of those who said yes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.conf import settings

from alliantie import clock
from alliantie.access import sealed
from alliantie.access.call import call, read
from alliantie.access.identity import JOB, acting
from alliantie.alliance import vault
from alliantie.alliance.drafts import Draft
from alliantie.alliance.operations.research import PLACE
from alliantie.instruments import library
from alliantie.instruments.questionnaire import Key
from alliantie.research.levels import Answers, Pair, Round, Row, leaving
from alliantie.statistics.refusals import Refused

OWN = "own"


def make_exports(now: datetime) -> int:
    """Make what was approved and drop what is over. Gives how many were made; twice changes nothing.

    Each is made in a transaction of its own: one that fails holds up no other, and is tried again.
    """
    with acting(JOB):
        call("alliance.drop_research")
        waiting = read("alliance.research_to_make")
    failed = []
    for research_id, *about in waiting:
        try:
            with acting(JOB):
                _make(research_id, about, clock.day_of(now))
        except Exception as error:
            # Of what kind, never the message: it may hold an answer.
            failed.append(f"{research_id}: {type(error).__name__}")
    if failed:
        raise RuntimeError("exports that could not be made: " + ", ".join(failed))
    return len(waiting)


def _make(research_id: UUID, about: Sequence[Any], on: date) -> None:
    # Arrays load slowly: not before there is something to make.
    from alliantie.research.bundle import About, bundle

    study, institution, purpose, reference, keep_until, name = about
    instrument = library().latest(OWN)
    rows = read("alliance.research_rows", research_id)
    pairs = _opened(rows, instrument.version)
    try:
        found = leaving(pairs, random.SystemRandom())
    except Refused:
        call("alliance.keep_research", research_id, None, None, [], [], [])
        return
    made = bundle(
        About(study, institution, purpose, reference, keep_until, on, name), found, instrument, _tens(research_id)
    )
    kept = sealed.seal(settings.MASTER_KEY, PLACE, research_id, made)
    clients = sorted(found.clients)
    # Of answers that were destroyed meanwhile nothing is kept either.
    used = sorted({row[0] for row in rows if row[1] in found.clients})
    call("alliance.keep_research", research_id, kept, found.level, clients, sorted(found.workers), used)


def _opened(rows: Sequence[tuple[Any, ...]], version: str) -> list[Pair]:
    """Pairs with their answers, of the newest version of the questions: others are other questions."""
    pairs = []
    for _id, of_pair in groupby(rows, key=lambda row: row[0]):
        same = list(of_pair)
        pair_id, client_id, worker_id, wrapped, practice, language, *_rest = same[0]
        key = vault.unwrap(settings.MASTER_KEY, pair_id, bytes(wrapped))
        rounds = []
        for _number, of_round in groupby(same, key=lambda row: row[6]):
            parts = list(of_round)
            on, line = parts[0][7:9]
            if Key.parse(line).version == version:
                rounds.append(Round(on, line, {role: _answers(key, part, blob) for *_r, part, role, blob in parts}))
        if rounds:
            pairs.append(Pair(client_id, worker_id, practice, language, tuple(rounds)))
    return pairs


def _answers(key: bytes, part_id: UUID, blob: bytes | None) -> Answers | None:
    return None if blob is None else Draft.from_json(vault.unlock(key, "answers", part_id, bytes(blob))).answers


def _tens(research_id: UUID) -> dict[str, list[Row]]:
    """The figures of the organisation as its pages show them: whole tens, nothing of small groups."""
    quarters = ("practice", "period", "possible", "begun", "looked", "talked", "agreed")
    years = ("practice", "period", "ended", "negative")
    return {
        "rounds": [
            dict(zip(quarters, (practice, f"{on.year}-Q{(on.month + 2) // 3}", *tens), strict=True))
            for practice, on, *tens in read("alliance.research_rounds", research_id)
        ],
        "endings": [
            dict(zip(years, (practice, str(year), *tens), strict=True))
            for practice, year, *tens in read("alliance.research_endings", research_id)
        ],
    }
