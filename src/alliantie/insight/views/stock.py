"""How many measures ran, began and ended, on a page and as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alliantie import clock
from alliantie.access.routes import WORKERS, open_to
from alliantie.insight.stock import stock
from alliantie.insight.views.common import actor_of, language, page
from alliantie.web.spreadsheet import spreadsheet


@require_safe
@open_to(WORKERS)
def shown(request: HttpRequest) -> HttpResponse:
    """The numbers of the own teams for who leads them, and of the organisation for who manages its practices."""
    found = stock(actor_of(request), language(), clock.today(), request.GET.get("period", ""))
    return page(request, "stock.html", stock=found)


@require_safe
@open_to(WORKERS)
def as_file(request: HttpRequest) -> HttpResponse:
    """The same numbers as a file for a spreadsheet."""
    found = stock(actor_of(request), language(), clock.today(), request.GET.get("period", ""))
    columns = [
        _("Team of organisatie"), _("Werkwijze"), _("Maatregel"), _("Eerste dag"), _("Tot"), _("Aan het begin"),
        _("Begonnen"), _("Geëindigd"), _("Aan het eind"), _("Klopt"),
    ]  # fmt: skip
    days = (found.period.first.isoformat(), found.period.until.isoformat())
    cells = (
        (place.name, practice.name, row.name, *days, *row.cells[1:])
        for place in found.places
        for practice in place.practices
        for row in practice.rows
    )
    return spreadsheet(f"aantallen-{found.period.key}", columns, cells)
