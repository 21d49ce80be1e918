"""Who may do what with a round, in which state. The same checks enforce, disable a button and explain why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from alliantie.access.identity import Actor
from alliantie.access.policies import Denied, NotNow
from alliantie.alliance.drafts import Answer, Draft
from alliantie.alliance.models import Part
from alliantie.alliance.queries import PaperForm, RoundHere
from alliantie.alliance.rules import rounds_fit
from alliantie.alliance.states import State
from alliantie.practices import Practice


def check_is_of_pair(actor: Actor, here: RoundHere) -> None:
    """Only the two of a running pair act in a round; someone who was shown it may only look. Raises Denied."""
    mine = here.pair.client_id if actor.is_client else here.pair.worker_id
    if actor.id != mine:
        raise Denied(_("Deze ronde is van anderen."))


def check_can_start(practice: Practice, measure_ids: Sequence[str]) -> None:
    """No round in a crisis, a house ban, victim reception, information or a civil assignment. Raises NotNow."""
    if not rounds_fit(practice, measure_ids):
        raise NotNow(_("Nu is er geen ronde. Eerst moet de rust terug zijn."))


def check_can_write_part(actor: Actor, here: RoundHere, part: Part, today: date) -> None:
    """The own part can be changed while the round is open and the part was not sent. Raises Denied, NotNow."""
    check_is_of_pair(actor, here)
    if part.sealed_at is not None:
        raise NotNow(_("Dit is al verstuurd. Er is niets veranderd."))
    if here.state is not State.OPEN or here.round.answer_until < today:
        raise NotNow(_("Deze ronde is voorbij. Er is niets veranderd."))


def check_can_start_anew(here: RoundHere, today: date) -> None:
    """A new PIN, on an empty list, can be chosen while the round is open; whoever asks. Raises NotNow."""
    if here.state is not State.OPEN or here.round.answer_until < today:
        raise NotNow(_("Een nieuwe pincode kan nu niet meer. Er is niets veranderd."))


def check_takes_part(draft: Draft) -> None:
    """Answers are kept of someone who said to take part. Raises NotNow."""
    if draft.stance != "taking_part":
        raise NotNow(_("Dit kan nu niet meer. Er is niets veranderd."))


def check_can_seal(here: RoundHere, actor: Actor, draft: Draft) -> None:
    """Sending needs an answer to each question; "rather not" is one. Raises NotNow."""
    if any(item.id not in draft.answers for item in here.questionnaire(actor).items):
        raise NotNow(_("Nog niet elke vraag heeft een antwoord."))


def check_is_answer(here: RoundHere, actor: Actor, item: str, answer: Answer) -> None:
    """An answer belongs to an item of this round. Raises ValueError, since only a made-up request can break this."""
    questionnaire = here.questionnaire(actor)
    values = {option.value for option in questionnaire.all_options}
    if item not in {each.id for each in questionnaire.items} or answer not in values:
        raise ValueError("not an answer of this round")


def check_can_lower(here: RoundHere, part: Part) -> None:
    """What was sent can be shared less or taken back until the two look together. Raises NotNow."""
    if part.sealed_at is None:
        raise NotNow(_("Er is nog niets verstuurd."))
    if here.state not in (State.OPEN, State.COMPLETE):
        raise NotNow(_("Dit kan niet meer: jullie hebben samen gekeken."))


def check_can_look(actor: Actor, here: RoundHere) -> None:
    """Looking together is possible once both parts are sent. Raises Denied, NotNow."""
    check_is_of_pair(actor, here)
    if here.state not in (State.COMPLETE, State.REVEALED):
        raise NotNow(_("Samen kijken kan nog niet."))


def check_can_see_picture(actor: Actor, here: RoundHere) -> None:
    """The picture is there once both looked, and stays there. Raises NotNow."""
    if here.round.revealed_at is None:
        raise NotNow(_("Samen kijken kan nog niet."))


def check_can_talk(actor: Actor, here: RoundHere) -> None:
    """The conversation is open between the reveal and "discussed". Raises Denied, NotNow."""
    check_is_of_pair(actor, here)
    check_can_see_picture(actor, here)
    if here.state is not State.REVEALED:
        raise NotNow(_("Dit gesprek is klaar."))


class Meanwhile(NotNow):
    """The other of the two wrote since the page was made: nobody overwrites words they did not see."""


def check_is_as_seen(seen: str, now: str) -> None:
    """What is about to be replaced is what stood on the screen; both are fingerprints. Raises Meanwhile."""
    if seen != now:
        raise Meanwhile(_("De ander schreef net iets op. Kijk nog een keer."))


def check_form(form: PaperForm | None) -> PaperForm:
    """A paper form with a right number that was not typed in yet, of a pair the actor is not in. Raises NotNow."""
    if form is None:
        raise NotNow(_("Dit nummer kennen we niet, of dit formulier is al ingevoerd."))
    return form
