"""Averages of an organisation beside those of all together, with how far chance reaches. No order, no other one alone.

Roles and characteristics are never laid beside each other: that the questions mean the same to both was not shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from alliantie.access.identity import Actor
from alliantie.alliance.averages import Kept, sums
from alliantie.alliance.retests import ROLES, UNIT
from alliantie.alliance.rules import SCALES
from alliantie.alliance.screens import scale_name
from alliantie.insight.beside import heading_of
from alliantie.insight.queries import LOCALES
from alliantie.instruments.questionnaire import Key


@dataclass(frozen=True, slots=True)
class LineAverages:
    """One line of questions: what it is called, of how many organisations all is, and a row for each characteristic."""

    heading: str
    together: int
    rows: tuple[tuple[str, ...], ...]


def averages(actor: Actor, language: str) -> tuple[LineAverages, ...]:
    """The averages of the organisation the actor manages and of all together, by line of questions. One query."""
    found = {(each.line, each.own, each.scale): each for each in sums(actor)}
    return tuple(_line(line, found, language) for line in sorted({line for line, *_rest in found}))


def _line(line: str, found: dict[tuple[str, bool, str], Kept], language: str) -> LineAverages:
    who = {"client": _("cliënt"), "professional": _("begeleider")}
    nothing = _("te weinig om te zeggen")
    rows = []
    for role in ROLES:
        for scale in SCALES:
            own, together = (found.get((line, of, scale)) for of in (True, False))
            if own or together:
                told = (_told(each, role, language) if each else nothing for each in (own, together))
                rows.append((f"{scale_name(scale).capitalize()}, {who[role]}", *told))
    several = [each.organisations for (of, own, _scale), each in found.items() if of == line and not own]
    return LineAverages(heading_of(Key.parse(line), language), max(several, default=0), tuple(rows))


def _told(kept: Kept, role: str, language: str) -> str:
    """ "3,4 (3,2 tot 3,6), 120 paren"."""
    from alliantie.statistics.cells import told_of

    told = told_of(kept.cell, UNIT)
    side = told.client if role == "client" else told.professional

    def words(number: float) -> str:
        return str(format_decimal(round(number, 1), "0.0", locale=LOCALES[language]))

    return _("%(mean)s (%(low)s tot %(high)s), %(pairs)s paren") % {
        "mean": words(side.mean),
        "low": words(side.interval[0]),
        "high": words(side.interval[1]),
        "pairs": kept.cell.n,
    }
