"""Forms of a practice: what is asked, in sections, when a question comes, and what sending the form records.

A form serves the work: nothing somebody answers here refuses them anything. Where a table belongs to a form, the worker
sees where it leads and why, and chooses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated

from pydantic import Field, StrictBool

from alliantie.practices.conditions import Known, Names, condition
from alliantie.practices.facts import Option
from alliantie.practices.letter import LetterField, Sent
from alliantie.practices.terms import ConditionText, Measures
from alliantie.practices.texts import Part, Text
from alliantie.practices.values import Id
from alliantie.practices.vocabulary import names_of

CHOSEN = "chosen"
"""In what sending a form with a table records: the outcome that was chosen."""


class FormField(LetterField):
    """Something that is asked; with `when`, only after answers to earlier questions of the form that make it hold.

    What is about somebody's `attitude` or motivation sorts nobody: no table may ask it. A text that tells the name of
    an `incident` is chosen from those of the case.
    """

    when: ConditionText | None = None
    attitude: StrictBool = False


class FormSection(Part):
    """Questions that belong together, under a heading."""

    name: Text
    fields: Annotated[tuple[FormField, ...], Field(min_length=1)]


class Form(Part):
    """A form about one person of a case; `classification` is the table whose questions are all among its own."""

    id: Id
    name: Text
    source: Id
    measures: Measures
    sections: Annotated[tuple[FormSection, ...], Field(min_length=1)]
    sent: Sent | None = None
    classification: Id | None = None

    @property
    def fields(self) -> tuple[FormField, ...]:
        """Everything that can be asked, in order."""
        return tuple(field for section in self.sections for field in section.fields)

    @cached_property
    def names(self) -> Names:
        """What a condition of this form may name."""
        return names_of({field.id: field.kind for field in self.fields})

    def fits(self, measures: Iterable[str]) -> bool:
        """Whether it can be filled in in a case with these measures."""
        return self.measures == "any" or not set(self.measures).isdisjoint(measures)

    def asked(self, answers: Mapping[str, object]) -> tuple[FormField, ...]:
        """The fields that are asked after these answers; one whose condition cannot be told yet is not asked yet.

        What was answered to a question that is not asked any more counts no more.
        """
        asked: list[FormField] = []
        known: dict[str, Known] = {}
        names = dict(self.names)
        for field in self.fields:
            if field.when is not None and condition(field.when, self.names).holds(known) is not True:
                continue
            asked.append(field)
            answer = answers.get(field.id)
            if field.id in names and isinstance(answer, str | int):
                known[field.id] = answer
        return tuple(asked)

    def among(self, incidents: Iterable[str]) -> Form:
        """The form with the incidents of a case to choose from, as they are called, where it asks about which it is."""
        options = tuple(Option.model_construct(id=called, name=Text(nl=called, en=called)) for called in incidents)
        chosen = {"kind": "choice", "options": options}
        sections = (
            each.model_copy(
                update={
                    "fields": tuple(
                        field.model_copy(update=chosen) if field.tells == "name" else field for field in each.fields
                    )
                }
            )
            for each in self.sections
        )
        return self.model_copy(update={"sections": tuple(sections)})

    def about_which(self, answers: Mapping[str, object]) -> object:
        """What was answered to the question which incident it is about; None where it asks none."""
        return next((answers.get(field.id) for field in self.fields if field.tells == "name"), None)

    def record(self, answers: Mapping[str, object], chosen: str = "") -> dict[str, object]:
        """What the fact of sending says, with what was `chosen`; a question that was left empty says nothing."""
        return self.sent.said({**answers, CHOSEN: chosen}) if self.sent else {}
