"""The rounds of a pair over time."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from alliantie import clock
from alliantie.alliance import policies, retests
from alliantie.alliance.queries import RoundHere
from alliantie.alliance.trend import trend_of
from alliantie.alliance.trend_screen import trend_screen
from alliantie.alliance.views.common import actor_of, device_of, language, page, round_view
from alliantie.cases.queries import note_reading


@require_safe
@round_view()
def trend(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """Every picture of this pair on one line, from a round that has one; each reading stands in the client's log."""
    actor = actor_of(request)
    policies.check_can_see_picture(actor, here)
    note_reading("trend", here.pair.case_id, here.pair.client_id, device_of(request))
    shown = trend_screen(here, trend_of(actor, here), retests.spreads(actor), language(), clock.today())
    return page(request, here, "trend.html", trend=shown)
