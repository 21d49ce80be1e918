"""What a worker reads before a case ends, and of one that ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.cases.models import Case, Outcome, Participant
from alliantie.cases.models.outcome import UNDONE_WITHIN
from alliantie.cases.policies import ask_first, before_ending, first_step
from alliantie.cases.queries import Agreed, Person, agreements_in, due_in, measures_in, practice_of, timeline
from alliantie.cases.queries.incidents import incidents_in, outcome_in
from alliantie.cases.queries.reserved import without_yes
from alliantie.cases.queries.standing import decided_with, gates_before, incident_of, standing_of
from alliantie.norms.gates import Gate
from alliantie.norms.outcomes import Said, reasons, reentry_after, runs_on
from alliantie.norms.standing import Standing
from alliantie.people.names import full_name, sort_key
from alliantie.practices import Practice, library
from alliantie.practices.reaction import OutcomeKind
from alliantie.practices.show_reactions import OUTCOMES
from alliantie.practices.texts import Language
from alliantie.worklist.queries.decisions import other_role
from alliantie.worklist.queries.talks import Talk, talks_of
from alliantie.worklist.queries.todo import Todo, todo_of
from alliantie.worklist.queries.ways import settles
from alliantie.worklist.queries.words import joined


@dataclass(frozen=True, slots=True)
class ReasonShown:
    """Why a case can end, how that counts, what has to come first, whether what was imposed can go on after it, and
    whether the client's own words are asked.
    """

    id: str
    name: str
    hint: str
    emergency: bool
    runs_on: bool
    decide: tuple[str, ...] = ()
    """The other roles to which what is decided with it belongs."""
    account: bool = False


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
class StepLeft:
    """A step that comes first and can be passed over with a reason: from which source, and for which endings."""

    norm: str
    text: str
    source: str
    reasons: tuple[ReasonShown, ...]

    @property
    def field(self) -> str:
        """What the form calls its reason."""
        return f"why-{self.norm}"

    def belongs_to(self, reason: str) -> bool:
        """Whether an ending for this reason passes it over."""
        return reason in {each.id for each in self.reasons}


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
    steps: tuple[StepLeft, ...] = ()

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        """The reasons as a form shows them."""
        return [(reason.id, reason.name, reason.hint) for reason in self.reasons]

    @property
    def accounts(self) -> tuple[str, ...]:
        """The reasons for which the client's own words are asked."""
        return tuple(reason.name for reason in self.reasons if reason.account)

    @property
    def emergency(self) -> tuple[str, ...]:
        """The reasons before which something stands that danger can pass."""
        return tuple(reason.name for reason in self.reasons if reason.emergency)


@dataclass(frozen=True, slots=True)
class ReturnShown:
    """A rule that a new request meets because of how a case ended, up to and including a day."""

    text: str
    until: date
    source: str


@dataclass(frozen=True, slots=True)
class EarlierHere:
    """A case that ended, in which the worker may look, with the rules that a new request meets today."""

    case_id: UUID
    name: str
    on: date
    returns: tuple[ReturnShown, ...]


@dataclass(frozen=True, slots=True)
class EndedShown:
    """How a case ended, and whether that can still be undone."""

    on: date
    how: str
    reason: str
    can_undo: bool
    returns: tuple[ReturnShown, ...] = ()


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
    left: dict[str, list[ReasonShown]] = {}
    for reason in reasons(practice, running, [each for each in ended if isinstance(each, str)]):
        decisions = decided_with(standing, reason, today)
        waits, emergency = _waits(standing, case, decisions, people)
        if waiting.intersection(decisions):
            waits, emergency = ask_first(), False
        hint = " · ".join(filter(None, (OUTCOMES[reason.kind][spoken], waits)))
        decide = tuple(filter(None, (other_role(practice, each, language) for each in decisions)))
        # What cannot be chosen yet asks nothing.
        name, asked = reason.name.in_(language), reason.account is not None and (emergency or not waits)
        found.append(ReasonShown(reason.id, name, hint, emergency, runs_on(reason.kind), decide, asked))
        for norm in _passed_over(standing, decisions) if emergency or not waits else ():
            left.setdefault(norm, []).append(found[-1])
    return EndingPage(
        tuple(found), True, still, imposed, tuple(_left(practice, language, *each) for each in left.items())
    )


