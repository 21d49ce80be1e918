"""The people around somebody, drawn as three circles on the server. Lengths are in units of the picture's viewBox.

Shape tells people from professionals, and the line to the middle whether somebody helps or costs energy: it works in
grey, in the dark and on paper. Everyone has a number, which the list beside it has too; a name where there is room.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from typing import Literal

from markupsafe import Markup

from alliantie.web import svg


@dataclass(frozen=True)
class Mark:
    """Somebody on the map. `effect` is "helps", "costs", "both" or ""."""

    number: int
    name: str
    circle: int
    effect: str
    professional: bool
    warned: bool


@dataclass(frozen=True)
class NetworkView:
    """Everything the picture says, in the reader's language. `circles` names the three, from the inside out."""

    title: str
    description: str
    name: str
    circles: tuple[str, ...]
    people: tuple[Mark, ...]


@dataclass(frozen=True)
class _Frame:
    """One size: its side, how far apart the circles are, the size of a mark, and letters in a name and their width."""

    side: float
    step: float
    mark: float
    letters: int
    letter: float


_FRAMES = {"wide": _Frame(720, 112, 15, 12, 8.5), "narrow": _Frame(350, 54, 12, 7, 8)}
_TURN = 2 * pi


def network_picture(view: NetworkView, size: Literal["wide", "narrow"]) -> Markup:
    """Return the SVG in one of its two sizes; the style sheet shows the size that fits."""
    frame, ids = _FRAMES[size], f"network-{size}"
    middle = frame.side / 2
    drawn = [
        Markup('<title id="{0}-title">{1}</title><desc id="{0}-desc">{2}</desc>').format(
            ids, view.title, view.description
        )
    ]
    for ring, name in enumerate(view.circles, 1):
        drawn.append(svg.circle(middle, middle, ring * frame.step, "ring"))
        drawn.append(svg.text(middle, middle - ring * frame.step + 16, name, "soft", "middle"))
    places = [(each, *_place(view, each, frame)) for each in view.people]
    for each, x, y in places:
        if each.effect:
            drawn.append(svg.line(middle, middle, x, y, each.effect))
    drawn.append(svg.circle(middle, middle, frame.mark, "client"))
    if size == "wide":
        name = svg.shortened(view.name, frame.letters)
        drawn.append(svg.text(middle, middle + frame.mark + 16, name, "text", "middle"))
    for each, x, y in places:
        look = "person-warned" if each.warned else "person"
        drawn.append(
            svg.square(x, y, 2 * frame.mark, look) if each.professional else svg.circle(x, y, frame.mark, look)
        )
        drawn.append(svg.text(x, y + 5, f"{each.number}!" if each.warned else str(each.number), "text", "middle"))
        if _room(view, each, frame):
            name = svg.shortened(each.name, frame.letters)
            drawn.append(svg.text(x, y + frame.mark + 15, name, "text", "middle"))
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" role="img"'
        ' aria-labelledby="{1}-title" aria-describedby="{1}-desc">{2}</svg>'
    ).format(int(frame.side), ids, Markup("\n").join(drawn))


def _ring(view: NetworkView, circle: int) -> list[Mark]:
    return [each for each in view.people if each.circle == circle]


def _radius(circle: int, frame: _Frame) -> float:
    # Between two circles; within the first a little further out, off the name in the middle.
    return (circle - (0.25 if circle == 1 else 0.5)) * frame.step


def _place(view: NetworkView, person: Mark, frame: _Frame) -> tuple[float, float]:
    """Where somebody stands: evenly spread within the circle, clear of its name and of other circles' lines."""
    ring = _ring(view, person.circle)
    angle = _TURN * (ring.index(person) + 0.5 + 0.2 * (person.circle - 2)) / len(ring) - pi / 2
    radius = _radius(person.circle, frame)
    return frame.side / 2 + radius * cos(angle), frame.side / 2 + radius * sin(angle)


def _room(view: NetworkView, person: Mark, frame: _Frame) -> bool:
    """Whether the names of a circle fit, beside each other and beside the middle."""
    radius, name = _radius(person.circle, frame), frame.letters * frame.letter
    return len(_ring(view, person.circle)) * name <= _TURN * radius and radius >= name / 2 + 2 * frame.mark
