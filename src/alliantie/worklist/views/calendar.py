"""The calendar of planned talks for another program: the page that makes and revokes its address, and the file."""

from __future__ import annotations

from datetime import timedelta

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.errors import too_often
from alliantie.access.routes import EVERYONE, WORKERS, open_to
from alliantie.cases.operations import drop_calendar, make_calendar
from alliantie.cases.queries import USUAL, calendar_of, own_calendar
from alliantie.worklist.calendar_file import CalendarEvent, calendar_file
from alliantie.worklist.views.common import actor_of, page

# Programs ask every few minutes at most; many workers of one office come from one address.
RATE = "120/m/ip"


@require_http_methods(["GET", "POST"])
@open_to(WORKERS)
def calendar(request: HttpRequest) -> HttpResponse:
    """Whether there is an address; a press makes a new one, which only this answer shows."""
    actor, address = actor_of(request), ""
    if request.method == "POST":
        secret = make_calendar(actor=actor, initials=request.POST.get("initials") == "on")
        address = settings.PUBLIC_URL + reverse("calendar-file", kwargs={"secret": secret})
    return page(
        request,
        "calendar.html",
        address=address,
        own=own_calendar(actor),
        revoked=request.GET.get("saved") == "revoked",
    )


@require_POST
@open_to(WORKERS)
def revoke(request: HttpRequest) -> HttpResponse:
    """End the address."""
    drop_calendar(actor=actor_of(request))
    return HttpResponseRedirect(f"{reverse('calendar')}?saved=revoked")


@require_safe
@open_to(EVERYONE)
def file(request: HttpRequest, secret: str) -> HttpResponse:
    """The talks under a secret address. One that opens nothing looks like one that never was."""
    asked = ratelimit.consume(request, app="alliantie", action="calendar", config={"calendar": RATE}, limit_get=True)
    if not asked:
        return too_often(request)
    found = calendar_of(secret)
    if found is None:
        raise Http404
    places = {
        "office": _("Kantoor"),
        "home": _("Op huisbezoek"),
        "elsewhere": _("Ergens anders"),
        "phone": _("Telefoon"),
        "online": _("Via een scherm"),
    }
    events = (
        CalendarEvent(
            each.id,
            each.starts_at,
            timedelta(minutes=each.minutes) if each.minutes else USUAL,
            f"{_('Gesprek')} {each.initials}".strip(),
            places.get(each.mode, ""),
        )
        for each in found
    )
    text = calendar_file(_("Gesprekken"), events, clock.now())
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
