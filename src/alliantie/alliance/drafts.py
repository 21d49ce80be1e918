"""What stands encrypted in one's own part: the stance, the answers so far, who helped. Plain values, no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal

from alliantie.instruments import ScaleScore

# The question about last time's agreement, beside the items.
HELPED = "helped"

Answer = int | Literal["dont_know", "rather_not"]
Stance = Literal["unasked", "taking_part", "not_now"]
Helper = Literal["nobody", "professional", "other"]


@dataclass(frozen=True, slots=True)
class Draft:
    """One person's part: before sealing it grows, after sealing it stands still.

    `pressed` tells, until sealing, when the client chose each answer, in whole seconds since 1970.
    """

    stance: Stance = "unasked"
    answers: Mapping[str, Answer] = field(default_factory=dict)
    helped: Answer | None = None
    helper: Helper | None = None
    pressed: Mapping[str, int] = field(default_factory=dict)

    def given(self, step: str) -> Answer | None:
        """What was answered to an item or to HELPED."""
        return self.helped if step == HELPED else self.answers.get(step)

    def with_answer(self, step: str, answer: Answer, pressed: int) -> Draft:
        """The draft with an item or HELPED answered or changed at a moment; what was pressed later than that stands."""
        if self.pressed.get(step, 0) > pressed:
            return self
        moments = {**self.pressed, step: pressed}
        if step == HELPED:
            return replace(self, helped=answer, pressed=moments)
        return replace(self, answers={**self.answers, step: answer}, pressed=moments)

    def as_json(self) -> dict[str, Any]:
        """Plain values for the vault."""
        return {
            "stance": self.stance,
            "answers": dict(self.answers),
            "helped": self.helped,
            "helper": self.helper,
            # In the order of the answers: the room is too small for every name twice.
            "pressed": [self.pressed.get(step, 0) for step in (HELPED, *self.answers)] if self.pressed else [],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Draft:
        """The draft the vault gives back."""
        moments = zip((HELPED, *value["answers"]), value.get("pressed", ()), strict=False)
        return cls(value["stance"], value["answers"], value["helped"], value["helper"], dict(moments))


Scores = Mapping[str, Fraction | None]


def scores_as_json(scores: tuple[ScaleScore, ...]) -> dict[str, Any]:
    """The picture of one person, as exact fractions."""
    return {
        "scores": {score.scale: None if score.value is None else str(score.value) for score in scores},
        "counts": {score.scale: [score.answered, score.items] for score in scores},
    }


def scores_from_json(value: Mapping[str, Any]) -> dict[str, Fraction | None]:
    """Scale to exact mean, None where too few answers were given."""
    return {scale: None if score is None else Fraction(score) for scale, score in value.get("scores", {}).items()}
