"""The report of a year of an organisation: what the pages of figures show of it, by the same functions, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from alliantie.access.identity import Actor
from alliantie.documents.report import Part, Report
from alliantie.insight import definitions
from alliantie.insight.outcomes import PracticeOutcomes, outcomes
from alliantie.insight.queries import PracticeFigures, round_figures
from alliantie.insight.shares import Share, shares
from alliantie.people.models import Organisation
from alliantie.web.dates import day_in_words

YEARS = 5
"""Of how many years there is a report, as there is of endings."""


def years(today: date) -> tuple[int, ...]:
    """The years of which there can be a report, newest first: the last one from February on, as with endings."""
    newest = today.year - 1 if today >= date(today.year, 2, 1) else today.year - 2
    return tuple(range(newest, newest - YEARS, -1))


def year_report(actor: Actor, organisation: Organisation, year: int, language: str, today: date) -> Report:
    """The report of one year of the organisation the actor manages. Six queries. Raises Denied for who manages none."""
    rounds, endings = round_figures(actor, language, today)[0], outcomes(actor, language)[0]
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
        *(part for at, each in enumerate(rounds.practices) for part in _rounds(each, year, f"r{at}", language)),
        Part("heading", (_("Hoe zaken eindigden"),)),
        *(part for each in endings.practices for part in _endings(each, year)),
        Part("heading", (_("Hoe berekend: rondes"),)),
        Part("list", tuple(map(str, definitions.ROUNDS))),
        Part("heading", (_("Hoe berekend: eindes"),)),
        Part("list", tuple(map(str, definitions.ENDINGS))),
    ]
    return Report(_("Jaarverslag %(year)s") % {"year": year}, organisation.name, tuple(parts))


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
    yield Part("table", columns=columns, rows=rows)
    for share in shares(found, ids, language):
        yield from _chart(share, _("Kwartaal"))


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
    yield Part("table", columns=columns, rows=rows)
    if found.dropped:
        yield from _chart(found.dropped, _("Jaar"))


def _chart(share: Share, period: str) -> Iterator[Part]:
    """A chart over all periods the page shows, beside which one year says little; with its table."""
    yield Part("paragraph", (f"{share.title}: {share.said}",))
    yield Part("chart", (f"{share.title}. {share.said}",), svg=str(share.wide), narrow=str(share.narrow))
    yield Part("table", columns=(period, _("Deel"), _("Zo ver reikt toeval"), _("Anders")), rows=share.rows)
