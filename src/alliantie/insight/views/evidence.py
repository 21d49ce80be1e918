"""What is known and what is not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from alliantie.access.routes import WORKERS, open_to
from alliantie.insight.evidence import evidence
from alliantie.insight.views.common import actor_of, language, page


@require_safe
@open_to(WORKERS)
def shown(request: HttpRequest) -> HttpResponse:
    """What research says, what it does not, and what was measured by ourselves, with the day."""
    return page(request, "evidence.html", found=evidence(actor_of(request), language()))
