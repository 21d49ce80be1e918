"""Opening a colleague's case in an emergency."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alliantie.access.policies import Denied
from alliantie.access.routes import WORKERS, open_to
from alliantie.people.emergency import HOURS, KEPT_DAYS, open_in_emergency
from alliantie.worklist.emergency_form import LONGEST_LAW, LONGEST_REASON, EmergencyForm
from alliantie.worklist.forms import sheet
from alliantie.worklist.views.common import actor_of, page


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(WORKERS)
def emergency(request: HttpRequest) -> HttpResponse:
    """Say whom it is about and why; then the case is open for three hours, and others are told."""
    form = EmergencyForm(request.POST if request.method == "POST" else None)
    status, also = 200, ""
    if form.is_bound:
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                opened = open_in_emergency(
                    actor=actor_of(request),
                    name=said["name"],
                    born_on=said["born_on"],
                    reason=said["reason"],
                    law=said["law"],
                    secret=settings.MASTER_KEY,
                )
            except Denied as denied:
                raise Http404 from denied
            if len(opened.case_ids) == 1:
                return redirect("case", case_id=opened.case_ids[0])
            if opened.case_ids:
                return redirect(f"{reverse('start-all')}#cases")
            also = (
                _("U vroeg dit te vaak. Probeer het over een uur weer, of bel een collega van het team.")
                if opened.too_often
                else _("Er loopt hier geen zaak van iemand met deze naam en geboortedatum. Kijk na of alles klopt.")
            )
    return page(
        request,
        "emergency.html",
        status,
        sheet=sheet(form, also=also),
        hours=HOURS,
        days=KEPT_DAYS,
        longest=LONGEST_REASON,
        longest_law=LONGEST_LAW,
    )
