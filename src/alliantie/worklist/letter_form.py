"""The forms of a letter: what has to be filled in before it is written, its text, and the day it was sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _

from alliantie.cases.letters import MOST_ADDRESSEES, addressees_in, ends_in, said_before, told_by
from alliantie.cases.models import Incident
from alliantie.cases.operations.decisions import NobodyNamed
from alliantie.cases.operations.letters import LONGEST_LINE, MOST_LINES
from alliantie.cases.queries import Person
from alliantie.cases.queries.incidents import WholeIncident
from alliantie.documents.text import LONGEST
from alliantie.norms.fact_values import in_calendar
from alliantie.norms.gates import subjects
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import FactValue
from alliantie.practices.letter import DECIDED_BY, Letter, LetterField
from alliantie.practices.reaction import TIE
from alliantie.web.dates import short_day_in_words
from alliantie.worklist.forms import choice_field, day_field, decided_by_field, number_field

LINE = 200
LONG = 5000
LANGUAGES = ("nl", "en")
OTHER = "other"
YES_NO = {"yes": True, "no": False}


def name_of(field: LetterField) -> str:
    """The name of a field of a letter or form on the page; who decided has one name on every page."""
    return field.id if field.id == DECIDED_BY else f"f_{field.id}"


def _text(length: int, missing: str, *, required: bool = True) -> forms.CharField:
    too_long = _("Dit is te lang. Er passen %(count)s tekens in.") % {"count": length}
    return forms.CharField(
        required=required, max_length=length, error_messages={"required": missing, "max_length": too_long}
    )


def answer_field(field: LetterField) -> forms.Field:
    """What somebody fills in there, as a form reads it."""
    language = translation.get_language() or "nl"
    missing = _("Vul dit in: %(question)s") % {"question": field.name.in_(language)}
    made: forms.Field
    if field.id == DECIDED_BY:
        return decided_by_field()
    if field.kind == "day":
        made = day_field(missing)
    elif field.kind == "yes_no":
        made = choice_field(YES_NO, _("Kies ja of nee."))
    elif field.kind == "choice":
        made = choice_field([option.id for option in field.options], _("Kies er een."))
    elif field.kind == "number":
        made = number_field(field.least, field.most)
    elif field.kind == "money":
        wrong = _("Schrijf een bedrag, zoals 120,50.")
        made = forms.DecimalField(
            max_digits=12, decimal_places=2, localize=True, error_messages={"required": missing, "invalid": wrong}
        )
    else:
        made = _text(LONG if field.long else LINE, missing)
    made.required = not field.optional
    return made


def refuse_days(form: forms.Form, fields: Iterable[LetterField]) -> None:
    """Refuse days that cannot be counted with."""
    for field in fields:
        said = form.cleaned_data.get(name_of(field))
        if isinstance(said, date) and not in_calendar(said):
            form.add_error(name_of(field), _("Dit is geen dag. Schrijf bijvoorbeeld 12-03-2026."))


def filled_in(form: forms.Form, fields: Iterable[LetterField]) -> dict[str, FactValue]:
    """What was filled in, by the names of the fields; without what was left empty."""
    said = {field: form.cleaned_data[name_of(field)] for field in fields}
    return {
        field.id: YES_NO[value] if field.kind == "yes_no" else value
        for field, value in said.items()
        if value not in (None, "")
    }


class AddresseesField(forms.CharField):
    """Whom a letter is to, one under the other with an empty line between: the name, then the address."""

    def __init__(self) -> None:
        longest = MOST_ADDRESSEES * MOST_LINES * (LONGEST_LINE + 1)
        super().__init__(
            max_length=longest,
            error_messages={
                "required": _("Schrijf aan wie de brief is."),
                "max_length": _("Dit is te lang. Er passen %(count)s tekens in.") % {"count": longest},
            },
        )

    def clean(self, value: Any) -> tuple[tuple[str, ...], ...]:
        """The lines of each addressee."""
        return addressees_in(super().clean(value))


class FillForm(forms.Form):
    """What has to be filled in before a letter is written, and a number that makes a second press harmless."""

    def __init__(
        self,
        data: Any = None,
        *,
        letter: Letter,
        people: Sequence[Person],
        standing: Standing,
        whole: WholeIncident | None = None,
        conditions: Sequence[tuple[str, str]] = (),
        decided_by: str = "",
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.letter, self.whole, self.standing = letter, whole, standing
        incident = whole.incident if whole else None
        # A letter about an incident is about whom that is, and one with a decision about whom that can be.
        self.people = [
            each
            for each in _of_decision(letter, people, standing)
            if incident is None or each.client_id == incident.client_id
        ]
        self.said_before = said_before(letter, standing, str(incident.values[TIE]) if incident else "")
        self.said_before |= {DECIDED_BY: decided_by} if decided_by else {}
        self.asked = [
            each for each in letter.fields if each.id not in self.said_before and not _is_known(each, incident)
        ]
        expired = _("Deze bladzijde was verlopen. Er is niets bewaard. Open haar opnieuw.")
        self.fields["token"] = forms.UUIDField(error_messages=dict.fromkeys(("required", "invalid"), expired))
        if len(self.people) > 1:
            self.fields["who"] = choice_field(
                [str(each.client_id) for each in self.people], _("Kies over wie het gaat.")
            )
        self.fields["to"] = AddresseesField()
        self.conditions = dict(conditions)
        for field in self.asked:
            self.fields[name_of(field)] = answer_field(field)
            if field.condition and self.conditions:
                self.fields[name_of(field)].required = False
                self.fields[chosen_name(field)] = choice_field((*self.conditions, OTHER), _("Kies een voorwaarde."))
        self.fields["language"] = choice_field(LANGUAGES, _("Kies de taal van de brief."))
        self.fields["sure"] = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse days that cannot be counted with, and a term that ends too early when it is sent today."""
        refuse_days(self, self.asked)
        if DECIDED_BY in self.fields and DECIDED_BY not in self.errors and not self.cleaned_data[DECIDED_BY]:
            self.add_error(DECIDED_BY, NobodyNamed().reason)
        for field in self.asked:
            chosen, name = self.cleaned_data.get(chosen_name(field)), name_of(field)
            if chosen in self.conditions:
                self.cleaned_data[name] = self.conditions[chosen]
            elif chosen == OTHER and not self.cleaned_data.get(name) and name not in self.errors:
                language = translation.get_language() or "nl"
                self.add_error(name, _("Vul dit in: %(question)s") % {"question": field.name.in_(language)})
        said = {field.id: self.cleaned_data.get(name_of(field)) for field in self.asked}
        for end in ends_in(self.letter, said, self.standing, self.standing.day):
            if end.said < end.first:
                first = short_day_in_words(end.first, translation.get_language() or "nl")
                said_why = _("Dit is te vroeg. Kies %(day)s of later, of schrijf waarom het eerder moet.")
                wrong = said_why if end.field.sooner else _("Dit is te vroeg. Kies %(day)s of later.")
                self.add_error(name_of(end.field), wrong % {"day": first})
        return self.cleaned_data

    @property
    def person(self) -> Person:
        """Who it is about: the one there is, or was chosen."""
        if len(self.people) == 1:
            return self.people[0]
        chosen = UUID(self.cleaned_data["who"])
        return next(each for each in self.people if each.client_id == chosen)

    @property
    def filled(self) -> dict[str, FactValue]:
        """What was filled in, said before or is known of the incident, by the names of the fields; without what is
        empty.
        """
        return told_by(self.letter, self.whole, self.standing.practice) | self.said_before | filled_in(self, self.asked)


