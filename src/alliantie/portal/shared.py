"""What is shared about the reader with others."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from alliantie import clock
from alliantie.access.routes import ACCOUNTS, open_to
from alliantie.portal.queries.shared import all_shared


@require_safe
@open_to(ACCOUNTS)
def shared(request: HttpRequest) -> HttpResponse:
    """What is shared, with whom, why, on which ground, until when, and who looked."""
    found = all_shared(request.actor)  # type: ignore[attr-defined]
    context = {
        "found": found,
        "address": found.address,
        "language": translation.get_language() or "nl",
        "today": clock.today(),
    }
    return render(request, "portal/shared.html", context)
