"""The page of one case: its people, their rounds, what happened, the frame, and who is involved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.alliance.queries import second_pairs
from alliantie.alliance.questionnaires import Choice, available
from alliantie.alliance.rules import rounds_fit
from alliantie.cases.models import Case
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
    people_of,
    plans_in,
    practice_of,
    timeline,
    waiting_in,
)
from alliantie.cases.queries.conditions import ConditionHere
from alliantie.cases.queries.incidents import incidents_in
from alliantie.cases.queries.standing import standing_of
from alliantie.cases.told import capital
from alliantie.norms.waiting import waiting
from alliantie.practices import Practice
from alliantie.practices.told import holds_under
from alliantie.web.dates import day_in_words
from alliantie.worklist.queries import words
from alliantie.worklist.queries.conditions import ConditionLine, lines
from alliantie.worklist.queries.doubts import TalkApart, talks_apart
from alliantie.worklist.queries.events import Event, in_words
from alliantie.worklist.queries.events import at_once as happened_at_once
from alliantie.worklist.queries.letters import LetterRow, rows_of
from alliantie.worklist.queries.measures import RunningMeasure, is_over, measures_of
from alliantie.worklist.queries.missed import InARow, NotCome, missed_in_words
from alliantie.worklist.queries.money import MoneyBlock, money_block
from alliantie.worklist.queries.network import AroundShort, around_in
from alliantie.worklist.queries.reserved import AskedLine, asked_now
from alliantie.worklist.queries.stands import Stands, stands
from alliantie.worklist.queries.talks import Talks, talks_of
from alliantie.worklist.queries.todo import Todo, at_once, todo_of
from alliantie.worklist.queries.together import Together, together
from alliantie.worklist.queries.ways import planning, way

OPEN_ROWS = 5
FAR = 90
"""Days: what is due later than that hides nothing nearer."""


@dataclass(frozen=True, slots=True)
class Told:
    """Someone the case is about, and the day on which the frame was explained."""

    client_id: UUID
    name: str
    role: str
    explained_on: date | None


@dataclass(frozen=True, slots=True)
class StandIn:
    """A colleague who stands in, first and last day included; `emergency` is when emergency access ends."""

    grant_id: UUID
    name: str
    first: date
    last: date
    running: bool
    emergency: datetime | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """All of the case page."""

    id: UUID
    title: str
    head: str
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
    waits: tuple[str, ...]
    unknown: tuple[str, ...]
    talks: Talks
    apart: tuple[TalkApart, ...]
    missed: tuple[NotCome, ...]
    not_come: tuple[InARow, ...]
    agreements: tuple[Agreed, ...]
    plans: tuple[PlanInShort, ...]
    plan_word: str
    makes_plan: bool
    together: tuple[Together, ...]
    rounds_fit: bool
    loaded: tuple[Choice, ...]
    events: tuple[Event, ...]
    all_events: int
    conditions: tuple[ConditionLine, ...]
    past_conditions: tuple[ConditionLine, ...]
    notes_conditions: bool
    of_one: bool
    running: tuple[RunningMeasure, ...]
    ended: tuple[RunningMeasure, ...]
    workers: tuple[Involved, ...]
    stand_ins: tuple[StandIn, ...]
    handing: Handing | None
    second_pairs: bool
    letters: tuple[LetterRow, ...]
    money: MoneyBlock | None
    stands: Stands
    around: tuple[AroundShort, ...]
    asked: tuple[AskedLine, ...]
    phase: tuple[str, date] | None
    has_phases: bool
    """Whether what runs has phases; of a case that is over, whether one was entered."""


def case_page(actor: Actor, case: Case, language: str, today: date) -> CasePage:
    """The page of a case the actor may see, noted in the reading log. Five queries, whatever happened in it.

    One more where a round can begin with a questionnaire the organisation loaded, where the practice has money, and
    where it reserves a decision. `case` is one read as a whole.
    """
    practice = practice_of(case)
    people = people_of(actor, case, noted="case")
    facts = [fact for _case_id, fact in timeline(actor, [case.id], whole=True)]
    measures = measures_of(case, language)
    running = tuple(
        replace(
            each,
            longer=words.longer_in_words(practice, each.measure_id, each.starts_on, each.until, facts, language),
        )
        for each in measures
        if not is_over(each, case, today)
    )
    groups = happened_at_once(facts)
    held = involved_in(case)
    conditions = conditions_in(case, practice)
    holding = {each.id for each in conditions if _holds(each, case, running, today)}
    talks = talks_of(actor, language, today, case.id)
    rounds = together(actor, case, facts, [measure.measure_id for measure in running], people, language, today)
    fit = case.closed_on is None and rounds_fit(practice, [measure.measure_id for measure in running])
    chooses = fit and any(each.round_id is None and each.can_choose for each in rounds)
    phase = _phase(practice, facts, language)
    missed, not_come = missed_in_words(talks.missed, facts, people, language, today)
    return CasePage(
        case.id,
        case.title,
        _head(practice, running, language),
        words.joined([person.given_name for person in people]),
        len(people) > 1,
        case.worker_id == actor.id,
        any(each.works_along and each.worker_id == actor.id for each in held),
        case.worker.name,
        case.worker.given_name,
        practice,
        case.opened_on,
        tuple(Told(person.client_id, person.name, words.role(person.role), person.explained_on) for person in people),
        first_duties(case, people, language, today, own=case.worker_id == actor.id),
        waits_in(actor, case, language, today),
        tuple(dict.fromkeys(practice.norm(id).text.in_(language) for id in case.with_unknown)),
        talks,
        () if case.closed_on is not None else talks_apart(case, talks.coming, language, today),
        missed,
        not_come,
        agreements_in(case),
        plans_in(case),
        capital(practice.words.plan.one(language)),
        case.closed_on is None and practice.plans_under([measure.measure_id for measure in running]),
        rounds,
        fit,
        available(actor, case.organisation_id, practice, today, language)[1:] if chooses else (),
        in_words(practice, groups[:OPEN_ROWS], people, language),
        len(groups),
        lines([each for each in conditions if each.id in holding], language, today, facts),
        lines([each for each in conditions if each.id not in holding], language, today, facts),
        any(holds_under(each, [measure.measure_id for measure in running]) for each in practice.conditions),
        len(people) > 1 and any(measure.client_id for measure in measures),
        running,
        tuple(measure for measure in measures if is_over(measure, case, today)),
        tuple(each for each in held if each.right == "work"),
        tuple(stand_in(each) for each in held if each.right == "cover"),
        handing_in(case),
        bool(second_pairs(practice)),
        rows_of(waiting_in(case)),
        money_block(actor, case, today),
        stands(actor, case, people, language, clock.now()),
        around_in(case, people),
        asked_now(actor, case, language, today) if any(each.reserved for each in practice.decisions) else (),
        phase,
        any(holds_under(each, [one.measure_id for one in running]) for each in practice.phases)
        or bool(phase and not running),
    )


def _holds(condition: ConditionHere, case: Case, running: Sequence[RunningMeasure], today: date) -> bool:
    """Whether a condition holds today: in a case that runs, under a measure that brings it for whom it is about."""
    under = [
        each.measure_id
        for each in running
        if condition.client_id is None or each.client_id in (None, condition.client_id)
    ]
    return case.closed_on is None and bool(under) and condition.holds(today) and condition.under(under)


def _phase(practice: Practice, facts: Sequence[Happened], language: str) -> tuple[str, date] | None:
    """The phase that was entered last, and on which day; `facts` are newest first."""
    called = {each.id: each.name.in_(language) for each in practice.phases}
    entered = (each for each in facts if each.kind == "phase_entered")
    return next(
        ((called[each.values["phase"]], each.on) for each in entered if each.values.get("phase") in called), None
    )


def _head(practice: Practice, running: Sequence[RunningMeasure], language: str) -> str:
    """What the case is now: the measures that run, each once, or the practice's word for a case."""
    named = list(dict.fromkeys(measure.name for measure in running))
    return words.joined(named) if named else capital(practice.words.case.one(language))


