"""The figures of the rounds: of a team for who leads it, of an organisation for who manages it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from alliantie import clock
from alliantie.access.routes import WORKERS, open_to
from alliantie.insight.definitions import ROUNDS
from alliantie.insight.queries import round_figures
from alliantie.insight.shares import shares
from alliantie.insight.views.common import actor_of, language, page


@require_safe
@open_to(WORKERS)
def team_figures(request: HttpRequest) -> HttpResponse:
    """How the rounds go by quarter and practice, of the own teams and of the organisation the actor manages."""
    spoken = language()
    found = round_figures(actor_of(request), spoken, clock.today())
    places = [
        (
            place.name,
            [(practice, shares(practice, f"p{number}-{at}", spoken)) for at, practice in enumerate(place.practices)],
        )
        for number, place in enumerate(found)
    ]
    return page(request, "figures.html", places=places, definitions=ROUNDS, made_at=found[0].made_at)
