"""Means of groups stand side by side only where it was shown that the questions measure the same there."""

from __future__ import annotations

from datetime import date

import pytest

from alliantie.instruments.invariance import Between, Result, Step, may_compare, newest, results
from alliantie.instruments.questionnaire import Key

KEY = Key("own", "1", "probation", 16, "standard")


def result(
    step: Step,
    day: int = 1,
    between: Between = "roles",
    version: str = "1",
    least: int = 200,
    variant: str = "probation",
) -> Result:
    return Result("own", version, variant, 16, "standard", between, least, step, date(2027, 1, day))


@pytest.mark.parametrize(
    ("step", "allowed"),
    [("none", False), ("configural", False), ("metric", False), ("scalar", True), ("strict", True)],
)
def test_means_are_compared_from_the_step_on_that_makes_them_mean_the_same(step: Step, allowed: bool) -> None:
    assert may_compare(KEY, "roles", [result(step)]) is allowed


def test_nothing_is_compared_without_a_result_of_these_questions_and_these_groups() -> None:
    assert not may_compare(KEY, "roles", [])
    for other in (result("strict", between="languages"), result("strict", version="2")):
        assert not may_compare(KEY, "roles", [other])


def test_a_result_on_the_words_of_one_practice_opens_nothing_of_another_practice() -> None:
    found = [result("strict")]
    assert may_compare(KEY, "roles", found)
    assert not may_compare(KEY._replace(variant="youth_protection"), "roles", found)
    between = [result("strict", between="practices", variant="")]
    assert may_compare(KEY, "practices", between)
    assert may_compare(KEY._replace(variant="youth_protection"), "practices", between)
    for part in (result, lambda step, **of: result(step, between="practices", **of)):
        with pytest.raises(ValueError, match="variant"):
            part("strict", variant="" if part is result else "probation")


def test_the_newest_result_counts_so_that_what_was_refuted_is_blocked_again() -> None:
    found = [result("strict", day=2), result("metric", day=3), result("scalar", day=1)]
    assert newest(KEY, "roles", found) == result("metric", day=3)
    assert not may_compare(KEY, "roles", found)


def test_a_result_of_fewer_than_two_hundred_people_in_a_group_is_none() -> None:
    with pytest.raises(ValueError, match="no result"):
        result("strict", least=199)


def test_what_is_kept_can_be_read() -> None:
    assert all(each.on <= date.today() for each in results())  # noqa: DTZ011 - a file of ours, dated by hand
