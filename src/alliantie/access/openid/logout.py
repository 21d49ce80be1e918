"""Signing out that a provider begins: what its logout token says, and which sessions end by it.

OpenID Connect Back-Channel Logout 1.0, section 2.4 (the token) and 2.6 (what is checked).
"""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q

from alliantie.access.identity import DOOR, proven_actor
from alliantie.access.models import Session
from alliantie.access.openid.providers import Failed, Provider

EVENT = "http://schemas.openid.net/event/backchannel-logout"
# Characters of a token that are read, and of a word in it.
LONGEST, LONGEST_WORD = 20_000, 255
# Seconds that a token can be old, and by which the clocks may differ.
_OLD, _LEEWAY = 10 * 60, 60
_TYPES = ("logout+jwt", "application/logout+jwt", "jwt")


@dataclass(frozen=True, slots=True)
class SignedOut:
    """Who signed out at a provider, or which session of theirs there; "" for what it does not tell, never both."""

    subject: str
    session: str
    used_as: str
    """By what a used token is known."""


def held_as(provider: Provider, sort: str, word: object) -> str:
    """What a provider calls somebody ("sub") or their session there ("sid"), as a session here holds it.

    A keyed hash, since it can be a citizen service number; "" for what is no word.
    """
    if not isinstance(word, str) or not 0 < len(word) <= LONGEST_WORD:
        return ""
    said = "\0".join(("openid session", provider.issuer, provider.client_id, sort, word))
    return hmac.new(settings.MASTER_KEY, said.encode(), hashlib.sha256).hexdigest()


def read_logout(provider: Provider, token: str) -> SignedOut:
    """What a logout token says, until `end_sessions` used it. Raises Failed for any other token."""
    from alliantie.access.openid.flow import signed_by

    header, said = signed_by(provider, token[:LONGEST])
    if str(header.get("typ", "jwt")).lower() not in _TYPES:
        raise Failed("typ of a logout token")
    now = time.time()
    _check(said, provider, now)
    subject, session = said.get("sub", ""), said.get("sid", "")
    if not all(isinstance(word, str) and len(word) <= LONGEST_WORD for word in (subject, session)):
        raise Failed("sub or sid of a logout token")
    if not subject and not session:
        raise Failed("no sub and no sid")
    used_as = f"openid logout {provider.issuer} {said['jti']}"
    if cache.get(used_as) is not None:
        raise Failed("a logout token that was used")
    return SignedOut(subject, session, used_as)


def _check(said: dict[str, Any], provider: Provider, now: float) -> None:
    audience = said.get("aud")
    if said.get("iss") != provider.issuer:
        raise Failed("iss of a logout token")
    if provider.client_id not in (audience if isinstance(audience, list) else [audience]):
        raise Failed("aud of a logout token")
    for name in ("iat", "exp"):
        # A bool is a number to Python, and no moment.
        if isinstance(said.get(name), bool) or not isinstance(said.get(name), (int, float)):
            raise Failed(f"{name} of a logout token")
    if not (now - _OLD <= said["iat"] <= now + _LEEWAY and said["exp"] >= now - _LEEWAY):
        raise Failed("an old logout token")
    events = said.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
        raise Failed("events of a logout token")
    # What tells an id token from this.
    if "nonce" in said:
        raise Failed("nonce in a logout token")
    if not isinstance(said.get("jti"), str) or not 0 < len(said["jti"]) <= LONGEST_WORD:
        raise Failed("jti of a logout token")


def end_sessions(provider: Provider, signed_out: SignedOut) -> int:
    """End the sessions that came of this session there, or all of this person there; how many. At the door.

    Of a session that is named with whose it is both have to be right. The token is used up once they have ended: killed
    in between, it ends nothing more when the provider sends it again.
    """
    proven_actor(DOOR)
    meant = Q()
    if signed_out.session:
        meant &= Q(there_sid=held_as(provider, "sid", signed_out.session))
    if signed_out.subject:
        meant &= Q(there_sub=held_as(provider, "sub", signed_out.subject))
    ended, _by_model = Session.objects.filter(meant).delete()
    # Held longer than a token can be old, so that it ends nothing a second time.
    transaction.on_commit(lambda: cache.add(signed_out.used_as, 1, _OLD + 2 * _LEEWAY))
    return ended
