"""The client's own part: what applies, the notice, one question at a time, looking back, sharing, sending."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.routes import CLIENTS, PAIR
from alliantie.alliance import notices, operations, policies, queries
from alliantie.alliance.drafts import Draft
from alliantie.alliance.models import ItemFlag, Part
from alliantie.alliance.queries import RoundHere
from alliantie.alliance.views.common import (
    actor_of,
    end_handed,
    is_handed,
    language,
    page,
    parse_answer,
    round_view,
)
from alliantie.cases.operations import acknowledge_frame
from alliantie.people.queries import organisation_of

HELPED = "helped"


def _open_part(request: HttpRequest, here: RoundHere) -> tuple[Part, Draft]:
    actor = actor_of(request)
    part, draft, _key = queries.own_part(actor, here)
    policies.check_can_write_part(actor, here, part, clock.today())
    return part, draft


@require_http_methods(["GET", "HEAD", "POST"])
@round_view(CLIENTS)
def frame(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """What applies to the client, before the first question ever; "clear" is dated."""
    actor = actor_of(request)
    if request.method == "POST":
        acknowledge_frame(actor=actor, case=here.pair.case)
        if actor.kind == "link":
            request.session["link"] = {**request.session["link"], "frame": True}
        return redirect("round", round_id=here.round.id)
    return page(
        request,
        here,
        "frame.html",
        explanation=here.practice.explanation,
        practice=here.practice,
        released=notices.is_released(actor, here.pair.case.organisation_id, here.practice),
        organisation=organisation_of(actor, here.pair.case.organisation_id),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@round_view(CLIENTS)
def notice(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """What we do and cannot promise, and three equal answers: take part, not now, do not ask again."""
    actor = actor_of(request)
    _open_part(request, here)
    if request.method == "POST":
        choice = request.POST.get("choice")
        if choice == "yes":
            operations.take_stance(actor=actor, here=here, stance="taking_part", do_not_ask=False)
            return redirect("round-practice" if is_handed(request) else "round-resume", round_id=here.round.id)
        if choice in ("later", "never"):
            operations.take_stance(
                actor=actor, here=here, stance="not_now", do_not_ask=True if choice == "never" else None
            )
            return end_handed(request) if is_handed(request) else redirect("round-not-now", round_id=here.round.id)
    return page(
        request,
        here,
        "notice.html",
        **notices.words(
            here.practice,
            here.round.length,
            language(),
            worker_name=here.worker_name,
            confidant=organisation_of(actor, here.pair.case.organisation_id).confidant,
        ),
        standing=notices.standing(actor, here),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@round_view(CLIENTS)
def not_now(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """Said no: it has no consequences, and is undone as easily."""
    actor = actor_of(request)
    _open_part(request, here)
    if request.method == "POST":
        operations.take_stance(actor=actor, here=here, stance="unasked", do_not_ask=False)
        return redirect("round", round_id=here.round.id)
    return page(request, here, "refused.html", never=queries.does_not_want_asking(actor, here.pair.id))


def _steps(request: HttpRequest, here: RoundHere) -> tuple[list[str], str]:
    """The questions in order, by id, after the one about last time's agreement when there was one; and that text."""
    actor = actor_of(request)
    agreement = queries.last_agreement(actor, here)
    items = [item.id for item in here.questionnaire(actor).items]
    return ([HELPED, *items] if agreement else items), agreement


def _given(draft: Draft, step: str) -> object:
    return draft.helped if step == HELPED else draft.answers.get(step)


