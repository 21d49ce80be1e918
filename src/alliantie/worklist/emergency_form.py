"""What a worker types to open a case in an emergency."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _

from alliantie.worklist.forms import day_field

LONGEST_REASON, LONGEST_LAW, LONGEST_NAME = 300, 200, 160


class EmergencyForm(forms.Form):
    """Whom, why, and the law that forbids to tell the client."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        too_long = _("Deze tekst is te lang. Maak hem korter.")
        self.fields["name"] = forms.CharField(
            max_length=LONGEST_NAME,
            error_messages={"required": _("Schrijf de hele naam."), "max_length": too_long},
        )
        self.fields["born_on"] = day_field(_("Vul de geboortedatum in."))
        self.fields["reason"] = forms.CharField(
            max_length=LONGEST_REASON,
            error_messages={"required": _("Schrijf wat er aan de hand is."), "max_length": too_long},
        )
        self.fields["law"] = forms.CharField(
            required=False, max_length=LONGEST_LAW, error_messages={"max_length": too_long}
        )

    def clean_name(self) -> str:
        """A given name and a family name."""
        name = " ".join(self.cleaned_data["name"].split())
        if " " not in name:
            raise forms.ValidationError(_("Schrijf de voornaam en de achternaam."))
        return name
