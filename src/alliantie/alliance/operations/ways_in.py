"""How a client without an account comes to the own part: a link with a code, the worker's device, or a paper form.

What was written is guarded by four digits the client chose (the PIN); whoever has a code alone sees nothing of it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from django.conf import settings

from alliantie import clock
from alliantie.access.call import call, rows
from alliantie.access.identity import Actor, proven_actor
from alliantie.alliance import drafts, vault
from alliantie.alliance.drafts import Answer, Draft, Helper
from alliantie.alliance.operations.own_part import Share
from alliantie.alliance.queries import PaperForm, RoundHere, own_part, side_questions
from alliantie.instruments import score

QR_MINUTES = 15
PIN_DIGITS = 4
# Without letters and digits that look or sound alike.
CODE_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"

# What the session of a client without an account holds: the ids of the way in.
Entry = dict[str, str]


@dataclass(frozen=True, slots=True)
class NewLink:
    """A way in for the client's own phone, shown once: the code is not kept readable."""

    slug: str
    code: str
    expires_at: datetime


def is_pin(typed: str) -> bool:
    """Whether this is a PIN: four digits."""
    return len(typed) == PIN_DIGITS and typed.isascii() and typed.isdecimal()


def is_easy_pin(typed: str) -> bool:
    """Whether anybody would try this PIN first: one digit four times, or four in a row."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(typed)}
    return len(steps) == 1 and steps <= {0, 1, 9}


def _signs() -> str:
    return "".join(secrets.choice(CODE_SIGNS) for _sign in range(8))


def _code_hash(slug: str, code: str) -> bytes:
    return hmac.new(settings.MASTER_KEY, f"link:{slug}:{code}".encode(), hashlib.sha256).digest()


def _pin_hash(round_id: UUID, pin: str) -> bytes:
    return hmac.new(settings.MASTER_KEY, f"pin:{round_id}:{pin}".encode(), hashlib.sha256).digest()


def _end_of(here: RoundHere) -> datetime:
    return datetime.combine(here.round.answer_until + timedelta(days=1), datetime.min.time(), clock.HOME)


def make_link(*, actor: Actor, now: datetime, here: RoundHere, qr: bool) -> NewLink:
    """A fresh link with a one-time code; an earlier one of this round stops working. Raises NotNow."""
    proven_actor(actor)
    slug, code = _signs(), _signs()
    expires_at = now + timedelta(minutes=QR_MINUTES) if qr else _end_of(here)
    call("alliance.make_link", here.round.id, slug, _code_hash(slug, code), expires_at)
    return NewLink(slug, code, expires_at)


def use_link(*, slug: str, code: str, device: str = "") -> Entry | None:
    """What the session of a client's phone needs, or None: wrong, used, expired and unknown look the same.

    Its use stands in the client's own log, with the kind of `device`.
    """
    typed = "".join(sign for sign in code.lower() if sign.isalnum())[:40]
    return _entry(rows("alliance.use_link", slug[:24], _code_hash(slug, typed), device))


def _entry(found: list[tuple[object, ...]]) -> Entry | None:
    names = ("link", "round", "pair", "case", "client", "area")
    return dict(zip(names, (str(value) for value in found[0]), strict=True)) if found else None


def enter(*, actor: Actor, here: RoundHere, pin: str, device: str) -> bool:
    """Let the client who came by a code in with the PIN chosen before. False for another, or after five wrong ones.

    A wrong one stands in the client's own log with the kind of `device`, "phone" or "computer". Raises Denied.
    """
    proven_actor(actor)
    return bool(call("alliance.enter", here.round.id, _pin_hash(here.round.id, pin), device))


def start_anew(*, actor: Actor, here: RoundHere, pin: str, device: str) -> None:
    """Let the client who came by a code in with a new PIN, on an empty list: what was not sent yet is erased.

    After sending nothing changes and what was sent stays closed, without a difference on any page: whoever has a code
    alone neither sees what was written nor whether it was sent. Raises NotNow once both have sent, Denied.
    """
    part, _draft, key = own_part(actor, here)
    blank = vault.lock(key, "answers", part.id, Draft().as_json())
    call("alliance.start_anew", here.round.id, _pin_hash(here.round.id, pin), blank, device)


def mark_of(here: RoundHere, pin: str) -> str:
    """What a session remembers of a new PIN until it was typed a second time: nothing to read it from."""
    return _pin_hash(here.round.id, pin).hex()


def come_beside(*, actor: Actor, here: RoundHere, pin: str, device: str) -> Entry | None:
    """Let the client look along on the worker's screen, with the PIN of the handed-over device or of the paper slip.

    None for a wrong PIN, which stands in the client's own log with the kind of `device`; after five wrong ones for any.
    An earlier code of this round stops working. Raises NotNow.
    """
    proven_actor(actor)
    return _entry(rows("alliance.come_beside", here.round.id, _pin_hash(here.round.id, pin), device))


def paper_number(*, actor: Actor, here: RoundHere, replaces: str = "") -> str:
    """The number of the form to print: each time the same, also once it was typed in, which the worker may not learn.

    A new one when it is the one that it `replaces`: the form with that cannot be typed in any more. Raises NotNow.
    """
    proven_actor(actor)
    return str(call("alliance.paper_number", here.round.id, _signs(), _end_of(here), replaces))


def seal_paper(
    *,
    actor: Actor,
    form: PaperForm,
    answers: Mapping[str, Answer],
    share: Share,
    helper: Helper,
    pin: str,
    helped: Answer | None = None,
) -> None:
    """Send what stands on a paper form, as a colleague outside the pair. What was left open counts as "rather not".

    Raises NotNow when the form was typed in meanwhile or the round is over, ValueError for what is no answer.
    """
    proven_actor(actor)
    asked = form.here.questionnaire(actor, role="client")
    values = {option.value for option in asked.all_options}
    items = [item.id for item in asked.items]
    if share not in ("all", "picture", "nothing") or helper not in ("nobody", "professional", "other"):
        raise ValueError("not an amount, or not a helper")
    if not is_pin(pin) or not set(answers) <= set(items) or not set(answers.values()) <= values:
        raise ValueError("not a form of this round")
    if helped is not None and helped not in {option.value for option in side_questions(form.here).helped.options}:
        raise ValueError("not an answer")
    given: dict[str, Answer] = {item: answers.get(item, "rather_not") for item in items}
    final = replace(Draft(), stance="taking_part", answers=given, helped=helped, helper=helper)
    call(
        "alliance.seal_paper",
        form.number,
        vault.lock(form.key, "answers", form.part_id, final.as_json()),
        vault.lock(form.key, "picture", form.part_id, drafts.scores_as_json(score(asked, given))),
        share,
        _pin_hash(form.here.round.id, pin),
    )
