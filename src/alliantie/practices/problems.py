"""A problem in a practice file: where it is and what is wrong, in one line."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from alliantie.practices.messages import Message, in_language

Location = tuple[str | int, ...]

_LONGEST_REASON = 300


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend: the file as it was named, the line (from 1), the field and the reason."""

    file: str
    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.reason}"

    def in_(self, language: str) -> Problem:
        """The problem with its reason in Dutch ("nl") or English."""
        return replace(self, reason=in_language(self.reason, language))

    def as_data(self) -> dict[str, str | int]:
        """The problem as plain data, for ``--json``."""
        return asdict(self)


@dataclass(frozen=True)
class Finding:
    """A fault at a place in the data, before that place is turned into a line."""

    location: Location
    reason: str


def in_one_line(text: str) -> str:
    """`text` in each language, fit for one line of a terminal: no breaks or control characters, not too long."""
    if isinstance(text, Message):
        return Message(in_one_line(str(text)), in_one_line(text.nl))
    line = "".join(c if c.isprintable() else "?" for c in " ".join(text.split()))
    return line if len(line) <= _LONGEST_REASON else line[: _LONGEST_REASON - 1] + "…"


def field_name(location: Location) -> str:
    """The place as a reader of the file writes it, such as ``talks[0].name.nl``; "file" for the whole."""
    name = ""
    for step in location:
        if isinstance(step, int):
            name += f"[{step}]"
        else:
            name += f".{step}" if name else step
    return name or "file"


def problem_of(line: int, file: str, finding: Finding) -> Problem:
    """The finding as a problem of `file` at `line`."""
    return Problem(file, line, field_name(finding.location), in_one_line(finding.reason))
