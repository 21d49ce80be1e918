"""Keeping a small change in a copy of a practice, of which somebody else can have changed the same in the meantime."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.policies import NotNow
from alliantie.access.seen import Met, made_text, meet, read_made
from alliantie.cases.models import PracticeDraft
from alliantie.cases.operations import own_practices as operations
from alliantie.insight.own_forms import Form, Typed
from alliantie.insight.views.common import Fault, actor_of, faults_of, language, page
from alliantie.practices import Practice
from alliantie.practices.library import load_copy
from alliantie.practices.messages import message
from alliantie.practices.problems import Problem

_MOST_NUMBERS = 2**31 - 2


def changed(
    request: HttpRequest,
    copied: PracticeDraft,
    here: Practice,
    make: Callable[[Typed | None], Form],
    template: str,
    **context: object,
) -> HttpResponse:
    """The page of a small form; what was sent is kept only where the whole copy still passes the check.

    A change elsewhere in the copy stops nobody. Where another stands in a field of this form than it was made on,
    nothing is kept: the page shows what stands, and saving again is meant.
    """
    form = now = make(None)
    made, met, refused = now.told, None, ""
    faults: list[Fault] = []
    if request.method == "POST":
        made = read_made(request.POST.get("made", "")) or (now.told if seen_of(request) == copied.kept else {})
        met = meet(made, make(request.POST.dict()).told, now.told)
        form = make(met.values)
        lost = _of_no_place(request, made, now)
        if met.changed or lost:
            refused, made = _faster(request, copied), now.told
            form.errors += [*lost, *((name, _now(now, name)) for name in met.both)]
        elif not form.errors:
            text = form.applied(copied.content)
            faults = faults_of(problems_of(here, text), text)
            form.errors += [(form.inputs[each.field], each.reason) for each in faults if each.field in form.inputs]
            if not faults:
                try:
                    _keep(request, copied, copied.kept, text)
                    return to_draft(here.id)
                except NotNow as refusal:
                    # Kept by another in this very moment: what was made on stays, so the next press compares again.
                    refused = refusal.reason
    return page(
        request,
        template,
        409 if refused else 422 if form.errors or faults else 200,
        practice=here,
        draft=copied,
        form=form,
        made=made_text(made),
        refused=refused,
        stands=_stands(now, met) if refused and met else (),
        unfit=bool(faults) and not refused,
        # The line of a file nobody here sees says nothing.
        elsewhere=[each.reason for each in faults if each.field not in form.inputs],
        language=language(),
        **context,
    )


def _faster(request: HttpRequest, copied: PracticeDraft) -> str:
    """Who was faster, as far as the copy tells: it names who changed it last."""
    safe = _("Er is niets overschreven. Wat u invulde, staat er nog.")
    last = seen_of(request) + 1 == copied.kept
    if copied.changed_by_id != actor_of(request).me:
        return _("Iemand anders veranderde deze kopie intussen.") + " " + safe
    return (
        (_("U veranderde dit intussen in een ander venster.") if last else _("Dit is intussen veranderd.")) + " " + safe
    )


def _of_no_place(request: HttpRequest, made: dict[str, str], now: Form) -> list[tuple[str, str]]:
    """What was typed where the copy has no such text any more, in words, so that it is not lost."""
    gone = {name: request.POST.get(name, "").replace("\r\n", "\n").strip() for name in made if name not in now.told}
    told = _("De plek van deze tekst is er niet meer. U schreef: %(text)s")
    return [("", told % {"text": text}) for name, text in gone.items() if text and text != made[name]]


def _now(now: Form, name: str) -> str:
    return _("Nu: %(text)s") % {"text": _in_words(now, name)}


def _in_words(now: Form, name: str) -> str:
    return now.options.get(now.told[name], now.told[name])


def _stands(now: Form, met: Met) -> tuple[tuple[str, str], ...]:
    return tuple((now.labels.get(name, ""), _in_words(now, name)) for name in met.changed)


def problems_of(here: Practice, text: str) -> list[Problem]:
    """What is wrong with a changed copy; it keeps the name of its practice, and reads as it stands in a file."""
    read, problems = load_copy(text.encode(errors="replace"))
    if read is not None and read.id != here.id:
        return [Problem("", 1, "id", message("Hier blijft %(id)s staan: een kopie houdt haar naam.", id=here.id))]
    return problems


def keep(request: HttpRequest, copied: PracticeDraft, text: str) -> None:
    """Keep a changed copy. Raises NotNow where somebody changed it since it was looked at."""
    _keep(request, copied, seen_of(request), text)


def _keep(request: HttpRequest, copied: PracticeDraft, seen: int, text: str) -> None:
    operations.keep_draft(actor=actor_of(request), now=clock.now(), draft_id=copied.id, seen=seen, content=text)


def seen_of(request: HttpRequest) -> int:
    """The number of the copy that was looked at; one that is no number was never there."""
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len(str(_MOST_NUMBERS)) else _MOST_NUMBERS


def to_draft(practice_id: str) -> HttpResponse:
    """Back to the copy, which says that it was kept."""
    answer = redirect("practice-draft", practice_id=practice_id)
    answer["Location"] += "?saved=1"
    return answer
