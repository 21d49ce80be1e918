"""A mean per characteristic, the rule for missing answers, and what is refused."""

from fractions import Fraction
from random import Random
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliantie.instruments import Questionnaire, ScaleScore, library, score
from alliantie.instruments.schema import SCALES

Given = int | Literal["dont_know", "rather_not"] | None

OWN = library().latest("own")
QUESTIONNAIRES = [
    OWN.questionnaire(role=role, variant="shelter", length=length, form=form)
    for role in ("client", "professional")
    for length in (16, 8, 4)
    for form in ("standard", "easy")
]
LONG = OWN.questionnaire(role="client", variant="probation", length=16)


@st.composite
def answered(draw: st.DrawFn) -> tuple[Questionnaire, dict[str, Given]]:
    questionnaire = draw(st.sampled_from(QUESTIONNAIRES))
    values = st.sampled_from([option.value for option in questionnaire.options])
    missing: st.SearchStrategy[Given] = st.sampled_from(["dont_know", "rather_not", None])
    answers = {item.id: draw(values | missing) for item in questionnaire.items}
    left_out = draw(st.sets(st.sampled_from(sorted(answers))))
    return questionnaire, {item: answer for item, answer in answers.items() if item not in left_out}


def trust(*answers: Given) -> ScaleScore:
    items = [item.id for item in LONG.items if item.scale == "trust"]
    return score(LONG, dict(zip(items, answers, strict=True)))[0]


def test_a_score_is_the_exact_mean() -> None:
    assert trust(1, 2, 4, 5) == ScaleScore("trust", Fraction(3), 4, 4, 0, 0)
    assert trust(1, 1, 2, None) == ScaleScore("trust", Fraction(4, 3), 3, 4, 0, 0)


def test_three_of_four_is_enough_and_two_is_not() -> None:
    assert trust(5, 5, 4, "rather_not").value == Fraction(14, 3)
    assert trust(5, 5, "dont_know", "rather_not") == ScaleScore("trust", None, 2, 4, 1, 1)


@pytest.mark.parametrize("length", [8, 4])
def test_the_short_forms_need_every_answer(length: int) -> None:
    questionnaire = OWN.questionnaire(role="client", variant="work", length=length)
    full: dict[str, Given] = {item.id: 4 for item in questionnaire.items}
    assert [s.value for s in score(questionnaire, full)] == [4, 4, 4, 4]
    full[questionnaire.items[0].id] = "dont_know"
    assert [s.value for s in score(questionnaire, full)] == [None, 4, 4, 4]


def test_nothing_answered_gives_no_score_and_no_total() -> None:
    scores = score(LONG, {})
    assert [s.scale for s in scores] == list(SCALES)
    assert {s.value for s in scores} == {None}


@given(answered())
def test_the_rule_for_missing_answers_holds(case: tuple[Questionnaire, dict[str, Given]]) -> None:
    questionnaire, answers = case
    low, high = questionnaire.options[0].value, questionnaire.options[-1].value
    for found in score(questionnaire, answers):
        given_answers = [answers.get(item.id) for item in questionnaire.items if item.scale == found.scale]
        values = [answer for answer in given_answers if isinstance(answer, int)]
        assert (found.answered, found.items) == (len(values), len(questionnaire.items) // 4)
        assert found.dont_know == given_answers.count("dont_know")
        assert found.rather_not == given_answers.count("rather_not")
        assert (found.value is None) == (len(values) < {1: 1, 2: 2, 4: 3}[found.items])
        if found.value is not None:
            assert low <= min(values) <= found.value <= max(values) <= high
            assert found.value * len(values) == sum(values)


@given(answered(), st.randoms(use_true_random=False))
def test_the_order_of_answering_does_not_matter(case: tuple[Questionnaire, dict[str, Given]], random: Random) -> None:
    questionnaire, answers = case
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    assert score(questionnaire, dict(shuffled)) == score(questionnaire, answers)


@given(st.permutations([1, 2, 3, 5]))
def test_which_item_got_which_answer_does_not_matter(answers: list[int]) -> None:
    assert trust(*answers).value == Fraction(11, 4)


@given(answered(), st.integers().filter(lambda value: not 1 <= value <= 5))
def test_a_value_the_form_does_not_offer_is_refused(case: tuple[Questionnaire, dict[str, Given]], value: int) -> None:
    questionnaire, answers = case
    answers[questionnaire.items[0].id] = value
    with pytest.raises(ValueError, match="is no answer"):
        score(questionnaire, answers)


def test_five_answers_do_not_fit_the_form_with_three() -> None:
    easy = OWN.questionnaire(role="client", variant="debt", length=4, form="easy")
    with pytest.raises(ValueError, match="is no answer"):
        score(easy, {"trust-honest": 4})


@pytest.mark.parametrize("answer", [True, False, "4", "", "unknown", 2.5, 0])
def test_anything_else_is_refused(answer: object) -> None:
    with pytest.raises(ValueError, match="is no answer"):
        score(LONG, {"trust-honest": answer})  # type: ignore[dict-item]


def test_answers_to_another_questionnaire_are_refused() -> None:
    professional = OWN.questionnaire(role="professional", variant="probation", length=16)
    with pytest.raises(ValueError, match="no such item"):
        score(professional, {"friction-choice": 3})
    short = OWN.questionnaire(role="client", variant="probation", length=8)
    with pytest.raises(ValueError, match="no such item"):
        score(short, {item.id: 3 for item in LONG.items})
    with pytest.raises(ValueError, match="cannot be scored as"):
        score(short, {"trust-honest": 3}, key="own/1/probation/8/easy")
    assert score(short, {"trust-honest": 3}, key=short.key)[0].answered == 1
