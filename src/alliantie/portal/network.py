"""The people around the client, in the own account: the map, somebody new, and what each means to the client."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alliantie import clock
from alliantie.access.before import Before, Now
from alliantie.access.identity import Actor
from alliantie.access.policies import Denied
from alliantie.access.routes import ACCOUNTS, open_to
from alliantie.access.seen import Meanwhile
from alliantie.cases.models import Case, NetworkPerson
from alliantie.cases.network_told import NetworkTold, circles, effects, network_told, sorts
from alliantie.cases.operations.network import (
    LONGEST_NAME,
    LONGEST_RELATION,
    LONGEST_WORDS,
    Near,
    add_near,
    say_of_near,
    take_off,
)
from alliantie.cases.queries import practice_of
from alliantie.cases.queries.network import own_network
from alliantie.portal.queries.cases import cases_of, one_address

LONGEST = {"name": LONGEST_NAME, "relation": LONGEST_RELATION, "words": LONGEST_WORDS}


@dataclass(frozen=True, slots=True)
class OwnMap:
    """The client's map in one case. `title` is "" where there is but one."""

    case_id: UUID
    address: str
    title: str
    told: NetworkTold


@require_safe
@open_to(ACCOUNTS)
def network(request: HttpRequest) -> HttpResponse:
    """The client's map in each case that runs. Two queries."""
    actor = _actor(request)
    running = [case for case in cases_of(actor) if case.closed_on is None]
    found, language = own_network(actor), get_language() or "nl"
    maps = [
        OwnMap(
            case.id,
            practice_of(case).address,
            practice_of(case).name.in_(language) if len(running) > 1 else "",
            network_told(
                actor.name,
                (each for each in found if each.case_id == case.id),
                language,
                clock.today(),
            ),
        )
        for case in running
    ]
    context = {"maps": maps, "address": one_address(running), "today": clock.today(), "saved": "saved" in request.GET}
    return render(request, "portal/network.html", context)


@require_http_methods(["GET", "POST"])
@open_to(ACCOUNTS)
def new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Put somebody on the own map."""
    actor = _actor(request)
    case = next((each for each in cases_of(actor) if each.id == case_id and each.closed_on is None), None)
    if case is None:
        raise Http404
    typed = _typed(request, ("name", "sort", "relation", "circle", "effect", "words"))
    errors = _wrong(typed, asks_who=True) if request.method == "POST" else {}
    token = _number(request.POST.get("token")) or uuid.uuid4()
    if request.method == "POST" and not errors:
        near = Near(typed["name"], typed["sort"], typed["relation"], int(typed["circle"]))
        said = {"effect": typed["effect"], "words": typed["words"]}
        try:
            add_near(actor=actor, now=clock.now(), case=case, client_id=actor.me, near=near, token=token, **said)
            return redirect(f"{reverse('my-network')}?saved=1")
        except Denied as denied:
            errors = {"": denied.reason}
    return _form(request, case, typed, errors, token=token)


@require_http_methods(["GET", "POST"])
@open_to(ACCOUNTS)
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Say what somebody means to the client, whose own word that then is; and take off whom the client put there."""
    actor = _actor(request)
    there = next((each for each in own_network(actor) if each.id == person_id), None)
    case = next((each for each in cases_of(actor) if there and each.id == there.case_id), None)
    if there is None or case is None or case.closed_on is not None:
        raise Http404
    typed = _typed(request, ("effect", "words"))
    errors = _wrong(typed, asks_who=False) if request.method == "POST" else {}
    before = Before.of(request, _stands(there), there.effect, there.words)
    if request.method == "POST" and not errors:
        try:
            with transaction.atomic():
                effect, words, seen = typed["effect"], typed["words"], request.POST.get("seen")
                say_of_near(actor=actor, person_id=person_id, effect=effect, words=words, seen=seen)
                if request.POST.get("take") in ("off", "back"):
                    take_off(actor=actor, person_id=person_id, gone=request.POST["take"] == "off")
            return redirect(f"{reverse('my-network')}?saved=1")
        except Meanwhile as refused:
            there = next((each for each in own_network(actor) if each.id == person_id), there)
            before = Before.anew(request, refused, typed, _stands(there), there.effect, there.words)
            typed |= {name: str(value) for name, value in before.taken.items()}
    if request.method != "POST":
        typed = {"effect": there.effect, "words": there.words}
    return _form(request, case, typed, errors, there=there, before=before)


def _stands(there: NetworkPerson) -> dict[str, Now]:
    """What stands of somebody, by the fields of the form."""
    return {
        "effect": Now("effect", there.effect, dict(effects()).get(there.effect)),
        "words": Now("words", there.words),
    }


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _number(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _typed(request: HttpRequest, names: tuple[str, ...]) -> dict[str, str]:
    return {name: " ".join(request.POST.get(name, "").replace("\0", " ").split()) for name in names}


def _wrong(typed: dict[str, str], *, asks_who: bool) -> dict[str, str]:
    """What is wrong, by field."""
    errors = {}
    if asks_who:
        if not typed["name"]:
            errors["name"] = _("Schrijf een naam, of wie het is.")
        for name, options, sentence in (
            ("sort", sorts(), _("Kies wie het is.")),
            ("circle", circles(), _("Kies hoe dichtbij.")),
        ):
            if typed[name] not in dict(options):
                errors[name] = sentence
    if typed["effect"] and typed["effect"] not in dict(effects()):
        errors["effect"] = _("Kies een antwoord.")
    for name, longest in LONGEST.items():
        if len(typed.get(name, "")) > longest:
            errors[name] = _("Dit is te lang. Er passen %(count)s tekens in.") % {"count": longest}
    return errors


def _form(request: HttpRequest, case: Case, typed: dict[str, str], errors: dict[str, str], **more: Any) -> HttpResponse:
    context = {
        "address": practice_of(case).address,
        "typed": typed,
        "errors": errors,
        "longest": LONGEST,
        "sorts": sorts(),
        "circles": circles(),
        "effects": effects(),
        "there": None,
        "before": None,
        **more,
    }
    met = context["before"] is not None and context["before"].refusal
    return render(request, "portal/network_person.html", context, status=422 if errors or met else 200)
