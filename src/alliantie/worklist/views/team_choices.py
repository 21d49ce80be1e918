"""What who leads a team chooses for it: how much each measure weighs, and who have the duty desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alliantie import clock
from alliantie.access.routes import WORKERS, open_to
from alliantie.access.seen import Meanwhile, read_made
from alliantie.cases.operations import USUAL_WEIGHT, set_desks, set_weights
from alliantie.cases.operations.desk import by_day
from alliantie.cases.operations.team import as_told
from alliantie.cases.queries import caseloads, desks_of, weights_of
from alliantie.people.models import Team
from alliantie.people.queries import in_team, teams_led
from alliantie.practices import UnknownPracticeError, library
from alliantie.web.dates import day_in_words
from alliantie.worklist.forms import sheet
from alliantie.worklist.team_forms import DesksForm, WeightsForm, field_of
from alliantie.worklist.views.common import Before, Now, actor_of, language, page

DESK_DAYS = 14


@require_http_methods(["GET", "POST"])
@open_to(WORKERS)
def weights(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """What each measure weighs for a team: its own choice."""
    actor = actor_of(request)
    here = _led(request, team_id)
    groups = []
    for practice_id in sorted(here.organisation.practices):
        try:
            practice = library().latest(practice_id)
        except UnknownPracticeError:
            continue
        measures = [((practice_id, each.id), each.name.in_(language())) for each in practice.measures]
        groups.append((practice.name.in_(language()), measures))
    keys, known = [key for _name, measures in groups for key, _measure in measures], weights_of(actor, here.id)
    form = WeightsForm(
        # With a comma, as people type it.
        {name: str(value).replace(",", ".") for name, value in request.POST.items()}
        if request.method == "POST"
        else None,
        measures=keys,
        known=known,
    )
    named = {key: measure for _name, measures in groups for key, measure in measures}
    before = Before.of(request, _weighs(named, known), *as_told(known))
    if form.is_valid():
        try:
            set_weights(actor=actor, team=here, weights=form.weights, seen=request.POST.get("seen"))
            return HttpResponseRedirect(f"{reverse('team')}?saved=weights")
        except Meanwhile as denied:
            known = weights_of(actor, here.id)
            before = Before.anew(request, denied, form.cleaned_data, _weighs(named, known), *as_told(known))
    fields = [(name, [(field_of(key), measure) for key, measure in measures]) for name, measures in groups]
    return page(
        request,
        "team_weights.html",
        422 if form.is_bound else 200,
        team=here,
        groups=fields,
        before=before,
        sheet=sheet(form, before=before),
    )


def _weighs(named: Mapping[tuple[str, str], str], known: Mapping[tuple[str, str], Decimal]) -> dict[str, Now]:
    """What each measure weighs, by the field it has."""
    weights = {key: str(known.get(key, USUAL_WEIGHT).normalize()) for key in named}
    return {field_of(key): Now(named[key], weight, weight.replace(".", ",")) for key, weight in weights.items()}


def _led(request: HttpRequest, team_id: UUID) -> Team:
    """A team the reader leads. Raises Http404 for another."""
    here = next((each for each in teams_led(actor_of(request)) if each.id == team_id), None)
    if here is None:
        raise Http404
    return here


@require_http_methods(["GET", "POST"])
@open_to(WORKERS)
def desks(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Who have the duty desk of a team, on each day of the coming two weeks."""
    actor, today = actor_of(request), clock.today()
    here = _led(request, team_id)
    days = [today + timedelta(days=number) for number in range(DESK_DAYS)]
    loads, there = caseloads(actor, today), in_team(actor, here.id, today)
    workers = [(each.worker_id, each.name) for each in loads if each.team_id == here.id and each.worker_id in there]
    at_once, known = _at_desk(here), desks_of(actor, here.id, days[0], days[-1])
    form = _desks_form(request, days, workers, known, at_once)
    before = Before.of(request, _at_desks(form, workers, known, {}), *by_day(known))
    if form.is_valid():
        try:
            set_desks(actor=actor, team=here, desks=form.desks, seen=request.POST.get("seen"))
            return HttpResponseRedirect(f"{reverse('team')}?saved=desk")
        except Meanwhile as denied:
            known = desks_of(actor, here.id, days[0], days[-1])
            form = _desks_form(request, days, workers, known, at_once)
            stands = _at_desks(form, workers, known, read_made(before.made) or {})
            typed = {name: request.POST.get(name) for name in form.fields}
            before = Before.anew(request, denied, typed, stands, *by_day(known))
    return page(
        request,
        "team_desk.html",
        422 if form.is_bound else 200,
        team=here,
        days=[(day, form.places[day], 0 < len(known.get(day, ())) < at_once) for day in days],
        at_once=at_once,
        workers=[("", _("Niemand")), *((str(worker_id), name) for worker_id, name in workers)],
        before=before,
        sheet=sheet(form, before=before),
    )


def _desks_form(
    request: HttpRequest,
    days: Sequence[date],
    workers: Sequence[tuple[UUID, str]],
    known: Mapping[date, Sequence[UUID]],
    at_once: int,
) -> DesksForm:
    return DesksForm(
        request.POST if request.method == "POST" else None,
        days=days,
        workers=[str(worker_id) for worker_id, _name in workers],
        known=known,
        at_once=at_once,
    )


def _at_desks(
    form: DesksForm,
    workers: Sequence[tuple[UUID, str]],
    known: Mapping[date, Sequence[UUID]],
    was: Mapping[str, str],
) -> dict[str, Now]:
    """Who has which place at the desk; whoever was there already, as the form `was`, has the same place still."""
    names, stands = {str(worker_id): name for worker_id, name in workers}, {}
    for day, places in form.places.items():
        here = [str(each) for each in known.get(day, ())]
        same = {place: was[place] for place in places if was.get(place) in here}
        others = iter([each for each in here if each not in same.values()])
        for place in places:
            who = same.get(place) or next(others, "")
            asked = day_in_words(day, language(), clock.today()).capitalize()
            stands[place] = Now(
                asked, who, names.get(who, _("iemand die hier niet meer werkt")) if who else _("Niemand")
            )
    return stands


def _at_desk(team: Team) -> int:
    """How many people have the desk at once by the practices of a team."""
    found = [1]
    for practice_id in team.organisation.practices:
        with suppress(UnknownPracticeError):
            found.append(library().latest(practice_id).at_desk)
    return max(found)
