"""Dividing the cases of a colleague who falls ill or leaves: who leads the team asks others to take them over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from alliantie import clock
from alliantie.access.policies import NotNow
from alliantie.access.routes import WORKERS, open_to
from alliantie.cases.operations import ask_caseload, withdraw_hand_over
from alliantie.cases.queries import OfWorker, Taker, caseload_of, takers_for
from alliantie.people.queries import Colleague, teams_led, workers_of
from alliantie.practices.texts import Language
from alliantie.worklist.forms import NOTE, Sheet
from alliantie.worklist.queries.team import next_talk
from alliantie.worklist.views.common import actor_of, language, page

# In the place of a colleague: as above for all, or not now.
AS_ABOVE, STAYS = "", "stays"


def _note(data: Any) -> tuple[str, str]:
    """What was written for who takes over, and what is wrong with it."""
    field = forms.CharField(required=False, max_length=NOTE)
    try:
        return field.clean(data.get("note", "")), ""
    except forms.ValidationError:
        return data.get("note", ""), _("Dit is te lang. Er passen %(count)s tekens in.") % {"count": NOTE}


def _one(data: Any, field: str) -> str:
    """Who is chosen for one case, or `STAYS`."""
    return str(data.get(field, AS_ABOVE) or data.get("all", STAYS) or STAYS)


def _chosen(
    data: Any, cases: Sequence[OfWorker], others: Sequence[Colleague]
) -> tuple[str, dict[UUID, UUID], dict[str, str]]:
    """The note, who is asked for which case, and what is wrong with what was chosen."""
    note, wrong = _note(data)
    mistakes = {"note": wrong} if wrong else {}
    known, takers = {str(each.id): each.id for each in others}, {}
    titles = {f"to-{case.id}": case.title for case in cases}
    moved = [field for field in data if field[:3] == "to-" and field not in titles]
    moved += [f"to-{case.id}" for case in cases if case.hand_over_id is not None and f"to-{case.id}" in data]
    for field in moved:
        # The page it was chosen on is older than what somebody else did meanwhile.
        if _one(data, field) != STAYS:
            what = titles.get(field) or _("een van deze zaken")
            sooner = _("Een collega was u voor met %(case)s. Er is niets gevraagd. Kies opnieuw.")
            mistakes[""] = sooner % {"case": what}
    for case in cases:
        chosen = _one(data, f"to-{case.id}")
        if case.hand_over_id is not None or chosen == STAYS:
            continue
        if chosen in known:
            takers[case.id] = known[chosen]
        else:
            mistakes[f"to-{case.id}"] = _("Kies een collega.")
    if not takers and not mistakes:
        mistakes["all"] = _("Kies een collega.")
    return note, takers, mistakes


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(WORKERS)
def move(request: HttpRequest, team_id: UUID, worker_id: UUID) -> HttpResponse:
    """Choose who is asked to take over which case; what was asked already stands beside its case."""
    actor = actor_of(request)
    team = next((each for each in teams_led(actor) if each.id == team_id), None)
    if team is None:
        raise Http404
    people = workers_of(actor, team.organisation_id)
    name = next((each.name for each in people if each.id == worker_id), "")
    if not name:
        raise Http404
    cases = caseload_of(actor, team_id, worker_id)
    able = takers_for(actor, team_id)
    others = [each for each in people if each.id != worker_id and each.id in able]
    note, takers, mistakes = _chosen(request.POST, cases, others) if request.method == "POST" else ("", {}, {})
    if takers and not mistakes:
        try:
            ask_caseload(actor=actor, team_id=team_id, worker_id=worker_id, takers=takers, note=note.strip())
            return _here(team_id, worker_id, f"?saved={len(takers)}")
        except NotNow as refused:
            mistakes[""] = refused.reason
    values = {"note": note, **{key: request.POST[key] for key in request.POST if key == "all" or key[:3] == "to-"}}
    return page(
        request,
        "team_move.html",
        422 if mistakes else 200,
        team=team,
        worker_id=worker_id,
        name=name,
        cases=cases,
        marks={each.id: _mark(each) for each in cases if each.nobody},
        options=_options(others, able),
        sheet=Sheet(values, mistakes),
        saved=request.GET.get("saved", ""),
    )


def _mark(each: OfWorker) -> str:
    """That nobody works in a case any more, and when its next talk is."""
    talk = next_talk(each.talk_at, cast(Language, language()), clock.today())
    return " ".join(filter(None, (_("Niemand werkt hier nu in."), talk)))


def _options(others: list[Colleague], able: Mapping[UUID, Taker]) -> list[tuple[str, str]]:
    """Each who can be asked, with how many cases that one has where that is of the reader's own teams."""
    return [(str(each.id), f"{each.name}{_has(able[each.id])}") for each in others]


def _has(taker: Taker) -> str:
    if taker.cases is None:
        return ""
    count = ngettext("%(count)s zaak in uw team", "%(count)s zaken in uw team", taker.cases) % {"count": taker.cases}
    return f" ({_('%(cases)s, worden nu verdeeld') % {'cases': count} if taker.divided else count})"


def _here(team_id: UUID, worker_id: UUID, asked: str = "") -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('team-move', args=[team_id, worker_id])}{asked}")


@require_POST
@open_to(WORKERS)
def back(request: HttpRequest, team_id: UUID, worker_id: UUID, hand_over_id: UUID) -> HttpResponse:
    """Take a question back. One that was answered meanwhile stays answered, and the page shows it."""
    try:
        withdraw_hand_over(actor=actor_of(request), hand_over_id=hand_over_id)
    except NotNow:
        return _here(team_id, worker_id)
    return _here(team_id, worker_id, "?saved=back")
