"""What a case of the demo is made of: its people, how things stand between them, and what befalls it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from alliantie.demo.names import Name
from alliantie.demo.patterns import Pattern, Share
from alliantie.demo.steps import Contact, Happened, Imposed


class Ending(StrEnum):
    """How things stand today between two people."""

    OPEN = "open"
    COMPLETE = "complete"
    REVEALED = "revealed"
    TALKED = "talked"
    """Nothing runs and nothing is left to talk about."""
    DUE = "due"
    """A moment of the practice has come and no round runs."""
    UNANSWERED = "unanswered"
    """Every round closed by itself."""
    NEW = "new"
    """The case is days old: the frame was not explained yet."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person of a case: by name when they can sign in, else of an origin; with the course of their rounds."""

    ending: Ending
    pattern: Pattern | None = None
    origin: str = "dutch"
    name: Name | None = None
    role: str = "client"
    share: Share = "all"
    easy: bool = False
    length: int | None = None
    language: str = "nl"


@dataclass(frozen=True, slots=True)
class Told:
    """Something that happened besides talks and rounds, so many days `after` the opening or so many days `ago`."""

    what: Contact | Happened | Imposed
    after: int = 0
    ago: int = 0


@dataclass(frozen=True, slots=True)
class Plot:
    """A case: its worker (0 is the one who can sign in), its measure, its people, and what else befalls it."""

    worker: int
    measure: str
    members: tuple[Member, ...]
    earlier_worker: int | None = None
    shows_earlier: bool = False
    covered_by: int | None = None
    warned: bool = False
    next_measure: str = ""
    beside: tuple[str, ...] = ()
    """Measures that hold from the beginning too."""
    told: tuple[Told, ...] = ()
    """With these the usual talks end, so that what is due today is known beforehand."""
    whole: bool = False
    """Nothing befalls it besides what is told, from its first day on."""

    @property
    def talk_today(self) -> bool:
        """Whether one of its talks is today: where who can sign in can look together, or looked and has to talk."""
        return self.worker == 0 and any(each.ending in (Ending.COMPLETE, Ending.REVEALED) for each in self.members)


@dataclass(frozen=True, slots=True)
class Ended:
    """A case that is over: what befell it in the `days` it ran, and for which reason of the practice it ended.

    What lies so many days `ago` in its plot lies so many days before its end.
    """

    plot: Plot
    reason: str
    days: int


def one(ending: Ending, pattern: Pattern | None = None, origin: str = "dutch", **more: object) -> tuple[Member, ...]:
    """The only person of a case."""
    return (Member(ending, pattern, origin, **more),)  # type: ignore[arg-type]
