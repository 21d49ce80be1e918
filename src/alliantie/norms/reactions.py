"""What can be done after an incident, and where a case stands on the ladders of its practice. Nothing is proposed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from alliantie.norms import calendars
from alliantie.norms.comparing import alike
from alliantie.norms.reach import reach
from alliantie.norms.reading import Reading
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact, FactValue, Person, Timeline
from alliantie.practices import Practice
from alliantie.practices.conditions import Known, condition
from alliantie.practices.letter import Letter
from alliantie.practices.norm import Match, Norm
from alliantie.practices.reaction import TIE, Ladder, Reactions, Response, Rung
from alliantie.practices.terms import Measures


@dataclass(frozen=True)
class Stands:
    """A ladder and the rungs on which a case, or one person in it, stands now, in its order, each since a day.

    Of a single ladder also those on which it stood before, each from a day, oldest first.
    """

    ladder: Ladder
    rungs: tuple[tuple[Rung, date], ...]
    earlier: tuple[tuple[Rung, date], ...] = ()
    person: str | None = None


def offered(
    practice: Practice,
    kind: str,
    values: Mapping[str, FactValue],
    measures: Iterable[str],
    passed: Collection[str] = (),
) -> tuple[Response, ...]:
    """The responses to an incident of a kind that says `values`, under these measures: what stands first for that kind,
    then lightest first.

    One whose condition is not decided by what is known is among them, one that lies beyond a number only where that is
    among those that were `passed`. Raises KeyError for a kind this practice does not have.
    """
    reactions, running = _reactions(practice), set(measures)
    incident = reactions.incident(kind)
    names = practice.vocabulary.names_on(incident.fact)
    said: dict[str, Known] = {name: value for name, value in values.items() if isinstance(value, str | int)}
    return tuple(
        response
        for response in sorted(reactions.responses, key=lambda each: each.id not in incident.first)
        if response.incidents == "any" or kind in response.incidents
        if under(response.measures, running)
        if response.where is None or condition(response.where, names).holds(said) is not False
        if response.beyond is None or response.beyond in passed
    )


def passed(standing: Standing) -> frozenset[str]:
    """The rules about how often something can be beyond which a response lies, and of which that number is passed."""
    reactions = standing.practice.reactions
    beyond = {each.beyond for each in reactions.responses if each.beyond is not None} if reactions else set()
    return frozenset(
        id
        for id in beyond
        for norm in (standing.practice.norm(id),)
        for person, start in reach(standing, norm)
        for _duty in Reading(standing, norm, person, start).duties()
    )


def lets_go(
    practice: Practice,
    kind: str,
    before: Mapping[str, FactValue],
    now: Mapping[str, FactValue],
    measures: Iterable[str],
) -> bool:
    """Whether what a fact said `before` brought what must be done under these measures, and what it says `now` not.

    What it says now may be how that is done: then nothing is let go.
    """
    names, running = practice.vocabulary.names_on(kind), set(measures)

    def fits(match: Match, said: Mapping[str, FactValue]) -> bool:
        known: dict[str, Known] = {name: value for name, value in said.items() if isinstance(value, str | int)}
        return match.fact == kind and (match.where is None or condition(match.where, names).holds(known) is True)

    def brings(norm: Norm, said: Mapping[str, FactValue]) -> bool:
        rule = norm.within
        if rule is None or norm.grade != "must" or not under(norm.measures, running):
            return False
        return fits(rule.start, said)

    def does(norm: Norm) -> bool:
        return norm.within is not None and fits(norm.within.done, now)

    return any(brings(norm, before) and not brings(norm, now) and not does(norm) for norm in practice.norms)


def can_answer(standing: Standing, letter: Letter, incident: str) -> bool:
    """Whether what was said last of the incident a letter answers is what that letter is about.

    Of one that asks nothing it always is; of an incident of which nothing was said it never is.
    """
    return letter.where is None or is_said_so(standing, letter.where, incident)


def is_said_so(standing: Standing, where: str, incident: str) -> bool:
    """Whether what was said last of the incident that is called so is what a condition asks; not where nothing was."""
    kinds = {each.fact for each in _reactions(standing.practice).incidents}
    said = [fact for fact in standing.facts if fact.kind in kinds and alike(fact.values.get(TIE), incident)]
    if not said:
        return False
    last = max(said, key=lambda fact: fact.moment)
    values: dict[str, Known] = {name: value for name, value in last.values.items() if isinstance(value, str | int)}
    return condition(where, standing.practice.vocabulary.names_on(last.kind)).holds(values) is True


def under(measures: Measures, running: Iterable[str]) -> bool:
    """Whether something that belongs to these measures holds while these run."""
    return measures == "any" or not set(measures).isdisjoint(running)


def objection_until(practice: Practice, response: Response, on: date) -> date | None:
    """The last day to object to a response of a day, where one can object."""
    if response.objection is None:
        return None
    return calendars.after(on, response.objection.term, practice.country)


def ladders(practice: Practice, timeline: Timeline, day: date) -> tuple[Stands, ...]:
    """Where a case stands on `day` on each ladder that belongs to a measure whose end was not recorded.

    It says what holds, and nothing of what could follow.
    """
    if practice.reactions is None:
        return ()
    standing = Standing(practice, timeline, day)
    return tuple(
        _single(standing, ladder, person) if ladder.single else _holding(standing, ladder, person)
        for ladder in practice.reactions.ladders
        for person in (timeline.in_role(ladder.per) if ladder.per else (None,))
        if under(ladder.measures, _measures_of(standing, person))
    )


def _measures_of(standing: Standing, person: Person | None) -> list[str]:
    """The measures whose end was not recorded, for the case or for one person in it."""
    return [each.measure for each in standing.unended if person is None or each.start.about in (None, person.id)]


def _holding(standing: Standing, ladder: Ladder, person: Person | None) -> Stands:
    found = tuple((rung, since) for rung in ladder.rungs if (since := _since(standing, rung, person)) is not None)
    return Stands(ladder, found, person=person.id if person else None)


def _single(standing: Standing, ladder: Ladder, person: Person | None) -> Stands:
    """The rung put on last and the moves that led there; to be put where the case stands already is no move."""
    steps = [(fact, rung) for rung in ladder.rungs for match in rung.on for fact in standing.matching(match, person)]
    moves: list[tuple[Rung, date]] = []
    for fact, rung in sorted(steps, key=lambda step: step[0].moment):
        if not moves or moves[-1][0] != rung:
            moves.append((rung, fact.on))
    return Stands(ladder, tuple(moves[-1:]), tuple(moves[:-1]), person.id if person else None)


def _since(standing: Standing, rung: Rung, person: Person | None) -> date | None:
    """The day on which a case, or a person in it, was put on a rung last, unless it was taken off since."""
    on = _latest(standing, rung.on, person)
    off = _latest(standing, rung.off, person)
    return None if on is None or (off is not None and off.not_before(on)) else on.on


def _latest(standing: Standing, matches: Iterable[Match], person: Person | None) -> Fact | None:
    found = [fact for match in matches for fact in standing.matching(match, person)]
    return max(found, key=lambda fact: fact.moment, default=None)


def _reactions(practice: Practice) -> Reactions:
    if practice.reactions is None:
        raise KeyError(practice.id)
    return practice.reactions
