"""The own part of a round: what is answered, sent, shared less or taken back. Nobody else sees it change."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.call import call, change
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import NotNow
from alliantie.alliance import drafts, policies, vault
from alliantie.alliance.drafts import HELPED, Answer, Draft, Helper, Stance
from alliantie.alliance.models import ItemFlag, Part
from alliantie.alliance.queries import RoundHere, own_part, pair_key, side_questions
from alliantie.instruments import score

Share = Literal["all", "picture", "nothing"]


def _writable(actor: Actor, here: RoundHere, *, takes_part: bool = False) -> tuple[Part, Draft, bytes]:
    """The own part and its key, held until the transaction ends. Raises Denied, NotNow when it cannot be written."""
    part, draft, key = own_part(actor, here, lock=True)
    policies.check_can_write_part(actor, here, part, clock.today())
    if takes_part:
        policies.check_takes_part(draft)
    return part, draft, key


def _change(actor: Actor, here: RoundHere, **changes: object) -> None:
    part, draft, key = _writable(actor, here)
    _save(part, key, replace(draft, **changes))  # type: ignore[arg-type]


def _save(part: Part, key: bytes, draft: Draft) -> None:
    locked = vault.lock(key, "answers", part.id, draft.as_json())
    if not change("alliance.save_part", part.round_id, locked, draft.stance == "not_now"):
        raise NotNow(_("Dit is al verstuurd. Er is niets veranderd."))


def take_stance(*, actor: Actor, here: RoundHere, stance: Stance, do_not_ask: bool | None = None) -> None:
    """Note in the client's own walled part: takes part, or not now; and the standing wish not to be asked."""
    with transaction.atomic():
        _change(actor, here, stance=stance)
        if do_not_ask is not None:
            set_wish(actor=actor, pair_id=here.pair.id, do_not_ask=do_not_ask)


def set_wish(*, actor: Actor, pair_id: UUID, do_not_ask: bool) -> None:
    """The client's own wish not to be asked again in this pair, undone the same way."""
    proven_actor(actor)
    call("alliance.set_wish", pair_id, do_not_ask)


def save_answer(
    *,
    actor: Actor,
    here: RoundHere,
    item: str,
    answer: Answer,
    pressed_at: datetime | None = None,
    takes_part: bool = False,
) -> bool:
    """Save one answer of the own part, pressed now or a while ago; with `takes_part` only of someone who said so.

    False when another answer was pressed later: that one stands. Two queries, one where the own part was read along
    to be changed. Raises NotNow when sealed or over,
    ValueError for another item or answer.
    """
    policies.check_is_answer(here, actor, item, answer)
    return _press(actor, here, item, answer, pressed_at, takes_part=takes_part)


def _press(
    actor: Actor, here: RoundHere, step: str, answer: Answer, pressed_at: datetime | None, *, takes_part: bool
) -> bool:
    part, draft, key = _writable(actor, here, takes_part=takes_part)
    changed = draft.with_answer(step, answer, int((pressed_at or clock.now()).timestamp()))
    _save(part, key, changed)
    return changed.given(step) == answer


def save_answers(*, actor: Actor, here: RoundHere, answers: dict[str, Answer]) -> None:
    """Save several answers of the own part at once, as the professional's one page does."""
    for item, answer in answers.items():
        policies.check_is_answer(here, actor, item, answer)
    part, draft, key = _writable(actor, here)
    _save(part, key, replace(draft, answers={**draft.answers, **answers}))


def save_helped(
    *, actor: Actor, here: RoundHere, helped: Answer, pressed_at: datetime | None = None, takes_part: bool = False
) -> bool:
    """Save whether last time's agreement helped, as `save_answer` does. Raises ValueError for another answer."""
    offered = {option.value for option in side_questions(here).helped.options}
    if helped not in offered | {"dont_know", "rather_not"}:
        raise ValueError("not an answer")
    return _press(actor, here, HELPED, helped, pressed_at, takes_part=takes_part)


def erase_draft(*, actor: Actor, here: RoundHere) -> None:
    """Throw away the own answers that were not sent."""
    _change(actor, here, answers={}, helped=None, helper=None, stance="unasked", pressed={})


def seal(*, actor: Actor, here: RoundHere, share: Share, helper: Helper | None = None) -> None:
    """Send the own part for good, with what may be shared. The second of two completes the round.

    Raises NotNow when it was sent already, the window is over, or questions have no answer at all yet.
    """
    if share not in ("all", "picture", "nothing"):
        raise ValueError("not an amount")
    with transaction.atomic():
        # The round before the part, as everything does that moves a round: two at once then queue up.
        call("alliance.hold", here.round.id)
        part, draft, key = _writable(actor, here)
        policies.check_can_seal(here, actor, draft)
        final = replace(draft, helper=helper, pressed={})
        scores = score(here.questionnaire(actor), final.answers)
        call(
            "alliance.seal",
            here.round.id,
            vault.lock(key, "answers", part.id, final.as_json()),
            vault.lock(key, "picture", part.id, drafts.scores_as_json(scores)),
            share,
        )


def lower_share(*, actor: Actor, here: RoundHere, share: Share) -> None:
    """The client shares less than was chosen, until the reveal. Raises NotNow."""
    proven_actor(actor)
    if share not in ("all", "picture", "nothing"):
        raise ValueError("not an amount")
    call("alliance.lower_share", here.round.id, share)


def say_own(*, actor: Actor, here: RoundHere, yes: bool) -> None:
    """The client says whether these are own answers; "no" voids the round and erases them. Raises NotNow."""
    part, _draft, key = own_part(actor, here)
    call(
        "alliance.say_own",
        here.round.id,
        yes,
        vault.lock(key, "answers", part.id, Draft().as_json()),
        vault.lock(key, "picture", part.id, {"scores": {}, "counts": {}}),
    )


def withdraw(*, actor: Actor, here: RoundHere) -> None:
    """The client takes the sent answers back, until the reveal: they are erased, and it looks like not shared."""
    with transaction.atomic():
        part, _draft, key = own_part(actor, here)
        call(
            "alliance.withdraw",
            here.round.id,
            vault.lock(key, "answers", part.id, Draft().as_json()),
            vault.lock(key, "picture", part.id, {"scores": {}, "counts": {}}),
        )


def save_afterthought(*, actor: Actor, here: RoundHere, answers: dict[str, int]) -> None:
    """The client's optional answers on own say and worth of the talk; walled, the client's only."""
    proven_actor(actor)
    key = pair_key(actor, here.pair.id)
    blob = vault.lock(key, "afterthought", here.round.id, dict(answers))
    call("alliance.save_afterthought", here.round.id, blob)


def flag_item(*, actor: Actor, now: datetime, here: RoundHere, item: str, why: ItemFlag.Why) -> None:
    """Remark that an item is hard or odd. Nothing tells who remarked, or in which case. Raises ValueError."""
    proven_actor(actor)
    if item not in {each.id for each in here.questionnaire(actor).items}:
        raise ValueError("no item of this round")
    # Nobody may read the row back, not even its new id, which Django asks for unless conflicts are ignored.
    ItemFlag.objects.bulk_create(
        [
            ItemFlag(
                area_id=here.round.area_id,
                instrument_id=here.round.instrument_id,
                instrument_version=here.round.instrument_version,
                variant=here.round.variant,
                form=here.round.form,
                role=here.role(actor),
                item=item,
                why=why,
                month=clock.day_of(now).replace(day=1),
            )
        ],
        ignore_conflicts=True,
    )
