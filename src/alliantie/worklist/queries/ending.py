"""What a worker reads before a case ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.cases.models import Case
from alliantie.cases.policies import ask_first, before_ending, first_step
from alliantie.cases.queries import Agreed, Person, agreements_in, due_in, measures_in, practice_of
from alliantie.cases.queries.incidents import incidents_in
from alliantie.cases.queries.reserved import without_yes
from alliantie.cases.queries.standing import decided_with, gates_before, incident_of, serves, standing_of, whom_of
from alliantie.norms.gates import Gate
from alliantie.norms.outcomes import reasons, runs_on
from alliantie.norms.standing import Standing
from alliantie.practices import Practice
from alliantie.practices.letter import DECIDED_BY
from alliantie.practices.show_norm_words import OUTCOMES
from alliantie.practices.texts import Language
from alliantie.web.dates import day_in_words
from alliantie.worklist.queries.decisions import other_role
from alliantie.worklist.queries.talks import Talk, talks_of
from alliantie.worklist.queries.todo import Todo, todo_of
from alliantie.worklist.queries.ways import settles
from alliantie.worklist.queries.words import joined


@dataclass(frozen=True, slots=True)
class StepLeft:
    """A step that comes first and can be passed over with a reason, and from which source."""

    norm: str
    text: str
    source: str

    @property
    def field(self) -> str:
        """What the form calls its reason."""
        return f"why-{self.norm}"


@dataclass(frozen=True, slots=True)
class ReasonShown:
    """Why a case can end, how that counts, what has to come first, whether what was imposed can go on after it, and
    whether the client's own words are asked. What is `shut` cannot be chosen yet, not even in danger.
    """

    id: str
    name: str
    hint: str
    emergency: bool
    runs_on: bool
    decide: tuple[str, ...] = ()
    """The other roles to which what is decided with it belongs."""
    account: bool = False
    waits: str = ""
    steps: tuple[StepLeft, ...] = ()
    taken: tuple[str, ...] = ()
    """The decisions that were taken before and that it carries out, each with its day."""

    @property
    def shut(self) -> str:
        """What has to come first, "" where it can be chosen."""
        return "" if self.emergency else self.waits


@dataclass(frozen=True, slots=True)
class IncidentLeft:
    """An incident that was not put away: what, about whom ("" where that is clear), and of which day."""

    id: UUID
    name: str
    person: str
    on: date


@dataclass(frozen=True, slots=True)
class StillOpen:
    """What an ending meets: agreements, talks to come, incidents that were not put away, and what is due.

    What is due comes `first` where the case cannot be closed over it, and `stays` where its rule outlives
    the case or an emergency passed it over.
    """

    agreements: tuple[Agreed, ...]
    talks: tuple[Talk, ...]
    incidents: tuple[IncidentLeft, ...]
    lapses: tuple[Todo, ...]
    stays: tuple[Todo, ...]
    first: tuple[Todo, ...]

    @property
    def nothing(self) -> bool:
        """Whether the case can end without a thought for any of it."""
        return not (self.agreements or self.talks or self.incidents or self.lapses or self.stays or self.first)


@dataclass(frozen=True, slots=True)
class Imposed:
    """What an authority imposed and alone ends: about whom ("" for everyone), who that is, and until when it was."""

    measure_id: str
    name: str
    client_id: UUID | None
    client_name: str
    starts_on: date
    until: date | None
    by: str

    @property
    def field(self) -> str:
        """What the form calls the day on which it ended."""
        return f"ended-{self.measure_id}-{self.client_id or ''}"


@dataclass(frozen=True, slots=True)
class EndingPage:
    """What can be chosen; `own_reasons` are the practice's, else it is only said how the case ended."""

    reasons: tuple[ReasonShown, ...]
    own_reasons: bool
    still: StillOpen
    imposed: tuple[Imposed, ...]

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        """The reasons as a form shows them: what can be chosen now comes first."""
        first = sorted(self.reasons, key=lambda reason: bool(reason.shut))
        return [(reason.id, reason.name, reason.hint) for reason in first]

    @property
    def can_be(self) -> int:
        """How many of them can be chosen now."""
        return sum(not reason.shut for reason in self.reasons)

    def reason(self, id: str) -> ReasonShown | None:
        """The reason with this id, None where it is not one of these."""
        return next((reason for reason in self.reasons if reason.id == id), None)


