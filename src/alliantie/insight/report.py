"""The report of a year of an organisation: what the pages of figures show of it, by the same functions, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from alliantie.access.identity import Actor
from alliantie.documents.report import Part, Report
from alliantie.insight import definitions
from alliantie.insight.outcomes import PracticeOutcomes, outcomes
from alliantie.insight.queries import PracticeFigures, first_day_of_quarter, quarter_before, round_figures
from alliantie.insight.shares import Share, shares
from alliantie.people.models import Organisation
from alliantie.web.dates import day_in_words

YEARS = 5
"""Of how many years there is a report, as there is of endings."""
QUARTERS = 8
"""So many quarters are shown, the newest two that are over left out (docs/methods/figures.md)."""


def years(today: date) -> tuple[int, ...]:
    """The years of which there can be a report, newest first: the last one from February on, as with endings.

    The oldest is gone when a year begins, as its endings are: in January there is one fewer.
    """
    newest = today.year - 1 if today >= date(today.year, 2, 1) else today.year - 2
    return tuple(range(newest, today.year - 1 - YEARS, -1))


def year_report(actor: Actor, organisation: Organisation, year: int, language: str, today: date) -> Report:
    """The report of one year of the organisation the actor manages. Six queries. Raises Denied for who manages none.

    Charts run up to the end of the year, so that what came after it changes nothing of a report but what went away.
    """
    rounds, endings = round_figures(actor, language, today)[0], outcomes(actor, language, until=year)[0]
    gone, notes = missing(year, language, today)
    parts = [
        Part(
            "paragraph",
            (
                _("Gemaakt op %(day)s.") % {"day": day_in_words(today, language)},
                _("Hier staat wat ook op de bladzijden met cijfers staat, en niets meer."),
                _("Er staat niets in over antwoorden, over mensen of over één medewerker."),
            ),
        ),
        Part("heading", (_("Hoe de rondes gingen"),)),
        *(Part("paragraph", (note,)) for note in notes),
        *(
            part
            for at, each in enumerate(() if gone else rounds.practices)
            for part in _rounds(each, year, f"r{at}", language)
        ),
        Part("heading", (_("Hoe zaken eindigden"),)),
        *(part for each in endings.practices for part in _endings(each, year)),
        Part("heading", (_("Hoe berekend: rondes"),)),
        Part("list", tuple(map(str, definitions.ROUNDS))),
        Part("heading", (_("Hoe berekend: eindes"),)),
        Part("list", tuple(map(str, definitions.ENDINGS))),
    ]
    return Report(_("Jaarverslag %(year)s") % {"year": year}, organisation.name, tuple(parts))


def missing(year: int, language: str, today: date) -> tuple[bool, list[str]]:
    """Whether no quarter of a year is shown any more, and in words which of them are not, or not yet."""
    newest = quarter_before(quarter_before(first_day_of_quarter(today)))
    oldest = newest
    for _quarter in range(QUARTERS - 1):
        oldest = quarter_before(oldest)
    if oldest > date(year, 10, 1):
        return True, [_("Kwartalen tonen we twee jaar lang. Die van %(year)s staan er niet meer.") % {"year": year}]
    notes = []
    if oldest > date(year, 1, 1):
        notes.append(
            _("Kwartalen tonen we twee jaar lang. De oudste van %(year)s staan er niet meer.") % {"year": year}
        )
    if newest < date(year, 10, 1):
        words = {"year": year, "day": day_in_words(date(year + 1, 4, 1), language)}
        notes.append(_("Het laatste kwartaal van %(year)s staat er vanaf %(day)s.") % words)
    return False, notes


def _rounds(found: PracticeFigures, year: int, ids: str, language: str) -> Iterator[Part]:
    yield Part("heading", (found.name,), level=3)
    hidden = _("te weinig cliënten om te tonen")
    rows = tuple(
        (each.name, *(number or hidden for number in each.words)) for each in found.quarters if each.year == year
    )
    if not rows:
        yield Part("paragraph", (_("Te weinig cliënten om te tonen."),))
        return
    columns = (
        _("Kwartaal"), _("Een ronde kon"), _("Begonnen"), _("Samen gekeken"), _("Gepraat"), _("Een afspraak gemaakt"),
    )  # fmt: skip
    title = _("Cliënten per kwartaal: %(practice)s") % {"practice": found.name}
    yield Part("table", title=title, columns=columns, rows=rows)
    until = replace(found, quarters=tuple(each for each in found.quarters if (each.year or 0) <= year))
    for share in shares(until, ids, language):
        yield from _chart(found.name, share, _("Kwartaal"))


def _endings(found: PracticeOutcomes, year: int) -> Iterator[Part]:
    yield Part("heading", (found.name,), level=3)
    rows = tuple(row for row in found.rows if row[0] == str(year))
    if not rows:
        yield Part("paragraph", (_("Te weinig om te tonen."),))
        return
    columns = (
        _("Jaar"), _("Geëindigd"), _("Voltooid"), _("Eerder gestopt, positief"), _("Eerder gestopt, neutraal"),
        _("Eerder gestopt, negatief"), _("Overgedragen of anders"), _("Duur"), _("Zaken per medewerker"),
    )  # fmt: skip
    title = _("Zaken per jaar: %(practice)s") % {"practice": found.name}
    yield Part("table", title=title, columns=columns, rows=rows)
    if found.dropped:
        yield from _chart(found.name, found.dropped, _("Jaar"))


def _chart(practice: str, share: Share, period: str) -> Iterator[Part]:
    """A chart of the year and what came before it, beside which one year says little; with its table."""
    yield Part("heading", (share.title,), level=4)
    yield Part("paragraph", (share.said,))
    yield Part("chart", (f"{practice}. {share.title}. {share.said}",), svg=str(share.wide), narrow=str(share.narrow))
    columns = (period, _("Deel"), _("Zo ver reikt toeval"), _("Anders dan toeval"))
    yield Part("table", title=f"{practice}: {share.title}", columns=columns, rows=share.rows)
