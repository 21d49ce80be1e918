"""Intraclass correlations, agreement of two roles, profiles and reliable change: as psych and the papers give them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliantie.statistics.agreement import agreement, profiles
from alliantie.statistics.arrays import Numbers
from alliantie.statistics.change import Change, reliable_change
from alliantie.statistics.icc import intraclass
from alliantie.statistics.refusals import Refused
from tests.statistics.reference import data, reference, same, stats

R = reference("likeness")
seeds = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize("name", ["shrout_fleiss", "attitude"])
def test_all_six_intraclass_correlations_and_their_intervals_are_those_of_psych(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    found = stats(capsys, "icc", data(name))
    same(found, R[name]["estimates"], 1e-12)
    same(found["intervals"], R[name]["intervals"], 1e-10)
    same(found["mean_squares"], R[name]["mean_squares"], 1e-12)


def test_the_example_of_shrout_and_fleiss_gives_what_they_printed(capsys: pytest.CaptureFixture[str]) -> None:
    found = stats(capsys, "icc", data("shrout_fleiss"), "--columns", "J1,J2,J3,J4")
    printed = {"ICC1_1": 0.17, "ICC2_1": 0.29, "ICC3_1": 0.71, "ICC1_k": 0.44, "ICC2_k": 0.62, "ICC3_k": 0.91}
    assert {form: round(found[form], 2) for form in printed} == printed
    assert (found["n"], found["raters"]) == (6, 4)


def ratings(seed: int, rows: int = 12, columns: int = 3) -> Numbers:
    chance = np.random.default_rng(seed)
    return chance.normal(size=(rows, columns)) + chance.normal(size=(rows, 1))


@given(seeds, st.floats(-1e3, 1e3), st.floats(0.01, 100))
def test_likeness_depends_on_no_unit(seed: int, shift: float, unit: float) -> None:
    one, other = intraclass(ratings(seed)), intraclass(shift + unit * ratings(seed))
    assert other.single == pytest.approx(one.single, rel=1e-6, abs=1e-8)


@given(seeds)
def test_consistency_overlooks_a_rater_who_is_always_stricter_and_agreement_does_not(seed: int) -> None:
    table = ratings(seed)
    stricter = table - np.array([0, 0, 10])
    one, other = intraclass(table), intraclass(stricter)
    assert other.single[2] == pytest.approx(one.single[2], rel=1e-6, abs=1e-8)
    assert other.single[1] <= max(one.single[1], 0) + 1e-9


@given(seeds)
def test_each_interval_holds_its_estimate(seed: int) -> None:
    found = intraclass(ratings(seed))
    pairs = zip((*found.single, *found.average), (*found.single_interval, *found.average_interval), strict=True)
    for value, interval in pairs:
        if value is not None and interval is not None:
            assert interval[0] - 1e-9 <= value <= interval[1] + 1e-9


def test_raters_who_always_agree_have_a_correlation_of_one() -> None:
    found = intraclass(np.column_stack([np.arange(5.0)] * 3))
    assert found.single == found.average == (1.0, 1.0, 1.0)
    assert found.single_interval == found.average_interval == ((1.0, 1.0),) * 3


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (ratings(1)[:, :1], "one rater agrees with nobody; at least two are needed"),
        (ratings(1)[:2], "too few targets rated by all: 2, at least 3 are needed"),
        (ratings(1) * np.nan, "too few targets rated by all: 0, at least 3 are needed"),
        (np.full((5, 2), 0.1), "the targets do not differ"),
        (np.tile([1.0, 2.0], (5, 1)), "the targets do not differ"),
    ],
)
def test_likeness_of_targets_that_do_not_differ_is_refused(table: Numbers, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        intraclass(table)
    assert refused.value.reason == reason


def test_three_correlations_of_the_same_pairs_are_three_different_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    found = stats(capsys, "agreement", data("pairs"), "--client", "client", "--professional", "professional")
    same(found, R["pairs"], 1e-12)
    assert found["n"] == 18
    assert len({round(found[name], 3) for name in ("icc1", "double_entry", "pearson")}) == 3


def test_the_profiles_of_two_are_compared_in_height_spread_and_shape_by_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = Path(data("attitude")).read_text("utf-8").splitlines()[1:3]
    items = zip(*(line.split(",") for line in lines), strict=True)
    file = tmp_path / "profile.csv"
    file.write_text("client,professional\n" + "".join(f"{one},{other}\n" for one, other in items) + "3,\n", "utf-8")
    found = stats(capsys, "profile", str(file), "--client", "client", "--professional", "professional")
    same(found, R["profile"], 1e-12)
    assert (found["n"], found["notes"]) == (7, [])
    shape = found["distance"] ** 2
    height = (found["elevation"]["client"] - found["elevation"]["professional"]) ** 2
    one, other = found["scatter"].values()
    assert shape == pytest.approx(height + (one - other) ** 2 + 2 * one * other * (1 - found["shape"]))


def test_a_flat_profile_has_no_shape_and_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "profile.csv"
    file.write_text("c,p\n0.1,1\n0.1,2\n0.1,3\n", "utf-8")
    found = stats(capsys, "profile", str(file), "--client", "c", "--professional", "p")
    assert (found["shape"], found["scatter"]["client"]) == (None, 0.0)
    assert found["notes"] == ["the client gave all items the same answer: there is no shape to compare"]


def test_the_error_of_one_measurement_and_its_margin(capsys: pytest.CaptureFixture[str]) -> None:
    found = stats(capsys, "sem", data("pairs"), "--values", "client", "--reliability", ".8")
    same(found, {name: R["change"][name] for name in ("sd", "sem", "s_diff")}, 1e-12)
    assert found["margin"] == pytest.approx(R["change"]["critical"] / np.sqrt(2), rel=1e-12)


@given(seeds)
def test_agreement_of_two_roles_is_icc1_of_two_raters_and_nobody_comes_first(seed: int) -> None:
    one, other = ratings(seed, columns=2).T
    found, turned = agreement(one, other), agreement(other, one)
    assert found.icc1 == pytest.approx(intraclass(np.column_stack((one, other))).single[0])
    assert (turned.icc1, turned.double_entry, turned.pearson) == pytest.approx(
        (found.icc1, found.double_entry, found.pearson)
    )
    assert turned.mean_difference == pytest.approx(-found.mean_difference)
    assert found.double_entry == pytest.approx(float(np.corrcoef([*one, *other], [*other, *one])[0, 1]))


def test_a_pair_of_which_one_did_not_answer_does_not_count() -> None:
    one, other = np.array([1.0, 2, 4, np.nan, 3]), np.array([2.0, 2, 5, 3, np.nan])
    assert agreement(one, other) == agreement(one[:3], other[:3])


@pytest.mark.parametrize(
    ("client", "professional", "reason"),
    [
        ([1.0, 2], [1.0, 2], "too few pairs with both scores: 2, at least 3 are needed"),
        ([3.0, 3, 3], [1.0, 2, 3], "the score of the client does not vary"),
        ([1.0, 2, 3], [3.0, 3, 3], "the score of the professional does not vary"),
    ],
)
def test_agreement_is_refused_where_a_role_always_says_the_same(
    client: list[float], professional: list[float], reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        agreement(np.array(client), np.array(professional))
    assert refused.value.reason == reason


def test_two_profiles_differ_in_height_in_spread_and_in_shape() -> None:
    found = profiles(np.array([1.0, 2, 3, 4]), np.array([3.0, 4, 5, 6]))
    assert found.shape == pytest.approx(1)
    assert found.elevation == (2.5, 4.5)
    assert found.scatter == pytest.approx((np.sqrt(1.25), np.sqrt(1.25)))
    assert found.double_entry == pytest.approx(np.corrcoef([1, 2, 3, 4, 3, 4, 5, 6], [3, 4, 5, 6, 1, 2, 3, 4])[0, 1])
    flat = profiles(np.full(4, 2.0), np.array([1.0, 2, 3, 4]))
    assert flat.shape is None
    assert profiles(np.full(4, 2.0), np.full(4, 2.0)).double_entry is None
    with pytest.raises(Refused, match="too few items answered by both"):
        profiles(np.array([1.0, np.nan, 3]), np.array([1.0, 2, 3]))


def test_a_change_is_reliable_when_the_error_of_two_measurements_does_not_explain_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    expected = R["change"]
    found = stats(
        capsys, "reliable-change", data("pairs"), "--pre", "client", "--post", "professional", "--reliability", ".8"
    )
    same(found, {name: expected[name] for name in ("sd", "sem", "s_diff", "critical")}, 1e-12)
    same([row["rc"] for row in found["rows"]], expected["rc"], 1e-12)
    counts = found["counts"]
    assert (counts["improved"], counts["deteriorated"], counts["recovered"]) == (expected["up"], expected["down"], 0)
    assert sum(counts.values()) == found["n"] == 18
    assert [row["row"] for row in found["rows"]] == list(range(1, 19))


BEFORE = np.array([10.0, 10, 10, 10, 30, 20, np.nan])
AFTER = np.array([40.0, 24, 12, 10, 10, np.nan, 20])


def test_recovered_is_improved_and_over_the_cut_off() -> None:
    found = reliable_change(BEFORE, AFTER, 0.8, cutoff=25)
    # SD 8.94, SEM 4, s_diff 5.66, critical 11.09.
    assert found.critical == pytest.approx(11.0872, abs=1e-4)
    names = [kind.value if kind else None for kind in found.kinds]
    assert names == ["recovered", "improved", "unchanged", "unchanged", "deteriorated", None, None]
    assert found.n == 5


@given(seeds)
def test_where_lower_is_better_the_same_change_has_the_opposite_name(seed: int) -> None:
    before, after = ratings(seed, columns=2).T
    up = reliable_change(before, after, 0.9, cutoff=0.5)
    down = reliable_change(-before, -after, 0.9, cutoff=-0.5, lower_is_better=True)
    assert up.kinds == down.kinds
    turned = reliable_change(before, after, 0.9, lower_is_better=True)
    assert turned.kinds.count(Change.IMPROVED) == up.kinds.count(Change.DETERIORATED)


@pytest.mark.parametrize(
    ("before", "reliability", "reason"),
    [
        ([1.0, 2], 0.8, "too few people with both scores: 2, at least 3 are needed"),
        ([2.0, 2, 2], 0.8, "the first scores do not vary"),
        ([1.0, 2, 3], 1.0, "a reliability of 1 leaves no error to compare with"),
    ],
)
def test_reliable_change_is_refused_without_an_error_to_compare_with(
    before: list[float], reliability: float, reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        reliable_change(np.array(before), np.array(before) + 1, reliability)
    assert refused.value.reason == reason
