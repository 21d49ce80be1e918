"""Two people at one form: what is about to be replaced has to be what stood on the screen."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from django.utils.translation import gettext as _

from alliantie.access.policies import NotNow


class Meanwhile(NotNow):
    """Somebody else kept something since the page was made: nobody writes over what they did not see."""


def fingerprint(*told: object) -> str:
    """Tells one state of what stands from another; the same moment in another zone is the same."""
    plain = [repr(each.astimezone(UTC) if isinstance(each, datetime) else each) for each in told]
    return sha256("\0".join(plain).encode()).hexdigest()[:32]


def check_seen(seen: str | None, *stands: object) -> None:
    """What is about to be replaced is what stood on the screen, by its fingerprint. Raises Meanwhile.

    None is of whoever was shown nothing, such as a job.
    """
    if seen is not None and seen != fingerprint(*stands):
        refusal = _("Iemand bewaarde hier net iets anders. Er is niets overschreven. Wat u invulde, staat er nog.")
        raise Meanwhile(refusal)
