"""The practices of an organisation: read, compare, check a file, and release the texts for clients."""

from __future__ import annotations

from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie.access.policies import NotNow
from alliantie.alliance import notices, operations
from alliantie.insight.views.common import (
    Fault,
    Pasted,
    View,
    actor_of,
    language,
    manager_view,
    page,
    pasted,
    with_faults,
)
from alliantie.people.models import Organisation
from alliantie.practices import Practice, UnknownPracticeError, library
from alliantie.practices.compare import changes
from alliantie.practices.loader import load
from alliantie.practices.show import sections, title_of


def practice_view(view: View) -> View:
    """A view of one version of a practice the organisation works by."""

    @manager_view
    @wraps(view)
    def shown(
        request: HttpRequest, organisation: Organisation, practice_id: str, version: str, **rest: str
    ) -> HttpResponse:
        return view(request, organisation, _found(organisation, practice_id, version), **rest)

    return shown


def _found(organisation: Organisation, practice_id: str, version: str) -> Practice:
    try:
        if practice_id in organisation.practices:
            return library().get(practice_id, version)
    except UnknownPracticeError:
        pass
    raise Http404


@require_safe
@manager_view
def practices(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Every version of every practice the organisation works by, newest first."""
    shelf = library()
    known = [each for each in sorted(organisation.practices) if each in shelf.ids()]
    released = notices.releases(actor_of(request), [organisation.id])
    found = [shelf.get(each, version) for each in known for version in reversed(shelf.versions(each))]
    listed = [(each, released.get((organisation.id, each.hash))) for each in found]
    return page(request, "practices.html", organisation=organisation, listed=listed, language=language())


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
        sections=sections(here, language()),
        language=language(),
        address=here.address,
        **notices.words(
            here,
            here.rounds.lengths[0],
            language(),
            worker_name=_("(naam)"),
            confidant=organisation.confidant,
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
    others = [version for version in library().versions(here.id) if version != here.version]
    chosen = request.GET.get("with", "")
    other = _found(organisation, here.id, chosen) if chosen else None
    sheet = Pasted()
    if request.method == "POST":
        sheet, other = _read(request)
    found = changes(_data(here), _data(other)) if other else None
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
        other=other,
        sheet=sheet,
        changes=found,
        title_of=lambda path: title_of(path.split(".")[0].split("[")[0], language()),
    )


def _data(practice: Practice) -> object:
    return practice.model_dump(mode="json", by_alias=True)


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
        english=True,
    )


def _read(request: HttpRequest) -> tuple[Pasted, Practice | None]:
    text, refused = pasted(request)
    if refused:
        return Pasted(text, refused), None
    found, problems = load(text.encode(errors="replace"), "")
    if found is None:
        return with_faults(text, [Fault(each.line, each.field, each.reason) for each in problems]), None
    return Pasted(text, fine=f"{found.name.in_(language())}, {found.id} {found.version}"), found
