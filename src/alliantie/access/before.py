"""A form that two people can have open: what it was made on, and what it shows where somebody else was first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.policies import NotNow
from alliantie.access.seen import fingerprint, made_text, meet, read_made
from alliantie.web.dates import day_in_words


@dataclass(frozen=True, slots=True)
class Now:
    """How one question of a form stands: what its field holds, and how people read that where it differs."""

    question: str
    value: object
    words: str | None = None

    @property
    def told(self) -> str:
        """How it stands, in words."""
        if self.words is not None:
            return self.words or _("leeg")
        if isinstance(self.value, bool):
            return _("Ja") if self.value else _("Nee")
        if isinstance(self.value, date):
            return day_in_words(self.value, (translation.get_language() or "nl")[:2], clock.today())
        return _plain(self.value) or _("leeg")


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody else kept since: the question, how it stands now, and whether the form took it over."""

    question: str
    now: str
    taken: bool


@dataclass(frozen=True, slots=True)
class Before:
    """What a form was made on: the fingerprint `mark` that the operation compares, and its fields by name.

    Where somebody else was first, also why nothing was kept (`refusal`), what they kept (`told`), what the fields that
    were left alone hold now (`taken`) and what to say beside those that both changed (`beside`).
    """

    mark: str
    made: str
    refusal: str = ""
    told: tuple[Told, ...] = ()
    taken: Mapping[str, object] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest, stands: Mapping[str, Now], *row: object) -> Before:
        """What a form sent along, or of one that is only opened how its questions and the `row` stand."""
        if sent := request.POST.get("seen"):
            return cls(sent, request.POST.get("made", ""))
        return cls(fingerprint(*row), _made(stands))

    @classmethod
    def anew(
        cls,
        request: HttpRequest,
        refused: NotNow,
        typed: Mapping[str, object],
        stands: Mapping[str, Now],
        *row: object,
        begins_empty: bool = False,
    ) -> Before:
        """After somebody was first: the form on how it `stands` now, so that saving again is meant.

        `typed` is what was filled in, read as the form reads it. Of a form that begins without answers nothing was left
        alone: who gave the answer that stood meant it, and it is not replaced by that of another.
        """
        made = read_made(request.POST.get("made", "")) or {}
        # What the page did not ask is not emptied by it; a box that is not ticked is not sent.
        asked = {name: _plain(typed.get(name)) for name in stands if name in made or name in request.POST}
        met = meet(made, asked, {name: _plain(each.value) for name, each in stands.items()})
        kept = met.changed if begins_empty else met.both
        both = {name: _("Nu staat er: %(told)s") % {"told": stands[name].told} for name in kept}
        return cls(
            fingerprint(*row),
            _made(stands),
            refused.reason,
            tuple(Told(stands[name].question, stands[name].told, name not in both) for name in met.changed),
            {name: stands[name].value for name in met.changed if name not in both},
            both,
        )

    @property
    def title(self) -> str:
        """The heading above what is wrong, "" where nobody was first."""
        return _("Iemand was u voor") if self.refusal else ""


def _made(stands: Mapping[str, Now]) -> str:
    return made_text({name: _plain(each.value) for name, each in stands.items()})


def _plain(value: object) -> str:
    """A value as text that tells it from another, however it was typed."""
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, Collection) and not isinstance(value, str):
        return "\n".join(sorted(_plain(each) for each in value))
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
