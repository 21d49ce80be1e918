"""The order of one request: a transaction, the session with its account, the actor proven, the view.

Sign-in works at the door; where the session changed, the door is proven again to save it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from alliantie.access.errors import bad_request, too_large, too_often, took_too_long, unreadable, wrong_way
from alliantie.access.identity import DOOR, Actor, is_proven, prove
from alliantie.access.looks import LOCKED, chosen, looks_before, put_back
from alliantie.access.pace import Pace
from alliantie.access.policies import Denied
from alliantie.access.resting import kept_at_rest, resting_here
from alliantie.access.routes import can_be_opened, is_sign_in, kinds_of, known_of, only_of
from alliantie.access.second_step import SETTING_UP, is_setting_up, lead_to_set_up
from alliantie.access.sessions import actor_with, enter
from alliantie.practices import UnknownPracticeError

logger = logging.getLogger("alliantie")

# The code with which PostgreSQL tells that it stopped a statement.
STOPPED = "57014"

Respond = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

OF_A_PAGE = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
}


class Headers:
    """What every answer tells the browser: load nothing from elsewhere, keep nothing, tell nobody."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = request.META.get("CONTENT_LENGTH") or "0"
        # No page takes files: what is larger than a form is not read at all.
        too_much = not sent.isdecimal() or int(sent[:12]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        response = too_large(request) if too_much else self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            methods = response.headers["Allow"]
            response = wrong_way(request)
            response.headers["Allow"] = methods
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Cache-Control", "no-store")
        # A page brings along a dozen of these, which is five kilobytes of words that only count for a page.
        if not response.headers.get("Content-Type", "").startswith(("text/css", "text/javascript", "font/", "image/")):
            for name, value in OF_A_PAGE.items():
                response.headers.setdefault(name, value)
        if settings.SECURE_HSTS_SECONDS:
            response.headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
        return response


# Looking changes nothing but that somebody looked.
_LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})


class Door:
    """One transaction a request, rolled back when the answer is an error of ours."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key, lasting = request.COOKIES.get(settings.SESSION_COOKIE_NAME), request.method not in _LOOKING
        only, counts = known_of(request.path_info, request.META.get("QUERY_STRING", ""))
        with transaction.atomic():
            enter(key, lasting=lasting, only=only, counts=counts)
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


class Sessions(SessionMiddleware):
    """Saves a session that changed at the door, which alone may."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Prove the door again where there is something to save. After an error of ours nothing is saved.

        The browser is told only of a session that this very request began or ended. A poll may be under way while
        another tab gives the device to a client: its answer must not bring back the session that ended then, nor take
        away the one that began.
        """
        changed = request.session.modified
        held = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if changed and response.status_code < 500:
            prove(DOOR)
        try:
            response = super().process_response(request, response)
        except SessionInterrupted:
            # It ended elsewhere while this request was at work: begin again, as whoever the browser now is.
            return redirect("start")
        told = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if told is not None and (not changed or told.value == held):
            del response.cookies[settings.SESSION_COOKIE_NAME]
        return response


class Language:
    """Dutch, unless the reader chose another language. After a client's turn all looks as the worker had it before."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = looks_before(request)
        if before and "link" in request.session:
            before = {}
        request.COOKIES.update(before)
        language = chosen(request, "language") or settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        if before:
            put_back(before, response)
        response.headers.setdefault("Content-Language", language)
        return response


def actor_of(request: Any) -> Actor:
    """Who acts in this request: a worker or client with an account, a client with a code, or nobody yet.

    Whoever has to set up a second step first is nobody yet.
    """
    account = request.user
    if account.is_authenticated:
        return DOOR if is_setting_up(request) else actor_with(account)
    link = request.session.get("link")
    return by_link(link) if link else DOOR


def by_link(held: dict[str, Any]) -> Actor:
    """A client without an account, from the ids of the way in that a session holds."""
    return Actor(
        "link",
        UUID(held["client"]),
        area_id=UUID(held["area"]),
        pair_id=UUID(held["pair"]),
        case_id=UUID(held["case"]),
        round_id=UUID(held["round"]),
        link_id=UUID(held["link"]),
    )


class Act:
    """Proves who acts, for the length of the view, and refuses views that are not open to them, or asked too fast."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response
        self.pace = Pace(*settings.PACE)

    def __call__(self, request: Any) -> HttpResponse:
        request.resting, request.actor = resting_here(), actor_of(request)
        if not self.pace.allows(_visitor(request)):
            return too_often(request)
        response = self.get_response(request)
        if LOCKED in request.COOKIES and request.user.is_authenticated:
            put_back(looks_before(request), response)
            response.delete_cookie(LOCKED, samesite="Lax")
        return response

    def process_view(
        self, request: Any, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Compare the actor with what the view says, and prove the actor to the database."""
        if _keeps_texts(view) and _has_nul(request):
            return bad_request(request)
        kinds = kinds_of(view)
        if kinds is None:
            raise Http404
        if (told := kept_at_rest(request, view)) is not None:
            return told
        if is_setting_up(request) and request.resolver_match.url_name not in SETTING_UP:
            return lead_to_set_up(request, can_be_opened(view))
        if request.actor.kind not in kinds:
            if request.actor.kind == "door" and LOCKED in request.COOKIES:
                return redirect("locked")
            if request.actor.kind == "door":
                return redirect_to_login(request.get_full_path() if can_be_opened(view) else reverse("start"))
            raise Http404
        acts, only = (DOOR, "") if is_sign_in(view) else (request.actor, only_of(view, request.GET, kwargs))
        if not is_proven(acts, only=only):
            prove(acts, only=only)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal looks like a page that does not exist, unless it carries words for the reader.

        A case whose practice cannot be read says so, and so does what took too long; nothing else stands still for it.
        """
        if isinstance(error, Denied):
            raise Http404 from error
        if isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", "") == STOPPED:
            logger.error("a statement that took too long", exc_info=error)
            return took_too_long(request)
        if isinstance(error, UnknownPracticeError):
            logger.error("a practice that cannot be read", exc_info=error)
            return unreadable(request)
        return None


def _visitor(request: Any) -> Any:
    """Whose pace counts: the account's, the way in by code's, or that of an address at the door."""
    actor: Actor = request.actor
    if actor.link_id or actor.id:
        return actor.link_id or actor.id
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        # A proxy that names no address: all of its visitors at the door count as one.
        return ""


def _has_nul(request: HttpRequest) -> bool:
    """Whether a form sent holds the one sign that no text of PostgreSQL can hold; no keyboard types it."""
    return any("\0" in text for name, texts in request.POST.lists() for text in (name, *texts))


def _keeps_texts(view: Any) -> bool:
    """Whether a view keeps texts as they come. Those of a round and of the offices look at each text themselves."""
    return bool(view.__module__.startswith(("alliantie.worklist", "alliantie.portal")))
