"""The page of who leads a team, in words: numbers of cases, what is due in them, and who waits. No order of merit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.cases.models import Waiting
from alliantie.cases.queries import (
    Corrected,
    TeamDuty,
    caseloads,
    team_corrected,
    team_duties,
    team_numbers,
    who_waits,
)
from alliantie.cases.queries.listed import Listed, team_listed
from alliantie.people.models import Team
from alliantie.people.names import plain
from alliantie.people.queries import teams_led
from alliantie.practices.facts import URGENCIES
from alliantie.practices.show_norms import fact_name, hardness_in_words
from alliantie.practices.texts import Language
from alliantie.web.dates import clock_time_in_words, day_in_words
from alliantie.worklist.queries.todo import end_of_week, late_or_by

# As on the start page: more at once is no longer a list of what comes first.
FIRST = 5
CORRECTED_FOR = timedelta(days=28)
"""For so long a judgement that was corrected is told; longer while nothing was chosen anew."""
ORDERS = ("name", "asked", "urgency", "stream")


@dataclass(frozen=True, slots=True)
class DueRow:
    """One thing that is due: what, in whose case, and by when, how hard and whose turn on one line."""

    title: str
    late: str
    detail: str


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """One worker in numbers: running cases, their weight, what is late and what comes this week.

    In `nobody` of the cases nobody works any more; `talk` says when the next talk in one of these is, "" for none.
    """

    id: UUID
    name: str
    cases: int
    weight: str
    late: int
    coming: int
    nobody: int
    talk: str


@dataclass(frozen=True, slots=True)
class OneTeam:
    """A team: each worker in numbers, what is due first, what an emergency left to be made good, and what was decided
    on a judgement that was corrected since.
    """

    id: UUID
    name: str
    workers: tuple[WorkerRow, ...]
    due: tuple[DueRow, ...]
    forced: tuple[DueRow, ...]
    corrected: tuple[DueRow, ...]
    waiting: int

    @property
    def nobody(self) -> int:
        """In how many cases nobody works any more."""
        return sum(each.nobody for each in self.workers)

    @property
    def late(self) -> int:
        """How many things are late with all of them."""
        return sum(each.late for each in self.workers)

    @property
    def coming(self) -> int:
        """How many things come this week with all of them."""
        return sum(each.coming for each in self.workers)


@dataclass(frozen=True, slots=True)
class WorkerDue:
    """All that is late or due this week with one worker, hardest first."""

    name: str
    team: str
    late: tuple[DueRow, ...]
    coming: tuple[DueRow, ...]


def team_page(actor: Actor, language: Language, today: date) -> tuple[OneTeam, ...]:
    """Every team the actor leads. Four queries, however large. Raises Denied for who leads none."""
    teams = teams_led(actor)
    until = end_of_week(today)
    numbers, found = team_numbers(actor, until, FIRST)
    duties = _still_asked(found)
    waiting = Counter(each.team_id for each in who_waits(actor))
    names = {(each.team_id, each.worker_id): each.name for each in numbers}
    corrected = team_corrected(actor, clock.now() - CORRECTED_FOR)

    def rows(team: Team, *, forced: bool) -> tuple[DueRow, ...]:
        return tuple(
            _row(each, language, today, names[each.team_id, each.worker_id])
            for each in duties
            if each.team_id == team.id and each.forced is forced
        )

    return tuple(
        OneTeam(
            team.id,
            team.name,
            tuple(
                WorkerRow(
                    each.worker_id,
                    each.name,
                    each.cases,
                    weight_in_words(each.weight),
                    each.late,
                    each.coming,
                    each.nobody,
                    next_talk(each.talk_at, language, today),
                )
                for each in numbers
                if each.team_id == team.id
            ),
            rows(team, forced=False),
            rows(team, forced=True),
            tuple(_corrected(each, language, today) for each in corrected if each.team_id == team.id),
            waiting[team.id],
        )
        for team in teams
    )


def next_talk(at: datetime | None, language: Language, today: date) -> str:
    """When the first talk from today on of cases in which nobody works is, "" where none was planned."""
    if at is None:
        return ""
    said = {"day": day_in_words(at, language, today), "time": clock_time_in_words(at, language)}
    return _("Gepland gesprek: %(day)s, %(time)s.") % said


def due_with(actor: Actor, team_id: UUID, worker_id: UUID, language: Language, today: date) -> WorkerDue | None:
    """What is due with one worker of a team the actor leads; None when that is no such worker.

    Three queries. Raises Denied for who leads no team.
    """
    team = next((each for each in teams_led(actor) if each.id == team_id), None)
    until = end_of_week(today)
    numbers = {(each.team_id, each.worker_id): each.name for each in caseloads(actor, until)}
    if team is None or (team_id, worker_id) not in numbers:
        return None
    found = team_duties(actor, until, team_id=team_id, worker_id=worker_id)
    rows = tuple(_row(each, language, today) for each in _still_asked(found))
    return WorkerDue(
        numbers[team_id, worker_id],
        team.name,
        tuple(each for each in rows if each.late),
        tuple(each for each in rows if not each.late),
    )


def weight_in_words(weight: Decimal) -> str:
    """ "40" or "41,5"."""
    return f"{weight.normalize():f}".replace(".", _(","))


def _still_asked(found: Iterable[TeamDuty]) -> list[TeamDuty]:
    """What was kept by a rule that an upgrade took away is left out, until the job reckons anew."""
    return [each for each in found if each.practice.has_norm(each.norm_id)]


def _row(due: TeamDuty, language: Language, today: date, worker: str = "") -> DueRow:
    practice = due.practice
    norm = practice.norm(due.norm_id)
    late, when = late_or_by(norm, due.due, language, today)
    other = "" if due.who == practice.pairs[0].professional_role else practice.role(due.who).name.in_(language)
    return DueRow(
        _("%(what)s: %(name)s") % {"what": norm.text.in_(language), "name": due.case_title},
        late,
        " · ".join(filter(None, (worker, other, when, hardness_in_words(practice, norm, language)))),
    )


def _corrected(each: Corrected, language: Language, today: date) -> DueRow:
    reactions = each.practice.reactions
    assert reactions is not None, "an incident is of a practice with reactions"  # noqa: S101 - narrows the type
    chosen = (reactions.response(option).name.in_(language) for option in each.chosen)
    judged = {"day": day_in_words(clock.day_of(each.corrected_at), language, today)}
    return DueRow(
        _("%(what)s: %(name)s") % {"what": reactions.incident(each.kind).name.in_(language), "name": each.case_title},
        "" if each.answered else _("nog niet opnieuw gekozen wat er gebeurt"),
        " · ".join((each.worker_name, ", ".join(chosen), _("sinds %(day)s anders beoordeeld") % judged)),
    )


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Somebody who waits: since when and for how long in words, how urgent and why, and who would pay."""

    id: UUID | None
    name: str
    team: str
    asked_on: date
    how_long: str
    urgency: str
    reason: str
    stream: str


