"""What a worker fills in to let a colleague or a team read some sections of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from alliantie.access.sections import GROUNDS, LONGEST_DAYS, SECTIONS
from alliantie.cases.operations.sections import Given
from alliantie.worklist.forms import choice_field, day_field

LONGEST_NAMED, LONGEST_REASON = 200, 300


class SectionsForm(forms.Form):
    """To whom, which sections, on which ground, why, and until when; and in which other cases of the household."""

    def __init__(
        self,
        data: Any = None,
        *,
        subjects: Mapping[str, str],
        beside: Sequence[tuple[UUID, str]],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.today = today
        self.fields["to"] = choice_field(subjects, _("Kies een collega of een team."))
        self.fields["sections"] = forms.MultipleChoiceField(
            choices=[(each, each) for each in SECTIONS],
            error_messages=dict.fromkeys(("required", "invalid_choice"), _("Kies ten minste één deel.")),
        )
        self.fields["ground"] = choice_field(GROUNDS, _("Kies waarom het mag."))
        self._text("named", LONGEST_NAMED, _("Noem het hier. Een grond zonder naam is niet na te gaan."))
        self._text("reason", LONGEST_REASON, _("Schrijf waarvoor de ander het nodig heeft. De cliënt leest dit."))
        self.fields["starts_on"] = day_field(_("Kies de eerste dag."))
        self.fields["last"] = day_field(_("Kies de laatste dag."))
        self.fields["beside"] = forms.MultipleChoiceField(
            choices=[(str(case_id), title) for case_id, title in beside], required=False
        )

    def _text(self, name: str, longest: int, missing: str) -> None:
        too_long = _("Deze tekst is te lang. Maak hem korter.")
        self.fields[name] = forms.CharField(
            max_length=longest, error_messages={"required": missing, "max_length": too_long}
        )

    def clean(self) -> dict[str, Any]:
        """Today or later, in order, and at most a year."""
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("starts_on"), said.get("last")
        if first is not None and first < self.today:
            self.add_error("starts_on", _("Deze dag is al geweest. Kies vandaag of later."))
        elif first is not None and first > self.today + timedelta(days=LONGEST_DAYS):
            self.add_error("starts_on", _("Kies een dag binnen een jaar."))
        elif first is not None and last is not None:
            if last < first:
                self.add_error("last", _("De laatste dag ligt voor de eerste dag."))
            elif last >= first + timedelta(days=LONGEST_DAYS):
                self.add_error("last", _("Dit kan hoogstens een jaar. Kies een eerdere dag."))
        return said

    def given(self) -> Given:
        """What was filled in, as the operation takes it."""
        said = self.cleaned_data
        kind, _colon, number = said["to"].partition(":")
        return Given(
            to=cast(Literal["worker", "team"], kind),
            to_id=UUID(number),
            sections=[each for each in SECTIONS if each in said["sections"]],
            ground=said["ground"],
            named=said["named"],
            reason=said["reason"],
            starts_on=said["starts_on"],
            # The last day is named as people say it; kept is the first day without.
            ends_on=said["last"] + timedelta(days=1),
        )

    @property
    def others(self) -> list[UUID]:
        """The other cases in which the same is given."""
        return [UUID(each) for each in self.cleaned_data["beside"]]
