"""The page of one case: its people, their rounds, what happened, the frame, and who is involved."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.alliance.queries import PairHere, own_rounds, pairs_with_rounds, second_pairs
from alliantie.alliance.questionnaires import Choice, available
from alliantie.alliance.rules import rounds_fit
from alliantie.alliance.states import State
from alliantie.cases.models import Case, Fact
from alliantie.cases.queries import (
    Agreed,
    Handing,
    Happened,
    Involved,
    Person,
    PlanInShort,
    agreements_in,
    conditions_in,
    due_in,
    handing_in,
    involved_in,
    measures_in,
    people_of,
    plans_in,
    practice_of,
    timeline,
    waiting_in,
)
from alliantie.cases.told import capital, happened
from alliantie.practices import Practice
from alliantie.worklist.queries import words
from alliantie.worklist.queries.conditions import ConditionLine, lines
from alliantie.worklist.queries.incidents import Stands, stands
from alliantie.worklist.queries.letters import LetterRow, rows_of
from alliantie.worklist.queries.missed import InARow, NotCome, missed_in_words
from alliantie.worklist.queries.money import MoneyBlock, money_block
from alliantie.worklist.queries.start import OwnRound, own_side
from alliantie.worklist.queries.suggested import suggested
from alliantie.worklist.queries.talks import Talks, talks_of
from alliantie.worklist.queries.todo import Todo, todo_of
from alliantie.worklist.queries.words import Why

OPEN_ROWS = 5
FAR = 90
"""Days: what is due later than that hides nothing nearer."""
# What is changed in another way than by taking it back.
FIXED = (
    Fact.Kind.CASE_OPENED,
    Fact.Kind.CASE_CLOSED,
    Fact.Kind.MEASURE_STARTED,
    Fact.Kind.MEASURE_ENDED,
    Fact.Kind.WORKER_CHANGED,
    Fact.Kind.ROUND_DISCUSSED,
    Fact.Kind.GATE_FORCED,
)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, with everyone it was recorded for."""

    ids: tuple[UUID, ...]
    title: str
    on: date
    names: str
    recorded_at: datetime
    correctable: bool
    texts: tuple[tuple[str, str], ...] = ()
    """What was written, with the name of whom it is about."""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """Someone the case is about, and the day on which the frame was explained."""

    client_id: UUID
    name: str
    role: str
    explained_on: date | None


@dataclass(frozen=True, slots=True)
class DiscussedRound:
    """A round two people talked about; `with_worker` names an earlier worker whose round the client shows."""

    round_id: UUID
    on: date
    with_worker: str = ""


@dataclass(frozen=True, slots=True)
class Together:
    """A pair of the worker: the running round from the own side, what was discussed, and what a new round needs."""

    pair_id: UUID
    client_name: str
    round_id: UUID | None
    own_side: OwnRound | None
    opens_on: date | None
    open: bool
    past_window: bool
    discussed: tuple[DiscussedRound, ...]
    reasons: tuple[Why, ...]
    lengths: tuple[int, ...]
    easy: bool


@dataclass(frozen=True, slots=True)
class RunningMeasure:
    """A measure of the case."""

    measure_id: str
    name: str
    starts_on: date
    ends_on: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class StandIn:
    """A colleague who stands in, first and last day included."""

    grant_id: UUID
    name: str
    first: date
    last: date
    running: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """All of the case page."""

    id: UUID
    title: str
    names: str
    several: bool
    own: bool
    along: bool
    worker_name: str
    worker_given_name: str
    practice: Practice
    opened_on: date
    people: tuple[Told, ...]
    first: tuple[Todo, ...]
    unknown: tuple[str, ...]
    talks: Talks
    missed: tuple[NotCome, ...]
    not_come: tuple[InARow, ...]
    agreements: tuple[Agreed, ...]
    plans: tuple[PlanInShort, ...]
    plan_word: str
    together: tuple[Together, ...]
    rounds_fit: bool
    loaded: tuple[Choice, ...]
    events: tuple[Event, ...]
    all_events: int
    conditions: tuple[ConditionLine, ...]
    past_conditions: tuple[ConditionLine, ...]
    running: tuple[RunningMeasure, ...]
    ended: tuple[RunningMeasure, ...]
    workers: tuple[Involved, ...]
    stand_ins: tuple[StandIn, ...]
    handing: Handing | None
    second_pairs: bool
    letters: tuple[LetterRow, ...]
    money: MoneyBlock | None
    stands: Stands


