"""The client's own pages."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.access.policies import NotNow
from alliantie.access.routes import ACCOUNTS, open_to
from alliantie.access.seen import Meanwhile, fingerprint
from alliantie.alliance.models import Pair
from alliantie.alliance.operations import own_mailbox, set_mailbox, set_wish, show_earlier
from alliantie.alliance.operations.reminders import LONGEST_ADDRESS
from alliantie.alliance.queries import get_pair
from alliantie.cases.models import Account, Appointment, Incident
from alliantie.cases.operations.appointments import cannot_come as say_cannot
from alliantie.cases.operations.appointments import come_after_all
from alliantie.cases.operations.heard import choose_readers, contradict
from alliantie.cases.operations.incident_parts import LONGEST_TEXT
from alliantie.money import words
from alliantie.people.number_words import number_name
from alliantie.portal.queries.cases import address_of, as_all_say
from alliantie.portal.queries.desks import desks_of
from alliantie.portal.queries.frame import frames
from alliantie.portal.queries.incidents import own_incident, own_incidents
from alliantie.portal.queries.involved import involved_with
from alliantie.portal.queries.money import own_money
from alliantie.portal.queries.reading import looks, practices_of
from alliantie.portal.queries.talks import next_of, talk_of
from alliantie.portal.queries.together import all_rounds, home_of


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _pair(request: HttpRequest, pair_id: UUID) -> Pair:
    try:
        return get_pair(_actor(request), pair_id)
    except Pair.DoesNotExist as error:
        raise Http404 from error


@require_safe
@open_to(ACCOUNTS)
def home(request: HttpRequest) -> HttpResponse:
    """The next talk, with whom, which rounds, what was agreed, and where to go with a question."""
    shown = home_of(_actor(request), clock.now(), translation.get_language() or "nl")
    return render(
        request,
        "portal/home.html",
        {
            "home": shown,
            "words": words,
            "address": shown.address,
            "today": clock.today(),
            "reminders": settings.REMINDERS,
        },
    )


@require_POST
@open_to(ACCOUNTS)
def wish(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """Not be asked any more, or be asked again."""
    asked = request.POST.get("asking")
    pair = _pair(request, pair_id)
    if asked in ("stop", "again"):
        set_wish(actor=_actor(request), pair_id=pair.id, do_not_ask=asked == "stop")
    return redirect("home")


@require_POST
@open_to(ACCOUNTS)
def earlier(request: HttpRequest, pair_id: UUID, earlier_id: UUID) -> HttpResponse:
    """Show the rounds with an earlier worker of the same case to the present one, or take that back."""
    later, before = _pair(request, pair_id), _pair(request, earlier_id)
    asked = request.POST.get("show")
    if later.case_id != before.case_id or before.ends_on is None or (asked == "yes" and later.ends_on is not None):
        raise Http404
    if asked in ("yes", "no"):
        show_earlier(actor=_actor(request), earlier=before, later=later, show=asked == "yes")
    return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(ACCOUNTS)
def reminder(request: HttpRequest) -> HttpResponse:
    """Where the client wants the one reminder of a round, or none. Nobody else sees the address."""
    if not settings.REMINDERS:
        raise Http404
    actor, error = _actor(request), ""
    typed = request.POST.get("address", "").strip()
    if request.method == "POST":
        try:
            wanted = "" if request.POST.get("choice") == "none" else typed
            set_mailbox(actor=actor, address=wanted, seen=request.POST.get("seen"))
            return redirect(f"{reverse('my-reminder')}?saved=1")
        except ValidationError:
            error = _("Dit is geen mailadres. Er is niets veranderd.")
        except Meanwhile:
            error = _("Dit is net veranderd, in een ander venster. Er is niets overschreven.")
    known = own_mailbox(actor)
    context = {
        "address": address_of(actor),
        "known": known,
        "seen": fingerprint(known),
        "typed": typed[:LONGEST_ADDRESS] if error else known,
        "error": error,
        "saved": "saved" in request.GET and not error,
    }
    return render(request, "portal/reminder.html", context, status=422 if error else 200)


@require_safe
@open_to(ACCOUNTS)
def frame(request: HttpRequest) -> HttpResponse:
    """Rights, duties, and what does not stay between the two, each with where it stands."""
    actor = _actor(request)
    told = frames(actor, translation.get_language() or "nl")
    context = {
        "frames": told,
        "address": as_all_say(each.address for each in told),
        "today": clock.today(),
    }
    return render(request, "portal/frame.html", context)


@require_safe
@open_to(ACCOUNTS)
def money(request: HttpRequest) -> HttpResponse:
    """The client's own debts, month and papers, to read."""
    own = own_money(_actor(request), clock.today())
    if not own.case_ids:
        raise Http404
    context = {"own": own, "words": words, "address": own.address, "today": clock.today()}
    return render(request, "portal/money.html", context)


@require_safe
@open_to(ACCOUNTS)
def rounds(request: HttpRequest) -> HttpResponse:
    """Every round the reader looked at, with each worker, newest first."""
    actor = _actor(request)
    context = {"found": all_rounds(actor), "address": address_of(actor), "today": clock.today()}
    return render(request, "portal/rounds.html", context)


