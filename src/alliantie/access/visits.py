"""Where somebody is signed in: each sign-in is a visit, told by its device, which its owner can end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from allauth.account.signals import password_changed
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.utils import timezone
from django.utils.translation import gettext as _

from alliantie.access.accounts import Session
from alliantie.access.identity import Actor
from alliantie.access.kept import has_kept
from alliantie.access.plain import ask

# Minutes: more than any session lasts.
_NEVER = 30 * 24 * 60
# In the session: the number of the visit, its device and its beginning.
VISIT = "visit"
# What a browser says of itself, the most telling first: each also names those below it.
_BROWSERS = (
    ("Edge", r"\bEdgA?(?:iOS)?/"), ("Samsung", r"\bSamsungBrowser/"), ("Firefox", r"\b(?:Firefox|FxiOS)/"),
    ("Chrome", r"\b(?:Chrome|Chromium|CriOS|HeadlessChrome)/"), ("Safari", r"\bSafari/"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", r"\biPhone\b"), ("iPad", r"\biPad\b"), ("Android", r"\bAndroid\b"), ("Windows", r"\bWindows\b"),
    ("Mac", r"\bMacintosh\b"), ("Linux", r"\bLinux\b"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visit:
    """A place where somebody is signed in. `device` is browser and system in a word each; "" for what is unknown."""

    id: UUID
    device: str
    began_at: datetime
    used_at: datetime
    this: bool

    @property
    def name(self) -> str:
        """The device in words."""
        browser, _gap, system = self.device.partition(" ")
        if not browser or not system:
            return browser or system or _("Een apparaat dat we niet herkennen")
        return _("%(browser)s op %(system)s") % {"browser": browser, "system": system}


def device_of(says: str) -> str:
    """Browser and system in a word each, of what a browser says of itself; the rest of it is not kept."""
    found = [next((name for name, sign in kinds if re.search(sign, says[:400])), "") for kinds in (_BROWSERS, _SYSTEMS)]
    return " ".join(found) if any(found) else ""


def note_visit(sender: Any, request: Any, user: Any, **_more: Any) -> None:
    """Keep in the session that a visit begins, whichever way somebody signed in."""
    device = device_of(request.META.get("HTTP_USER_AGENT", ""))
    request.session[VISIT] = {"id": str(uuid4()), "device": device, "began": timezone.now().isoformat()}
    if has_kept(user.pk):
        request.session["kept"] = True
    if getattr(request, "resting", None):
        # What rested in this browser is over, whoever signed in now.
        Session.objects.filter(session_key=request.COOKIES.get(settings.SESSION_COOKIE_NAME)).delete()


def end_others(sender: Any, request: Any, user: Any, **_more: Any) -> None:
    """End every other session of who chose another password or added a second step. At the door, as all of sign-in."""
    Session.objects.filter(account_id=user.pk).exclude(session_key=request.session.session_key).delete()


user_logged_in.connect(note_visit)
password_changed.connect(end_others)


def rests_after() -> tuple[int, int]:
    """Minutes without use after which sessions rest, of workers and of others; more than any lasts where it is off."""
    workers, others = settings.IDLE
    return workers or _NEVER, others or _NEVER


def visits(actor: Actor, here: str) -> list[Visit]:
    """Where `actor` is signed in, first the session with the key `here`. Raises WrongActor as `ask` does."""
    workers, others = rests_after()
    minutes = workers if actor.kind == "worker" else others
    since = timezone.now() - timedelta(minutes=minutes)
    return [Visit(*row) for row in ask(actor, "SELECT * FROM access.my_visits(%s, %s)", [here, since])]


def end_visits(actor: Actor, here: str, which: UUID | None = None) -> int:
    """End one visit of `actor`, or all, but the session with the key `here`; how many. They end at once.

    Raises WrongActor for another than is proven.
    """
    ((ended,),) = ask(actor, "SELECT access.end_visits(%s, %s)", [which, here])
    return int(ended)
