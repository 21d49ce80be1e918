"""What the pages of forms show: those there are, those that can be filled in, the answers, and where a table led."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.cases.letters import in_words
from alliantie.cases.operations.forms import asked_of
from alliantie.cases.queries.forms import FormHere
from alliantie.cases.queries.tables import TableHere
from alliantie.norms.classify import classify, decided_by
from alliantie.practices import Practice
from alliantie.practices.form import Form, FormField, FormSection
from alliantie.practices.show_conditions import answers_in_words
from alliantie.practices.sources import day_in_words
from alliantie.practices.texts import Language
from alliantie.worklist.letter_form import name_of
from alliantie.worklist.queries.words import joined


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form in a list: its latest version, about whom, and since when it stands so."""

    id: UUID
    name: str
    client_name: str
    is_draft: bool
    on: date


@dataclass(frozen=True, slots=True)
class Result:
    """Where the table of a form leads: the outcome (None where it does not say), why, whose table it is, the choices.

    `why` are the answers that decided it.

    Without `has_rows` there is no table: the worker picks. `missing` names the questions it still waits for.
    """

    outcome: str | None
    name: str
    why: str
    has_rows: bool
    whose: str
    options: tuple[tuple[str, str], ...]
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A form in which the worker chose something else than its table said: both, and why."""

    form: str
    client_name: str
    on: date
    said: str
    chosen: str
    reason: str


def rows_of(practice: Practice, found: Iterable[FormHere], language: str) -> tuple[FormRow, ...]:
    """The latest version of each form about each person, in the order found."""
    latest: dict[tuple[str, UUID], FormHere] = {}
    for each in found:
        known = latest.get((each.form_id, each.client_id))
        if known is None or each.number > known.number:
            latest[each.form_id, each.client_id] = each
    return tuple(
        FormRow(
            each.id,
            practice.form(each.form_id).name.in_(language),
            each.client_name,
            each.is_draft,
            each.on or clock.day_of(each.changed_at),
        )
        for each in latest.values()
    )


def to_fill_in(practice: Practice, measures: Iterable[str]) -> tuple[Form, ...]:
    """The forms that fit these measures, in the order of the practice."""
    running = tuple(measures)
    return tuple(each for each in practice.forms if each.fits(running))


def form_of(practice: Practice, form_id: str) -> Form | None:
    """The form of the practice with this id; None where there is none."""
    return next((each for each in practice.forms if each.id == form_id), None)


def asked_in(
    form: Form, answers: Mapping[str, Any], also: Container[str] = ()
) -> tuple[tuple[FormSection, tuple[tuple[str, FormField], ...]], ...]:
    """The sections with what is asked after these answers, and `also` by name: each field with its name on the page."""
    asked = {field.id for field in form.asked(answers)}
    found = (
        (
            section,
            tuple((name_of(field), field) for field in section.fields if field.id in asked or name_of(field) in also),
        )
        for section in form.sections
    )
    return tuple((section, fields) for section, fields in found if fields)


def answered_in(
    form: Form, answers: Mapping[str, Any], language: str
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The sections with each question that was asked, and its answer in words."""
    return tuple(
        (
            section.name.in_(language),
            tuple((field.name.in_(language), _said(field, answers.get(field.id), language)) for _name, field in fields),
        )
        for section, fields in asked_in(form, answers)
    )


def result_of(
    practice: Practice, sorts: TableHere, answers: Mapping[str, Any], language: str, led: str | None = None
) -> Result:
    """Where a table leads with the answers of a form, and why. `led` is where it led when the form was sent."""
    spoken, table = cast(Language, language), sorts.table
    said = asked_of(table, answers)
    found = classify(table, said)
    row = found.row if led is None or led == found.outcome else None
    outcome = found.outcome if led is None else led or None
    return Result(
        outcome,
        next((each.name.in_(language) for each in sorts.outcomes if each.id == outcome), ""),
        "; ".join(answers_in_words(table, decided_by(table, row, said), said, spoken)) if row else "",
        bool(table.rows),
        _whose(practice, sorts, spoken),
        tuple((each.id, each.name.in_(language)) for each in sorts.outcomes),
        joined([each.name.in_(spoken) for each in table.asks if each.id in found.missing]) if led is None else "",
    )


def _whose(practice: Practice, sorts: TableHere, language: Language) -> str:
    """Whose table it is and of which date; of the practice's, its source or that it is an example."""
    if (own := sorts.own) is not None:
        told = {"owner": own.owner, "day": day_in_words(own.valid_from, language)}
        return _("Eigen tabel van de organisatie, vanaf %(day)s. Daarvoor staat: %(owner)s.") % told
    if sorts.table.example:
        return _("Voorbeeld, niet uit de bron.")
    source = practice.source(sorts.table.source)
    return f"{source.title.in_(language)}. {source.standing(language)}"


def chosen_otherwise(practice: Practice, found: Iterable[FormHere], language: str) -> tuple[Otherwise, ...]:
    """The latest version of each form about each person that was sent with another choice than its table's."""
    sent: dict[tuple[str, UUID], FormHere] = {}
    for each in sorted(found, key=lambda form: form.number):
        if not each.is_draft:
            sent[each.form_id, each.client_id] = each
    return tuple(
        Otherwise(
            practice.form(each.form_id).name.in_(language),
            each.client_name,
            each.on,
            outcome_name(practice, practice.form(each.form_id), each.outcome, language),
            outcome_name(practice, practice.form(each.form_id), each.chosen, language),
            each.reason,
        )
        for each in sent.values()
        if each.on is not None and each.outcome and each.chosen != each.outcome
    )


def outcome_name(practice: Practice, form: Form, outcome: str, language: str) -> str:
    """What an outcome of the form's table is called; "" for none."""
    if not outcome or form.classification is None:
        return ""
    return practice.classification(form.classification).outcome(outcome).name.in_(language)


def version_names(versions: Sequence[FormHere]) -> tuple[tuple[FormHere, str], ...]:
    """Each version with what it is called."""
    return tuple((each, _("Versie %(number)s") % {"number": each.number}) for each in versions)


def _said(field: FormField, kept: Any, language: str) -> str:
    if kept is None or kept == "":
        return _("niet ingevuld")
    if field.kind == "day":
        kept = date.fromisoformat(kept)
    elif field.kind == "money":
        kept = Decimal(kept)
    return in_words(field, kept, language)
