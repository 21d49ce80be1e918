"""What holds in a case, in words: of which kind, for whom, until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliantie.cases.queries import ConditionHere, Happened
from alliantie.cases.queries.conditions import Standing, how_it_stands
from alliantie.web.dates import short_day_in_words

SOON = 30
"""Days: an end that near is said in front."""


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One condition. `ends_soon` says how soon, "" when it does not."""

    id: UUID
    text: str
    detail: str
    ends_soon: str


def lines(
    found: Iterable[ConditionHere], language: str, today: date, facts: Sequence[Happened] = ()
) -> tuple[ConditionLine, ...]:
    """Conditions in words, each with how it stands by these facts, newest first. Costs no query."""
    return tuple(_line(each, how_it_stands(each, facts), language, today) for each in found)


def _line(each: ConditionHere, stands: Standing | None, language: str, today: date) -> ConditionLine:
    last = each.ended_on or each.until
    since = {"day": short_day_in_words(each.starts_on, language, today)}
    period = (
        _("%(first)s tot en met %(last)s") % {"first": since["day"], "last": short_day_in_words(last, language, today)}
        if last
        else _("sinds %(day)s") % since
    )
    status = (
        _("%(status)s, %(day)s")
        % {"status": stands.option.name.in_(language), "day": short_day_in_words(stands.on, language, today)}
        if stands
        else ""
    )
    detail = " · ".join(filter(None, (status, each.name(language), each.client_name, period)))
    days = (each.until - today).days if each.until and each.holds(today) else SOON + 1
    soon = _("vandaag de laatste dag") if days == 0 else ""
    if 0 < days <= SOON:
        soon = ngettext("nog %(count)s dag", "nog %(count)s dagen", days) % {"count": days}
    return ConditionLine(each.id, each.text, detail, soon)
