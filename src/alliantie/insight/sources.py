"""What the source of a practice prints of results and aims, to lay beside results: never of rounds, nobody ranked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.utils.translation import gettext as _

from alliantie.insight.stock import adds_up
from alliantie.practices import UnknownPracticeError, library
from alliantie.practices.printed import PrintedRow, PrintedTable, figure_in_words, gap_of
from alliantie.practices.texts import Language


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table of the source as it is printed, where it stands there, and what is off in it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str
    place: str


def in_source(practice_id: str, language: str) -> tuple[SourceTable, ...]:
    """What the newest version of a practice quotes, what is aimed at first; nothing of a practice that is not there."""
    try:
        practice = library().latest(practice_id)
    except UnknownPracticeError:
        return ()
    spoken = cast(Language, language)
    return tuple(_table(each, spoken) for each in sorted(practice.printed, key=lambda table: not table.aim))


def _table(table: PrintedTable, language: Language) -> SourceTable:
    words = {"title": table.title.in_(language)}
    title = _("Streefgetal in de bron: %(title)s") if table.aim else _("In de bron: %(title)s")
    return SourceTable(
        title % words,
        (
            _("Wat"),
            *(column.in_(language) for column in table.columns),
            *((_("Klopt"),) if table.stock_and_flow else ()),
        ),
        tuple(_row(table, row, language) for row in table.rows),
        table.note.in_(language) if table.note else "",
        table.seed,
    )


def _row(table: PrintedTable, row: PrintedRow, language: Language) -> tuple[str, ...]:
    """The figures as printed; of stock and flow also whether the end is what the others make it."""
    found = (row.name.in_(language), *(figure_in_words(figure, language) for figure in row.figures))
    return (*found, adds_up(gap_of(table, row))) if table.stock_and_flow else found
