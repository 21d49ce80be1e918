"""Pairs with pictures by the hundred, written as owner past the operations: sealing each would take minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db import connections

from alliantie.access.models import Grant
from alliantie.alliance import vault
from alliantie.alliance.models import Pair, Part, Round
from alliantie.alliance.retests import ROLES
from alliantie.alliance.rules import SCALES, SHARED_SCALES
from alliantie.cases.models import Participant
from alliantie.instruments.library import library
from alliantie.people.administration import OWNER
from alliantie.statistics.arrays import Numbers
from tests.insight.teams import add_clients
from tests.worlds import World

QUARTER = date(2026, 1, 1)
LINE = "own/1/probation/16/standard"


def wavering(pairs: int, rounds: int = 2, seed: int = 1) -> Numbers:
    """Scores of pairs that do not change: pairs by rounds by roles by characteristics, means of four answers."""
    chance = np.random.default_rng(seed)
    level = chance.normal(3.3, 0.6, (pairs, 1, 2, 4))
    answers = [np.clip(np.rint(level + chance.normal(0, 0.8, (pairs, rounds, 2, 4))), 1, 5) for _item in range(4)]
    mean: Numbers = np.mean(answers, axis=0)
    return mean


def add_pairs(world: World, scores: Numbers, *, worker: int = 0, share: str = "picture") -> list[UUID]:
    """Pairs of one worker, each with these rounds looked at together (pairs by rounds by roles by characteristics)."""
    before = set(Pair.objects.using(OWNER).values_list("id", flat=True))
    add_clients(world, ["nothing"] * len(scores), worker=worker, quarter=QUARTER)
    pairs = list(Pair.objects.using(OWNER).exclude(id__in=before))
    keys = {pair.id: vault.new_key() for pair in pairs}
    Participant.objects.using(OWNER).bulk_create(
        Participant(area=world.area, case_id=pair.case_id, client_id=pair.client_id, role="client") for pair in pairs
    )
    Grant.objects.using(OWNER).bulk_create(
        Grant(
            area=world.area,
            subject_kind="worker",
            subject_id=pair.worker_id,
            case_id=pair.case_id,
            right="work",
            ground="own case",
            starts_at=datetime.combine(QUARTER, time(), UTC),
        )
        for pair in pairs
    )
    with connections[OWNER].cursor() as cursor:
        cursor.executemany(
            "INSERT INTO secrets.pair_key (pair_id, area_id, wrapped) VALUES (%s, %s, %s)",
            [(pair.id, pair.area_id, vault.wrap(settings.MASTER_KEY, pair.id, keys[pair.id])) for pair in pairs],
        )
    for pair, of_pair in zip(pairs, scores, strict=True):
        add_looks(pair, keys[pair.id], of_pair, share)
    return [pair.id for pair in pairs]


def add_looks(pair: Pair, key: bytes, scores: Numbers, share: str = "picture") -> None:
    """Rounds of one pair that were looked at, a month apart (rounds by roles by characteristics)."""
    rounds, parts = [], []
    for number, of_round in enumerate(scores, start=1):
        on = QUARTER + timedelta(days=30 * number - 20)
        made = Round(
            area_id=pair.area_id, pair=pair, number=number, state="discussed",
            instrument_id="own", instrument_version=library().latest("own").version, variant="probation", length=16,
            form="standard", reason="asked", opens_on=on, answer_until=on + timedelta(days=14),
            revealed_at=datetime.combine(on, time(12), UTC), discussed_on=on,
        )  # fmt: skip
        rounds.append(made)
        for role, owner, of_role in zip(
            ("client", "professional"), (pair.client_id, pair.worker_id), of_round, strict=True
        ):
            part = Part(
                area_id=pair.area_id, round=made, pair=pair, role=role, owner_id=owner, answers=b"", pin_hash=b"",
                share=share, sealed_at=made.revealed_at, confirmed_at=made.revealed_at,
            )  # fmt: skip
            part.picture = vault.lock(key, "picture", part.id, _picture(of_role))
            parts.append(part)
    Round.objects.using(OWNER).bulk_create(rounds)
    Part.objects.using(OWNER).bulk_create(parts)


def many_say(world: World, line: str = LINE) -> None:
    """Let 200 pairs have said of these questions that a score wavers by half a step, a correlation of 0.83."""
    with connections[OWNER].cursor() as cursor:
        cursor.executemany(
            "INSERT INTO secrets.retest VALUES (%s, %s, %s, %s, 200, 36000, 36000, 7560000, 7560000, 7380000)",
            [(world.organisation.id, line, role, scale) for role in ROLES for scale in SCALES],
        )


def many_ended(world: World, line: str = LINE) -> None:
    """Let 40 clients have ended in each of two ways with a mean of 3 steps, half a step apart from each other."""
    with connections[OWNER].cursor() as cursor:
        cursor.executemany(
            "INSERT INTO secrets.ending VALUES (%s, %s, %s, %s, %s, 40, 7200, 1332000, 40, 7200, 1332000)",
            [
                (world.organisation.id, line, way, role, scale)
                for way in ("completed", "negative")
                for role in ROLES
                for scale in SHARED_SCALES
            ],
        )


def _picture(scores: Sequence[float] | Numbers) -> dict[str, object]:
    told = {
        scale: None if np.isnan(value) else str(Fraction(float(value)).limit_denominator(60))
        for scale, value in zip(SCALES, scores, strict=True)
    }
    return {"scores": told, "counts": {}}
