"""Setting up a second step where it is asked: right after the password, and nothing else opens until it is done.

Whether an account lacks it the database tells with each request. Which page was asked stands in the session, from the
moment somebody is led here until they say that the reserve codes are kept.

Who only knew the password is not who set the step up: with a new step every other session of the account ends.
"""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import view_recovery_codes
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.db.models.signals import post_save
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alliantie.access.identity import DOOR, prove
from alliantie.access.models import StepErased
from alliantie.access.openid.binding import bound_to
from alliantie.access.routes import EVERYONE, open_to
from alliantie.access.visits import end_others

# In the session: the page that was asked when somebody was led here.
_ASKED = "setting_up"
# In the session: that it set up the second step itself, so that the reserve codes are shown to it.
_DONE = "setting_up_done"
_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# What can be opened meanwhile.
SETTING_UP = frozenset(
    {
        "second-step", "mfa_activate_totp", "mfa_add_webauthn", "mfa_download_recovery_codes", "account_logout",
        "account_reauthenticate", "account_inactive", "language", "theme", "letters", "healthz", "metrics",
    }
)  # fmt: skip


def is_setting_up(request: Any) -> bool:
    """Whether who signed in has to set up a second step first, or to keep its reserve codes."""
    return request.user.is_authenticated and (request.user.lacks_second_step or _ASKED in request.session)


def lead_to_set_up(request: HttpRequest, is_page: bool) -> HttpResponse:
    """To where a second step is set up; afterwards to what was asked first, when that is a page."""
    request.session.setdefault(_ASKED, request.get_full_path() if is_page else reverse("start"))
    return redirect("second-step")


def just_led_here(request: Any) -> bool:
    """Whether somebody who is to set up a second step signed in within the last minutes."""
    if not (is_setting_up(request) and (request.user.lacks_second_step or _DONE in request.session)):
        return False
    return signed_in_lately(request)


def signed_in_lately(request: Any) -> bool:
    """Whether who is signed in showed who they are within the last minutes, whichever way."""
    signed_in = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(signed_in) and time.time() - signed_in[-1] < app_settings.REAUTHENTICATION_TIMEOUT


def note_step(sender: Any, instance: Authenticator, created: bool, **_more: Any) -> None:
    """With a new second step end every other session of the account, in the transaction that saves the step.

    The signal of allauth comes only after that transaction, and is lost with the process.
    """
    request = context.request
    if not created or instance.type not in _STEPS or request is None:
        return
    end_others(sender, request, request.user)
    if _ASKED in request.session:
        request.session[_DONE] = True


post_save.connect(note_step, sender=Authenticator)


def last_erased(account: Any) -> StepErased | None:
    """The last time the organisation erased the second step of this account. At the door."""
    return StepErased.objects.filter(account_id=account.id).order_by("-at").first()


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(EVERYONE)
def needed(request: HttpRequest) -> HttpResponse:
    """Choose a second step; then keep the reserve codes; then go where one was going."""
    if not is_setting_up(request):
        return redirect("start")
    if request.user.lacks_second_step:  # type: ignore[union-attr]
        return render(request, "access/second_step.html", {"erased": last_erased(request.user)})
    if _DONE not in request.session and is_mfa_enabled(request.user):
        # Set up elsewhere: this session showed no second step.
        logout(request)
        return redirect("start")
    if _DONE not in request.session or request.method == "POST":
        request.session.pop(_DONE, None)
        return redirect(request.session.pop(_ASKED))
    found, _can_view = view_recovery_codes(request)
    return render(request, "access/keep_codes.html", {"codes": found.get_unused_codes() if found else []})


class Index(IndexView):
    """How somebody signs in, with what the organisation did to it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Run at the door, as all of sign-in does."""
        prove(DOOR)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What allauth tells, the last erasure, and with which providers the reader signs in."""
        mine = {"erased": last_erased(self.request.user), "bound": bound_to(self.request.user)}
        return {**super().get_context_data(**kwargs), **mine}


index = open_to(EVERYONE)(Index.as_view())
