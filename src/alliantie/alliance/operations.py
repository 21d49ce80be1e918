"""Every write of a pair and its rounds. The database's functions decide; here stands what is encrypted and how."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.call import call, rows
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import NotNow
from alliantie.alliance import drafts, policies, questionnaires, vault
from alliantie.alliance.drafts import Answer, Draft, Helper, Stance
from alliantie.alliance.models import ItemFlag, Pair, Part, Shown
from alliantie.alliance.queries import RoundHere, own_part, pair_key, practice_pair, side_questions
from alliantie.cases.models import Case, Fact
from alliantie.cases.operations import record_fact
from alliantie.cases.queries import people_of, running_measures
from alliantie.instruments import score
from alliantie.practices import Practice

Share = Literal["all", "picture", "nothing"]

AGREEMENT_LENGTH = 140
WINDOW_DAYS = 14
QR_MINUTES = 15
# Without letters and digits that look or sound alike.
CODE_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


def begin_pair(*, actor: Actor, case: Case, client_id: UUID, worker_id: UUID, pair_kind: str) -> UUID:
    """Start a pair of one client and one worker, with a key of its own. Raises Denied."""
    proven_actor(actor)
    pair_id = uuid.uuid4()
    wrapped = vault.wrap(settings.MASTER_KEY, pair_id, vault.new_key())
    call("alliance.begin_pair", pair_id, case.id, client_id, worker_id, pair_kind, wrapped)
    return pair_id


def begin_pairs(*, actor: Actor, case: Case, practice: Practice, worker_id: UUID) -> tuple[UUID, ...]:
    """Start the pairs the practice names: each client, or in youth work each parent and each young person."""
    return tuple(
        begin_pair(actor=actor, case=case, client_id=person.client_id, worker_id=worker_id, pair_kind=kind)
        for person in people_of(actor, case)
        if (kind := practice_pair(practice, person.role)) is not None
    )


def hand_over_case(*, actor: Actor, now: datetime, case: Case, practice: Practice, worker_id: UUID) -> None:
    """Give a case to another worker of the organisation: pairs and running rounds end, new pairs begin.

    The new worker sees no earlier rounds unless the client shows them. Raises Denied.
    """
    proven_actor(actor)
    with transaction.atomic():
        call("alliance.end_pairs", case.id, actor.me)
        # Whoever takes over may have worked along until now, in a pair of another kind.
        call("alliance.end_pairs", case.id, worker_id)
        begin_pairs(actor=actor, case=case, practice=practice, worker_id=worker_id)
        record_fact(
            actor=actor,
            now=now,
            area_id=case.area_id,
            case_id=case.id,
            kind=Fact.Kind.WORKER_CHANGED,
            on=clock.day_of(now),
        )
        Case.objects.visible_to(actor).filter(id=case.id).update(worker_id=worker_id)
        call("access.hand_over", case.id, worker_id)


def let_work_along(*, actor: Actor, case: Case, practice: Practice, worker_id: UUID, pair_kind: str) -> None:
    """Let a colleague work in the case beside the worker, as a second pair with each client this kind is for.

    Neither of the two workers sees the other's rounds. Raises Denied, NotNow when the colleague works along already.
    """
    proven_actor(actor)
    client_role = practice.pair(pair_kind).client_role
    with transaction.atomic():
        call("access.let_work_along", case.id, worker_id)
        for person in people_of(actor, case):
            if person.role == client_role:
                begin_pair(actor=actor, case=case, client_id=person.client_id, worker_id=worker_id, pair_kind=pair_kind)


def end_work_along(*, actor: Actor, case: Case, worker_id: UUID) -> None:
    """End a colleague's working along: pairs and running rounds end, the case is seen no more. Raises Denied."""
    proven_actor(actor)
    with transaction.atomic():
        call("alliance.end_pairs", case.id, worker_id)
        call("access.end_work_along", case.id, worker_id)