def case_page(actor: Actor, case: Case, language: str, today: date) -> CasePage:
    """The page of a case the actor may see, noted in the reading log. Six queries, whatever happened in it.

    One more where the practice has money. `case` is one read as a whole.
    """
    practice = practice_of(case)
    people = people_of(actor, case, noted="case")
    facts = [fact for _case_id, fact in timeline(actor, [case.id], whole=True)]
    measures = measures_of(case, language)
    running = tuple(measure for measure in measures if measure.ends_on is None)
    groups = _at_once(facts)
    held = involved_in(case)
    conditions = conditions_in(case, practice)
    talks = talks_of(actor, language, today, case.id)
    missed, not_come = missed_in_words(talks.missed, facts, people, language, today)
    return CasePage(
        case.id,
        case.title,
        words.joined([person.given_name for person in people]),
        len(people) > 1,
        case.worker_id == actor.id,
        any(each.works_along and each.worker_id == actor.id for each in held),
        case.worker.name,
        case.worker.given_name,
        practice,
        case.opened_on,
        tuple(Told(person.client_id, person.name, words.role(person.role), person.explained_on) for person in people),
        first_duties(case, people, language, today),
        tuple(dict.fromkeys(practice.norm(norm).text.in_(language) for norm in case.with_unknown)),
        talks,
        missed,
        not_come,
        agreements_in(case),
        plans_in(case),
        capital(practice.words.plan.one(language)),
        _together(actor, case, facts, running, people, language, today),
        case.closed_on is None and rounds_fit(practice, [measure.measure_id for measure in running]),
        available(actor, case.organisation_id, practice, today, language)[1:],
        _in_words(practice, groups[:OPEN_ROWS], people, language),
        len(groups),
        lines([each for each in conditions if each.holds(today)], language, today),
        lines([each for each in conditions if not each.holds(today)], language, today),
        running,
        tuple(measure for measure in measures if measure.ends_on is not None),
        tuple(each for each in held if each.right == "work"),
        tuple(stand_in(each) for each in held if each.right == "cover"),
        handing_in(case),
        bool(second_pairs(practice)),
        rows_of(waiting_in(case)),
        money_block(actor, case, today),
        stands(actor, case, people, language, clock.now()),
    )


def first_duties(case: Case, people: Sequence[Person], language: str, today: date) -> tuple[Todo, ...]:
    """What is due, of which the page shows three at first: hardest first, but what lies months ahead comes last.

    Before both come those whose turn is the worker's own.
    """
    called = {person.client_id: person.given_name for person in people}
    found = sorted(
        due_in(case, called, today), key=lambda due: (not due.own_turn, due.duty.due > today + timedelta(days=FAR))
    )
    return tuple(todo_of(due, language, today, about=due.name) for due in found)


def measures_of(case: Case, language: str) -> tuple[RunningMeasure, ...]:
    """Every measure of a case read as a whole, first started first. Costs no query."""
    practice = practice_of(case)
    return tuple(
        RunningMeasure(measure_id, practice.measure(measure_id).name.in_(language), starts_on, ends_on, until)
        for measure_id, starts_on, ends_on, until in measures_in(case)
    )


def events_of(
    practice: Practice, facts: Iterable[Happened], people: Sequence[Person], language: str
) -> tuple[Event, ...]:
    """The timeline, with what was recorded at once for several people as one row. Costs no query."""
    return _in_words(practice, _at_once(facts), people, language)


def _at_once(facts: Iterable[Happened]) -> list[list[Happened]]:
    """Facts that were recorded at once for several people together, in the order in which they come.

    Those that say different things, such as letters to several creditors, are not one.
    """
    together: dict[tuple[str, str, date, datetime, str], list[Happened]] = {}
    for fact in facts:
        said = json.dumps(dict(fact.values), sort_keys=True)
        together.setdefault((fact.kind, fact.detail_id, fact.on, fact.recorded_at, said), []).append(fact)
    return list(together.values())


