"""The conversation about the picture: what is written during it, and what comes of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.access.routes import CLIENTS, asks_by_itself
from alliantie.alliance import operations, policies, queries, retests, rules, saying, screens
from alliantie.alliance.jottings import Jottings, Kind, jottings
from alliantie.alliance.models import Conversation
from alliantie.alliance.operations.jottings import plain
from alliantie.alliance.queries import Looked, RoundHere, Talk
from alliantie.alliance.states import State
from alliantie.alliance.trend import trend_of
from alliantie.alliance.views.common import actor_of, device_of, language, page, round_view
from alliantie.alliance.views.together import in_words, middle_of, screen_of, seen_of
from alliantie.cases.queries import note_reading
from alliantie.web.dates import day_in_words

DRAFTS = {"agreement": Kind.AGREEMENT_DRAFT, "note": Kind.NOTE_DRAFT}


@require_http_methods(["GET", "HEAD", "POST"])
@round_view()
def talk(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """At most three things to talk about, one agreement or none, and a note for who wants one."""
    if here.state is State.DISCUSSED:
        return redirect("round", round_id=here.round.id)
    policies.check_can_talk(actor_of(request), here)
    if request.method != "POST":
        return _talk_page(request, here)
    typed = request.POST.get("agreement", "")
    none = request.POST.get("choice") == "none"
    if not none and not typed.strip():
        return _refused(request, here, "agreement", _("Schrijf één afspraak op. Of kies: Geen afspraak deze keer."))
    if len(" ".join(typed.split())) > operations.AGREEMENT_LENGTH and not none:
        return _refused(request, here, "agreement", _("De afspraak is te lang. Hij mag 140 tekens zijn."))
    try:
        operations.propose_agreement(
            actor=actor_of(request), here=here, text="" if none else typed, seen=request.POST.get("seen", "")
        )
    except policies.Meanwhile:
        return _refused(request, here, "agreement", _written(request, here))
    return redirect("round-talk", round_id=here.round.id)


@require_POST
@round_view()
def note(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """The note of the two, written or erased."""
    policies.check_can_talk(actor_of(request), here)
    return _noted(request, here) or redirect("round-talk", round_id=here.round.id)


@require_POST
@round_view()
def draft(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """What somebody is typing, kept for that person alone; asked by the page itself, which gets a status alone."""
    for name, kind in DRAFTS.items():
        if name in request.POST:
            try:
                operations.keep_draft(actor=actor_of(request), here=here, kind=kind, text=request.POST[name])
            except ValueError:
                return HttpResponse(status=422)
    return HttpResponse(status=204)


def _noted(request: HttpRequest, here: RoundHere) -> HttpResponse | None:
    """Write the note that came with the page, if somebody changed it; the page again when that cannot be."""
    typed = request.POST.get("note", "")
    if _mark(typed) == request.POST.get("note_shown"):
        return None
    if len(plain(typed)) > operations.NOTE_LENGTH:
        return _refused(request, here, "note", _("De tekst is te lang. Hij mag 500 tekens zijn."))
    try:
        operations.write_note(actor=actor_of(request), here=here, text=typed, seen=request.POST.get("note_seen", ""))
    except policies.Meanwhile:
        return _refused(request, here, "note", _written(request, here))
    return None


def _mark(text: str) -> str:
    """By which a text that came back is known to be the one that was shown."""
    return hashlib.sha256(plain(text).encode()).hexdigest()


def _written(request: HttpRequest, here: RoundHere) -> str:
    actor = actor_of(request)
    words = {"name": here.worker_name if actor.is_client else here.client_name}
    if actor.is_client and here.practice.address == "je":
        return _("%(name)s schreef net iets op. Je tekst staat hier nog.") % words
    return _("%(name)s schreef net iets op. Uw tekst staat hier nog.") % words


def _refused(request: HttpRequest, here: RoundHere, field: str, error: str) -> HttpResponse:
    """The page again, with what was typed."""
    return _talk_page(request, here, {field: request.POST.get(field, "")}, ((field, error),))


def _talk_page(
    request: HttpRequest,
    here: RoundHere,
    typed: Mapping[str, str] | None = None,
    errors: tuple[tuple[str, str], ...] = (),
) -> HttpResponse:
    actor = actor_of(request)
    seen = seen_of(request, here)
    note_reading("picture", here.pair.case_id, here.pair.client_id, device_of(request))
    screen, before = screen_of(request, here, seen)
    noted = queries.talk(actor, here)
    if noted is None:
        raise LookupError("a revealed round lost its conversation")
    jotted = jottings(actor, here)
    typed = typed or {}
    wrong = dict(errors)
    return page(
        request,
        here,
        "talk.html",
        422 if errors else 200,
        screen=screen,
        **(in_words(here, screen) if screen.shared else {}),
        cards=screens.cards(_points(actor, here, seen, before), here),
        noted=noted,
        typed=_first(typed.get("agreement"), jotted.agreement_draft, noted.agreement),
        agreement_kept=jotted.agreement_draft is not None and "agreement" not in typed,
        settled=noted.state in (Conversation.Agreement.CONFIRMED, Conversation.Agreement.NONE),
        asked=noted.state in (Conversation.Agreement.PROPOSED, Conversation.Agreement.NONE_ASKED),
        editing="agreement" in wrong or noted.state == Conversation.Agreement.OPEN or "edit" in request.GET,
        jotted=jotted,
        note_typed=_first(typed.get("note"), jotted.note_draft, jotted.note),
        note_shown="" if "note" in typed or jotted.note_draft is not None else _mark(jotted.note),
        note_kept=jotted.note_draft is not None and "note" not in typed,
        errors=errors,
        wrong=wrong,
        poll_url=f"{reverse('round-talk-state', kwargs={'round_id': here.round.id})}?seen={_stand(noted, jotted)}",
    )


def _first(*texts: str | None) -> str:
    return next(text for text in texts if text is not None)


def _points(actor: Actor, here: RoundHere, seen: Looked, before: Looked | None) -> tuple[rules.TalkingPoint, ...]:
    if seen.client is None or seen.professional is None:
        return ()
    earlier = (
        (before.client, before.professional)
        if before is not None and before.client is not None and before.professional is not None
        else None
    )
    fell = _fell(actor, here) if earlier is not None else ()
    return rules.talking_points(seen.client, seen.professional, earlier, middle_of(here), fell)


def _fell(actor: Actor, here: RoundHere) -> tuple[retests.Series, ...]:
    """What probably fell, for both to talk about; the rounds before are read only where many pairs can say it."""
    spreads = retests.spreads(actor)
    if queries.trend_key(here.round) not in spreads:
        return ()
    return saying.lowered(saying.said_of(trend_of(actor, here).rounds, spreads))


def _stand(noted: Talk, jotted: Jottings) -> str:
    """How the talk stands for both; what somebody is still typing is not in it."""
    return f"{noted.state}-{noted.fingerprint[:16]}-{jotted.fingerprint[:16]}"


@asks_by_itself
@require_safe
@round_view()
def talk_state(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """Asked every few seconds during the talk: tells when the other wrote, confirmed or finished."""
    if here.state is not State.REVEALED:
        answer = HttpResponse(status=204)
        answer["X-Go"] = reverse("round", kwargs={"round_id": here.round.id})
        return answer
    actor = actor_of(request)
    noted = queries.talk(actor, here)
    if noted is None or request.GET.get("seen") == _stand(noted, jottings(actor, here)):
        return HttpResponse(status=204)
    if request.GET.get("typing"):
        return page(request, here, "talk_changed.html")
    answer = HttpResponse(status=204)
    answer["X-Go"] = reverse("round-talk", kwargs={"round_id": here.round.id})
    return answer


@require_POST
@round_view(CLIENTS, beside=True)
def agree(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """The client says whether the agreement is right as it stands on the screen."""
    operations.answer_agreement(
        actor=actor_of(request),
        here=here,
        yes=request.POST.get("answer") == "yes",
        seen=request.POST.get("seen", ""),
    )
    return redirect("round-talk", round_id=here.round.id)


@require_POST
@round_view()
def finish(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """The conversation is done, with the note as it stands in its field."""
    # Together or not at all: when the talk cannot be finished now, nothing changed.
    with transaction.atomic():
        if here.state is State.REVEALED and "note" in request.POST:
            policies.check_can_talk(actor_of(request), here)
            if (refused := _noted(request, here)) is not None:
                return refused
        operations.finish_conversation(actor=actor_of(request), here=here)
    return redirect("round", round_id=here.round.id)


@require_http_methods(["GET", "HEAD", "POST"])
@round_view(CLIENTS, beside=True)
def after(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """After the talk: may the day stand in the file; after every second talk, two questions that may be left alone."""
    actor = actor_of(request)
    if here.state is not State.DISCUSSED:
        return redirect("round", round_id=here.round.id)
    if request.method == "POST":
        if request.POST.get("date") in ("yes", "no"):
            operations.answer_date_in_file(actor=actor, here=here, yes=request.POST["date"] == "yes")
            if request.session.pop("beside", None):
                # The last thing the client is asked on the worker's screen: from here on the worker is alone again.
                return redirect("round-standing", round_id=here.round.id)
        else:
            _save_afterthought(request, here)
            return redirect("round-standing", round_id=here.round.id)
        return redirect("round-after", round_id=here.round.id)
    questions = queries.side_questions(here)
    spoken = here.instrument.language_for(language())
    noted = queries.talk(actor, here)
    # Not on the worker's screen: the worker does not see these answers.
    asks = "beside" not in request.session and queries.discussed_count(actor, here.pair.id) % 2 == 0
    return page(
        request,
        here,
        "after.html",
        noted=noted,
        jotted=jottings(actor, here),
        discussed=day_in_words(here.round.discussed_on, language(), clock.today()) if here.round.discussed_on else "",
        asked=[
            (name, question.text.in_(spoken, here.practice.address), question.answers(spoken))
            for name, question in (("own_say", questions.own_say), ("talk_worth", questions.talk_worth))
        ]
        if asks
        else [],
    )


def _save_afterthought(request: HttpRequest, here: RoundHere) -> None:
    questions = queries.side_questions(here)
    answers = {}
    for name, question in (("own_say", questions.own_say), ("talk_worth", questions.talk_worth)):
        offered = {str(option.value): option.value for option in question.options}
        if (value := offered.get(request.POST.get(name, ""))) is not None:
            answers[name] = value
    if answers:
        operations.save_afterthought(actor=actor_of(request), here=here, answers=answers)
