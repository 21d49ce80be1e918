"""What can happen in the story of a case, each so many days ago. Plain values: `performing` carries them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal

from alliantie.demo.names import Name
from alliantie.demo.patterns import Pattern, Role, Share
from alliantie.norms.timeline import FactValue
from alliantie.practices import rounds

Owner = Literal["client", "worker", "other"]
Goals = tuple[tuple[str, str, str, str], ...]
"""Area of life, words, step and when of each goal."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone a case is about."""

    name: Name
    role: str
    born_days_ago: int
    language: str
    easy: bool


@dataclass(frozen=True, slots=True)
class Open:
    """The case is opened, with its people and pairs."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A talk, with one person or (None) with the whole family, and what is written of it.

    `others` were there who are no people of the case.
    """

    talk_id: str
    person: int | None
    mode: str = ""
    others: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something else that the practice knows, with what it says; `days` are named by how many days after today."""

    kind: str
    values: tuple[tuple[str, str | bool | int], ...] = ()
    days: tuple[tuple[str, int], ...] = ()
    measure: str = ""

    def says(self, today: date) -> dict[str, FactValue]:
        """What it says, with its days as they fall from `today`."""
        return {**dict(self.values), **{name: today + timedelta(days=days) for name, days in self.days}}


@dataclass(frozen=True, slots=True)
class Imposed:
    """A condition of a kind the practice names, in the words of whoever imposed it, from that day on."""

    sort: str
    text: str


def held(mode: str, talk: rounds.Talk) -> dict[str, FactValue]:
    """What a contact says: where it was held, unless its kind of talk says so, and whether the frame was explained."""
    said: dict[str, FactValue] = {"mode": mode} if mode else {}
    return said | ({"explained": True} if talk.explains_frame else {})


@dataclass(frozen=True, slots=True)
class Explain:
    """The worker explains the frame to someone, who says it is clear."""

    person: int


@dataclass(frozen=True, slots=True)
class PlanAgreed:
    """The plan is agreed, with one person or (None) with the whole family."""

    person: int | None
    goals: Goals


@dataclass(frozen=True, slots=True)
class Promised:
    """Something small is agreed, with one person or (None) with the whole family.

    `number` tells those of a case apart.
    """

    number: int
    person: int | None
    owner: Owner
    text: str
    owner_name: str
    due_in: int
    """Until how many days later it is to be done."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was agreed under that number is ticked off, by the client it is with or by the worker."""

    number: int
    by_client: bool


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning is given."""


@dataclass(frozen=True, slots=True)
class NextMeasure:
    """One measure follows another."""

    ended: str
    started: str


@dataclass(frozen=True, slots=True)
class Close:
    """The case ends, for a reason of its practice."""

    reason: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """The case goes to another worker."""

    worker: int


@dataclass(frozen=True, slots=True)
class Cover:
    """A colleague stands in for some weeks."""

    worker: int


@dataclass(frozen=True, slots=True)
class ShowEarlier:
    """The client shows the rounds with the earlier worker to the present one."""

    person: int


@dataclass(frozen=True, slots=True)
class StartRound:
    """A round opens for one person and the worker."""

    person: int
    reason: str
    length: int | None
    easy: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the two answers everything and sends it."""

    person: int
    role: Role
    pattern: Pattern
    number: int
    count: int
    """Which round of how many this is, from 0."""
    share: Share
    helped: int | None
    chance: str
    """What the draws of these answers start from."""


@dataclass(frozen=True, slots=True)
class LookTogether:
    """A talk in which both look at the picture."""

    person: int
    talk_id: str
    mode: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """They agree on one thing or, with "", on nothing, and the talk is done."""

    person: int
    agreement: str
    date_in_file: bool
    afterthought: tuple[int, int] | None
    """Own say and worth of the talk, where it is asked."""


@dataclass(frozen=True, slots=True)
class PlanTalk:
    """A talk is planned, with one person or (None) with the whole family, so many days after today."""

    talk_id: str
    person: int | None
    days_ahead: int
    at: time
    minutes: int
    place: str
    bring: str = ""


@dataclass(frozen=True, slots=True)
class CloseDue:
    """The background closes rounds past their window."""


Act = (
    Open
    | Contact
    | Happened
    | Imposed
    | Explain
    | PlanAgreed
    | Promised
    | Kept
    | Warned
    | NextMeasure
    | Close
    | HandOver
    | Cover
    | ShowEarlier
    | StartRound
    | Answer
    | LookTogether
    | Talk
    | PlanTalk
    | CloseDue
)


@dataclass(frozen=True, slots=True)
class Step:
    """An act and how many days ago it is done; always at least one, so that nothing lies later today."""

    days_ago: int
    act: Act


@dataclass(frozen=True, slots=True)
class CaseStory:
    """One case from its opening until today, in the order in which things happen."""

    practice_id: str
    worker: int
    """Who opens it; 0 is the worker of the practice who can sign in."""
    measures: tuple[str, ...]
    """Those that hold from the beginning; the first is the one of its talks."""
    people: tuple[Person, ...]
    steps: tuple[Step, ...]
    before: str = ""
    """What came before it elsewhere, where it begins with a decision."""

    @property
    def last_worker(self) -> int:
        """Whose case it is today."""
        return next((step.act.worker for step in reversed(self.steps) if isinstance(step.act, HandOver)), self.worker)
