"""What is known of the client, to keep or to print."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alliantie import clock
from alliantie.access.routes import ACCOUNTS, open_to
from alliantie.alliance.views.common import actor_of, language
from alliantie.cases.queries import note_reading
from alliantie.exports.own_file import own_cases, own_pdf
from alliantie.web.papers import pdf_response


@require_safe
@open_to(ACCOUNTS)
def own_file(request: HttpRequest) -> HttpResponse:
    """Every case of the reader, as the reader sees it, in the reader's language."""
    actor = actor_of(request)
    cases = own_cases(actor)
    if not cases:
        raise Http404
    for case_id in cases:
        note_reading("own file", case_id, actor.me)
    made = own_pdf(actor, cases, now=clock.now(), language=language())
    return pdf_response(made, _("Gegevens"))
