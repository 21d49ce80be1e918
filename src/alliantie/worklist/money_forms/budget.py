"""What workers fill in about the budget, papers, and days on which a home or a supply is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from alliantie.cases.queries import Person
from alliantie.money.models import Deadline
from alliantie.money.models.base import DOCUMENT, NAME
from alliantie.money.operations import Counted
from alliantie.money.rules import Per, Sort
from alliantie.worklist.forms import choice_field, day_field
from alliantie.worklist.money_forms.base import (
    CreditorForm,
    DocumentedForm,
    MoneyForm,
    WhoForm,
    amount_field,
    any_day,
    text_field,
)

MOST_PAPERS = 30


class FigureForm(DocumentedForm):
    """How much a line is from a day on."""

    past: tuple[str, ...] = ("documented_on",)

    def __init__(self, data: Any = None, *, sort: Sort, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.add_figure(sort)

    def add_figure(self, sort: Sort) -> None:
        """Ask how much, how often and from when."""
        ways = list(Per) if sort in (Sort.INCOME, Sort.ATTACHMENT) else [each for each in Per if each is not Per.ONCE]
        if sort is Sort.EXEMPT:
            ways = [Per.MONTH]
        self.ways = ways
        self.fields["amount"] = amount_field()
        self.fields["per"] = choice_field([each.value for each in ways], _("Kies hoe vaak."))
        self.fields["from"] = day_field(_("Kies de dag."))
        self.add_document(required=sort is Sort.EXEMPT, figure="amount")

    @property
    def counted(self) -> Counted:
        """What was filled in."""
        filled = self.cleaned_data
        return Counted(filled["amount"], Per(filled["per"]), filled["from"], self.document)


class LineForm(WhoForm, CreditorForm, FigureForm):
    """A new line of the budget."""

    past = ("applied_on", "granted_on", "documented_on")

    def __init__(
        self,
        data: Any = None,
        *,
        people: Sequence[Person],
        sort: Sort,
        initial: dict[str, Any] | None = None,
    ) -> None:
        MoneyForm.__init__(self, data, initial=initial)
        self.add_who(people)
        self.fields["name"] = text_field(NAME, _("Schrijf wat het is."))
        if sort is Sort.ATTACHMENT:
            self.add_creditor()
        if sort is Sort.ALLOWANCE:
            self.fields["applied_on"] = any_day()
            self.fields["granted_on"] = any_day()
        self.add_figure(sort)

    def clean(self) -> dict[str, Any]:
        """Nothing is granted before it was applied for."""
        cleaned = super().clean()
        applied, granted = cleaned.get("applied_on"), cleaned.get("granted_on")
        if applied and granted and granted < applied:
            self.add_error("granted_on", _("Deze dag ligt voor de aanvraag. Kies een latere dag."))
        return cleaned


class PapersForm(WhoForm):
    """Papers somebody is asked for, one a line."""

    past = ("on",)

    def __init__(self, data: Any = None, *, people: Sequence[Person], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, people=people, initial=initial)
        self.fields["names"] = forms.CharField(
            max_length=MOST_PAPERS * DOCUMENT,
            widget=forms.Textarea,
            error_messages={
                "required": _("Schrijf welke papieren nodig zijn."),
                "max_length": _("Dit is te lang. Vraag minder papieren in één keer."),
            },
        )
        self.fields["on"] = day_field(_("Kies de dag."))

    def clean_names(self) -> list[str]:
        """The papers, each on one line."""
        found = [" ".join(each.split()) for each in self.cleaned_data["names"].splitlines()]
        names = [each for each in found if each]
        if len(names) > MOST_PAPERS:
            raise forms.ValidationError(_("Dit is te lang. Vraag minder papieren in één keer."))
        if any(len(each) > DOCUMENT for each in names):
            raise forms.ValidationError(_("Een regel is te lang. Schrijf elk papier op een eigen regel."))
        return names


class DeadlineForm(WhoForm, DocumentedForm):
    """A day on which people lose their home or a supply."""

    past = ("documented_on",)

    def __init__(self, data: Any = None, *, people: Sequence[Person], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, people=people, initial=initial)
        self.fields["kind"] = choice_field(Deadline.Kind.values, _("Kies wat er dreigt."))
        self.fields["on"] = day_field(_("Kies de dag waarop het gebeurt."))
        self.add_document()
