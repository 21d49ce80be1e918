"""Where someone lands: the worker on the start page, everyone else where they belong; searching and exporting cases."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alliantie import clock
from alliantie.access.looks import LOCKED
from alliantie.access.routes import EVERYONE, WORKERS, open_to
from alliantie.cases.queries import MOST_PLACES, all_cases, closed_cases, note_reading
from alliantie.cases.queries.sections import sections_called
from alliantie.people.citizen import number_used
from alliantie.people.numbers import looks_like_number
from alliantie.people.queries import teams_of
from alliantie.web.spreadsheet import spreadsheet
from alliantie.worklist.queries.found import found
from alliantie.worklist.queries.start import OPEN_ROWS, people_in, start_page
from alliantie.worklist.views.common import actor_of, language, number, page

LONGEST_QUESTION = 80
CLOSED_DAYS = 365
"""For so long a closed case stands in the lists; what ended before is found by searching."""


@require_safe
@open_to(EVERYONE)
def start(request: HttpRequest) -> HttpResponse:
    """The start page of a worker; a client, someone with a code and someone at the door go elsewhere."""
    actor = actor_of(request)
    match actor.kind:
        case "worker":
            return _start_page(request, whole=False)
        case "client":
            return redirect("home")
        case "for":
            return redirect("for-home")
        case "partner":
            return redirect("partner-home")
        case "link":
            return redirect("round", round_id=actor.round_id)
        case _:
            return redirect("locked" if LOCKED in request.COOKIES else "account_login")


@require_safe
@open_to(WORKERS)
def everything(request: HttpRequest) -> HttpResponse:
    """The start page with nothing left out: all that is due and waited for, all rounds, all cases."""
    return _start_page(request, whole=True)


def _start_page(request: HttpRequest, *, whole: bool) -> HttpResponse:
    after = number(request.GET.get("after")) if whole else None
    shown = start_page(actor_of(request), language(), clock.today(), whole=whole, after=after)
    # Asked of the few without a case alone: who only leads or manages has nothing to begin here.
    in_team = shown.count > 0 or bool(teams_of(actor_of(request), clock.today()))
    answered: UUID | None = number(request.GET.get("answered"))
    return page(
        request,
        "start.html",
        shown=shown,
        in_team=in_team,
        whole=whole,
        open_rows=None if whole else OPEN_ROWS,
        answered=answered,
        saved=request.GET.get("saved", ""),
    )


@require_safe
@open_to(WORKERS)
def search(request: HttpRequest) -> HttpResponse:
    """The cases in which someone is called like this, and the places where it stands, among what the worker may see."""
    asked = " ".join((request.GET.get("q") or request.GET.get("reference", "")).replace("\0", " ").split())[
        :LONGEST_QUESTION
    ]
    is_number = looks_like_number(asked)
    used = number_used(actor_of(request)) if is_number or not asked else ""
    # A number belongs in no address: it is not looked for, and the next page has it in none. As a reference of a
    # creditor it may stand in a text: who says so finds it.
    if is_number and used and "reference" not in request.GET:
        return redirect(f"{reverse('search')}?typed=number")
    shown = found(actor_of(request), language(), asked) if asked else None
    return page(
        request,
        "search.html",
        asked=asked,
        shown=shown,
        parts=sections_called(actor_of(request), asked) if asked else (),
        most=MOST_PLACES,
        numbers=used,
        typed_number=bool(used) and request.GET.get("typed") == "number",
    )


@require_safe
@open_to(WORKERS)
def closed(request: HttpRequest) -> HttpResponse:
    """The cases the worker may see that ended in the last year, newest first."""
    since, after = clock.today() - timedelta(days=CLOSED_DAYS), number(request.GET.get("after"))
    cases, more_after = closed_cases(actor_of(request), language(), since, after)
    return page(request, "closed.html", cases=cases, more_after=more_after, since=since, later=after is not None)


@require_safe
@open_to(WORKERS)
def export(request: HttpRequest) -> HttpResponse:
    """The worker's own cases as a file for a spreadsheet; each client can see that it was made."""
    actor = actor_of(request)
    own = [row for row in all_cases(actor, language()) if row.own]
    for case_id, client_id in people_in(actor, [row.id for row in own]):
        note_reading("case list", case_id, client_id)
    columns = [_("Zaak"), _("Werkwijze"), _("Begonnen op"), _("Gesloten op"), _("Medewerker")]
    cells = (
        (
            row.title,
            row.practice_name,
            row.opened_on.isoformat(),
            row.closed_on.isoformat() if row.closed_on else "",
            row.worker_name,
        )
        for row in own
    )
    return spreadsheet(f"zaken-{clock.today().isoformat()}", columns, cells)
