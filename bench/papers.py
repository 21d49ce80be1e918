"""How long a letter takes to become a PDF in this process: the first, those after it, and one to forty addressees."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from statistics import median

from alliantie.documents.pdf import Paper, pdf
from alliantie.documents.text import blocks
from bench.table import Line

LIMIT = 150
_TIMES = 40
_SAID = "U hield zich niet aan een voorwaarde. Kom daarom dinsdag om tien uur bij mij langs. "


def letters() -> list[Line]:
    """Each with its limit, in milliseconds. Every letter says something else, so that nothing of one is used again."""
    taken = [_milliseconds(1, turn) for turn in range(_TIMES)]
    return [
        Line.at_most("a letter as PDF, the first of a process", taken[0], LIMIT, " ms"),
        Line.at_most("a letter as PDF, two pages, median", median(taken[1:]), LIMIT, " ms"),
        Line("a letter to forty addressees as one PDF", f"{_milliseconds(40, _TIMES):.0f} ms"),
    ]


def _milliseconds(addressees: int, turn: int) -> float:
    body = "\n\n".join(f"# Kop {turn} {part}\n\n{_SAID * 6}\n\n- een {turn}\n- twee" for part in range(6))
    papers = [
        Paper("Waarschuwing", ("Organisatie", "Team"), (f"Naam {place}",), (f"{turn}",), blocks(body), ("Naam",))
        for place in range(addressees)
    ]
    began = time.perf_counter()
    pdf(papers, language="nl", made_at=datetime(2026, 1, 1, tzinfo=UTC))
    return (time.perf_counter() - began) * 1000
