"""What stands encrypted in one's own part: the stance, the answers so far, who helped. Plain values, no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal

from alliantie.instruments import ScaleScore

Answer = int | Literal["dont_know", "rather_not"]
Stance = Literal["unasked", "taking_part", "not_now"]
Helper = Literal["nobody", "professional", "other"]


@dataclass(frozen=True, slots=True)
class Draft:
    """One person's part: before sealing it grows, after sealing it stands still."""

    stance: Stance = "unasked"
    answers: Mapping[str, Answer] = field(default_factory=dict)
    helped: Answer | None = None
    helper: Helper | None = None

    def with_answer(self, item: str, answer: Answer) -> Draft:
        """The draft with one answer given or changed."""
        return replace(self, answers={**self.answers, item: answer})

    def as_json(self) -> dict[str, Any]:
        """Plain values for the vault."""
        return {
            "stance": self.stance,
            "answers": dict(self.answers),
            "helped": self.helped,
            "helper": self.helper,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Draft:
        """The draft the vault gives back."""
        return cls(value["stance"], value["answers"], value["helped"], value["helper"])


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