def _in_words(
    practice: Practice, groups: Iterable[list[Happened]], people: Sequence[Person], language: str
) -> tuple[Event, ...]:
    called = {person.client_id: person.given_name for person in people}
    return tuple(
        Event(
            tuple(fact.id for fact in group),
            happened(practice, group[0].kind, group[0].detail_id, language, group[0].values),
            group[0].on,
            words.joined(sorted(called[fact.client_id] for fact in group if fact.client_id in called)),
            group[0].recorded_at,
            group[0].kind not in FIXED,
            tuple(dict.fromkeys(_written(fact, called) for fact in group if fact.text)),
            group[0].kind,
        )
        for group in groups
    )


def _written(fact: Happened, called: Mapping[UUID, str]) -> tuple[str, str]:
    return (called.get(fact.client_id, "") if fact.client_id else "", fact.text)


def all_events(actor: Actor, case: Case, people: Sequence[Person], language: str) -> tuple[Event, ...]:
    """The whole timeline of a case. One query."""
    facts = [fact for _case_id, fact in timeline(actor, [case.id], whole=True)]
    return events_of(practice_of(case), facts, people, language)


def event_with(actor: Actor, case: Case, fact_id: UUID, language: str, *, taken_back: bool) -> Event | None:
    """The row a fact belongs to, as it stands or as it was taken back; None when there is none. Up to four queries."""
    found = Fact.objects.visible_to(actor).filter(case_id=case.id, void=False).exclude(kind__in=FIXED)
    one = found.filter(id=fact_id).first()
    if one is None:
        return None
    group = found.filter(kind=one.kind, talk_id=one.talk_id, on=one.on, recorded_at=one.recorded_at, values=one.values)
    gone = set(
        Fact.objects.visible_to(actor)
        .filter(corrects_id__in=[fact.id for fact in group])
        .values_list("corrects_id", flat=True)
    )
    facts = [
        Happened(
            fact.id,
            fact.kind,
            fact.on,
            fact.talk_id,
            fact.client_id,
            fact.recorded_at,
            fact.recorded_by == actor.id,
            fact.values,
            fact.text,
        )
        for fact in group
        if (fact.id in gone) is taken_back
    ]
    events = events_of(practice_of(case), facts, people_of(actor, case), language)
    return events[0] if events else None


def stand_in(found: Involved) -> StandIn:
    """A colleague who stands in, in whole days."""
    now = clock.now()
    until = found.until or now
    return StandIn(
        found.grant_id,
        found.name,
        clock.day_of(found.since),
        clock.day_of(until - timedelta(microseconds=1)),
        found.since <= now,
    )


def _together(
    actor: Actor,
    case: Case,
    facts: Sequence[Happened],
    running: Sequence[RunningMeasure],
    people: Sequence[Person],
    language: str,
    today: date,
) -> tuple[Together, ...]:
    found = pairs_with_rounds(actor, [case.id])
    pairs = [pair for pair in found if pair.pair.ends_on is None and pair.pair.worker_id == actor.id]
    if not pairs:
        return ()
    sides = {side.round_id: side for side in own_rounds(found)}
    practice = practice_of(case)
    measure_ids = [measure.measure_id for measure in running]
    easy = {person.client_id: person.easy_form for person in people}
    made = []
    for pair in pairs:
        current = pair.running
        side = sides.get(current.id) if current else None
        made.append(
            Together(
                pair.pair.id,
                pair.client_name,
                current.id if current else None,
                own_side(side, pair.client_name, today) if side else None,
                current.opens_on if current and current.state == State.PLANNED else None,
                bool(side and side.state is State.OPEN and side.answer_until >= today),
                bool(side and side.state is State.OPEN and side.answer_until < today),
                _discussed(pair, found),
                suggested(practice, pair, facts, measure_ids, today, language),
                practice.rounds.lengths,
                easy.get(pair.pair.client_id, False),
            )
        )
    return tuple(made)


def _discussed(pair: PairHere, found: Sequence[PairHere]) -> tuple[DiscussedRound, ...]:
    """The rounds of a pair that were talked about, then those with an earlier worker that the client shows."""
    own = [DiscussedRound(each.id, each.discussed_on) for each in pair.rounds if each.discussed_on is not None]
    earlier = [
        DiscussedRound(each.id, each.discussed_on, other.worker_name)
        for other in found
        if other.pair.ends_on is not None and other.pair.client_id == pair.pair.client_id
        for each in other.rounds
        if each.discussed_on is not None
    ]
    return tuple(own + earlier)
