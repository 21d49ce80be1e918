"""The text of a letter as people type it: paragraphs, headings (``# ``) and lists (``- ``), and nothing else.

What stands in it is text, never code: no other mark means anything, on the page or on paper.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Kind = Literal["heading", "paragraph", "list"]

LONGEST = 20_000
"""Characters a text may have: some eight pages."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (one line), a paragraph (its lines) or a list (its items)."""

    kind: Kind
    lines: tuple[str, ...]


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text, in their order. Lines that follow each other belong together, as far as they are alike."""
    found: list[Block] = []
    for kind, group in groupby((_line(line) for line in plain(text).split("\n")), key=lambda each: each[0]):
        lines = tuple(line for _kind, line in group if line)
        if kind == "heading":
            found += (Block("heading", (line,)) for line in lines)
        elif kind != "nothing" and lines:
            found.append(Block(kind, lines))
    return tuple(found)


def text_of(parts: Iterable[Block]) -> str:
    """The text that `blocks` reads as these parts."""
    marks = {"heading": "# ", "paragraph": "", "list": "- "}
    return "\n\n".join("\n".join(marks[part.kind] + line for line in part.lines) for part in parts)


def plain(text: str) -> str:
    """The text without what no reader sees: control and format characters, other line ends, spaces at the ends."""
    same = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    seen = (each for each in same if each == "\n" or unicodedata.category(each) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    return "\n".join(line.strip() for line in "".join(seen).split("\n")).strip()


def _line(line: str) -> tuple[Kind | Literal["nothing"], str]:
    if line.startswith("#"):
        return "heading", line.lstrip("#").strip()
    if f"{line} ".startswith(("- ", "• ")):
        return "list", line[1:].strip()
    return ("paragraph", line) if line else ("nothing", "")
