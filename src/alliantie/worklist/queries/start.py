"""The start page of a worker: own sides of rounds, suggested rounds, and the list of cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.alliance.queries import OwnSide
from alliantie.alliance.states import State
from alliantie.cases.models import Case, Participant
from alliantie.cases.queries import (
    PAGE,
    Agreed,
    AskedOf,
    CaseRow,
    agreed_by_others,
    case_list,
    name_of_practice,
)
from alliantie.worklist.queries.money import Urgent, urgent
from alliantie.worklist.queries.start_read import OwnPair, StartRead, TalkHere, read_start
from alliantie.worklist.queries.suggested import called_for, round_days
from alliantie.worklist.queries.talks import ASKED_FOR, Talk, next_talk, who_cannot
from alliantie.worklist.queries.todo import Rows, TodoList, end_of_week, todo_list
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
class SuggestedRounds(Rows[SuggestedRound]):
    """The suggested rounds, longest due first, and whether all of their moments are a choice of our own."""

    all_own_choice: bool


class Coming(NamedTuple):
    """The first planned round."""

    on: date
    client_name: str


@dataclass(frozen=True, slots=True)
class StartTalks:
    """The talks for which another time is looked for, those of which nobody said that they were held, and today's."""

    called_off: Rows[Talk]
    asked: Rows[Talk]
    today: Rows[Talk]

    @property
    def count(self) -> int:
        """How many there are, shown or not."""
        return self.called_off.count + self.asked.count + self.today.count


@dataclass(frozen=True, slots=True)
class StartPage:
    """All of the start page; `promised` is what clients and others agreed to do, where nothing is left out."""

    urgent: tuple[Urgent, ...]
    todo: TodoList
    rounds: Rows[OwnRound]
    suggested: SuggestedRounds
    talks: StartTalks
    next_talk: Talk | None
    coming: Coming | None
    cases: tuple[CaseRow, ...]
    count: int
    later: bool
    more_after: UUID | None
    asked: AskedOf
    promised: tuple[Agreed, ...]


def asks(state: State, answer_until: date, today: date) -> bool:
    """Whether a round has something to do for who takes part in it. Says nothing about the other side."""
    return state in (State.COMPLETE, State.REVEALED) or (state is State.OPEN and answer_until >= today)


def own_side(found: OwnSide, client_name: str, today: date) -> OwnRound | None:
    """The own side of a round in words, or None when there is nothing to do. Says nothing about the other side."""
    if not asks(found.state, found.answer_until, today):
        return None
    return _own_round(found.round_id, found.state, found.sealed, found.answer_until, client_name)


def _own_round(round_id: UUID, state: State, sent: bool | None, answer_until: date, client_name: str) -> OwnRound:
    name = {"name": client_name}
    match state:
        case State.OPEN if sent:
            return OwnRound(round_id, _("Uw kant is klaar: %(name)s") % name, None)
        case State.OPEN:
            return OwnRound(round_id, _("Vul uw kant in: %(name)s") % name, answer_until)
        case State.COMPLETE:
            return OwnRound(round_id, _("Samen kijken kan: %(name)s") % name, None)
        case _:
            return OwnRound(round_id, _("Gesprek afmaken: %(name)s") % name, None)


