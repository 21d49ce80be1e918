"""Averages of an organisation beside those of all together, with how far chance reaches. No order, no other one alone.

A role is a table of its own, and characteristics are not compared: that the questions mean the same was not shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from alliantie.access.identity import Actor
from alliantie.alliance.averages import Kept, sums
from alliantie.alliance.retests import ROLES, UNIT
from alliantie.alliance.rules import SCALES
from alliantie.alliance.screens import scale_name
from alliantie.insight.beside import Table, ends_of, heading_of, outward
from alliantie.insight.queries import LOCALES
from alliantie.instruments.questionnaire import Key


@dataclass(frozen=True, slots=True)
class LineAverages:
    """One line of questions: its name, the ends of its scores, of how many organisations all is, and a table a role."""

    heading: str
    ends: str
    together: int
    tables: tuple[Table, ...]


def averages(actor: Actor, language: str) -> tuple[LineAverages, ...]:
    """The averages of the organisation the actor manages and of all together, by line of questions. One query."""
    found = {(each.line, each.own, each.scale): each for each in sums(actor)}
    return tuple(_line(line, found, language) for line in sorted({line for line, *_rest in found}))


def _line(line: str, found: Mapping[tuple[str, bool, str], Kept], language: str) -> LineAverages:
    said = {"client": _("Volgens de cliënt"), "professional": _("Volgens de begeleider")}
    columns = (_("Kenmerk"), _("Uw organisatie"), _("Alle organisaties samen"))
    tables = tuple(Table(said[role], columns, tuple(_rows(line, role, found, language))) for role in ROLES)
    several = [each.organisations for (of, own, _scale), each in found.items() if of == line and not own]
    key = Key.parse(line)
    return LineAverages(heading_of(key, language), ends_of(key), max(several, default=0), tables)


def _rows(
    line: str, role: str, found: Mapping[tuple[str, bool, str], Kept], language: str
) -> Iterator[tuple[str, ...]]:
    for scale in SCALES:
        both = [found.get((line, own, scale)) for own in (True, False)]
        if any(both):
            told = (_told(each, role, language) if each else _("te weinig om te zeggen") for each in both)
            yield scale_name(scale).capitalize(), *told


def _told(kept: Kept, role: str, language: str) -> str:
    """ "3,4 (3,2 tot 3,6), 120 paren"."""
    from alliantie.statistics.cells import told_of

    told = told_of(kept.cell, UNIT)
    side = told.client if role == "client" else told.professional

    mean, low, high = (
        format_decimal(each, "0.0", locale=LOCALES[language])
        for each in (round(side.mean, 1), *outward(*side.interval))
    )
    return _("%(mean)s (%(low)s tot %(high)s), %(pairs)s paren") % {
        "mean": mean,
        "low": low,
        "high": high,
        "pairs": kept.cell.n,
    }
