"""No small cell of a table of groups by kinds can be found: tried by enumerating every table one could think of."""

from __future__ import annotations

import itertools
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliantie.statistics.cross_tables import PublishedTable, publish_table
from alliantie.statistics.refusals import Refused
from tests.statistics.reference import stats

Cells = tuple[int, ...]


def published(cells: Cells, kinds: int, threshold: int) -> PublishedTable:
    return publish_table(np.array(cells, dtype=np.int64).reshape(-1, kinds), threshold)


def seen(found: PublishedTable) -> tuple[object, ...]:
    """All that somebody reads."""
    shown = tuple(map(tuple, found.counts[found.shown]))
    return tuple(found.shown), shown, None if found.kinds is None else tuple(found.kinds)


@pytest.mark.parametrize(
    ("groups", "kinds", "threshold", "most"), [(2, 2, 2, 9), (3, 2, 2, 6), (2, 3, 2, 5), (2, 2, 3, 13)]
)
def test_whoever_knows_rule_names_and_totals_learns_nothing_of_a_small_cell(
    groups: int, kinds: int, threshold: int, most: int
) -> None:
    alike: dict[tuple[object, ...], list[Cells]] = defaultdict(list)
    for cells in itertools.product(range(most + 1), repeat=groups * kinds):
        # With such a total every table that looks the same is among those enumerated.
        if np.array(cells).reshape(-1, kinds).sum(axis=0).max() <= most:
            alike[seen(published(cells, kinds, threshold))].append(cells)
    tried = 0
    for (rows, _, totals), tables in alike.items():
        if totals is None:
            continue
        for place in range(groups * kinds):
            thinkable = {cells[place] for cells in tables}
            if not rows[place // kinds] and min(thinkable) < threshold:  # type: ignore[index]
                tried += 1
                assert set(range(threshold)) <= thinkable, (rows, totals, place, tables)
    assert tried > 20


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=12),
    st.integers(2, 12),
)
def test_no_cell_below_the_threshold_is_shown_and_no_group_is_alone_in_hiding(
    rows: list[Cells], threshold: int
) -> None:
    counts = np.array(rows, dtype=np.int64)
    found = publish_table(counts, threshold)
    assert (counts[found.shown] >= threshold).all()
    assert found.shown.all() == bool((counts >= threshold).all())
    if found.kinds is not None:
        assert (found.kinds == counts.sum(axis=0)).all()
        assert int((~found.shown).sum()) != 1
        hidden = counts[~found.shown].sum(axis=0)
        assert not hidden.size or found.shown.all() or (hidden >= threshold).all()


def test_the_command_makes_a_table_with_totals_of_kinds_and_of_the_groups_that_are_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "teams.csv"
    cells = ["noord,ja,20\nnoord,nee,3\n", "oost,ja,30\noost,nee,40\n", "west,ja,25\nwest,ja,5\nwest,nee,12\n"]
    file.write_text("team,kind,n\n" + "".join(cells), "utf-8")
    found = stats(capsys, "suppress", str(file), "--group", "team", "--by", "kind", "--count", "n")
    nothing = {"ja": None, "nee": None}
    assert found["rows"] == [
        {"group": "noord", "counts": nothing, "total": None, "suppressed": True},
        {"group": "oost", "counts": nothing, "total": None, "suppressed": True},
        {"group": "west", "counts": {"ja": 30, "nee": 12}, "total": 42, "suppressed": False},
    ]
    assert (found["totals"], found["total"], found["n"], found["threshold"]) == ({"ja": 80, "nee": 55}, 135, 3, 10)


def test_a_kind_of_which_a_group_has_nobody_is_small_too_and_one_group_hides_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "teams.csv"
    file.write_text("team,kind,n\nnoord,ja,50\noost,nee,60\n", "utf-8")
    found = stats(capsys, "suppress", str(file), "--group", "team", "--by", "kind", "--count", "n")
    # In each kind the hidden add up to more than both could be if both were small.
    assert (found["totals"], [row["suppressed"] for row in found["rows"]]) == ({"ja": 50, "nee": 60}, [True, True])
    file.write_text("team,kind,n\nnoord,ja,50\nnoord,nee,3\n", "utf-8")
    found = stats(capsys, "suppress", str(file), "--group", "team", "--by", "kind", "--count", "n")
    assert (found["totals"], found["total"]) == ({"ja": None, "nee": None}, None)


def test_a_table_by_kind_that_lacks_something_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "teams.csv"
    for row, reason in (
        ("oost,,3", "a group, a kind or a count is missing"),
        ("oost,ja,30", "there is one kind; a table by kind needs two"),
    ):
        file.write_text(f"team,kind,n\nnoord,ja,50\n{row}\n", "utf-8")
        found = stats(capsys, "suppress", str(file), "--group", "team", "--by", "kind", "--count", "n")
        assert found["refused"] == reason
    for counts, threshold in (([[20, 30]], 1), ([[20, -1]], 10), ([[]], 10)):
        with pytest.raises(Refused):
            publish_table(np.array(counts, dtype=np.int64), threshold)


@pytest.mark.parametrize("by", [[], ["--by", "kind"]])
def test_counts_that_have_no_number_of_their_own_are_refused(
    by: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "teams.csv"
    file.write_text("team,kind,n\nzuid,a,1e59\nzuid,b,70\n", "utf-8")
    found = stats(capsys, "suppress", str(file), "--group", "team", *by, "--count", "n")
    assert found["refused"] == "the counts are too large to be added up exactly"
    assert "rows" not in found
