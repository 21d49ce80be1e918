"""What clients of a case asked about their own data, and the answer."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.access.policies import Denied
from alliantie.cases.models import Case, ClientRequest, Fact
from alliantie.cases.models.request import Right, Sort
from alliantie.cases.operations.requests import LONGEST, answer_request, correctable
from alliantie.cases.queries import people_of
from alliantie.worklist.views.common import actor_of, case_view, in_practice, page


@require_safe
@case_view()
def requests(request: HttpRequest, here: Case) -> HttpResponse:
    """All that was asked in a case, newest first."""
    actor = actor_of(request)
    called = {person.client_id: person.given_name for person in people_of(actor, here, noted="case")}
    asked = ClientRequest.objects.visible_to(actor).filter(case_id=here.id).order_by("-asked_at", "id")
    return page(request, "requests.html", case=here, found=[(each, called.get(each.client_id, "")) for each in asked])


@require_http_methods(["GET", "HEAD", "POST"])
@case_view()
def answer(request: HttpRequest, here: Case, request_id: UUID) -> HttpResponse:
    """One request, with what it is about as it stands, and the answer with a reason."""
    actor = actor_of(request)
    practice, language = in_practice(here)
    try:
        asked = ClientRequest.objects.visible_to(actor).filter(case_id=here.id).get(id=request_id)
    except ClientRequest.DoesNotExist as error:
        raise Http404 from error
    called = {person.client_id: person.given_name for person in people_of(actor, here, noted="case")}
    fact = _fact(actor, asked)
    changes = fact is not None and asked.right == Right.CORRECT and correctable(fact)
    chosen, text = request.POST.get("answer", ""), request.POST.get("text", "").strip()
    instead = request.POST.get("instead", asked.wanted or (fact.text if fact else "")).strip()
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        if chosen not in ("yes", "no"):
            errors.append(("answer", _("Kies ja of nee.")))
        if not text:
            errors.append(("text", _("Schrijf waarom. De cliënt leest dit.")))
        errors += [
            (name, _("Deze tekst is te lang. Maak hem korter."))
            for name, typed in (("text", text), ("instead", instead))
            if len(typed) > LONGEST
        ]
        if not errors:
            try:
                answer_request(
                    actor=actor,
                    now=clock.now(),
                    request=asked,
                    yes=chosen == "yes",
                    text=text,
                    instead=instead if changes and chosen == "yes" else None,
                )
                return redirect(f"{reverse('case-request', args=[here.id, asked.id])}?saved=1")
            except Denied as denied:
                errors.append(("", denied.reason))
    return page(
        request,
        "request.html",
        status=422 if errors else 200,
        case=here,
        asked=asked,
        name=called.get(asked.client_id, ""),
        fact=fact,
        changes=changes,
        word=practice.against_decisions.word.in_(language),
        treats=practice.against_decisions.by.in_(language),
        chosen=chosen,
        text=text[:LONGEST],
        instead=instead[:LONGEST],
        errors=errors,
        longest=LONGEST,
        saved="saved" in request.GET,
    )


def _fact(actor: Actor, asked: ClientRequest) -> Fact | None:
    """The fact a request is about, as long as it stands. One query, or none."""
    if asked.about != Sort.FACT or asked.about_id is None:
        return None
    return Fact.objects.visible_to(actor).filter(id=asked.about_id, case_id=asked.case_id).first()
