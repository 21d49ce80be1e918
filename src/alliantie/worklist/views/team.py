"""The pages of who leads a team: caseload, what is due, who waits, and what weighs how much."""

from __future__ import annotations

import uuid
from dataclasses import astuple
from datetime import timedelta
from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.routes import WORKERS, open_to
from alliantie.access.seen import Meanwhile
from alliantie.cases.models import Waiting
from alliantie.cases.operations import change_request, end_waiting, put_on_list, wait_again
from alliantie.cases.operations.team import request_of
from alliantie.cases.queries import MOST_CLOSED, get_waiting, team_closed
from alliantie.cases.queries.reserved import asked_of_leader
from alliantie.people.queries import teams_led
from alliantie.practices.texts import Language
from alliantie.worklist.forms import sheet
from alliantie.worklist.queries.reserved import to_answer
from alliantie.worklist.queries.team import (
    ORDERS,
    due_with,
    ended_in_words,
    team_page,
    urgency_in_words,
    waiting_list,
)
from alliantie.worklist.team_forms import WaitingForm
from alliantie.worklist.views.common import Before, Now, actor_of, language, number, page
from alliantie.worklist.views.start import CLOSED_DAYS

# What somebody who waits no more can be put back from.
ENDED = tuple(Waiting.Ended.values)
DESK_DAYS = 14


@require_safe
@open_to(WORKERS)
def team(request: HttpRequest) -> HttpResponse:
    """The teams the reader leads."""
    teams = team_page(actor_of(request), cast(Language, language()), clock.today())
    actor = actor_of(request)
    asked = to_answer(actor, asked_of_leader(actor), language(), clock.today())
    return page(request, "team.html", teams=teams, asked=asked, saved=request.GET.get("saved", ""))


@require_safe
@open_to(WORKERS)
def one_worker(request: HttpRequest, team_id: UUID, worker_id: UUID) -> HttpResponse:
    """What is due with one worker of a team the reader leads."""
    due = due_with(actor_of(request), team_id, worker_id, cast(Language, language()), clock.today())
    if due is None:
        raise Http404
    return page(request, "team_worker.html", due=due)


@require_safe
@open_to(WORKERS)
def closed(request: HttpRequest) -> HttpResponse:
    """Which cases of the teams the reader leads ended in the last year; whoever leads none has no such page."""
    actor, since = actor_of(request), clock.today() - timedelta(days=CLOSED_DAYS)
    led = teams_led(actor)
    if not led:
        raise Http404
    found = team_closed(actor, language(), since)
    return page(request, "team_closed.html", found=found, since=since, most=MOST_CLOSED, several=len(led) > 1)


@require_safe
@open_to(WORKERS)
def waiting(request: HttpRequest) -> HttpResponse:
    """Who waits, in the order the reader chooses."""
    asked = request.GET.get("order", "")
    order = asked if asked in ORDERS else ORDERS[0]
    actor = actor_of(request)
    shown = waiting_list(actor, clock.today(), order, cast(Language, language()))
    ended: UUID | None = number(request.GET.get("ended"))
    return page(
        request,
        "waiting.html",
        shown=shown,
        order=order,
        orders=_orders(),
        gone=_gone(request, ended) if ended else None,
        saved=request.GET.get("saved", ""),
    )


def _orders() -> list[tuple[str, str]]:
    named = {
        "name": _("Op naam"),
        "asked": _("Op hoe lang"),
        "urgency": _("Op urgentie"),
        "stream": _("Op geldstroom"),
    }
    return [(order, named[order]) for order in ORDERS]


def _gone(request: HttpRequest, waiting_id: UUID) -> tuple[Waiting, str] | None:
    """Somebody who was just taken off the list, with why."""
    try:
        found = get_waiting(actor_of(request), waiting_id)
    except Waiting.DoesNotExist:
        return None
    return (found, ended_in_words(found.ended)) if found.ended else None


