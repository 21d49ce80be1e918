"""How figures are reckoned."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from alliantie.access.routes import WORKERS, open_to
from alliantie.insight.methods import groups, method
from alliantie.insight.views.common import language, page


@require_safe
@open_to(WORKERS)
def all_of_them(request: HttpRequest) -> HttpResponse:
    """Every method, by where its figures stand."""
    return page(request, "methods.html", groups=groups(language()))


@require_safe
@open_to(WORKERS)
def one(request: HttpRequest, name: str) -> HttpResponse:
    """One method in plain words, and in full. Raises Http404 for one there is not."""
    try:
        shown = method(name, language())
    except KeyError:
        raise Http404 from None
    return page(request, "method.html", method=shown)
