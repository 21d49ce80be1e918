"""The conditions a letter about an incident can name: those noted in the case, and one that holds unnoted."""

from __future__ import annotations

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.cases.models import Case
from alliantie.cases.models import Letter as Written
from alliantie.cases.queries.conditions import conditions_of
from alliantie.cases.queries.incidents import WholeIncident
from alliantie.practices import Practice
from alliantie.practices.letter import Letter
from alliantie.practices.reaction import TIE


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


def condition_known(
    actor: Actor,
    here: Case,
    practice: Practice,
    template: Letter,
    whole: WholeIncident | None,
    offered: list[tuple[str, str]],
) -> str:
    """Which of the conditions `offered` was broken, where that is known; "" where somebody has to say it.

    It is the one that another letter about the same incident names, or that the judgement itself does, or the only one
    there is. One query at most.
    """
    if whole is None or not offered:
        return ""
    names = [field.id for field in template.fields if field.condition]
    about = {"case_id": here.id, "client_id": whole.incident.client_id, "filled__incident": whole.incident.values[TIE]}
    for filled in (
        Written.objects.visible_to(actor).filter(**about).order_by("-made_at").values_list("filled", flat=True)
    ):
        said = {filled.get(name) for name in names}
        known = next((key for key, words in offered if words in said), "")
        if known:
            return known
    judged = any(practice.condition(each).always for each in _broken(practice, whole))
    return offered[0][0] if judged or len(offered) == 1 else ""


def _broken(practice: Practice, whole: WholeIncident | None) -> list[str]:
    """The kinds of condition that what is said of an incident names as broken."""
    if whole is None or practice.reactions is None:
        return []
    said, kind = whole.incident.values, practice.reactions.incident(whole.incident.kind).fact
    sort = next(each for each in practice.facts if each.id == kind)
    chosen = (option for value in sort.values for option in value.options if said.get(value.id) == option.id)
    return [option.condition for option in chosen if option.condition]
