"""Recording a talk, kept while it is typed; and one page to read before a talk."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.access.policies import Denied
from alliantie.cases.models import Appointment, Case, TalkDraft
from alliantie.cases.operations import forget_talk
from alliantie.cases.queries import (
    Person,
    frame_to_explain,
    get_case,
    get_planned,
    measures_now,
    open_agreements,
    own_cases_beside,
    people_of,
    talk_draft,
)
from alliantie.practices import Practice
from alliantie.practices.conditions import condition
from alliantie.worklist.queries.counted import asks_present, with_others
from alliantie.worklist.queries.prepare import preparation
from alliantie.worklist.queries.words import joined
from alliantie.worklist.talk_form import (
    MOST_AGREEMENTS,
    Place,
    TalkForm,
    blocks,
    filled_in,
    from_kept,
    other_cases,
)
from alliantie.worklist.talks import Held, record_talk
from alliantie.worklist.views.agreements import companions, owners
from alliantie.worklist.views.common import actor_of, case_view, in_practice, language, number, page
from alliantie.worklist.views.drafts import draft_mark, keep_typed
from alliantie.worklist.views.recording import back_to, talks_to_choose, talks_under

# Above so many own cases they are searched by name.
MANY = 12


@require_http_methods(["GET", "POST"])
@case_view()
def talk(request: HttpRequest, here: Case) -> HttpResponse:
    """Record that a talk was held. What was typed before and not recorded stands in the form."""
    actor = actor_of(request)
    if request.method == "POST":
        return _sent(request, here)
    draft = talk_draft(actor, here.id)
    filled = from_kept(draft.fields) if draft else QueryDict(mutable=True)
    for name, values in {"on": [clock.today().isoformat()], **_as_planned(request, here)}.items():
        if name not in filled:
            filled.setlist(name, values)
    filled["token"] = str(draft.id if draft else uuid.uuid4())
    return _form(request, here, filled, draft)


def _as_planned(request: HttpRequest, here: Case) -> dict[str, list[str]]:
    """What a planned talk of this case says of the talk that was held; it costs a query only after that question.

    Without one the kind of talk that was asked for.
    """
    of: UUID | None = number(request.GET.get("of"))
    if of is None:
        asked = request.GET.get("what", "")
        return {"what": [asked]} if any(each.id == asked for each in in_practice(here)[0].talks) else {}
    try:
        found = get_planned(actor_of(request), of, here.id)
    except Appointment.DoesNotExist as error:
        raise Http404 from error
    on = min(clock.day_of(found.starts_at), clock.today())
    who = {"who": [str(found.client_id)]} if found.client_id else {}
    return {"what": [found.talk.id], "on": [on.isoformat()], **who}


def _sent(request: HttpRequest, here: Case) -> HttpResponse:
    then = request.POST.get("then", "")
    if then:
        return _more(request, here, then)
    form = _talk_form(actor_of(request), here, request.POST)
    if not form.is_valid():
        return _form(request, here, request.POST, None, 422, mistakes=form.mistakes())
    actor, filled = actor_of(request), form.cleaned_data
    held = Held(filled["what"], filled["on"], form.values, form.held, form.settled, form.promises)
    try:
        made = record_talk(actor=actor, now=clock.now(), held=held, token=filled["token"])
    except Denied as denied:
        return _form(request, here, request.POST, None, 422, mistakes={"": denied.reason})
    seen, by_page = draft_mark(request)
    if by_page is not None:
        forget_talk(actor=actor, case_id=here.id, token=filled["token"], seen=seen, page=by_page)
    return back_to(here, done=made)


def _more(request: HttpRequest, here: Case, then: str) -> HttpResponse:
    """Room for another agreement or case: the form is kept, and opens again with it."""
    data = request.POST.copy()
    if then == "agreement":
        data["news"] = str(min(blocks(data) + 1, MOST_AGREEMENTS))
    if then == "case" and request.POST.get("beside"):
        data.appendlist("also", str(request.POST["beside"]))
    if not keep_typed(request, here, data):
        return _form(request, here, data, talk_draft(actor_of(request), here.id), 409, clash=True)
    asked = {"find": data.get("find", "")} if then == "find" else {}
    place = {"agreement": "#new", "case": "#also", "find": "#also"}.get(then, "")
    address = reverse("case-talk", kwargs={"case_id": here.id})
    return HttpResponseRedirect(f"{address}{'?' + urlencode(asked) if asked else ''}{place}")


@require_POST
@case_view()
def keep(request: HttpRequest, here: Case) -> HttpResponse:
    """What is being typed, kept a moment after the last key; asked by the page itself, which gets a status alone."""
    return HttpResponse(status=204 if keep_typed(request, here, request.POST) else 409)


@require_POST
@case_view()
def forget(request: HttpRequest, here: Case) -> HttpResponse:
    """Throw away what was typed."""
    token = number(request.POST.get("token"))
    if token is not None:
        forget_talk(actor=actor_of(request), case_id=here.id, token=token)
    return back_to(here, saved="forgotten")


def _talk_form(actor: Actor, here: Case, data: QueryDict) -> TalkForm:
    looked_at = any(name.startswith("kept-") for name in data)
    return TalkForm(
        data,
        talks=talks_under(actor, here),
        places=_places(actor, here, data),
        agreements=open_agreements(actor, here.id) if looked_at else (),
        today=clock.today(),
    )


def _places(actor: Actor, here: Case, data: QueryDict) -> list[Place]:
    """The case itself, and those own ones in which the talk is recorded too."""
    places = [Place(here, people_of(actor, here, noted="case"))]
    own = {case_id for case_id, _title in own_cases_beside(actor, here)} if other_cases(data) else set()
    for text in other_cases(data):
        case_id = number(text)
        if case_id in own and case_id is not None:
            other = get_case(actor, case_id)
            places.append(Place(other, people_of(actor, other, noted="case"), f"-{case_id}"))
    return places


def _told(actor: Actor, place: Place) -> Place:
    """The same, with what the page tells of it."""
    here = place.case
    practice = in_practice(here)[0]
    explains: tuple[str, ...] = ()
    if any(talk.explains_frame for talk in practice.talks):
        asked = talks_under(actor, here).values()
        explains = tuple(talk.name.in_(language()) for talk in asked if talk.explains_frame)
    others: tuple[str, ...] = ()
    if asks_present(practice):
        others = with_others(practice, measures_now(actor, here), (each.role for each in place.people), language())
    unheard = bool(explains) and frame_to_explain(actor, here)
    return replace(place, explains=explains, unheard=unheard, with_others=others)


def _form(
    request: HttpRequest,
    here: Case,
    data: QueryDict,
    draft: TalkDraft | None,
    status: int = 200,
    *,
    mistakes: dict[str, str] | None = None,
    clash: bool = False,
) -> HttpResponse:
    actor = actor_of(request)
    places = [_told(actor, place) for place in _places(actor, here, data)]
    people = places[0].people
    beside, found = _beside(request, here, places)
    usable = number(data.get("token")) is not None
    wrong, agreements = mistakes or {}, open_agreements(actor, here.id)
    mode_counts = _mode_counts(in_practice(here)[0])
    choice = talks_to_choose(actor, here)
    return page(
        request,
        "talk.html",
        status,
        case=here,
        places=places,
        people=people,
        names=_names(people),
        options=choice.options,
        sight=choice.sight,
        agreements=agreements,
        owners=owners(here, people),
        companions=companions(people),
        news=blocks(data),
        most=MOST_AGREEMENTS,
        beside=found,
        search=beside > MANY,
        find=request.GET.get("find", ""),
        sheet=filled_in(data, wrong),
        token=data["token"] if usable else uuid.uuid4(),
        seen=draft.revision if draft else draft_mark(request)[0],
        page_number=draft_mark(request)[1] or uuid.uuid4(),
        draft=draft,
        other=from_kept(draft.fields).dict() if clash and draft else None,
        # What was filled in stands in sight, folded or not.
        open_how=bool(
            data.get("minutes")
            or (data.get("mode") and not mode_counts)
            or data.get("on", "") != clock.today().isoformat()
            or {"on", "mode", "minutes"} & wrong.keys()
        ),
        mode_counts=mode_counts,
        open_kept=any(data.get(f"kept-{each.id}") or f"kept-{each.id}" in wrong for each in agreements[2:]),
        open_new=bool(blocks(data) > 1 or data.get("new-0-text") or any(each.startswith("new-") for each in wrong)),
        open_also=bool(len(places) > 1 or "find" in request.GET),
    )


def _beside(request: HttpRequest, here: Case, places: Sequence[Place]) -> tuple[int, list[tuple[str, str]]]:
    """How many other own cases there are, and those that can still be chosen, found by name where that was asked."""
    actor, find = actor_of(request), request.GET.get("find", "")[:80]
    every = own_cases_beside(actor, here)
    taken = {place.case.id for place in places}
    found = own_cases_beside(actor, here, find) if find else every
    return len(every), [(str(case_id), title) for case_id, title in found if case_id not in taken]


def _mode_counts(practice: Practice) -> bool:
    """Whether a norm counts only talks of which it is known how people spoke, and a talk here does not say that."""
    counted = [norm.every.counts for norm in practice.norms if norm.every is not None]
    asked = (condition(each.where, practice.vocabulary.names_on(each.fact)) for each in counted if each.where)
    return any(talk.mode == "any" for talk in practice.talks) and any("mode" in each.asked for each in asked)


def _names(people: tuple[Person, ...]) -> str:
    return joined([person.given_name for person in people])


@require_safe
@case_view(whole=True)
def prepare(request: HttpRequest, here: Case) -> HttpResponse:
    """What to read before a talk, on one page."""
    actor = actor_of(request)
    shown = preparation(actor, here, language(), clock.today())
    return page(request, "prepare.html", case=here, shown=shown)
