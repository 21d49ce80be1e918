"""The budget, papers, and days on which a home or a supply is lost."""

from __future__ import annotations

import uuid
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.cases.models import Case
from alliantie.cases.queries import people_of
from alliantie.money import operations, words
from alliantie.money.models import Deadline
from alliantie.money.operations import NewLine
from alliantie.money.queries import LineHere, creditors_to_choose, line_with
from alliantie.money.rules import Per, Sort
from alliantie.worklist.money_forms import DateForm, DeadlineForm, FigureForm, LineForm, PapersForm
from alliantie.worklist.queries.money import called, recorders
from alliantie.worklist.queries.words import joined
from alliantie.worklist.views.common import Now, actor_of
from alliantie.worklist.views.money_common import (
    back_to,
    back_to_money,
    filled_in,
    money_shown,
    money_view,
    sent,
)


def _found(request: HttpRequest, here: Case, line_id: UUID) -> LineHere:
    return line_with(actor_of(request), here, line_id, clock.today())


@require_http_methods(["GET", "POST"])
@money_view
def new_line(request: HttpRequest, here: Case, sort: str) -> HttpResponse:
    """Record what comes in, goes out, is attached or may be kept."""
    if sort not in list(Sort):
        raise Http404
    actor, what = actor_of(request), Sort(sort)
    people = people_of(actor, here, noted="case")
    beforehand = {"name": words.sort(what)} if what is Sort.EXEMPT else {}
    form = LineForm(
        sent(request),
        people=people,
        sort=what,
        initial={"token": uuid.uuid4(), "from": clock.today(), "per": Per.MONTH.value, **beforehand},
    )

    def save() -> HttpResponse:
        now, filled = clock.now(), form.cleaned_data
        creditor_id = None
        if what is Sort.ATTACHMENT:
            creditor_id = operations.add_creditor(actor=actor, now=now, case=here, **form.creditor)
        new = NewLine(
            what,
            filled["name"],
            form.client_ids,
            form.counted,
            creditor_id,
            filled.get("applied_on"),
            filled.get("granted_on"),
        )
        operations.add_line(actor=actor, now=now, case=here, line=new, token=filled["token"])
        return back_to_money(here, saved="line")

    return filled_in(
        request,
        here,
        "line_form.html",
        form,
        save,
        people=people,
        sort=what,
        ways=[(each.value, words.per(each)) for each in form.ways],
        creditors=creditors_to_choose(actor, here) if what is Sort.ATTACHMENT else (),
    )


@require_safe
@money_view
def line(request: HttpRequest, here: Case, line_id: UUID) -> HttpResponse:
    """One line of the budget with all its figures."""
    actor, found = actor_of(request), _found(request, here, line_id)
    people = called(people_of(actor, here, noted="money"))
    return money_shown(
        request,
        "line.html",
        case=here,
        line=found,
        names=joined([people[each] for each in found.client_ids]),
        recorders=recorders(actor, [each.recorded_by for each in found.figures]),
        saved="saved" in request.GET,
    )


@require_http_methods(["GET", "POST"])
@money_view
def figure(request: HttpRequest, here: Case, line_id: UUID) -> HttpResponse:
    """Record how much a line is from a day on."""
    found = _found(request, here, line_id)
    before = found.shown
    form = FigureForm(
        sent(request),
        sort=found.sort,
        initial={"token": uuid.uuid4(), "from": clock.today(), "per": before.per.value},
    )

    def save() -> HttpResponse:
        operations.record_figure(
            actor=actor_of(request),
            now=clock.now(),
            case=here,
            line_id=line_id,
            counted=form.counted,
            token=form.cleaned_data["token"],
        )
        return back_to("case-money-line", here, line_id=line_id)

    ways = [(each.value, words.per(each)) for each in form.ways]
    return filled_in(request, here, "figure_form.html", form, save, line=found, ways=ways)


