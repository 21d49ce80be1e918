"""How far rounds come, quarter by quarter, and which quarter is another than chance makes: from whole tens alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from babel.numbers import format_percent
from django.utils.translation import gettext as _
from markupsafe import Markup

from alliantie.insight.queries import LOCALES, PracticeFigures
from alliantie.statistics.charts import rough_proportions
from alliantie.statistics.refusals import Refused
from alliantie.web.shares import SharePoint, ShareView, share_picture


@dataclass(frozen=True, slots=True)
class Share:
    """One share over the quarters: a chart in two sizes, the same in rows, and a sentence on what stands out."""

    title: str
    wide: Markup
    narrow: Markup
    rows: tuple[tuple[str, ...], ...]
    said: str


def shares(found: PracticeFigures, name: str, language: str) -> tuple[Share, ...]:
    """The shares of a practice of which two quarters or more are shown; `name` tells the charts of a page apart."""
    titles = (
        _("Begonnen, van wie een ronde kon hebben"),
        _("Samen gekeken, van wie begon"),
        _("Gepraat, van wie samen keek"),
        _("Een afspraak gemaakt, van wie praatte"),
    )
    made = (share_of(found, step, title, f"{name}-{step}", language) for step, title in enumerate(titles))
    return tuple(each for each in made if each is not None)


def share_of(found: PracticeFigures, step: int, title: str, name: str, language: str) -> Share | None:
    """The share of number `step` that the number after it is, over the periods; None where too few are shown."""
    quarters = found.quarters[::-1]
    sizes, counts = (
        np.array([np.nan if (tens := each.tens[at]) is None else tens for each in quarters], dtype=float)
        for at in (step, step + 1)
    )
    try:
        chart = rough_proportions(counts, sizes)
    except Refused:
        return None
    points, rows, outside = [], [], []
    for place, quarter in enumerate(quarters):
        if np.isnan(chart.least[place]):
            points.append(SharePoint(None, None))
            continue
        share = (float(chart.least[place]), float(chart.most[place]))
        limits = (float(chart.lower[place]), float(chart.upper[place]))
        signal = place + 1 in chart.signals
        points.append(SharePoint(share, limits, signal))
        rows.append(
            (quarter.name, _in_words(share, language), _in_words(limits, language), _("ja") if signal else _("nee"))
        )
        if signal:
            outside.append(quarter.name)
    view = ShareView(
        title=title,
        description=_("De tabel hierna zegt hetzelfde."),
        points=tuple(points),
        first=quarters[0].name,
        last=quarters[-1].name if len(quarters) > 1 else "",
        outside_text=_("anders"),
        name=name,
    )
    said = (
        _("Anders dan toeval maakt: %(quarters)s.") % {"quarters": ", ".join(outside)}
        if outside
        else _("Wat verschilt, kan toeval zijn.")
    )
    return Share(title, share_picture(view, "wide"), share_picture(view, "narrow"), tuple(rows[::-1]), said)


def _in_words(share: tuple[float, float], language: str) -> str:
    least, most = (format_percent(each, locale=LOCALES[language]) for each in share)
    return _("%(least)s tot %(most)s") % {"least": least, "most": most}
