"""What workers fill in. Errors say what to do; what was typed stays in its field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _

from alliantie.cases.queries import Person
from alliantie.people.models import Team
from alliantie.people.queries import Colleague
from alliantie.practices import Practice

OLDEST = 120 * 366
LONG_BEFORE = 366
PEOPLE = 8
LONGEST_MEASURE = 40 * 366
NOTE = 500


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


def sheet(*filled: forms.Form, also: str = "") -> Sheet:
    """One or more forms for a template; `also` is a sentence about the whole."""
    values: dict[str, Any] = {}
    mistakes: dict[str, str] = {"": also} if also else {}
    for form in filled:
        for name in form.fields:
            value = form[name].value()
            html_name = form.add_prefix(name)
            values[html_name] = "" if value is None else value.isoformat() if isinstance(value, date) else value
            if form.is_bound and name in form.errors:
                mistakes[html_name] = str(form.errors[name][0])
    return Sheet(values, mistakes)


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


class MeasureForm(DayForm):
    """A measure that begins, ends or gets a later end. `running` gives the first day of each measure that runs."""

    def __init__(
        self,
        data: Any = None,
        *,
        practice: Practice,
        running: dict[str, date],
        people: Sequence[Person],
        today: date,
        opened_on: date,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, today=today, opened_on=opened_on, initial=initial)
        self.running = running
        changes = [f"{change}:{each}" for each in running for change in ("end", "extend")] + [
            f"start:{measure.id}" for measure in practice.measures if measure.id not in running
        ]
        self.fields["what"] = choice_field(changes, _("Kies wat er begint of eindigt."))
        self.fields["until"] = day_field("")
        self.fields["until"].required = False
        self.fields["about"] = choice_field(("", *(str(person.client_id) for person in people)), _("Kies voor wie."))
        self.fields["about"].required = False

    def clean(self) -> dict[str, Any]:
        """An end is not earlier than its beginning, and a later end is later."""
        cleaned = super().clean() or self.cleaned_data
        what, on, until = cleaned.get("what", ""), cleaned.get("on"), cleaned.get("until")
        if what.startswith("end:") and on is not None and on < self.running[what.removeprefix("end:")]:
            self.add_error("on", _("Deze dag ligt voor het begin van de maatregel. Kies een latere dag."))
        if what.startswith("extend:") and until is None and "until" not in self.errors:
            self.add_error("until", _("Kies de nieuwe laatste dag."))
        if not what.startswith("end:") and on is not None and until is not None:
            if until <= on:
                self.add_error("until", _("Deze dag ligt voor het begin van de maatregel. Kies een latere dag."))
            elif until > on + timedelta(days=LONGEST_MEASURE):
                self.add_error("until", _("Deze dag kan niet. Klopt het jaar?"))
        return cleaned


class CoverForm(forms.Form):
    """A colleague who stands in, from a day up to and including another."""

    def __init__(
        self, data: Any = None, *, colleagues: Sequence[Colleague], today: date, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.today = today
        self.fields["colleague"] = choice_field((str(each.id) for each in colleagues), _("Kies een collega."))
        self.fields["first"] = day_field(_("Kies de eerste dag."))
        self.fields["last"] = day_field(_("Kies de laatste dag."))

    def clean(self) -> dict[str, Any]:
        """Today or later, in order, and at most a year."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first is not None and first < self.today:
            self.add_error("first", _("Deze dag is al geweest. Kies vandaag of later."))
        elif first is not None and first > self.today + timedelta(days=365):
            self.add_error("first", _("Kies een dag binnen een jaar."))
        elif first is not None and last is not None:
            if last < first:
                self.add_error("last", _("De laatste dag ligt voor de eerste dag."))
            elif last > first + timedelta(days=364):
                self.add_error("last", _("Waarnemen kan hoogstens een jaar. Kies een eerdere dag."))
        return cleaned


class ColleagueForm(forms.Form):
    """A colleague."""

    def __init__(self, data: Any = None, *, colleagues: Sequence[Colleague]) -> None:
        super().__init__(data)
        self.fields["colleague"] = choice_field((str(each.id) for each in colleagues), _("Kies een collega."))


class HandOverForm(ColleagueForm):
    """The colleague who is asked to take a case over, with what that colleague has to know."""

    def __init__(self, data: Any = None, *, colleagues: Sequence[Colleague]) -> None:
        super().__init__(data, colleagues=colleagues)
        too_long = _("Dit is te lang. Er passen %(count)s tekens in.") % {"count": NOTE}
        self.fields["note"] = forms.CharField(required=False, max_length=NOTE, error_messages={"max_length": too_long})


class AlongForm(ColleagueForm):
    """The colleague who works along, and in which role."""

    def __init__(self, data: Any = None, *, colleagues: Sequence[Colleague], kinds: Sequence[str]) -> None:
        super().__init__(data, colleagues=colleagues)
        self.kinds = kinds
        self.fields["kind"] = choice_field(kinds, _("Kies wat uw collega doet."))
        self.fields["kind"].required = len(kinds) > 1

    @property
    def kind(self) -> str:
        """The role chosen, or the only one there is."""
        return self.cleaned_data["kind"] or self.kinds[0]


class NewCaseForm(forms.Form):
    """A new case, without its people."""

    def __init__(
        self, data: Any = None, *, practice: Practice, teams: Sequence[Team], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["team"] = choice_field((str(team.id) for team in teams), _("Kies een team."))
        self.fields["measure"] = choice_field((each.id for each in practice.measures), _("Kies hoe de zaak begint."))


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
