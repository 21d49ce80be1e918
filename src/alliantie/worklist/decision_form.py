"""Taking a decision: on which day, why, whether there is danger, and who decided where that is for another role."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext as _

from alliantie.cases.operations.decisions import LONGEST_REASON
from alliantie.worklist.forms import day_field, decided_by_field


class DecisionForm(forms.Form):
    """A decision of a day from the beginning of the case up to today; of today where no day is said."""

    token = forms.UUIDField()
    reason = forms.CharField(required=False, max_length=LONGEST_REASON)
    danger = forms.BooleanField(required=False)

    def __init__(
        self, data: object = None, *, reason_needed: bool, opened_on: date, today: date, initial: dict[str, object]
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        self.reason_needed, self.opened_on, self.today = reason_needed, opened_on, today
        self.fields["decided_by"] = decided_by_field()
        self.fields["on"] = day_field("")
        self.fields["on"].required = False
        expired = _("Deze bladzijde was verlopen. Er is niets bewaard. Open haar opnieuw.")
        self.fields["token"].error_messages = dict.fromkeys(("required", "invalid"), expired)
        long = _("Deze tekst is te lang. Er passen %(count)s tekens in.") % {"count": LONGEST_REASON}
        self.fields["reason"].error_messages = {"max_length": long}

    def clean_on(self) -> date | None:
        """A day on which the case was there, and that has been."""
        on: date | None = self.cleaned_data["on"]
        if on is not None and not self.opened_on <= on <= self.today:
            raise forms.ValidationError(_("Kies een dag van het begin van de zaak tot en met vandaag."))
        return on

    def clean(self) -> dict[str, object]:
        """A deviation has a reason, and so has danger."""
        cleaned = super().clean() or self.cleaned_data
        if not str(cleaned.get("reason", "")).strip() and "reason" not in self.errors:
            if cleaned.get("danger"):
                self.add_error("reason", _("Schrijf in één zin welk gevaar er is."))
            elif self.reason_needed:
                self.add_error("reason", _("U wijkt af. Schrijf waarom."))
        return cleaned


def day_chosen(said: Mapping[str, object], opened_on: date, today: date) -> date:
    """The day of a decision that stands in a form or address; today where that can be none."""
    try:
        on = day_field("").clean(said.get("on"))
    except forms.ValidationError:
        return today
    return on if opened_on <= on <= today else today
