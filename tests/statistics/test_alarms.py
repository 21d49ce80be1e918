"""What a pair is told of a change: seldom where nothing changed, surely where much did, and never without own data."""

from __future__ import annotations

import json

import numpy as np
import pytest

from alliantie import cli
from alliantie.statistics.alarms import changes, falls, moves, pooled_within
from alliantie.statistics.alerts import holm
from alliantie.statistics.arrays import Numbers
from alliantie.statistics.false_alarms import FORMS, KINDS, false_alarms
from alliantie.statistics.refusals import Refused


def stable(pairs: int = 300, rounds: int = 4, series: int = 6) -> Numbers:
    return np.random.default_rng(1).normal(4, 0.4, (pairs, rounds, series))


def test_at_most_one_stable_pair_in_twenty_is_told_of_a_change_in_any_round(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["false-alarms", "--pairs", "2000", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["holds"]
    assert set(found["forms"]) == set(FORMS)
    for kinds in found["forms"].values():
        assert set(kinds) == set(KINDS)
        for each in kinds.values():
            assert max(each["by_round"]) <= max(each["either"]) <= 0.05


def test_the_same_seed_gives_the_same_and_another_seed_another() -> None:
    one, same, other = (false_alarms(KINDS["high"], 500, 4, seed) for seed in (1, 1, 2))
    assert one == same != other


def test_a_series_that_falls_far_fell_and_the_others_did_not() -> None:
    scores = stable()
    spread = pooled_within(scores)
    scores[:, -1, 2] -= 4
    fell = falls(moves(scores, spread), 0.005)
    assert fell[:, 2].mean() > 0.99
    assert np.delete(fell, 2, axis=1).mean() < 0.02
    # What rises never is an alert.
    scores[:, -1, 2] += 8
    assert not falls(moves(scores, spread), 0.005)[:, 2].any()


def test_what_fell_is_what_holm_leaves_standing() -> None:
    from scipy.special import ndtr

    scores = stable(50)
    scores[:, -1] -= np.linspace(0, 2, 6)
    spread = pooled_within(stable())
    fell = falls(moves(scores, spread), 0.05)
    for pair in range(50):
        z = (scores[pair, -1] - scores[pair, :-1].mean(axis=0)) / (spread * np.sqrt(1 + 1 / 3))
        assert tuple(fell[pair]) == holm(ndtr(z), 0.05).rejected


@pytest.mark.parametrize("rounds", [2, 4, 9, 12])
def test_one_pair_is_told_what_the_simulation_measured_and_what_lies_between_the_bounds_is_no_change(
    rounds: int,
) -> None:
    scores = stable(200, rounds)
    scores[:, -1] += np.random.default_rng(2).normal(0, 1, (200, 6))
    spread = pooled_within(stable())
    fell, rose = (falls(sign * moves(scores, spread), 0.005) for sign in (1, -1))
    assert fell.any()
    assert rose.any()
    for pair in range(200):
        said = changes(list(scores[pair].T), spread, 0.005)
        for series, each in enumerate(said):
            assert each.direction == int(rose[pair, series]) - int(fell[pair, series])
            assert (each.lower <= scores[pair, -1, series] <= each.upper) == (each.direction == 0)


def test_from_eight_rounds_before_a_pair_that_wavers_more_has_its_own_spread() -> None:
    scores = stable(300, 10)
    spread = pooled_within(scores)
    wild = np.tile(4 + 1.5 * (-1.0) ** np.arange(10), (1, 6, 1)).transpose(0, 2, 1)
    assert not falls(-moves(wild, spread), 0.01).any()
    assert falls(-moves(wild[:, -3:-1], spread), 0.01).any() or falls(moves(wild[:, -3:-1], spread), 0.01).any()


def test_without_two_hundred_pairs_of_ones_own_there_is_too_little_to_say() -> None:
    with pytest.raises(Refused, match="too few to say: 199 pairs"):
        pooled_within(stable(199))
    with pytest.raises(Refused, match="does not vary"):
        pooled_within(np.full((300, 3, 6), 4.0))


@pytest.mark.parametrize("wrong", [("--pairs", "199"), ("--rounds", "1"), ("--seed", "x"), ("file.csv",)])
def test_a_simulation_that_says_nothing_is_wrong_use(wrong: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(["false-alarms", *wrong])
    assert stop.value.code == 2
