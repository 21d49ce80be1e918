"""What happened in a case as rows, with what was recorded at once for several people as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie.access.identity import Actor
from alliantie.cases.models import Case, Fact
from alliantie.cases.queries import Happened, Person, people_of, practice_of, timeline
from alliantie.cases.queries.happened import replaced_by
from alliantie.cases.told import happened
from alliantie.practices import Practice
from alliantie.practices.rights import ANSWERED, ASKED
from alliantie.worklist.queries import words

# What is changed in another way than by taking it back.
FIXED = (
    Fact.Kind.CASE_OPENED,
    Fact.Kind.CASE_CLOSED,
    Fact.Kind.MEASURE_STARTED,
    Fact.Kind.MEASURE_ENDED,
    Fact.Kind.WORKER_CHANGED,
    Fact.Kind.ROUND_DISCUSSED,
    Fact.Kind.GATE_FORCED,
    Fact.Kind.PRACTICE_CHANGED,
    *ASKED.values(),
    ANSWERED,
)


# What the pages of clients tell as well, though nobody apart is named with it: their plan, what holds, and who it is.
ON_THEIR_PAGES = (
    Fact.Kind.CASE_OPENED,
    Fact.Kind.CASE_CLOSED,
    Fact.Kind.MEASURE_STARTED,
    Fact.Kind.MEASURE_ENDED,
    Fact.Kind.WORKER_CHANGED,
    Fact.Kind.PLAN_AGREED,
    Fact.Kind.ROUND_DISCUSSED,
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
    earlier: tuple[str, ...] = ()
    """What was said of it before on the same day, the last of that first."""
    beside: tuple[tuple[str, str], ...] = ()
    """What its client wants to stand beside it, with the name of that client."""

    @property
    def seen(self) -> str:
        """Who sees what names nobody apart, in words; "" for what names somebody, who sees it."""
        if self.names:
            return ""
        return _("ook voor cliënten") if self.kind in ON_THEIR_PAGES else _("alleen medewerkers")


def events_of(
    practice: Practice, facts: Iterable[Happened], people: Sequence[Person], language: str
) -> tuple[Event, ...]:
    """The timeline, with what was recorded at once for several people as one row. Costs no query."""
    return in_words(practice, at_once(facts), people, language)


def at_once(facts: Iterable[Happened]) -> list[list[Happened]]:
    """Facts that were recorded at once for several people together, in the order in which they come.

    Those that say different things, such as letters to several creditors, are not one.
    """
    found: list[list[Happened]] = []
    together: dict[tuple[str, str, date, datetime], list[list[Happened]]] = {}
    for fact in facts:
        alike = together.setdefault((fact.kind, fact.detail_id, fact.on, fact.recorded_at), [])
        group = next((each for each in alike if each[0].values == fact.values), None)
        if group is None:
            group = []
            alike.append(group)
            found.append(group)
        group.append(fact)
    return found


def in_words(
    practice: Practice, groups: Iterable[list[Happened]], people: Sequence[Person], language: str
) -> tuple[Event, ...]:
    """Each group of facts as one row. Costs no query."""
    called = {person.client_id: person.given_name for person in people}
    return tuple(
        Event(
            tuple(fact.id for fact in group),
            happened(practice, group[0].kind, group[0].detail_id, language, group[0].values),
            group[0].on,
            words.joined(sorted(called[fact.client_id] for fact in group if fact.client_id in called)),
            group[0].recorded_at,
            group[0].kind not in FIXED and not _by_leader(practice, group[0]),
            tuple(dict.fromkeys(_written(fact, called) for fact in group if fact.text)),
            group[0].kind,
            beside=tuple((called.get(fact.client_id or fact.id, ""), fact.beside) for fact in group if fact.beside),
        )
        for group in groups
    )


def _by_leader(practice: Practice, fact: Happened) -> bool:
    reserved = {decision.id for decision in practice.decisions if decision.reserved is not None}
    return fact.kind == Fact.Kind.DECISION_TAKEN and fact.values.get("decision") in reserved


def _written(fact: Happened, called: Mapping[UUID, str]) -> tuple[str, str]:
    return (called.get(fact.client_id, "") if fact.client_id else "", fact.text)


def all_events(actor: Actor, case: Case, people: Sequence[Person], language: str) -> tuple[Event, ...]:
    """The whole timeline of a case, with what was judged of an incident before on the same day. Two queries at most."""
    practice = practice_of(case)
    facts = [fact for _case_id, fact in timeline(actor, [case.id], whole=True)]
    judged = {each.fact for each in practice.reactions.incidents} if practice.reactions else set()
    before = replaced_by(actor, case.id, judged) if any(fact.kind in judged for fact in facts) else {}

    def earlier(event: Event) -> Iterator[str]:
        last = event.ids[0]
        while (fact := before.get(last)) is not None:
            yield happened(practice, fact.kind, fact.detail_id, language, fact.values)
            last = fact.id

    return tuple(
        replace(event, earlier=tuple(earlier(event))) for event in events_of(practice, facts, people, language)
    )


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
