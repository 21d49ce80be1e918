"""What workers fill in. Errors say what to do; what was typed stays in its field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _

from alliantie.access.before import Before
from alliantie.access.policies import Denied
from alliantie.cases.operations.decisions import LONGEST_NAME, NobodyNamed
from alliantie.cases.queries import Person
from alliantie.norms.lasting import outlasts
from alliantie.practices import Practice

LONG_BEFORE = 366
LONGEST_MEASURE = 40 * 366
NOTE = 500
LARGEST = 1_000_000


@dataclass(frozen=True)
class Sheet:
    """A form as a template needs it: what stands in each field, and what is wrong with it."""

    values: dict[str, Any] = field(default_factory=dict)
    mistakes: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> Any:
        """What stands in a field, "" when nothing does."""
        return self.values.get(name, "")

    def error(self, name: str) -> str:
        """What is wrong with a field, or ""."""
        return self.mistakes.get(name, "")

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """Everything that is wrong, for the top of the page: name of the field (or "") and sentence."""
        return tuple(self.mistakes.items())


def sheet(*filled: forms.Form, also: str = "", before: Before | None = None) -> Sheet:
    """One or more forms for a template; `also` is a sentence about the whole.

    Where somebody was first, what was left alone holds what `before` took over, and the rest says what stands now.
    """
    values: dict[str, Any] = {}
    also = also or (before.refusal if before else "")
    mistakes: dict[str, str] = {"": also} if also else {}
    for form in filled:
        for name in form.fields:
            html_name = form.add_prefix(name)
            values[html_name] = _in_field(form[name].value())
            if form.is_bound and name in form.errors:
                mistakes[html_name] = str(form.errors[name][0])
    if before:
        values |= {name: _in_field(value) for name, value in before.taken.items()}
        mistakes |= before.beside
    return Sheet(values, mistakes)


def _in_field(value: Any) -> Any:
    return "" if value is None else value.isoformat() if isinstance(value, date) else value


def day_field(missing: str) -> forms.DateField:
    """A day, as browsers send it or as people type it."""
    wrong = _("Dit is geen dag. Schrijf bijvoorbeeld 12-03-2026.")
    return forms.DateField(
        input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"], error_messages={"required": missing, "invalid": wrong}
    )


def choice_field(options: Iterable[str], missing: str) -> forms.ChoiceField:
    """One of these, told apart by id."""
    return forms.ChoiceField(
        choices=[(option, option) for option in options],
        error_messages={"required": missing, "invalid_choice": missing},
    )


def check_past(on: date, today: date, opened_on: date) -> date:
    """Refuse a day that has not been, or lies so long before the case that the year must be wrong."""
    if on > today:
        raise forms.ValidationError(_("Deze dag is nog niet geweest. Kies vandaag of eerder."))
    if on < opened_on - timedelta(days=LONG_BEFORE):
        raise forms.ValidationError(_("Deze dag ligt ver voor het begin van de zaak. Klopt het jaar?"))
    return on


class HappenedForm(forms.Form):
    """Something that happened: when, about whom, and a number that makes a second press harmless."""

    token = forms.UUIDField()

    def __init__(
        self,
        data: Any = None,
        *,
        people: Sequence[Person],
        today: date,
        opened_on: date,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.today, self.opened_on = today, opened_on
        self.people = people
        self.fields["token"].error_messages = dict.fromkeys(
            ("required", "invalid"), _("Deze bladzijde was verlopen. Er is niets bewaard. Open haar opnieuw.")
        )
        self.fields["on"] = day_field(_("Kies de dag."))
        self.fields["who"] = forms.MultipleChoiceField(
            choices=[(str(person.client_id), person.given_name) for person in people],
            required=len(people) > 1,
            error_messages=dict.fromkeys(("required", "invalid_choice"), _("Kies over wie het gaat.")),
        )

    def clean_on(self) -> date:
        """A day up to today."""
        return check_past(self.cleaned_data["on"], self.today, self.opened_on)

    @property
    def client_ids(self) -> list[UUID]:
        """Whom it is about: those chosen, or the only one there is."""
        chosen = self.cleaned_data["who"] or [str(person.client_id) for person in self.people]
        return [person.client_id for person in self.people if str(person.client_id) in chosen]


def token_of(form: forms.Form) -> Any:
    """The number of a form; one without a usable number gets a new one, while the rest of it stays."""
    return uuid4() if form.errors.get("token") else form["token"].value()


class DayForm(forms.Form):
    """One day up to today."""

    def __init__(
        self, data: Any = None, *, today: date, opened_on: date, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.today, self.opened_on = today, opened_on
        self.fields["on"] = day_field(_("Kies de dag."))

    def clean_on(self) -> date:
        """A day up to today."""
        return check_past(self.cleaned_data["on"], self.today, self.opened_on)


class RightDayForm(forms.Form):
    """The right day in place of one of these, which was noted by a slip."""

    def __init__(self, data: Any = None, *, today: date, opened_on: date, days: Sequence[date]) -> None:
        super().__init__(data)
        self.today, self.opened_on, self.days = today, opened_on, days
        self.fields["wrong"] = choice_field([each.isoformat() for each in days], _("Kies de dag die niet klopt."))
        self.fields["right"] = day_field(_("Kies de dag."))

    def clean_right(self) -> date:
        """A day up to today that does not stand there yet."""
        right = check_past(self.cleaned_data["right"], self.today, self.opened_on)
        if right in self.days:
            raise forms.ValidationError(_("Deze dag staat er al. Er is niets veranderd."))
        return right


class LastDayField(forms.DateField):
    """The last day of a measure as people say it; it gives the first day without the measure, which is what is kept."""

    def clean(self, value: Any) -> date | None:
        """The day after the one that was filled in, None for nothing."""
        last: date | None = super().clean(value)
        return last + timedelta(days=1) if last is not None and last < date.max else last


def end_field() -> forms.DateField:
    """The last day of a measure, where one was named."""
    asked = day_field("")
    return LastDayField(required=False, input_formats=asked.input_formats, error_messages=asked.error_messages)


def check_end(form: forms.Form, on: date, until: date | None, wrong: str = "") -> None:
    """Say at `until` that a measure which begins that day cannot end then; `wrong` says it of one that began before."""
    if until is not None and until <= on:
        form.add_error("until", wrong or _("Deze dag ligt voor het begin van de maatregel. Kies een latere dag."))
    elif until is not None and until > on + timedelta(days=LONGEST_MEASURE):
        form.add_error("until", _("Deze dag kan niet. Klopt het jaar?"))


def why_field() -> forms.CharField:
    """Why a measure lasts longer than its source names."""
    long = _("Deze tekst is te lang. Er passen %(count)s tekens in.") % {"count": NOTE}
    return forms.CharField(required=False, max_length=NOTE, error_messages={"max_length": long})


def decided_by_field() -> forms.CharField:
    """Who took a decision that belongs to another role: the decision itself asks for it, where it needs a name."""
    long = _("Deze naam is te lang. Er passen %(count)s tekens in.") % {"count": LONGEST_NAME}
    return forms.CharField(required=False, max_length=LONGEST_NAME, error_messages={"max_length": long})


def refused(form: forms.Form, denied: Denied) -> str:
    """Why an operation refused what was filled in, said of the whole; a name that is missing is said at its field."""
    if isinstance(denied, NobodyNamed):
        form.add_error("decided_by", denied.reason)
        return ""
    return denied.reason


def check_length(form: forms.Form, practice: Practice, measure: str, starts_on: date) -> None:
    """Ask at `why` for the reason of an end beyond what the practice calls the longest."""
    until = form.cleaned_data.get("until")
    if outlasts(practice, measure, starts_on, until) and not form.cleaned_data.get("why", "").strip():
        form.add_error("why", _("Dit is langer dan de bron noemt. Schrijf waarom."))


def number_field(least: int | None, most: int | None) -> forms.IntegerField:
    """A whole number between limits, if there are any; without a least one, none below zero."""
    lowest, highest = 0 if least is None else least, LARGEST if most is None else most
    wrong = _("Schrijf een heel getal.")
    if most is not None:
        wrong = _("Schrijf een heel getal van %(least)s tot en met %(most)s.") % {"least": lowest, "most": highest}
    elif least is not None:
        wrong = _("Schrijf een heel getal vanaf %(least)s.") % {"least": lowest}
    return forms.IntegerField(
        min_value=lowest,
        max_value=highest,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )
