"""The decisions of a case in words: what stands before each, and whether it can be taken now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import cast
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.cases.models import Case
from alliantie.cases.queries.cases import practice_of
from alliantie.cases.queries.standing import (
    begun_by,
    decided_on,
    decisions_open,
    ended_by,
    gates_before,
    standing_of,
)
from alliantie.cases.told import opposites
from alliantie.norms.gates import Gate, is_tied, subjects
from alliantie.norms.standing import Standing
from alliantie.practices import Practice
from alliantie.practices.show_norms import gate_terms
from alliantie.practices.terms import PersonRole
from alliantie.practices.texts import Language
from alliantie.web.dates import day_in_words
from alliantie.worklist.queries.kinds import kinds_of
from alliantie.worklist.queries.ways import written_by


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that has to come first: done on a day, or still to be done; `records` is the fact noted by hand.

    Where sending a form or letter records it, `written` is the page on which that begins, and which one it is.

    Where two facts say the opposite (`opposes`), one of them is to be taken back. `term` says how long it waits or
    counts, or is "".
    """

    text: str
    done_on: str
    stops: bool
    asks_reason: bool
    emergency: bool
    source: str
    no_emergency_source: str
    records: str
    opposes: bool = False
    written: tuple[str, str] | None = None
    term: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision of the practice, who takes it, and what stands before it; `taken` says that it was taken that day.

    One that belongs to another role than that of who carries the case is `of_others`, and `decided_by` took it.
    One that can be about several people stands once more for `each` of them.
    """

    id: str
    name: str
    by: str
    source: str
    steps: tuple[Step, ...]
    reserved: bool
    per: PersonRole | None
    taken: bool = False
    about: UUID | None = None
    of_others: str = ""
    decided_by: str = ""
    each: tuple[Choice, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether it cannot be taken now without an emergency; what was taken today waits for nothing more."""
        return not self.taken and any(step.stops for step in self.steps)

    @property
    def shut_for_good(self) -> bool:
        """Whether not even an emergency lets it pass."""
        return self.waits and any(step.stops and not step.emergency for step in self.steps)

    @property
    def asks_reason(self) -> bool:
        """Whether taking it now is a deviation."""
        return any(step.asks_reason for step in self.steps)

    @property
    def first(self) -> str:
        """What has to come first, or ""."""
        return next((step.text for step in self.steps if step.stops), "")

    @property
    def waits_for(self) -> tuple[UUID, ...]:
        """Of several people those for whom it cannot be taken now."""
        return tuple(choice.about for choice in self.each if choice.waits and choice.about is not None)


def choices_of(actor: Actor, case: Case, language: str, today: date) -> tuple[Choice, ...]:
    """Every decision that is the organisation's to take in this case. One query. Raises Denied.

    What can be taken from an incident alone is offered there.
    """
    standing = standing_of(actor, case, today)
    found = (choice_of(standing, decision_id, language) for decision_id in decisions_open(standing))
    return tuple(each for each in found if not (each.shut_for_good and is_tied(standing.practice, each.id)))


@dataclass(frozen=True, slots=True)
class OfMeasure:
    """The decision by which a measure begins, or ends; and which one. A measure can wait for `several`."""

    begins: bool
    measure_id: str
    measure: str
    choice: Choice
    several: bool


def decisions_by_measure(
    actor: Actor, case: Case, begins: Sequence[str], runs: Sequence[str], language: str, today: date
) -> tuple[OfMeasure, ...]:
    """The decisions by which these measures begin and those end, as far as they are not taken. One query, or none."""
    practice = practice_of(case)
    if not any(practice.measure(each).begins_by for each in begins) and not any(
        practice.measure(each).ends_by for each in runs
    ):
        return ()
    standing = standing_of(actor, case, today)
    asked = [(True, each, begun_by(standing, each)) for each in begins]
    asked += ((False, each, ended_by(standing, each, today)) for each in dict.fromkeys(runs))
    return tuple(
        OfMeasure(
            starts,
            each,
            practice.measure(each).name.in_(language),
            choice_of(standing, decision, language),
            len(decisions) > 1,
        )
        for starts, each, decisions in asked
        for decision in decisions
    )


def choice_of(standing: Standing, decision_id: str, language: str, about: UUID | None = None) -> Choice:
    """One decision in a case that stands so, `about` a person where it is about one. Costs no query. Raises KeyError.

    What was taken today is shown as it stood before: taking it does not shut its own gate.
    """
    practice = standing.practice
    decision = practice.decision(decision_id)
    whom = [UUID(person.id) for person in subjects(standing, decision)]
    about = whom[0] if len(whom) == 1 else about
    person = str(about) if about and decision.per else None
    taken = decided_on(standing, decision_id, person)
    several = len(whom) > 1 and about is None
    before = reduce(Standing.without, taken, standing)
    running = {force.measure for force in standing.unended}
    return Choice(
        decision_id,
        decision.name.in_(language),
        practice.role(decision.by).name.in_(language),
        practice.source(decision.source).title.in_(language),
        tuple(_step(practice, gate, language, running) for gate in gates_before(before, decision_id, person)),
        decision.reserved is not None,
        decision.per,
        bool(taken) and not several,
        about,
        other_role(practice, decision_id, language),
        str(taken[-1].values.get("decided_by", "")) if taken and not several else "",
        tuple(choice_of(standing, decision_id, language, each) for each in whom) if several else (),
    )


def other_role(practice: Practice, decision_id: str, language: str) -> str:
    """The role to which a decision belongs where that is another than that of who carries the case, else ""."""
    by = practice.decision(decision_id).by
    return practice.role(by).name.in_(language) if practice.decided_elsewhere(decision_id) else ""


def _step(practice: Practice, gate: Gate, language: str, running: Collection[str]) -> Step:
    norm, source = practice.norm(gate.norm), practice.source(gate.source)
    rule = norm.requires
    no_way = practice.source(rule.emergency_source) if rule and rule.emergency_source and not gate.emergency else None
    spoken = cast(Language, language)
    return Step(
        opposites(practice, *gate.against, language) if gate.against else norm.text.in_(language),
        day_in_words(gate.open_by.on, language) if gate.open_by else "",
        gate.stops,
        not gate.is_open and gate.effect == "asks_reason",
        gate.emergency,
        f"{source.title.in_(language)}. {source.standing(spoken)}",
        no_way.title.in_(language) if no_way else "",
        rule.needs.fact if rule and rule.needs.fact in kinds_of(practice) else "",
        gate.against is not None,
        written_by(practice, rule.needs, running) if rule else None,
        "; ".join(gate_terms(practice, rule, spoken)) if rule else "",
    )
