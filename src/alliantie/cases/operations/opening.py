"""Opening a case for its people."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import Denied
from alliantie.cases.models import Case, Fact, Measure, Participant
from alliantie.cases.operations.facts import NewFact, record_facts
from alliantie.cases.operations.frame import deviation
from alliantie.people.models import Client, Team
from alliantie.people.names import plain, sort_key, trigrams
from alliantie.people.queries import leads
from alliantie.practices import Practice


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Someone a case is about, as the worker typed it in."""

    given_name: str
    family_name: str
    born_on: date
    role: str
    language: str = "nl"
    easy_form: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A new case and its people, in the order they were given."""

    case_id: UUID
    client_ids: tuple[UUID, ...]


def open_case(
    *,
    actor: Actor,
    now: datetime,
    team: Team,
    practice: Practice,
    measure_ids: Sequence[str],
    people: Sequence[NewPerson],
    until: date | None = None,
    on: date | None = None,
    why: str = "",
    why_long: str = "",
    before: str = "",
) -> Opened:
    """Open a case under the practice's version, with new people, in the worker's own team.

    It begins on `on`, or today, and `until` is the end that was named of what begins with it; `why` is kept with the
    beginning, and `why_long` with an end beyond the longest of the practice. A measure that begins by a decision needs
    `before`: what came before it elsewhere, since nothing of that is known in a new case; one whose decision is
    reserved for who leads the team is begun so by that person alone. Raises Denied when the actor is not in the team,
    when there is nobody or no measure, for a day to come or before a birth, for an end that is not later than the
    beginning, or for one too late without `why_long`, without `before`, and for what is reserved.
    """
    proven_actor(actor)
    if not people or not measure_ids:
        raise Denied(_("Een zaak heeft iemand om wie het gaat, en een maatregel of afspraak."))
    today = clock.day_of(now)
    on = on or today
    if on > today:
        raise Denied(_("Deze dag is nog niet geweest."))
    if any(on < person.born_on for person in people):
        raise Denied(_("Deze dag ligt voor de geboorte."))
    if until is not None and until <= on:
        raise Denied(_("Het einde ligt voor het begin."))
    if not before and any(practice.measure(each).begins_by for each in measure_ids):
        raise Denied(_("Dit begint met een besluit. Schrijf wat eraan voorafging."))
    if not practice.begin_reserved.isdisjoint(measure_ids) and not leads(actor, [team.id]):
        raise Denied(_("Wie het team leidt, beslist hierover. Begin met iets anders en vraag het in de zaak."))
    case_id = uuid.uuid4()
    title = " · ".join(f"{person.given_name} {person.family_name}" for person in people)[:160]
    with transaction.atomic():
        # The grant comes first: without it the database would not let its maker see the new rows.
        call("access.open_case", case_id, team.id)
        case = Case.objects.create(
            id=case_id,
            area_id=team.area_id,
            organisation_id=team.organisation_id,
            team_id=team.id,
            worker_id=actor.me,
            practice_id=practice.id,
            practice_version=practice.version,
            practice_hash=practice.hash,
            title=title,
            title_key=plain(title),
            opened_on=on,
        )
        client_ids = []
        for person in people:
            client = Client.objects.create(
                area_id=team.area_id,
                given_name=person.given_name,
                family_name=person.family_name,
                born_on=person.born_on,
                sort_key=sort_key(person.given_name, person.family_name),
                trigrams=trigrams(f"{person.given_name} {person.family_name}"),
                language=person.language,
                easy_form=person.easy_form,
            )
            Participant.objects.create(area_id=team.area_id, case_id=case_id, client_id=client.id, role=person.role)
            call("access.admit_client", case_id, client.id)
            client_ids.append(client.id)
        for measure_id in measure_ids:
            Measure.objects.create(
                area_id=team.area_id,
                case_id=case_id,
                measure_id=practice.measure(measure_id).id,
                starts_on=on,
                until=until,
            )
        said = " ".join(filter(None, (why, before)))
        opened = NewFact(area_id=team.area_id, case_id=case_id, kind=Fact.Kind.CASE_OPENED, on=on, text=said)
        deviates = [each for id in measure_ids for each in deviation(case, id, on, until, None, why_long)]
        record_facts(actor=actor, now=now, facts=[opened, *deviates])
    return Opened(case_id, tuple(client_ids))
