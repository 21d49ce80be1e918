"""A decision reserved for who leads the team: the worker asks and takes back, who leads answers."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliantie import clock
from alliantie.access.policies import Denied, NotNow
from alliantie.access.routes import WORKERS, open_to
from alliantie.cases.models import AskedDecision, Case
from alliantie.cases.operations.decisions import LONGEST_REASON
from alliantie.cases.operations.reserved import already, ask_decision, grant, refuse, withdraw_decision
from alliantie.cases.queries import people_of
from alliantie.cases.queries.reserved import asked_in, get_asked
from alliantie.worklist.forms import sheet, token_of
from alliantie.worklist.queries.decisions import Choice
from alliantie.worklist.queries.reserved import asked_lines, deciders, to_answer
from alliantie.worklist.views.common import actor_of, case_view, language, page


class AskForm(forms.Form):
    """Why a decision is asked for, and about whom where several people are in the case."""

    token = forms.UUIDField()

    def __init__(self, data: object = None, *, people: list[tuple[str, str]], initial: dict[str, object]) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        expired = _("Deze bladzijde was verlopen. Er is niets bewaard. Open haar opnieuw.")
        self.fields["token"].error_messages = dict.fromkeys(("required", "invalid"), expired)
        self.fields["reason"] = forms.CharField(
            max_length=LONGEST_REASON,
            error_messages={
                "required": _("Schrijf waarom."),
                "max_length": _("Deze tekst is te lang. Er passen %(count)s tekens in.") % {"count": LONGEST_REASON},
            },
        )
        if people:
            choose = _("Kies over wie het gaat.")
            self.fields["about"] = forms.ChoiceField(
                choices=people, required=False, error_messages={"invalid_choice": choose}
            )


def asking(request: HttpRequest, here: Case, chosen: Choice) -> HttpResponse:
    """Ask for a decision, and see what was asked before and what came of it."""
    actor = actor_of(request)
    people = people_of(actor, here, noted="case")
    names = [(str(person.client_id), person.given_name) for person in people]
    whom = [("", _("Iedereen in deze zaak")), *names] if len(names) > 1 else []
    if chosen.per is not None:
        apart = {str(each.about) for each in chosen.each}
        whom = [(id, name) for id, name in names if id in apart]
        names = [(str(chosen.about), "")] if chosen.about else names
    form = AskForm(
        request.POST if request.method == "POST" else None, people=whom, initial={"token": uuid.uuid4(), "about": ""}
    )
    refusal = ""
    if form.is_valid():
        about = form.cleaned_data.get("about") or ("" if whom else names[0][0])
        try:
            ask_decision(
                actor=actor,
                now=clock.now(),
                case=here,
                decision_id=chosen.id,
                reason=form.cleaned_data["reason"],
                token=form.cleaned_data["token"],
                client_id=UUID(about) if about else None,
            )
            return _at(here, chosen.id, "asked")
        except Denied as denied:
            refusal = denied.reason
    asked = asked_lines(asked_in(actor, here, chosen.id), here, language(), clock.today())
    return page(
        request,
        "decision_ask.html",
        422 if form.is_bound else 200,
        case=here,
        chosen=chosen,
        whom=whom,
        decides=deciders(actor, here),
        waiting=[each for each in asked if each.open],
        answered=[each for each in asked if not each.open],
        sheet=sheet(form, also=refusal),
        token=token_of(form),
        longest=LONGEST_REASON,
        saved=request.GET.get("saved", ""),
    )


@require_POST
@case_view()
def withdraw(request: HttpRequest, here: Case, asked_id: UUID) -> HttpResponse:
    """Take a question back; one that was answered meanwhile stays answered."""
    actor = actor_of(request)
    found = next((each for each in asked_in(actor, here) if each.id == asked_id), None)
    if found is None:
        return HttpResponseRedirect(reverse("case-decisions", kwargs={"case_id": here.id}))
    try:
        withdraw_decision(actor=actor, case=here, asked_id=asked_id)
    except NotNow:
        return _at(here, found.decision_id, "too-late")
    return _at(here, found.decision_id, "withdrawn")


def _at(here: Case, decision_id: str, saved: str) -> HttpResponse:
    address = reverse("case-decision", kwargs={"case_id": here.id, "decision_id": decision_id})
    return HttpResponseRedirect(f"{address}?{urlencode({'saved': saved})}")


class AnswerForm(forms.Form):
    """Yes or no, in which words, and whether there is danger."""

    words = forms.CharField(required=False, max_length=LONGEST_REASON)
    danger = forms.BooleanField(required=False)

    def __init__(self, data: object = None, *, chosen: Choice | None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.chosen = chosen
        choose = _("Kies ja of nee.")
        self.fields["answer"] = forms.ChoiceField(
            choices=[("yes", "yes"), ("no", "no")], error_messages={"required": choose, "invalid_choice": choose}
        )
        long = _("Deze tekst is te lang. Er passen %(count)s tekens in.") % {"count": LONGEST_REASON}
        self.fields["words"].error_messages = {"max_length": long}

    def clean(self) -> dict[str, object]:
        """A no has a reason, and so have danger and a deviation."""
        cleaned = super().clean() or self.cleaned_data
        if "words" not in self.errors and not str(cleaned.get("words", "")).strip():
            if cleaned.get("answer") == "no":
                self.add_error("words", _("Schrijf waarom niet."))
            elif cleaned.get("answer") == "yes" and cleaned.get("danger"):
                self.add_error("words", _("Schrijf in één zin welk gevaar er is."))
            elif cleaned.get("answer") == "yes" and self.chosen is not None and self.chosen.asks_reason:
                self.add_error("words", _("U wijkt af. Schrijf waarom."))
        return cleaned


@require_http_methods(["GET", "POST"])
@open_to(WORKERS)
def answer(request: HttpRequest, asked_id: UUID) -> HttpResponse:
    """Answer what a worker of one's team asks. What is of another team, or was never asked, is told as one thing."""
    actor = actor_of(request)
    try:
        asked = get_asked(actor, asked_id)
    except AskedDecision.DoesNotExist:
        return page(request, "team_asked_gone.html", 404)
    shown = to_answer(actor, [asked], language(), clock.today())[0]
    form = AnswerForm(request.POST if request.method == "POST" else None, chosen=shown.choice)
    refusal = ""
    if form.is_valid():
        words = form.cleaned_data["words"]
        try:
            if form.cleaned_data["answer"] == "yes":
                grant(actor=actor, now=clock.now(), asked_id=asked_id, words=words, danger=form.cleaned_data["danger"])
                return _to_team("granted")
            refuse(actor=actor, asked_id=asked_id, words=words)
            return _to_team("refused")
        except Denied as denied:
            refusal = denied.reason
    return page(
        request,
        "team_asked.html",
        422 if form.is_bound else 200,
        shown=shown,
        settled="" if asked.open else already(asked),
        sheet=sheet(form, also=refusal),
        longest=LONGEST_REASON,
    )


def _to_team(saved: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('team')}?{urlencode({'saved': saved})}")
