"""What every change of an incident needs: the incident, its kind, what was said of it, and its fact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import count
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from alliantie.access.call import rows
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import NotNow
from alliantie.cases.models import Case, Incident
from alliantie.cases.operations.facts import NewFact
from alliantie.cases.queries.cases import practice_of
from alliantie.cases.queries.happened import Happened, timeline
from alliantie.norms.timeline import FactValue
from alliantie.practices.reaction import TIE, Reactions
from alliantie.practices.sources import day_in_words

LONGEST_TEXT = 2000


def reactions_of(case: Case) -> Reactions:
    """What the practice of a case does when something happened. Raises KeyError where it does not say."""
    found = practice_of(case).reactions
    if found is None:
        raise KeyError(case.practice_id)
    return found


def changing(actor: Actor, case: Case, incident_id: UUID, *, withdrawn: bool = False) -> Incident:
    """An incident of the case, for one change at a time."""
    proven_actor(actor)
    rows("access.timelines", [case.id], True)
    found: Incident = Incident.objects.visible_to(actor).get(id=incident_id, case_id=case.id)
    if found.state == Incident.State.WITHDRAWN and not withdrawn:
        raise NotNow(_("Deze gebeurtenis is teruggenomen."))
    return found


def said_of(actor: Actor, case: Case, incident: Incident) -> list[Happened]:
    """What was said of an incident and stands, the last word first. One query."""
    made = reactions_of(case).incident(incident.kind).fact
    return [
        fact
        for _case_id, fact in timeline(actor, [case.id], whole=True)
        if fact.kind == made and (fact.id == incident.id or fact.values.get(TIE) == incident.values[TIE])
    ]


def called(there: QuerySet[Incident], name: str, on: date) -> str:
    """What an incident is called in facts and letters: its kind and day, and a number where that is not enough."""
    called = f"{name}, {day_in_words(on, 'nl')}"
    taken = {values.get(TIE) for values in there.values_list("values", flat=True)}
    number = next(number for number in count(1) if (called if number == 1 else f"{called} ({number})") not in taken)
    return called if number == 1 else f"{called} ({number})"


def move(incident: Incident, state: Incident.State) -> None:
    """Put an incident in another state."""
    incident.state = state
    incident.save(update_fields=["state"])


def fact_of(
    case: Case,
    client_id: UUID,
    kind: str,
    on: date,
    values: Mapping[str, FactValue],
    fact_id: UUID,
    text: str = "",
) -> NewFact:
    """A fact about an incident, which names it where the practice wants that."""
    known = practice_of(case).vocabulary.facts[kind]
    return NewFact(
        area_id=case.area_id,
        case_id=case.id,
        kind=kind,
        on=on,
        client_id=client_id,
        id=fact_id,
        values={name: value for name, value in values.items() if name != TIE or TIE in known},
        text=text,
    )
