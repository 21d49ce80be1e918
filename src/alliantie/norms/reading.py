"""One norm read on one case: when what it asks is due, from which fact, and what moved its day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from alliantie.norms import calendars
from alliantie.norms.comparing import agree, birthday, concerns
from alliantie.norms.duty import Duty, Lacks, Moved, Why
from alliantie.norms.part_of import own_starts
from alliantie.norms.settling import followed, has_ended, unsettled
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact, FactValue, Person
from alliantie.practices.norm import AtMost, Every, Match, Norm, Requires, Within
from alliantie.practices.periods import Term, parse_term
from alliantie.practices.reaction import TIE

_PUT_OFF: tuple[tuple[str, Why], ...] = (("norm_suspended", "suspended"), ("norm_deviated", "deviated"))

STEP_TERM = parse_term("P1WD")
"""A step passed over in an emergency is made up for by the next working day: our setting, in no source."""


@dataclass(frozen=True)
class Reading:
    """One norm, read on one case for one person (or none) under one measure (or any)."""

    standing: Standing
    norm: Norm
    person: Person | None
    under: Fact | None

    @property
    def country(self) -> calendars.Country:
        return self.standing.practice.country

    def duties(self) -> Iterator[Duty]:
        if self.norm.within is not None:
            yield from self._within(self.norm.within)
        elif self.norm.every is not None:
            yield from self._every(self.norm.every)
        elif self.norm.at_most is not None:
            yield from self._at_most(self.norm.at_most)

    def at_its_end(self, start: Fact, last: date) -> Duty:
        """That the measure that began with `start` came to its last day."""
        return self._duty(start, last, None, None, before=last)

    def _within(self, rule: Within) -> Iterator[Duty]:
        said = self._said_last(rule.start, anew=rule.done.fact == rule.start.fact)
        starts = own_starts(self.standing, rule, said, self.person)
        if rule.which == "oldest":
            runs = {force.start.id for force in self.standing.unended}
            lasting = self.norm.outlives
            there = [each for each in starts if lasting or each.kind != "measure_started" or each.id in runs]
            starts = self._unsettled(rule, there)
        names_a_day = rule.before is not None or isinstance(rule.after, str)
        chosen = {"each": starts, "latest": starts[-1:]}.get(rule.which, starts[:1])
        for start in self._unsettled(rule, [self._extended(each) if names_a_day else each for each in chosen]):
            yield from self._once(rule, start)

    def _said_last(self, match: Match, *, anew: bool) -> list[Fact]:
        """The facts that `match` means; of what was said again of an incident, only while the last word is among them.

        What was said twice in a row began with the first: a term does not run anew, but where another judgement is
        what is asked (`anew`). That is asked again after each.
        """
        meant = self._starts(self.standing.matching(match, self.person))
        if match.fact not in self.standing.judgements:
            return meant
        begun: dict[FactValue, Fact] = {}
        for fact in self._starts(self.standing.matching(Match(fact=match.fact), self.person)):
            incident = fact.values.get(TIE, fact.id)
            if fact in meant and anew and fact.kind in self.standing.practice.judgements:
                begun[incident] = fact
            elif fact in meant:
                begun.setdefault(incident, fact)
            else:
                begun.pop(incident, None)
        return list(begun.values())

    def _once(self, rule: Within, start: Fact) -> Iterator[Duty]:
        if rule.followed is not None and not followed(self.standing, rule.followed, self.person, self.under):
            return
        if rule.from_age is not None:
            yield from self._from_age(rule, start, rule.from_age)
            return
        term, own = self._term(rule, start)
        if rule.before is not None:
            last = start.last_day(rule.before)
            if last is not None:
                # A measure is over after its last day, also where nobody works on that day.
                ends = self.norm.ends_measure and term.count == 0
                due = last if ends else calendars.before(last, term, self.country)
                yield self._duty(start, due, term, own, before=last, on_working_day=rule.ends_on_working_day)
            return
        since, begun = self._since(rule, start)
        first = self._first_term(rule, since)
        if first is not None and first < self.standing.day:
            due = self._after(first, term)
            yield self._duty(start, due, term, own, begun=begun, after=first, on_working_day=rule.ends_on_working_day)
        elif rule.after is None:
            due = self._after(since.on, term)
            yield self._duty(start, due, term, own, begun=begun, on_working_day=rule.ends_on_working_day)

    def _unsettled(self, rule: Within, starts: list[Fact]) -> list[Fact]:
        return unsettled(self.standing, rule, starts, self.person, self.under)

    def _from_age(self, rule: Within, start: Fact, age: int) -> Iterator[Duty]:
        """What counts from a birthday; without a birth date, that it has to be known."""
        if self.person is None:
            return
        if self.person.born is None:
            yield self._duty(start, calendars.after(start.on, STEP_TERM, self.country), None, None, lacks="birth_date")
            return
        since = birthday(self.person.born, age)
        # Who is past it was so when the measure began: the day it should have ended is told, however long ago.
        if since <= self.standing.day:
            term, own = self._term(rule, start)
            due = self._after(since, term)
            yield self._duty(start, due, term, own, after=since, on_working_day=rule.ends_on_working_day)

    def _extended(self, start: Fact) -> Fact:
        """What names the end: for a measure that was extended that is its latest extension."""
        longer = self.standing.extension(start) if start.kind == "measure_started" else None
        return longer or start

    def _after(self, start: date, term: Term) -> date:
        """The last day of `term` after `start`; of what has to end by then the last on which it may hold."""
        find = calendars.lasts_until if self.norm.ends_measure else calendars.after
        return find(start, term, self.country)

    def _last(self, day: date) -> date:
        """A day that is kept as the end of a measure is the first one without it."""
        return calendars.last_day(day) if self.norm.ends_measure else day

    def _first_term(self, rule: Within, start: Fact) -> date | None:
        """The last day on which the rule is silent; None where it never is, or where the fact does not name the day."""
        if isinstance(rule.after, str):
            return start.last_day(rule.after)
        return calendars.after(start.on, rule.after, self.country) if rule.after else None

    def _every(self, rule: Every) -> Iterator[Duty]:
        start = self._begun(rule)
        if start is None or (rule.until and self._is_over(rule.until)):
            return
        term, own = self._term(rule, start)
        since, begun = self._since(rule, start)
        counted = [
            f for f in self.standing.matching(rule.counts, self.person) if f.not_before(since) and f.id != start.id
        ]
        # The start stands for as many contacts as a term needs: the first term is due in full at its end.
        last = ([since] * rule.times + counted)[-rule.times :]
        due = calendars.after(last[0].on, term, self.country)
        falls_out = last[0] is not since
        window = [f for f in counted if not falls_out or calendars.after(f.on, term, self.country) > due]
        still = max(1, rule.times - len(window))
        contacts = tuple(f for f in last if f is not since)
        yield self._duty(start, due, term, own, begun=begun, counted=contacts, still=still)

    def _begun(self, rule: Every) -> Fact | None:
        """The first or latest fact that starts a rule; one that says again what was known is no new beginning."""
        meant = self._starts(self.standing.matching(rule.start, self.person))
        if rule.which == "first":
            return meant[0] if meant else None
        begun, before = None, None
        for fact in self._starts(self.standing.matching(Match(fact=rule.start.fact), self.person)):
            says = self.standing.says(fact)
            if fact not in meant:
                before = None
                continue
            if not says or says != before:
                begun = fact
            before = says
        return begun

    def _is_over(self, until: Match) -> bool:
        """Whether a fact ended it for good, since the measure began or else the case."""
        began = self.under or self.standing.opened
        return any(began is None or fact.not_before(began) for fact in self.standing.matching(until, self.person))

    def _at_most(self, rule: AtMost) -> Iterator[Duty]:
        if rule.term is not None and rule.start is not None and rule.ends is not None:
            for start in self._starts(self.standing.matching(rule.start, self.person)):
                if not has_ended(self.standing, rule.ends, start) and not self.standing.settled_by(
                    rule.ends, start, self.person
                ):
                    last = self._after(start.on, rule.term)
                    named = self._extended(start).last_day(rule.named) if rule.named else None
                    if named is not None and named < last:
                        yield self._duty(start, named, None, None, before=named)
                    else:
                        yield self._duty(start, last, rule.term, None)
        elif rule.number is not None and rule.counts is not None:
            facts = self._starts(self.standing.matching(rule.counts, self.person))
            if rule.window is not None:
                facts = [f for f in facts if calendars.after(f.on, rule.window, self.country) > self.standing.day]
            if len(facts) > rule.number:
                over = facts[rule.number]
                yield self._duty(over, over.on, rule.window, None, counted=tuple(facts[: rule.number]))

    def made_up_for(self, rule: Requires) -> Iterator[Duty]:
        """The step that a gate asked for and an emergency passed over."""
        for forced in self._of_norm("gate_forced"):
            if not any(fact.not_before(forced) for fact in self.standing.matching(rule.needs, self.person)):
                due = calendars.after(forced.on, STEP_TERM, self.country)
                yield self._duty(forced, due, STEP_TERM, None)

    def _starts(self, facts: tuple[Fact, ...]) -> list[Fact]:
        """Those of the measure the norm comes from; a start before the measure began belongs to an earlier one."""
        if self.under is None:
            return list(facts)
        measure = self.under.values.get("measure")
        return [
            fact for fact in facts if fact.not_before(self.under) and fact.values.get("measure", measure) == measure
        ]

    def _of_norm(self, kind: str) -> list[Fact]:
        """The facts of a kind that name this norm, for this person and under this measure."""
        return [
            fact
            for fact in self.standing.by_kind.get(kind, ())
            if fact.values.get("norm") == self.norm.id
            and (self.person is None or concerns(fact, self.person))
            and (self.under is None or fact.not_before(self.under))
        ]

    def _term(self, rule: Within | Every, start: Fact) -> tuple[Term, Fact | None]:
        """The term that holds in this case, and the fact that set it where the case has its own within the limits."""
        for fact in reversed(self._of_norm("term_set")):
            own = rule.own_term(fact.values.get("term"))
            if own is not None and agree(fact, start):
                return own, fact
        return rule.term, None

    def _since(self, rule: Within | Every, start: Fact) -> tuple[Fact, Fact | None]:
        """The start as this case counts it, and the fact that set that where it has a day of its own."""
        for fact in reversed(self._of_norm("start_set")) if rule.own_start else ():
            day = fact.day("since")
            if day is not None and day <= fact.on and fact.day("of") == start.on and agree(fact, start):
                return replace(start, on=day, at=None), fact
        return start, None

    def _duty(
        self,
        start: Fact,
        due: date,
        term: Term | None,
        own: Fact | None,
        *,
        begun: Fact | None = None,
        counted: tuple[Fact, ...] = (),
        still: int = 1,
        before: date | None = None,
        after: date | None = None,
        on_working_day: bool = False,
        lacks: Lacks | None = None,
    ) -> Duty:
        moved = [Moved("own_start", due, begun)] if begun else []
        moved += [Moved("own_term", due, own)] if own else []
        set_by_rule = due
        for kind, why in _PUT_OFF:
            for fact in self._of_norm(kind):
                until = fact.day("until")
                if until is not None and due < self._last(until) and agree(fact, start):
                    due = self._last(until)
                    moved.append(Moved(why, due, fact))
        put_off = due > set_by_rule
        if on_working_day and not calendars.is_working_day(due, self.country):
            due = calendars.working_day_from(due, self.country)
            moved.append(Moved("day_off", due))
        person = self.person.id if self.person else None
        return Duty(
            norm=self.norm.id,
            key="/".join(filter(None, (self.norm.id, start.id, person))),
            due=due,
            overdue=due < self.standing.day and not self.norm.only_tells,
            hardness=self.norm.hardness,
            grade=self.norm.grade,
            effect=self.norm.effect,
            source=self.norm.source,
            who=self.norm.who,
            term=term,
            start=start,
            counted=counted,
            still=still,
            person=person,
            moved=tuple(moved),
            before=before,
            after=after,
            lacks=lacks,
            by_rule=set_by_rule if put_off else None,
        )
