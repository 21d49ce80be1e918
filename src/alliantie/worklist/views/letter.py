"""One letter: write it, sign it, read it as paper, and say that it was sent."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.access.policies import Denied, reason
from alliantie.access.seen import Meanwhile
from alliantie.cases.letters import (
    papers_of,
    signed_as,
    unchecked,
)
from alliantie.cases.models import Case, Letter, LetterPaper
from alliantie.cases.operations import letter_sending
from alliantie.cases.operations import letters as operations
from alliantie.cases.operations.letter_sending import check_letter, unprintable
from alliantie.cases.queries import (
    LetterHere,
    get_letter,
    note_reading,
    paper,
    practice_of,
)
from alliantie.cases.sharing_told import in_report
from alliantie.documents.pdf import Paper, Unprintable, pdf
from alliantie.people.models import Worker
from alliantie.practices.letter import DECIDED_BY
from alliantie.web.papers import pdf_response
from alliantie.worklist.forms import refused, sheet
from alliantie.worklist.letter_form import SentForm, WriteForm
from alliantie.worklist.queries.decisions import other_role
from alliantie.worklist.queries.letters import names_in_words
from alliantie.worklist.queries.words import joined
from alliantie.worklist.views.common import actor_of, case_view, language, page
from alliantie.worklist.views.letters import open_letter


@require_http_methods(["GET", "POST"])
@case_view()
def letter(request: HttpRequest, here: Case, letter_id: UUID) -> HttpResponse:
    """Write a letter and sign it; once it is signed, read it and say that it was sent."""
    found = _found(request, here, letter_id)
    if request.method == "POST":
        return _write(request, here, found)
    note_reading("letter", here.id, found.client_id)
    return _letter_page(request, here, found)


def _write(request: HttpRequest, here: Case, found: LetterHere) -> HttpResponse:
    """Keep the text, and sign it where that was asked. Whatever is refused, what was typed stands on the page."""
    actor, form = actor_of(request), WriteForm(request.POST)
    if not form.is_valid():
        return _letter_page(request, here, found, form)
    seen, behind = form.cleaned_data["seen"], False
    try:
        seen = _keep(actor, here, found, form)
        if request.POST.get("do") != "sign":
            return open_letter(here, found.id, saved="kept")
        letter_sending.sign(actor=actor, now=clock.now(), case=here, letter_id=found.id, seen=seen)
        return open_letter(here, found.id, saved="signed")
    except Meanwhile as denied:
        refusal, behind = denied.reason, True
    except Denied as denied:
        refusal = denied.reason
    stands = _found(request, here, found.id)
    return _letter_page(request, here, stands, form, refusal, seen=stands.version if behind else seen, behind=behind)


def _keep(actor: Actor, here: Case, found: LetterHere, form: WriteForm) -> int:
    filled = form.cleaned_data
    return operations.keep(
        actor=actor,
        now=clock.now(),
        case=here,
        here=found,
        seen=filled["seen"],
        body=filled["body"],
        addressees=filled["to"],
    )


@require_POST
@case_view()
def draft(request: HttpRequest, here: Case, letter_id: UUID) -> HttpResponse:
    """What somebody is typing, kept; asked by the page itself, which gets the version that stands now."""
    found, form = _found(request, here, letter_id), WriteForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    try:
        version = _keep(actor_of(request), here, found, form)
    except Denied as denied:
        return HttpResponse(status=409 if isinstance(denied, Meanwhile) else 422)
    return HttpResponse(status=204, headers={"Seen": str(version)})


@require_safe
@case_view()
def letter_pdf(request: HttpRequest, here: Case, letter_id: UUID) -> HttpResponse:
    """A letter as PDF: of a draft how it will look, else what was signed."""
    found = _found(request, here, letter_id)
    if found.state != Letter.State.DRAFT:
        note_reading("letter", here.id, found.client_id)
        return _signed_paper(actor_of(request), found, request.GET.get("copy", ""))
    try:
        made = pdf(_papers(request, here, found), language=found.language, made_at=found.written_at)
    except Unprintable as error:
        return _letter_page(request, here, found, refusal=unprintable(error))
    return pdf_response(made, found.title)


def _signed_paper(actor: Actor, found: LetterHere, copy: str) -> HttpResponse:
    """What was signed: the paper of one addressee, else of all together."""
    usual = 0 if len(found.names) > 1 else 1
    chosen = int(copy) if copy.isdecimal() and len(copy) <= 3 else usual
    try:
        return pdf_response(paper(actor, found.id, chosen), found.title)
    except LetterPaper.DoesNotExist as error:
        raise Http404 from error


@require_POST
@case_view()
def sent(request: HttpRequest, here: Case, letter_id: UUID) -> HttpResponse:
    """Record on which day a signed letter was sent."""
    found, form = _found(request, here, letter_id), SentForm(request.POST)
    refusal = ""
    if form.is_valid():
        try:
            letter_sending.send(
                actor=actor_of(request), now=clock.now(), case=here, letter_id=found.id, **form.cleaned_data
            )
            return open_letter(here, found.id, saved="sent")
        except Denied as denied:
            refusal = refused(form, denied)
    return _letter_page(request, here, found, form, refusal)


@require_POST
@case_view()
def not_sent(request: HttpRequest, here: Case, letter_id: UUID) -> HttpResponse:
    """Undo that a letter was sent, which was marked by mistake."""
    found = _found(request, here, letter_id)
    try:
        letter_sending.not_sent(actor=actor_of(request), now=clock.now(), case=here, letter_id=found.id)
    except Denied as denied:
        return _letter_page(request, here, found, refusal=denied.reason)
    return open_letter(here, found.id, saved="not-sent")


@require_POST
@case_view()
def again(request: HttpRequest, here: Case, letter_id: UUID) -> HttpResponse:
    """Begin another version of a signed letter."""
    found = _found(request, here, letter_id)
    try:
        made = operations.begin_again(actor=actor_of(request), now=clock.now(), case=here, here=found)
    except Denied as denied:
        return _letter_page(request, here, found, refusal=denied.reason)
    return open_letter(here, made)


@require_POST
@case_view()
def erase(request: HttpRequest, here: Case, letter_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    operations.throw_away(actor=actor_of(request), here=_found(request, here, letter_id))
    return HttpResponseRedirect(f"{reverse('case-letters', kwargs={'case_id': here.id})}?erased=1")


def _found(request: HttpRequest, here: Case, letter_id: UUID) -> LetterHere:
    try:
        return get_letter(actor_of(request), letter_id, here.id)
    except Letter.DoesNotExist as error:
        raise Http404 from error


def _papers(request: HttpRequest, here: Case, found: LetterHere) -> tuple[Paper, ...]:
    if found.signed_at is None:
        found = signed_as(found, Worker.objects.get(id=actor_of(request).me))
    return papers_of(found, here, practice_of(here))


def _letter_page(
    request: HttpRequest,
    here: Case,
    found: LetterHere,
    form: WriteForm | SentForm | None = None,
    refusal: str = "",
    *,
    seen: int | None = None,
    behind: bool = False,
) -> HttpResponse:
    """A draft to write on, else the letter as it was signed. `behind` tells that another's text stands now."""
    actor, template = actor_of(request), practice_of(here).letter(found.template_id)
    is_draft = found.state == Letter.State.DRAFT
    typed = form if isinstance(form, WriteForm) else None
    when = form if isinstance(form, SentForm) else SentForm(initial={"on": clock.today()})
    usual = WriteForm(initial={"seen": found.version, "to": _lines(found), "body": found.body})
    return page(
        request,
        "letter.html" if is_draft else "letter_signed.html",
        422 if refusal or (form is not None and form.errors) else 200,
        case=here,
        address="u",
        letter=found,
        names=names_in_words(found.names),
        shown=_papers(request, here, found)[0],
        sheet=sheet((typed or usual) if is_draft else when, also=refusal),
        seen=seen or (typed or usual)["seen"].value(),
        behind=behind,
        lost=typed["body"].value() if typed and not is_draft else "",
        shared=in_report(actor, here.id, found.client_id, language()) if is_draft and template.reports else (),
        unchecked=unchecked(template, practice_of(here), language()),
        shut="" if found.sent_on else reason(lambda: _check(actor, here, found)),
        decision=template.decision,
        decides=_decides(here, found),
        reader=joined([found.client_name]),
        saved=request.GET.get("saved", ""),
        copies=list(enumerate(found.names, 1)) if len(found.names) > 1 else [],
    )


def _check(actor: Actor, here: Case, found: LetterHere) -> None:
    check_letter(actor, here, found, clock.now())


def _decides(here: Case, found: LetterHere) -> str:
    """The role whose decision a letter carries out that does not say who took it, else ""."""
    practice = practice_of(here)
    template = practice.letter(found.template_id)
    unsaid = template.asks_who and template.decision is not None and not found.filled.get(DECIDED_BY)
    return other_role(practice, template.decision or "", language()) if unsaid else ""


def _lines(found: LetterHere) -> str:
    return "\n\n".join("\n".join(lines) for lines in found.addressees)