@dataclass(frozen=True, slots=True)
class WaitingList:
    """Who waits, in the order the reader chose, and each stream with how many wait and how many of them urgently.

    `cases` are those who wait in a case that runs, in the same order: their list stands in place of their team, and the
    worker of the case beside the name.
    """

    teams: tuple[Team, ...]
    rows: tuple[WaitingRow, ...]
    streams: tuple[tuple[str, int, int], ...]
    cases: tuple[WaitingRow, ...]


def waiting_list(actor: Actor, today: date, order: str, language: Language) -> WaitingList:
    """Who waits for the teams the actor leads. Three queries at most. Raises Denied for who leads none."""
    teams = teams_led(actor)
    found = who_waits(actor)
    practices = {each for team in teams for each in team.organisation.practices}
    listed = [_listed(each, today, language) for each in team_listed(actor, practices)]
    count = Counter(each.stream for each in found)
    urgent = Counter(each.stream for each in found if each.urgency == Waiting.Urgency.NOW)
    return WaitingList(
        teams,
        tuple(_waiting(each, today) for each in sorted(found, key=_BY.get(order, _BY["name"]))),
        tuple((stream, count[stream], urgent[stream]) for stream in sorted(count, key=plain)),
        tuple(row for row, _key in sorted(listed, key=lambda each: _LISTED_BY[order](each[1]))),
    )


def _listed(each: Listed, today: date, language: Language) -> tuple[WaitingRow, Listed]:
    name = fact_name(each.practice, each.kind, language)
    urgency = urgency_in_words(each.said["urgency"].replace("-", "_"))
    reason, stream = each.said.get("reason", ""), each.said.get("stream", "")
    who = f"{each.case_title} · {each.worker_name}"
    return WaitingRow(None, who, name, each.since, how_long(each.since, today), urgency, reason, stream), each


def urgency_in_words(urgency: str) -> str:
    """How urgent a request is."""
    return {"now": _("Nu nodig"), "soon": _("Binnenkort nodig"), "can_wait": _("Kan wachten")}[urgency]


def ended_in_words(ended: str) -> str:
    """Why somebody waits no more."""
    return {
        "begun": _("De hulp is begonnen"),
        "elsewhere": _("Kreeg elders hulp"),
        "withdrawn": _("Wil niet meer"),
    }[ended]


def _waiting(row: Waiting, today: date) -> WaitingRow:
    urgency = urgency_in_words(row.urgency)
    waited = how_long(row.asked_on, today)
    return WaitingRow(row.id, row.name, row.team.name, row.asked_on, waited, urgency, row.reason, row.stream)


def how_long(since: date, today: date) -> str:
    """How long somebody waits, in days up to two weeks, then in whole weeks."""
    days = (today - since).days
    if days < 14:
        return ngettext("%(count)s dag", "%(count)s dagen", days) % {"count": days}
    return _("%(count)s weken") % {"count": days // 7}


_BY: dict[str, Callable[[Waiting], Any]] = {
    "name": lambda row: (plain(row.name), row.id),
    "asked": lambda row: (row.asked_on, plain(row.name), row.id),
    "urgency": lambda row: (list(Waiting.Urgency).index(Waiting.Urgency(row.urgency)), plain(row.name), row.id),
    "stream": lambda row: (plain(row.stream), plain(row.name), row.id),
}

_LISTED_BY: dict[str, Callable[[Listed], Any]] = {
    "name": lambda each: plain(each.case_title),
    "asked": lambda each: (each.since, plain(each.case_title)),
    "urgency": lambda each: (URGENCIES.index(each.said["urgency"]), plain(each.case_title)),
    "stream": lambda each: (plain(each.said.get("stream", "")), plain(each.case_title)),
}
