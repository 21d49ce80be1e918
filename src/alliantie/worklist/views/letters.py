"""Letters of a case: those there are, choosing one, and filling it in."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.access.policies import Denied
from alliantie.cases.letters import (
    Begun,
    begins_with,
    in_words,
    recorded_of,
    text_for,
    told_by,
)
from alliantie.cases.models import Case, Incident
from alliantie.cases.operations import letters as operations
from alliantie.cases.operations.letter_checks import cannot_answer
from alliantie.cases.operations.letters import Draft
from alliantie.cases.queries import (
    Person,
    letters_of,
    measures_now,
    people_of,
    standing_of,
)
from alliantie.cases.queries.incidents import WholeIncident, whole_incidents
from alliantie.cases.queries.letters import LetterLine, addressees_of, letters_answering, to_carry_out
from alliantie.cases.sharing_told import in_report
from alliantie.norms.beginning import known_options
from alliantie.norms.reactions import can_answer
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import FactValue
from alliantie.people.models import Worker
from alliantie.practices import Practice
from alliantie.practices.letter import AUTHORITIES, DECIDED_BY
from alliantie.practices.letter import Letter as Template
from alliantie.practices.reaction import TIE
from alliantie.worklist.forms import refused, sheet
from alliantie.worklist.letter_conditions import condition_known, conditions_offered
from alliantie.worklist.letter_form import OTHER, FillForm, chosen_name, name_of
from alliantie.worklist.queries.decisions import other_role
from alliantie.worklist.queries.letters import (
    Asked,
    asked_to,
    creditors_of,
    recipient,
    rows_of,
    template_of,
    to_write,
)
from alliantie.worklist.queries.words import joined
from alliantie.worklist.views.common import actor_of, case_view, in_practice, number, page


@require_safe
@case_view()
def letters(request: HttpRequest, here: Case) -> HttpResponse:
    """The letters there are, and those that can be written."""
    actor, (practice, spoken) = actor_of(request), in_practice(here)
    people_of(actor, here, noted="case")
    return page(
        request,
        "letters.html",
        case=here,
        written=rows_of(letters_of(actor, here.id)),
        to_write=to_write(practice, measures_now(actor, here), spoken),
        erased="erased" in request.GET,
    )


@require_http_methods(["GET", "POST"])
@case_view()
def new(request: HttpRequest, here: Case, template_id: str) -> HttpResponse:
    """Fill in what a letter needs; what is known stands there already."""
    actor, (practice, spoken) = actor_of(request), in_practice(here)
    template = template_of(practice, template_id)
    people, standing = people_of(actor, here, noted="case"), standing_of(actor, here, clock.today())
    # A measure runs until its end is recorded: what was left to report of it can still be written.
    if template is None or not template.fits(measures_now(actor, here)):
        raise Http404
    whole, others = _answered(request, actor, here, template, standing)
    offered = _offered(request, actor, template)
    conditions = conditions_offered(actor, here, practice, template, whole, spoken)
    broken = condition_known(actor, here, practice, template, whole, conditions) if request.method == "GET" else ""
    asked = asked_to(standing, template)
    proposed = known_options(template, standing, *_called(whole))
    begins = _begins(actor, here, template, people, standing, whole, asked) | _as_typed(template, proposed)
    form = FillForm(
        request.POST if request.method == "POST" else None,
        letter=template,
        people=people,
        standing=standing,
        whole=whole,
        conditions=conditions,
        decided_by=_decided_by(actor, here, template, people, standing, whole),
        initial=begins | offered.initial | _told(template, whole, practice) | _broken(template, broken),
    )
    refusal = ""
    if form.is_valid():
        try:
            return open_letter(here, _begin(actor, here, form, standing))
        except Denied as denied:
            refusal = refused(form, denied)
    return page(
        request,
        "letter_new.html",
        422 if form.is_bound else 200,
        case=here,
        form=template,
        recipient=recipient(template, practice, [force.measure for force in standing.unended], spoken),
        saved=request.GET.get("saved", ""),
        who=[(str(each.client_id), each.name) for each in form.people] if len(form.people) > 1 else [],
        fields=[(name_of(each), each) for each in form.asked],
        said_before=[
            (each.name.in_(spoken), in_words(each, form.said_before[each.id], spoken))
            for each in template.fields
            if each.id in form.said_before
        ],
        spoken=spoken,
        proposed=proposed,
        names=joined([each.given_name for each in form.people]),
        decides=other_role(practice, template.decision, spoken) if template.decision else "",
        conditions=[*conditions, (OTHER, _("Een andere voorwaarde"))] if conditions else [],
        known=offered.others,
        since=asked.since.on if asked.waiting and asked.since else None,
        waiting=joined(list(asked.waiting)),
        incident=whole.incident if whole else None,
        shut="" if whole is None or can_answer(standing, template, whole.incident.values[TIE]) else cannot_answer(),
        others=[each.incident for each in others],
        there=rows_of(_there(actor, here, template, whole)),
        sheet=sheet(form, also=refusal),
        # A form without a usable number gets a new one; the rest of it stays.
        token=form["token"].value() if not form.errors.get("token") else uuid.uuid4(),
    )


@dataclass(frozen=True, slots=True)
class _Offered:
    """Whom a letter begins with, and who else was written to: the address of the page that begins with them."""

    initial: dict[str, str]
    others: tuple[tuple[str, str], ...]


def _offered(request: HttpRequest, actor: Actor, template: Template) -> _Offered:
    """The authorities the organisation wrote to before: the one that was asked for or the latest, and the others."""
    found = addressees_of(actor, template.to) if template.to in AUTHORITIES else ()
    if not found:
        return _Offered({}, ())
    asked = number(request.GET.get("to"))
    first = next((each for each in found if each[0] == asked), found[0])
    kept = {name: value for name, value in request.GET.items() if name == "incident"}
    others = ((f"?{urlencode({**kept, 'to': id})}", ", ".join(lines)) for id, lines in found if id != first[0])
    return _Offered({"to": "\n".join(first[1])}, tuple(others))


def _answered(
    request: HttpRequest, actor: Actor, here: Case, template: Template, standing: Standing
) -> tuple[WholeIncident | None, list[WholeIncident]]:
    """The incident a letter answers: the one that was asked for, or the newest it can be about; and the others it can.
    One query, or none.

    A form that comes back names the one it was shown with: a newer one takes its place in no letter.
    """
    if not template.answers:
        return None, []
    found = whole_incidents(actor, [here.id])
    there = [each for each in found if each.incident.state != Incident.State.WITHDRAWN]
    fit = [each for each in there if can_answer(standing, template, each.incident.values[TIE])]
    asked = number(request.POST.get("incident", request.GET.get("incident")))
    if asked is None:
        return (None, fit) if request.method == "POST" else (next(iter(fit or there), None), fit[1:])
    chosen = next((each for each in there if each.incident.id == asked), None)
    if chosen is None:
        raise Http404
    return chosen, [each for each in fit if each.incident.id != asked]


def _there(actor: Actor, here: Case, template: Template, whole: WholeIncident | None) -> list[LetterLine]:
    """This letter about the same incident, where it was written already. One query, or none."""
    if whole is None:
        return []
    found = letters_answering(actor, here.id, str(whole.incident.values[TIE]))
    return [each for each in found if each.template_id == template.id]


def _decided_by(
    actor: Actor,
    here: Case,
    template: Template,
    people: Sequence[Person],
    standing: Standing,
    whole: WholeIncident | None,
) -> str:
    """Who took the decision that the letter carries out, where it was recorded. One query, or none."""
    if not template.asks_who or len(people) > 1:
        return ""
    incident = str(whole.incident.values[TIE]) if whole else ""
    carries = to_carry_out(actor, standing, here.id, template, people[0].client_id, incident=incident)
    return str(carries.values.get(DECIDED_BY, "")) if carries else ""


def _told(template: Template, whole: WholeIncident | None, practice: Practice) -> dict[str, Any]:
    return _as_typed(template, told_by(template, whole, practice))


def _as_typed(template: Template, known: Mapping[str, FactValue | None]) -> dict[str, Any]:
    """What is known of its fields, as the form has it."""
    answers = {True: "yes", False: "no"}
    named = ((name_of(field), known[field.id]) for field in template.fields if field.id in known)
    return {name: answers[value] if isinstance(value, bool) else value for name, value in named}


def _broken(template: Template, condition: str) -> dict[str, Any]:
    """The condition that is known to be broken, chosen already."""
    return {chosen_name(field): condition for field in template.fields if field.condition and condition}


def _called(whole: WholeIncident | None) -> tuple[str, str]:
    """What the incident is called that a letter answers, and of which kind it is; "" for none."""
    return (str(whole.incident.values[TIE]), whole.incident.kind) if whole else ("", "")


def _begins(
    actor: Actor,
    here: Case,
    template: Template,
    people: Sequence[Person],
    standing: Standing,
    whole: WholeIncident | None,
    asked: Asked,
) -> dict[str, Any]:
    incident = str(whole.incident.values[TIE]) if whole else ""
    to = people[0].name if template.to == "client" and len(people) == 1 else ""
    if template.to == "creditor":
        to = creditors_of(actor, here, standing, asked)
    known = {each.id: begins_with(each, standing, incident, asked.since) for each in template.fields}
    return {**_as_typed(template, known), "token": uuid.uuid4(), "to": to, "language": "nl"}


def _begin(actor: Actor, here: Case, form: FillForm, standing: Standing) -> UUID:
    spoken = form.cleaned_data["language"]
    incident = form.letter.incident_in(form.filled)
    carries = to_carry_out(actor, standing, here.id, form.letter, form.person.client_id, incident=incident)
    filled = form.filled | recorded_of(form.letter, form.filled, standing, carries, form.person.client_id)
    shared = in_report(actor, here.id, form.person.client_id, spoken) if form.letter.reports else ()
    begun = Begun(form.letter, form.person, Worker.objects.get(id=actor.me), spoken, filled, shared)
    draft = Draft(
        form.letter,
        form.person.client_id,
        spoken,
        form.cleaned_data["to"],
        filled,
        text_for(begun, here, standing),
    )
    return operations.begin(
        actor=actor,
        now=clock.now(),
        case=here,
        draft=draft,
        token=form.cleaned_data["token"],
        # One that was typed by hand is known by nothing but its words.
        once=form.whole is not None and not form.cleaned_data["sure"],
    )


def open_letter(here: Case, letter_id: UUID, **told: str) -> HttpResponse:
    """The page of a letter, which tells what was just done with it."""
    address = reverse("case-letter", kwargs={"case_id": here.id, "letter_id": letter_id})
    return HttpResponseRedirect(f"{address}?{urlencode(told)}" if told else address)
