"""Who a session belongs to: sign-in's own way in, but for how the account is found."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from alliantie.access.models import Account
from alliantie.access.sessions import account_here


class Accounts(AuthenticationBackend):
    """Checks names and passwords as the sign-in package does."""

    def get_user(self, user_id: Any) -> Account | None:
        """The account of a session, while it is in use. No query for who came in with it, one for another."""
        account = account_here(user_id) or Account.objects.signed_in(user_id)
        return account if account is not None and self.user_can_authenticate(account) else None
