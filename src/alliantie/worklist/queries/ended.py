"""What a worker reads of a case that ended, and what a new request meets because of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.db.models import OuterRef, Subquery

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.cases.models import Case, Outcome, Participant
from alliantie.cases.models.outcome import UNDONE_WITHIN
from alliantie.cases.queries import practice_of, timeline
from alliantie.cases.queries.incidents import outcome_in
from alliantie.norms.outcomes import Said, reentry_after
from alliantie.people.names import full_name, sort_key
from alliantie.practices import Practice, library
from alliantie.practices.reaction import OutcomeKind
from alliantie.practices.show_norm_words import OUTCOMES
from alliantie.practices.texts import Language


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
class RunningHere:
    """A case that runs, in which the worker may look: whose, by which practice, and since when."""

    case_id: UUID
    name: str
    practice: str
    since: date


@dataclass(frozen=True, slots=True)
class EndedShown:
    """How a case ended, and whether that can still be undone."""

    on: date
    how: str
    reason: str
    can_undo: bool
    returns: tuple[ReturnShown, ...] = ()


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


def running_here(actor: Actor, people: Iterable[tuple[str, str, date]], language: str) -> tuple[RunningHere, ...]:
    """The running cases of these people, by any practice, that the worker may see. One query.

    Of a case that is not the worker's nothing is told here, not even that there is one.
    """
    asked = {(sort_key(given, family), born) for given, family, born in people}
    found = (
        Participant.objects.visible_to(actor)
        .filter(client__sort_key__in=[key for key, _born in asked], case__closed_on__isnull=True)
        .select_related("client", "case")
        .order_by("-case__opened_on", "case_id")
    )
    return tuple(
        RunningHere(
            each.case_id,
            full_name(each.client.given_name, each.client.family_name),
            practice_of(each.case).name.in_(language),
            each.case.opened_on,
        )
        for each in found
        if (each.client.sort_key, each.client.born_on) in asked
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
