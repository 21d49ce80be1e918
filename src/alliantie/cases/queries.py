"""Reading cases: the list of a worker, the page of one case, what the client sees of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Exists, F, Func, JSONField, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import JSONObject

from alliantie.access.call import call, read
from alliantie.access.identity import Actor, proven_actor
from alliantie.cases.models import Acknowledgement, Case, Explanation, Fact, Measure, Participant
from alliantie.people.models import Client
from alliantie.people.names import likeness, plain, trigrams
from alliantie.practices import Practice, library

PAGE = 50
LIKE_ENOUGH = 0.3


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of a list of cases."""

    id: UUID
    title: str
    practice_name: str
    opened_on: date
    worker_name: str
    own: bool
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Someone the case is about, and whether the frame was explained under the case's version."""

    client_id: UUID
    name: str
    given_name: str
    role: str
    born_on: date
    explained_on: date | None
    easy_form: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """A fact on the timeline, in the practice's words where it is a talk or a measure."""

    id: UUID
    kind: str
    on: date
    detail_id: str
    client_id: UUID | None
    recorded_at: datetime
    own: bool


@dataclass(frozen=True, slots=True)
class Involved:
    """Someone who can see the case, on which ground, from when until when."""

    grant_id: UUID
    worker_id: UUID
    name: str
    right: str
    ground: str
    since: datetime
    until: datetime | None

    @property
    def works_along(self) -> bool:
        """Whether this is a colleague beside the worker whose case it is."""
        return self.ground == "works along"


def practice_of(case: Case) -> Practice:
    """The practice in the version this case keeps. Raises UnknownPractice when its file is gone."""
    return library().get(case.practice_id, case.practice_version)


def case_list(actor: Actor, language: str, after: tuple[str, UUID] | None = None) -> tuple[CaseRow, ...]:
    """The running cases the worker may see, by name, at most a page, after a key. One query."""
    found = Case.objects.visible_to(actor).filter(closed_on__isnull=True).select_related("worker")
    if after is not None:
        found = found.filter(Q(title_key__gt=after[0]) | Q(title_key=after[0], id__gt=after[1]))
    return tuple(_row(case, actor, language) for case in found.order_by("title_key", "id")[:PAGE])


def all_cases(actor: Actor, language: str) -> tuple[CaseRow, ...]:
    """Every case the worker may see, closed ones too, for the export. One query."""
    found = Case.objects.visible_to(actor).select_related("worker").order_by("title_key", "id")
    return tuple(_row(case, actor, language) for case in found)


def case_count(actor: Actor) -> int:
    """How many running cases the worker may see: a caseload, so counting is cheap. One query."""
    return Case.objects.visible_to(actor).filter(closed_on__isnull=True).count()


def search_cases(actor: Actor, language: str, words: str) -> tuple[CaseRow, ...]:
    """The cases whose people's names are like `words`, typing errors allowed, best first. Two queries."""
    asked = trigrams(words)
    if not asked:
        return ()
    near = Client.objects.visible_to(actor).filter(trigrams__overlap=asked).values_list("id", "trigrams")
    marks = {client_id: _fit(asked, found, plain(words)) for client_id, found in near}
    best = [client_id for client_id, mark in marks.items() if mark >= LIKE_ENOUGH]
    if not best:
        return ()
    people = (
        Participant.objects.visible_to(actor)
        .filter(client_id__in=best)
        .select_related("case__worker")
        .order_by("case_id", "client_id")
    )
    ranked = sorted(people, key=lambda person: (-marks[person.client_id], person.case.title_key))
    seen: dict[UUID, CaseRow] = {}
    for person in ranked:
        seen.setdefault(person.case_id, _row(person.case, actor, language))
    return tuple(seen.values())[:PAGE]


def _fit(asked: list[str], found: list[str], words: str) -> float:
    # A short question against a long name: how much of the question is there counts, then how alike the two are.
    covered = len(set(asked) & set(found)) / len(asked)
    return covered if covered > 0.6 or len(words) < 4 else likeness(asked, found)


def _row(case: Case, actor: Actor, language: str) -> CaseRow:
    return CaseRow(
        case.id,
        case.title,
        practice_of(case).name.in_(language),
        case.opened_on,
        case.worker.name,
        case.worker_id == actor.me,
        case.closed_on,
    )


class _Involved(Func):
    """The rows of access.involved() for a case, as JSON."""

    template = "ARRAY(SELECT to_jsonb(i) FROM access.involved(%(expressions)s) i)"
    output_field = ArrayField(JSONField())


