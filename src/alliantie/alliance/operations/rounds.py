"""What both can see of a round change: starting it, looking together, the conversation and what comes of it."""

from __future__ import annotations

import secrets
import uuid
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import NotNow
from alliantie.alliance import policies, questionnaires, vault
from alliantie.alliance.drafts import Draft
from alliantie.alliance.models import Jotting, Pair
from alliantie.alliance.operations.jottings import AGREEMENT_LENGTH, forget_draft
from alliantie.alliance.queries import RoundHere, pair_key, talk
from alliantie.cases.queries import running_measures
from alliantie.practices import Practice

WINDOW_DAYS = 14


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


def release_notice(*, actor: Actor, organisation_id: UUID, practice: Practice, seen: str) -> None:
    """Release the texts for clients of one version, as whoever manages the practices; twice changes nothing.

    `seen` is the hash of the file that was read. Raises NotNow when it is another by now, Denied.
    """
    proven_actor(actor)
    if seen != practice.hash:
        raise NotNow(_("De tekst is intussen veranderd. Lees haar eerst. Er is niets vrijgegeven."))
    call("alliance.release_notice", organisation_id, practice.id, practice.version, practice.hash)


def take_back_notice(*, actor: Actor, organisation_id: UUID, practice: Practice) -> None:
    """Make the texts of one version a concept again; twice changes nothing. Raises Denied."""
    proven_actor(actor)
    call("alliance.take_back_notice", organisation_id, practice.id, practice.version)


def stop_round(*, actor: Actor, here: RoundHere) -> None:
    """End a planned round, or one that was looked at but not talked about. Raises NotNow."""
    proven_actor(actor)
    call("alliance.stop_round", here.round.id)


def confirm_together(*, actor: Actor, here: RoundHere) -> bool:
    """Say "I am looking too". True when both said so within ten minutes and the round is revealed. Raises NotNow."""
    proven_actor(actor)
    key = pair_key(actor, here.pair.id)
    blank = vault.lock(key, "agreement", here.round.id, {"text": ""})
    return bool(call("alliance.confirm", here.round.id, blank) == "revealed")


def propose_agreement(*, actor: Actor, here: RoundHere, text: str, seen: str | None = None) -> None:
    """Write down the one agreement, or "" for none this time; it counts once the client confirmed.

    The writer's draft of it goes. `seen` is the fingerprint of what was on the screen, None where nothing was. Raises
    ValueError when the text is longer than 140 characters, Meanwhile when the other wrote since, NotNow when the
    conversation is over.
    """
    proven_actor(actor)
    words = " ".join(text.split())
    if len(words) > AGREEMENT_LENGTH:
        raise ValueError("an agreement has at most 140 characters")
    if seen is not None:
        call("alliance.hold", here.round.id)
        noted = talk(actor, here)
        if noted is not None and noted.is_something_else_than(words):
            policies.check_is_as_seen(seen, noted.fingerprint)
    # The same words twice, by a second press, by both or from a page of a while ago, take back nobody's yes.
    if seen is None or noted is None or not noted.is_settled_as(words):
        key = pair_key(actor, here.pair.id)
        call("alliance.propose", here.round.id, vault.lock(key, "agreement", here.round.id, {"text": words}), not words)
    forget_draft(actor=actor, here=here, kind=Jotting.Kind.AGREEMENT_DRAFT)


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
