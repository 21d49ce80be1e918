"""Inviting who has an account to sign in with a provider from then on, and ending that; by command, as owner."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from alliantie import clock
from alliantie.access.models import Account, Binding, Invitation, Session
from alliantie.access.openid.binding import code_hash, new_code, role_of
from alliantie.access.openid.providers import Provider, providers
from alliantie.people.administration import OWNER
from alliantie.people.models import Worker

LASTS = timedelta(days=14)
"""An invitation is a letter to somebody who may be away for a week; our own choice."""


def provider_named(provider_id: str) -> Provider:
    """The provider of this name in the file of settings. Raises ValidationError for none, WrongSettings."""
    found = next((each for each in providers() if each.id == provider_id), None)
    if found is None:
        raise ValidationError(f"There is no provider {provider_id} in the file that ALLIANTIE_OPENID names.")
    return found


def invite(login: str, provider: Provider) -> str:
    """A new code with which this account is bound to who signs in with the provider then; an older one ends.

    Raises Account.DoesNotExist, ValidationError where the provider signs no such people in, or the account is bound.
    """
    account = Account.objects.using(OWNER).get(login=login.strip().lower(), is_active=True)
    if role_of(account) not in provider.signs_in:
        raise ValidationError(f"{provider.id} does not sign in {role_of(account)}.")
    if provider.organisation and account.worker_id:
        worker = Worker.objects.using(OWNER).select_related("organisation").get(id=account.worker_id)
        if worker.organisation.name != provider.organisation:
            raise ValidationError(f"{provider.id} signs in workers of {provider.organisation} alone.")
    mine = {"account_id": account.id, "provider": provider.id}
    if Binding.objects.using(OWNER).filter(**mine).exists():
        raise ValidationError(f"{account.login} is bound at {provider.id} already; end that first (--end).")
    code = new_code()
    with transaction.atomic(using=OWNER):
        Invitation.objects.using(OWNER).filter(**mine).delete()
        Invitation.objects.using(OWNER).create(
            area_id=account.area_id, code_hash=code_hash(code), ends_at=clock.now() + LASTS, **mine
        )
    return code


def end_binding(login: str, provider_id: str) -> None:
    """Let this account no longer be reached with a provider, and end its sessions; also of one that is in no file.

    Raises Account.DoesNotExist.
    """
    account = Account.objects.using(OWNER).get(login=login.strip().lower())
    mine = {"account_id": account.id, "provider": provider_id}
    with transaction.atomic(using=OWNER):
        Invitation.objects.using(OWNER).filter(**mine).delete()
        Binding.objects.using(OWNER).filter(**mine).delete()
        Session.objects.using(OWNER).filter(account_id=account.id).delete()
