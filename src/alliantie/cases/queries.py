"""Reading cases: the list of a worker, the page of one case, what the client sees of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from alliantie.access.call import call, read
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.plain import Columns, ask, made
from alliantie.cases.models import Acknowledgement, Case, Participant
from alliantie.people.models import Client, Organisation, Team, Worker
from alliantie.people.names import full_name, likeness, plain, trigrams
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


_LIST = """SELECT k.id, k.title, k.practice_id, k.practice_version, k.opened_on, w.given_name, w.family_name,
  k.worker_id
  FROM cases_case k JOIN people_worker w ON w.id = k.worker_id
 WHERE k.id = ANY ((SELECT access.cases())::uuid[]) AND k.closed_on IS NULL
   AND (%(key)s::text IS NULL OR (k.title_key, k.id) > (%(key)s::text, %(after)s::uuid))
 ORDER BY k.title_key, k.id LIMIT %(most)s"""


def case_list(actor: Actor, language: str, after: tuple[str, UUID] | None = None) -> tuple[CaseRow, ...]:
    """The running cases the worker may see, by name, at most a page, after a key. One query."""
    key, after_id = after or (None, None)
    practices = library()
    return tuple(
        CaseRow(
            case_id,
            title,
            practices.get(practice_id, version).name.in_(language),
            opened_on,
            full_name(given_name, family_name),
            worker_id == actor.me,
        )
        for case_id, title, practice_id, version, opened_on, given_name, family_name, worker_id in ask(
            actor, _LIST, {"key": key, "after": after_id, "most": PAGE}
        )
    )


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


_CASE = Columns(Case, "k")
_ORGANISATION = Columns(Organisation, "o")
_TEAM = Columns(Team, "t")
_WORKER = Columns(Worker, "w")
_ONE = (
    f"SELECT {_CASE}, {_ORGANISATION}, {_TEAM}, {_WORKER}%s"  # noqa: S608 - names of our own columns
    """
  FROM cases_case k JOIN people_organisation o ON o.id = k.organisation_id
  JOIN people_team t ON t.id = k.team_id JOIN people_worker w ON w.id = k.worker_id
 WHERE k.id = %%s AND k.id = ANY ((SELECT access.cases())::uuid[])"""
)
_ALONE = _ONE % ""
_WHOLE = (
    _ONE
    % """,
  (SELECT jsonb_agg(jsonb_build_array(m.measure_id, m.starts_on, m.ends_on) ORDER BY m.starts_on, m.id)
     FROM cases_measure m WHERE m.case_id = k.id),
  (SELECT jsonb_agg(i) FROM access.involved(k.id) i)"""
)


def get_case(actor: Actor, case_id: UUID, *, whole: bool = False) -> Case:
    """One case, with its organisation, team and worker. One query. Raises Case.DoesNotExist.

    With `whole` also what `measures_in` and `involved_in` tell.
    """
    found = ask(actor, _WHOLE if whole else _ALONE, (case_id,))
    if not found:
        raise Case.DoesNotExist
    case: Case
    case, case.organisation, case.team, case.worker = made(found[0], _CASE, _ORGANISATION, _TEAM, _WORKER)
    if whole:
        case.with_measures, case.with_involved = (json.loads(told or "[]") for told in found[0][-2:])
    return case


def measures_in(case: Case) -> tuple[tuple[str, date, date | None], ...]:
    """Every measure of a case read as a whole, with its first and last day, first started first. Costs no query."""
    return tuple(
        (measure_id, date.fromisoformat(starts_on), date.fromisoformat(ends_on) if ends_on else None)
        for measure_id, starts_on, ends_on in case.with_measures
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


_PEOPLE = """SELECT n.client_id, c.given_name, c.family_name, n.role, c.born_on, c.easy_form,
  (SELECT e.explained_on FROM cases_explanation e
    WHERE e.case_id = n.case_id AND e.client_id = n.client_id AND e.practice_version = %%(version)s)%s
  FROM cases_participant n JOIN people_client c ON c.id = n.client_id
 WHERE n.case_id = %%(case)s AND n.case_id = ANY ((SELECT access.cases())::uuid[])
 ORDER BY n.role DESC, c.born_on, n.client_id"""
_UNNOTED = _PEOPLE % ""
_NOTED = _PEOPLE % ", access.note_reading(%(noted)s, n.case_id, n.client_id, '')"


def people_of(actor: Actor, case: Case, *, noted: str = "") -> tuple[Person, ...]:
    """The people of a case the actor may see: a worker all, a client only themselves. One query.

    `noted` is what the reading log says of it, a line for each, who can see only their own; "" notes nothing.
    """
    values = {"case": case.id, "version": case.practice_version}
    found = ask(actor, _NOTED, {**values, "noted": noted}) if noted else ask(actor, _UNNOTED, values)
    return tuple(
        Person(client_id, full_name(given_name, family_name), given_name, role, born_on, explained_on, easy_form)
        for client_id, given_name, family_name, role, born_on, easy_form, explained_on, *_line in found
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


# OFFSET keeps the database from reading whole timelines before it looks at the days.
_TIMELINE = """SELECT f.case_id, f.id, f.kind, f."on", f.talk_id, f.client_id, f.recorded_at, f.recorded_by
  FROM unnest(%(cases)s::uuid[], %(days)s::date[]) AS wanted (case_id, since) CROSS JOIN LATERAL (
    SELECT * FROM cases_fact WHERE case_id = wanted.case_id AND "on" >= wanted.since OFFSET 0) f
 WHERE f.case_id = ANY ((SELECT access.cases())::uuid[]) AND NOT f.void
   AND NOT EXISTS (SELECT FROM cases_fact c WHERE c.corrects_id = f.id)
 ORDER BY f."on" DESC, f.recorded_at DESC, f.id"""


def timeline(
    actor: Actor, case_ids: Iterable[UUID], since: Mapping[UUID, date] | None = None
) -> tuple[tuple[UUID, Happened], ...]:
    """What happened in these cases and still stands, newest first, with the case. One query.

    Where `since` has a day for a case, what happened before it is left out.
    """
    cases, days = list(case_ids), since or {}
    found = ask(actor, _TIMELINE, {"cases": cases, "days": [days.get(each, date.min) for each in cases]})
    return tuple(
        (case_id, Happened(fact_id, kind, on, talk_id, client_id, recorded_at, by == actor.me))
        for case_id, fact_id, kind, on, talk_id, client_id, recorded_at, by in found
    )


_MEASURES = """SELECT m.case_id, m.measure_id FROM cases_measure m
 WHERE m.case_id = ANY (%s) AND m.case_id = ANY ((SELECT access.cases())::uuid[]) AND m.ends_on IS NULL
 ORDER BY m.starts_on, m.id"""


def running_measures(actor: Actor, case_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The measures that hold now, by case. One query."""
    found: dict[UUID, list[str]] = {}
    for case_id, measure_id in ask(actor, _MEASURES, (list(case_ids),)):
        found.setdefault(case_id, []).append(measure_id)
    return found


def involved(actor: Actor, case_id: UUID) -> tuple[Involved, ...]:
    """Who can see the case now or soon, and on which ground. One query."""
    proven_actor(actor)
    return tuple(Involved(*row) for row in read("access.involved", case_id))


def note_reading(what: str, case_id: UUID | None, client_id: UUID | None, device: str = "") -> None:
    """Write one line of the reading log. One query."""
    call("access.note_reading", what, case_id, client_id, device)
