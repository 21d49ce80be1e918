"""The professional's own part: all questions on one page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliantie import clock
from alliantie.access.policies import NotNow
from alliantie.access.routes import WORKERS
from alliantie.alliance import operations, policies, queries
from alliantie.alliance.queries import RoundHere
from alliantie.alliance.views.common import actor_of, language, page, parse_answer, round_view

PREFIX = "answer-"


def _answers(request: HttpRequest) -> dict[str, Any]:
    return {
        name.removeprefix(PREFIX): parse_answer(value)
        for name, value in request.POST.items()
        if name.startswith(PREFIX) and isinstance(value, str)
    }


@require_http_methods(["GET", "HEAD", "POST"])
@round_view(WORKERS)
def mine(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """Answer, keep and send the own part."""
    actor = actor_of(request)
    part, draft, _key = queries.own_part(actor, here)
    if part.sealed_at is not None:
        return redirect("round", round_id=here.round.id)
    policies.check_can_write_part(actor, here, part, clock.today())
    questionnaire = here.questionnaire(actor, language())
    missing: list[str] = []
    refused = False
    if request.method == "POST":
        try:
            operations.save_answers(actor=actor, here=here, answers=_answers(request))
        except ValueError:
            refused = True
        _part, draft, _key = queries.own_part(actor, here)
        missing = [item.id for item in questionnaire.items if item.id not in draft.answers]
        if not missing and not refused:
            operations.seal(actor=actor, here=here, share="all")
            return redirect("round-standing", round_id=here.round.id)
    errors = [(f"{PREFIX}{item}", _("Kies een antwoord. Of kies: Zeg ik liever niet.")) for item in missing]
    if refused:
        errors.append(("", _("Een antwoord kennen we niet. Wat eerder bewaard was, staat er nog.")))
    return page(
        request,
        here,
        "mine.html",
        422 if errors else 200,
        questionnaire=questionnaire,
        options_shown=[(option.value, option.label) for option in questionnaire.all_options],
        answers=draft.answers,
        errors=errors,
        missing=missing,
    )


@require_POST
@round_view(WORKERS)
def keep(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """Save the answers so far without leaving the page: 204, 422 for what is no answer, 409 when it is too late."""
    try:
        operations.save_answers(actor=actor_of(request), here=here, answers=_answers(request))
    except ValueError:
        return HttpResponse(status=422)
    except NotNow:
        return HttpResponse(status=409)
    return HttpResponse(status=204)
