"""What a plan holds, what it lacks before it can be agreed, and whether a practice wants it approved. Pure."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from alliantie.practices import Practice
from alliantie.practices.norm import Norm

MOST_GOALS: Final = 12
MOST_STEPS: Final = 10
MOST_AUTHORS: Final = 10
LONGEST_WORDS: Final = 500
LONGEST_STEP: Final = 200
LONGEST_NAME: Final = 80
LONGEST_WHEN: Final = 60

Result = Literal["reached", "partly", "not", "no_longer"]
RESULTS: Final[tuple[Result, ...]] = ("reached", "partly", "not", "no_longer")

_Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_WORDS)]
_Doing = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_STEP)]
_Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NAME)]
_When = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_WHEN)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(_Part):
    """Something to do, by whom and when, as the people themselves say it."""

    what: _Doing
    who: _Name = ""
    when: _When = ""


class Goal(_Part):
    """A goal in the client's own words, under an area of life: its id, or in older plans a heading in words."""

    area: _Name = ""
    words: _Words = ""
    steps: tuple[Step, ...] = ()


class Content(_Part):
    """A whole plan: its goals and who made it, besides the people of the case and their worker."""

    goals: tuple[Goal, ...] = ()
    authors: tuple[_Name, ...] = ()


class GoalLater(_Part):
    """How one goal stood at an evaluation; None where nobody spoke of it."""

    result: Result | None = None
    text: _Words = ""


@dataclass(frozen=True, slots=True)
class UnderArea:
    """The goals under one area of life; `heading` is "" for those under none."""

    heading: str
    goals: tuple[Goal, ...]


def by_area(practice: Practice, goals: Iterable[Goal], language: str) -> tuple[UnderArea, ...]:
    """Goals by area: those of the practice in its order, then other headings as they come, then those under none."""
    there: dict[str, list[Goal]] = {}
    for goal in goals:
        there.setdefault(goal.area, []).append(goal)
    known = [area.id for area in practice.life_areas]
    order = sorted(there, key=lambda area: (area == "", known.index(area) if area in known else len(known)))
    return tuple(UnderArea(practice.area_name(area, language), tuple(there[area])) for area in order)


def areas_to_choose(practice: Practice, before: Content, language: str) -> tuple[tuple[str, str], ...]:
    """What a goal can stand under: the areas of the practice, and the headings that this plan has from before."""
    known = {area.id: area.name.in_(language) for area in practice.life_areas}
    older = {goal.area: goal.area for goal in before.goals if goal.area and goal.area not in known}
    return tuple((known | older).items())


def from_fields(fields: Mapping[str, str], areas: Container[str]) -> Content:
    """The plan that a form holds, without what was left empty; an area that is none of `areas` is left out.

    Raises pydantic.ValidationError for a text that is too long; what is beyond the most goals or steps is left out.
    """
    goals = []
    for number in range(MOST_GOALS):
        steps = [
            {part: fields.get(f"goal-{number}-{place}-{part}", "") for part in ("what", "who", "when")}
            for place in range(MOST_STEPS)
        ]
        area, words = (fields.get(f"goal-{number}-{part}", "") for part in ("area", "words"))
        area = area if area in areas else ""
        kept = [step for step in steps if step["what"].strip()]
        if area.strip() or words.strip() or kept:
            goals.append({"area": area, "words": words, "steps": kept})
    authors = [name for name in fields.get("authors", "").split(",") if name.strip()][:MOST_AUTHORS]
    return Content.model_validate({"goals": goals, "authors": authors})


def lacks(content: Content) -> Literal["", "goals", "words"]:
    """What is missing before a plan can be agreed: "goals" without any, "words" where a goal has none."""
    if not content.goals:
        return "goals"
    return "" if all(goal.words for goal in content.goals) else "words"


def approval(practice: Practice, measures: Collection[str]) -> Norm | None:
    """The norm by which the worker approves a plan that somebody else makes under these measures."""
    named = practice.words.plan.approved
    norm = practice.norm(named) if named else None
    return norm if norm and (norm.measures == "any" or not set(norm.measures).isdisjoint(measures)) else None
