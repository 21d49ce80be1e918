"""The rows of sections that somebody may read: found by table, and said of whom they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie.cases.queries.sections import Row, SectionsOf
from alliantie.cases.sharing_told import Said, Words, said
from alliantie.money import words as money
from alliantie.money.states import Status
from alliantie.practices import Practice
from alliantie.web.dates import short_day_in_words

Told = dict[str, Any]


class Telling:
    """The rows of one case, and by what they are told."""

    def __init__(self, here: SectionsOf, rows: Sequence[Row], practice: Practice, language: str, today: date) -> None:
        self.here, self.practice, self.language, self.today = here, practice, language, today
        self.rows = rows
        self.people = dict(here.clients)

    def read(self, section: str, table: str) -> list[Told]:
        """The rows of a table, as this section reads it."""
        return [each.told for each in self.rows if (each.section, each.table) == (section, table)]

    def day(self, told: str | None) -> str:
        """A day in words, "" for none."""
        return short_day_in_words(as_day(told), self.language, self.today) if told else ""

    def _whose(self, told: Told) -> str:
        """Whom it is about, where a case has several people."""
        if len(self.people) == 1:
            return ""
        ids = told.get("client_ids") or [told.get("client_id")]
        return ", ".join(self.people[UUID(each)] for each in ids if each) or _("Iedereen")

    def line(self, told: Told, *details: str) -> str:
        """What belongs to a row in one line, with whom it is about."""
        return " · ".join(filter(None, (*details, self._whose(told))))

    def shared(self, sort: str, told: Told) -> Said:
        """As a partner reads such a thing, with whom it is about."""
        owner = told.get("client_id")
        client = self.people[UUID(owner)] if owner else self.here.names
        words = Words(
            self.practice,
            self.language,
            self.today,
            self.here.worker,
            client,
            lambda status: money.status(Status(status)),
        )
        found = said(sort, told, words)
        return replace(found, detail=self.line(told, found.detail))

    def newest(self, table: str, of: str) -> dict[str, Told]:
        """What counts now of each: the latest day that has been, of one day the last recorded."""
        found: dict[str, Told] = {}
        for told in sorted(self.read("money", table), key=lambda each: (each["since"], at(each["recorded_at"]))):
            if as_day(told["since"]) <= self.today:
                found[told[of]] = told
        return found


def as_day(told: str) -> date:
    """The day of a moment or day as the database writes it."""
    return date.fromisoformat(told[:10])


def at(told: str) -> datetime:
    """A moment as the database writes it."""
    return datetime.fromisoformat(told)