def first_duties(
    case: Case, people: Sequence[Person], language: str, today: date, *, own: bool = True
) -> tuple[Todo, ...]:
    """What is due, of which the page shows three at first: in order, but what lies months ahead last, by day.

    Before both come those whose turn is the worker's own. Where a case ended, only what outlives it is due.
    """
    called = {person.client_id: person.given_name for person in people}
    near = today + timedelta(days=FAR)
    found = sorted(due_in(case, called, today), key=lambda due: (not due.own_turn, max(due.duty.due, near)))
    running = [measure.measure_id for measure in measures_of(case, language) if measure.ends_on is None]
    incidents = {each.called: each.id for each in incidents_in(case)}
    letters = waiting_in(case)
    return tuple(
        todo_of(
            due,
            language,
            today,
            about=due.name,
            way=way(due, called, running, incidents, letters, own=own),
            plan=planning(due) if case.closed_on is None else "",
            also=others,
        )
        for due, *others in at_once(found)
    )


def waits_in(actor: Actor, case: Case, language: str, today: date) -> tuple[str, ...]:
    """For what a running case waits, and until when. One query where the practice says such things, else none."""
    practice = practice_of(case)
    if case.closed_on is not None or not any(norm.waits for norm in practice.norms):
        return ()
    return tuple(
        _("%(what)s, tot en met %(day)s")
        % {"what": text.in_(language), "day": day_in_words(wait.until, language, today)}
        for wait in waiting(standing_of(actor, case, today))
        if (text := practice.norm(wait.norm).waits) is not None
    )


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
        found.until if found.ground == "emergency" else None,
    )
