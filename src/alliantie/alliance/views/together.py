"""Looking together: the gate and the picture."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.policies import NotNow
from alliantie.access.routes import CLIENTS, about_one, asks_by_itself
from alliantie.alliance import operations, policies, queries, retests, rules, screens
from alliantie.alliance.models import Part
from alliantie.alliance.queries import Looked, RoundHere
from alliantie.alliance.states import State
from alliantie.alliance.views.common import actor_of, beside_actor, device_of, language, page, round_view
from alliantie.cases.queries import note_reading

TEN_MINUTES = 600


@require_http_methods(["GET", "HEAD", "POST"])
@round_view(CLIENTS, beside=True)
def own(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """Before looking: are these the client's own answers? "No", said twice, voids the round."""
    actor = actor_of(request)
    policies.check_can_look(actor, here)
    answer = request.POST.get("answer")
    if answer == "yes":
        operations.say_own(actor=actor, here=here, yes=True)
        return redirect("round-together", round_id=here.round.id)
    if answer == "void":
        operations.say_own(actor=actor, here=here, yes=False)
        return redirect("round", round_id=here.round.id)
    return page(request, here, "own.html", sure=answer == "no")


@require_http_methods(["GET", "HEAD", "POST"])
@round_view()
def gate(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """Both say "I am looking too", within ten minutes of each other: on two screens, or on the worker's one."""
    actor = actor_of(request)
    if here.round.revealed_at is not None:
        return redirect("round-picture", round_id=here.round.id)
    policies.check_can_look(actor, here)
    client = actor if actor.is_client else beside_actor(request, here.round.id)
    if request.method == "POST" and "pin" in request.POST and client is None:
        return _let_beside(request, here)
    if client is not None and not _part_of(client, here).own_word:
        return redirect("round-own", round_id=here.round.id)
    if request.method == "POST":
        who = client if client is not None and request.POST.get("who") == "client" else actor
        with acting(who):
            operations.confirm_together(actor=who, here=here)
            note_reading("together", here.pair.case_id, here.pair.client_id, device_of(request))
        return redirect("round-together", round_id=here.round.id)
    return _gate_page(request, here, client)


def _part_of(actor: Actor, here: RoundHere) -> Part:
    with acting(actor):
        return queries.own_part(actor, here)[0]


def _let_beside(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """The client types the PIN on the worker's screen, or says it by telephone."""
    pin, device = request.POST["pin"][:20], device_of(request)
    entry = operations.come_beside(actor=actor_of(request), here=here, pin=pin, device=device)
    if entry is None:
        return _gate_page(request, here, None, _("Deze pincode klopt niet. Na vijf keer fout kan het niet meer."))
    request.session["beside"] = {**entry, "entered": True, "seen": int(clock.now().timestamp())}
    note_reading("beside", here.pair.case_id, here.pair.client_id, device)
    return redirect("round-together", round_id=here.round.id)


def _gate_page(request: HttpRequest, here: RoundHere, client: Actor | None, error: str = "") -> HttpResponse:
    actor = actor_of(request)
    mine = _said(_part_of(actor, here))
    both = client is not None and client is not actor
    theirs = _said(_part_of(client, here)) if both and client is not None else False
    said = {"client": mine if actor.is_client else theirs, "professional": mine and not actor.is_client}
    return page(request, here, "gate.html", 422 if error else 200, waiting=mine, both=both, said=said, error=error)


def _said(part: Part) -> bool:
    return part.confirmed_at is not None and (clock.now() - part.confirmed_at).total_seconds() < TEN_MINUTES


@asks_by_itself
@require_safe
@round_view()
def gate_state(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """Asked every few seconds while waiting: says where to go once the picture is there."""
    answer = HttpResponse(status=204)
    if here.round.revealed_at is not None:
        answer["X-Go"] = reverse("round-picture", kwargs={"round_id": here.round.id})
    return answer


def seen_of(request: HttpRequest, here: RoundHere) -> Looked:
    """What the two look at. Raises NotNow before they looked together."""
    actor = actor_of(request)
    policies.check_can_see_picture(actor, here)
    seen = queries.looked(actor, here)
    if seen is None:
        raise NotNow(_("Samen kijken kan nog niet."))
    return seen


def screen_of(request: HttpRequest, here: RoundHere, seen: Looked) -> tuple[screens.Screen, Looked | None]:
    """The picture as the page draws it, and that of the round before."""
    actor = actor_of(request)
    before = queries.previous_picture(actor, here) if seen.shared else None
    asked = here.questionnaire(actor, language())
    return screens.reveal_screen(here, seen, before, asked.options, asked.language), before


def middle_of(here: RoundHere) -> Fraction:
    """The middle of the answers of a round."""
    return Fraction(2 if here.round.form == "easy" else 3)


@require_safe
@about_one("round")
@round_view(agreed=True)
def picture(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """The picture with its table, last time's agreement first."""
    actor = actor_of(request)
    seen = seen_of(request, here)
    note_reading("picture", here.pair.case_id, here.pair.client_id, device_of(request))
    screen, _before = screen_of(request, here, seen)
    helped = seen.client_draft.helped if seen.client_draft else None
    said = ""
    if helped is not None:
        answers = queries.side_questions(here).helped
        spoken = here.instrument.language_for(language())
        said = next((option.label for option in answers.answers(spoken) if option.value == helped), "")
    of_pair = actor.id in (here.pair.client_id, here.pair.worker_id)
    all_answers = [
        answer
        for draft in (seen.client_draft, seen.professional_draft)
        if draft is not None
        for answer in draft.answers.values()
    ]
    return page(
        request,
        here,
        "picture.html",
        screen=screen,
        agreement=queries.last_agreement(actor, here) if seen.shared else "",
        helped=said,
        low_first=seen.client is not None and rules.low_first_round(here.round.number, seen.client, middle_of(here)),
        alike=rules.mostly_alike(all_answers),
        answers=_answers_in_words(request, here, seen),
        of_pair=of_pair,
        can_talk=here.state is State.REVEALED and of_pair,
        **_tables(here, screen, retests.spreads(actor).get(queries.trend_key(here.round), {}) if screen.shared else {}),
    )


def in_words(here: RoundHere, screen: screens.Screen) -> dict[str, Any]:
    """The table beside a picture as rows of cells; a column for the previous round only where there was one."""
    before = any(line.before for line in screen.lines)
    rows = []
    for line in screen.lines:
        other = f"{line.professional} ({line.alike})" if line.alike else line.professional
        cells = (line.name.capitalize(), line.client, other)
        rows.append((*cells, line.before) if before else cells)
    headings = (_("Kenmerk"), here.client_name, here.worker_name)
    return {"columns": (*headings, _("Vorige keer")) if before else headings, "table_rows": rows}


def _tables(here: RoundHere, screen: screens.Screen, spreads: retests.Spreads) -> dict[str, Any]:
    """The two tables of the page of the picture: what it says in words, and its numbers."""
    easy = here.round.form == "easy"
    spoken = here.instrument.language_for(language())
    return {
        **in_words(here, screen),
        "number_rows": screens.with_margins(screen.numbers, spreads),
        "margins": bool(spreads),
        "lowest": 1,
        "highest": 3 if easy else 5,
        "at_least": here.instrument.missing.at_least_percent,
        "label": here.instrument.label.in_(spoken),
        "holder": here.holder,
        "reviewed": here.instrument.variant(here.round.variant).review(language()),
    }


def _answers_in_words(
    request: HttpRequest, here: RoundHere, seen: Looked
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Both people's answers, where the client shares them: name, then question and answer."""
    shown = []
    for role, name, draft in (
        ("client", here.client_name, seen.client_draft),
        ("professional", here.worker_name, seen.professional_draft),
    ):
        if draft is None or not draft.answers:
            continue
        asked = here.questionnaire(actor_of(request), language(), role=role)  # type: ignore[arg-type]
        labels = {option.value: option.label for option in asked.all_options}
        shown.append((name, tuple((item.text, labels[draft.answers[item.id]]) for item in asked.items)))
    return tuple(shown)
