"""Pages for what goes wrong."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alliantie.access.looks import chosen


def _page(request: HttpRequest, status: int, title: Promise, text: Promise) -> HttpResponse:
    # An error can come before the middleware that sets the language.
    with translation.override(chosen(request, "language") or settings.LANGUAGE_CODE):
        return render(request, "access/error.html", {"title": title, "text": text}, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What does not exist and what one may not see look the same."""
    return _page(
        request,
        404,
        _("Deze bladzijde is er niet"),
        _("Of u mag deze bladzijde niet zien. Er is niets veranderd."),
    )


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request from the wrong place."""
    return _page(
        request,
        403,
        _("Dit kan nu niet"),
        _("Er is niets veranderd. Ga terug en probeer het nog een keer."),
    )


def too_often(request: HttpRequest) -> HttpResponse:
    """A form sent too many times within a minute, or pages asked faster than anybody reads."""
    answer = _page(
        request,
        429,
        _("Dit ging te vaak achter elkaar"),
        _("Er is niets veranderd. Wacht een minuut. Probeer het dan nog een keer."),
    )
    answer.headers["Retry-After"] = "60"
    return answer


def too_large(request: HttpRequest) -> HttpResponse:
    """A form with more text or more fields than any page of ours has; it was not read."""
    return _page(
        request,
        413,
        _("Dit is te veel om te versturen"),
        _("Er is niets verstuurd. Wat eerder bewaard was, is er nog. Ga terug. Maak de tekst korter."),
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that cannot be understood, or that is too large."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return too_large(request)
    return _page(
        request,
        400,
        _("Dit konden we niet lezen"),
        _("Er is niets veranderd. Probeer het opnieuw."),
    )


def wrong_way(request: HttpRequest) -> HttpResponse:
    """An address that only takes what a form sends, opened as a page, or the other way round."""
    return _page(
        request,
        405,
        _("Deze bladzijde opent zo niet"),
        _("Er is niets veranderd. Ga naar het begin."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent from an old page or another site."""
    return _page(
        request,
        403,
        _("Deze bladzijde was verlopen"),
        _("Er is niets verstuurd. Open de bladzijde opnieuw. Probeer het dan nog een keer."),
    )


def unreadable(request: HttpRequest) -> HttpResponse:
    """A case whose practice cannot be read: a version that went wrong in the database, or whose file is gone."""
    return _page(
        request,
        503,
        _("Deze zaak kan nu niet getoond worden"),
        _("De regels ervan zijn niet te lezen. Wat bewaard was, is er nog. De organisatie moet dit herstellen."),
    )


def took_too_long(request: HttpRequest) -> HttpResponse:
    """The database stopped what a page asked, so that nobody else waits for it; what the page changed is undone."""
    return _page(
        request,
        503,
        _("Dit duurde te lang"),
        _("Er is niets veranderd. Wat eerder bewaard was, is er nog. Probeer het over een minuut nog een keer."),
    )


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke: the transaction was rolled back, so what was saved before is still there."""
    return _page(
        request,
        500,
        _("Er ging iets mis"),
        _("Wat eerder bewaard was, is er nog. Probeer het over een minuut nog een keer."),
    )
