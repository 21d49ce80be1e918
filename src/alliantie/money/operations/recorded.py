"""What the writes have in common: a row recorded once, its document, and days that have been."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.access.policies import Denied
from alliantie.cases.models import Case


@dataclass(frozen=True, slots=True)
class Document:
    """The paper a figure rests on; without a title there is none yet."""

    title: str
    on: date | None = None


NO_PAPER_YET = Document("")
"""What is said of a figure whose paper is still to come."""


def of_case(actor: Actor, now: datetime, case: Case) -> dict[str, Any]:
    """The columns that say in which case a row was recorded, by whom and when."""
    return {"area_id": case.area_id, "case_id": case.id, "recorded_by": actor.me, "recorded_at": now}


def documented(document: Document | None) -> dict[str, Any]:
    """The columns of a document."""
    paper = document or NO_PAPER_YET
    return {"document": paper.title, "documented_on": paper.on if paper.title else None}


def check_paper(amount: Decimal | None, document: Document | None) -> None:
    """Raise Denied for an amount of which nobody said in which paper it stands, nor that there is none yet."""
    if amount is not None and document is None:
        raise Denied(_("Schrijf op welk papier dit staat. Is het er nog niet? Vink dat aan."))


def check_been(on: date, now: datetime) -> None:
    """Raise Denied for a day that has not been."""
    if on > clock.day_of(now):
        raise Denied(_("Deze dag is nog niet geweest."))


def sorted_ids(client_ids: Any) -> list[UUID]:
    """Clients in one order, each once."""
    return sorted(set(client_ids))