def start_page(
    actor: Actor, language: str, today: date, *, whole: bool = False, after: UUID | None = None
) -> StartPage:
    """The start page: what someone can do at once, the rest counted; `whole` leaves nothing out, its cases after one.

    One query, one more for who has a case with money, one more on a day with nothing to do; two more for the whole and
    two more for a later page of it.
    """
    most = None if whole else OPEN_ROWS
    read = read_start(actor, today, end_of_week(today), ASKED_FOR)
    names = _names(read.pairs)
    rounds = _rounds(read.pairs, names, today, most)
    wanted = _suggested(read.pairs, names, language, today, most)
    talks = _talks(read.talks, language, today, most)
    todo = todo_list(read.dues, language, today, None if whole else OPEN_DUTIES)
    threatens = urgent(actor, today) if any(case.practice and case.practice.money for case in read.cases) else ()
    planned = sorted(
        Coming(pair.running.opens_on, name)
        for pair, name in zip(read.pairs, names, strict=True)
        if pair.running is not None and pair.sent is not None and pair.running.state == State.PLANNED
    )
    busy = threatens or not todo.is_empty or not read.asked.is_empty or rounds.count or wanted.count or talks.count
    cases, later, more_after = _cases(actor, read, language, whole, after)
    return StartPage(
        threatens,
        todo,
        rounds,
        wanted,
        talks,
        None if busy else next_talk(actor, language),
        planned[0] if planned else None,
        cases,
        len(read.cases),
        later,
        more_after,
        read.asked,
        agreed_by_others(actor) if whole else (),
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


def _cases(
    actor: Actor, read: StartRead, language: str, whole: bool, after: UUID | None
) -> tuple[tuple[CaseRow, ...], bool, UUID | None]:
    """The cases in sight, whether they are of a later page, and after which one the next page begins."""
    if whole:
        key = _key(actor, after)
        cases, found = case_list(actor, language, key, PAGE)
        return cases, key is not None, cases[-1].id if found > len(cases) else None
    if len(read.cases) > OPEN_ROWS:
        # Some of many are of no use: who has more than fit looks for one, or opens the list.
        return (), False, None
    me = str(actor.me)
    return (
        tuple(
            CaseRow(
                UUID(case.id),
                case.title,
                name_of_practice(case.practice_id, case.practice_version, language),
                case.opened_on,
                "" if case.worker_id == me else read.workers[case.worker_id].full,
                case.worker_id == me,
            )
            for case in read.cases
        ),
        False,
        None,
    )


def _names(pairs: Sequence[OwnPair]) -> list[str]:
    """What to call the client of each: the given name, with the family name where two share it."""
    shared = Counter(pair.name.given for pair in pairs)
    return [pair.name.given if shared[pair.name.given] == 1 else pair.name.full for pair in pairs]


def _rounds(pairs: Sequence[OwnPair], names: Sequence[str], today: date, most: int | None) -> Rows[OwnRound]:
    asking = [
        (pair.running, name, pair.sent)
        for pair, name in zip(pairs, names, strict=True)
        if pair.running is not None
        and pair.sent is not None
        and asks(State(pair.running.state), pair.running.answer_until, today)
    ]
    asking.sort(key=lambda each: (each[0].answer_until, each[0].id))
    return Rows(
        tuple(
            _own_round(UUID(at.id), State(at.state), sent, at.answer_until, name) for at, name, sent in asking[:most]
        ),
        len(asking),
    )


def _suggested(
    pairs: Sequence[OwnPair], names: Sequence[str], language: str, today: date, most: int | None
) -> SuggestedRounds:
    called = [
        (each.moments[0].since, name, pair.case.id, each)
        for pair, name in zip(pairs, names, strict=True)
        if pair.quiet
        and (
            each := called_for(pair.practice, pair.happened, round_days(pair.rounds, today), pair.measure_ids, today)
        ).moments
    ]
    called.sort(key=lambda row: row[:2])
    return SuggestedRounds(
        # Only what is shown is put into words.
        tuple(SuggestedRound(UUID(id), name, each.in_words(today, language)) for _, name, id, each in called[:most]),
        len(called),
        all(moment.own_choice for *_, each in called for moment in each.moments),
    )


def _talks(found: Sequence[TalkHere], language: str, today: date, most: int | None) -> StartTalks:
    def rows(found: Sequence[TalkHere]) -> Rows[Talk]:
        return Rows(tuple(_in_words(each, language) for each in found[:most]), len(found))

    going_on = [(each, clock.day_of(each.starts_at)) for each in found if not each.off]
    return StartTalks(
        rows([each for each in found if each.off]),
        rows([each for each, on in going_on if on < today]),
        rows([each for each, on in going_on if on == today]),
    )


def _in_words(found: TalkHere, language: str) -> Talk:
    talk, name = found.practice.talk(found.talk_id), found.name
    return Talk(
        UUID(found.id),
        UUID(found.case.id),
        talk.name.in_(language),
        talk.mode == "home",
        None,
        name.given if name else "",
        name.full if name else found.case.title,
        found.other,
        found.starts_at,
        found.minutes,
        found.place,
        found.starts_at <= clock.now(),
        (),
        who_cannot(tuple(found.cannot)),
    )
