"""From answers to a mean per characteristic, never to one total.

Rule for missing answers (own choice, alliance-monitor method 1): a scale has a score when at least
75 % of its items are answered. That is three of four items in the long form, and all of them in
the forms with two and one. "Weet ik niet" and "Zeg ik liever niet" are missing, and counted apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import get_args

from alliantie.instruments.questionnaire import Apart, Key, Questionnaire, ScaleId


@dataclass(frozen=True, slots=True)
class ScaleScore:
    """One characteristic of one person in one round.

    `value` is the mean of the answered items on the scale of the form (1 to 5, or 1 to 3), None
    when too few are answered. `items` counts all items, `answered` those with a real answer.
    """

    scale: ScaleId
    value: Fraction | None
    answered: int
    items: int
    dont_know: int
    rather_not: int


def score(
    questionnaire: Questionnaire,
    answers: Mapping[str, int | Apart | None],
    *,
    key: str | None = None,
) -> tuple[ScaleScore, ...]:
    """A score for each characteristic, in the order trust, direction, bond, friction.

    An item that is absent from `answers`, or None, was not answered. `key` is the key under which
    the answers were given. Raises ValueError for answers to another questionnaire (another key or
    an item this one does not have) and for a value this form does not offer.
    """
    if key is not None and Key.parse(key) != Key.parse(questionnaire.key):
        raise ValueError(f"answers to {key} cannot be scored as {questionnaire.key}")
    unknown = set(answers) - {item.id for item in questionnaire.items}
    if unknown:
        raise ValueError(f"no such item in {questionnaire.key}: {', '.join(sorted(unknown))}")
    offered = {option.value for option in questionnaire.options}
    apart = {option.value for option in questionnaire.apart}
    for item, answer in answers.items():
        if isinstance(answer, bool) or answer not in offered | apart | {None}:
            raise ValueError(f"{answer!r} is no answer to {item} in {questionnaire.key}")
    return tuple(_scale(questionnaire, scale, answers) for scale in get_args(ScaleId))


def _scale(questionnaire: Questionnaire, scale: ScaleId, answers: Mapping[str, int | Apart | None]) -> ScaleScore:
    given = [answers.get(item.id) for item in questionnaire.items if item.scale == scale]
    values = [answer for answer in given if isinstance(answer, int)]
    enough = bool(values) and 100 * len(values) >= questionnaire.at_least_percent * len(given)
    return ScaleScore(
        scale=scale,
        value=Fraction(sum(values), len(values)) if enough else None,
        answered=len(values),
        items=len(given),
        dont_know=given.count("dont_know"),
        rather_not=given.count("rather_not"),
    )
