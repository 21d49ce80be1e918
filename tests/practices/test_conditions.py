"""Conditions: what they may ask, what they answer when something is not known, and what they refuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliantie.practices.conditions import (
    CONDITIONS_KEPT,
    ENVIRONMENTS_KEPT,
    LONGEST,
    Condition,
    ConditionError,
    Names,
    _environment,
    condition,
)

NAMES: Names = (("age", "number"), ("level", "text"), ("present", "list"), ("sure", "yes_no"))


@pytest.mark.parametrize(
    ("text", "known", "answer"),
    [
        ('level == "2"', {"level": "2"}, True),
        ('level in ["1", "2"] && age >= 12', {"level": "2", "age": 12}, True),
        ('level in ["1", "2"] && age >= 12', {"level": "2", "age": 11}, False),
        ('"sam" in present && !("dad" in present)', {"present": ("sam", "worker")}, True),
        ('"sam" in present && !("dad" in present)', {"present": ("sam", "dad")}, False),
        ("sure || age < 3", {"sure": True}, True),
    ],
)
def test_a_condition_answers_from_what_is_known(text: str, known: dict[str, object], answer: bool) -> None:
    assert Condition(text, NAMES).holds(known) is answer  # type: ignore[arg-type]


def test_what_was_asked_before_is_answered_again_without_mixing_up_yes_and_one() -> None:
    sure = Condition("sure", NAMES)
    # Two times, so that the second answer is one that was kept.
    for _time in range(2):
        assert sure.holds({"sure": True}) is True
        assert sure.holds({"sure": 1}) is None
        assert sure.holds({}) is None
        assert sure.holds({"sure": True, "level": "of no concern"}) is True


def test_conditions_that_are_only_pasted_to_be_checked_are_not_kept_without_end() -> None:
    for kept, most in ((condition, CONDITIONS_KEPT), (_environment, ENVIRONMENTS_KEPT)):
        assert kept.cache_parameters()["maxsize"] == most
    assert condition("sure", NAMES) is condition("sure", NAMES)


@pytest.mark.parametrize(
    ("text", "known", "answer"),
    [
        ('level == "2"', {}, None),
        ('level == "2" && age >= 12', {"level": "2"}, None),
        ('level == "2" && age >= 12', {"level": "1"}, False),
        ('age >= 12 || level == "2"', {"level": "2"}, True),
        ("age >= 12", {"age": "twelve"}, None),
    ],
)
def test_what_is_not_known_leaves_the_answer_open_unless_the_rest_decides(
    text: str, known: dict[str, object], answer: bool | None
) -> None:
    assert Condition(text, NAMES).holds(known) is answer  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("risk > 3", "names risk, which this practice does not declare here; it may name age, level, present, sure"),
        ('age == "12"', "compares things of different kinds"),
        ("age", "must be a question with yes or no as its answer"),
        ("age >=", "cannot be read as a condition"),
        ("age + 1 > 12", "_+_ is no part of a condition"),
        ('present.exists(p, p == "sam")', "which this practice does not declare here"),
        ('level.matches("a+")', "names matches"),
        ("size(present) > 1", "names size"),
        ("true" + " && true" * LONGEST, f"is longer than {LONGEST} characters"),
        ("(" * 200 + "sure" + ")" * 200, "cannot be read as a condition"),
    ],
)
def test_sums_loops_patterns_and_slips_are_refused_in_plain_words(text: str, reason: str) -> None:
    with pytest.raises(ConditionError) as refused:
        Condition(text, NAMES)
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)


@given(st.text(max_size=60))
def test_any_text_is_a_condition_or_refused(text: str) -> None:
    try:
        answer = Condition(text, NAMES).holds({})
    except ConditionError:
        return
    assert answer in (True, False, None)
