"""A paper form: printed by the worker of the pair, typed in by a colleague outside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alliantie.access.identity import DOOR
from alliantie.access.policies import NotNow
from alliantie.access.routes import WORKERS, open_to
from alliantie.alliance import operations, policies, queries
from alliantie.alliance.drafts import Answer
from alliantie.alliance.queries import PaperForm
from alliantie.alliance.views.common import actor_of, language, parse_answer

PREFIX = "answer-"
BLANK = "blank"


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(WORKERS)
def find(request: HttpRequest) -> HttpResponse:
    """Which form: by its number. After typing one in it says so, and asks for the next."""
    typed, error = request.POST.get("number", ""), ""
    if request.method == "POST":
        form = queries.paper_form(actor_of(request), typed)
        if form is not None:
            return redirect("paper-form", number=form.number)
        error = _("Dit nummer kennen we niet. Of het formulier is al ingevoerd, of te laat.")
        error += " " + _("Uw eigen rondes voert een collega in.")
    context = {"error": error, "typed": typed[:20], "saved": "saved" in request.GET}
    return render(request, "alliance/paper_find.html", context, status=422 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(WORKERS)
def type_in(request: HttpRequest, number: str) -> HttpResponse:
    """Type over what stands on the form, and send it."""
    actor = actor_of(request)
    sent = request.POST
    try:
        form = policies.check_form(queries.paper_form(actor, number))
        errors: list[tuple[str, str]] = []
        if request.method == "POST":
            errors = _mistakes(sent, form)
            if not errors:
                operations.seal_paper(
                    actor=actor,
                    form=form,
                    answers=_answers(sent),
                    share=sent["share"],  # type: ignore[arg-type]
                    helper=sent["helper"],  # type: ignore[arg-type]
                    pin=sent["pin"],
                    helped=_helped(sent),
                )
                return redirect(f"{reverse('paper')}?saved=1")
    except NotNow:
        return redirect("paper")
    asked = form.here.questionnaire(actor, language(), role="client")
    helped = queries.side_questions(form.here).helped
    return render(
        request,
        "alliance/paper_form.html",
        {
            "form": form,
            "asked": asked,
            "options_shown": [
                *((option.value, option.label) for option in asked.all_options),
                (BLANK, _("Niets ingevuld")),
            ],
            "helped_options": [
                *((option.value, option.label) for option in helped.answers(asked.language)),
                (BLANK, _("Deze vraag staat er niet, of is leeg")),
            ],
            "sent": {name: sent.get(name) for name in sent},
            "errors": errors,
            "mistakes": dict(errors),
        },
        status=422 if errors else 200,
    )


def _mistakes(sent: Any, form: PaperForm) -> list[tuple[str, str]]:
    """What is missing, by name of the field. Every question gets an answer, "nothing filled in" among them."""
    asked = form.here.questionnaire(DOOR, role="client")
    offered = {str(option.value) for option in asked.all_options} | {BLANK}
    found = [
        (f"{PREFIX}{item.id}", _("Kies wat op het formulier staat."))
        for item in asked.items
        if sent.get(f"{PREFIX}{item.id}") not in offered
    ]
    helped = {str(option.value) for option in queries.side_questions(form.here).helped.options} | {BLANK}
    if sent.get("helped") not in helped:
        found.append(("helped", _("Kies wat op het formulier staat.")))
    if sent.get("share") not in ("all", "picture", "nothing"):
        found.append(("share", _("Kies wat op het formulier staat. Is het leeg, kies dan: Niets.")))
    if sent.get("helper") not in ("nobody", "professional", "other"):
        found.append(("helper", _("Kies wat op het formulier staat.")))
    known = {f"{PREFIX}{item.id}" for item in asked.items}
    if any(name.startswith(PREFIX) and name not in known for name in sent):
        found.append(("", _("Een antwoord kennen we niet. Er is niets verstuurd.")))
    if not operations.is_pin(sent.get("pin", "")):
        found.append(("pin", _("Een pincode is vier cijfers.")))
    return found


def _answers(sent: Any) -> dict[str, Answer]:
    return {
        name.removeprefix(PREFIX): parse_answer(value)
        for name, value in sent.items()
        if name.startswith(PREFIX) and value != BLANK
    }


def _helped(sent: Any) -> Answer | None:
    return None if sent["helped"] == BLANK else parse_answer(sent["helped"])
