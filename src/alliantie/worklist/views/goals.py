"""The plan of a case: its versions, the draft in which workers write, agreeing, voices, and looking back."""

from __future__ import annotations

import uuid
from contextlib import suppress
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from pydantic import ValidationError

from alliantie import clock
from alliantie.access.policies import Denied
from alliantie.cases import operations
from alliantie.cases.models import Case, Plan, PlanVoice
from alliantie.cases.plan_rules import Content, approval, from_fields, lacks
from alliantie.cases.queries import Person, PlanHere, current, get_plan, people_of, plans_of, practice_of
from alliantie.cases.told import capital
from alliantie.worklist.forms import sheet
from alliantie.worklist.goals_form import OTHER, EvaluationForm, VoiceForm, day_form
from alliantie.worklist.queries.words import joined
from alliantie.worklist.views.common import actor_of, case_view, in_practice, language, number, page

EVERYONE = "everyone"


def _to(name: str, here: Case, plan_id: UUID | None = None, **told: object) -> HttpResponse:
    address = reverse(name, kwargs={"case_id": here.id, **({"plan_id": plan_id} if plan_id else {})})
    return HttpResponseRedirect(f"{address}?{urlencode(told)}" if told else address)


def _found(request: HttpRequest, here: Case, plan_id: UUID, *, agreed: bool | None = None) -> PlanHere:
    """A version in this case; with `agreed` only one that stands, or only a draft."""
    try:
        found = get_plan(actor_of(request), plan_id, here.id)
    except Plan.DoesNotExist as error:
        raise Http404 from error
    if agreed not in (None, found.is_agreed):
        raise Http404
    return found


def _word(here: Case) -> str:
    practice, spoken = in_practice(here)
    return capital(practice.words.plan.one(spoken))


def _readers(people: tuple[Person, ...], found: PlanHere) -> tuple[Person, ...]:
    """The people of the case whose plan it is."""
    return tuple(person for person in people if found.plan.client_id in (None, person.client_id))


@require_safe
@case_view()
def goals(request: HttpRequest, here: Case) -> HttpResponse:
    """The plan as it stands for each, the draft, and the versions before."""
    actor = actor_of(request)
    people, plans = people_of(actor, here), plans_of(actor, here.id)
    standing = current(plans)
    drafts = tuple(each for each in plans if not each.is_agreed)
    have = {each.plan.client_id for each in plans}
    whose: list[tuple[str, str]] = []
    if len(people) == 1:
        whose = [] if people[0].client_id in have else [(str(people[0].client_id), people[0].given_name)]
    else:
        whose = [(str(each.client_id), each.given_name) for each in people if each.client_id not in have]
        whose = [*([] if None in have else [(EVERYONE, _("Iedereen"))]), *whose]
    return page(
        request,
        "goals.html",
        case=here,
        word=_word(here),
        people=people,
        names=joined([person.given_name for person in people]),
        standing=standing,
        drafts=drafts,
        drafted={each.plan.client_id for each in drafts},
        before=tuple(each for each in plans if each.is_agreed and each not in standing),
        whose_new=whose,
        approves=approval(practice_of(here)) is not None,
        saved=request.GET.get("saved", ""),
    )


@require_POST
@case_view()
def start(request: HttpRequest, here: Case) -> HttpResponse:
    """Begin a draft: the first one, or a change of the one that stands."""
    actor = actor_of(request)
    whose = request.POST.get("whose", "")
    known = {str(each.client_id): each.client_id for each in people_of(actor, here)}
    if whose not in known and whose != EVERYONE:
        raise Http404
    made = operations.start_plan(actor=actor, now=clock.now(), case=here, client_id=known.get(whose))
    return _to("case-goals-plan", here, made)


@require_http_methods(["GET", "POST"])
@case_view()
def plan(request: HttpRequest, here: Case, plan_id: UUID) -> HttpResponse:
    """One version: a draft to write in, an agreed one to read."""
    found = _found(request, here, plan_id)
    if request.method == "POST":
        if found.is_agreed:
            return _overtaken(request, here, found)
        return _save(request, here, found)
    if found.is_agreed:
        people = people_of(actor_of(request), here)
        return page(
            request,
            "goals_version.html",
            case=here,
            word=_word(here),
            one=found,
            names=joined([person.given_name for person in _readers(people, found)]),
            approves=approval(practice_of(here)) is not None,
        )
    return _draft(request, here, found, found.content)


def _save(request: HttpRequest, here: Case, found: PlanHere) -> HttpResponse:
    try:
        content = from_fields(request.POST.dict())
    except ValidationError:
        return _draft(request, here, found, found.content, 422, error=_("Een tekst is te lang. Er is niets bewaard."))
    if not _kept(request, here, found.plan.id, content):
        again = _found(request, here, found.plan.id)
        return (
            _overtaken(request, here, again)
            if again.is_agreed
            else _draft(request, here, again, content, 409, other=again.content)
        )
    then = request.POST.get("then", "")
    if then == "agree":
        return _to("case-goals-agree", here, found.plan.id)
    if then == "more":
        return _to("case-goals-plan", here, found.plan.id, more=1)
    return _to("case-goals", here, saved="draft")


def _kept(request: HttpRequest, here: Case, plan_id: UUID, content: Content) -> bool:
    seen, by_page = request.POST.get("seen", ""), number(request.POST.get("page"))
    if by_page is None or not (seen.isascii() and seen.isdigit() and len(seen) < 9):
        return False
    return operations.save_plan(
        actor=actor_of(request), now=clock.now(), plan_id=plan_id, content=content, seen=int(seen), page=by_page
    )


