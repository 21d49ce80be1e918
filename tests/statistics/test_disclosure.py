"""No small group can be found from what is published: tried by enumerating every table an attacker could think of."""

from __future__ import annotations

import itertools
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from alliantie import cli
from alliantie.statistics.disclosure import Published, publish, smallest_part
from alliantie.statistics.refusals import Refused
from tests.statistics.reference import stats


@pytest.mark.parametrize(("threshold", "groups", "most"), [(2, 4, 9), (3, 3, 20), (3, 4, 13), (4, 3, 24)])
def test_whoever_knows_rule_names_and_total_learns_nothing_of_a_small_group(
    threshold: int, groups: int, most: int
) -> None:
    """All tables up to `most` a group are published; those that look alike are all that an attacker can tell apart."""
    alike: dict[Published, list[tuple[int, ...]]] = defaultdict(list)
    for counts in itertools.product(range(most + 1), repeat=groups):
        alike[publish(counts, threshold)].append(counts)
    tried = 0
    for published, tables in alike.items():
        # A total that can hold a count beyond what was enumerated would look safer than it is; it is left out.
        if published.total is None or published.total > most:
            continue
        for place in range(groups):
            thinkable = {counts[place] for counts in tables}
            if published.shown[place] is None and min(thinkable) < threshold:
                tried += 1
                assert set(range(threshold)) <= thinkable, (published, tables)
    assert tried > 20


@given(st.lists(st.integers(0, 300), min_size=1, max_size=12), st.integers(2, 15))
def test_nothing_below_the_threshold_is_shown_and_nothing_is_alone_in_hiding(counts: list[int], threshold: int) -> None:
    found = publish(counts, threshold)
    hidden = [count for count, shown in zip(counts, found.shown, strict=True) if shown is None]
    assert all(shown is None or shown == count >= threshold for count, shown in zip(counts, found.shown, strict=True))
    assert bool(hidden) == (min(counts) < threshold)
    if found.total is not None:
        assert found.total == sum(counts)
        assert len(hidden) != 1
        if hidden:
            assert sum(hidden) >= threshold
            # What is hidden can be subtracted from the total, and hides the small ones still.
            small = [count for count in hidden if count < threshold]
            assert sum(hidden) - threshold * (len(hidden) - len(small)) >= threshold - 1


@pytest.mark.parametrize(
    ("counts", "published"),
    [
        ([12, 30, 50], Published((12, 30, 50), 92)),
        ([40, 3, 60, 70], Published((None, None, 60, 70), 173)),
        # 3 and 11 would leave 0 to 4 for the small one: another is needed.
        ([11, 3, 60, 70], Published((None, None, None, 70), 144)),
        ([12, 3], Published((None, None), None)),
        ([100, 0], Published((None, None), 100)),
        ([5, 6, 7], Published((None, None, None), 18)),
        ([9, 9], Published((None, None), None)),
        ([3], Published((None,), None)),
        ([30], Published((30,), 30)),
        ([0, 0, 0], Published((None, None, None), None)),
    ],
)
def test_a_small_group_takes_others_with_it_into_hiding(counts: list[int], published: Published) -> None:
    assert publish(counts, 10) == published


@pytest.mark.parametrize(("counts", "threshold"), [([], 10), ([20, -1], 10), ([20, 30], 1)])
def test_a_table_that_is_none_is_refused(counts: list[int], threshold: int) -> None:
    with pytest.raises(Refused):
        publish(counts, threshold)


def test_the_command_adds_rows_of_a_group_and_puts_groups_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "teams.csv"
    file.write_text("team,n\nzuid,70\nnoord,4\noost,40\nwest,60\nnoord,3\n", "utf-8")
    found = stats(capsys, "suppress", str(file), "--group", "team", "--count", "n", "--threshold", "10")
    assert found["rows"] == [
        {"group": "noord", "count": None, "suppressed": True},
        {"group": "oost", "count": None, "suppressed": True},
        {"group": "west", "count": 60, "suppressed": False},
        {"group": "zuid", "count": 70, "suppressed": False},
    ]
    assert (found["total"], found["n"], found["refused"]) == (177, 4, None)


def test_the_command_refuses_a_table_that_lacks_a_count_and_stops_at_what_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "teams.csv"
    arguments = ["suppress", str(file), "--group", "team", "--count", "n"]
    for row in ("noord,", "NA,12"):
        file.write_text(f"team,n\nzuid,70\n{row}\n", "utf-8")
        found = stats(capsys, *arguments)
        assert found["refused"] == "a group or a count is missing"
        assert "rows" not in found
    for cell, reason in (("2.5", "2.5 is no whole number"), ("-3", "-3 lies below 0")):
        file.write_text(f"team,n\nzuid,70\nnoord,{cell}\n", "utf-8")
        assert cli.main(["stats", *arguments]) == 2
        assert capsys.readouterr().err == f"alliantie stats suppress: {file}:3: n: {reason}\n"


def test_a_threshold_that_protects_nobody_is_wrong_use(tmp_path: Path) -> None:
    for threshold in ("1", "0", "-5", "ten", "2.5"):
        with pytest.raises(SystemExit) as stop:
            cli.main(["stats", "suppress", "x.csv", "--group", "g", "--count", "c", "--threshold", threshold])
        assert stop.value.code == 2


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=8).map(np.array),
    st.integers(2, 4),
)
def test_no_sum_of_figures_tells_of_fewer_people_than_the_smallest_part(
    kinds: NDArray[np.bool_], threshold: int
) -> None:
    """Every small group is tried: is it a combination of the figures, by any weights?"""
    people = np.repeat(kinds, 2, axis=0)
    part = smallest_part(people)
    told = people.astype(float).T
    rank = int(np.linalg.matrix_rank(told))
    for size in range(1, threshold):
        for group in itertools.combinations(range(len(people)), size):
            one = np.zeros(len(people))
            one[list(group)] = 1
            if np.linalg.matrix_rank(np.vstack((told, one))) == rank:
                assert part is not None
                assert part <= size


def test_the_difference_of_two_months_or_filters_is_a_part() -> None:
    before = np.arange(60) < 50
    after = np.arange(60) < 52
    assert smallest_part(np.column_stack((before, after))) == 2
    assert smallest_part(np.column_stack((before, np.arange(60) < 60))) == 10
    # Neither of two filters differs by few from the whole, but together they do.
    whole, one, other = np.arange(60) < 60, np.arange(60) < 29, np.arange(60) >= 31
    assert smallest_part(np.column_stack((whole, one))) == 29
    assert smallest_part(np.column_stack((whole, one, other))) == 2
    assert smallest_part(np.zeros((5, 2), dtype=bool)) is None
