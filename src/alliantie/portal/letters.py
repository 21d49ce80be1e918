"""The letters that were sent to the client: a list, one to read or hear, and its paper."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.access.routes import ACCOUNTS, open_to
from alliantie.cases.letters import papers_of
from alliantie.cases.models import Letter
from alliantie.cases.operations.letters import open_own
from alliantie.cases.queries import LetterHere, get_case, get_letter, letters_of, opened_letters, paper, practice_of
from alliantie.portal.queries.cases import address_of
from alliantie.web.papers import pdf_response


@require_safe
@open_to(ACCOUNTS)
def letters(request: HttpRequest) -> HttpResponse:
    """Every letter that was sent to the reader, newest first."""
    actor = _actor(request)
    context = {
        "found": letters_of(actor),
        "opened": opened_letters(actor),
        "address": address_of(actor),
        "today": clock.today(),
    }
    return render(request, "portal/letters.html", context)


@require_safe
@open_to(ACCOUNTS)
def letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """One letter, to read on the screen."""
    actor, here = _actor(request), _found(request, letter_id)
    open_own(actor=actor, letter_id=here.id)
    case = get_case(actor, here.case_id)
    practice = practice_of(case)
    context = {
        "letter": here,
        "shown": papers_of(here, case, practice)[0],
        "address": practice.address,
        "today": clock.today(),
    }
    return render(request, "portal/letter.html", context)


@require_safe
@open_to(ACCOUNTS)
def letter_pdf(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The paper that was signed, to keep or to print."""
    here = _found(request, letter_id)
    open_own(actor=_actor(request), letter_id=here.id)
    return pdf_response(paper(_actor(request), here.id, 1), here.title)


def _found(request: HttpRequest, letter_id: UUID) -> LetterHere:
    try:
        return get_letter(_actor(request), letter_id)
    except Letter.DoesNotExist as error:
        raise Http404 from error


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
