"""How pages look in a browser: language, light or dark, size of letters; and how they did before a device was lent."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse

LOOKS: Mapping[str, tuple[str, ...]] = {
    "language": tuple(dict(settings.LANGUAGES)),
    "theme": ("light", "dark", "device"),
    "letters": ("usual", "large"),
}
YEAR = 365 * 24 * 60 * 60
# The worker's device, handed over: the value is how pages looked to the worker, until they do so again.
LOCKED = "locked"


def chosen(request: HttpRequest, look: str) -> str:
    """What this browser's reader chose, "" for nothing or for what is no choice."""
    value = request.COOKIES.get(look, "")
    return value if value in LOOKS[look] else ""


def remember(answer: HttpResponse, look: str, value: str) -> None:
    """Keep a choice in the reader's browser; "" forgets it."""
    if value:
        answer.set_cookie(look, value, max_age=YEAR, secure=settings.SECURE, httponly=True, samesite="Lax")
    else:
        answer.delete_cookie(look, samesite="Lax")


def lock(answer: HttpResponse, looks: str = "") -> None:
    """Keep the worker's device on the locked page, also after a crash, until someone signs in or half a day is over."""
    answer.set_cookie(LOCKED, looks or "1", max_age=12 * 60 * 60, secure=settings.SECURE, httponly=True, samesite="Lax")


def looks_of(request: HttpRequest) -> str:
    """How pages look to the reader, as `lock` takes it."""
    return ".".join(chosen(request, look) for look in LOOKS)


def looks_before(request: HttpRequest) -> dict[str, str]:
    """How pages looked before the device was locked; nothing where that was put back already, or was made up."""
    values = request.COOKIES.get(LOCKED, "").split(".")
    if len(values) != len(LOOKS):
        return {}
    return {look: value if value in LOOKS[look] else "" for look, value in zip(LOOKS, values, strict=True)}


def put_back(before: Mapping[str, str], answer: HttpResponse) -> None:
    """Let pages look as before, but for what the reader chose just now. A lock that stays forgets how that was."""
    for look, value in before.items():
        if look not in answer.cookies:
            remember(answer, look, value)
    if LOCKED not in answer.cookies:
        lock(answer)
