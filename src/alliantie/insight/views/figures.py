"""The figures of the team."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from alliantie import clock
from alliantie.access.routes import WORKERS, open_to
from alliantie.insight.queries import team_figures as figures_of
from alliantie.insight.views.common import actor_of, language, page


@require_safe
@open_to(WORKERS)
def team_figures(request: HttpRequest) -> HttpResponse:
    """How the rounds of the own teams go, by quarter and practice, for who leads them."""
    return page(request, "figures.html", teams=figures_of(actor_of(request), language(), clock.today()))
