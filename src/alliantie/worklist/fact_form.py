"""A form for one kind of fact of a practice, with a field for each value such a fact can say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from alliantie.norms.timeline import FIRST_DAY, LAST_DAY, FactValue
from alliantie.practices import Practice
from alliantie.practices.terms import ValueKind
from alliantie.practices.told import holds_under
from alliantie.worklist.forms import HappenedForm, day_field, number_field

LONGEST_TEXT = 2000
LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """One value to fill in: the name of its field, its label, and the answers of a choice."""

    id: str
    label: str
    kind: ValueKind
    options: tuple[tuple[str, str], ...] = ()
    needed: bool = False
    least: int | None = None
    most: int | None = None

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"value-{self.id}"


def asked_of(
    practice: Practice, kind: str, language: str, measures: Collection[str], conditions: Collection[str] = ()
) -> tuple[Asked, ...]:
    """What a fact of this kind says, with the answers that belong to these measures.

    A condition is chosen from the `conditions` of the case, in their words; where there are none it is written.
    """
    if kind == "phase_entered":
        # Under a measure without phases nothing asks for one, yet what happened can always be recorded.
        under = [phase for phase in practice.phases if holds_under(phase, measures)] or practice.phases
        phases = tuple((phase.id, phase.name.in_(language)) for phase in under)
        return (Asked("phase", _("Welke fase?"), "choice", phases, needed=True),)
    sort = next((each for each in practice.facts if each.id == kind), None)
    if sort is None:
        return ()
    return tuple(
        Asked(
            value.id,
            value.name.in_(language),
            value.kind,
            (("yes", _("Ja")), ("no", _("Nee")))
            if value.kind == "yes_no"
            else tuple((text, text) for text in conditions)
            if value.condition
            else tuple(
                (option.id, option.name.in_(language)) for option in value.options if holds_under(option, measures)
            ),
            value.needed,
            value.least,
            value.most,
        )
        for value in sort.values
    )


class FactForm(HappenedForm):
    """When, with whom, what it says as far as that is known or needed, and a few words that the client may read."""

    def __init__(self, data: Any = None, *, asked: tuple[Asked, ...], **rest: Any) -> None:
        super().__init__(data, **rest)
        self.asked = asked
        for each in asked:
            self.fields[each.name] = value_field(each)
            self.fields[each.name].required = each.needed
        self.fields["text"] = forms.CharField(
            required=False,
            max_length=LONGEST_TEXT,
            error_messages={
                "max_length": _("Deze tekst is te lang. Er passen %(count)s tekens in.") % {"count": LONGEST_TEXT}
            },
        )

    @property
    def values(self) -> Mapping[str, FactValue]:
        """What was filled in, as a fact has it."""
        return answers_of(self.asked, self.cleaned_data)


def answers_of(asked: Iterable[Asked], cleaned: Mapping[str, Any]) -> dict[str, FactValue]:
    """What was filled in there, as a fact has it; without what was left empty."""
    found: dict[str, FactValue] = {}
    for each in asked:
        given = cleaned[each.name]
        if given not in (None, ""):
            found[each.id] = given == "yes" if each.kind == "yes_no" else given
    return found


def value_field(each: Asked) -> forms.Field:
    """What somebody fills in for one value, as a form reads it."""
    match "choice" if each.options else each.kind:
        case "choice" | "yes_no":
            missing = _("Kies een antwoord.")
            return forms.ChoiceField(
                choices=each.options, error_messages={"required": missing, "invalid_choice": missing}
            )
        case "day":
            return _Day(day_field(_("Kies de dag.")))
        case "number":
            return number_field(each.least, each.most)
        case "money":
            return _Money()
        case _:
            long = _("Deze tekst is te lang. Er passen %(count)s tekens in.") % {"count": LONGEST_VALUE}
            return forms.CharField(
                max_length=LONGEST_VALUE, error_messages={"required": _("Vul dit in."), "max_length": long}
            )


class _Day(forms.DateField):
    """A day that can be counted with."""

    def __init__(self, like: forms.DateField) -> None:
        super().__init__(input_formats=like.input_formats, error_messages=like.error_messages)

    def clean(self, value: Any) -> date | None:
        """The day, refused when its year must be wrong."""
        found: date | None = super().clean(value)
        if found is not None and not FIRST_DAY <= found <= LAST_DAY:
            raise forms.ValidationError(_("Deze dag kan niet. Klopt het jaar?"))
        return found


class _Money(forms.CharField):
    """An amount in euros, as people type it: 120, 120,50 or 1.200,50."""

    def __init__(self) -> None:
        super().__init__(max_length=20, error_messages=dict.fromkeys(("required", "max_length"), self._wrong()))

    @staticmethod
    def _wrong() -> str:
        return _("Schrijf een bedrag in euro's, bijvoorbeeld 120,50.")

    def clean(self, value: Any) -> Decimal | None:
        """The amount, exact to the cent."""
        typed = super().clean(value).replace("€", "").replace(" ", "")
        if not typed:
            return None
        plain = typed.replace(".", "").replace(",", ".") if "," in typed else typed
        whole, _point, cents = plain.partition(".")
        if not (whole.isascii() and whole.isdigit() and len(cents) <= 2 and (cents.isdigit() or not cents)):
            raise forms.ValidationError(self._wrong())
        return Decimal(plain)