def get_case(actor: Actor, case_id: UUID, *, whole: bool = False) -> Case:
    """One case, with its organisation, team and worker. One query. Raises Case.DoesNotExist.

    With `whole` also what `measures_in` and `involved_in` tell.
    """
    found: Any = Case.objects.visible_to(actor).select_related("organisation", "team", "worker")
    if whole:
        columns = {column: column for column in ("measure_id", "starts_on", "ends_on")}
        measures = Measure.objects.visible_to(actor).filter(case_id=OuterRef("id")).order_by("starts_on", "id")
        found = found.annotate(
            with_measures=ArraySubquery(measures.values(told=JSONObject(**columns))), with_involved=_Involved("id")
        )
    case: Case = found.get(id=case_id)
    return case


def measures_in(case: Case) -> tuple[tuple[str, date, date | None], ...]:
    """Every measure of a case read as a whole, with its first and last day, first started first. Costs no query."""
    return tuple(
        (
            each["measure_id"],
            date.fromisoformat(each["starts_on"]),
            date.fromisoformat(each["ends_on"]) if each["ends_on"] else None,
        )
        for each in case.with_measures
    )


def involved_in(case: Case) -> tuple[Involved, ...]:
    """As `involved`, of a case read as a whole. Costs no query."""
    return tuple(
        Involved(
            UUID(each["id"]),
            UUID(each["worker_id"]),
            each["name"],
            each["held"],
            each["ground"],
            datetime.fromisoformat(each["starts_at"]),
            datetime.fromisoformat(each["ends_at"]) if each["ends_at"] else None,
        )
        for each in case.with_involved
    )


def people_of(actor: Actor, case: Case, *, noted: str = "") -> tuple[Person, ...]:
    """The people of a case the actor may see: a worker all, a client only themselves. One query.

    `noted` is what the reading log says of it, a line for each, who can see only their own; "" notes nothing.
    """
    told = Explanation.objects.visible_to(actor).filter(
        case_id=case.id, practice_version=case.practice_version, client_id=OuterRef("client_id")
    )
    found: Any = (
        Participant.objects.visible_to(actor)
        .filter(case_id=case.id)
        .annotate(explained_on=Subquery(told.values("explained_on")))
        .select_related("client")
        .order_by("-role", "client__born_on", "client_id")
    )
    if noted:
        line = (Value(noted), F("case_id"), F("client_id"), Value(""))
        found = found.annotate(line=Func(*line, function="access.note_reading", output_field=TextField()))
    return tuple(
        Person(
            person.client_id,
            person.client.name,
            person.client.given_name,
            person.role,
            person.client.born_on,
            person.explained_on,
            person.client.easy_form,
        )
        for person in found
    )


def frame_is_known(actor: Actor, case: Case) -> bool:
    """Whether the client who asks said that the frame is clear, in the case's version of it. One query."""
    return any(
        each.case_id == case.id and each.practice_version == case.practice_version for each in acknowledgements(actor)
    )


def acknowledgements(actor: Actor) -> tuple[Acknowledgement, ...]:
    """What the client who asks said of the frame, in each case and version. One query; empty for anyone else."""
    proven_actor(actor)
    return tuple(Acknowledgement.objects.raw("SELECT * FROM access.own_acknowledgements()"))


def timeline(
    actor: Actor, case_ids: Iterable[UUID], since: Mapping[UUID, date] | None = None
) -> tuple[tuple[UUID, Happened], ...]:
    """What happened in these cases and still stands, newest first, with the case. One query.

    Where `since` has a day for a case, what happened before it is left out.
    """
    days = since or {}
    wanted = Q(case_id__in=[case_id for case_id in case_ids if case_id not in days])
    for case_id, day in days.items():
        wanted |= Q(case_id=case_id, on__gte=day)
    corrected = Fact.objects.visible_to(actor).filter(corrects_id=OuterRef("id"))
    found = (
        Fact.objects.visible_to(actor)
        .filter(wanted, void=False)
        .exclude(Exists(corrected))
        .order_by("-on", "-recorded_at", "id")
        # Rows and not objects: there are thousands.
        .values_list("case_id", "id", "kind", "on", "talk_id", "client_id", "recorded_at", "recorded_by")
    )
    return tuple(
        (case_id, Happened(fact_id, kind, on, talk_id, client_id, recorded_at, by == actor.me))
        for case_id, fact_id, kind, on, talk_id, client_id, recorded_at, by in found
    )


def running_measures(actor: Actor, case_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The measures that hold now, by case. One query."""
    found: dict[UUID, list[str]] = {}
    for measure in (
        Measure.objects.visible_to(actor)
        .filter(case_id__in=list(case_ids), ends_on__isnull=True)
        .order_by("starts_on", "id")
    ):
        found.setdefault(measure.case_id, []).append(measure.measure_id)
    return found


def involved(actor: Actor, case_id: UUID) -> tuple[Involved, ...]:
    """Who can see the case now or soon, and on which ground. One query."""
    proven_actor(actor)
    return tuple(Involved(*row) for row in read("access.involved", case_id))


def note_reading(what: str, case_id: UUID | None, client_id: UUID | None, device: str = "") -> None:
    """Write one line of the reading log. One query."""
    call("access.note_reading", what, case_id, client_id, device)