def chosen_name(field: LetterField) -> str:
    """The name of the choice among recorded conditions, beside the field for another."""
    return f"{name_of(field)}_chosen"


def _of_decision(letter: Letter, people: Sequence[Person], standing: Standing) -> Sequence[Person]:
    """Whom the letter can be about: everyone, or those whom the decision it carries out can be about."""
    whose = standing.practice.decision(letter.decision) if letter.decision is not None else None
    if whose is None or whose.per is None:
        return people
    found = {person.id for person in subjects(standing, whose)}
    return [each for each in people if str(each.client_id) in found] or people


def _is_known(field: LetterField, incident: Incident | None) -> bool:
    """Whether nobody has to fill it in: it was recorded, or the incident says it. A text can be put in other words."""
    return field.by_itself or (incident is not None and field.tells in ("name", "on"))


class WriteForm(forms.Form):
    """The text of a letter and whom it is to."""

    seen = forms.IntegerField(min_value=1, max_value=2**31 - 2)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        expired = _("Deze bladzijde was verlopen. Er is niets bewaard. Open haar opnieuw.")
        self.fields["seen"].error_messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), expired)
        self.fields["to"] = AddresseesField()
        self.fields["body"] = _text(LONGEST, _("Schrijf eerst iets in de brief."))


class SentForm(forms.Form):
    """On which day a letter was sent, and who took the decision it carries out where the letter does not say it."""

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["on"] = day_field(_("Kies de dag."))
        self.fields[DECIDED_BY] = decided_by_field()
