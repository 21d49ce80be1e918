"""The kinds of values the options of `stats` take."""

from __future__ import annotations

import math
from argparse import ArgumentTypeError


def columns(text: str) -> list[str]:
    """Read the names of columns, such as a,b,c; each once."""
    found = [name.strip() for name in text.split(",")]
    if not all(found):
        raise ArgumentTypeError(f"{text!r} is no list of columns such as a,b,c")
    for name in found:
        if found.count(name) > 1:
            raise ArgumentTypeError(f"{name} stands twice in {text}")
    return found


def number(text: str) -> float:
    """Read a number."""
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise ArgumentTypeError(f"{text} is no number")
    return found


def share(text: str) -> float:
    """Read a number above 0 and below 1."""
    found = number(text)
    if not 0 < found < 1:
        raise ArgumentTypeError(f"{text} does not lie between 0 and 1")
    return found


def count(text: str) -> int:
    """Read a whole number from 1 on."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:12]) <= 10**9):
        raise ArgumentTypeError(f"{text} is no whole number from 1 on")
    return int(text)
