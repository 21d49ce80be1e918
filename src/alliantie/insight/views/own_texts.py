"""The whole text of a copy of a practice, and a practice that begins from a text."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alliantie import clock
from alliantie.access.policies import NotNow
from alliantie.cases.models import PracticeDraft
from alliantie.cases.operations import own_practices as operations
from alliantie.insight.views.common import (
    Pasted,
    actor_of,
    faults_of,
    language,
    manager_view,
    page,
    pasted,
    with_faults,
)
from alliantie.insight.views.own_changes import keep, problems_of, to_draft
from alliantie.insight.views.own_practices import draft_view
from alliantie.people.models import Organisation
from alliantie.practices import Practice, library
from alliantie.practices.changed_words import differences
from alliantie.practices.library import LIBRARY, load_copy
from alliantie.practices.loader import load
from alliantie.practices.problems import Problem

_EXAMPLE = LIBRARY.parent / "examples" / "weer-naar-school.yaml"
"""A way of working that was made up, to write one's own from."""


@require_http_methods(["GET", "HEAD", "POST"])
@draft_view
def text(request: HttpRequest, organisation: Organisation, copied: PracticeDraft, here: Practice) -> HttpResponse:
    """The whole text of the copy, for who changes more than the small forms do."""
    sheet, refused, changes = Pasted(copied.content), "", None
    if request.method == "POST":
        sheet = _pasted(request, lambda typed: problems_of(here, typed))
        if not (sheet.refused or sheet.faults):
            try:
                keep(request, copied, sheet.text)
                return to_draft(here.id)
            except NotNow as refusal:
                refused, written = refusal.reason, load(sheet.text.encode(errors="replace"), "")[0]
                changes = differences(here, written, language()) if written else None
    return _text_page(request, sheet, refused, copied, changes)


@require_http_methods(["GET", "HEAD", "POST"])
@manager_view
def new(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Begin a way of working of the organisation's own from a text that passes the check."""
    sheet, refused = Pasted(_EXAMPLE.read_text(encoding="utf-8") if "example" in request.GET else ""), ""
    if request.method == "POST":
        sheet = _pasted(request, lambda typed: load_copy(typed.encode(errors="replace"))[1])
        read = load_copy(sheet.text.encode(errors="replace"))[0] if not (sheet.refused or sheet.faults) else None
        if read is not None and read.id in library().ids() and read.id not in organisation.practices:
            refused = _("%(id)s is de naam van een andere werkwijze. Kies een eigen naam.") % {"id": read.id}
        elif read is not None:
            ours = read.id in library().ids()
            try:
                operations.begin_draft(
                    actor=actor_of(request),
                    now=clock.now(),
                    organisation=organisation,
                    practice_id=read.id,
                    based_on=library().latest(read.id).version if ours else "",
                    content=sheet.text,
                )
                return to_draft(read.id)
            except NotNow as refusal:
                refused = refusal.reason
    return _text_page(request, sheet, refused, None)


def _pasted(request: HttpRequest, problems: Callable[[str], list[Problem]]) -> Pasted:
    typed, refused = pasted(request)
    if refused:
        return Pasted(typed, refused)
    # As it will be kept: what a form sends ends its lines in another way.
    typed = typed.replace("\r\n", "\n")
    return with_faults(typed, faults_of(problems(typed), typed))


def _text_page(
    request: HttpRequest, sheet: Pasted, refused: str, copied: PracticeDraft | None, changes: object = None
) -> HttpResponse:
    return page(
        request,
        "draft_text.html",
        409 if refused else 422 if sheet.refused or sheet.faults else 200,
        sheet=sheet,
        refused=refused,
        draft=copied,
        changes=changes,
        language=language(),
    )
