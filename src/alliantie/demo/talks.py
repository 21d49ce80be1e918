"""The talks in the story of one case: which ones under which measure, how often, with whom and where. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from random import Random

from alliantie.demo import steps
from alliantie.demo.cast import TALK_OF_MEASURE, TALKS, WITH_OTHERS, Organisation
from alliantie.demo.names import Draws
from alliantie.demo.plot import Plot
from alliantie.demo.steps import Step
from alliantie.practices import Practice

_ROOM = {"NL": "Kantoor, kamer {}", "BE": "Justitiehuis, lokaal {}"}
_BRING = "De brieven van deze maand"


@dataclass
class Talks:
    """One case as it is being written: whose, by which practice and plot, and the steps found so far."""

    organisation: Organisation
    practice: Practice
    plot: Plot
    names: Draws
    key: str
    rounds: int
    promises: int
    since: int | None = None
    """How many days the case runs, where the source says how long such a one does."""
    chance: Random = field(init=False)
    found: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = Random(self.key)  # noqa: S311 - a story, no secret

    def _step(self, days_ago: int, act: steps.Act) -> None:
        self.found.append(Step(days_ago, act))

    def _talk(self, kind: dict[str, str], role: str, days_ago: int) -> str:
        """The talk of a kind under the measure of that day."""
        under = self._measure(days_ago)
        return self.practice.talk(TALK_OF_MEASURE.get((self.practice.id, under), kind[role])).id

    def _measure(self, days_ago: int) -> str:
        later = [step for step in self.found if isinstance(step.act, steps.NextMeasure) and step.days_ago >= days_ago]
        return self.plot.next_measure if later else self.plot.measure

    def _contact(self, talk_id: str, person: int | None) -> steps.Contact:
        return steps.Contact(talk_id, person, self._mode(talk_id), self._others(talk_id))

    def _mode(self, talk_id: str) -> str:
        """Where a talk is held of which the practice does not say so, and where that counts."""
        if self.practice.sector != "youth":
            return ""
        return "office" if talk_id == "alone" else "home"

    def _others(self, talk_id: str) -> bool:
        """Whether somebody comes along who is no person of the case: parents, or whoever the practice wants there."""
        if (self.practice.id, talk_id) in WITH_OTHERS:
            return True
        return talk_id == "family" and all(member.role != "parent" for member in self.plot.members)

    def _alone(self) -> int | None:
        return 0 if len(self.plot.members) == 1 else None

    def _contacts(self, opened: int) -> None:
        """The usual talks in between, never in the days of another one."""
        talks, turn = TALKS[self.practice.id], 0
        held = {step.days_ago for step in self.found if isinstance(step.act, steps.Contact | steps.LookTogether)}
        day = opened - 2 - 7 * len(talks.first)
        last = min(
            (told.ago for told in self.plot.told if isinstance(told.what, steps.Contact) and told.ago), default=4
        )
        while (day := day - talks.every + self.chance.randint(-3, 3)) > last:
            if any(abs(day - other) < 4 for other in held):
                continue
            talk_id, person = self._usual(turn, day)
            self._step(day, self._contact(talk_id, person))
            turn += 1

    def _coming(self) -> None:
        """The next talk within two weeks, in a family with all of them, and in some cases one today."""
        today = [0] if self.plot.talk_today else []
        for turn, days_ahead in enumerate([self.chance.randint(2, 13), *today]):
            talk_id, person = self._usual(turn, 1)
            mode = self.practice.talk(talk_id).mode
            place = _ROOM[self.practice.country].format(self.chance.randint(1, 9)) if mode in ("office", "any") else ""
            bring = _BRING if self.practice.sector == "debt" and place else ""
            at = time(self.chance.choice((9, 10, 11, 13, 14, 15)), self.chance.choice((0, 30)))
            self._step(1, steps.PlanTalk(talk_id, person, days_ahead, at, self.chance.choice((45, 60)), place, bring))

    def _usual(self, turn: int, day: int) -> tuple[str, int | None]:
        usual = TALKS[self.practice.id].usual
        talk_id = usual[turn % len(usual)]
        talk_id = TALK_OF_MEASURE.get((self.practice.id, self._measure(day)), talk_id)
        roles = {"alone": "young_person", "parent-alone": "parent", "family": None}
        role = roles.get(talk_id, "client")
        there = [person for person, member in enumerate(self.plot.members) if member.role == role]
        talk = self.practice.talk(talk_id).id
        return talk, there[turn // len(usual) % len(there)] if there else None
