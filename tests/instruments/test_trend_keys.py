"""Which rounds may stand on one line."""

from itertools import product

import pytest

from alliantie.instruments import library, same_line

OWN = library().latest("own")


def test_every_difference_in_the_questions_starts_a_new_line() -> None:
    keys = [
        OWN.key(variant.id, length, form)
        for variant, length, form in product(OWN.variants, (16, 8, 4), ("standard", "easy"))
    ] + ["own/2/probation/8/standard", "other/1/probation/8/standard"]
    for a, b in product(keys, keys):
        assert same_line(a, b) == (a == b)


def test_the_two_of_a_pair_and_both_languages_share_a_key() -> None:
    asked = [
        OWN.questionnaire(role=role, variant="debt", length=8, language=language).key
        for role, language in product(("client", "professional"), ("nl", "en"))
    ]
    assert set(asked) == {OWN.key("debt", 8)} == {"own/1/debt/8/standard"}


@pytest.mark.parametrize("wrong", [("prison", 8, "easy"), ("debt", 7, "easy"), ("debt", 8, "hard")])
def test_a_key_names_only_what_exists(wrong: tuple[str, int, str]) -> None:
    with pytest.raises(ValueError, match="no "):
        OWN.key(*wrong)


@pytest.mark.parametrize(
    "text",
    ["", "own", "own/1/debt/8", "own/1/debt/x/easy", "own/1/debt/08/easy", "own/1/debt/8/hard", "own//debt/8/easy"],
)
def test_text_that_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        same_line(text, text)
