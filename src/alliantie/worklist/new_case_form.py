"""What a worker fills in for a new case and the people it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from alliantie.people.models import Team
from alliantie.practices import Practice
from alliantie.worklist.forms import (
    LONGEST_MEASURE,
    check_end,
    check_length,
    check_past,
    choice_field,
    day_field,
    end_field,
    why_field,
)

OLDEST = 120 * 366
PEOPLE = 8


class NewCaseForm(forms.Form):
    """A new case, without its people: its team, what it begins with, since which day, and until when."""

    def __init__(self, data: Any = None, *, practice: Practice, teams: Sequence[Team], today: date) -> None:
        super().__init__(data)
        self.today = today
        self.fields["team"] = choice_field((str(team.id) for team in teams), _("Kies een team."))
        self.fields["measure"] = choice_field((each.id for each in practice.measures), _("Kies hoe de zaak begint."))
        self.fields["on"] = day_field(_("Kies de dag."))
        self.practice = practice
        self.fields["until"] = end_field()
        self.fields["why"] = why_field()
        self.fields["sure"] = forms.BooleanField(required=False)
        self.fields["before"] = why_field()

    def clean_on(self) -> date:
        """A day up to today, of which the year can be right."""
        return check_past(self.cleaned_data["on"], self.today, self.today - timedelta(days=LONGEST_MEASURE))

    def clean(self) -> dict[str, Any]:
        """What begins ends later."""
        cleaned = super().clean() or self.cleaned_data
        if on := cleaned.get("on"):
            check_end(self, on, cleaned.get("until"))
            check_length(self, self.practice, cleaned.get("measure", ""), on)
        begun = cleaned.get("measure") and self.practice.measure(cleaned["measure"]).begins_by
        if begun and not cleaned.get("before", "").strip() and "before" not in self.errors:
            self.add_error("before", _("Dit begint met een besluit. Schrijf wat eraan voorafging."))
        return cleaned


class NewPersonForm(forms.Form):
    """Someone a new case is about."""

    def __init__(self, data: Any = None, *, number: int, roles: Sequence[str], today: date) -> None:
        super().__init__(data, prefix=f"person{number}")
        self.today = today
        self.fields["given"] = _name_field(60, _("Schrijf de voornaam."))
        self.fields["family"] = _name_field(80, _("Schrijf de achternaam."))
        self.fields["born"] = day_field(_("Vul de geboortedatum in."))
        self.fields["role"] = choice_field(roles, _("Kies wie dit is."))

    @property
    def is_blank(self) -> bool:
        """Whether nothing was filled in here."""
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.fields)

    def clean_given(self) -> str:
        """The given name with single spaces."""
        return _name(self.cleaned_data["given"])

    def clean_family(self) -> str:
        """The family name with single spaces."""
        return _name(self.cleaned_data["family"])

    def clean_born(self) -> date:
        """A day on which someone alive today can be born."""
        born: date = self.cleaned_data["born"]
        if not self.today - timedelta(days=OLDEST) <= born <= self.today:
            raise forms.ValidationError(_("Deze geboortedatum kan niet. Klopt het jaar?"))
        return born


def _name_field(longest: int, missing: str) -> forms.CharField:
    too_long = _("Deze naam is te lang. Er passen %(count)s tekens in.") % {"count": longest}
    return forms.CharField(max_length=longest, error_messages={"required": missing, "max_length": too_long})


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not any(sign.isalpha() for sign in name) or not name.isprintable():
        raise forms.ValidationError(_("Schrijf de naam met letters."))
    return name
