"""Exports for research: a researcher asks and fetches, who guards privacy decides; and a worker's own consent."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.policies import Denied, NotNow
from alliantie.access.routes import WORKERS, open_to
from alliantie.alliance.models import Research
from alliantie.alliance.operations.research import ask_research, consent, decide_research, fetch_research
from alliantie.alliance.queries.research import get_research, own_research, researches
from alliantie.insight.privacy_forms import Form
from alliantie.insight.research_forms import LONGEST, LONGEST_PURPOSE, empty_wish, read_wish, state_of
from alliantie.insight.views.common import actor_of, page
from alliantie.insight.views.privacy import guard_view
from alliantie.people.models import Organisation
from alliantie.people.queries import organisation_researched

View = Callable[..., HttpResponse]

LONGEST_WHY = 500


def researcher_view(view: View) -> View:
    """A view for whoever does research today, with the organisation; for anyone else it does not exist."""

    @open_to(WORKERS)
    @wraps(view)
    def shown(request: HttpRequest, **rest: Any) -> HttpResponse:
        return view(request, organisation_researched(actor_of(request)), **rest)

    return shown


@require_safe
@researcher_view
def exports(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What the researcher asked for, and how it stands."""
    found = [(each, state_of(each, clock.now())) for each in researches(actor_of(request), organisation.id)]
    return page(request, "research.html", organisation=organisation, found=found)


@require_http_methods(["GET", "HEAD", "POST"])
@researcher_view
def new(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Ask for an export: what for, who looked at its ethics, until when, whose side. The same sent twice is one."""
    form, status = empty_wish(), 200
    if request.method == "POST":
        form, token, wanted = read_wish(request.POST.dict(), clock.today())
        status = 422
        if wanted is not None:
            try:
                ask_research(actor=actor_of(request), token=token, wanted=wanted)
                return redirect(f"{reverse('research-one', args=[token])}?asked=1")
            except NotNow:
                form = Form(
                    form.values, (("", _("Er wachten al vijf aanvragen op een besluit. Er is niets gevraagd.")),)
                )
                status = 409
    return page(
        request,
        "research_new.html",
        status,
        organisation=organisation,
        form=form,
        longest=LONGEST,
        longest_purpose=LONGEST_PURPOSE,
    )


def _found(request: HttpRequest, organisation: Organisation, research_id: UUID) -> Research:
    try:
        return get_research(actor_of(request), organisation.id, research_id)
    except Research.DoesNotExist as missing:
        raise Http404 from missing


def _one(request: HttpRequest, research: Research, status: int = 200, **more: Any) -> HttpResponse:
    context = {"found": research, "state": state_of(research, clock.now()), "now": clock.now()}
    return page(request, "research_one.html", status, **context, **more)


@require_safe
@researcher_view
def one(request: HttpRequest, organisation: Organisation, research_id: UUID) -> HttpResponse:
    """One export: what was asked, what was decided, and the file once it is there."""
    return _one(request, _found(request, organisation, research_id), asked="asked" in request.GET)


@require_POST
@researcher_view
def file(request: HttpRequest, organisation: Organisation, research_id: UUID) -> HttpResponse:
    """The file, once."""
    research = _found(request, organisation, research_id)
    try:
        content = fetch_research(actor=actor_of(request), research_id=research_id)
    except NotNow:
        gone = _("Dit bestand is al opgehaald of verlopen. Vraag het opnieuw aan als het nodig is.")
        return _one(request, research, 409, error=gone)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="alliantie-research.zip"'
    return response


@require_safe
@guard_view
def to_decide(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All exports of the organisation: those that wait for a decision, and the others."""
    found = [(each, state_of(each, clock.now())) for each in researches(actor_of(request), organisation.id)]
    return page(
        request,
        "privacy_research.html",
        organisation=organisation,
        waiting=[each for each in found if each[0].approved is None],
        decided=[each for each in found if each[0].approved is not None],
        saved="saved" in request.GET,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@guard_view
def decide(request: HttpRequest, organisation: Organisation, research_id: UUID) -> HttpResponse:
    """Read what is asked, and approve or refuse it. Who asked it never decides."""
    research = _found(request, organisation, research_id)
    error, status, why = "", 200, " ".join(request.POST.get("why", "").split())
    if request.method == "POST":
        yes = request.POST.get("do") == "approve"
        if not yes and not why:
            error, status = _("Schrijf waarom niet. De onderzoeker leest dit."), 422
        elif len(why) > LONGEST_WHY:
            error, status = _("Deze tekst is te lang. Maak hem korter."), 422
        else:
            try:
                decide_research(actor=actor_of(request), research_id=research_id, yes=yes, why=why)
                return redirect(f"{reverse('privacy-research')}?saved=1")
            except NotNow:
                error, status = _("Een collega besliste dit net. Er is niets veranderd."), 409
            except Denied:
                error, status = _("U vroeg dit zelf aan. Een collega beslist erover."), 403
            research = _found(request, organisation, research_id)
    return page(
        request,
        "privacy_research_one.html",
        status,
        found=research,
        state=state_of(research, clock.now()),
        error=error,
        typed=why[:LONGEST_WHY],
        longest=LONGEST_WHY,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(WORKERS)
def own(request: HttpRequest) -> HttpResponse:
    """Whether the worker's own answers may go along in research, as nobody else can see."""
    actor = actor_of(request)
    if request.method == "POST":
        said = request.POST.get("research", "")
        if said in ("yes", "no"):
            consent(actor=actor, yes=said == "yes")
        return redirect(f"{reverse('research-own')}?saved=1")
    return page(request, "research_own.html", research=own_research(actor), saved="saved" in request.GET)
