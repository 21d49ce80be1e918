"""With whom the client works, which rounds there are, and what was agreed: the client's first page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.alliance import queries as rounds
from alliantie.alliance.models import Conversation, Round
from alliantie.alliance.queries import OwnSide, PairHere, RoundHere, RoundStands
from alliantie.alliance.states import State
from alliantie.cases.models import Case
from alliantie.cases.queries import practice_of
from alliantie.cases.queries.cases import is_readable
from alliantie.portal.queries.agreements import ClientAgreement, agreements_for
from alliantie.portal.queries.cases import all_cases_of, one_address, plan_for, worker_word
from alliantie.portal.queries.money import with_money
from alliantie.portal.queries.talks import ClientTalks, talks_of
from alliantie.portal.queries.urgent import Urgent, urgent_of
from alliantie.practices import Practice

Stands = Literal["planned", "answer", "declined", "sent", "look", "talk"]


@dataclass(frozen=True, slots=True)
class Running:
    """The round that runs now, told from the client's own side; the day it opens, or until when it can be answered."""

    round_id: UUID
    stands: Stands
    day: date


@dataclass(frozen=True, slots=True)
class Earlier:
    """A round that was looked at together, and the day of the talk, or else of the looking."""

    round_id: UUID
    on: date
    discussed: bool


@dataclass(frozen=True, slots=True)
class Before:
    """The rounds with an earlier worker, and whether the present worker may see them."""

    pair_id: UUID
    worker_name: str
    rounds: tuple[Earlier, ...]
    shown: bool


@dataclass(frozen=True, slots=True)
class Together:
    """The client with one worker in one case. Without a pair (no rounds are meant) only who it is."""

    pair_id: UUID | None
    address: str
    worker_name: str
    worker_full_name: str
    phone: str
    organisation_name: str
    running: Running | None
    agreement: str
    agreed_on: date | None
    earlier: tuple[Earlier, ...]
    before: tuple[Before, ...]
    do_not_ask: bool


@dataclass(frozen=True, slots=True)
class Home:
    """The client's first page."""

    address: str
    worker_word: str
    plan: bool
    together: tuple[Together, ...]
    past: tuple[Before, ...]
    talks: ClientTalks
    agreements: tuple[ClientAgreement, ...]
    money: bool
    urgent: Urgent
    unreadable: tuple[str, ...]
    """The workers of the cases that cannot be shown now."""


def home_of(actor: Actor, now: datetime, language: str) -> Home:
    """All of it. Six queries, three more at most for what is urgent beside its letters.

    For each worker two for the last agreement and one for an open round.
    """
    there, today = all_cases_of(actor), clock.day_of(now)
    cases = [case for case in there if is_readable(case)]
    money = with_money(cases)
    running_cases = {case.id: case for case in cases if case.closed_on is None}
    pairs = rounds.pairs_with_rounds(actor)
    current = [each for each in pairs if each.pair.ends_on is None and each.pair.case_id in running_cases]
    sides = {side.round_id: side for side in rounds.own_rounds(pairs)}
    silent = rounds.silent_pairs(actor)
    shown = rounds.shown_pairs(actor)
    ended = [each for each in pairs if each not in current and _looked_at(each)]
    together = [
        _together(actor, each, running_cases[each.pair.case_id], sides, ended, shown, silent, today) for each in current
    ]
    paired = {each.pair.case_id for each in current}
    alone = [_alone(case) for case in running_cases.values() if case.id not in paired]
    past = tuple(_before(each, shown=False) for each in ended if each.pair.case_id not in paired)
    return Home(
        one_address(running_cases.values()),
        worker_word(running_cases.values(), language),
        plan_for(actor, list(running_cases.values())),
        (*together, *alone),
        past,
        talks_of(actor, now),
        agreements_for(actor, now),
        bool(money),
        urgent_of(actor, cases, money, language, today),
        tuple(case.worker.given_name for case in there if case not in cases and case.closed_on is None),
    )


def all_rounds(actor: Actor) -> tuple[Before, ...]:
    """Every round that was looked at, with each worker, the present one first. One query."""
    return tuple(_before(each, shown=False) for each in rounds.pairs_with_rounds(actor) if _looked_at(each))


def _together(
    actor: Actor,
    here: PairHere,
    case: Case,
    sides: dict[UUID, OwnSide],
    ended: list[PairHere],
    shown: set[tuple[UUID, UUID]],
    silent: set[UUID],
    today: date,
) -> Together:
    pair, practice = here.pair, practice_of(case)
    try:
        agreement, agreed_on = _last_agreement(actor, here, practice)
        running = _running(actor, here, practice, sides, today)
    except rounds.ErasedError:
        # The pages of its rounds say that the answers were erased.
        agreement, agreed_on, running = "", None, None
    return Together(
        pair.id,
        practice.address,
        pair.worker.given_name,
        pair.worker.name,
        pair.worker.phone,
        case.organisation.name,
        running,
        agreement,
        agreed_on,
        _looked_at(here),
        tuple(_before(each, shown=(each.pair.id, pair.id) in shown) for each in ended if each.pair.case_id == case.id),
        pair.id in silent,
    )


def _alone(case: Case) -> Together:
    worker = case.worker
    return Together(
        None,
        practice_of(case).address,
        worker.given_name,
        worker.name,
        worker.phone,
        case.organisation.name,
        None,
        "",
        None,
        (),
        (),
        False,
    )


def _before(here: PairHere, *, shown: bool) -> Before:
    return Before(here.pair.id, here.worker_name, _looked_at(here), shown)


def _looked_at(here: PairHere) -> tuple[Earlier, ...]:
    return tuple(
        Earlier(each.id, each.discussed_on or clock.day_of(each.revealed_at), each.discussed_on is not None)
        for each in here.rounds
        if each.revealed_at is not None and each.state in (State.DISCUSSED, State.CLOSED)
    )


def _round_here(here: PairHere, found: RoundStands, practice: Practice) -> RoundHere:
    asked = Round(id=found.id, pair=here.pair, number=found.number, state=found.state)
    return RoundHere(asked, here.pair, practice, here.client_name, here.worker_name)


def _last_agreement(actor: Actor, here: PairHere, practice: Practice) -> tuple[str, date | None]:
    last = next((each for each in here.rounds if each.state == State.DISCUSSED), None)
    if last is None:
        return "", None
    noted = rounds.talk(actor, _round_here(here, last, practice))
    if noted is None or noted.state != Conversation.Agreement.CONFIRMED:
        return "", None
    return noted.agreement, last.discussed_on


def _running(
    actor: Actor, here: PairHere, practice: Practice, sides: dict[UUID, OwnSide], today: date
) -> Running | None:
    found = here.running
    side = sides.get(found.id) if found else None
    if found is None or side is None:
        return None
    match side.state:
        case State.PLANNED:
            return Running(found.id, "planned", found.opens_on)
        case State.COMPLETE:
            return Running(found.id, "look", found.answer_until)
        case State.REVEALED:
            return Running(found.id, "talk", found.answer_until)
    if side.sealed:
        return Running(found.id, "sent", found.answer_until)
    if found.answer_until < today:
        # Over, though the job that closes rounds has not come by yet.
        return None
    _part, draft, _key = rounds.own_part(actor, _round_here(here, found, practice))
    return Running(found.id, "declined" if draft.stance == "not_now" else "answer", found.answer_until)
