"""Reading cases: one, with what belongs to it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from pydantic import TypeAdapter

from alliantie.access.call import call, read
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.plain import Columns, ask, made
from alliantie.cases.models import Case
from alliantie.cases.queries import agreements, conditions, letters, network, plans
from alliantie.people.models import Organisation, Team, Worker
from alliantie.practices import Practice, library
from alliantie.practices.reaction import TIE
from alliantie.practices.told import Explanation


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


def is_readable(case: Case) -> bool:
    """Whether the practice of a case can be read; a list of cases goes on without one whose practice cannot."""
    return library().readable(case.practice_id, case.practice_version) is not None


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
# As `WholeIncident.answered`: whether something was chosen since an incident was judged as it is now.
_ANSWERED = f"""EXISTS (SELECT FROM cases_response r WHERE r.incident_id = i.id AND coalesce(
    (SELECT f."values" = i."values" FROM cases_fact f
      WHERE f.case_id = i.case_id AND (f.client_id = i.client_id) IS TRUE AND NOT f.void
        AND f.recorded_at <= r.recorded_at AND f."values"->>'{TIE}' = i."values"->>'{TIE}'
        AND f.kind = (SELECT made.kind FROM cases_fact made WHERE made.id = i.id)
      ORDER BY f."on" DESC, f.recorded_at DESC, f.id LIMIT 1), true))"""  # noqa: S608 - names of our own columns
_WHOLE = (
    _ONE
    % f""",
  (SELECT jsonb_agg(jsonb_build_array(m.measure_id, m.client_id,
      coalesce((SELECT c.given_name FROM people_client c WHERE c.id = m.client_id), ''), m.starts_on, m.ends_on,
      access.measure_until(m.id)) ORDER BY m.starts_on, m.id) FROM cases_measure m WHERE m.case_id = k.id),
  (SELECT jsonb_agg(i) FROM access.involved(k.id) i),
  (SELECT jsonb_agg(d.told || jsonb_build_object('id', d.id) ORDER BY d.due) FROM cases_duty d WHERE d.case_id = k.id),
  (SELECT r.unknown FROM cases_reckoning r WHERE r.case_id = k.id),
  ({conditions.IN_CASE}), ({agreements.IN_CASE}), ({plans.IN_CASE}),
  (SELECT jsonb_agg(jsonb_build_array(i.id, i.client_id, i.kind, i."on", i.heard, i.state, i."values"->>'{TIE}',
      {_ANSWERED})
      ORDER BY i."on" DESC, i.recorded_at DESC, i.id)
     FROM cases_incident i WHERE i.case_id = k.id AND i.state IN ('open', 'weighed')),
  (SELECT jsonb_build_array(e.kind, e.reason, e."on", e.recorded_at) FROM cases_outcome e
    WHERE e.case_id = k.id AND e.undone_at IS NULL),
  (SELECT jsonb_build_object('id', h.id, 'name', n.given_name || ' ' || n.family_name, 'asked_at', h.asked_at,
      'declined_at', h.declined_at, 'by', b.given_name || ' ' || b.family_name)
     FROM cases_handover h JOIN people_worker n ON n.id = h.to_worker_id
     LEFT JOIN people_worker b ON b.id = h.asked_by_id
    WHERE h.case_id = k.id AND h.from_worker_id = k.worker_id AND h.withdrawn_at IS NULL AND h.accepted_at IS NULL
    ORDER BY h.asked_at DESC LIMIT 1),
  ({letters.IN_CASE}), (SELECT to_jsonb(r.edition) FROM cases_reckoning r WHERE r.case_id = k.id),
  ({network.IN_CASE})"""  # noqa: S608
)


def get_case(actor: Actor, case_id: UUID, *, whole: bool = False) -> Case:
    """One case, with its organisation, team and worker. One query. Raises Case.DoesNotExist.

    With `whole` also what `measures_in`, `involved_in`, `due_in`, `agreements_in`, `plans_in`, `incidents_in`,
    `outcome_in`, `waiting_in` and `around_in` tell.
    """
    found = ask(actor, _WHOLE if whole else _ALONE, (case_id,))
    if not found:
        raise Case.DoesNotExist
    case: Case
    case, case.organisation, case.team, case.worker = made(found[0], _CASE, _ORGANISATION, _TEAM, _WORKER)
    if whole:
        (
            case.with_measures,
            case.with_involved,
            case.with_duties,
            case.with_unknown,
            case.with_conditions,
            case.with_agreements,
            case.with_plans,
            case.with_incidents,
            case.with_outcome,
            case.with_handing,
            case.with_letters,
            kept_by,
            around,
        ) = (json.loads(told or "[]") for told in found[0][-13:])
        case.with_network = around or {}
        # What was kept by a rule that an upgrade took away is left out, until the job reckons anew.
        if is_readable(case):
            practice = practice_of(case)
            case.with_duties = [told for told in case.with_duties if practice.has_norm(told["norm"])]
            case.with_unknown = [norm for norm in case.with_unknown if practice.has_norm(norm)]
        case.kept_by = kept_by or None
    return case


@dataclass(frozen=True, slots=True)
class MeasureHere:
    """One measure. `client_name` is "" where it is for everyone in the case; `until` is as it was last extended."""

    measure_id: str
    client_id: UUID | None
    client_name: str
    starts_on: date
    ends_on: date | None
    until: date | None


def measures_in(case: Case) -> tuple[MeasureHere, ...]:
    """Every measure of a case read as a whole, first started first. Costs no query."""
    return tuple(
        MeasureHere(
            measure_id,
            UUID(client_id) if client_id else None,
            client_name,
            date.fromisoformat(starts_on),
            _day(ends_on),
            _day(until),
        )
        for measure_id, client_id, client_name, starts_on, ends_on, until in case.with_measures
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


@dataclass(frozen=True, slots=True)
class Handing:
    """Who was asked to take a case over, when, and when that colleague said no.

    `by_name` is who leads the team, where that one asked it; "" where the worker of the case did.
    """

    id: UUID
    name: str
    asked_at: datetime
    declined_at: datetime | None
    by_name: str


def handing_in(case: Case) -> Handing | None:
    """Who was asked last to take over a case read as a whole, unless that was taken back. No query."""
    told = case.with_handing
    if not told:
        return None
    declined = told["declined_at"]
    return Handing(
        UUID(told["id"]),
        told["name"],
        datetime.fromisoformat(told["asked_at"]),
        datetime.fromisoformat(declined) if declined else None,
        told["by"] or "",
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


_AGREED = TypeAdapter(tuple[agreements.Agreed, ...])
_PLANS = TypeAdapter(tuple[plans.PlanInShort, ...])


def agreements_in(case: Case) -> tuple[agreements.Agreed, ...]:
    """What is open in a case read as a whole, soonest due first. Costs no query."""
    return _AGREED.validate_python(case.with_agreements)


def plans_in(case: Case) -> tuple[plans.PlanInShort, ...]:
    """The newest agreed version of each plan and its draft, in a case read as a whole. Costs no query."""
    return _PLANS.validate_python(case.with_plans)


_MEASURES = """SELECT m.case_id, m.measure_id FROM cases_measure m
 WHERE m.case_id = ANY (%s) AND m.case_id = ANY ((SELECT access.cases())::uuid[]) AND m.ends_on IS NULL
   AND (%s::uuid IS NULL OR m.client_id IS NULL OR m.client_id = %s::uuid)
 ORDER BY m.starts_on, m.id"""


def running_measures(actor: Actor, case_ids: Iterable[UUID], *, client_id: UUID | None = None) -> dict[UUID, list[str]]:
    """The measures that hold now, by case: all of them, or only those that hold for one of its people. One query."""
    found: dict[UUID, list[str]] = {}
    for case_id, measure_id in ask(actor, _MEASURES, (list(case_ids), client_id, client_id)):
        found.setdefault(case_id, []).append(measure_id)
    return found


_ENDS = """SELECT m.measure_id, access.measure_until(m.id) FROM cases_measure m
 WHERE m.case_id = %s AND m.case_id = ANY ((SELECT access.cases())::uuid[]) AND m.ends_on IS NULL
   AND (%s::uuid IS NULL OR m.client_id IS NULL OR m.client_id = %s::uuid) ORDER BY m.starts_on, m.id"""


def ends_of(actor: Actor, case: Case, *, client_id: UUID | None) -> tuple[tuple[str, date | None], ...]:
    """The measures that run, with the end of each as it was last extended, None where none was named. One query."""
    return tuple((measure, until) for measure, until in ask(actor, _ENDS, (case.id, client_id, client_id)))


def number_of(case_id: UUID) -> str:
    """What letters call a case: the beginning of its random number, twelve signs that nobody guesses."""
    return str(case_id)[:13].upper()


def measures_now(actor: Actor, case: Case, *, client_id: UUID | None = None) -> list[str]:
    """The measures that hold now in one case, or for one of its people. One query."""
    return running_measures(actor, [case.id], client_id=client_id).get(case.id, [])


_EVER = """SELECT m.measure_id, bool_or(m.ends_on IS NULL) FROM cases_measure m
 WHERE m.case_id = %s AND m.case_id = ANY ((SELECT access.cases())::uuid[])
   AND (%s::uuid IS NULL OR m.client_id IS NULL OR m.client_id = %s::uuid)
 GROUP BY m.measure_id ORDER BY min(m.starts_on), m.measure_id"""


def measures_ever(actor: Actor, case: Case, *, client_id: UUID | None = None) -> dict[str, bool]:
    """The measures that hold or held in one case, or for one of its people, and whether each does now. One query."""
    return dict(ask(actor, _EVER, (case.id, client_id, client_id)))


def explained_to(actor: Actor, case: Case, client_id: UUID) -> Explanation:
    """What is told to one of a case of what applies: that of the own running measures. One query."""
    return practice_of(case).explanation.under(measures_now(actor, case, client_id=client_id))


def involved(actor: Actor, case_id: UUID) -> tuple[Involved, ...]:
    """Who can see the case now or soon, and on which ground. One query."""
    proven_actor(actor)
    return tuple(Involved(*row) for row in read("access.involved", case_id))


def note_reading(what: str, case_id: UUID | None, client_id: UUID | None, device: str = "") -> None:
    """Write one line of the reading log. One query."""
    call("access.note_reading", what, case_id, client_id, device)
