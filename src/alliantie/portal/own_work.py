"""What the client does in the own account with agreements and the plan: ticking off, reading, and having a say."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.before import Before, Now
from alliantie.access.identity import Actor
from alliantie.access.policies import NotNow
from alliantie.access.routes import ACCOUNTS, open_to
from alliantie.access.seen import Meanwhile
from alliantie.cases.models import Agreement, Plan, PlanVoice
from alliantie.cases.operations import say_of_plan, settle_agreement, voice_told
from alliantie.cases.queries import get_agreement, get_plan
from alliantie.cases.queries.plans import Voice
from alliantie.cases.queries.written import written_for
from alliantie.portal.queries.cases import one_address, plan_for, running_cases, worker_word
from alliantie.portal.queries.plan import plans_for, practice_of_plan

LONGEST_REASON = 300
OWN_ANSWERS = (PlanVoice.Answer.AGREES, PlanVoice.Answer.DISAGREES, PlanVoice.Answer.UNSURE)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@require_POST
@open_to(ACCOUNTS)
def agreement(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Say that the own agreement is done, or not after all. Where somebody was faster, home tells how it stands."""
    actor = _actor(request)
    try:
        found = get_agreement(actor, agreement_id)
    except Agreement.DoesNotExist as error:
        raise Http404 from error
    state = request.POST.get("state")
    if found.owner != Agreement.Owner.CLIENT or found.client_id != actor.id or state not in ("done", "open"):
        raise Http404
    with suppress(NotNow):
        settle_agreement(actor=actor, agreement_id=agreement_id, state="done" if state == "done" else "open")
    return HttpResponseRedirect(f"{reverse('home')}#agreements")


@require_safe
@open_to(ACCOUNTS)
def written(request: HttpRequest) -> HttpResponse:
    """What was written of the client's talks."""
    actor = _actor(request)
    running, language = running_cases(actor), get_language() or "nl"
    context = {
        "found": written_for(actor),
        "address": one_address(running),
        "worker_word": worker_word(running, language),
        "today": clock.today(),
    }
    return render(request, "portal/written.html", context)


@require_safe
@open_to(ACCOUNTS)
def plan(request: HttpRequest) -> HttpResponse:
    """The plans that hold for the client, with what the client said of each, and the versions before."""
    actor, language = _actor(request), get_language() or "nl"
    running = running_cases(actor)
    context = {
        "found": plans_for(actor, language),
        "address": one_address(running),
        "worker_word": worker_word(running, language),
        "makes_plan": plan_for(actor, running),
        "today": clock.today(),
        "saved": "saved" in request.GET,
    }
    return render(request, "portal/plan.html", context)


@require_http_methods(["GET", "POST"])
@open_to(ACCOUNTS)
def plan_voice(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Say whether the client agrees with the plan; why not is for the client to tell or not."""
    actor = _actor(request)
    try:
        found = get_plan(actor, plan_id)
    except Plan.DoesNotExist as error:
        raise Http404 from error
    own = found.voice_of(actor.me)
    answer, typed = (own.answer, own.reason) if own else ("", "")
    before = Before.of(request, _stands(own), *voice_told(own))
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        answer, typed = request.POST.get("answer", ""), " ".join(request.POST.get("reason", "").split())
        if answer not in OWN_ANSWERS:
            errors.append(("answer", _("Kies een antwoord.")))
        if len(typed) > LONGEST_REASON:
            errors.append(("reason", _("De tekst is te lang. Hij mag 300 tekens zijn.")))
        if not errors:
            try:
                say_of_plan(
                    actor=actor,
                    plan_id=plan_id,
                    answer=PlanVoice.Answer(answer),
                    reason=typed,
                    on=clock.today(),
                    client_id=actor.me,
                    seen=request.POST.get("seen"),
                )
                return redirect(f"{reverse('my-plan')}?saved=1")
            except Meanwhile as refused:
                own = get_plan(actor, plan_id).voice_of(actor.me)
                filled = {"answer": answer, "reason": typed}
                before = Before.anew(request, refused, filled, _stands(own), *voice_told(own))
                # Why belongs to the answer: that of another answer is read, and not taken over.
    context = {
        "plan": found,
        "address": practice_of_plan(found).address,
        "answer": answer,
        "typed": typed,
        "errors": errors,
        "before": before,
    }
    return render(request, "portal/plan_voice.html", context, status=422 if errors or before.refusal else 200)


def _stands(own: Voice | None) -> dict[str, Now]:
    """The own answer as it stands, by the fields of the form."""
    said = {
        PlanVoice.Answer.AGREES.value: _("Ja"),
        PlanVoice.Answer.DISAGREES.value: _("Nee"),
        PlanVoice.Answer.UNSURE.value: _("Weet ik nog niet"),
        PlanVoice.Answer.UNASKED.value: _("Nog geen antwoord"),
    }
    return {
        "answer": Now("answer", own.answer if own else "", said[own.answer] if own else None),
        "reason": Now("reason", own.reason if own else ""),
    }
