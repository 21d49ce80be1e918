"""The form with which a worker writes an agreement down, alone or with a talk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from alliantie.cases.models import Agreement
from alliantie.cases.operations import Promise
from alliantie.cases.queries import Person
from alliantie.worklist.forms import choice_field, day_field

TEXT = 200
NAME = 80
REASON = 200
FURTHEST = timedelta(days=5 * 366)
EVERYONE, WORKER, OTHER = "everyone", "worker", "other"


def text_field(longest: int, missing: str = "") -> forms.CharField:
    """A text on one line, at most so long; with `missing` it has to be there."""
    too_long = _("Dit is te lang. Er passen %(count)s tekens in.") % {"count": longest}
    return forms.CharField(
        required=bool(missing), max_length=longest, error_messages={"required": missing, "max_length": too_long}
    )


class AgreementForm(forms.Form):
    """What was agreed, who does it, until when, and in a family with whom.

    With `may_be_empty` no text is no mistake, and gives no promise.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        people: Sequence[Person],
        today: date,
        may_be_empty: bool = False,
        prefix: str | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, prefix=prefix, initial=initial)
        self.people, self.today, self.may_be_empty = people, today, may_be_empty
        self.fields["text"] = text_field(TEXT, "" if may_be_empty else _("Schrijf op wat jullie afspreken."))
        self.fields["owner"] = choice_field(
            [*(str(person.client_id) for person in people), WORKER, OTHER], _("Kies wie dit doet.")
        )
        self.fields["owner"].required = not may_be_empty
        self.fields["name"] = text_field(NAME)
        self.fields["due"] = day_field("")
        self.fields["due"].required = False
        if len(people) > 1:
            self.fields["with"] = choice_field(
                [*(str(person.client_id) for person in people), EVERYONE], _("Kies met wie.")
            )
            self.fields["with"].required = False

    def clean_text(self) -> str:
        """The agreement on one line."""
        return " ".join(self.cleaned_data["text"].split())

    def clean_due(self) -> date | None:
        """A day from today on, in this life."""
        due: date | None = self.cleaned_data["due"]
        if due is not None and not self.today <= due <= self.today + FURTHEST:
            raise forms.ValidationError(_("Kies een dag vanaf vandaag, binnen vijf jaar."))
        return due

    def clean(self) -> dict[str, Any]:
        """Somebody has to do it, and another who does has a name."""
        filled = super().clean() or {}
        if filled.get("text"):
            if not filled.get("owner") and "owner" not in self.errors:
                self.add_error("owner", _("Kies wie dit doet."))
            if filled.get("owner") == OTHER and not " ".join(filled.get("name", "").split()):
                self.add_error("name", _("Schrijf de naam op van wie dit doet."))
            if len(self.people) > 1 and filled.get("owner") in (WORKER, OTHER) and not filled.get("with"):
                self.add_error("with", _("Kies met wie."))
        return filled

    @property
    def promise(self) -> Promise | None:
        """What was filled in; None where nothing was."""
        filled = self.cleaned_data
        if not filled["text"]:
            return None
        owner = filled["owner"]
        if owner in (WORKER, OTHER):
            chosen = filled.get("with") or str(self.people[0].client_id)
            client_id = None if chosen == EVERYONE else UUID(chosen)
            name = " ".join(filled["name"].split()) if owner == OTHER else ""
            return Promise(filled["text"], Agreement.Owner(owner), client_id, name, filled["due"])
        return Promise(filled["text"], Agreement.Owner.CLIENT, UUID(owner), "", filled["due"])


class NewAgreementForm(AgreementForm):
    """An agreement by itself: also a number that makes a second press harmless."""

    token = forms.UUIDField()

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["token"].error_messages = dict.fromkeys(
            ("required", "invalid"), _("Deze bladzijde was verlopen. Er is niets bewaard. Open haar opnieuw.")
        )


class SettleForm(forms.Form):
    """What became of an agreement."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["state"] = choice_field(["open", "done", "dropped"], _("Kies hoe het ermee staat."))
        self.fields["reason"] = text_field(REASON)

    def clean(self) -> dict[str, Any]:
        """Whoever puts an agreement away says why."""
        filled = super().clean() or {}
        filled["reason"] = " ".join(filled.get("reason", "").split())
        if filled.get("state") == "dropped" and not filled["reason"] and "reason" not in self.errors:
            self.add_error("reason", _("Schrijf kort waarom."))
        return filled
