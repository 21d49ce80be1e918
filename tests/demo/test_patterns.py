"""Courses of an alliance: each answers as it claims, in every form and length, whatever the chance."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Literal

import pytest

from alliantie.demo.patterns import Levels, Pattern, Role, answers, levels, turn_of
from alliantie.instruments import Questionnaire, library, score

LENGTHS = (4, 8, 16)
COUNT = 8
SEEDS = range(25)
ANSWERING = [pattern for pattern in Pattern if pattern is not Pattern.REFUSAL]


def questionnaire(length: int = 8, form: str = "standard", role: Role = "client") -> Questionnaire:
    return (
        library()
        .latest("own")
        .questionnaire(
            role=role,
            variant="probation",
            length=length,
            form=form,
            language="nl",
            words={"professional": "toezichthouder", "client": "cliënt"},
        )
    )


def scores(
    pattern: Pattern, number: int, seed: int, length: int = 8, role: Role = "client"
) -> dict[str, Fraction | None]:
    asked = questionnaire(length, role=role)
    given = answers(pattern, number, COUNT, role, asked.items, 5, Random(seed))
    return {each.scale: each.value for each in score(asked, given)}


def known(value: Fraction | None) -> Fraction:
    assert value is not None
    return value


@pytest.mark.parametrize("form", ["standard", "easy"])
@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("pattern", ANSWERING)
def test_every_question_gets_an_answer_the_form_offers(
    pattern: Pattern, length: int, form: Literal["standard", "easy"]
) -> None:
    for role in ("client", "professional"):
        asked = questionnaire(length, form, role)
        offered = {option.value for option in asked.options} | {option.value for option in asked.apart}
        for number in range(COUNT):
            given = answers(pattern, number, COUNT, role, asked.items, len(asked.options), Random(number))
            assert list(given) == [item.id for item in asked.items]
            assert set(given.values()) <= offered


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("pattern", ANSWERING)
def test_the_mean_of_a_scale_is_its_level_within_one_step_divided_by_its_items(pattern: Pattern, length: int) -> None:
    for role in ("client", "professional"):
        asked = questionnaire(length, role=role)
        for number in range(COUNT):
            here = levels(pattern, number, COUNT, role)
            assert here is not None
            for seed in SEEDS:
                given = answers(pattern, number, COUNT, role, asked.items, 5, Random(seed))
                for scale in Levels._fields:
                    values = [given[item.id] for item in asked.items if item.scale == scale]
                    numbers = [value for value in values if isinstance(value, int)]
                    if len(numbers) == len(values):
                        off = abs(sum(numbers) / len(numbers) - getattr(here, scale))
                        assert off < 1 / len(numbers)


def test_the_same_chance_gives_the_same_answers() -> None:
    items = questionnaire(16).items
    for pattern in Pattern:
        assert answers(pattern, 2, COUNT, "client", items, 5, Random("a")) == answers(
            pattern, 2, COUNT, "client", items, 5, Random("a")
        )
    assert len({str(answers(Pattern.STABLE, 1, COUNT, "client", items, 5, Random(seed))) for seed in SEEDS}) > 1


@pytest.mark.parametrize("seed", SEEDS)
def test_stable_moves_less_than_a_step(seed: int) -> None:
    for scale in ("trust", "direction", "bond", "friction"):
        values = [known(scores(Pattern.STABLE, number, seed)[scale]) for number in range(COUNT)]
        assert max(values) - min(values) < 1


@pytest.mark.parametrize("length", LENGTHS)
def test_ceiling_is_all_fives_for_the_client_alone(length: int) -> None:
    for number in range(COUNT):
        asked = questionnaire(length)
        assert set(answers(Pattern.CEILING, number, COUNT, "client", asked.items, 5, Random(number)).values()) == {5}
        assert known(scores(Pattern.CEILING, number, 1, length, "professional")["trust"]) < 5


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_dip_after_a_change_of_worker_is_lower_and_comes_back(seed: int, length: int) -> None:
    turn = turn_of(COUNT)
    for scale in ("trust", "bond"):
        before, after, last = (
            known(scores(Pattern.DIP, number, seed, length)[scale]) for number in (turn - 1, turn, COUNT - 1)
        )
        assert before > after < last


@pytest.mark.parametrize("seed", SEEDS)
def test_repair_begins_below_the_middle_and_ends_above(seed: int) -> None:
    first, last = scores(Pattern.REPAIR, 0, seed), scores(Pattern.REPAIR, COUNT - 1, seed)
    for scale in ("trust", "bond"):
        assert known(first[scale]) < 3 < known(last[scale])


def test_someone_who_repairs_would_rather_not_say_something_at_first() -> None:
    assert scores(Pattern.REPAIR, 0, 1)["friction"] is None
    assert scores(Pattern.REPAIR, 1, 1)["friction"] is not None


@pytest.mark.parametrize("seed", SEEDS)
def test_in_a_decline_trust_goes_while_the_direction_stays(seed: int) -> None:
    course = [scores(Pattern.DECLINE, number, seed, 16) for number in range(COUNT)]
    # Two rounds that follow each other lie closer than the answers of one round are rough.
    points = (0, turn_of(COUNT), COUNT - 1)
    trust = [known(course[number]["trust"]) for number in points]
    friction = [known(course[number]["friction"]) for number in points]
    assert trust[0] > trust[1] > trust[2]
    assert trust[0] - trust[2] >= 1
    assert friction[0] < friction[1] < friction[2]
    assert all(value is None or value > 3.5 for value in (each["direction"] for each in course))
    assert known(course[-1]["direction"]) - trust[-1] >= 1


def test_who_refuses_gives_no_answers_and_the_professional_does() -> None:
    assert levels(Pattern.REFUSAL, 0, COUNT, "client") is None
    assert answers(Pattern.REFUSAL, 0, COUNT, "client", questionnaire().items, 5, Random(1)) == {}
    assert answers(Pattern.REFUSAL, 0, COUNT, "professional", questionnaire(role="professional").items, 5, Random(1))


@pytest.mark.parametrize("count", [3, 5, 8])
@pytest.mark.parametrize("pattern", ANSWERING)
def test_a_course_is_whole_in_however_many_rounds(pattern: Pattern, count: int) -> None:
    for role in ("client", "professional"):
        for number in (0, count - 1):
            full = (0, COUNT - 1)[number > 0]
            assert levels(pattern, number, count, role) == levels(pattern, full, COUNT, role)
