"""The own caseload of a worker."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from alliantie import clock
from alliantie.access.routes import WORKERS, open_to
from alliantie.alliance.views.common import device_of
from alliantie.cases.queries import note_reading
from alliantie.insight.caseload import screen
from alliantie.insight.views.common import actor_of, language, page


@require_safe
@open_to(WORKERS)
def own(request: HttpRequest) -> HttpResponse:
    """How the own rounds of a year went, and what they say of each client; each reading stands in the client's log."""
    shown = screen(actor_of(request), language(), clock.today())
    for each in shown.read:
        note_reading("trend", each.case_id, each.client_id, device_of(request))
    return page(request, "caseload.html", shown=shown)
