"""The picture of one round: two people side by side on the same axes, drawn as SVG on the server.

Shape and place tell the two apart, style sheets add the colour (web/picture.css), so the picture also works in grey,
in the dark and on paper. Nothing in it joins, subtracts or adds the two. Lengths are in units of the picture's viewBox.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from alliantie.web import svg
from alliantie.web.frames import FRAMES, Frame, Size

CLIENT_RADIUS = 11.0
SQUARE = 20.0
SQUARE_STROKE = 4.0
BEFORE_WIDTH = 11.0
BEFORE_STROKE = 1.5
LANE = 15.0
TICK = 28.0
# A mark of the previous round is drawn from this change on (in answer steps); less is the ordinary wobble of an answer.
MOVED = 0.5


@dataclass(frozen=True)
class Band:
    """One characteristic: both people now and, when there was one, in the previous round."""

    name: str
    hint: str
    client: float | None
    professional: float | None
    client_before: float | None = None
    professional_before: float | None = None


@dataclass(frozen=True)
class RevealView:
    """Everything the picture says; all texts already in the reader's language.

    `answer_words` stand over the values `minimum`, `minimum` + 1, … `maximum`. With `empty_text` the axes stay empty.
    `name` starts the ids in the SVG and must differ between pictures on one page.
    """

    title: str
    description: str
    client_name: str
    professional_name: str
    bands: tuple[Band, ...]
    answer_words: tuple[str, ...]
    missing_text: str
    friction_title: str
    friction_hint: str
    friction_client_label: str
    friction_professional_label: str
    friction_low: str
    friction_high: str
    friction_client: float | None = None
    friction_professional: float | None = None
    empty_text: str | None = None
    minimum: int = 1
    maximum: int = 5
    name: str = "picture"


def reveal_picture(view: RevealView, size: Size) -> Markup:
    """Return the SVG of one round in one of its two sizes; the style sheet shows the size that fits.

    Raises ValueError when a value lies outside the answers, or the words do not match the range.
    """
    _check(view)
    frame = FRAMES[size]
    ids = f"{view.name}-{size}"
    drawn = [
        Markup('<title id="{0}-title">{1}</title><desc id="{0}-desc">{2}</desc>').format(
            ids, view.title, view.description
        ),
        *_answer_words(view, frame),
    ]
    for index, band in enumerate(view.bands):
        drawn += _band(view, frame, band, frame.bands_top + index * frame.band_height)
    if view.empty_text is not None:
        drawn.append(_empty_text(view, frame, view.empty_text))
    drawn += _friction(view, frame)
    opening = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" role="img"'
        ' aria-labelledby="{2}-title" aria-describedby="{2}-desc">'
    ).format(frame.width, frame.height, ids)
    return Markup("\n").join([opening, *drawn, Markup("</svg>")])


def _check(view: RevealView) -> None:
    if len(view.answer_words) != view.maximum - view.minimum + 1 or view.minimum >= view.maximum:
        raise ValueError("answer_words must name each value from minimum to maximum")
    values = [view.friction_client, view.friction_professional]
    for band in view.bands:
        values += [band.client, band.professional, band.client_before, band.professional_before]
    if any(value is not None and not view.minimum <= value <= view.maximum for value in values):
        raise ValueError("a value lies outside the answers")


def _x(view: RevealView, frame: Frame, value: float) -> float:
    share = (value - view.minimum) / (view.maximum - view.minimum)
    return frame.axis_start + frame.axis_length * share


def _answer_words(view: RevealView, frame: Frame) -> list[Markup]:
    drawn = []
    for value, words in enumerate(view.answer_words, start=view.minimum):
        lines = svg.lines(words, frame.word_letters, frame.word_lines)
        top = frame.bands_top - 10 - frame.word_leading * (len(lines) - 1)
        drawn += [
            svg.text(_x(view, frame, value), top + frame.word_leading * row, line, "soft", "middle")
            for row, line in enumerate(lines)
        ]
    return drawn


def _band(view: RevealView, frame: Frame, band: Band, top: float) -> list[Markup]:
    axis = top + frame.axis_below_top
    drawn = [
        svg.text(0, top + frame.name_baseline, band.name, "name"),
        svg.text(0, top + frame.hint_baseline, band.hint, "soft"),
    ]
    for value in range(view.minimum, view.maximum + 1):
        x = _x(view, frame, value)
        drawn.append(svg.line(x, axis - TICK, x, axis + TICK, "tick"))
    end = frame.axis_start + frame.axis_length
    drawn.append(svg.line(frame.axis_start, axis, end, axis, "axis"))
    drawn += _lane(view, frame, "client", axis - LANE, band.client, band.client_before)
    drawn += _lane(view, frame, "professional", axis + LANE, band.professional, band.professional_before)
    return drawn


def _lane(
    view: RevealView,
    frame: Frame,
    who: Literal["client", "professional"],
    y: float,
    now: float | None,
    before: float | None,
) -> list[Markup]:
    name = view.client_name if who == "client" else view.professional_name
    shown = svg.shortened(name, frame.name_letters)
    drawn = [svg.text(frame.name_x, y + 5, shown, "text", frame.name_anchor)]
    if view.empty_text is not None:
        return drawn
    if now is None:
        drawn.append(svg.text(frame.axis_start + 8, y + 5, view.missing_text, "soft"))
        return drawn
    x = _x(view, frame, now)
    if before is not None and abs(now - before) >= MOVED:
        drawn += _before(who, _x(view, frame, before), x, y)
    drawn.append(_mark(who, x, y))
    return drawn


def _mark(who: Literal["client", "professional"], x: float, y: float) -> Markup:
    if who == "client":
        return svg.circle(x, y, CLIENT_RADIUS, who)
    # The stroke lies half outside the rectangle, so that the whole square is SQUARE wide.
    return svg.square(x, y, SQUARE - SQUARE_STROKE, who)


def _before(who: Literal["client", "professional"], then: float, now: float, y: float) -> list[Markup]:
    """The previous round in the same lane: a smaller, dashed shape and a dotted line to the mark of now."""
    half = BEFORE_WIDTH / 2
    towards = 1 if now > then else -1
    path = svg.line(then + towards * half, y, now - towards * CLIENT_RADIUS, y, f"{who}-path")
    if who == "client":
        return [path, svg.circle(then, y, half - BEFORE_STROKE / 2, f"{who}-before")]
    return [path, svg.square(then, y, BEFORE_WIDTH - BEFORE_STROKE, f"{who}-before")]


def _empty_text(view: RevealView, frame: Frame, words: str) -> Markup:
    """In the middle of the axes, above the line of the middle band."""
    middle = frame.bands_top + (len(view.bands) // 2) * frame.band_height + frame.axis_below_top
    x = frame.axis_start + frame.axis_length / 2
    return svg.text(x, middle - LANE + 5, words, "empty", "middle")


def _friction(view: RevealView, frame: Frame) -> list[Markup]:
    """Two axes of their own: what is hard differs per person, so they cannot be held against each other."""
    each = (frame.width - frame.friction_gap) / 2
    return [
        svg.line(0, frame.divider, frame.width, frame.divider, "apart"),
        svg.text(0, frame.friction_title_baseline, view.friction_title, "name"),
        svg.text(0, frame.friction_hint_baseline, view.friction_hint, "soft"),
        *_friction_axis(view, frame, "client", 0, each, view.friction_client_label, view.friction_client),
        *_friction_axis(
            view,
            frame,
            "professional",
            each + frame.friction_gap,
            each,
            view.friction_professional_label,
            view.friction_professional,
        ),
    ]


def _friction_axis(
    view: RevealView,
    frame: Frame,
    who: Literal["client", "professional"],
    left: float,
    length: float,
    label: str,
    value: float | None,
) -> list[Markup]:
    lines = svg.lines(label, frame.friction_label_letters, 2)
    top = frame.friction_label_baseline - frame.word_leading * (len(lines) - 1)
    start, end = left + frame.friction_inset, left + length - frame.friction_inset
    ends = frame.friction_axis + 25
    drawn = [
        *(svg.text(left, top + frame.word_leading * row, line, "text") for row, line in enumerate(lines)),
        svg.line(left, frame.friction_axis, left + length, frame.friction_axis, "axis"),
        svg.text(left, ends, view.friction_low, "soft"),
        svg.text(left + length, ends, view.friction_high, "soft", "end"),
    ]
    if view.empty_text is not None:
        return drawn
    if value is None:
        drawn.append(svg.text(left, frame.friction_axis - 8, view.missing_text, "soft"))
        return drawn
    share = (value - view.minimum) / (view.maximum - view.minimum)
    drawn.append(_mark(who, start + (end - start) * share, frame.friction_axis))
    return drawn
