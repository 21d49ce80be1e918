"""Whether a talk was held; and where somebody did not come, first of all whether they were reached."""

from __future__ import annotations

import uuid
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.policies import Denied
from alliantie.cases.models import Case
from alliantie.cases.operations import note_missed, take_back_missed
from alliantie.cases.queries import Person, people_of
from alliantie.cases.queries.appointments import Planned
from alliantie.worklist.forms import sheet
from alliantie.worklist.missed_form import MissedForm
from alliantie.worklist.queries import words
from alliantie.worklist.queries.talks import talk_in_words
from alliantie.worklist.views.common import actor_of, case_view, language, page
from alliantie.worklist.views.planning import found_talk
from alliantie.worklist.views.recording import back_to


def _begun(request: HttpRequest, here: Case, appointment_id: UUID) -> tuple[Planned, list[Person]]:
    """A talk that was to go on and has begun, and whom it was with. Raises Http404 when it is not such a talk."""
    found = found_talk(request, here, appointment_id)
    if found.cancelled_by or found.starts_at > clock.now():
        raise Http404
    people = people_of(actor_of(request), here, noted="case")
    return found, [each for each in people if found.client_id in (None, each.client_id)]


@require_safe
@case_view()
def held(request: HttpRequest, here: Case, appointment_id: UUID) -> HttpResponse:
    """Was it held, did somebody not come, or did it not go on? Each leads to what comes next."""
    found, people = _begun(request, here, appointment_id)
    names = words.joined([person.given_name for person in people])
    return page(request, "held.html", case=here, talk=talk_in_words(actor_of(request), found, language()), names=names)


@require_http_methods(["GET", "POST"])
@case_view()
def missed(request: HttpRequest, here: Case, appointment_id: UUID) -> HttpResponse:
    """Note that somebody did not come, with the try to reach them: that question comes before anything else."""
    actor = actor_of(request)
    found, people = _begun(request, here, appointment_id)
    form = MissedForm(
        request.POST if request.method == "POST" else None,
        people=people,
        initial={"token": uuid.uuid4(), "on": clock.today()},
    )
    refusal = ""
    if form.is_valid():
        try:
            note_missed(
                actor=actor,
                now=clock.now(),
                planned=found,
                client_ids=form.client_ids,
                tried=form.tried,
                token=form.cleaned_data["token"],
            )
            return back_to(here, missed=found.id)
        except Denied as denied:
            refusal = denied.reason
    return page(
        request,
        "missed.html",
        422 if form.is_bound else 200,
        case=here,
        talk=talk_in_words(actor, found, language()),
        people=people,
        who=[(str(person.client_id), person.name) for person in people],
        ways=[(way, words.tried(way)) for way in words.WAYS],
        reached=[("yes", _("Ja, bereikt")), ("no", _("Nee, niet bereikt"))],
        sheet=sheet(form, also=refusal),
        token=form["token"].value() if not form.errors.get("token") else uuid.uuid4(),
    )


@require_POST
@case_view()
def came(request: HttpRequest, here: Case, appointment_id: UUID) -> HttpResponse:
    """Take back that somebody did not come."""
    found = found_talk(request, here, appointment_id)
    take_back_missed(actor=actor_of(request), now=clock.now(), case_id=here.id, appointment_id=found.id)
    return back_to(here, saved="came")
