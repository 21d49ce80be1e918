"""Signing in with a provider: leaving, coming back, and the invitation of who comes for the first time.

All of it runs at the door, as the rest of sign-in does.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.internal import ratelimit
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alliantie.access.identity import DOOR, prove
from alliantie.access.models import Account
from alliantie.access.openid.binding import account_with, bind_invited, subject_hash
from alliantie.access.openid.logout import end_sessions, held_as, read_logout
from alliantie.access.openid.providers import Failed, Provider, provider_of
from alliantie.access.policies import NotNow
from alliantie.access.routes import EVERYONE, open_to
from alliantie.access.sessions import STEPPED, THERE, VIA

logger = logging.getLogger("alliantie")

# In the session, where sign-in lets it be: where one was going.
_GOING = "account_openid_next"
# In the session: whom the provider named, of who is bound to no account yet.
_UNKNOWN = "openid_unknown"
# Seconds in which the code of an invitation can be typed.
_WAITS = 10 * 60
_LIMITS = {"leave": "30/m/ip", "code": "10/m/ip,5/300s/key", "logout": "600/m/ip"}


class SecondStepStage(AuthenticateStage):
    """Our own second step, which is not asked of who just showed one to a provider where that counts."""

    def handle(self) -> Any:
        """Pass by, or ask."""
        return (None, True) if self.login.state.get(STEPPED) else super().handle()


def _named(provider_id: str) -> Provider:
    found = provider_of(provider_id)
    if found is None:
        raise Http404
    return found


def _within(request: HttpRequest, action: str, key: str = "") -> bool:
    return bool(
        ratelimit.consume(request, app="openid", action=action, config=_LIMITS, key=key or None, limit_get=True)
    )


def _told(request: HttpRequest, provider: Provider, why: str, status: int) -> HttpResponse:
    if why not in ("stopped", "too often"):
        logger.warning("signing in with provider %s failed: %s", provider.id, why)
    return render(request, "access/openid_failed.html", {"provider": provider, "why": why}, status=status)


@require_GET
@open_to(EVERYONE)
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Leave for the provider. Whoever is signed in stays so."""
    provider = _named(provider_id)
    if request.user.is_authenticated:
        return redirect("start")
    if not _within(request, "leave"):
        return _told(request, provider, "too often", 429)
    prove(DOOR)
    going = request.GET.get(REDIRECT_FIELD_NAME, "")
    ours = url_has_allowed_host_and_scheme(going, {request.get_host()}, require_https=request.is_secure())
    request.session[_GOING] = going if ours and len(going) < 500 else ""
    try:
        response: HttpResponse = _flow().leave(request, provider, _address("openid-back", provider))
        return response
    except Failed as failed:
        return _told(request, provider, failed.why, 502)


@require_GET
@open_to(EVERYONE)
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come in as the account that is bound to whom the provider names; or tell that nobody is."""
    provider = _named(provider_id)
    if request.user.is_authenticated:
        return redirect("start")
    prove(DOOR)
    try:
        known = _flow().come_back(request, provider)
    except Failed as failed:
        return _told(request, provider, failed.why, 502 if failed.why == "unreachable" else 400)
    subject = subject_hash(provider, known.subject)
    account = account_with(provider, subject)
    if account is not None:
        return _come_in(request, provider, account, known.stepped, _there(provider, known))
    request.session[_UNKNOWN] = {
        "provider": provider.id,
        "subject": subject.hex(),
        STEPPED: known.stepped,
        THERE: _there(provider, known),
        "at": time.time(),
    }
    return redirect("openid-invited", provider.id)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(EVERYONE)
def invited(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Type the code of an invitation, once one showed the provider who one is."""
    provider = _named(provider_id)
    held = request.session.get(_UNKNOWN, {})
    if held.get("provider") != provider.id or time.time() - held["at"] > _WAITS or request.user.is_authenticated:
        return redirect("account_login")
    wrong = ""
    if request.method == "POST":
        prove(DOOR)
        if not _within(request, "code", held["subject"]):
            wrong = "often"
        else:
            wrong = "code"
            try:
                account = bind_invited(provider, bytes.fromhex(held["subject"]), request.POST.get("code", "")[:100])
                if account is not None:
                    return _come_in(request, provider, account, held[STEPPED], held.get(THERE, ("", "")))
            except NotNow:
                # The code was right, and opens nothing for whom the provider named.
                wrong = "bound"
    shown = {"provider": provider, "wrong": wrong}
    return render(request, "access/openid_invited.html", shown, status=429 if wrong == "often" else 200)


def _there(provider: Provider, known: Any) -> tuple[str, str]:
    return held_as(provider, "sub", known.sub), held_as(provider, "sid", known.sid)


def _come_in(
    request: HttpRequest, provider: Provider, account: Account, stepped: bool, there: tuple[str, str]
) -> HttpResponse:
    going = request.session.pop(_GOING, "") or reverse("start")
    record_authentication(request, account, method="openid", provider=provider.id)
    login = Login(user=account, redirect_url=going, state={STEPPED: stepped})
    response: HttpResponse = perform_login(request, login)
    request.session[VIA], request.session[THERE] = provider.id, there
    if stepped and request.user.is_authenticated and request.user.pk == account.pk:
        request.session[STEPPED] = str(account.pk)
    return response


def _address(name: str, provider: Provider) -> str:
    """A page of ours as the provider was told it: never by the name a browser gives this server."""
    return f"{settings.PUBLIC_URL}{reverse(name, args=[provider.id])}"


@require_GET
@open_to(EVERYONE)
def sign_out(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to where one signs out at the provider as well. A link: no form of ours may lead to another site."""
    provider = _named(provider_id)
    here = f"{settings.PUBLIC_URL}{reverse('account_login')}"
    return redirect((provider.sign_out and _flow().sign_out_address(provider, here)) or "account_login")


@require_POST
@csrf_exempt
@open_to(EVERYONE)
def signed_out(request: HttpRequest, provider_id: str) -> HttpResponse:
    """End the sessions of who signed out at a provider, which says so itself: no browser comes along.

    400 for what is no such token of this provider or was used, 503 where its keys cannot be asked now.
    """
    provider = _named(provider_id)
    if not _within(request, "logout"):
        return JsonResponse({"error": "slow_down"}, status=429)
    prove(DOOR)
    try:
        told = read_logout(provider, request.POST.get("logout_token", ""))
    except Failed as failed:
        logger.warning("signing out by provider %s failed: %s", provider.id, failed.why)
        return JsonResponse({"error": "invalid_request"}, status=503 if failed.why == "unreachable" else 400)
    end_sessions(provider, told)
    return HttpResponse(status=200)


def _flow() -> Any:
    """What goes to providers and back. Read where somebody goes: it brings a library that takes a second."""
    from alliantie.access.openid import flow

    return flow
