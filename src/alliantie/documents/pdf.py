"""Letters as accessible PDF (PDF/UA-1): tagged, with title and language, fonts inside. Made by Typst.

What people wrote goes in as data and is never read as code. No font, file or address outside this folder is used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import typst

from alliantie.documents.text import Block

_HERE = Path(__file__).parent
PAGE = {"nl": "Bladzijde", "en": "Page"}
_SIGN = re.compile(r"the text `\"(.*?)\"` could not be displayed")


class Unprintable(ValueError):
    """The text holds a sign our letter type does not have; `sign` is that sign, or "" where it is not known."""

    def __init__(self, sign: str) -> None:
        super().__init__("a sign cannot be printed")
        self.sign = sign


@dataclass(frozen=True, slots=True)
class Paper:
    """One letter as it is printed: who sends it, to whom, what it is about, what it says, and who signed."""

    title: str
    sender: tuple[str, ...]
    to: tuple[str, ...]
    about: tuple[str, ...]
    parts: tuple[Block, ...]
    signed: tuple[str, ...]


def pdf(papers: Sequence[Paper], *, language: str, made_at: datetime) -> bytes:
    """The papers as one PDF, each from a new page on; some 15 ms, less for each paper more.

    `language` is "nl" or "en"; the same input gives the same bytes. Raises Unprintable.
    """
    compiler = typst.Compiler(
        _source(),
        root=str(_HERE),
        font_paths=letter_type(),
        ignore_system_fonts=True,
        sys_inputs={
            "letters": json.dumps([asdict(paper) for paper in papers]),
            "title": papers[0].title,
            "author": papers[0].sender[0],
            "lang": language,
            "page": PAGE[language],
        },
    )
    try:
        made = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=made_at.replace(microsecond=0))
    except typst.TypstError as error:
        # Everything but the text is our own and tried: what it cannot set is a sign of the text.
        found = _SIGN.search(error.message)
        if found is None:
            raise
        raise Unprintable(found[1]) from None
    return bytes(made)  # type: ignore[arg-type]  # one file, in memory


@cache
def _source() -> bytes:
    return (_HERE / "letter.typ").read_bytes()


@cache
def letter_type() -> typst.Fonts:
    """Our own letter type, and no other of the machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_HERE / "fonts")])
