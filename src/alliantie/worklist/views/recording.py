"""Recording that the frame was explained, and taking back what did not happen."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.access.policies import NotNow
from alliantie.cases.models import Case
from alliantie.cases.operations import explain_frame
from alliantie.cases.operations.undo import moment_of_change, undo_changes
from alliantie.cases.queries import conditions_in, explained_days, explained_to, measures_ever, people_of
from alliantie.practices.rounds import Talk
from alliantie.practices.told import holds_under
from alliantie.worklist import operations
from alliantie.worklist.forms import DayForm, RightDayForm, sheet
from alliantie.worklist.queries.conditions import lines
from alliantie.worklist.queries.measures import measures_of
from alliantie.worklist.views.common import actor_of, case_view, in_practice, language, number, page


def back_to(case: Case, **told: object) -> HttpResponse:
    """The case page, which tells what was just saved."""
    return HttpResponseRedirect(f"{reverse('case', kwargs={'case_id': case.id})}?{urlencode(told)}")


def talks_under(actor: Actor, here: Case) -> dict[str, Talk]:
    """The practice's kinds of talk that belong to what runs or ever ran: what was held can always be recorded.

    All of them where nothing runs. One query where a measure is asked.
    """
    now, before = _talks(actor, here)
    return {each.id: each for each in (*now, *before)}


def talks_to_choose(actor: Actor, here: Case) -> TalkChoice:
    """The same by id and name, for a choice; those of what runs stand in sight. One query where a measure is asked."""
    now, before = _talks(actor, here)
    return TalkChoice(tuple((each.id, each.name.in_(language())) for each in (*now, *before)), len(now))


class TalkChoice(NamedTuple):
    """Kinds of talk by id and name, of which so many stand in sight and the others fold open."""

    options: tuple[tuple[str, str], ...]
    sight: int


def _talks(actor: Actor, here: Case) -> tuple[list[Talk], list[Talk]]:
    """The kinds of talk of what runs and those of what ran before, those of one's own role first."""
    practice, _language = in_practice(here)
    role = practice.pairs[0].professional_role
    talks = sorted(practice.talks, key=lambda each: role not in each.held_by)
    ever = measures_ever(actor, here) if any(each.measures for each in talks) else {}
    running = [measure for measure, runs in ever.items() if runs]
    now = [each for each in talks if not running or holds_under(each, running)]
    return now, [each for each in talks if each not in now and holds_under(each, ever)]


@require_POST
@case_view()
def take_back(request: HttpRequest, here: Case) -> HttpResponse:
    """Correct something that did not happen; where something that runs rests on it, say so."""
    try:
        taken = operations.take_back(actor=actor_of(request), now=clock.now(), case=here, fact_ids=_facts(request))
    except NotNow:
        return back_to(here, saved="not-taken-back")
    if taken is None:
        raise Http404
    return back_to(here, back=taken)


@require_POST
@case_view()
def put_back(request: HttpRequest, here: Case) -> HttpResponse:
    """Undo that correction."""
    again = operations.put_back(actor=actor_of(request), now=clock.now(), case=here, fact_ids=_facts(request))
    if again is None:
        raise Http404
    return back_to(here, done=again)


@require_POST
@case_view()
def undo(request: HttpRequest, here: Case) -> HttpResponse:
    """Undo what the reader just recorded of the frame; where it is too late for that, say so."""
    made_at = _moment(request.POST.get("at", ""))
    if made_at is None:
        raise Http404
    try:
        undo_changes(actor=actor_of(request), now=clock.now(), case=here, made_at=made_at)
    except NotNow:
        return back_to(here, saved="not-undone")
    return back_to(here, saved="undone")


def _moment(text: str) -> datetime | None:
    """A moment as the page sends it back, or None when it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _facts(request: HttpRequest) -> list[UUID]:
    return [fact_id for text in request.POST.getlist("fact")[:50] if (fact_id := number(text)) is not None]


@require_http_methods(["GET", "POST"])
@case_view(whole=True)
def frame(request: HttpRequest, here: Case, client_id: UUID) -> HttpResponse:
    """Note on which day the frame was explained to someone, or again, with what the practice wants told.

    A form that names a `wrong` day mends a slip in that one.
    """
    actor, today = actor_of(request), clock.today()
    person = next((each for each in people_of(actor, here, noted="case") if each.client_id == client_id), None)
    if person is None:
        raise Http404
    practice, spoken = in_practice(here)
    own = [each for each in measures_of(here, spoken) if each.ends_on is None and each.client_id in (None, client_id)]
    holding = [
        each for each in conditions_in(here, practice) if each.holds(today) and each.client_id in (None, client_id)
    ]
    days = explained_days(actor, here, client_id)
    began = [*(each.starts_on for each in own), *(each.starts_on for each in holding)]
    anew = bool(days) and any(day > days[0] for day in began)
    data = request.POST if request.method == "POST" else None
    mends = data is not None and "right" in data
    form = DayForm(None if mends else data, today=today, opened_on=here.opened_on, initial={"on": today})
    mended = RightDayForm(data if mends else None, today=today, opened_on=here.opened_on, days=days)
    if form.is_valid() or mended.is_valid():
        on, wrong = _noted(mended if mends else form)
        explain_frame(actor=actor, now=clock.now(), case=here, client_id=client_id, on=on, wrong=wrong)
        return back_to(here, saved="frame", undo=moment_of_change().isoformat())
    names = {"professional": here.worker.given_name, "organisation": here.organisation.name}
    told = explained_to(actor, here, client_id)
    parts = tuple(
        (title, tuple(each.text.in_(spoken, practice.address).format(**names) for each in part))
        for title, part in (
            (_("Rechten"), told.rights),
            (_("Plichten"), told.duties),
            (_("Wat onder elkaar blijft"), told.confidentiality),
            (_("Wat gemeld wordt"), told.reporting),
        )
        if part
    )
    return page(
        request,
        "frame.html",
        200 if data is None else 422,
        case=here,
        person=person,
        running=own,
        conditions=lines(holding, spoken, today),
        parts=parts,
        days=days,
        anew=anew,
        mends=mends,
        sheet=sheet(mended if mends else form),
    )


def _noted(form: DayForm | RightDayForm) -> tuple[date, date | None]:
    """The day on which the frame was explained, and the one that stood there by a slip."""
    filled = form.cleaned_data
    return (filled["on"], None) if "on" in filled else (filled["right"], date.fromisoformat(filled["wrong"]))
