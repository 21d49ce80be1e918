"""The way to a provider and back: code flow with PKCE, state and nonce, and an id token that is checked.

Authlib does the work; here stands what it leaves to who uses it: which issuer, audience and algorithms count, how long
a way may take, and how long what a provider published is held.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlparse

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import FrameworkIntegration
from authlib.integrations.django_client import DjangoOAuth2App
from authlib.integrations.requests_client import OAuth2Session
from django.http import HttpRequest, HttpResponse
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from requests import PreparedRequest, RequestException, Response
from requests import Timeout as RequestTimeout
from urllib3.util import Timeout as Wait

from alliantie.access.openid.providers import Failed, Provider, WrongSettings

# Seconds for a connection and for an answer, and for all that one request asks of a provider: three calls at most.
PATIENCE = (3, 5)
ALTOGETHER = 8
# Seconds from leaving to coming back, and how many ways a browser can have begun.
LONGEST = 15 * 60
_MOST = 5
# Seconds that what a provider published is held. A key it does not know makes it ask anew.
_HELD = 60 * 60
# Seconds in which such a token asks a provider once: who sends many does not keep this process waiting for it.
_ONCE_IN = 10
# Seconds by which the clocks may differ.
_LEEWAY = 60
# Seconds by which somebody may have shown there who they are before they left here: for its clock alone, since whoever
# holds the device next comes in with what was typed before.
_EARLIER = 10
# Signed with a key of which we hold the public half alone. Never none, never with the secret that both know.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint")


@dataclass(frozen=True, slots=True)
class Known:
    """Who came back: what the provider calls them, and whether what they showed there counts as the second step."""

    subject: str
    stepped: bool
    sub: Any
    sid: Any
    """What it calls them in a logout token, and their session there; as it came."""


_until: ContextVar[float] = ContextVar("until")


@contextmanager
def _in_time() -> Iterator[None]:
    """All calls in this block have `ALTOGETHER` seconds together."""
    before = _until.set(time.monotonic() + ALTOGETHER)
    try:
        yield
    finally:
        _until.reset(before)


class _Hurried(OAuth2Session):
    """A session whose every call, also where it is sent on to, waits no longer than what is left of the time."""

    def send(self, request: PreparedRequest, **named: Any) -> Response:
        """Send, and wait. Raises requests.Timeout."""
        left = _until.get() - time.monotonic()
        if left <= 0:
            raise RequestTimeout("no time is left")
        named["timeout"] = Wait(total=left, connect=PATIENCE[0], read=PATIENCE[1])
        response: Response = super().send(request, **named)
        return response


class _App(DjangoOAuth2App):
    client_cls = _Hurried


class _Kept(FrameworkIntegration):
    """What a way back needs, in the session: a few at a time, and not for long."""

    expires_in = LONGEST

    def get_state_data(self, session: Any, state: str | None) -> Any:
        held = session.get(f"_state_{self.name}_{state}")
        return None if not held or held["exp"] < time.time() else super().get_state_data(session, state)

    def set_state_data(self, session: Any, state: str, data: Any) -> None:
        begun = [key for key in session.keys() if key.startswith("_state_")]  # noqa: SIM118 - a session is no dict
        for key in sorted(begun, key=lambda each: session[each]["exp"])[: max(0, len(begun) - _MOST + 1)]:
            del session[key]
        super().set_state_data(session, state, data | {"left_at": time.time()})


_apps: dict[Provider, tuple[float, Any]] = {}
# When a provider was last asked for its keys because of a token that anybody can have sent.
_asked: dict[Provider, float] = {}


def _app(provider: Provider) -> Any:
    """Authlib's client of a provider, with what it published. Raises Failed."""
    held = _apps.get(provider)
    if held is not None and time.monotonic() - held[0] < _HELD:
        return held[1]
    try:
        app = _App(
            _Kept(provider.id),
            provider.id,
            client_id=provider.client_id,
            client_secret=provider.secret,
            server_metadata_url=f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": provider.scope,
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": f"client_secret_{provider.sends_secret}",
            },
        )
        published = app.load_server_metadata()
    except (RequestException, ValueError) as error:
        raise Failed("unreachable") from error
    except WrongSettings as error:
        raise Failed("secret") from error
    if published.get("issuer") != provider.issuer:
        raise Failed("issuer")
    if not all(_safe(published.get(name), provider) for name in _ENDPOINTS if name in published):
        raise Failed("endpoint")
    said = published.get("id_token_signing_alg_values_supported") or ["RS256"]
    published["id_token_signing_alg_values_supported"] = [each for each in said if each in ALGORITHMS]
    _apps[provider] = (time.monotonic(), app)
    return app


