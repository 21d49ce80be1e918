"""Which account somebody has who signs in with a provider: bound beforehand, by an invitation, and never by itself.

What a provider calls somebody is kept as a hash under the server's secret: with a broker of DigiD it can be the number
by which the state knows a citizen.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from alliantie.access.call import call
from alliantie.access.identity import DOOR, proven_actor
from alliantie.access.models import Account, Binding
from alliantie.access.openid.providers import Provider, Role, offered

# Without signs that look alike; what people type may hold others for them.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_LENGTH = 16


def subject_hash(provider: Provider, subject: str) -> bytes:
    """Who somebody is at a provider, as it is kept. Another issuer or claim makes it somebody else."""
    said = "\0".join(("openid subject", provider.issuer, provider.claim, subject))
    return hmac.new(settings.MASTER_KEY, said.encode(), hashlib.sha256).digest()


def new_code() -> str:
    """The code of an invitation: 79 bits, in groups of four."""
    signs = "".join(secrets.choice(_SIGNS) for _sign in range(_LENGTH))
    return "-".join(signs[start : start + 4] for start in range(0, _LENGTH, 4))


def code_hash(code: str) -> bytes:
    """An invitation's code as it is kept, however it was typed."""
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    return hmac.new(settings.MASTER_KEY, f"openid invitation\0{plain}".encode(), hashlib.sha256).digest()


def role_of(account: Account) -> Role:
    """What an account's owner is to the organisation."""
    if account.worker_id:
        return "workers"
    if account.client_id:
        return "clients"
    return "representatives" if account.representative_id else "partners"


def account_with(provider: Provider, subject: bytes) -> Account | None:
    """The account that is in use and bound to this subject; None where there is none. At the door. Two queries."""
    proven_actor(DOOR)
    bound = Binding.objects.filter(provider=provider.id, subject_hash=subject).first()
    return None if bound is None else _usable(provider, bound.account_id)


def bound_to(account: Any) -> list[tuple[str, datetime]]:
    """The names of the providers with which an account's owner signs in, and since when. At the door. One query."""
    names = {each.id: each.name for each in offered()}
    held = Binding.objects.filter(account_id=account.pk).order_by("bound_at")
    return [(names.get(each.provider, each.provider), each.bound_at) for each in held]


def bind_invited(provider: Provider, subject: bytes, code: str) -> Account | None:
    """Bind a subject to the account that an invitation is for, once; None where the code opens nothing. At the door.

    Raises NotNow where the code is right, and the subject or the account at this provider is bound; the code stays.
    """
    proven_actor(DOOR)
    account_id: UUID | None = call("access.bind_invited", provider.id, code_hash(code), subject)
    return None if account_id is None else _usable(provider, account_id)


def _usable(provider: Provider, account_id: UUID) -> Account | None:
    account = Account.objects.signed_in(account_id)
    if account is None or not account.is_active or role_of(account) not in provider.signs_in:
        return None
    return account
