"""The states of a round that others can see, and which may follow which."""

from __future__ import annotations

from django.db import models


class State(models.TextChoices):
    """Where a round stands, for anyone who may know of the round."""

    PLANNED = "planned"
    OPEN = "open"
    COMPLETE = "complete"
    REVEALED = "revealed"
    DISCUSSED = "discussed"
    CLOSED = "closed"


TRANSITIONS: dict[State, tuple[State, ...]] = {
    State.PLANNED: (State.OPEN, State.CLOSED),
    State.OPEN: (State.COMPLETE, State.CLOSED),
    State.COMPLETE: (State.REVEALED, State.CLOSED),
    State.REVEALED: (State.DISCUSSED, State.CLOSED),
    State.DISCUSSED: (),
    State.CLOSED: (),
}

RUNNING = (State.PLANNED, State.OPEN, State.COMPLETE, State.REVEALED)


def diagram() -> str:
    """The transitions as a Mermaid state diagram; docs/round-states.md holds it and a test keeps it fresh."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.PLANNED}", f"    [*] --> {State.OPEN}"]
    for before, following in TRANSITIONS.items():
        lines += [f"    {before} --> {after}" for after in following]
        if not following:
            lines.append(f"    {before} --> [*]")
    return "\n".join(lines) + "\n"
