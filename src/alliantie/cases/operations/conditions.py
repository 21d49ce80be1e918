"""Noting the conditions of a case, and that one ended."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import Denied
from alliantie.access.seen import check_seen
from alliantie.cases.models import Case, Condition
from alliantie.cases.queries.cases import ends_of, practice_of
from alliantie.norms.calendars import last_day
from alliantie.practices.sources import day_in_words
from alliantie.practices.told import holds_under

LONGEST_CONDITION = 300


def note_condition(
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    sort: str,
    text: str,
    starts_on: date,
    until: date | None,
    client_id: UUID | None,
    token: UUID,
) -> UUID:
    """Note a condition of a kind the practice names; the same form twice notes it once. Raises KeyError, Denied."""
    proven_actor(actor)
    practice_of(case).condition(sort)
    if until is not None and until < starts_on:
        raise Denied(_("De laatste dag ligt voor de eerste dag."))
    _check_length(actor, case, sort, client_id, until)
    made = uuid.uuid5(token, f"{case.id} {sort} {text} {starts_on} {until} {client_id}")
    Condition.objects.bulk_create(
        [
            Condition(
                id=made,
                area_id=case.area_id,
                case_id=case.id,
                client_id=client_id,
                sort=sort,
                text=text[:LONGEST_CONDITION],
                starts_on=starts_on,
                until=until,
                noted_by=actor.me,
                noted_at=now,
            )
        ],
        ignore_conflicts=True,
    )
    return made


def _check_length(actor: Actor, case: Case, sort: str, client_id: UUID | None, until: date | None) -> None:
    """Raise Denied for a last day after the end of every measure that brings the condition. One query.

    A measure of which no end was recorded ends no condition.
    """
    if until is None:
        return
    kind = practice_of(case).condition(sort)
    ends = [end for measure, end in ends_of(actor, case, client_id=client_id) if holds_under(kind, [measure])]
    over = max((end for end in ends if end is not None), default=None)
    if over is not None and None not in ends and until >= over:
        day = day_in_words(last_day(over), "nl")
        raise Denied(_("Deze dag ligt na de laatste dag, %(day)s. Leg eerst de verlenging vast.") % {"day": day})


def change_condition(
    *,
    actor: Actor,
    case: Case,
    condition_id: UUID,
    until: date | None,
    ended_on: date | None,
    text: str = "",
    seen: str | None = None,
) -> None:
    """Name another last day, correct its words, or say that it ended; history keeps what stood.

    `seen` is the fingerprint of words, last day and end as they stood on the screen. Raises Condition.DoesNotExist,
    Denied, Meanwhile.
    """
    proven_actor(actor)
    with transaction.atomic():
        _change(actor, case, condition_id, until, ended_on, text, seen)


def _change(
    actor: Actor, case: Case, condition_id: UUID, until: date | None, ended_on: date | None, text: str, seen: str | None
) -> None:
    found = Condition.objects.visible_to(actor).filter(id=condition_id, case_id=case.id)
    there = found.select_for_update().first()
    if there is None:
        # Whoever only reads it finds it, and may not change it.
        found.get()
        raise Denied(_("Dit mag u niet doen."))
    words = text[:LONGEST_CONDITION] or there.text
    if (words, until, ended_on) == (there.text, there.until, there.ended_on):
        return
    check_seen(seen, there.text, there.until, there.ended_on)
    if ended_on is not None and ended_on > clock.today():
        raise Denied(_("Deze dag is nog niet geweest."))
    if any(day is not None and day < there.starts_on for day in (until, ended_on)):
        raise Denied(_("Deze dag ligt voor het begin."))
    if until != there.until:
        _check_length(actor, case, there.sort, there.client_id, until)
    found.update(until=until, ended_on=ended_on, text=words)
