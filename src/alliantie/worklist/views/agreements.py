"""The agreements of a case: all of them, a new one, and what became of one."""

from __future__ import annotations

import uuid
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alliantie import clock
from alliantie.access.policies import Denied
from alliantie.cases.models import Agreement, Case
from alliantie.cases.operations import make_agreement, settle_agreement
from alliantie.cases.queries import Person, agreements_of, get_agreement, people_of
from alliantie.worklist.agreement_form import EVERYONE, OTHER, WORKER, NewAgreementForm, SettleForm
from alliantie.worklist.forms import sheet
from alliantie.worklist.queries.words import joined
from alliantie.worklist.views.common import actor_of, case_view, page
from alliantie.worklist.views.recording import back_to


def owners(here: Case, people: tuple[Person, ...]) -> list[tuple[str, str]]:
    """Who can do what was agreed: the people of the case, the worker, somebody else."""
    return [
        *((str(person.client_id), person.given_name) for person in people),
        (WORKER, here.worker.given_name),
        (OTHER, _("Iemand anders")),
    ]


def companions(people: tuple[Person, ...]) -> list[tuple[str, str]]:
    """With whom it can be agreed, in a family."""
    if len(people) == 1:
        return []
    return [*((str(person.client_id), person.given_name) for person in people), (EVERYONE, _("Iedereen"))]


@require_http_methods(["GET", "POST"])
@case_view()
def agreements(request: HttpRequest, here: Case) -> HttpResponse:
    """Everything that was agreed in a case, and the form for one more."""
    actor, people = actor_of(request), people_of(actor_of(request), here, noted="case")
    form = NewAgreementForm(
        request.POST if request.method == "POST" else None,
        people=people,
        today=clock.today(),
        initial={"token": uuid.uuid4()},
    )
    promise = form.promise if form.is_valid() else None
    if promise is not None:
        made = make_agreement(
            actor=actor, now=clock.now(), case=here, promise=promise, token=form.cleaned_data["token"]
        )
        return back_to(here, agreement=made)
    found = agreements_of(actor, here.id)
    return page(
        request,
        "agreements.html",
        422 if form.is_bound else 200,
        case=here,
        people=people,
        names=joined([person.given_name for person in people]),
        open=[each for each in found if each.state == "open"],
        settled=[each for each in found if each.state != "open"],
        owners=owners(here, people),
        companions=companions(people),
        sheet=sheet(form),
        # A form without a usable number gets a new one; the rest of it stays.
        token=form["token"].value() if not form.errors.get("token") else uuid.uuid4(),
    )


@require_http_methods(["GET", "POST"])
@case_view()
def agreement(request: HttpRequest, here: Case, agreement_id: UUID) -> HttpResponse:
    """One agreement: tick it off, put it away with a reason, or open it again."""
    actor = actor_of(request)
    try:
        found = get_agreement(actor, agreement_id, here.id)
    except Agreement.DoesNotExist as error:
        raise Http404 from error
    form = SettleForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if form.is_valid():
        filled = form.cleaned_data
        try:
            settle_agreement(actor=actor, agreement_id=found.id, state=filled["state"], reason=filled["reason"])
            return back_to(here, agreement=found.id)
        except Denied as denied:
            refusal = denied.reason
    people = people_of(actor, here, noted="case")
    return page(
        request,
        "agreement.html",
        422 if form.is_bound else 200,
        case=here,
        one=found,
        several=len(people) > 1,
        sheet=sheet(form, also=refusal),
    )
