"""The forms of filling in a form of the practice: its answers, and what is said when it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _

from alliantie.cases.operations.forms import LONGEST_REASON
from alliantie.norms.timeline import FactValue
from alliantie.practices.facts import Option
from alliantie.practices.form import Form, FormField
from alliantie.worklist.forms import check_past, choice_field, day_field
from alliantie.worklist.letter_form import answer_field, filled_in, name_of, refuse_days


def initial_of(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in each field of a form that was kept with these answers."""
    return {name_of(field): _typed(field, answers[field.id]) for field in form.fields if field.id in answers}


def _typed(field: FormField, kept: Any) -> Any:
    if field.kind == "yes_no":
        return "yes" if kept else "no"
    return formats.number_format(Decimal(kept), 2) if field.kind == "money" else kept


class AnswersForm(forms.Form):
    """The answers of a form, all of which may be left for later, and on which version they were given."""

    seen = forms.IntegerField(min_value=1, max_value=2**31 - 2)

    def __init__(self, data: Any = None, *, form: Form, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.form = form
        expired = _("Deze bladzijde was verlopen. Er is niets bewaard. Open haar opnieuw.")
        self.fields["seen"].error_messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), expired)
        for field in form.fields:
            self.fields[name_of(field)] = answer_field(field)
            self.fields[name_of(field)].required = False

    def clean(self) -> dict[str, Any]:
        """Refuse days that cannot be counted with."""
        refuse_days(self, self.form.fields)
        return self.cleaned_data

    def lack(self, missing: Sequence[FormField], language: str) -> None:
        """Say at each of these that it has to be answered."""
        for field in missing:
            self.add_error(name_of(field), _("Vul dit in: %(question)s") % {"question": field.name.in_(language)})

    @property
    def answers(self) -> dict[str, FactValue]:
        """What was answered, by the names of the fields."""
        return filled_in(self, self.form.fields)


class SendForm(forms.Form):
    """On which version it is sent, the day it is about, and what is chosen where the form has outcomes."""

    seen = forms.IntegerField(min_value=1, max_value=2**31 - 2)

    def __init__(
        self,
        data: Any = None,
        *,
        outcomes: Sequence[Option],
        today: date,
        opened_on: date,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.today, self.opened_on = today, opened_on
        expired = _("Deze bladzijde was verlopen. Er is niets bewaard. Open haar opnieuw.")
        self.fields["seen"].error_messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), expired)
        self.fields["on"] = day_field(_("Kies de dag."))
        if outcomes:
            self.fields["chosen"] = choice_field((each.id for each in outcomes), _("Kies een uitkomst."))
            too_long = _("Dit is te lang. Er passen %(count)s tekens in.") % {"count": LONGEST_REASON}
            self.fields["reason"] = forms.CharField(
                required=False, max_length=LONGEST_REASON, error_messages={"max_length": too_long}
            )

    def clean_on(self) -> date:
        """A day up to today, and not long before the case."""
        return check_past(self.cleaned_data["on"], self.today, self.opened_on)
