"""The rules of a practice file about its forms, each breach at its own field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from alliantie.practices.fact_rules import measures_named, vocabulary_of
from alliantie.practices.filled_rules import Field, field_findings, sent_findings
from alliantie.practices.finding import ids, unknown
from alliantie.practices.form import CHOSEN
from alliantie.practices.match_rules import condition_findings
from alliantie.practices.messages import message
from alliantie.practices.problems import Finding, Location
from alliantie.practices.terms import ValueKind
from alliantie.practices.tree import Value, at, entries
from alliantie.practices.vocabulary import Values, Vocabulary, names_of

_KINDS = frozenset(get_args(ValueKind))


def form_findings(data: Value) -> Iterator[Finding]:
    """Every breach in `data` of a rule about forms."""
    words = vocabulary_of(data)
    for place, form in entries(data, "forms"):
        yield from measures_named(place, form, ids(data, "measures"))
        fields = [
            ((*place, *section_at, *field_at), field)
            for section_at, section in entries(form, "sections")
            for field_at, field in entries(section, "fields")
        ]
        yield from _fields(fields, words)
        asked = [field for _, field in fields]
        table = _table_of(data, form)
        yield from sent_findings(data, words, place, form, [*asked, *_chosen(table)])
        yield from _table(data, place, form, table, asked)


def _fields(fields: list[tuple[Location, Field]], words: Vocabulary) -> Iterator[Finding]:
    earlier: Values = {}
    answers: set[str] = set()
    for where, field in fields:
        yield from field_findings(where, field, words)
        for name in ("gate", "last_day"):
            if field.get(name) is not None:
                yield Finding((*where, name), message("Dit hoort bij een brief."))
        named = (at(field, "incident", "tells"), field.get("kind")) == ("name", "text")
        if field.get("incident") is not None and not named:
            yield Finding(
                (*where, "incident"),
                message("In een formulier hoort dit bij de naam (tells: name) in een veld met tekst."),
            )
        if isinstance(when := field.get("when"), str) and when:
            yield from condition_findings((*where, "when"), when, names_of(earlier), answers)
        id, kind = field.get("id"), field.get("kind")
        if isinstance(id, str):
            if id == CHOSEN:
                yield Finding(
                    (*where, "id"),
                    message("%(name)s is wat na een tabel gekozen wordt. Kies een andere naam.", name=CHOSEN),
                )
            if id in earlier:
                yield Finding((*where, "id"), message("%(id)s staat al in dit formulier. Kies een andere naam.", id=id))
            if isinstance(kind, str) and kind in _KINDS:
                earlier[id] = kind  # type: ignore[assignment]  # narrowed by the set of kinds
        answers.update(ids(field, "options"))


def _table_of(data: Value, form: Field) -> Field | None:
    named = form.get("classification")
    return next((table for _, table in entries(data, "classifications") if table.get("id") == named), None)


def _chosen(table: Field | None) -> Iterator[Field]:
    """The choice that a form with a table ends with, as something that sending can record."""
    if table is not None:
        yield {"id": CHOSEN, "kind": "choice", "options": table.get("outcomes")}


def _table(data: Value, place: Location, form: Field, table: Field | None, fields: list[Field]) -> Iterator[Finding]:
    named, where = form.get("classification"), (*place, "classification")
    if not isinstance(named, str):
        return
    if table is None:
        yield unknown(where, named, ids(data, "classifications"), message("tabel"))
        return
    for _, finding in _asked(table, fields):
        yield Finding(where, finding)
    if at(form, "sent", "fact") in ("warning", "sanction"):
        yield Finding(
            (*place, "sent", "fact"),
            message("Waar een tabel indeelt, legt versturen geen waarschuwing of sanctie vast."),
        )


def asked_findings(place: Location, table: Field, fields: list[Field]) -> Iterator[Finding]:
    """What `table` asks otherwise than the `fields` of its form, each at its own place in the table."""
    for index, finding in _asked(table, fields):
        yield Finding((*place, *index), finding)


def _asked(table: Field, fields: list[Field]) -> Iterator[tuple[Location, str]]:
    for index, one in entries(table, "asks"):
        field = next((each for each in fields if each.get("id") == one.get("id")), None)
        if field is None:
            yield index, message("Het formulier vraagt niet naar %(name)s.", name=one.get("id"))
        elif field.get("attitude") is True:
            yield index, message("%(name)s gaat over houding. Daarop wordt niemand ingedeeld.", name=one.get("id"))
        elif (field.get("kind"), set(ids(field, "options"))) != (one.get("kind"), set(ids(one, "options"))):
            yield index, message("Het formulier heeft bij %(name)s andere antwoorden.", name=one.get("id"))
