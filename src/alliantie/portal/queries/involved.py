"""Who is involved with a client, who directs, what each sees, since when, and on which ground."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.alliance.queries import pairs_with_rounds
from alliantie.cases.models import Case
from alliantie.cases.queries import involved, practice_of
from alliantie.cases.queries.cases import running_measures
from alliantie.cases.queries.representing import Represents, representations
from alliantie.cases.queries.sections import GivenHere, given_in
from alliantie.cases.queries.sharing import Shared, sharings
from alliantie.portal.queries.cases import cases_of


@dataclass(frozen=True, slots=True)
class Someone:
    """One person with a grant: the right, why, since when, and the last day of who stands in.

    `directs` is whether the case is theirs, `rounds` whether they do rounds with the client.
    """

    name: str
    right: str
    ground: str
    since: date
    until: date | None
    directs: bool
    rounds: bool


@dataclass(frozen=True, slots=True)
class InCase:
    """One case: who directs first, then the others; and by what it holds, each with where that stands."""

    organisation: str
    team: str
    called: str
    address: str
    worker_word: str
    people: tuple[Someone, ...]
    acting: tuple[Represents, ...]
    shared: tuple[Shared, ...]
    """What others elsewhere can read now, by an account of their own."""
    sections: tuple[GivenHere, ...]
    """Which colleagues can read a part now, and nothing else."""
    because: tuple[tuple[str, str], ...]
    has_money: bool
    averages: bool
    """Whether who manages the organisation sees averages of what clients show."""


def involved_with(actor: Actor, language: str) -> tuple[InCase, ...]:
    """Every running case of the client, newest first. Eight queries, and one a case."""
    cases = [case for case in cases_of(actor) if case.closed_on is None]
    if not cases:
        return ()
    running = running_measures(actor, [case.id for case in cases], client_id=actor.me)
    pairs = {(here.pair.case_id, here.pair.worker_id) for here in pairs_with_rounds(actor) if here.pair.ends_on is None}
    acting = [each for each in representations(actor, [case.id for case in cases], clock.today()) if each.reach.runs]
    shared = [each for each in sharings(actor, [case.id for case in cases]) if each.runs]
    given = [each for each in given_in(actor, [case.id for case in cases]) if each.state == "running"]
    return tuple(_in(actor, case, running.get(case.id, []), pairs, acting, shared, given, language) for case in cases)


def _in(
    actor: Actor,
    case: Case,
    running: list[str],
    pairs: set[tuple[UUID, UUID]],
    acting: list[Represents],
    shared: list[Shared],
    given: list[GivenHere],
    language: str,
) -> InCase:
    practice = practice_of(case)
    now = clock.now()
    people = [
        Someone(
            each.name,
            each.right,
            each.ground,
            clock.day_of(each.since),
            clock.day_of(each.until - timedelta(microseconds=1)) if each.until else None,
            each.worker_id == case.worker_id,
            (case.id, each.worker_id) in pairs,
        )
        for each in involved(actor, case.id)
        if each.since <= now
    ]
    measures = [practice.measure(each) for each in dict.fromkeys(running)]
    sources = [(each.name.in_(language), practice.source(each.source)) for each in measures]
    return InCase(
        case.organisation.name,
        case.team.name,
        practice.words.case.one(language),
        practice.address,
        practice.words.professional.one(language),
        tuple(sorted(people, key=lambda each: (not each.directs, each.since))),
        tuple(each for each in acting if each.case_id == case.id),
        tuple(each for each in shared if each.row.case_id == case.id),
        tuple(each for each in given if each.row.case_id == case.id),
        tuple((name, f"{source.title.in_(language)}. {source.standing(language)}") for name, source in sources),
        practice.money,
        case.organisation.averages_from is not None,
    )
