"""Figures that the source of a practice prints, quoted as printed, and the sum that tells whether they can be right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StrictStr

from alliantie.practices.fact_rules import measures_named
from alliantie.practices.finding import ids
from alliantie.practices.messages import message
from alliantie.practices.problems import Finding
from alliantie.practices.terms import Under
from alliantie.practices.texts import Language, Part, Text
from alliantie.practices.tree import Value, entries
from alliantie.practices.values import Id, SeedReference

STOCK_AND_FLOW = 4
"""At the start, new, closed, at the end."""

_YEAR = 365

_WORDS = {
    "nl": {
        "none": "niet bekend",
        "less": "Klopt niet: het eind is {gap} lager dan begin plus nieuw min afgesloten.",
        "more": "Klopt niet: het eind is {gap} hoger dan begin plus nieuw min afgesloten.",
    },
    "en": {
        "none": "not known",
        "less": "Does not add up: the end is {gap} below start plus new minus closed.",
        "more": "Does not add up: the end is {gap} above start plus new minus closed.",
    },
}


def _without_words(figure: str) -> str:
    if any(each.isalpha() for each in figure):
        raise ValueError(message("Hier staan woorden. Schrijf ze in het Nederlands en in het Engels: {nl: …, en: …}."))
    return figure


Figure = StrictInt | Annotated[StrictStr, AfterValidator(_without_words)] | Text | None


class PrintedRow(Part):
    """One row: a number, signs as printed, or null for what is not given. `measures` are those it counts.

    A figure that is printed with words has them in both languages, the Dutch ones as printed.
    """

    name: Text
    figures: Annotated[tuple[Figure, ...], Field(min_length=1)]
    measures: Under = ()


class PrintedTable(Part):
    """A table of the source. `counts` is the column, from 1, that says how many cases there were.

    `lasted` is the one that says for how many days, on average, those that run had run.

    What is an `aim` says what its organisation meant to reach; the others what came of it.
    One of `stock_and_flow` has four columns: at the start, new, closed, at the end.
    """

    id: Id
    title: Text
    seed: SeedReference
    columns: Annotated[tuple[Text, ...], Field(min_length=1)]
    rows: Annotated[tuple[PrintedRow, ...], Field(min_length=1)]
    stock_and_flow: StrictBool = False
    counts: Annotated[StrictInt, Field(ge=1)] | None = None
    lasted: Annotated[StrictInt, Field(ge=1)] | None = None
    aim: StrictBool = False
    note: Text | None = None


def gap(start: int, new: int, closed: int, end: int) -> int:
    """How far what is there at the end differs from the sum: 0 where it adds up, below 0 where the end is too low.

    Source: the tables of 000:4922-5064, whose ends differ from their sums (feature F-33 of seed-000.md).
    """
    return end - (start + new - closed)


def gap_of(table: PrintedTable, row: PrintedRow) -> int | None:
    """The gap of a row of stock and flow; None for another table and where a figure is not given as a number."""
    numbers = [each for each in row.figures if isinstance(each, int)]
    return gap(*numbers) if table.stock_and_flow and len(numbers) == STOCK_AND_FLOW else None


def cases_counted(tables: Iterable[PrintedTable]) -> tuple[tuple[Under, float], ...]:
    """How many cases there were, or which share of them, under which measures: of rows that name any."""
    return tuple(
        (row.measures, number)
        for table in tables
        if table.counts is not None
        for row in table.rows
        if row.measures and (number := _number(row.figures[table.counts - 1])) is not None
    )


def days_running(tables: Iterable[PrintedTable], measure: str) -> tuple[int, int] | None:
    """Between how many days those of a measure had run, each as likely, so that they give what the source prints.

    Where it prints a mean, from half of it to half more. Where it prints stock and flow, as long as the mean stock
    lasts at what was new in the year. None where it prints neither.
    """
    for table in tables:
        for row in table.rows:
            if measure not in row.measures:
                continue
            if table.lasted is not None and (days := _days(row.figures[table.lasted - 1])):
                return days // 2, days * 3 // 2
            if table.stock_and_flow:
                start, new, _closed, end = row.figures
                # What was closed is not always given, and not needed.
                if isinstance(start, int) and isinstance(new, int) and isinstance(end, int):
                    return 0, round(_YEAR * (start + end) / 2 / new)
    return None


def _days(figure: int | str | Text | None) -> int:
    found = re.fullmatch(r"([0-9]+) (?:dgn|dagen)", figure.nl) if isinstance(figure, Text) else None
    return int(found[1]) if found else 0


def _number(figure: int | str | Text | None) -> float | None:
    if isinstance(figure, int) or figure is None:
        return figure
    if isinstance(figure, Text):
        return None
    found = re.fullmatch(r"([0-9]+)(?:,([0-9]+))?%", figure)
    return float(f"{found[1]}.{found[2] or 0}") if found else None


def row_in_words(table: PrintedTable, row: PrintedRow, language: Language) -> str:
    """A row as one sentence, each figure after the name of its column, and what does not add up."""
    told = ", ".join(
        f"{column.in_(language).lower()} {figure_in_words(figure, language)}"
        for column, figure in zip(table.columns, row.figures, strict=True)
    )
    said = f"{row.name.in_(language)}: {told}."
    found = gap_of(table, row)
    if not found:
        return said
    return (
        f"{said} {_WORDS[language]['less' if found < 0 else 'more'].format(gap=figure_in_words(abs(found), language))}"
    )


def figure_in_words(figure: int | str | Text | None, language: Language) -> str:
    """A figure as the reader writes numbers; what is not given in words."""
    if figure is None:
        return _WORDS[language]["none"]
    if isinstance(figure, Text):
        return figure.in_(language)
    if isinstance(figure, str):
        return figure if language == "nl" else re.sub(r"(?<=[0-9]),(?=[0-9])", ".", figure)
    return f"{figure:,}".replace(",", "." if language == "nl" else ",")


def printed_findings(data: Value) -> Iterator[Finding]:
    """Every breach of a rule across fields in the figures of a practice."""
    known = ids(data, "measures")
    for place, table in entries(data, "printed"):
        columns = table.get("columns")
        width = len(columns) if isinstance(columns, list) else None
        if table.get("stock_and_flow") is True and width not in (None, STOCK_AND_FLOW):
            yield Finding(
                (*place, "columns"), message("Dit zijn er vier: aan het begin, nieuw, afgesloten, aan het eind.")
            )
        for name in ("counts", "lasted"):
            column = table.get(name)
            if isinstance(column, int) and width is not None and column > width:
                yield Finding((*place, name), message("Er zijn %(width)s kolommen.", width=width))
        for in_table, row in entries(table, "rows"):
            figures = row.get("figures")
            if isinstance(figures, list) and width is not None and len(figures) != width:
                yield Finding(
                    (*place, *in_table, "figures"), message("Dit zijn er %(width)s, een voor elke kolom.", width=width)
                )
            yield from measures_named((*place, *in_table), row, known)
