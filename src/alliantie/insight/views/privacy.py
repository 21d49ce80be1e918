"""Who guards privacy: what is unusual, searching who looked, and what counts as unusual."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.before import Before
from alliantie.access.models import LogSearch
from alliantie.access.policies import Denied, NotNow
from alliantie.access.routes import WORKERS, open_to
from alliantie.access.seen import Meanwhile
from alliantie.insight.log_words import GROUND, WHAT, in_words, reader_in_words, talking_point
from alliantie.insight.privacy_forms import (
    LONGEST_REASON,
    Form,
    empty_search,
    met,
    read_search,
    read_settings,
    settings_form,
    settings_now,
)
from alliantie.insight.views.common import actor_of, language, page
from alliantie.people import guarding
from alliantie.people.models import Organisation
from alliantie.people.number_words import number_name
from alliantie.people.queries import organisation_guarded, workers_of
from alliantie.web.dates import clock_time_in_words, day_in_words
from alliantie.web.spreadsheet import spreadsheet

View = Callable[..., HttpResponse]

LONGEST_NOTE = 500
PAGE, OPEN, SETTLED, SEARCHES = 50, 200, 20, 10
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def guard_view(view: View) -> View:
    """A view for whoever guards privacy today, with the organisation; for anyone else it does not exist."""

    @open_to(WORKERS)
    @wraps(view)
    def shown(request: HttpRequest, **rest: Any) -> HttpResponse:
        return view(request, organisation_guarded(actor_of(request)), **rest)

    return shown


@require_safe
@guard_view
def privacy(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What is unusual and still open, what was settled, and the newest searches."""
    return _privacy(request, organisation)


