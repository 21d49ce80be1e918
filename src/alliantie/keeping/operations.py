"""Listing what is due, proposing, approving and carrying out, legal holds, and terms: each write is one function."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from alliantie.access import sealing
from alliantie.access.call import call, rows
from alliantie.access.identity import JOB, Actor, acting, proven_actor
from alliantie.access.policies import NotNow
from alliantie.access.seen import alone, check_seen
from alliantie.keeping.queries import holds, in_use, own_terms, term_told
from alliantie.keeping.rules import rules
from alliantie.people.guarding import name_keys
from alliantie.people.queries import question_hash
from alliantie.practices.keeping import Category

HOURS, MOST, LONGEST_HOLD = 24, 500, 366
"""Hours between approval and deletion, how much a batch can hold, and days a hold can last before it is renewed."""


def list_due() -> int:
    """Look anew what is due, by the terms of today. Gives how much that is; twice changes nothing."""
    with acting(JOB):
        own = own_terms()
        found = [each for organisation, used in in_use().items() for each in rules(organisation, used, own)]
        said = [
            {
                "organisation": str(each.organisation),
                "practice": each.practice,
                "version": each.version,
                "category": each.category,
                "months": each.kept.months,
                "source": each.kept.source.id,
            }
            for each in found
        ]
        return int(call("access.list_due", Jsonb(said)))


def end_numbers() -> int:
    """Delete citizen service numbers of which the law ended, and now the legal hold. Gives how many."""
    with acting(JOB):
        return int(call("access.end_numbers_on_hold"))


def propose(*, actor: Actor, token: UUID, category: Category, numbers: Sequence[UUID], reason: str) -> None:
    """Propose to delete what is due. The same sent twice is proposed once.

    Raises Denied for who neither guards privacy nor manages, NotNow where the list changed or a reason lacks.
    """
    proven_actor(actor)
    call("access.propose_erasing", token, category, list(numbers), reason)


def approve(*, actor: Actor, batch_id: UUID) -> None:
    """Agree with what another proposed. Raises Denied for one's own, NotNow when it was decided already."""
    proven_actor(actor)
    call("access.approve_erasing", batch_id)


def stop(*, actor: Actor, batch_id: UUID) -> None:
    """Stop what was not deleted yet. Raises Denied, and NotNow when all of it was."""
    proven_actor(actor)
    call("access.stop_erasing", batch_id)


def carry_out() -> int:
    """Delete what was approved a day ago, one thing in a transaction. Gives how many; killed, it goes on where it was.

    What somebody holds, or changed meanwhile, stays. What cannot be deleted holds up nothing else: a RuntimeError at
    the end names it, and it is tried again.
    """
    with acting(JOB):
        waiting = [item_id for (item_id,) in rows("access.erasing_to_do")]
    done, failed = 0, []
    for item_id in waiting:
        try:
            with acting(JOB):
                done += call("access.erase_item", item_id) == "done"
        except Exception as error:
            failed.append(f"{item_id}: {type(error).__name__}")
    if failed:
        raise RuntimeError("could not be deleted: " + ", ".join(failed))
    return done


def forget() -> int:
    """Let the lines of the logs go that were about what was deleted. Gives how many; twice changes nothing."""
    sealing.seal_logs()
    with suppress(sealing.BrokenChainError):
        return sealing.forget()
    return 0


def set_term(
    *,
    actor: Actor,
    category: Category,
    practice_id: str,
    months: int,
    why: str,
    law_months: int = 0,
    seen: str | None = None,
) -> None:
    """Set how long the organisation keeps something.

    `seen` is the fingerprint of what it had set when the page was made (`term_told`). Raises Denied, Meanwhile where
    somebody else set it since, and NotNow for less than the law gives.
    """
    if months < law_months:
        raise NotNow(_("Korter dan de wet mag niet."))
    with transaction.atomic():
        # What was never set has no row to lock.
        alone("term", f"{actor.area_id} {category} {practice_id}")
        stands = term_told(actor, category, practice_id)
        if stands != (months, why):
            check_seen(seen, *stands)
        call("access.set_term", category, practice_id, months, why)


@dataclass(frozen=True, slots=True)
class Held:
    """A hold as it is asked: on a case by its number, or on somebody by a whole name and birth date."""

    case_id: UUID | None
    name: str
    born_on: date | None
    reason: str
    law: str
    until: date


class TooOftenError(NotNow):
    """Somebody asked too often by name within an hour."""


def place_hold(*, actor: Actor, token: UUID, asked: Held, secret: bytes) -> bool:
    """Hold one case, or all cases of whoever is named; False where it is nobody or no case here.

    Raises Denied, also for a name from who does not guard privacy; NotNow without a reason or for a day that is over or
    more than a year away; TooOftenError after too many names in an hour, hit or not: each is noted by its hash.
    """
    proven_actor(actor)
    keys, born, question = list[str](), None, None
    if asked.case_id is None and asked.born_on is not None:
        keys, born = name_keys(asked.name), asked.born_on
        question = question_hash(secret, "|".join(keys), born)
    became = call("access.place_hold", token, asked.case_id, keys, born, question, asked.reason, asked.law, asked.until)
    if became == "too often":
        raise TooOftenError(_("U vroeg dit te vaak. Probeer het over een uur weer."))
    return bool(became == "held")


def change_hold(*, actor: Actor, hold_id: UUID, until: date | None, why: str = "", seen: str | None = None) -> None:
    """Let a hold last until another day, or end it now; to end or shorten it asks why.

    `seen` is the fingerprint of its last day as it stood on the screen. Raises as `place_hold`, Meanwhile where
    somebody else named another day since, and Denied for who proposed or approved to delete what it holds.
    """
    with transaction.atomic():
        alone("hold", hold_id)
        stands = next((each.until for each in holds(actor) if each.id == hold_id), None)
        if stands is not None and stands != until:
            check_seen(seen, stands)
        call("access.change_hold", hold_id, until, why)
