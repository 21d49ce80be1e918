"""The one way to refuse: a check raises Denied with a reason, and the reason is what the reader is told."""

from __future__ import annotations

from collections.abc import Callable


class Denied(Exception):
    """An actor may not do this, here or now. `reason` is a sentence for that actor."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotNow(Denied):
    """Allowed in itself, but not in this state: someone was faster, or it is too late."""


def allowed(check: Callable[[], None]) -> bool:
    """Whether a check passes: the same check that enforces also decides whether a button is shown."""
    try:
        check()
    except Denied:
        return False
    return True


def reason(check: Callable[[], None]) -> str:
    """Why a check fails, or "" when it passes: the text beside a button that cannot be used now."""
    try:
        check()
    except Denied as denied:
        return denied.reason
    return ""
