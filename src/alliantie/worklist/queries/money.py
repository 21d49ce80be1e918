"""The money page of a case, and a claim or a line with all its figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from alliantie.access.identity import Actor, proven_actor
from alliantie.cases.models import Case
from alliantie.cases.queries import Person, people_of, practice_of
from alliantie.money import words
from alliantie.money.letters import Contact, contacts_of, steps_of
from alliantie.money.queries import Brief, Contacted, Money, contacts_in, money_in_brief, money_of, threats
from alliantie.people.models import Worker
from alliantie.practices import Practice
from alliantie.worklist.queries.words import joined


@dataclass(frozen=True, slots=True)
class Reached:
    """The last contact with a creditor, in the practice's words, and what it was about."""

    what: str
    step: str
    on: date


@dataclass(frozen=True, slots=True)
class Batch:
    """What was recorded at once about several creditors."""

    fact_id: UUID
    what: str
    step: str
    on: date
    creditors: int


@dataclass(frozen=True, slots=True)
class Threatens:
    """A day on which somebody loses a home or a supply, in words; `gone` says how long it is over."""

    what: str
    days_left: str
    gone: str
    on: date


@dataclass(frozen=True, slots=True)
class MoneyBlock:
    """The money of a case in brief, with what threatens in words, most pressing first."""

    brief: Brief
    threats: tuple[Threatens, ...]


@dataclass(frozen=True, slots=True)
class MoneyPage:
    """All of the money page."""

    names: str
    several: bool
    called: Mapping[UUID, str]
    money: Money
    reached: Mapping[UUID, Reached]
    """The last contact about each claim."""
    writes: bool
    """Whether the practice knows letters to creditors."""
    batch: Batch | None

    def whose(self, client_ids: Iterable[UUID]) -> str:
        """The names of people, where a case has more than one."""
        return joined([self.called[each] for each in client_ids if each in self.called]) if self.several else ""


def money_page(actor: Actor, case: Case, language: str, today: date, batch: UUID | None = None) -> MoneyPage:
    """The money page of a case, noted in the reading log. Six queries.

    `batch` is the number of one of the contacts that were just recorded at once.
    """
    practice = practice_of(case)
    people = people_of(actor, case, noted="money")
    contacts = contacts_in(actor, case.id) if contacts_of(practice) else ()
    money = money_of(actor, [case.id], today)
    last = {claim.id: next((each for each in contacts if each.concerns(claim)), None) for claim in money.claims}
    return MoneyPage(
        joined([person.given_name for person in people]),
        len(people) > 1,
        {person.client_id: person.given_name for person in people},
        money,
        {id: Reached(*_in_words(practice, each, language), each.on) for id, each in last.items() if each is not None},
        bool(steps_of(practice, Contact.LETTER)),
        _batch(practice, contacts, batch, language),
    )


@dataclass(frozen=True, slots=True)
class Urgent:
    """What threatens in a case."""

    case_id: UUID
    case_title: str
    threat: Threatens


def urgent(actor: Actor, today: date) -> tuple[Urgent, ...]:
    """What threatens in the running cases the worker may see, most pressing first. One query."""
    return tuple(
        Urgent(each.case_id, each.case_title, _threatens(each.kind, each.on, today)) for each in threats(actor, today)
    )


def _threatens(kind: str, on: date, today: date) -> Threatens:
    return Threatens(words.threat(kind), words.days_left(on, today), words.days_gone(on, today), on)


def money_block(actor: Actor, case: Case, today: date) -> MoneyBlock | None:
    """The money of a case in brief, where the practice has money. One query, else none."""
    if not practice_of(case).money:
        return None
    brief = money_in_brief(actor, case.id, today)
    return MoneyBlock(brief, tuple(_threatens(kind, on, today) for kind, on in brief.deadlines))


def called(people: Sequence[Person]) -> dict[UUID, str]:
    """What to call each person of a case."""
    return {person.client_id: person.given_name for person in people}


def recorders(actor: Actor, recorded_by: Iterable[UUID]) -> dict[UUID, str]:
    """What to call the workers who recorded something. One query."""
    proven_actor(actor)
    return dict(Worker.objects.filter(id__in=set(recorded_by)).values_list("id", "given_name"))


def contact_name(practice: Practice, contact: Contact, language: str) -> str:
    """What the practice calls a contact with a creditor. Raises StopIteration where it does not know it."""
    return next(sort.name.in_(language) for sort in practice.facts if sort.id == contact)


def _in_words(practice: Practice, each: Contacted, language: str) -> tuple[str, str]:
    steps = dict(steps_of(practice, each.contact))
    step = steps[each.step].in_(language) if each.step in steps else ""
    return contact_name(practice, each.contact, language), step


def _batch(practice: Practice, contacts: Sequence[Contacted], fact_id: UUID | None, language: str) -> Batch | None:
    one = next((each for each in contacts if each.id == fact_id), None)
    if one is None:
        return None
    at_once = [each for each in contacts if (each.contact, each.on, each.recorded_at) == _moment(one)]
    return Batch(one.id, *_in_words(practice, one, language), one.on, len({each.creditor for each in at_once}))


def _moment(each: Contacted) -> tuple[Contact, date, datetime]:
    return each.contact, each.on, each.recorded_at
