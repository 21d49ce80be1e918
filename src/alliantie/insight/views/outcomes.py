"""How cases ended."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from alliantie.access.routes import WORKERS, open_to
from alliantie.insight.definitions import ENDINGS
from alliantie.insight.outcomes import outcomes
from alliantie.insight.views.common import actor_of, language, page


@require_safe
@open_to(WORKERS)
def shown(request: HttpRequest) -> HttpResponse:
    """How cases ended by year and practice, for who leads a team and for who manages the practices."""
    places = outcomes(actor_of(request), language())
    return page(request, "outcomes.html", places=places, definitions=ENDINGS, made_at=places[0].made_at)
