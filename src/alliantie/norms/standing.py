"""How a case stands on a day, read from its timeline: measures in force, phase, ages, and what its practice asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from alliantie.norms.timeline import Fact, Person, Timeline
from alliantie.practices import Practice
from alliantie.practices.conditions import Known, condition
from alliantie.practices.norm import Done, Match
from alliantie.practices.vocabulary import case_names, fact_names


@dataclass(frozen=True)
class Force:
    """A measure in force: by which fact it started, and the day on which it ends, if that is known."""

    measure: str
    start: Fact
    until: date | None


@dataclass(frozen=True)
class Standing:
    """A practice, a timeline and a day: what is known of the case then."""

    practice: Practice
    timeline: Timeline
    day: date

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that stand on the day, oldest first."""
        return self.timeline.until(self.day)

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[Fact, ...]]:
        """The same, by kind."""
        found: dict[str, list[Fact]] = {}
        for fact in self.facts:
            found.setdefault(fact.kind, []).append(fact)
        return {kind: tuple(facts) for kind, facts in found.items()}

    @cached_property
    def is_open(self) -> bool:
        """Whether the case was opened and not closed since."""
        last = [fact for fact in self.facts if fact.kind in ("case_opened", "case_closed")]
        return bool(last) and last[-1].kind == "case_opened"

    @cached_property
    def in_force(self) -> tuple[Force, ...]:
        """The measures that hold on the day, in order of their start; a period is half-open in days."""
        found: dict[str, Force] = {}
        for fact in self.facts:
            measure = fact.values.get("measure")
            if not isinstance(measure, str):
                continue
            if fact.kind == "measure_started":
                found[measure] = Force(measure, fact, fact.day("until"))
            elif fact.kind == "measure_extended" and measure in found:
                found[measure] = Force(measure, found[measure].start, fact.day("until"))
            elif fact.kind == "measure_ended":
                found.pop(measure, None)
        return tuple(force for force in found.values() if force.until is None or self.day < force.until)

    def known(self, person: Person | None = None) -> Mapping[str, Known]:
        """What a condition on the case may ask, as far as it is known; `age` is that of `person`, in whole years."""
        known: dict[str, Known] = {"measures": tuple(force.measure for force in self.in_force)}
        if person is not None and person.born is not None:
            known["age"] = age(person.born, self.day)
        for name, fact, value in (("phase", "phase_entered", "phase"), *self._declared):
            last = self.by_kind.get(fact, ())
            found = last[-1].values.get(value) if last else None
            if isinstance(found, str | int):
                known[name] = found
        return known

    @cached_property
    def _declared(self) -> tuple[tuple[str, str, str], ...]:
        return tuple((known.id, known.fact, known.value) for known in self.practice.known)

    def holds(self, text: str | None, person: Person | None = None) -> bool | None:
        """Whether a condition on the case holds; None where too little is known. No condition always holds."""
        if text is None:
            return True
        return condition(text, case_names(self.practice.vocabulary)).holds(self.known(person))

    def matching(self, match: Match, person: Person | None = None) -> tuple[Fact, ...]:
        """The facts that `match` means, oldest first; with a person only those about or with that person."""
        return tuple(
            fact
            for fact in self.by_kind.get(match.fact, ())
            if self._says(fact, match.where) and (person is None or concerns(fact, person))
        )

    def settled_by(self, done: Done, start: Fact, person: Person | None = None) -> Fact | None:
        """The first fact from `start` on that settles what began there."""
        for fact in self.matching(done, person):
            same = all(fact.values.get(name) == start.values.get(name) for name in done.same)
            if fact.not_before(start) and fact.id != start.id and same:
                return fact
        return None

    def _says(self, fact: Fact, where: str | None) -> bool:
        if where is None:
            return True
        said: dict[str, Known] = {name: value for name, value in fact.values.items() if isinstance(value, str | int)}
        said["present"] = self.timeline.roles(fact.present)
        said["everyone"] = all(person.id in fact.present for person in self.timeline.people)
        return condition(where, fact_names(self.practice.vocabulary, fact.kind)).holds(said) is True


def age(born: date, day: date) -> int:
    """Whole years on `day`; who was born on 29 February has a birthday on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def concerns(fact: Fact, person: Person) -> bool:
    """Whether a fact is about a person, or that person was there, or it says of nobody whom it is about."""
    return fact.about == person.id or person.id in fact.present or (fact.about is None and not fact.present)
