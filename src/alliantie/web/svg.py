"""The few shapes the pictures are made of. Colours come from classes, so that they follow the theme and paper."""

from __future__ import annotations

import textwrap

from markupsafe import Markup


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def text(x: float, y: float, words: str, look: str, anchor: str = "start") -> Markup:
    """Return one line of text; `look` names its class in web/picture.css."""
    return Markup('<text class="picture-{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(
        look, _number(x), _number(y), anchor, words
    )


def line(x1: float, y1: float, x2: float, y2: float, look: str) -> Markup:
    """Return a straight line."""
    return Markup('<line class="picture-{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
        look, *map(_number, (x1, y1, x2, y2))
    )


def circle(x: float, y: float, radius: float, look: str) -> Markup:
    """Return a circle around x, y."""
    return Markup('<circle class="picture-{}" cx="{}" cy="{}" r="{}"/>').format(look, *map(_number, (x, y, radius)))


def square(x: float, y: float, side: float, look: str) -> Markup:
    """Return a square around x, y."""
    return Markup('<rect class="picture-{0}" x="{1}" y="{2}" width="{3}" height="{3}"/>').format(
        look, *map(_number, (x - side / 2, y - side / 2, side))
    )


def lines(words: str, letters: int, at_most: int) -> list[str]:
    """Fold text at spaces; what still does not fit is cut off with an ellipsis, never a word in two."""
    return textwrap.wrap(
        words,
        width=letters,
        max_lines=at_most,
        placeholder="…",
        break_long_words=False,
        break_on_hyphens=False,
    )


def shortened(name: str, letters: int) -> str:
    """Return a name of at most so many letters."""
    return name if len(name) <= letters else name[: letters - 1].rstrip() + "…"
