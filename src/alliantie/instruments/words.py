"""A mean in the words of its answers: "een beetje", "tussen een beetje en ja"."""

from collections.abc import Sequence
from fractions import Fraction

from alliantie.instruments.questionnaire import Option

# Own choice: up to a quarter of a step from an answer, its word stands alone. So one item that
# differs by one step in a four-item scale keeps the word, and a half is always "between".
NEAR = Fraction(1, 4)

_BETWEEN = {"nl": "tussen {} en {}", "en": "between {} and {}"}


def in_words(value: Fraction | int, options: Sequence[Option], language: str) -> str:
    """The word nearest to a mean, or the two words it lies between, in running text.

    `options` are those of the form, in the same language. A word with a comma of its own comes
    last ("tussen nee en nee, helemaal niet"), because the sentence is unreadable the other way.
    Raises ValueError for a value outside the options.
    """
    if language not in _BETWEEN:
        raise ValueError(f"no words in language {language!r}")
    words = {option.value: _lower(option.label) for option in options}
    below = value.numerator // value.denominator
    if below not in words or (value != below and below + 1 not in words):
        raise ValueError(f"{value} lies outside the answers")
    if value - below <= NEAR:
        return words[below]
    if below + 1 - value <= NEAR:
        return words[below + 1]
    first, last = sorted((words[below], words[below + 1]), key=lambda word: "," in word)
    return _BETWEEN[language].format(first, last)


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
