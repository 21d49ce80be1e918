"""One emergency, for who guards privacy: why, and whether a law keeps it from the client for now."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alliantie import clock
from alliantie.access.models import Emergency
from alliantie.access.policies import NotNow
from alliantie.insight.privacy_forms import Errors, Form
from alliantie.insight.views.common import actor_of, page
from alliantie.insight.views.privacy import guard_view
from alliantie.people.emergency import LONGEST_DAYS, get_emergency, keep_from_client
from alliantie.people.models import Organisation
from alliantie.people.queries import workers_of

LONGEST_LAW = 200


@require_http_methods(["GET", "HEAD", "POST"])
@guard_view
def emergency(request: HttpRequest, organisation: Organisation, emergency_id: UUID) -> HttpResponse:
    """Read why a case was opened in an emergency, and say until when a law keeps that from the client."""
    actor = actor_of(request)
    try:
        here = get_emergency(actor, emergency_id)
    except Emergency.DoesNotExist as missing:
        raise Http404 from missing
    if here.organisation_id != organisation.id:
        raise Http404
    kept = here.kept_until is not None and here.kept_until > clock.today()
    form = Form({"law": here.law, "until": here.kept_until.isoformat() if here.kept_until else ""})
    status = 200
    if request.method == "POST":
        form, until = _read(request)
        if not form.errors:
            try:
                keep_from_client(actor=actor, emergency_id=here.id, law=form.value("law"), until=until)
                return redirect(f"{reverse('privacy-emergency', args=[here.id])}?saved=1")
            except NotNow:
                form = Form(form.values, (("until", _day_asked()),))
        status = 422
    names = {each.id: each.name for each in workers_of(actor, organisation.id)}
    return page(
        request,
        "privacy_emergency.html",
        status,
        emergency=here,
        worker=names.get(here.worker_id, ""),
        kept=kept,
        form=form,
        saved="saved" in request.GET,
    )


def _day_asked() -> str:
    return _("Kies een dag na vandaag, hoogstens %(days)s dagen verder.") % {"days": LONGEST_DAYS}


def _read(request: HttpRequest) -> tuple[Form, date | None]:
    if request.POST.get("do") == "tell":
        return Form({}), None
    law = " ".join(request.POST.get("law", "").split())
    errors: Errors = []
    if not law:
        errors.append(("law", _("Schrijf welke wet het verbiedt.")))
    elif len(law) > LONGEST_LAW:
        errors.append(("law", _("Deze tekst is te lang.")))
    try:
        until = date.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        until = None
        errors.append(("until", _day_asked()))
    return Form({"law": law[:LONGEST_LAW], "until": request.POST.get("until", "")[:10]}, tuple(errors)), until
