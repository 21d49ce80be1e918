"""Reading who may read sections of a case, as its worker or client; and as somebody who may, what stands in them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from alliantie import clock
from alliantie.access.call import call, read
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.models import SectionGrant
from alliantie.access.sections import called
from alliantie.cases.models import Case, Participant
from alliantie.cases.queries.lists import LIKE_ENOUGH
from alliantie.cases.sharing import Ground, ground_of
from alliantie.people.models import Team, Worker
from alliantie.people.names import covered, trigrams

State = Literal["coming", "running", "over", "ended"]


@dataclass(frozen=True, slots=True)
class GivenHere:
    """A grant on sections of a case, to whom and by whom it is, and how it stands today."""

    row: SectionGrant
    to: str
    given_by: str
    ended_by: str
    state: State

    @property
    def sections(self) -> str:
        """What can be read, in words."""
        return called(self.row.sections)

    @property
    def last(self) -> date:
        """The last day on which it runs."""
        return self.row.ends_on - timedelta(days=1)

    @property
    def ground(self) -> Ground:
        """On which ground."""
        return ground_of(self.row.ground)


@dataclass(frozen=True, slots=True)
class SectionsOf:
    """What each grant tells who has it: whose case it is, who works there, which sections, why, and until when."""

    id: UUID
    clients: tuple[tuple[UUID, str], ...]
    organisation: str
    team: str
    phone: str
    worker: str
    sections: tuple[str, ...]
    ground_id: str
    named: str
    reason: str
    ends_on: date
    of_team: str | None
    practice_id: str
    practice_version: str

    @property
    def ground(self) -> Ground:
        """On which ground."""
        return ground_of(self.ground_id)

    @property
    def called(self) -> str:
        """The sections in words."""
        return called(self.sections)

    @property
    def last(self) -> date:
        """The last day on which it can be read."""
        return self.ends_on - timedelta(days=1)

    @property
    def names(self) -> str:
        """The people of the case."""
        return ", ".join(name for _client_id, name in self.clients)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: in which section it is read, of which table, and what of it."""

    section: str
    table: str
    told: dict[str, Any]


def given_in(actor: Actor, case_ids: Iterable[UUID]) -> tuple[GivenHere, ...]:
    """Who was given sections of these cases, newest first. Three queries, or one."""
    found = list(
        SectionGrant.objects.visible_to(actor).filter(case_id__in=list(case_ids)).order_by("-given_at", "case_id")
    )
    if not found:
        return ()
    subjects = {row.subject_id for row in found}
    people = subjects | {each for row in found for each in (row.given_by, row.ended_by) if each}
    names = {each.id: each.name for each in Worker.objects.filter(id__in=people)}
    names |= {each.id: each.name for each in Team.objects.filter(id__in=subjects)}
    today = clock.today()
    return tuple(
        GivenHere(
            row,
            names.get(row.subject_id, ""),
            names.get(row.given_by, ""),
            names.get(row.ended_by, "") if row.ended_by else "",
            _state(row, today),
        )
        for row in found
    )


def _state(row: SectionGrant, today: date) -> State:
    if row.ended_at is not None:
        return "ended"
    if row.ends_on <= today:
        return "over"
    return "running" if row.starts_on <= today else "coming"


def own_cases_of_household(actor: Actor, case: Case) -> tuple[tuple[UUID, str], ...]:
    """The worker's other running cases with a person of this case, or somebody of the same family name. Two queries."""
    people = Participant.objects.visible_to(actor).filter(case_id=case.id).select_related("client")
    family = [each.client.family_name for each in people]
    beside = Participant.objects.visible_to(actor).filter(
        case__worker_id=actor.me, case__closed_on=None, client__family_name__in=family
    )
    found = beside.exclude(case_id=case.id).values_list("case_id", "case__title", "case__title_key").distinct()
    return tuple((case_id, title) for case_id, title, _key in found.order_by("case__title_key", "case_id"))


def sections_with_me(actor: Actor, *, noted: bool = True) -> tuple[SectionsOf, ...]:
    """The cases of others of which the actor may read sections; noted once a day in the log of each. Two queries."""
    proven_actor(actor)
    found = tuple(_of(row) for row in read("access.sections_with_me"))
    if found and noted:
        call("access.note_sections_list")
    return found


def sections_called(actor: Actor, words: str) -> tuple[SectionsOf, ...]:
    """Those of `sections_with_me` in which somebody is called like this, typing errors allowed. One query, or two."""
    asked = trigrams(words)
    if not asked:
        return ()
    found = tuple(
        each for each in sections_with_me(actor, noted=False) if covered(asked, trigrams(each.names)) >= LIKE_ENOUGH
    )
    if found:
        call("access.note_sections_list")
    return found


def _of(row: tuple[Any, ...]) -> SectionsOf:
    grant_id, clients, organisation, team, phone, worker, sections, *rest = row
    people = tuple((UUID(client_id), name) for client_id, name in json.loads(clients))
    return SectionsOf(grant_id, people, organisation, team, phone, worker, tuple(sections), *rest)


def one_with_me(actor: Actor, grant_id: UUID) -> tuple[SectionsOf, tuple[Row, ...]] | None:
    """The sections of one case with what stands in them, noted in the log; None where nothing runs. Three queries."""
    here = next((each for each in sections_with_me(actor, noted=False) if each.id == grant_id), None)
    if here is None:
        return None
    call("access.note_sections", grant_id)
    lines = read("access.section_rows", grant_id)
    return here, tuple(Row(section, what, json.loads(told)) for section, what, told in lines)


def paper_with_me(actor: Actor, grant_id: UUID, letter_id: UUID) -> tuple[str, bytes] | None:
    """The title and PDF of a letter of these sections, noted in the log; None where there is none. Two queries."""
    proven_actor(actor)
    found = read("access.section_paper", grant_id, letter_id)
    if not found:
        return None
    call("access.note_sections", grant_id)
    return str(found[0][0]), bytes(found[0][1])
