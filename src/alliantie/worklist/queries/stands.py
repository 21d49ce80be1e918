"""Where a case stands: its ladders, what went wrong and was not put away, and how it ended."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.cases.models import Case, Incident
from alliantie.cases.queries import Person, measures_in, practice_of
from alliantie.cases.queries.incidents import Open, incidents_in
from alliantie.cases.queries.standing import standing_of
from alliantie.norms.reactions import ladders
from alliantie.practices.told import holds_under
from alliantie.worklist.queries.ended import EndedShown, ended


@dataclass(frozen=True, slots=True)
class LadderShown:
    """The rungs on which a case stands and stood, each from a day, and the source that names them."""

    name: str
    rungs: tuple[tuple[str, date], ...]
    earlier: tuple[tuple[str, date], ...]
    source: str


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One incident that was not put away."""

    id: UUID
    name: str
    person: str
    on: date
    state: str


@dataclass(frozen=True, slots=True)
class Stands:
    """Where a case stands: its ladders, what is not put away, whether incidents are noted here, and how it ended."""

    ladders: tuple[LadderShown, ...]
    incidents: tuple[IncidentRow, ...]
    notes: bool
    ended: EndedShown | None


def stands(actor: Actor, case: Case, people: Collection[Person], language: str, now: datetime) -> Stands:
    """Where a case read as a whole stands. One query in a practice with ladders, else none."""
    practice, ending = practice_of(case), ended(actor, case, language, now)
    if practice.reactions is None:
        return Stands((), (), False, ending)
    today = clock.day_of(now)
    called = {person.client_id: person.given_name for person in people}
    found = ladders(practice, standing_of(actor, case, today).timeline, today) if practice.reactions.ladders else ()
    # People of one ladder as the page names them.
    place = {str(client_id): at for at, client_id in enumerate(called)}
    kinds = [each.id for each in practice.reactions.ladders]
    shown = tuple(
        LadderShown(
            _of_whom(each.ladder.name.in_(language), called.get(UUID(each.person), "") if each.person else ""),
            tuple((rung.name.in_(language), since) for rung, since in each.rungs),
            tuple((rung.name.in_(language), since) for rung, since in each.earlier),
            practice.source(each.ladder.source).title.in_(language),
        )
        for each in sorted(found, key=lambda one: (kinds.index(one.ladder.id), place.get(one.person or "", -1)))
        if each.rungs
    )
    ever = [each.measure_id for each in measures_in(case)]
    notes = any(holds_under(each, ever) for each in practice.reactions.incidents)
    return Stands(shown, incident_rows(case, people, language), notes, ending)


def incident_rows(case: Case, people: Iterable[Person], language: str) -> tuple[IncidentRow, ...]:
    """What was not put away in a case read as a whole, newest first. Costs no query."""
    reactions = practice_of(case).reactions
    called = {person.client_id: person.given_name for person in people}
    return tuple(
        IncidentRow(
            each.id,
            reactions.incident(each.kind).name.in_(language),
            called.get(each.client_id, ""),
            each.on,
            _state(each),
        )
        for each in (incidents_in(case) if reactions else ())
        if reactions
    )


def _state(incident: Open) -> str:
    if incident.state == Incident.State.WEIGHED:
        return _("gekozen wat u doet") if incident.answered else _("anders beoordeeld, kies opnieuw")
    return _("nog niet gehoord") if incident.heard == Incident.Heard.NOT_YET else _("nog niets gekozen")


def _of_whom(ladder: str, name: str) -> str:
    return _("%(ladder)s, %(name)s") % {"ladder": ladder, "name": name} if name else ladder
