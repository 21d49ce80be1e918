"""Shares of groups over time, each known to a range, with the limits chance stays within; SVG made on the server.

Nothing is told by colour: a range is a capped line, limits are dashed, what lies outside carries its word. Lengths are
in units of the viewBox.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from alliantie.web import svg
from alliantie.web.frames import Size

WIDTHS: dict[Size, tuple[int, float, float]] = {"wide": (720, 70, 700), "narrow": (350, 54, 340)}
"""Of each size: the width, and where the plot begins and ends."""
TOP, PLOT, HEIGHT, CAP = 26.0, 120.0, 190, 5.0

Range = tuple[float, float]
"""A range of shares of 1, and where it lies."""


@dataclass(frozen=True)
class SharePoint:
    """One period: between which shares it lies, and between which limits chance stays; None where nothing is shown."""

    share: Range | None
    limits: Range | None
    outside: bool = False


@dataclass(frozen=True)
class ShareView:
    """Everything one chart says, oldest period first; all texts in the reader's language. `name` starts the ids."""

    title: str
    description: str
    points: tuple[SharePoint, ...]
    first: str
    last: str
    outside_text: str
    name: str


def share_picture(view: ShareView, size: Size) -> Markup:
    """The SVG of a chart in one of its two sizes."""
    width, start, end = WIDTHS[size]
    step = (end - start) / len(view.points)

    def y(share: float) -> float:
        return TOP + PLOT * (1 - share)

    def point(place: int, each: SharePoint) -> Iterator[Markup]:
        x = start + step * (place + 0.5)
        for limit in each.limits or ():
            yield svg.line(x - step / 2, y(limit), x + step / 2, y(limit), "event")
        if each.share is not None:
            least, most = each.share
            yield svg.line(x, y(least), x, y(most), "range")
            for cut in each.share:
                yield svg.line(x - CAP, y(cut), x + CAP, y(cut), "range")
        if each.outside:
            yield svg.text(x, 16, view.outside_text, "text", "middle")

    ids = f"{view.name}-{size}"
    drawn = [
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" role="img"'
            ' aria-labelledby="{2}-title" aria-describedby="{2}-desc">'
        ).format(width, HEIGHT, ids),
        Markup('<title id="{0}-title">{1}</title><desc id="{0}-desc">{2}</desc>').format(
            ids, view.title, view.description
        ),
    ]
    for share in (0.0, 0.5, 1.0):
        drawn.append(svg.line(start, y(share), end, y(share), "tick"))
        drawn.append(svg.text(start - 8, y(share) + 5, f"{share:.0%}".replace("%", " %"), "soft", "end"))
    for place, each in enumerate(view.points):
        drawn.extend(point(place, each))
    drawn.append(svg.text(start, HEIGHT - 12, view.first, "soft"))
    drawn.append(svg.text(end, HEIGHT - 12, view.last, "soft", "end"))
    drawn.append(Markup("</svg>"))
    return Markup("\n").join(drawn)
