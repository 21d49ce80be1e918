"""Papers that are needed, and days on which a home or a supply is lost."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from alliantie import clock
from alliantie.access.identity import Actor, proven_actor
from alliantie.cases.models import Case
from alliantie.cases.operations.duties import reckon
from alliantie.money.models import Deadline, Paper
from alliantie.money.operations.recorded import Document, check_been, documented, of_case, sorted_ids


def ask_papers(
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    names: Sequence[str],
    client_ids: Sequence[UUID],
    on: date,
    token: UUID,
) -> None:
    """Papers that somebody was asked for on a day. The same form sent twice asks once. Raises Denied for later days."""
    proven_actor(actor)
    check_been(on, now)
    Paper.objects.bulk_create(
        [
            Paper(
                id=uuid.uuid5(token, f"{case.id} {name} {on}"),
                **of_case(actor, now, case),
                client_ids=sorted_ids(client_ids),
                name=name,
                asked_on=on,
            )
            for name in dict.fromkeys(names)
        ],
        ignore_conflicts=True,
    )


def paper_is_in(*, actor: Actor, case: Case, paper_id: UUID, on: date | None) -> None:
    """A paper came in on a day, or with None is missing again. The first day stands. Raises Paper.DoesNotExist."""
    proven_actor(actor)
    there = Paper.objects.visible_to(actor).filter(case_id=case.id, id=paper_id, taken_back_at__isnull=True)
    if not there.update(in_on=on and Coalesce("in_on", Value(on))):
        raise Paper.DoesNotExist


def remind_of_paper(*, actor: Actor, case: Case, paper_id: UUID, on: date) -> None:
    """Somebody was reminded of a missing paper on a day. Raises Paper.DoesNotExist for one that is in."""
    proven_actor(actor)
    missing = Paper.objects.visible_to(actor).filter(case_id=case.id, in_on__isnull=True, taken_back_at__isnull=True)
    if not missing.filter(id=paper_id).update(reminded_on=on):
        raise Paper.DoesNotExist


def add_deadline(
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    kind: Deadline.Kind,
    on: date,
    client_ids: Sequence[UUID],
    document: Document | None,
    token: UUID,
) -> UUID:
    """Record the day on which people lose their home or a supply, and reckon what is due because of it.

    The same form sent twice records it once.
    """
    proven_actor(actor)
    made = uuid.uuid5(token, f"{case.id} {kind} {on} {document}")
    with transaction.atomic():
        Deadline.objects.bulk_create(
            [
                Deadline(
                    id=made,
                    **of_case(actor, now, case),
                    **documented(document),
                    client_ids=sorted_ids(client_ids),
                    kind=kind,
                    on=on,
                )
            ],
            ignore_conflicts=True,
        )
        reckon(actor=actor, today=clock.day_of(now), case_ids=[case.id])
    return made


def deadline_is_over(*, actor: Actor, now: datetime, case: Case, deadline_id: UUID, on: date | None) -> None:
    """It was averted, put off or over on a day, the first of which stands; None takes that back. Reckons too.

    Raises Deadline.DoesNotExist.
    """
    proven_actor(actor)
    there = Deadline.objects.visible_to(actor).filter(case_id=case.id, id=deadline_id, taken_back_at__isnull=True)
    with transaction.atomic():
        if not there.update(over_on=on and Coalesce("over_on", Value(on))):
            raise Deadline.DoesNotExist
        reckon(actor=actor, today=clock.day_of(now), case_ids=[case.id])
