"""Reading the conditions of a case, or a client's own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.access.plain import ask
from alliantie.cases.models import Case, Condition
from alliantie.cases.queries.happened import Happened
from alliantie.practices import Practice, library
from alliantie.practices.facts import Option
from alliantie.practices.told import holds_under


@dataclass(frozen=True, slots=True)
class ConditionHere:
    """One condition. `client_name` is "" where it is for everyone in the case."""

    id: UUID
    case_id: UUID
    practice: Practice
    sort: str
    text: str
    client_id: UUID | None
    client_name: str
    starts_on: date
    until: date | None
    ended_on: date | None

    def holds(self, day: date) -> bool:
        """Whether it has not ended by `day`: a condition holds on its last day, a measure until its end is recorded."""
        over = self.ended_on is not None and self.ended_on <= day
        return not over and (not self.sort or self.until is None or self.until >= day)

    def under(self, measures: Collection[str]) -> bool:
        """Whether it is of a kind that these measures bring."""
        return holds_under(self.practice.condition(self.sort), measures)

    def name(self, language: str) -> str:
        """Of which kind it is."""
        return self.practice.condition(self.sort).name.in_(language)


# What `get_case` asks along with a case `k`.
IN_CASE = """SELECT jsonb_agg(to_jsonb(o)) FROM (SELECT n.id, n.sort, n.text, n.client_id,
  coalesce(c.given_name, '') AS client_name, n.starts_on, n.until, n.ended_on
  FROM cases_condition n LEFT JOIN people_client c ON c.id = n.client_id
 WHERE n.case_id = k.id ORDER BY n.starts_on, n.noted_at, n.id) o"""
_OWN = """SELECT n.id, n.case_id, f.practice_id, f.practice_version, n.sort, n.text, n.client_id, '',
  n.starts_on, n.until, n.ended_on FROM cases_condition n JOIN cases_case f ON f.id = n.case_id
 WHERE n.case_id = ANY ((SELECT access.cases())::uuid[])"""


def conditions_in(case: Case, practice: Practice) -> tuple[ConditionHere, ...]:
    """Every condition of a case read as a whole, the oldest first. Costs no query."""
    return tuple(_told(case, practice, each) for each in case.with_conditions)


def _told(case: Case, practice: Practice, told: Mapping[str, Any]) -> ConditionHere:
    starts_on, until, ended_on = (
        date.fromisoformat(told[name]) if told[name] else None for name in ("starts_on", "until", "ended_on")
    )
    client_id = UUID(told["client_id"]) if told["client_id"] else None
    return ConditionHere(
        UUID(told["id"]),
        case.id,
        practice,
        told["sort"],
        told["text"],
        client_id,
        told["client_name"],
        starts_on or date.min,
        until,
        ended_on,
    )


_OWN_MEASURES = """SELECT m.id, m.case_id, f.practice_id, f.practice_version, '', m.measure_id, m.client_id, '',
  m.starts_on, access.measure_until(m.id), m.ends_on FROM cases_measure m JOIN cases_case f ON f.id = m.case_id
 WHERE m.case_id = ANY ((SELECT access.cases())::uuid[])"""

_HOLDING = f"""SELECT * FROM ({_OWN_MEASURES} UNION ALL {_OWN}) AS h (id, of_case, practice, version, sort, text)
 ORDER BY sort <> '', starts_on, id"""  # noqa: S608 - our own statements


def own_conditions(actor: Actor, today: date) -> tuple[ConditionHere, ...]:
    """What holds today for the client who asks, in all cases: measures first, with their id for text. One query.

    A measure has no `sort`. It runs until the day it was last extended to, half-open, and on until its end is recorded.
    """
    found = (
        ConditionHere(id, case_id, practice, *rest)
        for id, case_id, practice_id, version, *rest in ask(actor, _HOLDING)
        if (practice := library().readable(practice_id, version)) is not None
    )
    return tuple(each for each in found if each.holds(today))


def conditions_of(actor: Actor, case: Case, practice: Practice) -> tuple[ConditionHere, ...]:
    """Every condition of a case, the oldest first. One query."""
    found = ask(actor, f"{_OWN} AND n.case_id = %s ORDER BY n.starts_on, n.noted_at, n.id", (case.id,))
    return tuple(ConditionHere(id, case_id, practice, *rest) for id, case_id, _practice, _version, *rest in found)


def to_choose(actor: Actor, case: Case, practice: Practice, kind: str, today: date) -> tuple[str, ...]:
    """The conditions that a fact of this kind can name, in their words. One query, none where it names no condition."""
    if not any(sort.id == kind and sort.condition for sort in practice.facts):
        return ()
    return tuple(dict.fromkeys(each.text for each in conditions_of(actor, case, practice) if each.holds(today)))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a condition stands, since when."""

    option: Option
    on: date


def how_it_stands(each: ConditionHere, facts: Iterable[Happened]) -> Standing | None:
    """How a condition stands by the latest fact that names it, of those of its case, newest first. Costs no query."""
    sorts = {sort.id: sort for sort in each.practice.facts if sort.status is not None}
    for fact in facts:
        sort = sorts.get(fact.kind)
        theirs = None in (each.client_id, fact.client_id) or each.client_id == fact.client_id
        if sort is None or not theirs or fact.on < each.starts_on:
            continue
        named = str(fact.values.get(sort.condition or "", ""))
        if named.strip().casefold() == each.text.strip().casefold():
            options = next((value.options for value in sort.values if value.id == sort.status), ())
            said = next((one for one in options if one.id == fact.values.get(sort.status or "")), None)
            return Standing(said, fact.on) if said is not None else None
    return None


def tells_status(practice: Practice) -> bool:
    """Whether facts of this practice tell how a condition stands."""
    return any(sort.status is not None for sort in practice.facts)


def get_condition(actor: Actor, case: Case, practice: Practice, condition_id: UUID) -> ConditionHere:
    """One condition of a case. One query. Raises Condition.DoesNotExist."""
    found = ask(actor, f"{_OWN} AND n.case_id = %s AND n.id = %s", (case.id, condition_id))
    if not found:
        raise Condition.DoesNotExist
    id, case_id, _practice_id, _version, *rest = found[0]
    return ConditionHere(id, case_id, practice, *rest)