def _privacy(
    request: HttpRequest, organisation: Organisation, field: str = "", error: str = "", status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    names = {each.id: each.name for each in workers_of(actor, organisation.id)}
    open_ones = guarding.read_alerts(actor, settled=False, most=OPEN)
    return page(
        request,
        "privacy.html",
        status,
        organisation=organisation,
        open=[(each, *talking_point(each)) for each in open_ones],
        most=OPEN,
        settled=[(each, *talking_point(each)) for each in guarding.read_alerts(actor, settled=True, most=SETTLED)],
        searches=[
            (
                each,
                names.get(each.officer_id, ""),
                names.get(each.worker_id, "") if each.worker_id else "",
                each.officer_id == actor.me and each.at > clock.now() - timedelta(days=1),
            )
            for each in guarding.searches(actor, SEARCHES)
        ],
        field_name=field,
        error=error,
        typed=request.POST.get("note", "")[:LONGEST_NOTE] if field else "",
        saved=request.GET.get("saved", ""),
        longest=LONGEST_NOTE,
    )


@require_POST
@guard_view
def settle(request: HttpRequest, organisation: Organisation, alert_id: UUID) -> HttpResponse:
    """Settle what was unusual with a note, or open it again. The same sent twice is settled once."""
    note, field = " ".join(request.POST.get("note", "").split()), f"note-{alert_id}"
    again = "again" in request.POST
    if not again and (not note or len(note) > LONGEST_NOTE):
        wrong = _("Schrijf wat u deed of waarom er niets hoeft.") if not note else _("Deze tekst is te lang.")
        return _privacy(request, organisation, field, wrong, 422)
    try:
        guarding.settle(actor=actor_of(request), alert_id=alert_id, note="" if again else note)
    except NotNow:
        taken = _("Een collega handelde dit net af. Er is niets veranderd. U schreef: %(note)s") % {"note": note}
        return _privacy(request, organisation, "", taken, 409)
    return redirect(f"{reverse('privacy')}?saved={'again' if again else 'settled'}")


@require_http_methods(["GET", "HEAD", "POST"])
@guard_view
def log(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Say why, and for what, the reading log is opened; then it opens for a day."""
    actor = actor_of(request)
    workers = workers_of(actor, organisation.id)
    form, status = empty_search(clock.today(), request.GET.get("worker", "")), 200
    if request.method == "POST":
        form, token, asked = read_search(request.POST.dict(), [each.id for each in workers])
        status = 422
        if asked is not None:
            try:
                guarding.search_log(actor=actor, token=token, asked=asked)
                return redirect("privacy-found", search_id=token)
            except NotNow:
                form, status = Form(form.values, (("", _("Dit kan zo niet. Er is niets geopend.")),)), 409
    return page(request, "privacy_log.html", status, form=form, workers=workers, longest=LONGEST_REASON)


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the log in words."""

    id: int
    at: datetime
    worker: str
    client: str
    what: str
    ground: str

    @property
    def time(self) -> str:
        """When on that day."""
        return clock_time_in_words(self.at, language())

    @property
    def cells(self) -> tuple[str, ...]:
        """As a line of a table."""
        return f"{day_in_words(self.at, language())}, {self.time}", self.worker, self.client, self.what, self.ground


def _lines(
    request: HttpRequest, organisation: Organisation, search_id: UUID, before: tuple[datetime, int] | None, most: int
) -> tuple[LogSearch, list[Shown]]:
    actor, called = actor_of(request), number_name(organisation.practices)
    try:
        search = guarding.get_search(actor, search_id)
        found = guarding.read_log(actor, search_id, before, most)
    except (LogSearch.DoesNotExist, Denied) as missing:
        raise Http404 from missing
    return search, [
        Shown(
            each.id,
            each.at,
            reader_in_words(each.reader_kind, each.worker),
            each.client,
            in_words(WHAT, each.what).replace("%(number)s", called),
            in_words(GROUND, each.ground),
        )
        for each in found
    ]


@require_safe
@guard_view
def found(request: HttpRequest, organisation: Organisation, search_id: UUID) -> HttpResponse:
    """Who looked, at whom, when and on which ground, newest first. Nothing of what they read."""
    search, lines = _lines(request, organisation, search_id, _key(request.GET.get("before", "")), PAGE + 1)
    shown = lines[:PAGE]
    older = f"{(shown[-1].at - _EPOCH) // timedelta(microseconds=1)}-{shown[-1].id}" if lines[PAGE:] else ""
    workers = {each.id: each.name for each in workers_of(actor_of(request), organisation.id)}
    return page(
        request,
        "privacy_found.html",
        search=search,
        worker=workers.get(search.worker_id, "") if search.worker_id else "",
        nobody=search.client_ids == [],
        lines=shown,
        older=older,
        later="before" in request.GET,
        most=guarding.MOST_IN_FILE,
    )


@require_safe
@guard_view
def as_file(request: HttpRequest, organisation: Organisation, search_id: UUID) -> HttpResponse:
    """What a search found as a file for a spreadsheet, the newest lines of it."""
    _search, lines = _lines(request, organisation, search_id, None, guarding.MOST_IN_FILE)
    columns = [_("Dag"), _("Tijd"), _("Wie keek"), _("Bij wie"), _("Wat"), _("Waarom het mocht")]
    cells = (
        (clock.day_of(each.at).isoformat(), each.time, each.worker, each.client, each.what, each.ground)
        for each in lines
    )
    return spreadsheet("wie-keek", columns, cells)


@require_http_methods(["GET", "HEAD", "POST"])
@guard_view
def settings(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What counts as unusual at this organisation."""
    actor, status = actor_of(request), 200
    there = guarding.settings_of(actor)
    form, before = settings_form(settings_now(there)), Before.of(request, settings_now(there), *astuple(there))
    if request.method == "POST":
        form, kept = read_settings(request.POST.dict())
        status = 422
        if kept is not None:
            try:
                guarding.set_watch(actor=actor, settings=kept, seen=request.POST.get("seen"))
                return redirect(f"{reverse('privacy-settings')}?saved=1")
            except Meanwhile as refused:
                there = guarding.settings_of(actor)
                before = Before.anew(request, refused, form.values, settings_now(there), *astuple(there))
                form = met(form, before)
    return page(
        request,
        "privacy_settings.html",
        status,
        form=form,
        before=before,
        usual=guarding.Settings(),
        saved="saved" in request.GET,
    )


def _key(text: str) -> tuple[datetime, int] | None:
    """The moment and number of a key; None for what is no key of ours, which starts at the newest."""
    moment, _dash, number = text.partition("-")
    if not (moment.isdecimal() and number.isdecimal() and len(moment) <= 17 and len(number) <= 18):
        return None
    return _EPOCH + timedelta(microseconds=int(moment)), int(number)
