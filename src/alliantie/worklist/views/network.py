"""The people around a client: the map, and noting somebody on it."""

from __future__ import annotations

import uuid
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alliantie import clock
from alliantie.access.policies import Denied, NotNow
from alliantie.access.seen import read_made
from alliantie.cases.models import Case, NetworkPerson
from alliantie.cases.network_told import circles, effects, network_told, sorts
from alliantie.cases.operations.network import (
    LONGEST_NAME,
    LONGEST_RELATION,
    LONGEST_WORDS,
    Said,
    add_near,
    change_near,
    noted_of,
)
from alliantie.cases.queries import Person, note_reading, people_of
from alliantie.cases.queries.network import get_near, network_of
from alliantie.worklist.forms import sheet, token_of
from alliantie.worklist.network_form import NearForm, SayForm
from alliantie.worklist.queries.network import known_in
from alliantie.worklist.views.common import Before, Now, actor_of, case_view, language, number, page

OPTIONS = {"sorts": sorts, "circles": circles, "effects": effects}
LONGEST = {"name": LONGEST_NAME, "relation": LONGEST_RELATION, "words": LONGEST_WORDS}


@require_safe
@case_view()
def network(request: HttpRequest, here: Case, client_id: UUID) -> HttpResponse:
    """The map of one client, the same as a list, and whom the case knows already."""
    actor = actor_of(request)
    people = people_of(actor, here, noted="case")
    who = _one(people, client_id)
    # The others of a family had nothing read of them.
    note_reading("network", here.id, client_id)
    found = network_of(actor, here.id, client_id)
    return page(
        request,
        "network.html",
        case=here,
        who=who,
        told=network_told(who.given_name, found, language(), clock.today()),
        several=len(people) > 1,
        known=known_in(actor, here, people, client_id, found, language()),
        saved=request.GET.get("saved", ""),
    )


@require_http_methods(["GET", "POST"])
@case_view(running=("GET", "POST"))
def new(request: HttpRequest, here: Case, client_id: UUID) -> HttpResponse:
    """Put somebody on the map; `known` names somebody of the case, whose name then stands in the form."""
    actor = actor_of(request)
    people = people_of(actor, here, noted="case")
    who = _one(people, client_id)
    known = number(request.GET.get("known"))
    offered = known_in(actor, here, people, client_id, (), language()) if known is not None else ()
    given = next((each for each in offered if each.id == known), None)
    filled = {"name": given.name, "sort": given.sort, "relation": given.relation} if given else {}
    posted = request.POST if request.method == "POST" else None
    form = NearForm(posted, today=clock.today(), initial={"token": uuid.uuid4(), **filled})
    said = SayForm(posted)
    refusal = ""
    if form.is_valid() and said.is_valid():
        if form.cleaned_data["token"] is None:
            refusal = _("Deze bladzijde was verlopen. Er is niets bewaard. Open haar opnieuw.")
        else:
            try:
                add_near(
                    actor=actor,
                    now=clock.now(),
                    case=here,
                    client_id=client_id,
                    near=form.near,
                    token=form.cleaned_data["token"],
                    **said.cleaned_data,
                )
                return _back(here, client_id)
            except Denied as denied:
                refusal = denied.reason
    return _form(request, here, who, form, said, None, refusal)


