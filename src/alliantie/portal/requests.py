"""A client asks for a correction, goes against a decision or withdraws something, and follows what becomes of it."""

from __future__ import annotations

import uuid
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.access.policies import NotNow
from alliantie.access.routes import ACCOUNTS, open_to
from alliantie.cases.models.request import Right, Sort
from alliantie.cases.operations.requests import LONGEST, ask_for, due_on, say_beside, take_back_request
from alliantie.cases.queries import practice_of
from alliantie.documents.text import Block, plain
from alliantie.exports.receipt import receipt_pdf
from alliantie.portal.queries.cases import as_all_say, running_cases
from alliantie.portal.queries.requests import OwnRequest, Thing, own_requests, things, word_of
from alliantie.web.dates import day_in_words
from alliantie.web.papers import pdf_response


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _language() -> str:
    return translation.get_language() or "nl"


def _found(request: HttpRequest, request_id: UUID) -> OwnRequest:
    found = own_requests(_actor(request), _language(), request_id)
    if not found:
        raise Http404
    return found[0]


@require_safe
@open_to(ACCOUNTS)
def requests(request: HttpRequest) -> HttpResponse:
    """What the reader can ask, and what became of what was asked before."""
    actor = _actor(request)
    running = running_cases(actor)
    words = {word_of(practice_of(case), "object", _language()) for case in running}
    context = {
        "found": own_requests(actor, _language()),
        "address": as_all_say(practice_of(case).address for case in running),
        "word": words.pop() if len(words) == 1 else "",
        "today": clock.today(),
    }
    return render(request, "portal/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(ACCOUNTS)
def new(request: HttpRequest, right: str) -> HttpResponse:
    """Ask one thing. What follows from it stands above the button."""
    if right not in Right.values:
        raise Http404
    actor, language = _actor(request), _language()
    offered = things(actor, language, right)
    if not offered:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    key = (sent or request.GET).get("about", "")
    chosen = next((each for each in offered if each.key == key), None)
    text, wanted = (str(request.POST.get(name, "")).strip() for name in ("text", "wanted"))
    errors: list[tuple[str, str]] = []
    if sent is not None:
        errors = _wrong(chosen, text, wanted)
        token = _number(sent.get("token", ""))
        if not errors and chosen is not None:
            try:
                ask_for(
                    actor=actor,
                    now=clock.now(),
                    case=chosen.case,
                    right=Right(right),
                    about=chosen.about,
                    text=text,
                    wanted=wanted,
                    token=token,
                )
                return redirect(f"{reverse('my-request', args=[token])}?sent=1")
            except NotNow:
                errors = [("", _("U heeft al twintig vragen die open staan. Wacht eerst op een antwoord."))]
    # What follows is told for the case that was chosen, else for the newest.
    case = (chosen or offered[0]).case
    practice = practice_of(case)
    context = {
        "right": right,
        "things": [(each.key, _option(each, offered)) for each in offered],
        "key": chosen.key if chosen else "",
        "text": text[:LONGEST],
        "wanted": wanted[:LONGEST],
        "errors": errors,
        "token": uuid.uuid4() if sent is None else _number(sent.get("token", "")),
        "longest": LONGEST,
        "word": word_of(practice, right, language),
        "treats": practice.against_decisions.by.in_(language),
        "worker_name": case.worker.name,
        "due": due_on(practice, right, clock.today()),
        "formal": practice.objecting is not None,
        "consent": chosen is not None and right == "withdraw" and chosen.about.sort in (Sort.FACT, Sort.SHARE),
        "address": practice.address,
        "today": clock.today(),
    }
    return render(request, "portal/request_new.html", context, status=422 if errors else 200)


def _wrong(chosen: Thing | None, text: str, wanted: str) -> list[tuple[str, str]]:
    found = [] if chosen else [("about", _("Kies waar het over gaat."))]
    if not text:
        found.append(("text", _("Schrijf eerst iets op.")))
    found += [
        (name, _("Deze tekst is te lang. Maak hem korter."))
        for name, typed in (("text", text), ("wanted", wanted))
        if len(typed) > LONGEST
    ]
    return found


def _option(thing: Thing, offered: tuple[Thing, ...]) -> str:
    """What it is called, with the organisation where there is more than one."""
    if len({each.case.id for each in offered}) == 1:
        return thing.about.called
    return f"{thing.about.called} ({thing.case.organisation.name})"


def _number(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid.uuid4()


@require_safe
@open_to(ACCOUNTS)
def one(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request: the receipt, who treats it, by when, the answer, and what can be done then."""
    return _one(request, request_id)


def _one(
    request: HttpRequest, request_id: UUID, *, error: str = "", typed: str = "", late: bool = False
) -> HttpResponse:
    found = _found(request, request_id)
    context = {
        "asked": found,
        "sent": "sent" in request.GET,
        "saved": "saved" in request.GET,
        "late": late,
        "error": error,
        "typed": typed or found.statement,
        "longest": LONGEST,
        "address": found.address,
        "today": clock.today(),
    }
    return render(request, "portal/request.html", context, status=409 if late else 422 if error else 200)


@require_POST
@open_to(ACCOUNTS)
def take_back(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Take a request back that nobody answered yet; where somebody was faster, the page tells the answer."""
    found = _found(request, request_id)
    try:
        take_back_request(actor=_actor(request), now=clock.now(), request_id=found.id)
    except NotNow:
        return _one(request, request_id, late=True)
    return redirect(f"{reverse('my-request', args=[found.id])}?saved=1")


@require_POST
@open_to(ACCOUNTS)
def beside(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The reader's own words beside what was not corrected."""
    found, text = _found(request, request_id), request.POST.get("text", "").strip()
    if found.right != "correct" or found.state != "refused":
        raise Http404
    if len(text) > LONGEST:
        return _one(request, request_id, error=_("Deze tekst is te lang. Maak hem korter."), typed=text[:LONGEST])
    say_beside(actor=_actor(request), request_id=found.id, text=text)
    return redirect(f"{reverse('my-request', args=[found.id])}?saved=1")


@require_safe
@open_to(ACCOUNTS)
def receipt(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The letter of receipt, to keep or to print."""
    actor, found = _actor(request), _found(request, request_id)
    made = receipt_pdf(actor, found.case_id, _lines(found), now=clock.now(), language=_language(), title=found.word)
    return pdf_response(made, _("Bevestiging"))


def _lines(found: OwnRequest) -> tuple[Block, ...]:
    language = _language()
    told = {
        "day": day_in_words(clock.day_of(found.asked_at), language),
        "due": day_in_words(found.due, language),
        "who": found.treats,
        "what": found.called,
    }
    return (
        Block("paragraph", (_("Ontvangen op %(day)s.") % told, _("Antwoord uiterlijk op %(due)s.") % told)),
        Block("paragraph", (_("Wie het behandelt: %(who)s.") % told,)),
        Block("heading", (_("Waar het over gaat"),)),
        Block("paragraph", (plain(found.called),)),
        Block("heading", (_("Wat er gevraagd is"),)),
        Block("paragraph", tuple(plain("\n".join(filter(None, (found.text, found.wanted)))).split("\n"))),
    )
