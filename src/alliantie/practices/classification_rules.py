"""The rules of a practice file about its tables, each breach at its own field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from alliantie.practices.fact_rules import value_findings
from alliantie.practices.finding import ids, unknown
from alliantie.practices.match_rules import condition_findings
from alliantie.practices.messages import message
from alliantie.practices.problems import Finding, Location
from alliantie.practices.terms import ValueKind
from alliantie.practices.tree import Value, entries
from alliantie.practices.vocabulary import Values, names_of

_VALUE_KINDS = frozenset(get_args(ValueKind))

Table = dict[str, Value]


def classification_findings(data: Value) -> Iterator[Finding]:
    """Every breach in `data` of a rule about tables."""
    for place, table in entries(data, "classifications"):
        yield from table_findings(place, table)
        rows = table.get("rows")
        if table.get("example") is True and not rows:
            yield Finding((*place, "example"), message("Dit hoort bij een tabel met regels (rows)."))
        # The worker can choose any outcome; one that no row of the source reaches is a slip.
        if rows and table.get("example") is not True:
            yield from _unreached(place, table)


def table_findings(place: Location, table: Table) -> Iterator[Finding]:
    """Every breach in one table of a rule that holds for those of an organisation too."""
    yield from _asks(place, table)
    yield from _rows(place, table)


def _asks(place: Location, table: Table) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, one in entries(table, "asks"):
        if isinstance(name := one.get("id"), str):
            if name in seen:
                yield Finding(
                    (*place, *index, "id"), message("%(name)s staat al in deze tabel. Kies een andere naam.", name=name)
                )
            seen.add(name)
        yield from value_findings((*place, *index), one)


def _rows(place: Location, table: Table) -> Iterator[Finding]:
    asks = [one for _, one in entries(table, "asks")]
    names: Values = {
        str(one.get("id")): kind  # type: ignore[misc]  # narrowed by the set of kinds
        for one in asks
        if isinstance(kind := one.get("kind"), str) and kind in _VALUE_KINDS
    }
    answers = {id for one in asks for id in ids(one, "options")}
    outcomes = ids(table, "outcomes")
    for index, row in entries(table, "rows"):
        if isinstance(outcome := row.get("outcome"), str) and outcome not in outcomes:
            yield unknown((*place, *index, "outcome"), outcome, outcomes, message("uitkomst van deze tabel"))
        if isinstance(when := row.get("when"), str) and when:
            yield from condition_findings((*place, *index, "when"), when, names_of(names), answers)


def _unreached(place: Location, table: Table) -> Iterator[Finding]:
    reached = {row.get("outcome") for _, row in entries(table, "rows")}
    for index, outcome in entries(table, "outcomes"):
        if isinstance(id := outcome.get("id"), str) and id not in reached:
            yield Finding((*place, *index, "id"), message("Geen regel leidt naar %(name)s.", name=id))
