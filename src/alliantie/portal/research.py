"""Whether the client allows research: asked on a page of its own, tied to nothing, seen by nobody else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alliantie import clock
from alliantie.access.policies import Denied
from alliantie.access.routes import ACCOUNTS, open_to
from alliantie.alliance.operations.research import consent
from alliantie.alliance.queries.research import own_research
from alliantie.alliance.views.common import actor_of
from alliantie.portal.queries.cases import address_of


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(ACCOUNTS)
def research(request: HttpRequest) -> HttpResponse:
    """Say yes, or stop; and where the own answers went along."""
    actor = actor_of(request)
    if request.method == "POST":
        said = request.POST.get("research", "")
        if said in ("yes", "no"):
            try:
                consent(actor=actor, yes=said == "yes")
            except Denied:
                # The page says why.
                return redirect("my-research")
        return redirect(f"{reverse('my-research')}?saved={said}")
    context = {
        "research": own_research(actor),
        "address": address_of(actor),
        "saved": request.GET.get("saved", ""),
        "today": clock.today(),
    }
    return render(request, "portal/research.html", context)
