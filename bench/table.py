"""What was measured, next to its limit, as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One thing measured: the figure in words, the limit in words, and whether it holds (None where there is none).

    A limit is firm where what is measured is the same at each run: one that is broken fails the bench.
    """

    what: str
    measured: str
    limit: str = ""
    holds: bool | None = None
    firm: bool = False

    @classmethod
    def at_most(
        cls, what: str, value: float, limit: float, unit: str = "", note: str = "", *, firm: bool = False
    ) -> Line:
        """A figure that may be at most `limit`."""
        said = f"{_short(value)}{unit}{note and ', ' + note}"
        return cls(what, said, f"at most {_short(limit)}{unit}", value <= limit, firm)

    @classmethod
    def at_least(cls, what: str, value: float, limit: float, unit: str = "") -> Line:
        """A figure that has to be at least `limit`."""
        return cls(what, f"{_short(value)}{unit}", f"at least {_short(limit)}{unit}", value >= limit)


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"


def table(lines: Iterable[Line]) -> str:
    """The lines in columns, closed by how many limits hold."""
    found = list(lines)
    rows: list[Sequence[str]] = [("", "measured", "limit", "holds")]
    rows += [(line.what, line.measured, line.limit, _word(line.holds)) for line in found]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    text = "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
    limits = [line.holds for line in found if line.holds is not None]
    return f"{text}\n\n{sum(limits)} of {len(limits)} limits hold.\n"


def _word(holds: bool | None) -> str:
    return "" if holds is None else "yes" if holds else "NO"


def as_json(lines: Iterable[Line]) -> list[dict[str, object]]:
    """The lines for a program."""
    return [asdict(line) for line in lines]
