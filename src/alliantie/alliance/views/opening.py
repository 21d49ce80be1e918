"""Starting a round, where it leads next, and how the client will fill in."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.identity import Kind
from alliantie.access.policies import NotNow
from alliantie.access.routes import WORKERS, open_to
from alliantie.alliance import notices, operations, queries, questionnaires
from alliantie.alliance.jottings import jottings
from alliantie.alliance.models import Pair
from alliantie.alliance.queries import RoundHere
from alliantie.alliance.states import State
from alliantie.alliance.views.common import (
    actor_of,
    beside_actor,
    is_handed,
    language,
    page,
    parse_day,
    round_view,
)
from alliantie.cases.queries import frame_is_known, measures_now, practice_of
from alliantie.people.queries import organisation_of

STARTERS: frozenset[Kind] = frozenset({"worker", "client"})


@require_POST
@open_to(STARTERS)
def start(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """Start or plan a round; when one runs already, go there."""
    actor = actor_of(request)
    try:
        pair = queries.get_pair(actor, pair_id)
    except Pair.DoesNotExist as error:
        raise Http404 from error
    sent = request.POST
    length = sent.get("length", "")
    practice = practice_of(pair.case)
    opens_on = None
    if sent.get("opens_on"):
        opens_on = parse_day(sent["opens_on"])
        if opens_on is None or not clock.today() <= opens_on <= clock.today() + timedelta(days=365):
            reason = _("Kies een dag vanaf vandaag, hoogstens een jaar vooruit. Er is geen ronde begonnen.")
            return render(request, "alliance/no_round.html", {"reason": reason, "address": "u"}, status=422)
    moments = {moment.id for moment in practice.rounds.moments}
    reason = sent.get("reason", "")
    try:
        round_id = operations.start_round(
            actor=actor,
            now=clock.now(),
            pair=pair,
            practice=practice,
            reason=reason if reason in moments else "asked",
            length=int(length) if length.isdecimal() and len(length) < 3 else None,
            easy=sent.get("form") == "easy" or (actor.is_client and pair.client.easy_form),
            opens_on=opens_on,
            instrument_id=sent.get("instrument") or questionnaires.OWN,
        )
    except queries.ErasedError:
        address = practice.address if actor.is_client else "u"
        reason = _("De antwoorden zijn gewist. Daarom kan hier geen nieuwe ronde beginnen.")
        return render(request, "alliance/no_round.html", {"reason": reason, "address": address}, status=410)
    except NotNow as refusal:
        for known in queries.pairs_with_rounds(actor, [pair.case_id]):
            if known.pair.id == pair.id and known.running:
                return redirect("round", round_id=known.running.id)
        return render(
            request,
            "alliance/no_round.html",
            {"reason": refusal.reason, "address": practice.address if actor.is_client else "u"},
            status=409,
        )
    if actor.is_client or (opens_on and opens_on > clock.today()):
        return redirect("round", round_id=round_id)
    return redirect("round-invite", round_id=round_id)


@require_safe
@round_view()
def hub(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """Where this round leads next for this reader, told from the own side alone."""
    return redirect(next_step(request, here), round_id=here.round.id)


def next_step(request: HttpRequest, here: RoundHere) -> str:
    """The name of the page that comes next for the reader."""
    actor = actor_of(request)
    if actor.id not in (here.pair.client_id, here.pair.worker_id):
        return "round-picture"
    match here.state:
        case State.PLANNED | State.CLOSED:
            return "round-standing"
        case State.COMPLETE:
            return "round-together"
        case State.REVEALED:
            return "round-picture"
        case State.DISCUSSED:
            asks = actor.is_client or beside_actor(request, here.round.id) is not None
            return "round-after" if asks else "round-standing"
        case State.OPEN:
            over = here.round.answer_until < clock.today()
            return "round-standing" if over else _own_next_step(request, here)


def _frame_known(request: HttpRequest, here: RoundHere) -> bool:
    """Whether the frame was read: ever in an account, in this very turn by a code, which must not tell about others."""
    if actor_of(request).kind == "link":
        return bool(request.session["link"].get("frame"))
    return frame_is_known(actor_of(request), here.pair.case)


def _own_next_step(request: HttpRequest, here: RoundHere) -> str:
    actor = actor_of(request)
    part, draft, _key = queries.own_part(actor, here)
    if part.sealed_at is not None:
        return "round-standing"
    if not actor.is_client:
        return "round-mine"
    if not _frame_known(request, here):
        return "round-frame"
    if draft.stance == "taking_part":
        return "round-resume"
    # Who comes by a code is asked, whatever the standing wish: a code in other hands must not tell it. And a device
    # that was handed over always asks, so that it comes back no sooner after a "no" said before.
    refused = (draft.stance == "not_now" and not is_handed(request)) or (
        actor.kind == "client" and queries.does_not_want_asking(actor, here.pair.id)
    )
    return "round-not-now" if refused else "round-notice"


@require_safe
@round_view()
def standing(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """How things stand: sent and waiting, planned, discussed or over. Nothing of the other."""
    actor = actor_of(request)
    part, _draft, _key = queries.own_part(actor, here)
    talk = queries.talk(actor, here) if here.state is State.DISCUSSED else None
    over = here.state is State.OPEN and here.round.answer_until < clock.today()
    if here.state is State.OPEN and part.sealed_at is None and not over:
        return redirect("round", round_id=here.round.id)
    return page(
        request,
        here,
        "standing.html",
        part=part,
        talk=talk,
        jotted=jottings(actor, here) if talk else None,
        over=over,
        can_still_lower=actor.is_client and here.state in (State.OPEN, State.COMPLETE) and part.sealed_at is not None,
    )


@require_POST
@round_view(STARTERS)
def stop(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """End a planned round, or one whose talk did not come."""
    operations.stop_round(actor=actor_of(request), here=here)
    return redirect("round-standing", round_id=here.round.id)


@require_http_methods(["GET", "HEAD", "POST"])
@round_view(WORKERS)
def invite(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """How the client will fill in: own phone by QR or short link, or own account. The code is shown once."""
    if request.POST.get("way") == "paper":
        return _print_form(request, here)
    link = None
    if request.method == "POST":
        link = operations.make_link(
            actor=actor_of(request), now=clock.now(), here=here, qr=request.POST.get("way") == "qr"
        )
    address = code_address = ""
    drawing = None
    if link is not None:
        address = settings.PUBLIC_URL.rstrip("/") + reverse("round-link", kwargs={"slug": link.slug})
        if request.POST.get("way") == "qr":
            code_address = f"{address}#code={link.code}"
            svg = segno.make(code_address, error="m", micro=False).svg_inline(
                scale=6, border=4, svgclass=None, lineclass=None, omitsize=True
            )
            # Drawn by the library from our own address: no text of a person is in it.
            drawing = mark_safe(svg)  # noqa: S308
    return page(
        request,
        here,
        "invite.html",
        link=link,
        address_shown=address.removeprefix("https://").removeprefix("http://"),
        drawing=drawing,
        own_part_open=queries.own_part(actor_of(request), here)[0].sealed_at is None,
    )


def _print_form(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """A form to print: what applies, the notice, the questions, and a slip with the client's own four digits."""
    actor = actor_of(request)
    organisation = organisation_of(actor, here.pair.case.organisation_id)
    measures = measures_now(actor, here.pair.case, client_id=here.pair.client_id)
    return page(
        request,
        here,
        "paper_print.html",
        number=operations.paper_number(actor=actor, here=here, replaces=request.POST.get("replaces", "")),
        asked=here.questionnaire(actor, language(), role="client"),
        heading=here.instrument.heading.client.in_(here.instrument.language_for(language()), here.practice.address),
        helped=queries.side_questions(here).helped,
        agreement=queries.last_agreement(actor, here),
        address=here.practice.address,
        told=here.practice.explanation.under(measures).everything,
        organisation=organisation,
        released=notices.is_released(actor, organisation.id, here.practice),
        **notices.words(
            here.practice,
            here.round.length,
            language(),
            measures=measures,
            worker_name=here.worker_name,
            organisation=organisation,
            opens_on=here.round.opens_on,
        ),
    )