@require_http_methods(["GET", "POST"])
@open_to(WORKERS)
def new_waiting(request: HttpRequest) -> HttpResponse:
    """Put somebody on the waiting list."""
    actor, today = actor_of(request), clock.today()
    teams = teams_led(actor)
    form = WaitingForm(
        request.POST if request.method == "POST" else None,
        teams=teams,
        today=today,
        initial={"token": uuid.uuid4(), "asked_on": today},
    )
    if form.is_valid():
        put_on_list(
            actor=actor, now=clock.now(), team=form.team, request=form.request, token=form.cleaned_data["token"]
        )
        return _back(saved="waiting")
    return _form_page(request, form)


@require_http_methods(["GET", "POST"])
@open_to(WORKERS)
def one_waiting(request: HttpRequest, waiting_id: UUID) -> HttpResponse:
    """Change what is known of somebody who waits, or take them off the list."""
    actor = actor_of(request)
    found = _found(request, waiting_id)
    form = WaitingForm(
        request.POST if request.method == "POST" else None,
        teams=[found.team],
        today=clock.today(),
        initial={"token": uuid.uuid4(), **{name: each.value for name, each in _stands(found).items()}},
    )
    before = Before.of(request, _stands(found), *astuple(request_of(found)))
    if form.is_valid():
        seen = request.POST.get("seen")
        try:
            change_request(actor=actor, now=clock.now(), waiting_id=found.id, request=form.request, seen=seen)
            return _back(saved="waiting")
        except Meanwhile as denied:
            found = _found(request, waiting_id)
            row = astuple(request_of(found))
            before = Before.anew(request, denied, form.cleaned_data, _stands(found), *row)
    return _form_page(request, form, found=found, before=before)


def _stands(found: Waiting) -> dict[str, Now]:
    """What is known of somebody who waits, by the questions of the form."""
    return {
        "name": Now(_("Naam"), found.name),
        "asked_on": Now(_("Wacht sinds"), found.asked_on),
        "urgency": Now(_("Hoe dringend is het?"), found.urgency, urgency_in_words(found.urgency)),
        "reason": Now(_("Waarom?"), found.reason),
        "stream": Now(_("Geldstroom"), found.stream),
    }


@require_POST
@open_to(WORKERS)
def off_list(request: HttpRequest, waiting_id: UUID) -> HttpResponse:
    """Take somebody off the list, with why."""
    found = get_waiting_or_404(request, waiting_id)
    why = request.POST.get("ended", "")
    if why not in ENDED:
        return HttpResponseRedirect(f"{reverse('waiting-one', args=[found.id])}#ended")
    end_waiting(actor=actor_of(request), now=clock.now(), waiting_id=found.id, ended=why)
    return _back(ended=found.id)


@require_POST
@open_to(WORKERS)
def on_list(request: HttpRequest, waiting_id: UUID) -> HttpResponse:
    """Undo that."""
    found = get_waiting_or_404(request, waiting_id)
    wait_again(actor=actor_of(request), waiting_id=found.id)
    return _back(saved="waiting")


def get_waiting_or_404(request: HttpRequest, waiting_id: UUID) -> Waiting:
    """One who waits or waited for a team the reader leads. Raises Http404 when there is none."""
    try:
        return get_waiting(actor_of(request), waiting_id)
    except Waiting.DoesNotExist as error:
        raise Http404 from error


def _found(request: HttpRequest, waiting_id: UUID) -> Waiting:
    found = get_waiting_or_404(request, waiting_id)
    if found.ended_on is not None:
        raise Http404
    return found


def _back(**told: object) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('waiting')}?{urlencode(told)}")


def _form_page(
    request: HttpRequest,
    form: WaitingForm,
    *,
    found: Waiting | None = None,
    before: Before | None = None,
) -> HttpResponse:
    teams = [(str(team.id), team.name) for team in form.teams] if len(form.teams) > 1 else []
    return page(
        request,
        "waiting_form.html",
        422 if form.is_bound else 200,
        urgencies=[(each, urgency_in_words(each)) for each in Waiting.Urgency.values],
        reasons=[(each, ended_in_words(each)) for each in ENDED],
        sheet=sheet(form, before=before),
        token=form["token"].value() if not form.errors.get("token") else uuid.uuid4(),
        found=found,
        before=before,
        team_options=[("", _("Kies een team")), *teams] if teams else [],
    )
