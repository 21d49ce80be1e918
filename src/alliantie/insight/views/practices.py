"""The practices of an organisation: read, compare, check a file, and release the texts for clients."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie.access.identity import Actor
from alliantie.access.policies import NotNow
from alliantie.alliance import notices, operations
from alliantie.cases.queries.own_practices import drafts_of, own_text, versions_of
from alliantie.insight.views.common import (
    Pasted,
    View,
    actor_of,
    chosen_version,
    earlier,
    faults_of,
    language,
    manager_view,
    page,
    pasted,
    with_faults,
)
from alliantie.people.models import Organisation
from alliantie.practices import Practice, UnknownPracticeError, library
from alliantie.practices.changed_book import changed_chapters
from alliantie.practices.changed_words import differences
from alliantie.practices.library import is_own, load_copy
from alliantie.practices.loader import load
from alliantie.practices.show import sections


def practice_view(view: View) -> View:
    """A view of one version of a practice the organisation works by."""

    @manager_view
    @wraps(view)
    def shown(
        request: HttpRequest, organisation: Organisation, practice_id: str, version: str, **rest: str
    ) -> HttpResponse:
        here = found(actor_of(request), organisation, practice_id, version)
        return view(request, organisation, here, **rest)

    return shown


def found(actor: Actor, organisation: Organisation, practice_id: str, version: str) -> Practice:
    """A version the organisation can use: one of ours, or its own. No query for ours, up to two for its own.

    Raises Http404.
    """
    if practice_id in organisation.practices:
        shelf = library()
        ours = practice_id in shelf.ids() and version in shelf.versions(practice_id)
        if ours or own_text(actor, organisation.id, practice_id, version) is not None:
            return shelf.get(practice_id, version)
    raise Http404


@require_safe
@manager_view
def practices(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Every version of every practice the organisation works by, newest first."""
    actor, shelf = actor_of(request), library()
    released = notices.releases(actor, [organisation.id])
    there = versions_of(actor, organisation.id, sorted(organisation.practices))
    drafts = drafts_of(actor, organisation.id)
    every = []
    for practice_id, version in ((each, version) for each, versions in there.items() for version in versions):
        # What cannot be read any more keeps nobody from the others.
        with suppress(UnknownPracticeError):
            every.append(shelf.get(practice_id, version))
    listed = [(each, released.get((organisation.id, each.hash)), each.version == there[each.id][0]) for each in every]
    called = {each.id: each.name.in_(language()) for each in every}
    return page(
        request,
        "practices.html",
        organisation=organisation,
        listed=listed,
        drafts=[(each, called.get(each.practice_id) or _name_of(each.content)) for each in drafts.values()],
        language=language(),
    )


def _name_of(content: str) -> str:
    """What a practice calls itself of which there is no version yet."""
    read, _problems = load(content.encode(), "")
    return read.name.in_(language()) if read else ""


@require_safe
@practice_view
def practice(request: HttpRequest, organisation: Organisation, here: Practice) -> HttpResponse:
    """One version to read, and whether its texts for clients are released."""
    return _practice_page(request, organisation, here)


def _practice_page(request: HttpRequest, organisation: Organisation, here: Practice, refused: str = "") -> HttpResponse:
    released = notices.releases(actor_of(request), [organisation.id]).get((organisation.id, here.hash))
    return page(
        request,
        "practice.html",
        409 if refused else 200,
        refused=refused,
        organisation=organisation,
        practice=here,
        released=released,
        done=request.GET.get("done", ""),
        own=is_own(here),
        sections=sections(here, language()),
        language=language(),
        address=here.address,
        **notices.words(
            here,
            here.rounds.lengths[0],
            language(),
            # What it says instead under some measures stands among the texts for clients above.
            measures=(),
            worker_name=_("(naam)"),
            organisation=organisation,
            # As clients read it once the organisation takes part.
            opens_on=date.max,
        ),
    )


@require_POST
@practice_view
def release(request: HttpRequest, organisation: Organisation, here: Practice) -> HttpResponse:
    """Release the texts for clients of this version, as they were read."""
    try:
        operations.release_notice(
            actor=actor_of(request), organisation_id=organisation.id, practice=here, seen=request.POST.get("seen", "")
        )
    except NotNow as refusal:
        return _practice_page(request, organisation, here, refusal.reason)
    return _back(here, "released")


@require_POST
@practice_view
def take_back(request: HttpRequest, organisation: Organisation, here: Practice) -> HttpResponse:
    """Make the texts of this version a concept again."""
    operations.take_back_notice(actor=actor_of(request), organisation_id=organisation.id, practice=here)
    return _back(here, "taken-back")


def _back(here: Practice, done: str) -> HttpResponse:
    answer = redirect("practice", practice_id=here.id, version=here.version)
    answer["Location"] += f"?done={done}"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@practice_view
def compare(request: HttpRequest, organisation: Organisation, here: Practice) -> HttpResponse:
    """What another version, or a pasted file, adds to, changes in and takes from this one."""
    actor = actor_of(request)
    newest_first = versions_of(actor, organisation.id, [here.id])[here.id]
    others = [each for each in newest_first if each != here.version]
    chosen = chosen_version(request, others)
    other = found(actor, organisation, here.id, chosen) if chosen else None
    before, after = here, other
    if other is not None and earlier(other.version, here.version, newest_first):
        before, after = other, here
    sheet = Pasted()
    if request.method == "POST":
        sheet, read = _read(request)
        if read is not None:
            before, after = here, read
    return page(
        request,
        "compare.html",
        422 if sheet.refused else 200,
        title=here.name.in_(language()),
        here=here,
        back="practice",
        name="practice-compare",
        number={"practice_id": here.id, "version": here.version},
        others=others,
        before=before,
        other=after,
        sheet=sheet,
        chosen=chosen,
        changes=differences(before, after, language()) if after else None,
        chapters=changed_chapters(before, after, language()) if after else (),
        title_of=None,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@manager_view
def check(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Everything that is wrong with a pasted file. Nothing of it is kept."""
    sheet = _read(request)[0] if request.method == "POST" else Pasted()
    return page(
        request,
        "check.html",
        422 if sheet.refused else 200,
        title=_("Een werkwijze controleren"),
        sheet=sheet,
    )


def _read(request: HttpRequest) -> tuple[Pasted, Practice | None]:
    text, refused = pasted(request)
    if refused:
        return Pasted(text, refused), None
    read, problems = load_copy(text.encode(errors="replace"))
    if read is None:
        return with_faults(text, faults_of(problems, text)), None
    return Pasted(text, fine=f"{read.name.in_(language())}, {read.id} {read.version}"), read
