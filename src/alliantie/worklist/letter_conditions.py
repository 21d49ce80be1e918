"""The conditions a letter about an incident can name: those noted in the case, and one that holds unnoted."""

from __future__ import annotations

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.cases.models import Case
from alliantie.cases.queries.conditions import conditions_of
from alliantie.cases.queries.incidents import WholeIncident
from alliantie.practices import Practice
from alliantie.practices.letter import Letter


def conditions_offered(
    actor: Actor, here: Case, practice: Practice, template: Letter, whole: WholeIncident | None, spoken: str
) -> list[tuple[str, str]]:
    """The conditions that held when it happened, for whom it is about, in words for the letter.

    One that always holds was noted by nobody: it stands first where the incident was judged to break it.
    At most one query.
    """
    if not any(field.condition for field in template.fields):
        return []
    on = whole.incident.on if whole else clock.today()
    always = [
        (each.id, f"{each.name.in_(spoken)}: {each.always.in_(spoken)}")
        for each in (practice.condition(broken) for broken in _broken(practice, whole))
        if each.always
    ]
    return always + [
        (str(each.id), f"{each.name(spoken)}: {each.text}")
        for each in conditions_of(actor, here, practice)
        if each.starts_on <= on and each.holds(on)
        if each.client_id is None or whole is None or each.client_id == whole.incident.client_id
    ]


def _broken(practice: Practice, whole: WholeIncident | None) -> list[str]:
    """The kinds of condition that what is said of an incident names as broken."""
    if whole is None or practice.reactions is None:
        return []
    said, kind = whole.incident.values, practice.reactions.incident(whole.incident.kind).fact
    sort = next(each for each in practice.facts if each.id == kind)
    chosen = (option for value in sort.values for option in value.options if said.get(value.id) == option.id)
    return [option.condition for option in chosen if option.condition]
