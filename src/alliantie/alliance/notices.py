"""Which texts of a practice an organisation released for its clients, and whether a client knew an earlier one."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from alliantie import clock
from alliantie.access.identity import Actor, proven_actor
from alliantie.alliance.models import NoticeRelease, Round
from alliantie.alliance.queries import RoundHere
from alliantie.people.models import Organisation
from alliantie.practices import Practice


@dataclass(frozen=True, slots=True)
class Released:
    """A running release: by whom and on which day."""

    by: str
    on: date


def releases(actor: Actor, organisation_ids: Iterable[UUID]) -> dict[tuple[UUID, str], Released]:
    """What is released now, by organisation and hash of the practice's file. One query."""
    proven_actor(actor)
    running = NoticeRelease.objects.filter(organisation_id__in=set(organisation_ids), ended_at__isnull=True)
    return {
        (each.organisation_id, each.practice_hash): Released(each.released_by.name, clock.day_of(each.released_at))
        for each in running.select_related("released_by")
    }


def is_released(actor: Actor, organisation_id: UUID, practice: Practice) -> bool:
    """Whether the organisation released the texts of this version as they now stand. One query."""
    return (organisation_id, practice.hash) in releases(actor, [organisation_id])


@dataclass(frozen=True, slots=True)
class Standing:
    """How the notice of a round stands: released or a concept, and since when it differs from one the client knew."""

    released: bool
    changed_on: date | None


def standing(actor: Actor, here: RoundHere) -> Standing:
    """The standing of the notice for the client of a round. One query; one more when another text came before.

    A client knew an earlier text when a round of this practice began for the client while that text was the released
    one; whether it was read is nobody's to know.
    """
    proven_actor(actor)
    case = here.pair.case
    told = NoticeRelease.objects.filter(organisation_id=case.organisation_id, practice_id=case.practice_id)
    known = list(told.order_by("released_at", "id"))
    now = next((each for each in known if each.practice_hash == here.practice.hash and each.ended_at is None), None)
    if now is None:
        return Standing(released=False, changed_on=None)
    earlier = [each for each in known if each.practice_hash != now.practice_hash and each.released_at < now.released_at]
    changed_on = clock.day_of(now.released_at)
    if not earlier:
        return Standing(released=True, changed_on=None)
    began = Round.objects.visible_to(actor).filter(
        pair__client_id=actor.me,
        pair__case__organisation_id=case.organisation_id,
        pair__case__practice_id=case.practice_id,
        opens_on__lt=changed_on,
    )
    days = list(began.values_list("opens_on", flat=True))
    knew = any(_stood(each, day) for each in earlier for day in days)
    return Standing(released=True, changed_on=changed_on if knew else None)


def words(
    practice: Practice,
    questions: int,
    language: str,
    *,
    measures: Collection[str],
    worker_name: str,
    organisation: Organisation,
    opens_on: date,
) -> dict[str, Any]:
    """What the text of the notice before a round that opens on a day is filled in with (see notice_text.html).

    `measures` are those that run for the client: what is reported differs between them.
    """
    reporting = practice.notice.under(measures).in_(language, practice.address)
    return {
        "questions": questions,
        # Five minutes for sixteen questions, rounded up: our own measure.
        "minutes": math.ceil(questions * 5 / 16),
        "authority": practice.notice.authority.in_(language),
        "reporting": reporting.replace("{professional}", worker_name),
        "worker_name": worker_name,
        "confidant": organisation.confidant,
        # As in waiting_sums and waiting_endings: a round that opened before never counts.
        "averages": organisation.averages_from is not None and opens_on >= organisation.averages_from,
    }


def _stood(release: NoticeRelease, day: date) -> bool:
    ended_on = clock.day_of(release.ended_at) if release.ended_at else None
    return clock.day_of(release.released_at) <= day and (ended_on is None or day < ended_on)
