"""What applies to the client: rights, duties, the limits of confidentiality, and what is reported to whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Subquery

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.alliance.models import Pair
from alliantie.alliance.notices import releases
from alliantie.cases.models import Acknowledgement, Case, Explanation, Fact
from alliantie.cases.queries import ConditionHere, Happened, acknowledgements, own_conditions, practice_of, timeline
from alliantie.cases.queries.conditions import how_it_stands, tells_status
from alliantie.norms.calendars import last_day
from alliantie.people.models import Worker
from alliantie.portal.queries.cases import cases_of
from alliantie.practices import Practice
from alliantie.practices.show_reactions import called
from alliantie.practices.told import Reported, Told


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the frame, to whom something is reported, and where it stands."""

    text: str
    to: str
    source: str
    standing: str


@dataclass(frozen=True, slots=True)
class Holds:
    """What holds for the client, up to and including a day where one was named: a condition, ban, right or measure.

    A measure has no `name`.
    """

    text: str
    name: str
    since: date
    last: date | None
    status: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about the client, in words for clients, why, and on which day."""

    text: str
    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class Changed:
    """That a case works by another version of its practice: since when, and why."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What applies to the client in one case."""

    address: str
    practice_name: str
    organisation_name: str
    worker_name: str
    conditions: tuple[Holds, ...]
    decisions: tuple[Decided, ...]
    changed: Changed | None
    explained_by: str
    explained_on: date | None
    read_on: date | None
    released: bool
    rights: tuple[Statement, ...]
    duties: tuple[Statement, ...]
    confidentiality: tuple[Statement, ...]
    reporting: tuple[Statement, ...]


def frames(actor: Actor, language: str) -> tuple[Frame, ...]:
    """What applies to the client, for each running case, in its own version of the practice. Six queries, and one
    more where the practice tells what was decided, or how a condition that was noted stands.

    Only what belongs to the client's own running measures is told; a condition ends with the last of them.
    """
    moves = (
        Fact.objects.visible_to(actor)
        .filter(case_id=OuterRef("id"), client_id=actor.me, kind=Fact.Kind.PRACTICE_CHANGED)
        .order_by("-recorded_at")
    )
    latest = {"moved_on": Subquery(moves.values("on")[:1]), "moved_why": Subquery(moves.values("text")[:1])}
    cases = [case for case in cases_of(actor, **latest) if case.closed_on is None]
    ids = [case.id for case in cases]
    teller = Worker.objects.filter(id=OuterRef("explained_by")).values("given_name")
    explained = Explanation.objects.visible_to(actor).filter(case_id__in=ids).order_by("explained_on")
    found = explained.annotate(teller=Subquery(teller))
    told = {_version(each): (each.explained_on, each.teller or "") for each in found}
    read = {_version(each): each for each in acknowledgements(actor)}
    mine = {pair.case_id: pair.worker for pair in _running_pairs(actor)}
    holds = own_conditions(actor, clock.today())
    noted = {each.case_id for each in holds if each.sort}
    released = releases(actor, [case.organisation_id for case in cases])
    telling = [case.id for case in cases if _tells(practice_of(case), noted=case.id in noted)]
    happened = timeline(actor, telling, whole=True) if telling else ()
    return tuple(
        _frame(
            case,
            (case.organisation_id, practice_of(case).hash) in released,
            mine.get(case.id, case.worker),
            told.get((case.id, case.practice_version)),
            read.get((case.id, case.practice_version)),
            [each for each in holds if each.case_id == case.id],
            Changed(case.moved_on, case.moved_why) if case.moved_on else None,
            [fact for case_id, fact in happened if case_id == case.id],
            language,
        )
        for case in cases
    )


def _holds(each: ConditionHere, facts: Sequence[Happened], language: str) -> Holds:
    if each.sort:
        stands = how_it_stands(each, facts)
        said = called(stands.option, language, each.practice.address) if stands else ""
        return Holds(each.text, each.name(language), each.starts_on, each.until, said)
    return Holds(
        each.practice.measure(each.text).name.in_(language),
        "",
        each.starts_on,
        last_day(each.until) if each.until else None,
    )


def _decided(practice: Practice, taken: Iterable[Happened], language: str) -> Iterable[Decided]:
    """The decisions that have words for clients, the latest first."""
    told = {each.id: each.client for each in practice.decisions}
    for fact in taken:
        # A decision that the practice has no more says nothing.
        if (words := told.get(fact.values.get("decision", ""))) is not None:
            yield Decided(words.in_(language, practice.address), fact.text, fact.on)


def _version(row: Explanation | Acknowledgement) -> tuple[UUID, str]:
    return row.case_id, row.practice_version


def _running_pairs(actor: Actor) -> Iterable[Pair]:
    found = Pair.objects.visible_to(actor).filter(ends_on__isnull=True)
    return found.select_related("worker").order_by("-begins_on", "id")


def _tells(practice: Practice, *, noted: bool) -> bool:
    """Whether what happened in a case says something here: what was decided, or how a noted condition stands."""
    return any(each.client for each in practice.decisions) or (noted and tells_status(practice))


def _frame(
    case: Case,
    released: bool,
    worker: Worker,
    told: tuple[date, str] | None,
    read: Acknowledgement | None,
    holds: Sequence[ConditionHere],
    changed: Changed | None,
    facts: Sequence[Happened],
    language: str,
) -> Frame:
    practice = practice_of(case)
    measures = {each.text for each in holds if not each.sort}
    explanation = practice.explanation.under(measures)
    conditions = (each for each in holds if not each.sort or (measures and each.under(measures)))
    names = {"professional": worker.given_name, "organisation": case.organisation.name}

    def statements(entries: Iterable[Told]) -> tuple[Statement, ...]:
        return tuple(statement(practice, entry, names, language) for entry in entries)

    return Frame(
        practice.address,
        practice.name.in_(language),
        case.organisation.name,
        worker.given_name,
        tuple(_holds(each, facts, language) for each in conditions),
        tuple(_decided(practice, [fact for fact in facts if fact.kind == "decision_taken"], language)),
        changed,
        told[1] if told else "",
        told[0] if told else None,
        clock.day_of(read.at) if read else None,
        released,
        statements(explanation.rights),
        statements(explanation.duties),
        statements(explanation.confidentiality),
        statements(explanation.reporting),
    )


def statement(practice: Practice, entry: Told, names: dict[str, str], language: str) -> Statement:
    """A sentence of the frame as the client reads it, with who and which organisation are meant. Costs no query."""
    source = practice.source(entry.source)
    return Statement(
        entry.text.in_(language, practice.address).format(**names),
        entry.to.in_(language) if isinstance(entry, Reported) else "",
        source.title.in_(language),
        source.standing(language),
    )
