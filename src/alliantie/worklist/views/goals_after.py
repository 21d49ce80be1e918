"""What comes after a plan was agreed: what each says of it, and how its goals stand."""

from __future__ import annotations

import uuid
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliantie import clock
from alliantie.access.before import Before, Now, Told
from alliantie.access.policies import Denied, NotNow
from alliantie.access.seen import Meanwhile, fingerprint, made_text, read_made
from alliantie.cases import operations
from alliantie.cases.models import Case, PlanVoice
from alliantie.cases.queries import Evaluation, PlanHere, people_of
from alliantie.cases.queries.plans import Voice
from alliantie.worklist.forms import sheet
from alliantie.worklist.goals_form import OTHER, EvaluationForm, VoiceForm
from alliantie.worklist.queries.words import joined
from alliantie.worklist.views.common import actor_of, case_view, page
from alliantie.worklist.views.goals import found_plan, readers_of, to_goals, word_of


@require_http_methods(["GET", "POST"])
@case_view()
def voice(request: HttpRequest, here: Case, plan_id: UUID) -> HttpResponse:
    """Note what someone says of an agreed plan."""
    actor, found = actor_of(request), found_plan(request, here, plan_id, agreed=True)
    people = readers_of(people_of(actor, here, noted="case"), found)
    authors = [(f"author:{name}", name) for name in found.content.authors]
    form = VoiceForm(
        request.POST if request.method == "POST" else None,
        people=[*(str(each.client_id) for each in people), *(key for key, _name in authors)],
        today=clock.today(),
        opened_on=here.opened_on,
        initial={"on": clock.today()},
    )
    before, refusal = Before("", request.POST.get("made") or made_text(_said(found))), ""
    if form.is_valid():
        filled = form.cleaned_data
        who = filled["who"]
        named = filled["name"] if who == OTHER else who.removeprefix("author:") if who.startswith("author:") else ""
        whose, made = _whose(None, named) if named else who, read_made(request.POST.get("made", ""))
        try:
            operations.say_of_plan(
                actor=actor,
                plan_id=plan_id,
                answer=PlanVoice.Answer(filled["answer"]),
                reason=filled["reason"],
                on=filled["on"],
                client_id=None if named else UUID(who),
                name=named,
                seen=None if made is None else made.get(whose, fingerprint()),
            )
            return to_goals("case-goals", here, saved="voice")
        except Meanwhile as denied:
            found = found_plan(request, here, plan_id, agreed=True)
            told = [each for each in found.voices if _whose(each.client_id, each.name) == whose]
            before = Before("", made_text(_said(found)), denied.reason, tuple(_in_words(each) for each in told))
        except Denied:
            refusal = _("Deze cliënt gaf zelf al antwoord. Dat antwoord blijft staan.")
    return page(
        request,
        "goals_voice.html",
        422 if form.is_bound else 200,
        case=here,
        word=word_of(here),
        one=found,
        who=[*((str(each.client_id), each.given_name) for each in people), *authors, (OTHER, _("Iemand anders"))],
        answers=_answers(),
        before=before,
        sheet=sheet(form, also=refusal, before=before),
    )


def _answers() -> list[tuple[str, str]]:
    return [
        (PlanVoice.Answer.AGREES.value, _("Eens")),
        (PlanVoice.Answer.DISAGREES.value, _("Niet eens")),
        (PlanVoice.Answer.UNSURE.value, _("Weet het nog niet")),
        (PlanVoice.Answer.UNASKED.value, _("Kon geen antwoord geven")),
    ]


def _whose(client_id: UUID | None, name: str) -> str:
    return f"author:{name}" if client_id is None else str(client_id)


def _said(found: PlanHere) -> dict[str, str]:
    """What each said of it so far, as fingerprints: the page tells beforehand what nobody's answer was."""
    return {_whose(each.client_id, each.name): fingerprint(*operations.voice_told(each)) for each in found.voices}


def _in_words(voice: Voice) -> Told:
    told = (dict(_answers())[voice.answer], Now("", voice.on).told, voice.reason)
    return Told(voice.name, " · ".join(filter(None, told)), taken=False)


@require_http_methods(["GET", "POST"])
@case_view()
def evaluate(request: HttpRequest, here: Case, plan_id: UUID) -> HttpResponse:
    """Note how the goals of an agreed plan stand."""
    return _looked_back(request, here, found_plan(request, here, plan_id, agreed=True), None)


@require_http_methods(["GET", "POST"])
@case_view()
def correct(request: HttpRequest, here: Case, plan_id: UUID, evaluation_id: UUID) -> HttpResponse:
    """Note what stands instead of an earlier note; what was written first stays."""
    found = found_plan(request, here, plan_id, agreed=True)
    return _looked_back(request, here, found, _noted(found, evaluation_id))


@require_POST
@case_view()
def take_back(request: HttpRequest, here: Case, plan_id: UUID, evaluation_id: UUID) -> HttpResponse:
    """Say that nobody looked back then. When it was corrected meanwhile, that stands."""
    found = found_plan(request, here, plan_id, agreed=True)
    noted = _noted(found, evaluation_id)
    try:
        operations.evaluate_plan(
            actor=actor_of(request),
            now=clock.now(),
            case=here,
            plan=found.plan,
            on=noted.on,
            goals=(),
            token=evaluation_id,
            corrects=evaluation_id,
            void=True,
        )
    except NotNow:
        return to_goals("case-goals", here)
    return to_goals("case-goals", here, saved="evaluation-back")


def _noted(found: PlanHere, evaluation_id: UUID) -> Evaluation:
    """A note of this version; who comes late to correct it is told so."""
    noted = next((each for each in found.evaluations if each.id == evaluation_id), None)
    if noted is None:
        raise Http404
    return noted


def _looked_back(request: HttpRequest, here: Case, found: PlanHere, before: Evaluation | None) -> HttpResponse:
    actor = actor_of(request)
    form = EvaluationForm(
        request.POST if request.method == "POST" else None,
        goals=found.content.goals,
        today=clock.today(),
        opened_on=here.opened_on,
        initial={"on": clock.today(), "token": uuid.uuid4(), **_as_noted(before)},
    )
    refusal = ""
    if form.is_valid():
        try:
            operations.evaluate_plan(
                actor=actor,
                now=clock.now(),
                case=here,
                plan=found.plan,
                on=form.cleaned_data["on"],
                goals=form.told,
                token=form.cleaned_data["token"],
                corrects=before.id if before else None,
            )
            return to_goals("case-goals", here, saved="evaluation")
        except Denied as denied:
            refusal = denied.reason
    people = people_of(actor, here, noted="case")
    whole = form.errors.get("__all__")
    return page(
        request,
        "goals_evaluate.html",
        422 if form.is_bound else 200,
        case=here,
        word=word_of(here),
        one=found,
        before=before,
        names=joined([person.given_name for person in readers_of(people, found)]),
        sheet=sheet(form, also=refusal or (str(whole[0]) if whole else "")),
        token=form["token"].value() if not form.errors.get("token") else uuid.uuid4(),
    )


def _as_noted(before: Evaluation | None) -> dict[str, object]:
    if before is None:
        return {}
    told = {f"result-{place}": goal.result or "" for place, goal in enumerate(before.goals)}
    return {"on": before.on, **told, **{f"text-{place}": goal.text for place, goal in enumerate(before.goals)}}
