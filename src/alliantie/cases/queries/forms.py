"""Reading the forms of a case: those there are, one with its answers, and the versions before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.cases.models import Case, FilledForm
from alliantie.people.names import full_name


@dataclass(frozen=True, slots=True)
class FormHere:
    """One version of a form with its answers, who it is about, and who kept or sent it last."""

    id: UUID
    client_id: UUID
    client_name: str
    form_id: str
    number: int
    answers: Mapping[str, Any]
    kept: int
    is_draft: bool
    on: date | None
    outcome: str
    chosen: str
    reason: str
    own_table_id: UUID | None
    author_id: UUID
    author_name: str
    changed_at: datetime
    sent_at: datetime | None


def forms_of(actor: Actor, case: Case) -> tuple[FormHere, ...]:
    """Every version of every form of a case that the actor may see, what changed last first. One query."""
    rows = FilledForm.objects.visible_to(actor).filter(case_id=case.id).select_related("client", "author")
    return tuple(_here(row) for row in rows.order_by("-changed_at", "id"))


def get_form(actor: Actor, case: Case, filled_id: UUID) -> FormHere:
    """One version of a form of a case. One query. Raises FilledForm.DoesNotExist."""
    rows = FilledForm.objects.visible_to(actor).filter(case_id=case.id).select_related("client", "author")
    return _here(rows.get(id=filled_id))


def versions_of(actor: Actor, case: Case, client_id: UUID, form_id: str) -> tuple[FormHere, ...]:
    """Every version of one form about one person, the newest first. One query."""
    rows = FilledForm.objects.visible_to(actor).filter(case_id=case.id, client_id=client_id, form_id=form_id)
    return tuple(_here(row) for row in rows.select_related("client", "author").order_by("-number"))


def _here(row: FilledForm) -> FormHere:
    return FormHere(
        row.id,
        row.client_id,
        full_name(row.client.given_name, row.client.family_name),
        row.form_id,
        row.number,
        row.answers,
        row.kept,
        row.state == FilledForm.State.DRAFT,
        row.on,
        row.outcome,
        row.chosen,
        row.reason,
        row.own_table_id,
        row.author_id,
        row.author.name,
        row.changed_at,
        row.sent_at,
    )
