"""How many wait."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from alliantie.access.routes import WORKERS, open_to
from alliantie.insight.views.common import actor_of, language, page
from alliantie.insight.waiting import DEFINITIONS, waiting_figures


@require_safe
@open_to(WORKERS)
def shown(request: HttpRequest) -> HttpResponse:
    """How many waited as each month began, for who leads a team and for who manages the practices."""
    places = waiting_figures(actor_of(request), language())
    return page(request, "waiting_figures.html", places=places, definitions=DEFINITIONS)
