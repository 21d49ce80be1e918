"""How a case stands on a day, read from its timeline: measures in force, phase, ages, and what its practice asks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from alliantie.norms.comparing import age, agree, alike, at_once, concerns, follows_an_end, share, standing_start
from alliantie.norms.timeline import ENDING, Fact, Person, Timeline
from alliantie.practices import Practice
from alliantie.practices.conditions import Condition, Known, condition
from alliantie.practices.norm import Done, Match, Norm
from alliantie.practices.reaction import TIE


@dataclass(frozen=True)
class Force:
    """A measure that began: by which fact, and the day that was named as its end, if one was."""

    measure: str
    start: Fact
    until: date | None


@dataclass(frozen=True)
class Standing:
    """A practice, a timeline and a day: what is known of the case then."""

    practice: Practice
    timeline: Timeline
    day: date

    def without(self, fact: Fact | None) -> Standing:
        """How the case stood but for one fact, or as it stands for none."""
        if fact is None:
            return self
        others = tuple(each for each in self.timeline.facts if each.id != fact.id)
        return replace(self, timeline=replace(self.timeline, facts=others))

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

    def norms(self) -> Iterator[Norm]:
        """The norms of the practice whose source is valid on the day."""
        valid = {source.id for source in self.practice.sources if source.is_valid(self.day)}
        return (norm for norm in self.practice.norms if norm.source in valid)

    def _said_anew(self, kind: str) -> tuple[Fact, ...]:
        """The facts of a kind, oldest first, but for those that say again what stands for the same person."""
        facts, ends = self.by_kind.get(kind, ()), self.practice.stands_until.get(kind, ())
        if not ends or len(facts) < 2:
            return facts
        ending = tuple(fact for each in ends for fact in self.by_kind.get(each, ()))
        begun: dict[str | None, Fact] = {}
        found = []
        for fact in facts:
            first = begun.get(fact.about)
            if first is None or any(
                end.not_before(first) and agree(end, fact) and fact.not_before(end) for end in ending
            ):
                begun[fact.about] = fact
                found.append(fact)
        return tuple(found)

    @cached_property
    def judgements(self) -> frozenset[str]:
        """The kinds of fact that say what is known of an incident, each time anew."""
        reactions = self.practice.reactions
        return frozenset(incident.fact for incident in reactions.incidents) if reactions else frozenset()

    def _word_before(self, judged: Fact) -> Fact | None:
        """What was said of an incident before a judgement of it, if anything."""
        incident = judged.values.get(TIE, judged.id)
        of_it = [each for each in self.by_kind[judged.kind] if each.values.get(TIE, each.id) == incident]
        place = of_it.index(judged) if judged in of_it else 0
        return of_it[place - 1] if place else None

    def said_again(self, fact: Fact) -> bool:
        """Whether a later judgement of the same incident took the place of this one."""
        if fact.kind not in self.judgements:
            return False
        incident = fact.values.get(TIE, fact.id)
        of_it = [each for each in self.by_kind[fact.kind] if each.values.get(TIE, each.id) == incident]
        return of_it[-1] is not fact

    @cached_property
    def opened(self) -> Fact | None:
        """The fact by which the case was opened, unless it was closed since."""
        return standing_start(fact for fact in self.facts if fact.kind in ("case_opened", "case_closed"))

    @cached_property
    def is_closed(self) -> bool:
        """Whether the case was closed; of one that nobody opened that is not so."""
        return self.opened is None and "case_closed" in self.by_kind

    @cached_property
    def _begun(self) -> dict[tuple[str, str | None], Fact]:
        """The last start of each measure and person; what is no measure began nothing."""
        begun = ((fact.values.get("measure"), fact) for fact in self.by_kind.get("measure_started", ()))
        return {(measure, fact.about): fact for measure, fact in begun if isinstance(measure, str)}

    @cached_property
    def unended(self) -> tuple[Force, ...]:
        """The measures of which no end was recorded, in order of their start: also those past the day named for it.

        One measure holds apart for each person whom its start is about. In a case that was closed there are none: what
        an authority imposed can go on, and asks nothing here any more.
        """
        if self.is_closed:
            return ()
        forces = (self._force(measure, about) for measure, about in self._begun)
        return tuple(sorted((force for force in forces if force is not None), key=lambda force: force.start.moment))

    @cached_property
    def in_force(self) -> tuple[Force, ...]:
        """The measures that hold on the day, in order of their start; a period is half-open in days."""
        return tuple(force for force in self.unended if force.until is None or self.day < force.until)

    @cached_property
    def past(self) -> tuple[Force, ...]:
        """The measures past the day that was named as their end, of which no end was recorded."""
        return tuple(force for force in self.unended if force not in self.in_force)

    @cached_property
    def starts(self) -> Mapping[bool, tuple[Fact, ...]]:
        """The starts of the measures that hold, oldest first; under True also of those that ended: the last of each."""
        starts = {(force.measure, force.start.about): force.start for force in self.in_force}
        ever = self._begun | starts
        return {
            lasting: tuple(sorted(found.values(), key=lambda fact: fact.moment))
            for lasting, found in ((False, starts), (True, ever))
        }

    def has_ended(self, start: Fact) -> bool:
        """Whether the end of the measure that began with `start` was recorded, and it did not begin again."""
        return self._force(str(start.values.get("measure")), start.about) is None

    def _force(self, measure: str, about: str | None) -> Force | None:
        facts = [fact for fact in self.facts if fact.values.get("measure") == measure]
        start = standing_start(
            fact
            for fact in facts
            if (fact.kind == "measure_started" and fact.about == about)
            or (fact.kind == "measure_ended" and fact.about in (None, about))
        )
        if start is None:
            return None
        last = self.extension(start) or start
        return Force(measure, start, last.day("until"))

    def extension(self, start: Fact) -> Fact | None:
        """The latest fact by which the measure that began with `start` was extended."""
        longer = (
            fact
            for fact in self.by_kind.get("measure_extended", ())
            if fact.values.get("measure") == start.values.get("measure")
            and agree(fact, start)
            and fact.not_before(start)
        )
        return max(longer, key=lambda fact: fact.moment, default=None)

    def known(self, person: Person | None = None) -> Mapping[str, Known]:
        """What a condition on the case may ask, as far as it is known; `age` is that of `person`, in whole years."""
        forces = [f for f in self.in_force if person is None or f.start.about in (None, person.id)]
        known: dict[str, Known] = {"measures": tuple(dict.fromkeys(force.measure for force in forces))}
        if person is not None and person.born is not None:
            known["age"] = age(person.born, self.day)
        known |= {each.id: each.unsaid for each in self.practice.known if each.unsaid is not None}
        for name, fact, value in self._asked:
            said = [f for f in self.by_kind.get(fact, ()) if person is None or f.about in (None, person.id)]
            found = said[-1].values.get(value) if said else None
            if any(at_once(f, said[-1]) and f.values.get(value, found) != found for f in said):
                # Nobody knows which of the two came last.
                known.pop(name, None)
            elif isinstance(found, str | int):
                known[name] = found
        return known

    def against(self, fact: Fact, person: Person | None = None) -> Fact | None:
        """What says the opposite of a fact for the same person on the same day, so that nobody knows which holds.

        With a person only what concerns that one.
        """
        one_answer = self.practice.one_answer.get(fact.kind)
        if one_answer is None:
            return None
        for other in self.by_kind.get(fact.kind, ()):
            if not (at_once(fact, other) and share(fact, other) and (person is None or concerns(other, person))):
                continue
            differ = {n for n in fact.values if n in other.values and not alike(fact.values[n], other.values[n])}
            if differ and differ <= one_answer:
                return other
        return None

    @cached_property
    def _asked(self) -> tuple[tuple[str, str, str], ...]:
        declared = ((known.id, known.fact, known.value) for known in self.practice.known)
        return (("phase", "phase_entered", "phase"), *declared)

    def says(self, fact: Fact) -> Mapping[str, object]:
        """What a fact gives of that which the practice wants known of a case."""
        return {value: fact.values.get(value) for _, kind, value in self._asked if kind == fact.kind}

    def holds(self, text: str | None, person: Person | None = None) -> bool | None:
        """Whether a condition on the case holds; None where too little is known. No condition always holds."""
        if text is None:
            return True
        if person not in self._known_of:
            self._known_of[person] = self.known(person)
        return condition(text, self.practice.vocabulary.names_on_case).holds(self._known_of[person])

    @cached_property
    def _known_of(self) -> dict[Person | None, Mapping[str, Known]]:
        return {}

    def matching(self, match: Match, person: Person | None = None) -> tuple[Fact, ...]:
        """The facts that `match` means, oldest first; with a person only those about or with that person."""
        where = match.where
        meant = self._said_anew(match.fact) if where is None else self._saying(match.fact, where)
        if match.lacks is not None:
            meant = tuple(fact for fact in meant if match.lacks not in fact.values)
        return meant if person is None else tuple(fact for fact in meant if concerns(fact, person))

    def _saying(self, kind: str, where: str) -> tuple[Fact, ...]:
        """The facts of a kind of which a condition holds; several norms ask the same."""
        if (kind, where) not in self._found:
            facts = self._said_anew(kind)
            asked = condition(where, self.practice.vocabulary.names_on(kind)) if facts else None
            self._found[kind, where] = tuple(f for f in facts if asked and asked.holds(self._said(f, asked)))
        return self._found[kind, where]

    @cached_property
    def _found(self) -> dict[tuple[str, str], tuple[Fact, ...]]:
        return {}

    def settled_by(
        self,
        done: Done,
        start: Fact,
        person: Person | None = None,
        *,
        under: Fact | None = None,
        before_end: bool = False,
        but: Collection[str] | None = None,
    ) -> Fact | None:
        """The first fact from `start` on that settles what began there; one that may come `ever`, from `under` on.

        What is done `before_end` of a measure on the day on which a next end was named is about the one before.

        What was done about an incident counts since the word on it before this one: who reports a breach at once may
        write down later that it was one.

        Where facts are left out (`but`, by their ids), so is a word on an incident that a later one took the place of.

        One that does not say what it needs to settles nothing, and a value that is missing equals nothing, but for
        those that count only where both say them.
        """
        needed = self.practice.needed.get(done.fact, ())
        judged = start.kind in self.practice.judgements and TIE in done.same and done.fact != start.kind
        first = self._word_before(start) if judged else under if done.ever else start
        later = before_end and not done.ever and follows_an_end(start, self.facts)
        for fact in self.matching(done, person):
            if any(name not in fact.values for name in needed):
                continue
            if but is not None and (fact.id in but or self.said_again(fact)):
                continue
            same = all(name in start.values and alike(fact.values.get(name), start.values[name]) for name in done.same)
            same = same and all(
                alike(fact.values[name], start.values[name])
                for name in done.same_where_said
                if name in fact.values and name in start.values
            )
            # A plan or decision about one person settles nothing of the measure of another.
            same = same and (start.kind not in ENDING or agree(fact, start))
            in_time = first is None or fact.not_before(first)
            if in_time and fact.id != start.id and same and not (later and start.not_before(fact)):
                return fact
        return None

    def _said(self, fact: Fact, by: Condition) -> Mapping[str, Known]:
        """What a condition asks of a fact, as far as the fact says it."""
        given = ((name, fact.values.get(name)) for name in by.asked)
        said: dict[str, Known] = {name: value for name, value in given if isinstance(value, str | int)}
        if "present" in by.asked:
            said["present"] = self.timeline.roles(fact.present)
        if "everyone" in by.asked and self.timeline.people:
            said["everyone"] = all(person.id in fact.present for person in self.timeline.people)
        return said