def start_round(
    *,
    actor: Actor,
    now: datetime,
    pair: Pair,
    practice: Practice,
    reason: str,
    length: int | None = None,
    easy: bool = False,
    opens_on: date | None = None,
    instrument_id: str = questionnaires.OWN,
) -> UUID:
    """Open a round for a pair, or plan it for a day; one runs at a time. Raises Denied, NotNow.

    `instrument_id` is our own questionnaire or one the organisation loaded and may use on the day the round opens.
    """
    proven_actor(actor)
    policies.check_can_start(practice, running_measures(actor, [pair.case_id]).get(pair.case_id, []))
    first_day = opens_on or clock.day_of(now)
    instrument, asked = questionnaires.for_new_round(
        actor,
        pair.case.organisation_id,
        practice,
        first_day,
        instrument_id=instrument_id,
        length=length,
        easy=easy,
    )
    round_id, client_part, professional_part = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    key = pair_key(actor, pair.id)
    blank = Draft().as_json()
    call(
        "alliance.start_round",
        round_id,
        pair.id,
        instrument.id,
        instrument.version,
        practice.rounds.variant,
        asked,
        "easy" if easy else "standard",
        reason,
        first_day,
        first_day + timedelta(days=WINDOW_DAYS),
        client_part,
        vault.lock(key, "answers", client_part, blank),
        professional_part,
        vault.lock(key, "answers", professional_part, blank),
        secrets.token_bytes(len(vault.lock(key, "picture", client_part, {}))),
    )
    return round_id


def stop_round(*, actor: Actor, here: RoundHere) -> None:
    """End a planned round, or one that was looked at but not talked about. Raises NotNow."""
    proven_actor(actor)
    call("alliance.stop_round", here.round.id)


def _change(actor: Actor, here: RoundHere, **changes: object) -> Draft:
    part, draft, key = own_part(actor, here, lock=True)
    policies.check_can_write_part(actor, here, part, clock.today())
    changed = replace(draft, **changes)  # type: ignore[arg-type]
    _save(part, key, changed)
    return changed


def _save(part: Part, key: bytes, draft: Draft) -> None:
    if not call("alliance.save_part", part.round_id, vault.lock(key, "answers", part.id, draft.as_json())):
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


def save_answer(*, actor: Actor, here: RoundHere, item: str, answer: Answer) -> None:
    """Save one answer of the own part. Raises NotNow when sealed or over, ValueError for another item or answer."""
    policies.check_is_answer(here, actor, item, answer)
    with transaction.atomic():
        part, draft, key = own_part(actor, here, lock=True)
        policies.check_can_write_part(actor, here, part, clock.today())
        _save(part, key, draft.with_answer(item, answer))


def save_answers(*, actor: Actor, here: RoundHere, answers: dict[str, Answer]) -> None:
    """Save several answers of the own part at once, as the professional's one page does."""
    for item, answer in answers.items():
        policies.check_is_answer(here, actor, item, answer)
    with transaction.atomic():
        part, draft, key = own_part(actor, here, lock=True)
        policies.check_can_write_part(actor, here, part, clock.today())
        _save(part, key, replace(draft, answers={**draft.answers, **answers}))


def save_helped(*, actor: Actor, here: RoundHere, helped: Answer) -> None:
    """Save whether last time's agreement helped. Raises ValueError for another answer."""
    offered = {option.value for option in side_questions(here).helped.options}
    if helped not in offered | {"dont_know", "rather_not"}:
        raise ValueError("not an answer")
    with transaction.atomic():
        _change(actor, here, helped=helped)


def erase_draft(*, actor: Actor, here: RoundHere) -> None:
    """Throw away the own answers that were not sent."""
    with transaction.atomic():
        _change(actor, here, answers={}, helped=None, helper=None, stance="unasked")


def seal(*, actor: Actor, here: RoundHere, share: Share, helper: Helper | None = None) -> None:
    """Send the own part for good, with what may be shared. The second of two completes the round.

    Raises NotNow when it was sent already, the window is over, or questions have no answer at all yet.
    """
    if share not in ("all", "picture", "nothing"):
        raise ValueError("not an amount")
    with transaction.atomic():
        # The round before the part, as everything does that moves a round: two at once then queue up.
        call("alliance.hold", here.round.id)
        part, draft, key = own_part(actor, here, lock=True)
        policies.check_can_write_part(actor, here, part, clock.today())
        policies.check_can_seal(here, actor, draft)
        final = replace(draft, helper=helper)
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


def confirm_together(*, actor: Actor, here: RoundHere) -> bool:
    """Say "I am looking too". True when both said so within ten minutes and the round is revealed. Raises NotNow."""
    proven_actor(actor)
    key = pair_key(actor, here.pair.id)
    blank = vault.lock(key, "agreement", here.round.id, {"text": ""})
    return bool(call("alliance.confirm", here.round.id, blank) == "revealed")


