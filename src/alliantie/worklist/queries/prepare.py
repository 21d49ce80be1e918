"""What a worker reads before a talk: money, agreements, what is due, goals, the last talks, and what holds now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from alliantie.access.identity import Actor
from alliantie.cases.models import Case, Fact
from alliantie.cases.queries import (
    Agreed,
    PlanInShort,
    agreements_in,
    conditions_in,
    people_of,
    plans_in,
    practice_of,
    timeline,
)
from alliantie.cases.queries.forms import forms_of
from alliantie.cases.told import capital
from alliantie.practices import Practice
from alliantie.worklist.queries import words
from alliantie.worklist.queries.case_page import first_duties
from alliantie.worklist.queries.conditions import ConditionLine, lines
from alliantie.worklist.queries.events import Event, events_of
from alliantie.worklist.queries.forms import Otherwise, chosen_otherwise
from alliantie.worklist.queries.measures import RunningMeasure, measures_of
from alliantie.worklist.queries.money import MoneyBlock, money_block
from alliantie.worklist.queries.network import AroundShort, around_in
from alliantie.worklist.queries.stands import IncidentRow, incident_rows
from alliantie.worklist.queries.todo import Todo

LAST_TALKS = 3


@dataclass(frozen=True, slots=True)
class Preparation:
    """One page to read before a talk."""

    practice: Practice
    names: str
    several: bool
    money: MoneyBlock | None
    agreements: tuple[Agreed, ...]
    first: tuple[Todo, ...]
    plan_word: str
    plans: tuple[PlanInShort, ...]
    talks: tuple[Event, ...]
    running: tuple[RunningMeasure, ...]
    conditions: tuple[ConditionLine, ...]
    warned: tuple[AroundShort, ...]
    otherwise: tuple[Otherwise, ...]
    incidents: tuple[IncidentRow, ...]


def preparation(actor: Actor, case: Case, language: str, today: date) -> Preparation:
    """All of it, noted in the reading log. `case` is read as a whole.

    Two queries, and one more where the practice sorts and where it has money.
    """
    practice, people = practice_of(case), people_of(actor, case, noted="case")
    facts = [fact for _case_id, fact in timeline(actor, [case.id], whole=True) if fact.kind == Fact.Kind.CONTACT]
    return Preparation(
        practice,
        words.joined([person.given_name for person in people]),
        len(people) > 1,
        money_block(actor, case, today),
        agreements_in(case),
        first_duties(case, people, language, today, own=case.worker_id == actor.id),
        capital(practice.words.plan.one(language)),
        tuple(plan for plan in plans_in(case) if plan.state == "agreed"),
        events_of(practice, facts, people, language)[:LAST_TALKS],
        tuple(measure for measure in measures_of(case, language) if measure.ends_on is None),
        lines([each for each in conditions_in(case, practice) if each.holds(today)], language, today),
        tuple(each for each in around_in(case, people) if each.warned),
        chosen_otherwise(practice, forms_of(actor, case), language) if practice.classifications else (),
        incident_rows(case, people, language),
    )
