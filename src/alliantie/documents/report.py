"""A report as accessible PDF (PDF/UA-1): text, tables and charts, each chart with its words. Made by Typst."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

import typst

from alliantie.documents.pdf import PAGE, letter_type

_HERE = Path(__file__).parent
# As web/picture.css and insight/shares.css look on paper, in grey alone.
_STYLE = (
    "<style>text { font-family: 'Atkinson Hyperlegible Next'; font-size: 15px; fill: #111 }"
    " line { stroke: #111; stroke-width: 2 } .picture-tick { stroke: #bbb } .picture-range { stroke-width: 3 }"
    " .picture-event { stroke-dasharray: 2 4 }</style>"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A heading of a level, paragraphs, a list, a table, or a chart: an SVG with what it says as its one line.

    `title` is what a table is about, and no other table of the report. `narrow` is the same chart for a small screen.
    """

    kind: Literal["heading", "paragraph", "list", "table", "chart"]
    lines: tuple[str, ...] = ()
    level: int = 2
    title: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    svg: str = ""
    narrow: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One report: what it is called, whose it is, and its parts in order."""

    title: str
    sender: str
    parts: tuple[Part, ...]


def report_pdf(report: Report, *, language: str, made_at: datetime) -> bytes:
    """The report as PDF; the same input gives the same bytes. `language` is "nl" or "en"."""
    parts = [replace(part, svg=part.svg.replace("</desc>", f"</desc>{_STYLE}", 1)) for part in report.parts]
    compiler = typst.Compiler(
        (_HERE / "report.typ").read_bytes(),
        root=str(_HERE),
        font_paths=letter_type(),
        ignore_system_fonts=True,
        sys_inputs={
            "report": json.dumps(asdict(replace(report, parts=tuple(parts)))),
            "lang": language,
            "page": PAGE[language],
        },
    )
    made = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=made_at.replace(microsecond=0))
    return bytes(made)  # type: ignore[arg-type]  # one file, in memory
