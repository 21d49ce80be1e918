"""What is known and what is not: of the questionnaire, and of the statements of change, measured by ourselves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from babel.numbers import format_decimal, format_percent
from django.utils.translation import gettext as _

from alliantie.access.identity import Actor
from alliantie.alliance.retests import ROLES, Spreads, spreads
from alliantie.alliance.rules import SCALES
from alliantie.alliance.screens import scale_name
from alliantie.insight.beside import Beside, beside, gate, heading_of
from alliantie.insight.queries import LOCALES
from alliantie.instruments.invariance import looked_on, results
from alliantie.instruments.questionnaire import Key
from alliantie.web.dates import day_in_words


@dataclass(frozen=True, slots=True)
class OwnLine:
    """What own pairs say of one line of questions: a row for each characteristic and role."""

    heading: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The measured false alarms, by form, with the day; what own pairs say so far; what may be compared."""

    measured_on: str
    pairs: str
    most: str
    false_alarms: tuple[tuple[str, ...], ...]
    lines: tuple[OwnLine, ...]
    beside: tuple[Beside, ...]
    gate: tuple[tuple[str, ...], ...]
    looked_on: str
    anything_compared: bool


@cache
def measured() -> dict[str, Any]:
    """What `alliantie false-alarms` gave, and on which day."""
    kept: dict[str, Any] = json.loads((resources.files("alliantie.statistics") / "measured.json").read_text("utf-8"))
    return kept


def evidence(actor: Actor, language: str) -> Evidence:
    """What was measured. Two queries."""
    kept = measured()
    locale = LOCALES[language]

    def percent(share: float) -> str:
        return format_percent(share, "#,##0.0\u00a0%", locale=locale)

    rows = []
    for form, kinds in kept["forms"].items():
        items, highest = form.split(" items, answers 1 to ")
        rows.append(
            (
                _("Vragen per kenmerk: %(items)s. Antwoorden: 1 tot en met %(highest)s.")
                % {"items": items, "highest": highest},
                percent(max(max(each["by_round"]) for each in kinds.values())),
                percent(max(max(each["either"]) for each in kinds.values())),
            )
        )
    known = sorted(spreads(actor).items())
    return Evidence(
        day_in_words(date.fromisoformat(kept["on"]), language),
        format_decimal(kept["pairs"], locale=locale),
        percent(kept["at_most"]),
        tuple(rows),
        tuple(OwnLine(heading_of(Key.parse(line), language), _rows(of_line, locale)) for line, of_line in known),
        beside(actor, language),
        gate(language),
        day_in_words(looked_on(), language),
        bool(results()),
    )


def _rows(found: Spreads, locale: str) -> tuple[tuple[str, ...], ...]:
    who = {"client": _("cliënt"), "professional": _("begeleider")}
    return tuple(
        (
            f"{scale_name(scale).capitalize()}, {who[role]}",
            str(each.pairs),
            format_decimal(each.spread, "0.00", locale=locale),
            _("niet te zeggen")
            if each.reliability is None
            else format_decimal(each.reliability, "0.00", locale=locale),
        )
        for scale in SCALES
        for role in ROLES
        if (each := found.get((role, scale))) is not None
    )
