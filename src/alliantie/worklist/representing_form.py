"""What a worker types of somebody who acts for a client."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from alliantie.cases.operations.representing import Recorded
from alliantie.worklist.forms import day_field


class RepresentingForm(forms.Form):
    """Who, for whom, on which ground, by which document, from when until when."""

    def __init__(self, *args: Any, clients: Iterable[UUID], grounds: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose = _("Kies een van de antwoorden.")
        for name, offered in (("client", map(str, clients)), ("ground", grounds)):
            self.fields[name] = forms.ChoiceField(
                choices=[(each, each) for each in offered],
                error_messages={"required": choose, "invalid_choice": choose},
            )
        for name, longest, missing in (
            ("given_name", 60, _("Schrijf de voornaam.")),
            ("family_name", 80, _("Schrijf de achternaam.")),
            ("document", 200, _("Schrijf waar het in staat.")),
            ("works_at", 120, ""),
            ("phone", 40, ""),
        ):
            self.fields[name] = forms.CharField(
                required=bool(missing),
                max_length=longest,
                error_messages={
                    "required": missing,
                    "max_length": _("Deze tekst is te lang. Maak hem korter."),
                },
            )
        self.fields["document_on"] = day_field(_("Vul de dag van het stuk in."))
        self.fields["starts_on"] = day_field(_("Vul de eerste dag in."))
        until = day_field("")
        until.required = False
        self.fields["ends_on"] = until

    def clean(self) -> dict[str, Any]:
        """The last day comes after the first."""
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("starts_on"), said.get("ends_on")
        if first and last and last <= first:
            self.add_error("ends_on", _("Dit ligt niet na de eerste dag."))
        return said

    def told(self) -> Recorded:
        """What was typed, as the operation takes it."""
        said = self.cleaned_data
        return Recorded(
            UUID(said["client"]), said["ground"], said["given_name"], said["family_name"], said["works_at"],
            said["phone"], said["document"], said["document_on"], said["starts_on"], said["ends_on"],
        )  # fmt: skip
