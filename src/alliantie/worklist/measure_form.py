"""The form of a measure that begins, ends or gets a later end."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Literal
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from alliantie.cases.queries import Person
from alliantie.practices import Practice
from alliantie.worklist.forms import (
    DayForm,
    check_end,
    check_length,
    choice_field,
    decided_by_field,
    end_field,
    why_field,
)

CHANGES = ("end", "extend")


def changed(change: str, measure_id: str, client_id: UUID | None) -> str:
    """A choice of the form: a running measure that ends or is extended, for everyone or for one person."""
    return f"{change}:{measure_id}:{client_id}" if client_id else f"{change}:{measure_id}"


def can_begin(
    practice: Practice, running: Collection[tuple[str, UUID | None]], people: Sequence[Person]
) -> tuple[str, ...]:
    """The measures that can begin: those that do not run yet for everyone, nor for each person apart."""
    whose = [person.client_id for person in people]
    return tuple(
        each.id
        for each in practice.measures
        if (each.id, None) not in running and any((each.id, client_id) not in running for client_id in whose)
    )


class MeasureForm(DayForm):
    """A measure that begins, ends or gets a later end.

    `running` gives the first day of each measure that runs, by its id and the one person it is about, if it is;
    `begins` are those that can begin.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        practice: Practice,
        running: Mapping[tuple[str, UUID | None], date],
        begins: Sequence[str],
        people: Sequence[Person],
        today: date,
        opened_on: date,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, today=today, opened_on=opened_on, initial=initial)
        self.first_days = {changed(change, *each): first for each, first in running.items() for change in CHANGES}
        starts = (f"start:{each}" for each in begins)
        self.fields["what"] = choice_field((*self.first_days, *starts), _("Kies wat er begint of eindigt."))
        self.fields["then"] = choice_field(("", *begins), _("Kies wat er daarna begint."))
        self.fields["then"].required = False
        self.practice = practice
        self.fields["until"] = end_field()
        self.fields["why"] = why_field()
        self.fields["reason"] = why_field()
        self.fields["danger"] = forms.BooleanField(required=False)
        self.fields["decided_by"] = decided_by_field()
        self.fields["about"] = choice_field(("", *(str(person.client_id) for person in people)), _("Kies voor wie."))
        self.fields["about"].required = False
        self.fields["sure"] = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """An end is not earlier than its beginning, and a later end is later."""
        cleaned = super().clean() or self.cleaned_data
        what, on, until = cleaned.get("what", ""), cleaned.get("on"), cleaned.get("until")
        if what.startswith("end:") and on is not None and on < self.first_days[what]:
            self.add_error("on", _("Deze dag ligt voor het begin van de maatregel. Kies een latere dag."))
        if cleaned.get("then") and not what.startswith("end:"):
            self.add_error("then", _("Dit hoort bij een einde."))
        if what.startswith("extend:") and until is None and "until" not in self.errors:
            self.add_error("until", _("Kies de nieuwe laatste dag."))
        if what and on is not None and (cleaned.get("then") or not what.startswith("end:")):
            late = _(
                "De laatste dag ligt voor de dag van de verandering. Kies een latere laatste dag of een eerdere dag."
            )
            check_end(self, on, until, late if what.startswith("extend:") else "")
            begins = cleaned.get("then") or what.split(":")[1]
            check_length(self, self.practice, begins, self.first_days.get(what, on) if "extend:" in what else on)
        return cleaned

    @property
    def chosen(self) -> tuple[Literal["start", "end", "extend"], str, UUID | None]:
        """What changes, of which measure, and the one person it is about, if it is."""
        change, measure_id, of_one = (*self.cleaned_data["what"].split(":"), "")[:3]
        of_one = self.cleaned_data["about"] if change == "start" else of_one
        return change, measure_id, UUID(of_one) if of_one else None
