"""The few shapes the pictures are made of. Colours come from classes, so that they follow the theme and paper."""

from __future__ import annotations

import textwrap

from markupsafe import Markup, escape


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


# Filled in as plain strings, which is ten times as fast. Only the words are not numbers or names of ours.


def text(x: float, y: float, words: str, look: str, anchor: str = "start") -> Markup:
    """Return one line of text; `look` names its class in web/picture.css."""
    place = f'x="{_number(x)}" y="{_number(y)}" text-anchor="{anchor}"'
    return Markup(f'<text class="picture-{look}" {place}>{escape(words)}</text>')  # noqa: S704


def line(x1: float, y1: float, x2: float, y2: float, look: str) -> Markup:
    """Return a straight line."""
    ends = f'x1="{_number(x1)}" y1="{_number(y1)}" x2="{_number(x2)}" y2="{_number(y2)}"'
    return Markup(f'<line class="picture-{look}" {ends}/>')  # noqa: S704


def circle(x: float, y: float, radius: float, look: str) -> Markup:
    """Return a circle around x, y."""
    place = f'cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius)}"'
    return Markup(f'<circle class="picture-{look}" {place}/>')  # noqa: S704


def square(x: float, y: float, side: float, look: str) -> Markup:
    """Return a square around x, y."""
    length = _number(side)
    place = f'x="{_number(x - side / 2)}" y="{_number(y - side / 2)}" width="{length}" height="{length}"'
    return Markup(f'<rect class="picture-{look}" {place}/>')  # noqa: S704


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
