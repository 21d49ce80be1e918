"""What the pages about money share: whose case it is, one way to fill in a form, and the way back."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from alliantie.access.policies import Denied
from alliantie.access.seen import Meanwhile
from alliantie.cases.models import Case
from alliantie.cases.queries import practice_of
from alliantie.money import words
from alliantie.worklist.forms import sheet
from alliantie.worklist.views.common import Before, Now, View, case_view, page


def money_view(view: View) -> View:
    """A view of one case the worker may see, in a practice that has money; what is not there is not found."""

    @case_view()
    @wraps(view)
    def shown(request: HttpRequest, here: Case, **rest: Any) -> HttpResponse:
        if not practice_of(here).money:
            raise Http404
        try:
            return view(request, here, **rest)
        except ObjectDoesNotExist as error:
            raise Http404 from error

    return shown


def money_shown(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page about money."""
    return page(request, f"money/{template}", status, words=words, **context)


def filled_in(
    request: HttpRequest,
    here: Case,
    template: str,
    form: forms.Form,
    save: Callable[[], HttpResponse],
    *,
    stands: Callable[[], Mapping[str, Now]] | None = None,
    **context: Any,
) -> HttpResponse:
    """Do what a form asks when it is right; else show it again, with what was typed and what is wrong.

    A form that changes what is there says what `stands`, by field: nobody writes over what they did not see.
    """
    refusal, before = "", Before.of(request, stands(), *_row(stands())) if stands else None
    if form.is_valid():
        try:
            return save()
        except Meanwhile as denied:
            there = stands() if stands else {}
            before = Before.anew(request, denied, form.cleaned_data, there, *_row(there))
        except Denied as denied:
            refusal = denied.reason
    return money_shown(
        request,
        template,
        422 if form.is_bound else 200,
        case=here,
        sheet=sheet(form, also=refusal, before=before),
        # A form without a usable number gets a new one; the rest of it stays.
        token=form["token"].value() if not form.errors.get("token") else uuid.uuid4(),
        before=before,
        **context,
    )


def _row(stands: Mapping[str, Now]) -> tuple[object, ...]:
    return tuple(each.value for each in stands.values())


def sent(request: HttpRequest) -> Any:
    """What was sent, or None for a page that was only opened."""
    return request.POST if request.method == "POST" else None


def back_to_money(case: Case, **told: object) -> HttpResponse:
    """The money page, which tells what was just saved."""
    return HttpResponseRedirect(f"{reverse('case-money', kwargs={'case_id': case.id})}?{urlencode(told)}")


def back_to(name: str, case: Case, **numbers: object) -> HttpResponse:
    """The page of a claim or a line, which says that it was saved."""
    return HttpResponseRedirect(f"{reverse(name, kwargs={'case_id': case.id, **numbers})}?saved=1")
