"""What can be done about an incident, each with its source, who decides, and what comes first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from alliantie.cases.models import Case, Incident
from alliantie.cases.policies import ask_first, first_step, named_by
from alliantie.cases.queries import Person
from alliantie.cases.queries.incidents import (
    comes_first,
)
from alliantie.cases.queries.standing import gates_before
from alliantie.cases.told import capital
from alliantie.norms.gates import subjects
from alliantie.norms.standing import Standing
from alliantie.practices.reaction import TIE, Response
from alliantie.practices.show_norms import fact_name
from alliantie.practices.show_reactions import objection_in_words, who_decides
from alliantie.practices.texts import Language
from alliantie.worklist.fact_form import Asked, asked_of
from alliantie.worklist.queries.decisions import other_role
from alliantie.worklist.queries.words import hardness, joined


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be done, with its source, who decides, and what comes first."""

    id: str
    name: str
    details: tuple[str, ...]
    must: bool
    waits: str
    emergency: bool
    asked: tuple[Asked, ...]
    about: tuple[Person, ...] = ()
    """Those among whom is chosen for whom its decision is taken."""
    decides: str = ""
    """The other role to which its decision belongs, or ""."""

    @property
    def hint(self) -> str:
        """All that belongs to it, on one line."""
        return " · ".join(filter(None, (self.waits, *self.details)))


def chosen_among(standing: Standing, response: Response, incident: Incident) -> frozenset[str]:
    """Of whom is chosen for whom a response is decided: those of another role than the client, where they are several.

    Costs no query.
    """
    if response.decision is None or named_by(standing, response.decision, incident.client_id) is not None:
        return frozenset()
    whom = subjects(standing, standing.practice.decision(response.decision))
    return frozenset(each.id for each in whom) if len(whom) > 1 else frozenset()


def option_of(
    standing: Standing,
    response: Response,
    incident: Incident,
    case: Case,
    language: Language,
    waiting: Collection[str],
    people: Collection[Person],
) -> Option:
    """A response to an incident as an option to choose, in words. Costs no query."""
    practice = standing.practice
    source = practice.source(response.source)
    details = [
        hardness(response.grade, source),
        _("beslist: %(who)s") % {"who": who_decides(practice, response, language)},
    ]
    if response.objection is not None:
        details.append(objection_in_words(response, language))
    details.append(source.title.in_(language))
    waits, emergency = "", False
    about: tuple[Person, ...] = ()
    decides = ""
    if response.decision is not None:
        decides = other_role(practice, response.decision, language)
        theirs = named_by(standing, response.decision, incident.client_id)
        before = gates_before(standing, response.decision, str(theirs) if theirs else None, incident.values[TIE])
        shut = [gate for gate in before if gate.stops]
        among = chosen_among(standing, response, incident)
        about = tuple(each for each in people if str(each.client_id) in among)
        if shut:
            names = joined([each.given_name for each in about if str(each.client_id) in {gate.person for gate in shut}])
            first = _("Dit kan nog niet. %(first)s (%(names)s).") if names else _("Dit kan nog niet. %(first)s.")
            waits = first % {"first": first_step(case, shut[0]), "names": names}
            emergency = all(gate.emergency for gate in shut)
        skipped = [gate for gate in before if gate.effect == "asks_reason" and not gate.is_open]
        if skipped and not shut:
            step = first_step(case, skipped[0])
            details.insert(0, _("%(first)s. Slaat u het over, schrijf dan waarom.") % {"first": step})
    if response.decision in waiting:
        waits, emergency = ask_first(), False
    missing = [capital(fact_name(practice, kind, language)) for kind in comes_first(standing, response, incident)]
    if missing and not waits:
        waits = _("Dit kan nog niet. Eerst: %(first)s.") % {"first": ", ".join(missing)}
    running = [force.measure for force in standing.unended]
    known = asked_of(practice, response.fact, language, running) if response.fact else ()
    asked = tuple(each for each in known if each.id in response.asks)
    must = response.grade == "must"
    return Option(
        response.id, response.name.in_(language), tuple(details), must, waits, emergency, asked, about, decides
    )