@require_safe
@open_to(ACCOUNTS)
def who_looked(request: HttpRequest) -> HttpResponse:
    """Who looked in what is known of the reader, what, when, and why that is allowed."""
    actor = _actor(request)
    found = looks(actor, request.GET.get("before", ""))
    context = {
        "found": found,
        "number_name": number_name(practices_of(actor))
        if any(each.what == "citizen number" for each in found.looks)
        else "",
        "address": address_of(actor),
        "today": clock.today(),
    }
    return render(request, "portal/who_looked.html", context)


@require_safe
@open_to(ACCOUNTS)
def involved(request: HttpRequest) -> HttpResponse:
    """Who is involved, who directs, what each sees, and on which ground."""
    actor = _actor(request)
    found = involved_with(actor, translation.get_language() or "nl")
    context = {"found": found, "address": as_all_say(each.address for each in found), "today": clock.today()}
    return render(request, "portal/involved.html", context)


@require_http_methods(["GET", "POST"])
@open_to(ACCOUNTS)
def cannot_come(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Say "I cannot" with one press, then read what that did, with a way back as long as there is one.

    Where there is none any more, the next talk stands there. When it makes no difference any more, home tells how it
    stands.
    """
    actor = _actor(request)
    try:
        talk, missed = talk_of(actor, appointment_id, translation.get_language() or "nl")
    except Appointment.DoesNotExist as error:
        raise Http404 from error
    late = False
    if request.method == "POST":
        comes = "come" in request.POST
        try:
            (come_after_all if comes else say_cannot)(actor=actor, appointment_id=appointment_id)
            return redirect("home") if comes else redirect("my-talk-cancel", appointment_id=appointment_id)
        except NotNow:
            late = comes
    if not talk.said_no or talk.starts_at <= clock.now():
        return redirect("home")
    context = {
        "talk": talk,
        "missed": missed,
        "late": late,
        "next": next_of(actor, talk, clock.now()) if late or talk.settled else None,
        "address": talk.address,
        "today": clock.today(),
    }
    return render(request, "portal/cannot_come.html", context, status=409 if late else 200)


@require_safe
@open_to(ACCOUNTS)
def incidents(request: HttpRequest) -> HttpResponse:
    """What was noted about the reader, what was done, and a place to say what the reader sees otherwise."""
    return _incidents(request)


@require_POST
@open_to(ACCOUNTS)
def against(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Say what is not right about it, or about where it came from. The same sent twice is said once."""
    actor = _actor(request)
    try:
        incident, views = own_incident(actor, incident_id)
    except Incident.DoesNotExist as error:
        raise Http404 from error
    about, text = request.POST.get("view", ""), request.POST.get("text", "").strip()
    view_id = next((view for view in views if str(view) == about), None)
    if about and view_id is None:
        raise Http404
    if not text or len(text) > LONGEST_TEXT:
        wrong = _("Schrijf eerst iets op.") if not text else _("Deze tekst is te lang. Maak hem korter.")
        return _incidents(request, f"text-{view_id or incident_id}", wrong, text[:LONGEST_TEXT])
    contradict(actor=actor, now=clock.now(), incident=incident, view_id=view_id, text=text)
    return redirect(f"{reverse('my-incidents')}?saved=1")


@require_POST
@open_to(ACCOUNTS)
def readers(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Choose who may read the own account of what happened. The same sent twice is chosen once."""
    actor, chosen = _actor(request), request.POST.get(f"readers-{incident_id}", "")
    try:
        own_incident(actor, incident_id)
    except Incident.DoesNotExist as error:
        raise Http404 from error
    if chosen not in Account.Readers.values:
        return _incidents(request, f"readers-{incident_id}", _("Kies wie het mag lezen."))
    choose_readers(actor=actor, incident_id=incident_id, readers=Account.Readers(chosen))
    return redirect(f"{reverse('my-incidents')}?saved=1")


def _incidents(request: HttpRequest, field: str = "", error: str = "", typed: str = "") -> HttpResponse:
    actor = _actor(request)
    context = {
        "found": own_incidents(actor, translation.get_language() or "nl"),
        "address": address_of(actor),
        "today": clock.today(),
        "field_name": field,
        "error": error,
        "typed": typed,
        "saved": "saved" in request.GET,
        "longest": LONGEST_TEXT,
    }
    return render(request, "portal/incidents.html", context, status=422 if error else 200)


@require_safe
@open_to(ACCOUNTS)
def other_worker(request: HttpRequest) -> HttpResponse:
    """Whom to ask for another worker."""
    return _desks(request, "other_worker.html")


@require_safe
@open_to(ACCOUNTS)
def complaint(request: HttpRequest) -> HttpResponse:
    """Where to go with a complaint."""
    return _desks(request, "complaint.html")


def _desks(request: HttpRequest, template: str) -> HttpResponse:
    found = desks_of(_actor(request), translation.get_language() or "nl")
    told = {"desks": found.desks, "address": found.address, "worker_word": found.worker_word}
    return render(request, f"portal/{template}", told)
