"""What colleagues ask each other: to take a case over, and questions that came in at the duty desk."""

from __future__ import annotations

import uuid
from typing import cast
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.policies import Denied, NotNow
from alliantie.access.routes import WORKERS, open_to
from alliantie.alliance.operations import take_over_case
from alliantie.cases.models import Case, Question
from alliantie.cases.operations import (
    answer_question,
    ask_again,
    decline_hand_over,
    open_at_desk,
    pass_question_on,
    withdraw_hand_over,
)
from alliantie.cases.queries import asked_of, desk_search, get_question
from alliantie.practices.texts import Language
from alliantie.worklist.forms import sheet
from alliantie.worklist.queries.asked import open_agreements, open_duties, to_take_over
from alliantie.worklist.views.common import actor_of, case_view, language, page
from alliantie.worklist.views.recording import back_to

LONGEST_QUESTION = 80
QUESTION = 400


@require_http_methods(["GET", "POST"])
@open_to(WORKERS)
def hand_over(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    """Read what a colleague hands over, with what is open in it, and say yes or no."""
    actor = actor_of(request)
    asked = to_take_over(actor, hand_over_id)
    if request.method == "POST" and request.POST.get("answer") in ("yes", "no"):
        try:
            if request.POST["answer"] == "yes":
                taken = take_over_case(actor=actor, now=clock.now(), hand_over_id=hand_over_id)
                return HttpResponseRedirect(f"{reverse('case', args=[taken])}?saved=taken-over")
            decline_hand_over(actor=actor, hand_over_id=hand_over_id)
            return HttpResponseRedirect(f"{reverse('start')}?saved=declined")
        except NotNow:
            # Answered twice, or taken back meanwhile: the start page tells what is still asked.
            return HttpResponseRedirect(f"{reverse('start')}?saved=settled")
        except Denied as denied:
            raise Http404 from denied
    if asked is None:
        raise Http404
    spoken, today = cast(Language, language()), clock.today()
    return page(
        request,
        "take_over.html",
        asked=asked,
        duties=open_duties(actor, asked, spoken, today),
        agreements=open_agreements(actor, asked, spoken, today),
    )


@require_POST
@case_view(own=True)
def withdraw(request: HttpRequest, here: Case, hand_over_id: UUID) -> HttpResponse:
    """Take back the question whether a colleague takes this case over."""
    try:
        withdraw_hand_over(actor=actor_of(request), hand_over_id=hand_over_id)
    except NotNow:
        return back_to(here)
    return back_to(here, saved="withdrawn")


@require_safe
@open_to(WORKERS)
def desk(request: HttpRequest) -> HttpResponse:
    """Find the case a question is about, as the worker on duty today."""
    actor = actor_of(request)
    if not asked_of(actor).desk:
        raise Http404
    asked = " ".join(request.GET.get("q", "").split())[:LONGEST_QUESTION]
    return page(request, "desk.html", asked=asked, found=desk_search(actor, asked) if asked else ())


@require_POST
@open_to(WORKERS)
def open_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """See a case until midnight, as the worker on duty today."""
    open_at_desk(actor=actor_of(request), case_id=case_id)
    return HttpResponseRedirect(reverse("case-question", args=[case_id]))


class QuestionForm(forms.Form):
    """A question, whether it can wait, and a number that makes a second press harmless."""

    token = forms.UUIDField()
    urgent = forms.BooleanField(required=False)

    def __init__(self, data: object = None, **options: object) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        self.fields["token"].error_messages = dict.fromkeys(
            ("required", "invalid"), _("Deze bladzijde was verlopen. Er is niets bewaard. Open haar opnieuw.")
        )
        self.fields["text"] = forms.CharField(
            max_length=QUESTION,
            error_messages={
                "required": _("Schrijf de vraag op."),
                "max_length": _("Dit is te lang. Er passen %(count)s tekens in.") % {"count": QUESTION},
            },
        )


@require_http_methods(["GET", "POST"])
@case_view()
def question(request: HttpRequest, here: Case) -> HttpResponse:
    """Pass a question on to the colleague whose case this is."""
    actor = actor_of(request)
    if here.worker_id == actor.id:
        raise Http404
    form = QuestionForm(request.POST if request.method == "POST" else None, initial={"token": uuid.uuid4()})
    if form.is_valid():
        filled = form.cleaned_data
        pass_question_on(
            actor=actor,
            now=clock.now(),
            case=here,
            text=filled["text"],
            urgent=filled["urgent"],
            token=filled["token"],
        )
        return back_to(here, saved="question")
    return page(
        request,
        "question.html",
        422 if form.is_bound else 200,
        case=here,
        sheet=sheet(form),
        token=form["token"].value() if not form.errors.get("token") else uuid.uuid4(),
    )


@require_POST
@open_to(WORKERS)
def answered(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Tick a question off, or put it back."""
    actor = actor_of(request)
    try:
        found = get_question(actor, question_id)
    except Question.DoesNotExist as error:
        raise Http404 from error
    if request.POST.get("again"):
        ask_again(actor=actor, question_id=found.id)
        return HttpResponseRedirect(reverse("start"))
    answer_question(actor=actor, now=clock.now(), question_id=found.id)
    return HttpResponseRedirect(f"{reverse('start')}?answered={found.id}")