def propose_agreement(*, actor: Actor, here: RoundHere, text: str) -> None:
    """Write down the one agreement, or "" for none this time; it counts once the client confirmed.

    Raises ValueError when it is longer than 140 characters, NotNow when the conversation is over.
    """
    proven_actor(actor)
    words = " ".join(text.split())
    if len(words) > AGREEMENT_LENGTH:
        raise ValueError("an agreement has at most 140 characters")
    key = pair_key(actor, here.pair.id)
    call("alliance.propose", here.round.id, vault.lock(key, "agreement", here.round.id, {"text": words}), not words)


def answer_agreement(*, actor: Actor, here: RoundHere, yes: bool, seen: str) -> None:
    """The client confirms the agreement as it was shown, or asks to change it.

    `seen` is the fingerprint of what was on the screen: a text that changed meanwhile is not confirmed. Raises NotNow.
    """
    proven_actor(actor)
    try:
        fingerprint = bytes.fromhex(seen)
    except ValueError as error:
        raise NotNow(_("De afspraak is net veranderd. Kijk nog een keer.")) from error
    call("alliance.agree", here.round.id, yes, fingerprint)


def finish_conversation(*, actor: Actor, here: RoundHere) -> None:
    """The conversation is done: the round was discussed today. Raises NotNow before the agreement is settled."""
    proven_actor(actor)
    call("alliance.finish", here.round.id)


def answer_date_in_file(*, actor: Actor, here: RoundHere, yes: bool) -> None:
    """The client says whether the day of the conversation may stand in the file. Raises NotNow."""
    proven_actor(actor)
    call("alliance.date_in_file", here.round.id, yes)


def save_afterthought(*, actor: Actor, here: RoundHere, answers: dict[str, int]) -> None:
    """The client's optional answers on own say and worth of the talk; walled, the client's only."""
    proven_actor(actor)
    key = pair_key(actor, here.pair.id)
    blob = vault.lock(key, "afterthought", here.round.id, dict(answers))
    call("alliance.save_afterthought", here.round.id, blob)


def show_earlier(*, actor: Actor, earlier: Pair, later: Pair, show: bool) -> None:
    """The client shows the rounds with an earlier worker to the present one, or takes that back."""
    proven_actor(actor)
    if show:
        Shown.objects.bulk_create(
            [Shown(area_id=later.area_id, earlier_id=earlier.id, later_id=later.id)], ignore_conflicts=True
        )
    else:
        Shown.objects.filter(earlier_id=earlier.id, later_id=later.id).delete()


@dataclass(frozen=True, slots=True)
class NewLink:
    """A way in for the client's own phone, shown once: the code is not kept readable."""

    slug: str
    code: str
    expires_at: datetime


def _code_hash(slug: str, code: str) -> bytes:
    return hmac.new(settings.MASTER_KEY, f"link:{slug}:{code}".encode(), hashlib.sha256).digest()


def make_link(*, actor: Actor, now: datetime, here: RoundHere, qr: bool) -> NewLink:
    """A fresh link with a one-time code; an earlier one of this round stops working. Raises NotNow."""
    proven_actor(actor)
    slug = "".join(secrets.choice(CODE_SIGNS) for _sign in range(8))
    code = "".join(secrets.choice(CODE_SIGNS) for _sign in range(8))
    end = datetime.combine(here.round.answer_until + timedelta(days=1), datetime.min.time(), clock.HOME)
    expires_at = now + timedelta(minutes=QR_MINUTES) if qr else end
    call("alliance.make_link", here.round.id, slug, _code_hash(slug, code), expires_at)
    return NewLink(slug, code, expires_at)


def use_link(*, slug: str, code: str) -> dict[str, str] | None:
    """What the session of a client's phone needs, or None: wrong, used, expired and unknown look the same."""
    typed = "".join(sign for sign in code.lower() if sign.isalnum())[:40]
    found = rows("alliance.use_link", slug[:24], _code_hash(slug, typed))
    if not found:
        return None
    names = ("link", "round", "pair", "case", "client", "area")
    return dict(zip(names, (str(value) for value in found[0]), strict=True))


def enter(*, actor: Actor, here: RoundHere, pin: str) -> bool:
    """Let the client who came by a code in with their own PIN.

    Another PIN than before starts anew and erases the draft, so that whoever has a code alone sees nothing of what was
    written. False when something was sent already, or after five wrong PINs since then.
    """
    part, _draft, key = own_part(actor, here)
    hashed = hmac.new(settings.MASTER_KEY, f"pin:{part.id}:{pin}".encode(), hashlib.sha256).digest()
    return bool(call("alliance.enter", here.round.id, hashed, vault.lock(key, "answers", part.id, Draft().as_json())))


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
