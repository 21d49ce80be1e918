"""The rules of a practice file about its forms, each breach at its own field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from alliantie.practices.filled_rules import Field, field_findings, sent_findings
from alliantie.practices.finding import ids, unknown
from alliantie.practices.norm import ValueKind
from alliantie.practices.norm_rules import condition_findings, measures_named, vocabulary_of
from alliantie.practices.problems import Finding, Location
from alliantie.practices.vocabulary import Values, Vocabulary, names_of
from alliantie.practices.yaml_reading import Value, entries

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
        yield from sent_findings(data, words, place, form, asked)
        yield from _table(data, place, form, asked)


def _fields(fields: list[tuple[Location, Field]], words: Vocabulary) -> Iterator[Finding]:
    earlier: Values = {}
    answers: set[str] = set()
    for where, field in fields:
        yield from field_findings(where, field, words)
        if field.get("incident") is not None:
            yield Finding((*where, "incident"), "belongs to a letter")
        if isinstance(when := field.get("when"), str) and when:
            yield from condition_findings((*where, "when"), when, names_of(earlier), answers)
        id, kind = field.get("id"), field.get("kind")
        if isinstance(id, str):
            if id in earlier:
                yield Finding((*where, "id"), f"{id} is already used in this form")
            if isinstance(kind, str) and kind in _KINDS:
                earlier[id] = kind  # type: ignore[assignment]  # narrowed by the set of kinds
        answers.update(ids(field, "options"))


def _table(data: Value, place: Location, form: Field, fields: list[Field]) -> Iterator[Finding]:
    named = form.get("classification")
    if not isinstance(named, str):
        return
    where, tables = (
        (*place, "classification"),
        {table.get("id"): table for _, table in entries(data, "classifications")},
    )
    if named not in tables:
        yield unknown(where, named, ids(data, "classifications"), "table")
        return
    for _, one in entries(tables[named], "asks"):
        field = next((each for each in fields if each.get("id") == one.get("id")), None)
        if field is None:
            yield Finding(where, f"asks {one.get('id')}, which this form does not")
        elif (field.get("kind"), set(ids(field, "options"))) != (one.get("kind"), set(ids(one, "options"))):
            yield Finding(where, f"asks {one.get('id')} with other answers than this form")
