"""The report of a year, to read and as PDF, for who manages the organisation."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alliantie import clock
from alliantie.documents.report import report_pdf
from alliantie.insight.report import year_report, years
from alliantie.insight.views.common import actor_of, language, manager_view, page
from alliantie.people.models import Organisation
from alliantie.web.papers import pdf_response


@require_safe
@manager_view
def shown(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The report of the newest year, or of the one that is asked for."""
    year = _year(request)
    report = year_report(actor_of(request), organisation, year, language(), clock.today())
    return page(request, "report.html", report=report, year=year, years=years(clock.today()))


@require_safe
@manager_view
def as_pdf(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The same on paper."""
    year = _year(request)
    report = year_report(actor_of(request), organisation, year, language(), clock.today())
    made = report_pdf(report, language=language(), made_at=clock.now())
    return pdf_response(made, _("Jaarverslag %(year)s") % {"year": year})


def _year(request: HttpRequest) -> int:
    """The year that is asked for. Raises Http404 for one of which there is no report."""
    possible = {str(year): year for year in years(clock.today())}
    asked = request.GET.get("year", "") or next(iter(possible))
    if asked not in possible:
        raise Http404
    return possible[asked]