def _gates(standing: Standing, decision: str) -> tuple[Gate, ...]:
    """What stands before a decision that is taken with an ending."""
    return gates_before(standing, decision, incident=incident_of(standing, decision))


def _passed_over(standing: Standing, decisions: Iterable[str]) -> list[str]:
    """The rules of which a step before these decisions can be passed over with a reason, and was not done."""
    shut = [gate for each in decisions for gate in _gates(standing, each) if not gate.is_open]
    return list(dict.fromkeys(gate.norm for gate in shut if gate.effect == "asks_reason"))


def _left(practice: Practice, language: str, norm_id: str, whose: Sequence[ReasonShown]) -> StepLeft:
    norm = practice.norm(norm_id)
    source = practice.source(norm.source).title.in_(language)
    return StepLeft(norm_id, norm.text.in_(language), source, tuple(whose))


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


def ended(actor: Actor, case: Case, language: str, now: datetime) -> EndedShown | None:
    """How a case read as a whole ended, None while it runs. No query, or one where a term for a return is set."""
    if case.closed_on is None:
        return None
    outcome, practice = outcome_in(case), practice_of(case)
    if outcome is None:
        return EndedShown(case.closed_on, "", "", can_undo=False)
    named = practice.outcomes.reason(outcome.reason).name.in_(language) if practice.outcomes and outcome.reason else ""
    how = OUTCOMES[cast(OutcomeKind, outcome.kind)][cast(Language, language)]
    set_then = _set_then(actor, practice, [case.id]).get(case.id, {})
    returns = returns_shown(practice, outcome.reason, outcome.on, language, clock.day_of(now), set_then)
    return EndedShown(outcome.on, how, named, now - outcome.recorded_at <= UNDONE_WITHIN, returns)


def _set_then(actor: Actor, practice: Practice, case_ids: Sequence[UUID]) -> dict[UUID, dict[str, Said]]:
    """The latest fact of each kind in these cases, where the practice takes a term from one. One query, or none."""
    found: dict[UUID, dict[str, Said]] = {}
    if case_ids and practice.outcomes is not None and any(each.term_from for each in practice.outcomes.returns):
        for case_id, fact in timeline(actor, case_ids, whole=True):
            found.setdefault(case_id, {}).setdefault(fact.kind, (fact.on, fact.values))
    return found


def returns_shown(
    practice: Practice, reason: str, on: date, language: str, today: date, set_then: Mapping[str, Said]
) -> tuple[ReturnShown, ...]:
    """The rules that a new request today meets after an end for this reason. Costs no query."""
    return tuple(
        ReturnShown(each.rule.text.in_(language), each.until, practice.source(each.rule.source).title.in_(language))
        for each in reentry_after(practice, reason, on, today, set_then)
    )


def earlier_here(
    actor: Actor, people: Iterable[tuple[str, str, date]], practice_id: str, language: str, today: date
) -> tuple[EarlierHere, ...]:
    """The ended cases of these people (given and family name, birth date) that the worker may see. One query, or two.

    Of a case that is not the worker's nothing is told here, not even that there is one.
    """
    asked = {(sort_key(given, family), born) for given, family, born in people}
    ending = Outcome.objects.visible_to(actor).filter(case_id=OuterRef("case_id"), undone_at__isnull=True)
    found = (
        Participant.objects.visible_to(actor)
        .filter(
            client__sort_key__in=[key for key, _born in asked],
            case__practice_id=practice_id,
            case__closed_on__isnull=False,
        )
        .select_related("client", "case")
        .annotate(reason=Subquery(ending.values("reason")[:1]))
        .order_by("-case__closed_on", "case_id")
    )
    theirs = [each for each in found if (each.client.sort_key, each.client.born_on) in asked]
    set_then = _set_then(actor, library().latest(practice_id), [each.case_id for each in theirs])
    return tuple(
        EarlierHere(
            each.case_id,
            full_name(each.client.given_name, each.client.family_name),
            each.case.closed_on,
            returns_shown(
                practice_of(each.case),
                each.reason or "",
                each.case.closed_on,
                language,
                today,
                set_then.get(each.case_id, {}),
            ),
        )
        for each in theirs
        if each.case.closed_on is not None
    )
