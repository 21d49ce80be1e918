"""Where a claim stands, and which may follow which."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where a claim stands."""

    KNOWN = "known"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    IN_ARRANGEMENT = "in_arrangement"
    SETTLED = "settled"
    WRITTEN_OFF = "written_off"


TRANSITIONS: dict[Status, tuple[Status, ...]] = {
    Status.KNOWN: (Status.ASKED, Status.CONFIRMED, Status.DISPUTED, Status.SETTLED, Status.WRITTEN_OFF),
    # A letter that turns out not to have been sent was never a question.
    Status.ASKED: (Status.KNOWN, Status.CONFIRMED, Status.DISPUTED, Status.SETTLED, Status.WRITTEN_OFF),
    Status.CONFIRMED: (Status.DISPUTED, Status.IN_ARRANGEMENT, Status.SETTLED, Status.WRITTEN_OFF),
    Status.DISPUTED: (Status.ASKED, Status.CONFIRMED, Status.SETTLED, Status.WRITTEN_OFF),
    # An arrangement that fails leaves the debt that was confirmed.
    Status.IN_ARRANGEMENT: (Status.CONFIRMED, Status.SETTLED, Status.WRITTEN_OFF),
    # A payment that was turned back, and a creditor who asks again.
    Status.SETTLED: (Status.CONFIRMED,),
    Status.WRITTEN_OFF: (Status.CONFIRMED,),
}

OPEN = (Status.KNOWN, Status.ASKED, Status.CONFIRMED, Status.DISPUTED, Status.IN_ARRANGEMENT)
"""Those that count in what is owed."""


def may_become(before: Status, after: Status) -> bool:
    """Whether a claim may go from one status to another."""
    return after in TRANSITIONS[before]


def diagram() -> str:
    """The transitions as a Mermaid state diagram; docs/claim-states.md holds it and a test keeps it fresh."""
    lines = ["stateDiagram-v2", f"    [*] --> {Status.KNOWN}"]
    lines += [f"    {before} --> {after}" for before, following in TRANSITIONS.items() for after in following]
    return "\n".join(lines) + "\n"
