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
    actor_of,
    faults_of,
    language,
    manager_view,
    page,
)
from alliantie.insight.views.own_changes import changed, problems_of, seen_of
from alliantie.insight.views.practices import found, practice_view
from alliantie.people.models import Organisation
from alliantie.practices import Practice, library
from alliantie.practices.changed_words import differences
from alliantie.practices.law import law_term, not_compared, term_at
from alliantie.practices.library import LIBRARY
from alliantie.practices.loader import load
from alliantie.practices.norm import Norm
from alliantie.practices.show import sections
from alliantie.practices.show_norms import measures_in_words, rule_in_words, term_in_words
from alliantie.practices.still_named import still_named

View = Callable[..., HttpResponse]


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
        stale=still_named(base, here, "nl" if spoken == "nl" else "en") if base else (),
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
    counts = term_in_words(here, norm, "nl" if language() == "nl" else "en")
    make = partial(own_forms.TermForm, here, norm, law)
    return changed(
        request, copied, here, make, "draft_rule.html", norm=norm, counts=counts, own_term=_own_term(here, norm, ours)
    )


def _own_term(here: Practice, norm: Norm, ours: Practice | None) -> str | bool:
    """What the source says where the copy has a term of its own; else whether it has one, as far as we know."""
    there = next((each for each in (ours.norms if ours else ()) if each.id == norm.id), None)
    found, told = term_at(norm), term_at(there) if there else None
    own = found is not None and getattr(getattr(norm, found[0]), "term_by", "source") == "own"
    if found and told and found[0] == told[0] == "requires":
        # A gate cannot say of its term whether the source gives it.
        return str(found[2]) != str(told[2])
    if found and told and str(found[2]) != str(told[2]) and getattr(getattr(there, told[0]), "term_by", "") != "own":
        return told[2].in_words("nl" if language() == "nl" else "en")
    return own


@require_http_methods(["GET", "HEAD", "POST"])
@draft_view
def talk(
    request: HttpRequest, organisation: Organisation, copied: PracticeDraft, here: Practice, talk_id: str = ""
) -> HttpResponse:
    """Call a kind of talk otherwise, or without one add a kind."""
    talk = next((each for each in here.talks if each.id == talk_id), None)
    if talk_id and talk is None:
        raise Http404
    return changed(request, copied, here, partial(own_forms.TalkForm, here, talk), "draft_talk.html", talk=talk)


@require_http_methods(["GET", "HEAD", "POST"])
@draft_view
def letter(
    request: HttpRequest, organisation: Organisation, copied: PracticeDraft, here: Practice, letter_id: str
) -> HttpResponse:
    """Write the text of a letter otherwise."""
    letter = next((each for each in here.letters if each.id == letter_id), None)
    if letter is None:
        raise Http404
    make = partial(own_forms.LetterForm, here, letter)
    return changed(request, copied, here, make, "draft_letter.html", letter=letter, reach=partial(_reach, here))


def _reach(here: Practice, measures: Sequence[str]) -> str:
    """Under which measures a text is said, as a sentence begins."""
    told = measures_in_words(here, tuple(measures), "nl" if language() == "nl" else "en")
    return told[:1].upper() + told[1:]


@require_POST
@draft_view
def adopt(request: HttpRequest, organisation: Organisation, copied: PracticeDraft, here: Practice) -> HttpResponse:
    """Adopt the copy as a version of the organisation."""
    # What the law gives can have become known after the copy was kept.
    if wrong := faults_of(problems_of(here, copied.content), copied.content):
        return _draft_page(request, organisation, copied, here, " ".join(each.reason for each in wrong))
    try:
        version = operations.adopt_draft(actor=actor_of(request), now=clock.now(), draft=copied, seen=seen_of(request))
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
        operations.drop_draft(actor=actor_of(request), draft_id=copied.id, seen=seen_of(request))
    except NotNow as refusal:
        return _draft_page(request, organisation, copied, here, refusal.reason)
    return redirect("practices")
