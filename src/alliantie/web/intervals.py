"""Means with the interval around them, a row a person, drawn as SVG on the server: no order but that of the names.

Shape and place tell the two of a row apart, and the style sheet adds the colour (web/picture.css). Lengths are in units
of the viewBox.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from alliantie.web import svg
from alliantie.web.frames import Size

WIDTHS: dict[Size, tuple[int, float, float, int]] = {"wide": (720, 230, 690, 26), "narrow": (350, 118, 336, 13)}
"""Of each size: the width, where the axis begins and ends, and how many letters of a name fit before it."""
TOP, ROW, LANE, RADIUS, SIDE, CAP = 44.0, 52.0, 9.0, 5.5, 9.0, 4.0

Interval = tuple[float, float, float]
"""The mean, and the two ends of its interval."""


@dataclass(frozen=True)
class IntervalRow:
    """One row: its name, and one interval for each of two people; None where there is too little to say."""

    name: str
    client: Interval | None
    professional: Interval | None


@dataclass(frozen=True)
class IntervalView:
    """Everything one picture says, in the reader's language. `words` are the answers at some values."""

    title: str
    description: str
    rows: tuple[IntervalRow, ...]
    words: tuple[tuple[float, str], ...]
    minimum: int = 1
    maximum: int = 5
    name: str = "intervals"


def interval_picture(view: IntervalView, size: Size) -> Markup:
    """The SVG of a picture in one of its two sizes; what lies beyond the answers is cut off at the last of them."""
    width, start, end, letters = WIDTHS[size]
    bottom = TOP + ROW * len(view.rows)

    def x(value: float) -> float:
        within = min(max(value, view.minimum), view.maximum)
        return start + (end - start) * (within - view.minimum) / (view.maximum - view.minimum)

    def row(place: int, each: IntervalRow) -> Iterator[Markup]:
        middle = TOP + ROW * (place + 0.5)
        yield svg.text(0, middle + 5, svg.shortened(each.name, letters), "text")
        for who, interval, y in (
            ("client", each.client, middle - LANE),
            ("professional", each.professional, middle + LANE),
        ):
            if interval is None:
                continue
            mean, lower, upper = interval
            yield svg.line(x(lower), y, x(upper), y, f"{who}-band")
            for cut in (lower, upper):
                yield svg.line(x(cut), y - CAP, x(cut), y + CAP, f"{who}-band")
            at = x(mean)
            yield svg.circle(at, y, RADIUS, who) if who == "client" else svg.square(at, y, SIDE, "professional-small")

    ids = f"{view.name}-{size}"
    drawn = [
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" role="img"'
            ' aria-labelledby="{2}-title" aria-describedby="{2}-desc">'
        ).format(width, bottom + 8, ids),
        Markup('<title id="{0}-title">{1}</title><desc id="{0}-desc">{2}</desc>').format(
            ids, view.title, view.description
        ),
    ]
    for value, words in view.words:
        drawn.append(svg.line(x(value), TOP - 4, x(value), bottom, "tick"))
        anchor = "end" if value == view.maximum else "start" if value == view.minimum else "middle"
        for line, text in enumerate(svg.lines(words, 12 if size == "narrow" else 20, 2)):
            drawn.append(svg.text(x(value), 16 + 16 * line, text, "soft", anchor))
    for place, each in enumerate(view.rows):
        drawn.extend(row(place, each))
    drawn.append(Markup("</svg>"))
    return Markup("\n").join(drawn)
