"""Making a way of working one's own: a copy, small changes in it, and its adoption as a version."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial, wraps
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.policies import NotNow
from alliantie.cases.models import PracticeDraft
from alliantie.cases.operations import own_practices as operations
from alliantie.cases.queries.own_practices import drafts_of, own_text
from alliantie.insight import own_forms
from alliantie.insight.views.common import (
    Fault,
    actor_of,
    faults_of,
    language,
    manager_view,
    page,
)
from alliantie.insight.views.practices import found, practice_view
from alliantie.people.models import Organisation
from alliantie.practices import Practice, library
from alliantie.practices.changed_words import differences
from alliantie.practices.law import law_term, not_compared
from alliantie.practices.library import LIBRARY, load_copy
from alliantie.practices.loader import load
from alliantie.practices.messages import message
from alliantie.practices.problems import Problem
from alliantie.practices.show import sections
from alliantie.practices.show_norms import measures_in_words, rule_in_words, term_in_words

View = Callable[..., HttpResponse]
_MOST_NUMBERS = 2**31 - 2


@require_POST
@practice_view
def copy(request: HttpRequest, organisation: Organisation, here: Practice) -> HttpResponse:
    """Make a copy of this version to change; where one is being changed already, go there."""
    if here.id not in drafts_of(actor_of(request), organisation.id):
        # Where somebody else was first at this moment, that copy is shown.
        with suppress(NotNow):
            operations.begin_draft(
                actor=actor_of(request),
                now=clock.now(),
                organisation=organisation,
                practice_id=here.id,
                based_on=here.version,
                content=_text(request, organisation, here),
            )
    return redirect("practice-draft", practice_id=here.id)


def _text(request: HttpRequest, organisation: Organisation, here: Practice) -> str:
    own = own_text(actor_of(request), organisation.id, here.id, here.version)
    return own if own is not None else Path(LIBRARY, here.id, f"{here.version}.yaml").read_text(encoding="utf-8")


def draft_view(view: View) -> View:
    """A view of the copy that the organisation is changing, with the practice it says now."""

    @manager_view
    @wraps(view)
    def shown(request: HttpRequest, organisation: Organisation, practice_id: str, **rest: str) -> HttpResponse:
        draft = drafts_of(actor_of(request), organisation.id).get(practice_id)
        here = load(draft.content.encode(), "")[0] if draft is not None else None
        if draft is None or here is None:
            raise Http404
        return view(request, organisation, draft, here, **rest)

    return shown


@require_safe
@draft_view
def draft(request: HttpRequest, organisation: Organisation, copied: PracticeDraft, here: Practice) -> HttpResponse:
    """The copy: what it changes so far, and what can be changed."""
    return _draft_page(request, organisation, copied, here)


def _draft_page(
    request: HttpRequest, organisation: Organisation, copied: PracticeDraft, here: Practice, refused: str = ""
) -> HttpResponse:
    spoken = language()
    base = found(actor_of(request), organisation, here.id, copied.based_on) if copied.based_on else None
    return page(
        request,
        "draft.html",
        409 if refused else 200,
        organisation=organisation,
        draft=copied,
        practice=here,
        based=bool(base),
        refused=refused,
        saved="saved" in request.GET,
        changes=differences(base, here, spoken) if base else (),
        rules=[(norm, rule_in_words(here, norm, "nl" if spoken == "nl" else "en")) for norm in own_forms.timed(here)],
        unsure=not_compared(here, library().ours(here.id)),
        language=spoken,
    )


@require_safe
@draft_view
def book(request: HttpRequest, organisation: Organisation, copied: PracticeDraft, here: Practice) -> HttpResponse:
    """The copy as a book, to read before it is adopted."""
    return page(request, "draft_book.html", practice=here, sections=sections(here, language()), language=language())


@require_http_methods(["GET", "HEAD", "POST"])
@draft_view
def rule(
    request: HttpRequest, organisation: Organisation, copied: PracticeDraft, here: Practice, norm_id: str
) -> HttpResponse:
    """Give one rule another term."""
    norm = next((each for each in own_forms.timed(here) if each.id == norm_id), None)
    if norm is None:
        raise Http404
    ours = library().ours(here.id)
    law = next((law_term(each) for each in (ours.norms if ours else ()) if each.id == norm.id), None)
    form = own_forms.TermForm(here, norm, law, request.POST if request.method == "POST" else None)
    counts = term_in_words(here, norm, "nl" if language() == "nl" else "en")
    return _changed(request, copied, here, form, "draft_rule.html", norm=norm, counts=counts)


@require_http_methods(["GET", "HEAD", "POST"])
@draft_view
def talk(
    request: HttpRequest, organisation: Organisation, copied: PracticeDraft, here: Practice, talk_id: str = ""
) -> HttpResponse:
    """Call a kind of talk otherwise, or without one add a kind."""
    talk = next((each for each in here.talks if each.id == talk_id), None)
    if talk_id and talk is None:
        raise Http404
    form = own_forms.TalkForm(here, talk, request.POST if request.method == "POST" else None)
    return _changed(request, copied, here, form, "draft_talk.html", talk=talk)


@require_http_methods(["GET", "HEAD", "POST"])
@draft_view
def letter(
    request: HttpRequest, organisation: Organisation, copied: PracticeDraft, here: Practice, letter_id: str
) -> HttpResponse:
    """Write the text of a letter otherwise."""
    letter = next((each for each in here.letters if each.id == letter_id), None)
    if letter is None:
        raise Http404
    form = own_forms.LetterForm(here, letter, request.POST if request.method == "POST" else None)
    return _changed(request, copied, here, form, "draft_letter.html", letter=letter, reach=partial(_reach, here))


def _reach(here: Practice, measures: Sequence[str]) -> str:
    """Under which measures a text is said, as a sentence begins."""
    told = measures_in_words(here, tuple(measures), "nl" if language() == "nl" else "en")
    return told[:1].upper() + told[1:]


def _changed(
    request: HttpRequest, copied: PracticeDraft, here: Practice, form: own_forms.Form, template: str, **context: object
) -> HttpResponse:
    """The page of a small form; what was sent is kept only where the whole copy still passes the check."""
    faults: list[Fault] = []
    refused = ""
    if request.method == "POST" and not form.errors:
        text = form.applied(copied.content)
        faults = faults_of(problems_of(here, text), text)
        form.errors += [(form.inputs[each.field], each.reason) for each in faults if each.field in form.inputs]
        if not faults:
            try:
                keep(request, copied, text)
                return to_draft(here.id)
            except NotNow as refusal:
                refused = refusal.reason
    return page(
        request,
        template,
        409 if refused else 422 if form.errors or faults else 200,
        practice=here,
        draft=copied,
        form=form,
        refused=refused,
        unfit=bool(faults),
        # The line of a file nobody here sees says nothing.
        elsewhere=[each.reason for each in faults if each.field not in form.inputs],
        language=language(),
        **context,
    )


def problems_of(here: Practice, text: str) -> list[Problem]:
    """What is wrong with a changed copy; it keeps the name of its practice, and reads as it stands in a file."""
    read, problems = load_copy(text.encode(errors="replace"))
    if read is not None and read.id != here.id:
        return [Problem("", 1, "id", message("Hier blijft %(id)s staan: een kopie houdt haar naam.", id=here.id))]
    return problems


def keep(request: HttpRequest, copied: PracticeDraft, text: str) -> None:
    """Keep a changed copy. Raises NotNow where somebody else changed it meanwhile."""
    operations.keep_draft(
        actor=actor_of(request), now=clock.now(), draft_id=copied.id, seen=_seen(request), content=text
    )


def _seen(request: HttpRequest) -> int:
    """The number of the copy that was looked at; one that is no number was never there."""
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len(str(_MOST_NUMBERS)) else _MOST_NUMBERS


def to_draft(practice_id: str) -> HttpResponse:
    """Back to the copy, which says that it was kept."""
    answer = redirect("practice-draft", practice_id=practice_id)
    answer["Location"] += "?saved=1"
    return answer


@require_POST
@draft_view
def adopt(request: HttpRequest, organisation: Organisation, copied: PracticeDraft, here: Practice) -> HttpResponse:
    """Adopt the copy as a version of the organisation."""
    # What the law gives can have become known after the copy was kept.
    if wrong := faults_of(problems_of(here, copied.content), copied.content):
        return _draft_page(request, organisation, copied, here, " ".join(each.reason for each in wrong))
    try:
        version = operations.adopt_draft(actor=actor_of(request), now=clock.now(), draft=copied, seen=_seen(request))
    except NotNow as refusal:
        return _draft_page(request, organisation, copied, here, refusal.reason)
    answer = redirect("practice", practice_id=here.id, version=version)
    answer["Location"] += "?done=adopted"
    return answer


@require_POST
@draft_view
def discard(request: HttpRequest, organisation: Organisation, copied: PracticeDraft, here: Practice) -> HttpResponse:
    """Throw the copy away."""
    try:
        operations.drop_draft(actor=actor_of(request), draft_id=copied.id, seen=_seen(request))
    except NotNow as refusal:
        return _draft_page(request, organisation, copied, here, refusal.reason)
    return redirect("practices")
