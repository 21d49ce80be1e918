"""What workers fill in about claims and creditors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from alliantie.cases.queries import Person
from alliantie.money.models import Claim
from alliantie.money.models.claim import Answer, By
from alliantie.money.operations import Said
from alliantie.worklist.forms import choice_field, day_field
from alliantie.worklist.money_forms.base import (
    CreditorForm,
    DocumentedForm,
    MoneyForm,
    WhoForm,
    amount_field,
    any_day,
    email_field,
    text_field,
)


class SaidForm(DocumentedForm):
    """What the client or the creditor says of a claim."""

    past = ("on", "documented_on")

    def __init__(
        self,
        data: Any = None,
        *,
        steps: Iterable[str] = (),
        proposal: bool = False,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["by"] = choice_field([each.value for each in By], _("Kies wie dit zegt."))
        if proposal:
            answers = (Answer.AMOUNT, Answer.AGREES, Answer.REFUSES)
            self.fields["answer"] = choice_field([each.value for each in answers], _("Kies wat er gezegd is."))
        self.fields["amount"] = amount_field(required=False)
        self.fields["on"] = day_field(_("Kies de dag."))
        steps = list(steps)
        if steps:
            self.fields["step"] = choice_field(steps, _("Kies waarop dit een antwoord is."))
            self.fields["step"].required = False
        self.add_document(figure="amount")

    def clean(self) -> dict[str, Any]:
        """An answer to a proposal comes from the creditor."""
        cleaned = super().clean()
        if cleaned.get("answer") in (Answer.AGREES, Answer.REFUSES) and cleaned.get("by") == By.CLIENT:
            self.add_error("by", _("Alleen de schuldeiser kan wel of niet akkoord gaan."))
        return cleaned

    @property
    def said(self) -> Said:
        """What was filled in."""
        filled = self.cleaned_data
        answer = Answer(filled.get("answer") or Answer.AMOUNT)
        amount: Decimal | None = filled["amount"] if answer is Answer.AMOUNT else None
        return Said(By(filled["by"]), filled["on"], amount, answer, self.document)


class ClaimForm(WhoForm, CreditorForm, DocumentedForm):
    """A new claim."""

    past = ("on", "since", "documented_on")

    def __init__(self, data: Any = None, *, people: Sequence[Person], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, people=people, initial=initial)
        self.add_creditor()
        self.fields["kind"] = choice_field(Claim.Kind.values, _("Kies waarvoor de schuld is."))
        self.fields["reference"] = text_field(60)
        self.fields["since"] = any_day()
        self.fields["amount"] = amount_field(required=False)
        self.fields["by"] = choice_field([each.value for each in By], _("Kies wie dit zegt."))
        self.fields["on"] = day_field(_("Kies de dag."))
        self.add_document(figure="amount")

    @property
    def said(self) -> Said:
        """The first thing that was said of it."""
        filled = self.cleaned_data
        return Said(By(filled["by"]), filled["on"], filled["amount"], document=self.document)


class StatusForm(MoneyForm):
    """Where a claim stands since when."""

    past = ("on",)

    def __init__(self, data: Any = None, *, following: Iterable[str], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["status"] = choice_field(following, _("Kies hoe het nu staat."))
        self.fields["on"] = day_field(_("Kies de dag."))


class AddressForm(MoneyForm):
    """Where a creditor can be reached."""

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["address"] = text_field(200)
        self.fields["email"] = email_field()


class LettersForm(MoneyForm):
    """Contact with several creditors at once: which, about what, when."""

    past = ("on",)

    def __init__(
        self,
        data: Any = None,
        *,
        contacts: Iterable[str],
        steps: Iterable[str],
        claims: Iterable[UUID],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["contact"] = choice_field(contacts, _("Kies wat er gebeurde."))
        self.fields["step"] = choice_field(steps, _("Kies waarover het ging."))
        self.fields["on"] = day_field(_("Kies de dag."))
        self.fields["claims"] = forms.MultipleChoiceField(
            choices=[(str(each), "") for each in claims],
            error_messages=dict.fromkeys(("required", "invalid_choice"), _("Kies minstens één schuldeiser.")),
        )

    @property
    def claim_ids(self) -> list[UUID]:
        """The claims chosen."""
        return [UUID(each) for each in self.cleaned_data["claims"]]
