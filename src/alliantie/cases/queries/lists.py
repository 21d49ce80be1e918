"""Reading cases: the list of a worker, and finding one by the names of its people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie.access.identity import Actor
from alliantie.access.plain import ask
from alliantie.cases.models import Case, Participant
from alliantie.people.models import Client
from alliantie.people.names import covered, full_name, plain, trigrams
from alliantie.practices import library

_NUMBER = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}")
PAGE = 50
# One wrong letter spoils three groups of three signs: of a name of six letters four of seven are left, of one of four
# letters three of five, or two where it is in the middle. Those are shown where nothing is nearer.
LIKE_ENOUGH, FAR_ENOUGH = 0.5, 0.4


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


_LIST = """SELECT k.id, k.title, k.practice_id, k.practice_version, k.opened_on, w.given_name, w.family_name,
  k.worker_id, count(*) OVER ()
  FROM cases_case k JOIN people_worker w ON w.id = k.worker_id
 WHERE k.id = ANY ((SELECT access.cases())::uuid[]) AND k.closed_on IS NULL
   AND (%(key)s::text IS NULL OR (k.title_key, k.id) > (%(key)s::text, %(after)s::uuid))
 ORDER BY k.title_key, k.id LIMIT %(most)s"""


def case_list(
    actor: Actor, language: str, after: tuple[str, UUID] | None = None, most: int = PAGE
) -> tuple[tuple[CaseRow, ...], int]:
    """The running cases the worker may see, by name, after a key, at most so many; and how many. One query."""
    key, after_id = after or (None, None)
    found = ask(actor, _LIST, {"key": key, "after": after_id, "most": most})
    rows = tuple(
        CaseRow(
            case_id,
            title,
            name_of_practice(practice_id, version, language),
            opened_on,
            full_name(given_name, family_name),
            worker_id == actor.me,
        )
        for case_id, title, practice_id, version, opened_on, given_name, family_name, worker_id, _count in found
    )
    return rows, found[0][-1] if found else 0


def name_of_practice(practice_id: str, version: str, language: str) -> str:
    """What a practice is called, or that it cannot be read. Costs no query."""
    practice = library().readable(practice_id, version)
    return practice.name.in_(language) if practice else _("De werkwijze van deze zaak is niet te lezen")


_BESIDE = """SELECT k.id, k.title FROM cases_case k
 WHERE k.id = ANY ((SELECT access.cases())::uuid[]) AND k.closed_on IS NULL AND k.worker_id = %(me)s
   AND k.practice_id = %(practice)s AND k.id <> %(case)s AND k.title_key LIKE '%%' || %(words)s || '%%'
 ORDER BY k.title_key, k.id LIMIT %(most)s"""


def own_cases_beside(actor: Actor, case: Case, words: str = "") -> tuple[tuple[UUID, str], ...]:
    """The worker's other running cases under the same practice, by name, at most a page. One query.

    With `words` those whose people's names hold them.
    """
    asked = {"me": actor.me, "practice": case.practice_id, "case": case.id, "words": plain(words), "most": PAGE}
    return tuple((case_id, title) for case_id, title in ask(actor, _BESIDE, asked))


def all_cases(actor: Actor, language: str) -> tuple[CaseRow, ...]:
    """Every case the worker may see, closed ones too, for the export. One query."""
    found = Case.objects.visible_to(actor).select_related("worker").order_by("title_key", "id")
    return tuple(row_of(case, actor, language) for case in found)


def case_count(actor: Actor) -> int:
    """How many running cases the worker may see: a caseload, so counting is cheap. One query."""
    return Case.objects.visible_to(actor).filter(closed_on__isnull=True).count()


def search_cases(actor: Actor, language: str, words: str) -> tuple[CaseRow, ...]:
    """The cases whose people's names are like `words`, typing errors allowed, best first. Two queries.

    The number that letters give a case finds that one: one query.
    """
    if number := _NUMBER.fullmatch(words.strip()):
        first, last = (UUID(f"{number[0]}-{rest}") for rest in ("0000-0000-000000000000", "ffff-ffff-ffffffffffff"))
        there = Case.objects.visible_to(actor).filter(id__range=(first, last)).select_related("worker")
        return tuple(row_of(case, actor, language) for case in there)
    asked = trigrams(words)
    if not asked:
        return ()
    near = Client.objects.visible_to(actor).filter(trigrams__overlap=asked).values_list("id", "trigrams")
    marks = {client_id: covered(asked, found) for client_id, found in near}
    # A short question against a long name: how much of the question is there counts, not how alike the two are.
    best = [client_id for client_id, mark in marks.items() if mark >= LIKE_ENOUGH] or [
        client_id for client_id, mark in marks.items() if mark >= FAR_ENOUGH
    ]
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
        seen.setdefault(person.case_id, row_of(person.case, actor, language))
    return tuple(seen.values())[:PAGE]


def row_of(case: Case, actor: Actor, language: str) -> CaseRow:
    """One case as a line of a list; its worker has to be read with it."""
    return CaseRow(
        case.id,
        case.title,
        name_of_practice(case.practice_id, case.practice_version, language),
        case.opened_on,
        case.worker.name,
        case.worker_id == actor.me,
        case.closed_on,
    )
