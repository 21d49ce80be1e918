"""A case as data for another system: everything the worker may see of it, and nothing of anybody's rounds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from alliantie.access.identity import Actor
from alliantie.access.plain import ask
from alliantie.cases.models import Case
from alliantie.cases.queries import note_reading, people_of
from alliantie.exports.form import FORMAT, LISTS, VERSION, Listed
from alliantie.people.models import Worker

# Fields that name a worker; who ticked an agreement off can be a client, who then has no line among the workers.
_WORKERS = frozenset(
    {"worker_id", "author_id", "writer_id", "signed_by_id", "sent_by_id", "told_to", "explained_by", "made_by"}
    | {"settled_by", "saved_by", "agreed_by", "recorded_by", "noted_by", "taken_by_id", "for_worker_id"}
    | {"from_worker_id", "to_worker_id", "asked_by_id", "settled_by_id"}
)


def case_file(actor: Actor, case: Case, *, now: datetime, device: str = "") -> dict[str, Any]:
    """The file of a case, as `json_schema` describes it, noted in the reading log of each person.

    What the actor may not see the database leaves out. Four queries, and one a person.
    """
    for person in people_of(actor, case):
        note_reading("export", case.id, person.client_id, device)
    lists = json.loads(ask(actor, _STATEMENT, {"case": case.id})[0][0])
    people = json.loads(ask(actor, _PEOPLE, {"case": case.id})[0][0])
    known = {str(case.worker_id), *(named for rows in lists.values() for row in rows for named in _workers(row))}
    names = {str(worker.id): worker.name for worker in Worker.objects.filter(id__in=known).order_by("id")}
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": now.isoformat(),
        "exported_by": str(actor.me),
        "case": {
            "id": str(case.id),
            "title": case.title,
            "practice_id": case.practice_id,
            "practice_version": case.practice_version,
            "practice_hash": case.practice_hash,
            "opened_on": case.opened_on.isoformat(),
            "closed_on": case.closed_on.isoformat() if case.closed_on else None,
            "worker_id": str(case.worker_id),
            "organisation": case.organisation.name,
            "team": case.team.name,
        },
        "people": people,
        "workers": [{"id": id, "name": name} for id, name in names.items()],
        **{name: lists[name] for name in LISTS},
    }


def _workers(row: dict[str, Any]) -> Iterator[str]:
    return (str(value) for name, value in row.items() if value and name in _WORKERS)


def _list(listed: Listed) -> str:
    """The statement of one list; money goes as text, since a number of JSON is not exact for everyone."""
    pairs = ", ".join(
        f"""'{name}', t."{name}"{"::text" if kind == "euros" else ""}""" for name, kind, _empty in listed.named
    )
    rows = f"({listed.rows})" if listed.beside else f"t.case_id = %(case)s AND ({listed.rows or 'true'})"
    days = [name for name, kind, _empty in listed.named if kind in ("day", "moment")]
    order = f't."{days[0]}", t.id' if days else "t.id"
    return (
        f"coalesce((SELECT jsonb_agg(jsonb_build_object({pairs}) ORDER BY {order})"  # noqa: S608 - names of our own
        f" FROM {listed.table} t WHERE {rows}), '[]')"
    )


# All lists in one statement, so that they are of one moment. `to_jsonb` would take along whatever a table gets later.
_STATEMENT = (
    "SELECT jsonb_build_object("  # noqa: S608 - names of our own
    + ", ".join(f"'{name}', {_list(listed)}" for name, listed in LISTS.items())
    + ") FROM cases_case k WHERE k.id = %(case)s AND k.id = ANY ((SELECT access.cases())::uuid[])"
)
_PEOPLE = """SELECT coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'given_name', c.given_name,
  'family_name', c.family_name, 'born_on', c.born_on, 'language', c.language, 'easy_form', c.easy_form, 'role', p.role)
  ORDER BY p.role DESC, c.born_on, c.id), '[]')
  FROM cases_participant p JOIN people_client c ON c.id = p.client_id
 WHERE p.case_id = %(case)s AND p.case_id = ANY ((SELECT access.cases())::uuid[])"""