@require_http_methods(["GET", "POST"])
@case_view(running=("POST",))
def person(request: HttpRequest, here: Case, client_id: UUID, person_id: UUID) -> HttpResponse:
    """Change what stands of somebody, or take them off the map from a day on."""
    actor = actor_of(request)
    who = _one(people_of(actor, here, noted="case"), client_id)
    try:
        there = get_near(actor, person_id, here)
    except NetworkPerson.DoesNotExist as error:
        raise Http404 from error
    if there.client_id != client_id:
        raise Http404
    if request.method != "POST":
        note_reading("network", here.id, client_id)
    posted = request.POST if request.method == "POST" else None
    form = NearForm(posted, today=clock.today(), there=there, initial={name: getattr(there, name) for name in (
        "name", "sort", "relation", "circle", "may_contact", "said_by", "said_on", "victim", "banned", "ended_on"
    )})  # fmt: skip
    said = SayForm(posted, initial={"effect": there.effect, "words": there.words})
    before, refusal = Before.of(request, _stands(there, who.given_name), *noted_of(there)), ""
    if form.is_valid() and said.is_valid():
        # The page asks no last day of whom the client put there.
        ended_on = there.ended_on if there.named_by_client else form.cleaned_data["ended_on"]
        try:
            change_near(
                actor=actor,
                person_id=person_id,
                near=form.near,
                ended_on=ended_on,
                said=Said(**said.cleaned_data),
                seen=request.POST.get("seen"),
            )
            return _back(here, client_id)
        except NotNow as denied:
            there = get_near(actor, person_id, here)
            if there.by_self and "effect" in request.POST:
                wrote = _("%(name)s schreef hier net zelf iets over. Dat blijft staan. Kijk nog een keer.")
                refusal = wrote % {"name": who.given_name}
                # The page asks that no more, so that there is no field in which it could stay.
                words = said.cleaned_data["words"]
                if words and words != (read_made(before.made) or {}).get("words"):
                    refusal += " " + _("U schreef: %(text)s") % {"text": words}
            typed, stands = form.cleaned_data | said.cleaned_data, _stands(there, who.given_name)
            before = Before.anew(request, denied, typed, stands, *noted_of(there))
        except Denied as denied:
            refusal = denied.reason
    return _form(request, here, who, form, said, there, refusal, before)


def _stands(there: NetworkPerson, name: str) -> dict[str, Now]:
    """What stands of somebody, by the questions that the form asks of them."""
    asks, helps = {"name": name}, dict(effects()).get(there.effect)
    own = {
        "effect": Now(_("Wat zegt %(name)s: helpt deze persoon?") % asks, there.effect, helps),
        "words": Now(_("In de woorden van %(name)s") % asks, there.words),
    }
    gone = {"ended_on": Now(_("Van de kaart vanaf welke dag?"), there.ended_on)}
    may = {"yes": _("Ja"), "no": _("Nee")}.get(there.may_contact)
    return {
        "name": Now(_("Naam, of wie het is"), there.name),
        "sort": Now(_("Wie is dit?"), there.sort, dict(sorts())[there.sort]),
        "relation": Now(_("Wat is deze persoon van %(name)s?") % asks, there.relation),
        "circle": Now(
            _("Hoe dichtbij is deze persoon voor %(name)s?") % asks, there.circle, dict(circles())[str(there.circle)]
        ),
        **({} if there.by_self else own),
        "may_contact": Now(_("Mag u deze persoon benaderen?"), there.may_contact, may),
        "said_by": Now(_("Wie zei dat?"), there.said_by),
        "said_on": Now(_("Op welke dag?"), there.said_on),
        "banned": Now(_("Er is een contactverbod"), there.banned),
        "victim": Now(_("Deze persoon is slachtoffer"), there.victim),
        **({} if there.named_by_client else gone),
    }


def _one(people: tuple[Person, ...], client_id: UUID) -> Person:
    found = next((each for each in people if each.client_id == client_id), None)
    if found is None:
        raise Http404
    return found


def _back(here: Case, client_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('case-network', args=[here.id, client_id])}?saved=1")


def _form(
    request: HttpRequest,
    here: Case,
    who: Person,
    form: NearForm,
    said: SayForm,
    there: NetworkPerson | None,
    refusal: str,
    before: Before | None = None,
) -> HttpResponse:
    return page(
        request,
        "network_person.html",
        422 if form.is_bound else 200,
        case=here,
        who=who,
        there=there,
        before=before,
        sheet=sheet(form, said, also=refusal, before=before),
        token=token_of(form) or uuid.uuid4(),
        longest=LONGEST,
        **{name: options() for name, options in OPTIONS.items()},
    )
