"""What the forms about money have in common: amounts, days, papers, people and creditors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.cases.queries import Person
from alliantie.money.amounts import NoAmountError, read_euros
from alliantie.money.models.base import DOCUMENT, NAME
from alliantie.money.operations import NO_PAPER_YET, Document
from alliantie.worklist.forms import day_field


class AmountField(forms.CharField):
    """An amount in euros, as a Decimal; None when it may be empty and is."""

    def to_python(self, value: Any) -> Any:
        """The amount. Raises ValidationError for what is none."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            return read_euros(text)
        except NoAmountError as error:
            raise forms.ValidationError(_("Dit is geen bedrag. Schrijf bijvoorbeeld 1.234,56.")) from error


def amount_field(*, required: bool = True) -> AmountField:
    """How much."""
    return AmountField(required=required, error_messages={"required": _("Schrijf het bedrag.")})


def text_field(longest: int, missing: str = "") -> forms.CharField:
    """One line of text; needed when `missing` says what to do without."""
    return forms.CharField(
        required=bool(missing),
        max_length=longest,
        error_messages={
            "required": missing,
            "max_length": _("Dit is te lang. Er passen %(count)s tekens in.") % {"count": longest},
        },
    )


def any_day(*, required: bool = False) -> forms.DateField:
    """A day, whenever it is."""
    field = day_field(_("Kies de dag."))
    field.required = required
    return field


def email_field() -> forms.EmailField:
    """A mail address, or nothing."""
    wrong = _("Dit is geen mailadres.")
    return forms.EmailField(required=False, max_length=200, error_messages={"invalid": wrong, "max_length": wrong})


class MoneyForm(forms.Form):
    """A form with a number that makes a second press harmless, and days that lie within a lifetime."""

    token = forms.UUIDField()
    past: tuple[str, ...] = ()
    """The names of the days that must have been."""

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["token"].error_messages = dict.fromkeys(
            ("required", "invalid"), _("Deze bladzijde was verlopen. Er is niets bewaard. Open haar opnieuw.")
        )

    def clean(self) -> dict[str, Any]:
        """One line of text is one line, and a day is one that can be meant."""
        cleaned = super().clean() or self.cleaned_data
        today = clock.today()
        for name, value in list(cleaned.items()):
            if isinstance(value, str) and not isinstance(self.fields[name].widget, forms.Textarea):
                cleaned[name] = " ".join(value.split())
            if isinstance(value, date):
                if not date(today.year - 100, 1, 1) <= value <= date(today.year + 10, 12, 31):
                    self.add_error(name, _("Deze dag kan niet. Klopt het jaar?"))
                elif name in self.past and value > today:
                    self.add_error(name, _("Deze dag is nog niet geweest. Kies vandaag of eerder."))
        return cleaned


class WhoForm(MoneyForm):
    """A form about some of the people of a case."""

    def __init__(self, data: Any = None, *, people: Sequence[Person], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.add_who(people)

    def add_who(self, people: Sequence[Person]) -> None:
        """Ask whom it is about, where there is more than one."""
        self.people = people
        self.fields["who"] = forms.MultipleChoiceField(
            choices=[(str(person.client_id), person.given_name) for person in people],
            required=len(people) > 1,
            error_messages=dict.fromkeys(("required", "invalid_choice"), _("Kies van wie dit is.")),
        )

    @property
    def client_ids(self) -> list[UUID]:
        """Whom it is about: those chosen, or the only one there is."""
        if len(self.people) == 1:
            return [self.people[0].client_id]
        return [UUID(each) for each in self.cleaned_data["who"]]


class DocumentedForm(MoneyForm):
    """A form with the paper a figure rests on, or that there is none yet."""

    figure = ""
    """The name of the figure that rests on the paper; "" where nothing has to."""

    def add_document(self, *, required: bool = False, figure: str = "") -> None:
        """Ask for the paper and its day; with a `figure` also to say so where there is none yet."""
        self.figure = "" if required else figure
        if self.figure:
            self.fields["no_paper"] = forms.BooleanField(required=False)
        self.fields["document"] = text_field(DOCUMENT, _("Schrijf op welk papier dit staat.") if required else "")
        self.fields["documented_on"] = any_day(required=required)
        self.fields["documented_on"].error_messages["required"] = _("Kies de dag van dat papier.")

    def clean(self) -> dict[str, Any]:
        """A day of a paper needs the paper."""
        cleaned = super().clean()
        if cleaned.get("documented_on") and not cleaned.get("document"):
            self.add_error("document", _("Schrijf welk papier dit is."))
        elif self.figure and cleaned.get("document") and cleaned.get("no_paper"):
            self.add_error("document", _("U noemt een papier, en zegt dat het er niet is. Kies een van de twee."))
        elif self._lacks_paper(cleaned):
            self.add_error("document", _("Schrijf op welk papier dit staat. Is het er nog niet? Vink dat aan."))
        return cleaned

    def _lacks_paper(self, cleaned: dict[str, Any]) -> bool:
        """Whether a figure rests on nothing, and nobody said that its paper is not there yet."""
        told = cleaned.get("document") or cleaned.get("no_paper") or "document" in self.errors
        return bool(self.figure) and cleaned.get(self.figure) is not None and not told

    @property
    def document(self) -> Document | None:
        """The paper that was named, that there is none yet, or None where neither was said."""
        if self.cleaned_data["document"]:
            return Document(self.cleaned_data["document"], self.cleaned_data["documented_on"])
        return NO_PAPER_YET if self.cleaned_data.get("no_paper") else None


class CreditorForm(MoneyForm):
    """Who asks for money: one that is known by this name, or a new one."""

    def add_creditor(self) -> None:
        """Ask for the creditor."""
        self.fields["creditor"] = text_field(NAME, _("Schrijf de naam van de schuldeiser."))
        self.fields["address"] = text_field(200)
        self.fields["email"] = email_field()
        self.fields["only_here"] = forms.BooleanField(required=False)

    def clean_creditor(self) -> str:
        """A name has letters or digits, so that it can be found again."""
        name = " ".join(str(self.cleaned_data["creditor"]).split())
        if not any(sign.isalnum() for sign in name) or not name.isprintable():
            raise forms.ValidationError(_("Schrijf de naam met letters."))
        return name

    @property
    def creditor(self) -> dict[str, Any]:
        """The creditor, as `add_creditor` wants it."""
        filled = self.cleaned_data
        return {
            "name": filled["creditor"],
            "address": filled["address"],
            "email": filled["email"],
            "only_here": filled["only_here"],
        }


class DateForm(MoneyForm):
    """One day; past or future as the page says."""

    def __init__(
        self,
        data: Any = None,
        *,
        past: bool = True,
        least: date | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.past = ("on",) if past else ()
        self.least = least
        self.fields["on"] = day_field(_("Kies de dag."))

    def clean_on(self) -> date:
        """Not before what it ends or grants."""
        on: date = self.cleaned_data["on"]
        if self.least is not None and on < self.least:
            raise forms.ValidationError(_("Deze dag is te vroeg. Kies een latere dag."))
        return on
