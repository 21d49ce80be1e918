"""Pages that belong to no one's work: language, light and dark, the health check, and what sign-in needs of its own."""

from __future__ import annotations

import hmac
from typing import Any

from allauth.account.utils import passthrough_next_redirect_url
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from alliantie.access.identity import DOOR, prove
from alliantie.access.looks import LOOKS, remember
from alliantie.access.metrics import CONTENT_TYPE, metrics
from alliantie.access.routes import EVERYONE, open_to

_SHORTEST_TOKEN = 16


def _back(request: HttpRequest) -> str:
    """Where the reader came from, when that is a page of ours; else the start."""
    asked = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if ours else reverse("start")


def _remembered(request: HttpRequest, look: str) -> HttpResponse:
    answer = HttpResponseRedirect(_back(request))
    chosen = request.POST.get(look, "")
    if chosen in LOOKS[look]:
        remember(answer, look, chosen)
    return answer


@require_POST
@open_to(EVERYONE)
def language(request: HttpRequest) -> HttpResponse:
    """Remember in which language the reader wants the pages."""
    return _remembered(request, "language")


@require_POST
@open_to(EVERYONE)
def theme(request: HttpRequest) -> HttpResponse:
    """Remember whether the reader wants the pages light, dark, or as the device has it."""
    return _remembered(request, "theme")


@require_POST
@open_to(EVERYONE)
def letters(request: HttpRequest) -> HttpResponse:
    """Remember how large the reader wants the letters."""
    return _remembered(request, "letters")


@require_safe
@open_to(EVERYONE)
def locked(request: HttpRequest) -> HttpResponse:
    """The one end of a turn on a worker's device, however it ended; only signing in leads on."""
    if request.actor.kind in ("worker", "client", "for", "partner"):  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse("start"))
    return render(request, "access/locked.html")


@require_safe
@open_to(EVERYONE)
def healthz(request: HttpRequest) -> HttpResponse:
    """Say "ok" when the database answers; without it the request has failed before this."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@open_to(EVERYONE)
def measured(request: HttpRequest) -> HttpResponse:
    """Numbers for who watches the system and has the token; for anybody else there is no such page."""
    wanted = settings.METRICS_TOKEN.encode()
    given = request.headers.get("Authorization", "").encode(errors="replace")
    if len(wanted) < _SHORTEST_TOKEN or not hmac.compare_digest(given, b"Bearer " + wanted):
        raise Http404
    return HttpResponse(metrics(), content_type=CONTENT_TYPE)


@require_safe
@open_to(EVERYONE)
def no_password(request: HttpRequest) -> HttpResponse:
    """What who signs in with a provider alone reads: a password of one's own would be another way in."""
    if not request.user.is_authenticated or request.user.has_usable_password():
        return HttpResponseRedirect(reverse("account_change_password"))
    return render(request, "access/no_password.html")


class _Passkey:
    """What allauth's passkey views lack: a failure that is told where the reader was."""

    came_from = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Run at the door, as all of sign-in does."""
        prove(DOOR)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def form_invalid(self, form: Any) -> HttpResponse:
        """Back to the page with the button; it says that this passkey did not work."""
        request: HttpRequest = self.request  # type: ignore[attr-defined]
        address = f"{reverse(self.came_from)}?passkey=failed"
        return HttpResponseRedirect(passthrough_next_redirect_url(request, address, REDIRECT_FIELD_NAME))


class PasskeySignIn(_Passkey, LoginWebAuthnView):
    """Signing in with a passkey alone."""

    came_from = "account_login"


class PasskeyAgain(_Passkey, ReauthenticateWebAuthnView):
    """Showing with a passkey that it is still the same person."""

    came_from = "mfa_reauthenticate_webauthn"


passkey_sign_in = open_to(EVERYONE)(PasskeySignIn.as_view())
passkey_again = open_to(EVERYONE)(PasskeyAgain.as_view())
