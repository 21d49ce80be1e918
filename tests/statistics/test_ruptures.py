"""A rupture is seen in three ways, and repaired when the score is inside again soon enough."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliantie.statistics.refusals import Refused
from alliantie.statistics.ruptures import Rule, Rupture, ruptures
from tests.statistics.reference import stats

NA = float("nan")


def seen(scores: list[float], **rules: float) -> list[tuple[int, str, int | None]]:
    found = ruptures(np.array(scores), **rules)  # type: ignore[arg-type]
    return [(each.round, each.rule.value, each.repaired) for each in found]


def test_rounds_below_the_level_after_each_other_are_one_rupture() -> None:
    assert seen([4, 2.9, 2.5, 3, 4, 2], level=3) == [(2, "level", 4), (6, "level", None)]
    assert seen([2, 3], level=3) == [(1, "level", 2)]
    assert seen([3, 3, 3], level=3) == []


def test_a_repair_that_comes_later_than_agreed_is_none() -> None:
    scores = [4.0, 2, 2, 2, 4]
    assert seen(scores, level=3, within=2) == [(2, "level", None)]
    assert seen(scores, level=3, within=3) == [(2, "level", 5)]


def test_a_drop_is_repaired_when_the_score_is_nearly_as_before() -> None:
    assert seen([4, 3, 3.5, 3.6], drop=1) == [(2, "drop", 3)]
    assert seen([4, 3, 3, 3], drop=1) == [(2, "drop", None)]
    assert seen([4, 3, 2, 4], drop=1, within=2) == [(2, "drop", 4), (3, "drop", 4)]
    assert seen([4, 3.1, 2.2], drop=1) == []


def test_a_missing_round_is_passed_over_and_keeps_its_number() -> None:
    assert seen([4, NA, 2, NA, 4], level=3, drop=1, within=1) == [(3, "drop", 5), (3, "level", 5)]


def test_the_chart_speaks_from_eight_rounds_that_differ() -> None:
    steady = [4.0, 4.1, 3.9, 4, 4.1, 4, 3.9, 4, 2, 4]
    assert seen(steady) == [(9, "chart", 10)]
    assert seen([4.0] * 9, level=3) == []
    for scores in (steady[:7], [4.0] * 9):
        with pytest.raises(Refused, match="without a level or a drop, at least 8 scores that differ are needed"):
            ruptures(np.array(scores))


@given(st.lists(st.integers(1, 5), min_size=2, max_size=15), st.integers(-50, 50))
def test_ruptures_move_with_the_scale(values: list[int], shift: int) -> None:
    scores = np.array(values, dtype=float)
    assert ruptures(scores, level=2.5, drop=2) == ruptures(scores + shift, level=2.5 + shift, drop=2)


@pytest.mark.parametrize(
    ("scores", "drop"), [([3.0], 1.0), ([], 1.0), ([NA, 3.0], 1.0), ([3.0, 4], 0.0), ([3.0, 4], -1.0)]
)
def test_one_score_and_a_drop_of_nothing_are_refused(scores: list[float], drop: float) -> None:
    with pytest.raises(Refused):
        ruptures(np.array(scores), drop=drop)


def test_the_command_tells_round_rule_and_repair(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "rounds.csv"
    file.write_text("round,trust\n1,4\n2,2\n3,4\n", "utf-8")
    found = stats(capsys, "ruptures", str(file), "--values", "trust", "--level", "3")
    assert found["ruptures"] == [{"round": 2, "rule": "level", "repaired": 3}]
    assert ruptures(np.array([4.0, 2, 4]), level=3) == (Rupture(2, Rule.LEVEL, 3),)
    assert found["n"] == 3
