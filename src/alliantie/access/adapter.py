"""Sign-in, tuned: nobody makes their own account, a session starts clean, and keys are named after the login name."""

from __future__ import annotations

import base64
import os
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from alliantie.access.second_step import just_led_here, signed_in_lately
from alliantie.access.sessions import THERE, VIA

_NONCE = 12
_PLACE = b"second factor"
# What sign-in itself keeps in the session, and how long the session lasts.
_OF_SIGN_IN = ("account_", "_")


class ClosedDoor(DefaultAccountAdapter):
    """Accounts are given by the organisation, so sign-up is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Keep no message: each page tells what happened itself, and no cookie carries a name."""

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        """Begin anew: what a sign-in with a provider left that was broken off is not of this one."""
        for key in (VIA, THERE):
            request.session.pop(key, None)
        return super().pre_login(request, user, **kwargs)

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in with nothing left of whoever used this browser before: a client's way in by code ends here."""
        for key in [key for key in request.session.keys() if not key.startswith(_OF_SIGN_IN)]:  # noqa: SIM118
            del request.session[key]
        super().login(request, user)

    def get_login_stages(self) -> list[str]:
        """As the package has them, but for a second step that a provider asked already."""
        ours = "alliantie.access.openid.views.SecondStepStage"
        return [ours if "AuthenticateStage" in each else each for each in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not of who signed in just now and is led to set up a second step.

        Who has nothing here to show it with again signs in anew, at the provider: the package would ask nothing.
        """
        request = context.request
        if just_led_here(request) or not super().is_reauthentication_required(app=app, **kwargs):
            return False
        if not get_reauthentication_flows(request.user) and not signed_in_lately(request):
            raise ImmediateHttpResponse(render(request, "access/sign_in_again.html"))
        return True

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """The page to sign in, which then erases what waited in this browser, and leads to signing out elsewhere."""
        at = request.session.get(VIA, "")
        return f"{reverse('account_login')}?left=1{f'&at={at}' if at else ''}"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """The page about signing in, which says that the password was changed."""
        return f"{reverse('mfa_index')}?done=password"


class SecondFactor(DefaultMFAAdapter):
    """The authenticator app and the passkey show the login name; secrets stand encrypted in the database."""

    def get_totp_label(self, user: Any) -> str:
        """The login name, as nothing more is needed to recognise the entry."""
        return str(user.login)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """The name of a passkey to which the owner gave none."""
        return _("Mijn passkey")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name a device shows beside the passkey."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Alliantie"}

    def encrypt(self, text: str) -> str:
        """A secret of the second step, under the master key, which never enters the database."""
        nonce = os.urandom(_NONCE)
        return base64.b64encode(nonce + AESGCM(settings.MASTER_KEY).encrypt(nonce, text.encode(), _PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. Raises InvalidTag when the master key is another or the value was changed."""
        blob = base64.b64decode(encrypted_text)
        return AESGCM(settings.MASTER_KEY).decrypt(blob[:_NONCE], blob[_NONCE:], _PLACE).decode()
