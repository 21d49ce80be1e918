"""The start page of a worker: own sides of rounds, suggested rounds, and the list of cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie.access.identity import Actor
from alliantie.alliance.queries import OwnSide, PairHere, own_rounds, pairs_with_rounds
from alliantie.alliance.states import State
from alliantie.cases.models import Case, Participant
from alliantie.cases.queries import (
    PAGE,
    AskedOf,
    CaseRow,
    Happened,
    asked_of,
    case_count,
    case_list,
    due_until,
    timeline,
)
from alliantie.worklist.queries.money import Urgent, urgent
from alliantie.worklist.queries.suggested import round_days, suggested
from alliantie.worklist.queries.talks import Talk, Talks, next_talk, talks_of
from alliantie.worklist.queries.todo import TodoList, end_of_week, todo_list
from alliantie.worklist.queries.words import Why

OPEN_ROWS = 7
# Nobody does more than so much at once: what is due beyond it folds, hardest first.
OPEN_DUTIES = 5


@dataclass(frozen=True, slots=True)
class OwnRound:
    """A round as it stands for the worker, who may know the own side alone."""

    round_id: UUID
    title: str
    until: date | None


@dataclass(frozen=True, slots=True)
class SuggestedRound:
    """A pair whose practice suggests a round now, with every moment that says so."""

    case_id: UUID
    client_name: str
    reasons: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class SuggestedRounds:
    """The suggested rounds that are shown, longest due first, and how many there are."""

    rows: tuple[SuggestedRound, ...]
    count: int
    all_own_choice: bool

    @property
    def left_out(self) -> int:
        """How many are not shown."""
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class Coming:
    """The first planned round."""

    client_name: str
    on: date


@dataclass(frozen=True, slots=True)
class StartPage:
    """All of the start page."""

    urgent: tuple[Urgent, ...]
    todo: TodoList
    rounds: tuple[OwnRound, ...]
    suggested: SuggestedRounds
    talks: Talks
    next_talk: Talk | None
    coming: Coming | None
    cases: tuple[CaseRow, ...]
    count: int
    later: bool
    more_after: UUID | None
    asked: AskedOf


def own_side(found: OwnSide, client_name: str, today: date) -> OwnRound | None:
    """The own side of a round in words, or None when there is nothing to do. Says nothing about the other side."""
    name = {"name": client_name}
    match found.state:
        case State.OPEN if found.answer_until < today:
            return None
        case State.OPEN if found.sealed:
            return OwnRound(found.round_id, _("Uw kant is klaar: %(name)s") % name, None)
        case State.OPEN:
            return OwnRound(found.round_id, _("Vul uw kant in: %(name)s") % name, found.answer_until)
        case State.COMPLETE:
            return OwnRound(found.round_id, _("Samen kijken kan: %(name)s") % name, None)
        case State.REVEALED:
            return OwnRound(found.round_id, _("Gesprek afmaken: %(name)s") % name, None)
        case _:
            return None


def start_page(
    actor: Actor, language: str, today: date, *, whole: bool = False, after: UUID | None = None
) -> StartPage:
    """The start page: what someone can do at once, the rest counted; `whole` leaves nothing out, its cases after one.

    Six queries, one more for who has a case with money, one more on a day with nothing to do, two more for a later
    page.
    """
    seen = pairs_with_rounds(actor, latest_on=today)
    pairs = [pair for pair in seen if pair.pair.worker_id == actor.id]
    sides = own_rounds(pairs)
    names = _names(pairs)
    key = _key(actor, after)
    cases, found = case_list(actor, language, key, PAGE if whole else OPEN_ROWS)
    wanted = _suggested(actor, pairs, names, language, today, None if whole else OPEN_ROWS)
    planned = sorted(
        (Coming(names[side.pair_id], side.opens_on) for side in sides if side.state is State.PLANNED),
        key=lambda coming: (coming.on, coming.client_name),
    )
    rounds = tuple(row for side in sides if (row := own_side(side, names[side.pair_id], today)) is not None)
    talks = talks_of(actor, language, today)
    asked = asked_of(actor, listed=whole)
    todo = todo_list(due_until(actor, today, end_of_week(today)), language, today, None if whole else OPEN_DUTIES)
    threatens = urgent(actor, today) if any(pair.practice.money for pair in seen) else ()
    return StartPage(
        threatens,
        todo,
        rounds,
        wanted,
        talks,
        None
        if threatens
        or not todo.is_empty
        or not asked.is_empty
        or rounds
        or wanted.count
        or talks.asked
        or talks.today
        or talks.called_off
        else next_talk(actor, language),
        planned[0] if planned else None,
        # Some of many are of no use: who has more than fit looks for one, or opens the list.
        cases if whole or found == len(cases) else (),
        found if key is None else case_count(actor),
        key is not None,
        cases[-1].id if found > len(cases) else None,
        asked,
    )


def people_in(actor: Actor, case_ids: Sequence[UUID]) -> tuple[tuple[UUID, UUID], ...]:
    """Case and client of everyone these cases are about. One query."""
    found = Participant.objects.visible_to(actor).filter(case_id__in=case_ids).order_by("case_id", "client_id")
    return tuple(found.values_list("case_id", "client_id"))


def _key(actor: Actor, after: UUID | None) -> tuple[str, UUID] | None:
    # The address carries the number of a case and never a name.
    if after is None:
        return None
    found = Case.objects.visible_to(actor).filter(id=after).values_list("title_key", "id").first()
    return None if found is None else (found[0], found[1])


def _names(pairs: Sequence[PairHere]) -> dict[UUID, str]:
    """What to call each client: the given name, with the family name where two share it."""
    shared = Counter(pair.client_name for pair in pairs)
    return {
        pair.pair.id: pair.client_name if shared[pair.client_name] == 1 else pair.client_full_name for pair in pairs
    }


def _since(pairs: Sequence[PairHere], today: date) -> dict[UUID, date]:
    """The day in each case from which on something can call for a round; none where a pair had no round yet."""
    first: dict[UUID, date] = {}
    for pair in pairs:
        last = max(round_days(pair, today), default=date.min)
        first[pair.pair.case_id] = min(first.get(pair.pair.case_id, last), last)
    return {case_id: day for case_id, day in first.items() if day > date.min}


def _suggested(
    actor: Actor, pairs: Sequence[PairHere], names: dict[UUID, str], language: str, today: date, most: int | None
) -> SuggestedRounds:
    running = [pair for pair in pairs if pair.closed_on is None and pair.running is None]
    case_ids = {pair.pair.case_id for pair in running}
    facts: dict[UUID, list[Happened]] = {case_id: [] for case_id in case_ids}
    for case_id, fact in timeline(actor, case_ids, _since(running, today)) if running else ():
        facts[case_id].append(fact)
    found = [
        (each.moments[0].since, names[pair.pair.id], pair.pair.case_id, each)
        for pair in running
        if (each := suggested(pair.practice, pair, facts[pair.pair.case_id], pair.measure_ids, today)).moments
    ]
    found.sort(key=lambda row: row[:2])
    return SuggestedRounds(
        # Only what is shown is put into words.
        tuple(SuggestedRound(case_id, name, each.in_words(today, language)) for _, name, case_id, each in found[:most]),
        len(found),
        all(moment.own_choice for *_, each in found for moment in each.moments),
    )
