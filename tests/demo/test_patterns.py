"""Courses of an alliance: each answers as it claims, in every form and length, whatever the chance."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Literal

import pytest

from alliantie.demo.patterns import DIP_FROM, Levels, Pattern, Role, answers, levels
from alliantie.instruments import Questionnaire, library, score

LENGTHS = (4, 8, 16)
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
    given = answers(pattern, number, role, asked.items, 5, Random(seed))
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
        for number in range(6):
            given = answers(pattern, number, role, asked.items, len(asked.options), Random(number))
            assert list(given) == [item.id for item in asked.items]
            assert set(given.values()) <= offered


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("pattern", ANSWERING)
def test_the_mean_of_a_scale_is_its_level_within_one_step_divided_by_its_items(pattern: Pattern, length: int) -> None:
    for role in ("client", "professional"):
        asked = questionnaire(length, role=role)
        for number in range(5):
            here = levels(pattern, number, role)
            assert here is not None
            for seed in SEEDS:
                given = answers(pattern, number, role, asked.items, 5, Random(seed))
                for scale in Levels._fields:
                    values = [given[item.id] for item in asked.items if item.scale == scale]
                    numbers = [value for value in values if isinstance(value, int)]
                    if len(numbers) == len(values):
                        off = abs(sum(numbers) / len(numbers) - getattr(here, scale))
                        assert off < 1 / len(numbers)


def test_the_same_chance_gives_the_same_answers() -> None:
    items = questionnaire(16).items
    for pattern in Pattern:
        assert answers(pattern, 2, "client", items, 5, Random("a")) == answers(
            pattern, 2, "client", items, 5, Random("a")
        )
    assert len({str(answers(Pattern.STABLE, 1, "client", items, 5, Random(seed))) for seed in SEEDS}) > 1


@pytest.mark.parametrize("seed", SEEDS)
def test_stable_moves_less_than_a_step(seed: int) -> None:
    for scale in ("trust", "direction", "bond", "friction"):
        values = [known(scores(Pattern.STABLE, number, seed)[scale]) for number in range(5)]
        assert max(values) - min(values) < 1


@pytest.mark.parametrize("length", LENGTHS)
def test_ceiling_is_all_fives_for_the_client_alone(length: int) -> None:
    for number in range(5):
        asked = questionnaire(length)
        assert set(answers(Pattern.CEILING, number, "client", asked.items, 5, Random(number)).values()) == {5}
        assert known(scores(Pattern.CEILING, number, 1, length, "professional")["trust"]) < 5


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_dip_after_a_change_of_worker_is_lower_and_comes_back(seed: int, length: int) -> None:
    for scale in ("trust", "bond"):
        before = known(scores(Pattern.DIP, DIP_FROM - 1, seed, length)[scale])
        after = known(scores(Pattern.DIP, DIP_FROM, seed, length)[scale])
        later = known(scores(Pattern.DIP, DIP_FROM + 2, seed, length)[scale])
        assert before > after < later


@pytest.mark.parametrize("seed", SEEDS)
def test_repair_begins_below_the_middle_and_ends_above(seed: int) -> None:
    first, last = scores(Pattern.REPAIR, 0, seed), scores(Pattern.REPAIR, 4, seed)
    for scale in ("trust", "bond"):
        assert known(first[scale]) < 3 < known(last[scale])


def test_someone_who_repairs_would_rather_not_say_something_at_first() -> None:
    assert scores(Pattern.REPAIR, 0, 1)["friction"] is None
    assert scores(Pattern.REPAIR, 1, 1)["friction"] is not None


@pytest.mark.parametrize("seed", SEEDS)
def test_in_a_decline_trust_goes_while_the_direction_stays(seed: int) -> None:
    course = [scores(Pattern.DECLINE, number, seed, 16) for number in range(5)]
    trust = [known(each["trust"]) for each in course]
    friction = [known(each["friction"]) for each in course]
    assert trust == sorted(trust, reverse=True)
    assert trust[0] - trust[-1] >= 1
    assert friction == sorted(friction)
    assert all(value is None or value > 3.5 for value in (each["direction"] for each in course))
    assert known(course[-1]["direction"]) - trust[-1] >= 1


def test_who_refuses_gives_no_answers_and_the_professional_does() -> None:
    assert levels(Pattern.REFUSAL, 0, "client") is None
    assert answers(Pattern.REFUSAL, 0, "client", questionnaire().items, 5, Random(1)) == {}
    assert answers(Pattern.REFUSAL, 0, "professional", questionnaire(role="professional").items, 5, Random(1))


def test_after_the_last_round_a_course_stays_where_it_is() -> None:
    assert levels(Pattern.DIP, 9, "client") == levels(Pattern.DIP, 4, "client")
