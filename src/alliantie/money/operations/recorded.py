"""What the writes have in common: a row recorded once, its document, and days that have been."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.access.policies import Denied
from alliantie.cases.models import Case


@dataclass(frozen=True, slots=True)
class Document:
    """The paper a figure rests on; without a title somebody only said so."""

    title: str = ""
    on: date | None = None


ONLY_SAID = Document()


def of_case(actor: Actor, now: datetime, case: Case) -> dict[str, Any]:
    """The columns that say in which case a row was recorded, by whom and when."""
    return {"area_id": case.area_id, "case_id": case.id, "recorded_by": actor.me, "recorded_at": now}


def documented(document: Document) -> dict[str, Any]:
    """The columns of a document."""
    return {"document": document.title, "documented_on": document.on if document.title else None}


def check_been(on: date, now: datetime) -> None:
    """Raise Denied for a day that has not been."""
    if on > clock.day_of(now):
        raise Denied(_("Deze dag is nog niet geweest."))


def sorted_ids(client_ids: Any) -> list[UUID]:
    """Clients in one order, each once."""
    return sorted(set(client_ids))
