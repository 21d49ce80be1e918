"""Averages of the own organisation beside those of all together, for who manages it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from alliantie.insight.averages import averages
from alliantie.insight.views.common import actor_of, language, manager_view, page
from alliantie.people.models import Organisation


@require_safe
@manager_view
def shown(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What clients and workers showed each other, on average, with how far chance reaches."""
    found = averages(actor_of(request), language())
    return page(request, "averages.html", lines=found, organisation=organisation)
