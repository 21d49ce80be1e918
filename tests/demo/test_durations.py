"""Cases of a large demo run as long as the source of their practice says, where it does."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from statistics import mean

import pytest

from alliantie.demo import steps
from alliantie.demo.caseloads import SIZE, TEAM, story_of
from alliantie.demo.cast import ORGANISATIONS
from alliantie.demo.steps import CaseStory


def stories(practice_id: str, seed: int = 7) -> list[CaseStory]:
    """All cases of the first team of a practice."""
    place = next(n for n, each in enumerate(ORGANISATIONS) if each.practice_id == practice_id)
    return [story_of(case, seed) for case in range(place * SIZE * TEAM, (place + 1) * SIZE * TEAM)]


def opened(case: CaseStory) -> int:
    return next(step.days_ago for step in case.steps if isinstance(step.act, steps.Open))


@pytest.mark.parametrize(
    ("practice", "printed"),
    [
        ("nl-save-protection", {"guidance": 157, "supervision-order": 270, "guardianship": 310}),
        ("nl-save-youth-probation", {"voluntary-supervision": 304, "conditional-supervision": 304, "truancy": 304}),
    ],
)
def test_the_mean_of_those_that_run_is_about_what_the_source_prints(practice: str, printed: dict[str, int]) -> None:
    found: dict[str, list[int]] = defaultdict(list)
    for case in stories(practice):
        found[case.measures[0]].append(opened(case))
    for measure, days in printed.items():
        assert abs(mean(found[measure]) - days) < 0.15 * days, measure


def test_as_many_flemish_cases_begin_in_a_year_as_flow_in_for_their_stock() -> None:
    # 000:5297-5301: 2,568 and 3,034 at work on a sentence and 4,186 new in the year: they last 244 days.
    found = [opened(case) for case in stories("be-houses-of-justice") if case.measures[0] == "autonomous-work-penalty"]
    assert len(found) > 30
    assert max(found) <= 244


@pytest.mark.parametrize("practice", [each.practice_id for each in ORGANISATIONS])
def test_nothing_happens_before_a_case_is_opened_and_no_two_rounds_of_one_person_meet(practice: str) -> None:
    for case in stories(practice)[::4]:
        begins = opened(case)
        assert all(0 <= step.days_ago <= begins for step in case.steps)
        for person in range(len(case.people)):
            days = [
                step.days_ago
                for step in case.steps
                if isinstance(step.act, steps.StartRound) and step.act.person == person
            ]
            assert all(one - other >= 14 for one, other in pairwise(days))
