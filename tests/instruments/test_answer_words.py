"""A mean in words: the nearest answer, or the two it lies between."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliantie.instruments import in_words, library

OWN = library().latest("own")
OPTIONS = {
    (form, language): OWN.questionnaire(role="client", variant="work", length=4, form=form, language=language).options
    for form in ("standard", "easy")
    for language in ("nl", "en")
}


@pytest.mark.parametrize(
    ("value", "nl", "en"),
    [
        (Fraction(1), "nee, helemaal niet", "no, not at all"),
        (Fraction(5, 4), "nee, helemaal niet", "no, not at all"),
        (Fraction(4, 3), "tussen nee en nee, helemaal niet", "between no and no, not at all"),
        (Fraction(7, 4), "nee", "no"),
        (Fraction(5, 2), "tussen nee en een beetje", "between no and a little"),
        (Fraction(3), "een beetje", "a little"),
        (Fraction(13, 4), "een beetje", "a little"),
        (Fraction(10, 3), "tussen een beetje en ja", "between a little and yes"),
        (Fraction(7, 2), "tussen een beetje en ja", "between a little and yes"),
        (Fraction(11, 3), "tussen een beetje en ja", "between a little and yes"),
        (Fraction(15, 4), "ja", "yes"),
        (Fraction(9, 2), "tussen ja en ja, helemaal", "between yes and yes, completely"),
        (Fraction(5), "ja, helemaal", "yes, completely"),
    ],
)
def test_the_five_answers(value: Fraction, nl: str, en: str) -> None:
    assert in_words(value, OPTIONS["standard", "nl"], "nl") == nl
    assert in_words(value, OPTIONS["standard", "en"], "en") == en


@pytest.mark.parametrize(
    ("value", "nl", "en"),
    [
        (1, "nee", "no"),
        (Fraction(3, 2), "tussen nee en een beetje", "between no and a little"),
        (Fraction(9, 4), "een beetje", "a little"),
        (Fraction(7, 3), "tussen een beetje en ja", "between a little and yes"),
        (3, "ja", "yes"),
    ],
)
def test_the_three_answers_of_the_easy_form(value: Fraction | int, nl: str, en: str) -> None:
    assert in_words(value, OPTIONS["easy", "nl"], "nl") == nl
    assert in_words(value, OPTIONS["easy", "en"], "en") == en


@pytest.mark.parametrize(("form", "value"), [("standard", 0), ("standard", Fraction(11, 2)), ("easy", 4), ("easy", -1)])
def test_a_value_outside_the_answers_is_refused(form: str, value: Fraction | int) -> None:
    with pytest.raises(ValueError, match="outside"):
        in_words(value, OPTIONS[form, "nl"], "nl")


def test_another_language_is_refused() -> None:
    with pytest.raises(ValueError, match="language"):
        in_words(1, OPTIONS["easy", "nl"], "fr")


@given(st.fractions(min_value=1, max_value=5))
def test_every_mean_has_words_made_of_its_neighbours(value: Fraction) -> None:
    labels = [option.label.lower() for option in OPTIONS["standard", "nl"]]
    words = in_words(value, OPTIONS["standard", "nl"], "nl")
    below = min(int(value), 4)
    assert words in labels[below - 1 : below + 1] or (
        words.startswith("tussen ") and all(label in words for label in labels[below - 1 : below + 1])
    )