def _draft(
    request: HttpRequest,
    here: Case,
    found: PlanHere,
    content: Content,
    status: int = 200,
    *,
    error: str = "",
    other: Content | None = None,
) -> HttpResponse:
    """The form of a draft; with `other` what somebody else wrote in it meanwhile stands beside."""
    people = _readers(people_of(actor_of(request), here), found)
    blank = 1 if not content.goals or "more" in request.GET else 0
    return page(
        request,
        "goals_draft.html",
        status,
        case=here,
        word=_word(here),
        one=found,
        content=content,
        blank=blank,
        other=other,
        error=error,
        names=joined([person.given_name for person in people]),
        # The page that writes goes by this number; after a clash it has seen what stands now.
        page_number=number(request.POST.get("page")) or uuid.uuid4(),
        lacking=lacks(content),
    )


def _overtaken(request: HttpRequest, here: Case, found: PlanHere) -> HttpResponse:
    """Somebody agreed on the plan while this page wrote: its text is shown, to copy into a change."""
    with suppress(ValidationError):
        content = from_fields(request.POST.dict())
        return page(request, "goals_late.html", 409, case=here, word=_word(here), one=found, content=content)
    raise Http404


@require_POST
@case_view()
def keep(request: HttpRequest, here: Case, plan_id: UUID) -> HttpResponse:
    """What is being written, kept a moment after the last key; asked by the page itself, which gets a status alone."""
    found = _found(request, here, plan_id)
    try:
        content = from_fields(request.POST.dict())
    except ValidationError:
        return HttpResponse(status=422)
    return HttpResponse(status=204 if not found.is_agreed and _kept(request, here, plan_id, content) else 409)


@require_http_methods(["GET", "POST"])
@case_view()
def agree(request: HttpRequest, here: Case, plan_id: UUID) -> HttpResponse:
    """Read the draft once more, choose the day, and agree."""
    actor, found = actor_of(request), _found(request, here, plan_id)
    if found.is_agreed:
        return _to("case-goals", here)
    posted = request.method == "POST"
    form = day_form(request.POST if posted else None, today=clock.today(), opened_on=here.opened_on)
    refusal = ""
    if form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            operations.agree_plan(
                actor=actor,
                now=clock.now(),
                case=here,
                plan=found.plan,
                seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else -1,
                on=form.cleaned_data["on"],
            )
            return _to("case-goals", here, saved="agreed")
        except Denied as denied:
            refusal = denied.reason
    people = people_of(actor, here)
    norm = approval(practice_of(here))
    return page(
        request,
        "goals_agree.html",
        422 if posted else 200,
        case=here,
        word=_word(here),
        one=found,
        names=joined([person.given_name for person in _readers(people, found)]),
        asks=norm.text.in_(language()) if norm else "",
        sheet=sheet(form, also=refusal),
    )


@require_http_methods(["GET", "POST"])
@case_view()
def voice(request: HttpRequest, here: Case, plan_id: UUID) -> HttpResponse:
    """Note what someone says of an agreed plan."""
    actor, found = actor_of(request), _found(request, here, plan_id, agreed=True)
    people = _readers(people_of(actor, here), found)
    authors = [(f"author:{name}", name) for name in found.content.authors]
    form = VoiceForm(
        request.POST if request.method == "POST" else None,
        people=[*(str(each.client_id) for each in people), *(key for key, _name in authors)],
        today=clock.today(),
        opened_on=here.opened_on,
        initial={"on": clock.today()},
    )
    refusal = ""
    if form.is_valid():
        filled = form.cleaned_data
        who = filled["who"]
        named = filled["name"] if who == OTHER else who.removeprefix("author:") if who.startswith("author:") else ""
        try:
            operations.say_of_plan(
                actor=actor,
                plan_id=plan_id,
                answer=PlanVoice.Answer(filled["answer"]),
                reason=filled["reason"],
                on=filled["on"],
                client_id=None if named else UUID(who),
                name=named,
            )
            return _to("case-goals", here, saved="voice")
        except Denied:
            refusal = _("Deze cliënt gaf zelf al antwoord. Dat antwoord blijft staan.")
    return page(
        request,
        "goals_voice.html",
        422 if form.is_bound else 200,
        case=here,
        word=_word(here),
        one=found,
        who=[*((str(each.client_id), each.given_name) for each in people), *authors, (OTHER, _("Iemand anders"))],
        sheet=sheet(form, also=refusal),
    )


@require_http_methods(["GET", "POST"])
@case_view()
def evaluate(request: HttpRequest, here: Case, plan_id: UUID) -> HttpResponse:
    """Note how the goals of an agreed plan stand."""
    actor, found = actor_of(request), _found(request, here, plan_id, agreed=True)
    form = EvaluationForm(
        request.POST if request.method == "POST" else None,
        goals=found.content.goals,
        today=clock.today(),
        opened_on=here.opened_on,
        initial={"on": clock.today(), "token": uuid.uuid4()},
    )
    if form.is_valid():
        operations.evaluate_plan(
            actor=actor,
            now=clock.now(),
            case=here,
            plan=found.plan,
            on=form.cleaned_data["on"],
            goals=form.told,
            token=form.cleaned_data["token"],
        )
        return _to("case-goals", here, saved="evaluation")
    people = people_of(actor, here)
    whole = form.errors.get("__all__")
    return page(
        request,
        "goals_evaluate.html",
        422 if form.is_bound else 200,
        case=here,
        word=_word(here),
        one=found,
        names=joined([person.given_name for person in _readers(people, found)]),
        sheet=sheet(form, also=str(whole[0]) if whole else ""),
        token=form["token"].value() if not form.errors.get("token") else uuid.uuid4(),
    )
