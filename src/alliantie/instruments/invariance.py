"""What was found of whether a questionnaire measures the same in different groups: until then nothing is compared.

A result stands in `invariance.json`, as `alliantie stats cfa --group` gave it: of which questionnaire in the words of
which practice, between what, how many people the smallest group had, the step that held, and the day.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

from alliantie.instruments.questionnaire import Key

Between = Literal["practices", "languages", "roles"]
Step = Literal["none", "configural", "metric", "scalar", "strict"]
MEANS: tuple[Step, ...] = ("scalar", "strict")
"""The steps from which means of groups may stand side by side."""
LEAST = 200
"""People each group needs before anything is claimed."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one measurement found. `least` is the number of people in the smallest group.

    `variant` is the practice whose wording was asked: empty between practices, and named for all else.
    """

    instrument: str
    version: str
    variant: str
    length: int
    form: str
    between: Between
    least: int
    step: Step
    on: date

    def __post_init__(self) -> None:
        if self.between not in get_args(Between) or self.step not in get_args(Step) or self.least < LEAST:
            raise ValueError(f"no result to rest on: {self}")
        if bool(self.variant) is (self.between == "practices"):
            raise ValueError(f"a variant belongs to every result but one between practices: {self}")

    @property
    def allows(self) -> bool:
        """Whether means may be compared."""
        return self.step in MEANS


@cache
def looked_on() -> date:
    """The day on which these results were last brought up to date, also when there are none."""
    return date.fromisoformat(_kept()["looked_on"])


def _kept() -> dict[str, Any]:
    kept: dict[str, Any] = json.loads((resources.files("alliantie.instruments") / "invariance.json").read_text("utf-8"))
    return kept


@cache
def results() -> tuple[Result, ...]:
    """All that was measured, oldest first. Raises ValueError for what is no result, or of too few people."""
    kept = _kept()
    made = (Result(**{**each, "on": date.fromisoformat(each["on"])}) for each in kept["results"])
    return tuple(sorted(made, key=lambda result: result.on))


def newest(key: Key, between: Between, known: Iterable[Result]) -> Result | None:
    """The newest result on these very questions, in these words but between practices; None if there is none.

    Of one wording nothing follows for another: its questions are other questions.
    """
    asked = key._replace(variant="") if between == "practices" else key
    fitting = (
        r for r in known if r.between == between and Key(r.instrument, r.version, r.variant, r.length, r.form) == asked
    )
    return max(fitting, key=lambda result: result.on, default=None)


def may_compare(key: Key, between: Between, known: Iterable[Result]) -> bool:
    """Whether means on these questions may stand side by side: never before it was shown, nor after it was refuted."""
    found = newest(key, between, known)
    return found is not None and found.allows
