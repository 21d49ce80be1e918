"""Two people at one form: what is about to be replaced has to be what stood on the screen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from django.utils.translation import gettext as _

from alliantie.access.call import read
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


def alone(what: str, which: object) -> None:
    """Nobody else passes here for the same until the transaction ends: for what has no row that could be locked."""
    digest = sha256(f"{what}:{which}".encode()).digest()
    read("pg_advisory_xact_lock", int.from_bytes(digest[:8], signed=True))


@dataclass(frozen=True, slots=True)
class Met:
    """A form of which another was saved first: what stands in it now, by field, and where that is no quarrel.

    `changed` are the fields in which something else came to stand than was typed; `both` those of them that the
    second saver changed too, and in which the typed text stays.
    """

    values: dict[str, str]
    changed: tuple[str, ...]
    both: tuple[str, ...]


def meet(made: Mapping[str, str], typed: Mapping[str, str], stands: Mapping[str, str]) -> Met:
    """What was typed in a form that was `made` on other values than stand now: a field left alone takes what stands."""
    changed = tuple(name for name, now in stands.items() if now not in (made.get(name), typed.get(name)))
    both = tuple(name for name in changed if made.get(name) != typed.get(name))
    return Met({**typed, **{name: stands[name] for name in changed if name not in both}}, changed, both)


def made_text(values: Mapping[str, str]) -> str:
    """What a form is made on, by field, for the form to send along."""
    return json.dumps(dict(values))


def read_made(text: str) -> dict[str, str] | None:
    """What a form says that it was made on; None where it says nothing that can be read.

    Who lies here writes over what they did not look at, as they could by not looking.
    """
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    return {name: value for name, value in told.items() if isinstance(value, str)}
