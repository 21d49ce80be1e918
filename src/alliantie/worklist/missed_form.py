"""The form with which a worker notes that somebody did not come, and whether they were reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from alliantie.cases.operations import Tried
from alliantie.cases.queries import Person
from alliantie.worklist.forms import choice_field, day_field
from alliantie.worklist.queries.words import WAYS

SAID = 400


class MissedForm(forms.Form):
    """Who did not come, how they were tried to be reached, whether that worked, and what they say of it."""

    def __init__(self, data: Any = None, *, people: Sequence[Person], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.people = people
        self.fields["token"] = forms.UUIDField(
            error_messages=dict.fromkeys(
                ("required", "invalid"), _("Deze bladzijde was verlopen. Er is niets bewaard. Open haar opnieuw.")
            )
        )
        self.fields["who"] = _several(
            ((str(person.client_id), person.given_name) for person in people),
            _("Kies wie er niet kwam."),
            required=len(people) > 1,
        )
        self.fields["ways"] = _several(((way, way) for way in WAYS), _("Kies hoe u het heeft geprobeerd."))
        self.fields["on"] = day_field(_("Kies de dag."))
        self.fields["reached"] = choice_field(("yes", "no"), _("Kies of het is gelukt."))
        self.fields["said"] = forms.CharField(
            required=False,
            max_length=SAID,
            error_messages={"max_length": _("Dit is te lang. Er passen %(count)s tekens in.") % {"count": SAID}},
        )

    def clean(self) -> dict[str, Any]:
        """Who was not reached said nothing: what was typed is not dropped unseen."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("said") and cleaned.get("reached") == "no":
            self.add_error("said", _("Hier staat wat er is gezegd. Kies dan: Ja, bereikt. Of maak dit leeg."))
        return cleaned

    @property
    def client_ids(self) -> list[UUID]:
        """Those chosen, or the only one it was with."""
        chosen = self.cleaned_data["who"] or [str(person.client_id) for person in self.people]
        return [person.client_id for person in self.people if str(person.client_id) in chosen]

    @property
    def tried(self) -> Tried:
        """What was filled in."""
        filled = self.cleaned_data
        return Tried(filled["on"], tuple(filled["ways"]), filled["reached"] == "yes", filled["said"])


def _several(options: Any, missing: str, *, required: bool = True) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=list(options),
        required=required,
        error_messages=dict.fromkeys(("required", "invalid_choice", "invalid_list"), missing),
    )
