"""What cannot wait, for the client's first page: last days, letters not opened yet, what threatens, missing papers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.access.plain import ask
from alliantie.cases.models import Case
from alliantie.cases.queries import practice_of
from alliantie.money.models import Deadline, Paper
from alliantie.money.queries import deadlines_of, papers_of
from alliantie.practices import Practice
from alliantie.practices.conditions import Known, condition
from alliantie.practices.letter import Letter as Template
from alliantie.practices.letter import LetterField
from alliantie.practices.norm import Match

# A last day lies within a year of its letter, and older news is none.
NEWS = timedelta(days=366)
MOST_NEW = 3

# What was sent to the reader and not replaced since; and what was recorded about them since the first of those days.
_LETTERS = """SELECT l.id, l.case_id, l.title, l.template_id, l.filled, l.sent_on,
       NOT l.id = ANY ((SELECT access.own_opened_letters())::uuid[])
  FROM cases_letter l
 WHERE l.case_id = ANY ((SELECT access.cases())::uuid[]) AND l.client_id = %(client)s
   AND l.state = 'sent' AND l.to_client AND l.sent_on >= %(since)s
   AND NOT EXISTS (SELECT FROM cases_letter r WHERE r.replaces_id = l.id AND r.state = 'sent')
 ORDER BY l.sent_on DESC, l.made_at DESC, l.id"""
_SINCE = """SELECT f.case_id, f.kind, f."values", max(f."on") FROM cases_fact f
 WHERE f.case_id = ANY ((SELECT access.cases())::uuid[]) AND f.case_id = ANY (%(cases)s) AND f.kind = ANY (%(kinds)s)
   AND NOT f.void AND NOT EXISTS (SELECT FROM cases_fact c WHERE c.corrects_id = f.id)
 GROUP BY f.case_id, f.kind, f."values" """


@dataclass(frozen=True, slots=True)
class Last:
    """A day up to and including which the client can do something, and what."""

    text: str
    day: date


@dataclass(frozen=True, slots=True)
class UrgentLetter:
    """A letter that is new or in which a last day runs."""

    id: UUID
    title: str
    sent_on: date
    new: bool
    days: tuple[Last, ...]


@dataclass(frozen=True, slots=True)
class Urgent:
    """What cannot wait. `more_new` counts the letters that are new and not among `letters`."""

    letters: tuple[UrgentLetter, ...] = ()
    more_new: int = 0
    deadlines: tuple[Deadline, ...] = ()
    missing: tuple[Paper, ...] = ()
    worker_name: str = ""

    @property
    def nothing(self) -> bool:
        """Whether all of it can wait."""
        return not (self.letters or self.deadlines or self.missing)


def urgent_of(actor: Actor, cases: Sequence[Case], with_money: Sequence[Case], language: str, today: date) -> Urgent:
    """What cannot wait in these cases of the client. One query, one where a letter has a day, two where money is."""
    letters = _letters(actor, cases, language, today)
    plain = [each for each in letters if each.new and not each.days]
    shown = tuple(each for each in letters if each.days or each in plain[:MOST_NEW])
    ids = [case.id for case in with_money]
    return Urgent(
        tuple(sorted(shown, key=lambda each: min((last.day for last in each.days), default=date.max))),
        len(plain[MOST_NEW:]),
        deadlines_of(actor, ids) if ids else (),
        tuple(each for each in papers_of(actor, ids) if each.in_on is None) if ids else (),
        with_money[0].worker.given_name if with_money else "",
    )


def _letters(actor: Actor, cases: Sequence[Case], language: str, today: date) -> list[UrgentLetter]:
    practices = {case.id: practice_of(case) for case in cases}
    told = []
    for id, case_id, title, template_id, filled, sent_on, new in ask(
        actor, _LETTERS, {"client": actor.me, "since": today - NEWS}
    ):
        practice = practices.get(case_id)
        days = _running(practice, template_id, json.loads(filled), today) if practice else []
        if new or days:
            told.append((id, case_id, title, sent_on, new, days))
    settled = _settled(actor, practices, ((case_id, field) for _, case_id, *_, days in told for field, _day in days))
    found = []
    for id, case_id, title, sent_on, new, days in told:
        lasts = tuple(
            Last(field.last_day.client.in_(language, practices[case_id].address), day)
            for field, day in days
            if field.last_day
            and not any(settled.get((case_id, each), date.min) >= sent_on for each in field.last_day.settled)
        )
        if new or lasts:
            found.append(UrgentLetter(id, title, sent_on, new, lasts))
    return found


def _running(practice: Practice, template_id: str, filled: Any, today: date) -> list[tuple[LetterField, date]]:
    """The fields of a letter whose last day is not over. A template that is no more, or no day, says nothing."""
    template: Template | None = next((each for each in practice.letters if each.id == template_id), None)
    told = filled if isinstance(filled, dict) else {}
    days = [(field, _day(told.get(field.id))) for field in (template.fields if template else ()) if field.last_day]
    return [(field, day) for field, day in days if day is not None and day >= today]


def _day(value: object) -> date | None:
    # What was filled in before a practice asked for a day there is none.
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _settled(
    actor: Actor, practices: Mapping[UUID, Practice], asked: Iterable[tuple[UUID, LetterField]]
) -> dict[tuple[UUID, Match], date]:
    """The latest day of what ends a last day, by case. No query where nothing can."""
    wanted = {(case_id, each) for case_id, field in asked if field.last_day for each in field.last_day.settled}
    if not wanted:
        return {}
    cases, kinds = list({case_id for case_id, _ in wanted}), list({each.fact for _, each in wanted})
    found: dict[tuple[UUID, Match], date] = {}
    for case_id, kind, said, day in ask(actor, _SINCE, {"cases": cases, "kinds": kinds}):
        for each in (match for whose, match in wanted if whose == case_id and match.fact == kind):
            if _means(practices[case_id], each, json.loads(said)):
                found[case_id, each] = max(day, found.get((case_id, each), date.min))
    return found


def _means(practice: Practice, match: Match, said: Mapping[str, Known]) -> bool:
    """Whether a fact that says this is meant."""
    if match.lacks in said:
        return False
    names = practice.vocabulary.names_on(match.fact)
    return match.where is None or condition(match.where, names).holds(said) is True
