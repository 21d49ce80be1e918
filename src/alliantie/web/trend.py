"""The trend of one characteristic: a mark a round for each of two people, drawn as SVG on the server.

As in the picture of one round, shape, place and kind of line tell the two apart, and the style sheet adds the colour
(web/picture.css). A line joins rounds of one person alone, and only where the pair and the questions stayed the same.
Lengths are in units of the viewBox.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from markupsafe import Markup

from alliantie.web import svg
from alliantie.web.frames import Size

MOST = 8
ASIDE = 7.0
CIRCLE_RADIUS = 6.5
SQUARE = 11.0
SQUARE_STROKE = 2.5
# From top to bottom: the numbers of events, the plot, the days.
NUMBER_BASELINE = 14.0
PLOT_TOP = 30.0
PLOT = 96.0
EVENT_BEYOND = 10.0
CAP = 4.0
DAY_BASELINE = PLOT_TOP + PLOT + 32
HEIGHT = 168

Who = Literal["client", "professional"]


@dataclass(frozen=True)
class TrendFrame:
    """Where things stand in one of the two sizes, from left to right."""

    width: int
    start: float
    end: float
    words_end: float
    word_letters: int
    word_leading: float


FRAMES: dict[Size, TrendFrame] = {
    "wide": TrendFrame(width=720, start=164, end=680, words_end=140, word_letters=18, word_leading=17),
    "narrow": TrendFrame(width=350, start=112, end=326, words_end=92, word_letters=13, word_leading=16),
}


@dataclass(frozen=True)
class Place:
    """One round. `joined`: its questions and its people are those of the place before, so that a line may run on."""

    client: float | None
    professional: float | None
    joined: bool = False


@dataclass(frozen=True)
class TrendView:
    """Everything one panel says, oldest round first; all texts already in the reader's language.

    `words` are the answers at some values; `events` the places after which something happened, numbered in that order.
    `bands` tell per person between which values chance alone puts the newest mark; what lies beyond the answers is cut.

    Of both people, or of one alone: then no place has a value of the other. `name` starts the ids in the SVG and must
    differ between pictures on one page.
    """

    title: str
    description: str
    places: tuple[Place, ...]
    words: tuple[tuple[float, str], ...]
    first_day: str
    last_day: str
    none_text: str
    events: tuple[int, ...] = ()
    bands: tuple[tuple[Who, float, float], ...] = ()
    minimum: int = 1
    maximum: int = 5
    name: str = "trend"


def trend_picture(view: TrendView, size: Size) -> Markup:
    """Return the SVG of one panel in one of its two sizes; the style sheet shows the size that fits.

    Raises ValueError for more rounds than fit or none, a value outside the answers, or an event not between two.
    """
    _check(view)
    frame = FRAMES[size]
    ids = f"{view.name}-{size}"
    drawn = [
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" role="img"'
            ' aria-labelledby="{2}-title" aria-describedby="{2}-desc">'
        ).format(frame.width, HEIGHT, ids),
        Markup('<title id="{0}-title">{1}</title><desc id="{0}-desc">{2}</desc>').format(
            ids, view.title, view.description
        ),
        *_words(view, frame),
        *_days(view, frame),
        *_events(view, frame),
        *_none(view, frame),
        *_bands(view, frame),
        # Every mark on top of every line: where the two are equal, neither hides the other.
        *_lines(view, frame, "client"),
        *_lines(view, frame, "professional"),
        *(svg.circle(*mark, CIRCLE_RADIUS, "client") for mark in filter(None, _marks(view, frame, "client"))),
        # The stroke lies half outside the rectangle, so that the whole square is SQUARE wide.
        *(
            svg.square(*mark, SQUARE - SQUARE_STROKE, "professional-small")
            for mark in filter(None, _marks(view, frame, "professional"))
        ),
        Markup("</svg>"),
    ]
    return Markup("\n").join(drawn)


def _check(view: TrendView) -> None:
    if not 1 <= len(view.places) <= MOST:
        raise ValueError(f"a trend shows one to {MOST} rounds")
    values = [value for place in view.places for value in (place.client, place.professional)]
    if any(value is not None and not view.minimum <= value <= view.maximum for value in values):
        raise ValueError("a value lies outside the answers")
    if list(view.events) != sorted(set(view.events)) or not set(view.events) <= set(range(len(view.places) - 1)):
        raise ValueError("an event stands between two rounds")


def _x(view: TrendView, frame: TrendFrame, place: float) -> float:
    return frame.start + (frame.end - frame.start) * place / max(len(view.places) - 1, 1)


def _y(view: TrendView, value: float) -> float:
    return PLOT_TOP + PLOT * (view.maximum - value) / (view.maximum - view.minimum)


def _words(view: TrendView, frame: TrendFrame) -> Iterator[Markup]:
    left, right = frame.start - ASIDE - CIRCLE_RADIUS, frame.end + ASIDE + CIRCLE_RADIUS
    for value, words in view.words:
        y = _y(view, value)
        yield svg.line(left, y, right, y, "tick")
        lines = svg.lines(words, frame.word_letters, 2)
        first = y + 5 - frame.word_leading * (len(lines) - 1) / 2
        for row, line in enumerate(lines):
            yield svg.text(frame.words_end, first + frame.word_leading * row, line, "soft", "end")


def _days(view: TrendView, frame: TrendFrame) -> Iterator[Markup]:
    """The first day and the newest; the days between stand in the table, since a phone has no room for them."""
    yield svg.text(frame.start - ASIDE - CIRCLE_RADIUS, DAY_BASELINE, view.first_day, "soft")
    if len(view.places) > 1:
        yield svg.text(min(frame.end + 24, frame.width), DAY_BASELINE, view.last_day, "soft", "end")


def _events(view: TrendView, frame: TrendFrame) -> Iterator[Markup]:
    for number, place in enumerate(view.events, start=1):
        x = _x(view, frame, place + 0.5)
        yield svg.line(x, PLOT_TOP - EVENT_BEYOND, x, PLOT_TOP + PLOT + EVENT_BEYOND, "event")
        yield svg.text(x, NUMBER_BASELINE, str(number), "text", "middle")


def _none(view: TrendView, frame: TrendFrame) -> Iterator[Markup]:
    """One word for each run of rounds without a mark, since on a phone two would not fit beside each other."""
    numbered = enumerate(view.places)
    for without, run in groupby(numbered, key=lambda each: each[1].client is None and each[1].professional is None):
        if without:
            places = [place for place, _round in run]
            middle = _x(view, frame, (places[0] + places[-1]) / 2)
            # Between two of the lines that carry words.
            yield svg.text(middle, PLOT_TOP + PLOT * 0.75 + 5, view.none_text, "soft", "middle")


def _bands(view: TrendView, frame: TrendFrame) -> Iterator[Markup]:
    """A capped line at the newest mark of a person, which stays beside it where that mark lies outside."""
    for who, lower, upper in view.bands:
        x = _x(view, frame, len(view.places) - 1) + (-ASIDE if who == "client" else ASIDE)
        ends = [_y(view, min(max(value, view.minimum), view.maximum)) for value in (lower, upper)]
        yield svg.line(x, ends[0], x, ends[1], f"{who}-band")
        for y in ends:
            yield svg.line(x - CAP, y, x + CAP, y, f"{who}-band")


def _marks(view: TrendView, frame: TrendFrame, who: Who) -> list[tuple[float, float] | None]:
    """Where one person's marks stand; None where there is none."""
    aside = -ASIDE if who == "client" else ASIDE
    values = [place.client if who == "client" else place.professional for place in view.places]
    return [
        None if value is None else (_x(view, frame, index) + aside, _y(view, value))
        for index, value in enumerate(values)
    ]


def _lines(view: TrendView, frame: TrendFrame, who: Who) -> Iterator[Markup]:
    marks = _marks(view, frame, who)
    for before, mark, place in zip(marks, marks[1:], view.places[1:], strict=False):
        if before and mark and place.joined:
            yield svg.line(*before, *mark, f"{who}-line")