def ending_page(actor: Actor, case: Case, people: Sequence[Person], language: str, today: date) -> EndingPage:
    """What a case read as a whole can end for today, and what is open in it. Two queries, or three."""
    practice, spoken = practice_of(case), cast(Language, language)
    still, imposed = _still_open(actor, case, people, language, today), imposed_in(case, language)
    if practice.outcomes is None:
        kinds = tuple(ReasonShown(kind, words[spoken], "", False, runs_on(kind)) for kind, words in OUTCOMES.items())
        return EndingPage(kinds, False, still, imposed)
    standing = standing_of(actor, case, today)
    running = [force.measure for force in standing.unended]
    ended = [start.values["measure"] for start in standing.starts[True]]
    waiting = without_yes(actor, case, clock.now())
    found: list[ReasonShown] = []
    for reason in reasons(practice, running, [each for each in ended if isinstance(each, str)]):
        decisions = decided_with(standing, reason, today)
        waits, emergency = _waits(standing, case, decisions, people)
        if waiting.intersection(decisions):
            waits, emergency = ask_first(), False
        # What cannot be chosen yet asks no reason for what else comes before it.
        passed = _passed_over(standing, decisions) if emergency or not waits else []
        found.append(
            ReasonShown(
                reason.id,
                reason.name.in_(language),
                " · ".join(filter(None, (OUTCOMES[reason.kind][spoken], waits))),
                emergency,
                runs_on(reason.kind),
                tuple(filter(None, (other_role(practice, each, language) for each in decisions))),
                reason.account is not None,
                waits,
                tuple(_left(practice, language, norm) for norm in passed),
                tuple(_taken(standing, each, language, today) for each in reason.decision if each not in decisions),
            )
        )
    return EndingPage(tuple(found), True, still, imposed)


def _taken(standing: Standing, decision_id: str, language: str, today: date) -> str:
    """A decision that was taken before, with its day and who took it where that was another role."""
    whom = (str(each) if each else None for each in whom_of(standing, decision_id))
    fact = max(filter(None, (serves(standing, decision_id, each) for each in whom)), key=lambda each: each.moment)
    said = {
        "decision": standing.practice.decision(decision_id).name.in_(language),
        "day": day_in_words(fact.on, language, today),
        "name": fact.values.get(DECIDED_BY, ""),
    }
    if said["name"]:
        return _("%(decision)s: al besloten op %(day)s, door %(name)s.") % said
    return _("%(decision)s: al besloten op %(day)s.") % said


def _gates(standing: Standing, decision: str) -> tuple[Gate, ...]:
    """What stands before a decision that is taken with an ending."""
    return gates_before(standing, decision, incident=incident_of(standing, decision))


def _passed_over(standing: Standing, decisions: Iterable[str]) -> list[str]:
    """The rules of which a step before these decisions can be passed over with a reason, and was not done."""
    shut = [gate for each in decisions for gate in _gates(standing, each) if not gate.is_open]
    return list(dict.fromkeys(gate.norm for gate in shut if gate.effect == "asks_reason"))


def _left(practice: Practice, language: str, norm_id: str) -> StepLeft:
    norm = practice.norm(norm_id)
    return StepLeft(norm_id, norm.text.in_(language), practice.source(norm.source).title.in_(language))


def imposed_in(case: Case, language: str) -> tuple[Imposed, ...]:
    """What an authority imposed and no end was recorded of, in a case read as a whole. Costs no query."""
    practice = practice_of(case)
    return tuple(
        Imposed(
            each.measure_id,
            measure.name.in_(language),
            each.client_id,
            each.client_name,
            each.starts_on,
            each.until,
            measure.outside.in_(language),
        )
        for each in measures_in(case)
        if each.ends_on is None and (measure := practice.measure(each.measure_id)).outside is not None
    )


def _still_open(actor: Actor, case: Case, people: Sequence[Person], language: str, today: date) -> StillOpen:
    called = {person.client_id: person.given_name for person in people}
    found = due_in(case, called, today)
    told: dict[str, list[Todo]] = {"first": [], "stays": [], "lapses": []}
    for each in found:
        norm = each.practice.norm(each.duty.norm)
        if settles(norm) == "measure_ended":
            # Closing the case does this.
            continue
        outlives = norm.outlives or each.duty.start.kind == "gate_forced"
        group = "first" if before_ending(each.duty) else "stays" if outlives else "lapses"
        told[group].append(todo_of(each, language, today, about=each.name))
    return StillOpen(
        agreements_in(case),
        talks_of(actor, language, today, case.id).coming,
        _incidents_left(case, called if len(called) > 1 else {}, language),
        tuple(told["lapses"]),
        tuple(told["stays"]),
        tuple(told["first"]),
    )


def _incidents_left(case: Case, called: Mapping[UUID, str], language: str) -> tuple[IncidentLeft, ...]:
    reactions = practice_of(case).reactions
    return tuple(
        IncidentLeft(each.id, reactions.incident(each.kind).name.in_(language), called.get(each.client_id, ""), each.on)
        for each in (incidents_in(case) if reactions else ())
        if reactions
    )


def _waits(standing: Standing, case: Case, decisions: Iterable[str], people: Sequence[Person]) -> tuple[str, bool]:
    shut = [gate for decision in decisions for gate in _gates(standing, decision) if gate.stops]
    if not shut:
        return "", False
    told = {"first": first_step(case, shut[0])}
    whose = {gate.person for gate in shut if gate.norm == shut[0].norm}
    names = [person.given_name for person in people if len(people) > 1 and str(person.client_id) in whose]
    first = _("Dit kan nog niet. %(first)s (%(names)s).") if names else _("Dit kan nog niet. %(first)s.")
    return first % {**told, "names": joined(names)}, all(gate.emergency for gate in shut)
