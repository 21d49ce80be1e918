"""Setting up a second step where it is asked: right after the password, and nothing else opens until it is done.

Whether an account lacks it the database tells with each request. Which page was asked stands in the session, from the
moment somebody is led here until they say that the reserve codes are kept.
"""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.base.views import IndexView
from allauth.mfa.recovery_codes.internal.flows import view_recovery_codes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alliantie.access.identity import DOOR, prove
from alliantie.access.models import StepErased
from alliantie.access.routes import EVERYONE, open_to

# In the session: the page that was asked when somebody was led here.
_ASKED = "setting_up"
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
    if not is_setting_up(request):
        return False
    signed_in = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(signed_in) and time.time() - signed_in[-1] < app_settings.REAUTHENTICATION_TIMEOUT


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
    if request.method == "POST":
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
        """What allauth tells, and the last erasure."""
        return {**super().get_context_data(**kwargs), "erased": last_erased(self.request.user)}


index = open_to(EVERYONE)(Index.as_view())