@require_http_methods(["GET", "POST"])
@money_view
def end_line(request: HttpRequest, here: Case, line_id: UUID) -> HttpResponse:
    """Record from when a line counts no more."""
    found = _found(request, here, line_id)
    form = DateForm(
        sent(request),
        past=False,
        least=found.figures[-1].since,
        initial={"token": uuid.uuid4(), "on": found.ends_on or clock.today()},
    )

    def save() -> HttpResponse:
        on = form.cleaned_data["on"]
        seen = request.POST.get("seen")
        operations.end_line(actor=actor_of(request), case=here, line_id=line_id, ends_on=on, seen=seen)
        return back_to("case-money-line", here, line_id=line_id)

    def stands() -> dict[str, Now]:
        return {"on": Now(_("Vanaf welke dag telt dit niet meer mee?"), _found(request, here, line_id).ends_on)}

    return filled_in(request, here, "day_form.html", form, save, stands=stands, line=found, grants=False)


@require_http_methods(["GET", "POST"])
@money_view
def grant(request: HttpRequest, here: Case, line_id: UUID) -> HttpResponse:
    """Record that an allowance was granted."""
    found = _found(request, here, line_id)
    if found.sort is not Sort.ALLOWANCE:
        raise Http404
    form = DateForm(sent(request), least=found.applied_on, initial={"token": uuid.uuid4(), "on": clock.today()})

    def save() -> HttpResponse:
        on = form.cleaned_data["on"]
        seen = request.POST.get("seen")
        actor, now = actor_of(request), clock.now()
        operations.grant_allowance(actor=actor, now=now, case=here, line_id=line_id, on=on, seen=seen)
        return back_to("case-money-line", here, line_id=line_id)

    def stands() -> dict[str, Now]:
        return {"on": Now(_("Op welke dag is dit toegekend?"), _found(request, here, line_id).granted_on)}

    return filled_in(request, here, "day_form.html", form, save, stands=stands, line=found, grants=True)


@require_http_methods(["GET", "POST"])
@money_view
def new_papers(request: HttpRequest, here: Case) -> HttpResponse:
    """Record which papers somebody was asked for."""
    actor = actor_of(request)
    people = people_of(actor, here, noted="case")
    form = PapersForm(sent(request), people=people, initial={"token": uuid.uuid4(), "on": clock.today()})

    def save() -> HttpResponse:
        filled = form.cleaned_data
        operations.ask_papers(
            actor=actor,
            now=clock.now(),
            case=here,
            names=filled["names"],
            client_ids=form.client_ids,
            on=filled["on"],
            token=filled["token"],
        )
        return back_to_money(here, saved="papers")

    return filled_in(request, here, "papers_form.html", form, save, people=people)


@require_POST
@money_view
def paper_in(request: HttpRequest, here: Case, paper_id: UUID) -> HttpResponse:
    """A paper came in today, or is missing after all."""
    on = None if "missing" in request.POST else clock.today()
    operations.paper_is_in(actor=actor_of(request), case=here, paper_id=paper_id, on=on)
    return back_to_money(here, saved="paper-in" if on else "paper-missing")


@require_POST
@money_view
def paper_reminded(request: HttpRequest, here: Case, paper_id: UUID) -> HttpResponse:
    """Somebody was reminded of a paper today."""
    operations.remind_of_paper(actor=actor_of(request), case=here, paper_id=paper_id, on=clock.today())
    return back_to_money(here, saved="reminded")


@require_http_methods(["GET", "POST"])
@money_view
def new_deadline(request: HttpRequest, here: Case) -> HttpResponse:
    """Record a day on which people lose their home or a supply."""
    actor = actor_of(request)
    people = people_of(actor, here, noted="case")
    form = DeadlineForm(sent(request), people=people, initial={"token": uuid.uuid4()})

    def save() -> HttpResponse:
        filled = form.cleaned_data
        operations.add_deadline(
            actor=actor,
            now=clock.now(),
            case=here,
            kind=Deadline.Kind(filled["kind"]),
            on=filled["on"],
            client_ids=form.client_ids,
            document=form.document,
            token=filled["token"],
        )
        return back_to_money(here, saved="deadline")

    kinds = [(each, words.threat(each)) for each in Deadline.Kind.values]
    return filled_in(request, here, "deadline_form.html", form, save, people=people, kinds=kinds)


@require_POST
@money_view
def deadline_over(request: HttpRequest, here: Case, deadline_id: UUID) -> HttpResponse:
    """It was averted, put off or over; or threatens after all."""
    on = None if "again" in request.POST else clock.today()
    operations.deadline_is_over(actor=actor_of(request), now=clock.now(), case=here, deadline_id=deadline_id, on=on)
    return back_to_money(here, **({"over": deadline_id} if on else {"saved": "deadline"}))