def _safe(address: Any, provider: Provider) -> bool:
    """Whether an address that was published is as well guarded as that of the issuer."""
    return isinstance(address, str) and urlparse(address).scheme in {"https", urlparse(provider.issuer).scheme}


def leave(request: HttpRequest, provider: Provider, back: str) -> HttpResponse:
    """Send the reader to the provider, to show there anew who they are and come back at `back`. Raises Failed.

    Anew whatever session they have there: a device that was lent, or a desk that was left, has it still.
    """
    asked = {"acr_values": " ".join(provider.acr_values)} if provider.acr_values else {}
    try:
        with _in_time():
            response: HttpResponse = _app(provider).authorize_redirect(
                request, back, prompt="login", max_age=0, **asked
            )
    except RuntimeError as error:
        raise Failed("no authorization_endpoint") from error
    return response


def come_back(request: HttpRequest, provider: Provider) -> Known:
    """Who came back with a code. Works once for each time somebody left. Raises Failed."""
    with _in_time():
        return _come_back(request, provider)


def _come_back(request: HttpRequest, provider: Provider) -> Known:
    app = _app(provider)
    state = request.GET.get("state")
    way = app.framework.get_state_data(request.session, state)
    if way is None:
        raise Failed("state")
    if "error" in request.GET:
        app.framework.clear_state_data(request.session, state)
        raise Failed("stopped" if request.GET["error"] == "access_denied" else "refused")
    # RFC 9207: an answer of another provider that a browser was led to in between is none of this one.
    required = app.server_metadata.get("authorization_response_iss_parameter_supported") is True
    if request.GET.get("iss", None if required else provider.issuer) != provider.issuer:
        app.framework.clear_state_data(request.session, state)
        raise Failed("issuer")
    options = {"iss": {"essential": True, "value": provider.issuer}, "aud": {"essential": True, "value": app.client_id}}
    try:
        token = app.authorize_access_token(request, claims_options=options, leeway=_LEEWAY)
    except RequestException as error:
        raise Failed("unreachable") from error
    except (AuthlibBaseError, JoseError, ValueError, TypeError, KeyError, RuntimeError) as error:
        raise Failed(type(error).__name__) from error
    claims = token.get("userinfo")
    if not claims:
        raise Failed("no id token")
    _check_asked_anew(claims.get("auth_time"), way.get("left_at", time.time()))
    subject = claims.get(provider.claim)
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise Failed("claim")
    stepped = provider.stepped(claims.get("acr"), claims.get("amr"))
    return Known(subject, stepped, claims.get("sub"), claims.get("sid"))


def signed_by(provider: Provider, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token that a provider signed. Raises Failed for any other.

    Nobody knows yet who sent it, so it asks the provider once in ten seconds at most; "unreachable" in between.
    """
    with _in_time():
        held = _apps.get(provider)
        if held is None or time.monotonic() - held[0] >= _HELD or "jwks" not in held[1].server_metadata:
            _ask_once(provider)
        app = _app(provider)
        registry = JWSRegistry(
            algorithms=app.server_metadata["id_token_signing_alg_values_supported"], strict_check_header=False
        )
        try:
            try:
                read = jwt.decode(token, KeySet.import_key_set(app.fetch_jwk_set()), registry=registry)
            except InvalidKeyIdError:
                _ask_once(provider)
                read = jwt.decode(token, KeySet.import_key_set(app.fetch_jwk_set(force=True)), registry=registry)
        except RequestException as error:
            raise Failed("unreachable") from error
        except (JoseError, ValueError, TypeError, KeyError, RuntimeError) as error:
            raise Failed(type(error).__name__) from error
    return read.header, read.claims


def _ask_once(provider: Provider) -> None:
    """Note that a provider is asked because of a token. Raises Failed where it was a moment ago."""
    now = time.monotonic()
    if now - _asked.get(provider, -_ONCE_IN) < _ONCE_IN:
        raise Failed("unreachable")
    _asked[provider] = now


def _check_asked_anew(shown_at: Any, left_at: float) -> None:
    """Whether who came back showed who they are since they left: a link can be stripped of what we ask. Raises Failed.

    Later than now it is as good as unknown: a clock that runs ahead makes what is old look new.
    """
    if not isinstance(shown_at, (int, float)):
        raise Failed("no auth_time")
    if not left_at - _EARLIER <= shown_at <= time.time() + _LEEWAY:
        raise Failed("old auth_time")


def sign_out_address(provider: Provider, back: str) -> str:
    """Where somebody signs out at the provider, to come back at `back`; "" where it has no such page.

    Without a hint who it is: that would stand in the address.
    """
    try:
        with _in_time():
            app = _app(provider)
        if "end_session_endpoint" not in app.server_metadata:
            return ""
        return str(app.create_logout_url(back, client_id=provider.client_id)["url"])
    except Failed:
        return ""