@require_safe
@round_view(CLIENTS)
def resume(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """To the first question without an answer, or to the look back."""
    _part, draft = _open_part(request, here)
    steps, _agreement = _steps(request, here)
    for number, step in enumerate(steps, 1):
        if _given(draft, step) is None:
            answer = redirect("round-question", round_id=here.round.id, step=number)
            if number > 1 and "taken" not in request.GET:
                answer["Location"] += "?back=1"
            return answer
    return redirect("round-review", round_id=here.round.id)


@require_http_methods(["GET", "HEAD", "POST"])
@round_view(CLIENTS)
def question(request: HttpRequest, here: RoundHere, step: int) -> HttpResponse:
    """One question. Each answer is saved as it is chosen; "next" saves it too, for browsers without script."""
    _part, draft = _open_part(request, here)
    if draft.stance != "taking_part":
        return redirect("round", round_id=here.round.id)
    steps, agreement = _steps(request, here)
    if not 1 <= step <= len(steps):
        raise Http404
    current = steps[step - 1]
    error = ""
    if request.method == "POST":
        sent = request.POST.get("answer", "")
        if not sent:
            error = _("Kies een antwoord. Of kies: Zeg ik liever niet.")
        elif _save(request, here, current, sent):
            back = request.GET.get("from") == "review"
            if back or step == len(steps):
                return redirect("round-review", round_id=here.round.id)
            return redirect("round-question", round_id=here.round.id, step=step + 1)
        else:
            error = _("Dit antwoord kennen we niet. Kies een antwoord.")
    return page(
        request,
        here,
        "question.html",
        422 if error else 200,
        step=step,
        total=len(steps),
        error=error,
        returned="back" in request.GET and not error,
        chosen=_given(draft, current),
        save_url=reverse("round-save", kwargs={"round_id": here.round.id, "step": step}),
        agreement=agreement,
        **_words(actor_of(request), here, current),
    )


def _words(actor: Any, here: RoundHere, step: str) -> dict[str, Any]:
    questionnaire = here.questionnaire(actor, language())
    spoken = questionnaire.language
    if step == HELPED:
        asked = queries.side_questions(here).helped
        return {
            "text": asked.text.in_(spoken, here.practice.address),
            "options": asked.answers(spoken),
            "apart": questionnaire.apart,
            "is_helped": True,
            "heading": "",
        }
    text = next(item.text for item in questionnaire.items if item.id == step)
    return {
        "text": text,
        "options": questionnaire.options,
        "apart": questionnaire.apart,
        "is_helped": False,
        "heading": here.instrument.heading.client.in_(spoken, here.practice.address),
    }


def _save(request: HttpRequest, here: RoundHere, step: str, sent: str) -> bool:
    try:
        answer: Any = parse_answer(sent)
        if step == HELPED:
            operations.save_helped(actor=actor_of(request), here=here, helped=answer)
        else:
            operations.save_answer(actor=actor_of(request), here=here, item=step, answer=answer)
    except ValueError:
        return False
    return True


@require_POST
@round_view(CLIENTS)
def save(request: HttpRequest, here: RoundHere, step: int) -> HttpResponse:
    """Save one answer without leaving the page: 204, or 422 for what is no answer."""
    _part, draft = _open_part(request, here)
    steps, _agreement = _steps(request, here)
    if not 1 <= step <= len(steps):
        raise Http404
    if draft.stance != "taking_part":
        return HttpResponse(status=409)
    saved = _save(request, here, steps[step - 1], request.POST.get("answer", ""))
    return HttpResponse(status=204 if saved else 422)


@require_safe
@round_view(CLIENTS)
def review(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """Look back at the own answers before sending, each can be changed."""
    actor = actor_of(request)
    _part, draft = _open_part(request, here)
    steps, _agreement = _steps(request, here)
    lines = []
    for number, step in enumerate(steps, 1):
        words = _words(actor, here, step)
        given = _given(draft, step)
        if given is None:
            return redirect("round-question", round_id=here.round.id, step=number)
        label = next(option.label for option in (*words["options"], *words["apart"]) if option.value == given)
        lines.append((number, words["text"], label))
    return page(request, here, "review.html", lines=lines)


@require_http_methods(["GET", "HEAD", "POST"])
@round_view(CLIENTS)
def share(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """What the other may see, who helped, and sending. Nothing is chosen beforehand."""
    actor = actor_of(request)
    if queries.own_part(actor, here)[0].sealed_at is not None:
        # Sent twice, or back to this page: it was sent, and that is what was asked.
        return redirect("round", round_id=here.round.id)
    _part, draft = _open_part(request, here)
    if draft.stance != "taking_part":
        return redirect("round", round_id=here.round.id)
    policies.check_can_seal(here, actor, draft)
    errors: list[tuple[str, str]] = []
    chosen, helper = request.POST.get("share"), request.POST.get("helper")
    if request.method == "POST":
        if chosen not in ("all", "picture", "nothing"):
            errors.append(("share", _("Kies wat de ander mag zien.")))
        if helper not in ("nobody", "professional", "other"):
            errors.append(("helper", _("Kies of iemand hielp.")))
        if not errors:
            operations.seal(actor=actor, here=here, share=chosen, helper=helper)  # type: ignore[arg-type]
            if is_handed(request):
                return end_handed(request)
            return redirect("round-standing", round_id=here.round.id)
    return page(request, here, "share.html", 422 if errors else 200, errors=errors, chosen=chosen, chosen_helper=helper)


@require_http_methods(["GET", "HEAD", "POST"])
@round_view(CLIENTS)
def pause(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """Stop for now: go on later, erase what was answered, or go back."""
    actor = actor_of(request)
    _open_part(request, here)
    if request.method == "POST":
        erased = request.POST.get("choice") == "erase"
        if erased:
            operations.erase_draft(actor=actor, here=here)
        return end_handed(request) if is_handed(request) else page(request, here, "paused.html", erased=erased)
    return page(request, here, "pause.html")


@require_http_methods(["GET", "HEAD", "POST"])
@round_view(CLIENTS)
def less(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """Share less than was chosen, or take everything back, until the two look together."""
    actor = actor_of(request)
    part, _draft, _key = queries.own_part(actor, here)
    if request.method == "POST":
        choice = request.POST.get("share", "")
        if choice == "withdraw":
            operations.withdraw(actor=actor, here=here)
        elif choice in ("all", "picture", "nothing"):
            operations.lower_share(actor=actor, here=here, share=choice)  # type: ignore[arg-type]
        return redirect("round-standing", round_id=here.round.id)
    policies.check_can_lower(here, part)
    return page(request, here, "less.html", part=part)


@require_http_methods(["GET", "HEAD", "POST"])
@round_view(PAIR)
def flag(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """Remark that a question is hard, does not fit or hurts; nothing tells who remarked."""
    actor = actor_of(request)
    items = here.questionnaire(actor, language()).items
    sent = False
    error = ""
    if request.method == "POST":
        why = request.POST.get("why", "")
        try:
            operations.flag_item(
                actor=actor, now=clock.now(), here=here, item=request.POST.get("item", ""), why=ItemFlag.Why(why)
            )
            sent = True
        except ValueError:
            error = _("Kies een vraag en wat er niet goed aan is.")
    return page(
        request,
        here,
        "flag.html",
        422 if error else 200,
        item_choices=[(item.id, item.text) for item in items],
        sent=sent,
        error=error,
    )
