"""The client's own part around its questions: what applies, the notice, saying no, sharing, sending, stopping."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alliantie import clock
from alliantie.access.routes import CLIENTS, PAIR
from alliantie.alliance import notices, operations, policies, queries
from alliantie.alliance.models import ItemFlag
from alliantie.alliance.queries import RoundHere
from alliantie.alliance.views.common import (
    actor_of,
    end_handed,
    is_handed,
    language,
    open_part,
    page,
    round_view,
)
from alliantie.alliance.views.questions import how_many
from alliantie.cases.operations import acknowledge_frame
from alliantie.cases.queries import explained_to, measures_now
from alliantie.people.queries import organisation_of


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
        explanation=explained_to(actor, here.pair.case, here.pair.client_id),
        practice=here.practice,
        released=notices.is_released(actor, here.pair.case.organisation_id, here.practice),
        organisation=organisation_of(actor, here.pair.case.organisation_id),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@round_view(CLIENTS)
def notice(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """What we do and cannot promise, and three equal answers: take part, not now, do not ask again."""
    actor = actor_of(request)
    _part, draft = open_part(request, here)
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
            how_many(request, here),
            language(),
            measures=measures_now(actor, here.pair.case, client_id=here.pair.client_id),
            worker_name=here.worker_name,
            organisation=organisation_of(actor, here.pair.case.organisation_id),
            opens_on=here.round.opens_on,
        ),
        standing=notices.standing(actor, here),
        blank=draft.stance != "taking_part",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@round_view(CLIENTS)
def not_now(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """Said no: it has no consequences, and is undone as easily."""
    actor = actor_of(request)
    open_part(request, here)
    if request.method == "POST":
        operations.take_stance(actor=actor, here=here, stance="unasked", do_not_ask=False)
        return redirect("round", round_id=here.round.id)
    return page(request, here, "refused.html", never=queries.does_not_want_asking(actor, here.pair.id))


@require_http_methods(["GET", "HEAD", "POST"])
@round_view(CLIENTS)
def share(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """What the other may see, who helped, and sending. Nothing is chosen beforehand."""
    actor = actor_of(request)
    if queries.own_part(actor, here)[0].sealed_at is not None:
        # Sent twice, or back to this page: it was sent, and that is what was asked.
        return redirect("round", round_id=here.round.id)
    _part, draft = open_part(request, here)
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
    open_part(request, here)
    if request.method == "POST":
        erased = request.POST.get("choice") == "erase"
        if erased:
            operations.erase_draft(actor=actor, here=here)
        if actor.kind == "link":
            # Whoever takes the telephone next is asked for the PIN.
            request.session["link"] = {**request.session["link"], "entered": False}
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
