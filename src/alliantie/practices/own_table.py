"""Reads the table of an organisation, and says every problem it has in the place of the one of its practice.

It asks only what the forms of the practice ask, and leads only where the table of the practice leads. So what the
practice keeps out of its own tables, such as attitude, no organisation can sort by, and none can make up a refusal.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from alliantie.practices.classification import Classification, OwnTable
from alliantie.practices.classification_rules import table_findings
from alliantie.practices.facts import Option
from alliantie.practices.finding import ids, unknown
from alliantie.practices.form_rules import asked_findings
from alliantie.practices.loader import pydantic_findings
from alliantie.practices.messages import Message, message
from alliantie.practices.problems import Finding, Problem, problem_of
from alliantie.practices.schema import Practice
from alliantie.practices.tree import Value, entries
from alliantie.practices.yaml_reading import read_yaml


def load_own_table(content: bytes, file: str, practice: Practice) -> tuple[OwnTable | None, list[Problem]]:
    """The table in `content`, fit for `practice`, or None with all its problems, in the order of the lines.

    `file` is only named in the problems.
    """
    document = read_yaml(content)
    found = list(document.findings)
    table = None
    if not document.broken:
        if isinstance(document.data, dict):
            table, more = _validated(document.data, practice)
            found += more
        else:
            found.append(
                Finding((), message("Een tabel begint met id. Daarna komen de andere velden, zoals in het voorbeeld."))
            )
    problems = sorted({problem_of(document.line(each.location), file, each) for each in found})
    return (None, problems) if problems else (table, [])


def _validated(data: dict[str, Value], practice: Practice) -> tuple[OwnTable | None, list[Finding]]:
    found = [*table_findings((), data), *_fits(data, practice)]
    said = {finding.location for finding in found}
    table = None
    try:
        table = OwnTable.model_validate(data)
    except ValidationError as error:
        found += [each for each in pydantic_findings(error, data) if each.location not in said]
    if table is not None and table.valid_until is not None and table.valid_until <= table.valid_from:
        found.append(Finding(("valid_until",), message("Deze dag komt na valid_from.")))
    return table, found


def _fits(data: dict[str, Value], practice: Practice) -> Iterator[Finding]:
    """What it says otherwise than the table of the practice that it takes the place of."""
    if data.get("example") is not None:
        yield Finding(("example",), message("Dit hoort hier niet: een tabel van een organisatie is geen voorbeeld."))
    tables = {each.id: each for each in practice.classifications}
    if not isinstance(id := data.get("id"), str):
        return
    if id not in tables:
        yield unknown(("id",), id, sorted(tables), message("tabel"))
        return
    ours = tables[id]
    if isinstance(source := data.get("source"), str) and source != ours.source:
        yield Finding(
            ("source",), message("Schrijf hier %(name)s: daar heeft de werkwijze deze keuze vandaan.", name=ours.source)
        )
    for form in practice.forms:
        if form.classification == id:
            fields = [field.model_dump(mode="json") for field in form.fields]
            yield from asked_findings((), data, fields)
    yield from _outcomes(data, ours)


def _called(outcome: Option) -> Message:
    name = Message(outcome.name.en, outcome.name.nl)
    return message("De werkwijze noemt %(id)s zo: %(name)s.", id=outcome.id, name=name)


def _outcomes(data: dict[str, Value], ours: Classification) -> Iterator[Finding]:
    names = {each.id: each.name.model_dump() for each in ours.outcomes}
    for index, outcome in entries(data, "outcomes"):
        if not isinstance(id := outcome.get("id"), str):
            continue
        if id not in names:
            yield unknown((*index, "id"), id, sorted(names), message("uitkomst"))
        elif isinstance(name := outcome.get("name"), dict) and name != names[id]:
            yield Finding((*index, "name"), _called(ours.outcome(id)))
    named = ids(data, "outcomes")
    for id in sorted({each for each in named if named.count(each) > 1}):
        yield Finding(("outcomes",), message("%(name)s staat er twee keer.", name=id))
