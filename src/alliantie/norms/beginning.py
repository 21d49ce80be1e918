"""With which option a choice in a letter begins, where it is known already. Pure."""

from __future__ import annotations

from alliantie.norms.duties import duties
from alliantie.norms.reactions import is_said_so
from alliantie.norms.standing import Standing
from alliantie.practices.letter import Begins, Letter
from alliantie.practices.reaction import TIE, Incident


def known_options(letter: Letter, standing: Standing, incident: str = "", kind: str = "") -> dict[str, str]:
    """The options that choices of a letter begin with, by field: about the incident that is called so, of this kind."""
    choices = [field for field in letter.fields if field.begins]
    asks = any(each.norms for field in choices for each in field.begins)
    due = {duty.norm for duty in duties(standing.practice, standing.timeline, standing.day)} if asks else set()

    def holds(each: Begins) -> bool:
        if not due.isdisjoint(each.norms):
            return True
        return kind in each.incidents and _fits(standing, each, incident)

    found = ((field.id, next((each.option for each in field.begins if holds(each)), None)) for field in choices)
    return {field: option for field, option in found if option is not None}


def _fits(standing: Standing, begins: Begins, incident: str) -> bool:
    """Whether what was said last of an incident is so, and there were as many of its kinds as are asked."""
    reactions = standing.practice.reactions
    kinds: list[Incident] = [each for each in reactions.incidents if each.id in begins.incidents] if reactions else []
    facts = [fact for each in kinds for fact in standing.by_kind.get(each.fact, ())]
    many = len({str(fact.values.get(TIE, fact.id)) for fact in facts}) >= begins.times
    return many and (begins.where is None or is_said_so(standing, begins.where, incident))
