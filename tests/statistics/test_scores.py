"""Scores of many people at once follow the same rule as the scores of one, and hints say how answers were given."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliantie import cli
from alliantie.instruments import library
from alliantie.instruments.scoring import score
from alliantie.statistics.scores import hints, scale_means
from tests.statistics.reference import stats

OWN = library().latest("own")
CLIENT = OWN.questionnaire("client", "probation", 16)
IDS = [item.id for item in CLIENT.items]
CELLS = [None, "dont_know", "rather_not", 1, 2, 3, 4, 5]
people = st.lists(st.lists(st.sampled_from(CELLS), min_size=16, max_size=16), min_size=1, max_size=6)


def write(file: Path, rows: list[list[object]], header: list[str] = IDS, separator: str = ",") -> str:
    lines = [header, *(["" if cell is None else str(cell) for cell in row] for row in rows)]
    file.write_text("".join(separator.join(line) + "\n" for line in lines), "utf-8-sig")
    return str(file)


@settings(deadline=None, max_examples=40)
@given(people)
def test_the_command_scores_each_row_as_the_product_scores_one_person(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[object]]
) -> None:
    file = write(tmp_path_factory.mktemp("scores") / "answers.csv", rows, separator=";")
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert cli.main(["stats", "score", file, "--instrument", "own", "--json"]) == 0
    found = json.loads(said.getvalue())
    for row, answers in zip(found["rows"], rows, strict=True):
        given_answers = dict(zip(IDS, answers, strict=True))
        one = score(CLIENT, given_answers)  # type: ignore[arg-type]
        for each in one:
            expected = None if each.value is None else pytest.approx(float(each.value))
            assert row[each.scale] == expected
        assert row["missing"] == 16 - sum(each.answered for each in one)
    for apart in ("dont_know", "rather_not"):
        assert sum(scale[apart] for scale in found["scales"].values()) == sum(row.count(apart) for row in rows)


def test_the_summary_counts_what_is_missing_apart_from_what_is_not_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trust = [item.id for item in CLIENT.items if item.scale == "trust"]
    base = dict.fromkeys(IDS, 4)
    rows = [
        list(base.values()),
        list((base | {trust[0]: None}).values()),
        list((base | {trust[0]: "rather_not", trust[1]: "dont_know"}).values()),
    ]
    found = stats(capsys, "score", write(tmp_path / "a.csv", rows), "--instrument", "own")  # type: ignore[arg-type]
    assert found["questionnaire"] == "own/1/probation/16/standard"
    assert found["role"] == "client"
    scale = found["scales"]["trust"]
    assert {
        name: scale[name] for name in ("n", "mean", "sd", "with_missing", "unanswered", "dont_know", "rather_not")
    } == {
        "n": 2,
        "mean": 4.0,
        "sd": 0.0,
        "with_missing": 1,
        "unanswered": 1,
        "dont_know": 1,
        "rather_not": 1,
    }
    assert scale["items"] == trust
    assert [row["trust"] for row in found["rows"]] == [4.0, 4.0, None]
    assert found["hints"] == {"straight_line": 3, "ceiling": 0.0, "floor": 0.0}


def test_the_columns_say_which_length_and_whose_answers_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    short = [item.id for item in OWN.questionnaire("professional", "probation", 8).items]
    file = write(tmp_path / "a.csv", [["x", *[3] * 8]], ["person", *short])
    found = stats(capsys, "score", file, "--instrument", "own")
    assert (found["role"], found["questionnaire"]) == ("professional", "own/1/probation/8/standard")
    both = list(dict.fromkeys([*IDS, *(item.id for item in OWN.questionnaire("professional", "probation", 16).items)]))
    file = write(tmp_path / "b.csv", [[3] * len(both)], both)
    assert cli.main(["stats", "score", file, "--instrument", "own"]) == 2
    assert capsys.readouterr().err.endswith("has the items of both roles; choose with --role\n")
    assert stats(capsys, "score", file, "--instrument", "own", "--role", "client")["role"] == "client"


@pytest.mark.parametrize(
    ("arguments", "cell", "reason"),
    [
        (("--instrument", "other"), "3", "there is no questionnaire other; there is own"),
        (("--instrument", "own", "--version", "99"), "3", "own has no version 99"),
        (("--instrument", "own"), "6", f"FILE:2: {IDS[0]}: 6 lies above 5"),
        (("--instrument", "own"), "2.5", f"FILE:2: {IDS[0]}: 2.5 is no whole number"),
        (("--instrument", "own"), "ja", f"FILE:2: {IDS[0]}: 'ja' is no number"),
        (("--instrument", "own", "--form", "easy"), "4", f"FILE:2: {IDS[0]}: 4 lies above 3"),
    ],
)
def test_an_answer_that_is_not_offered_is_named_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], cell: str, reason: str
) -> None:
    file = write(tmp_path / "a.csv", [[cell, *[3] * 15]])
    assert cli.main(["stats", "score", file, *arguments]) == 2
    assert capsys.readouterr().err == f"alliantie stats score: {reason.replace('FILE', file)}\n"


def test_a_table_without_the_items_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "a.csv", [[3, 3]], IDS[:2])
    assert cli.main(["stats", "score", file, "--instrument", "own"]) == 2
    assert "lacks columns" in capsys.readouterr().err


def test_a_scale_needs_the_share_of_answers_the_questionnaire_asks() -> None:
    items = np.array([[1, 2, 3, np.nan], [1, 2, np.nan, np.nan], [np.nan] * 4, [5, 5, 5, 5]])
    assert scale_means(items, 75).tolist() == pytest.approx([2, np.nan, np.nan, 5], nan_ok=True)
    assert scale_means(items, 100).tolist() == pytest.approx([np.nan, np.nan, np.nan, 5], nan_ok=True)


def test_nine_in_ten_of_eight_or_more_equal_answers_is_a_straight_line() -> None:
    line = np.array(
        [[4.0] * 9 + [5], [4.0] * 8 + [5, 5], [4.0] * 7 + [np.nan] * 3, [np.nan] * 10, [5.0] * 8 + [np.nan] * 2]
    )
    found = hints(line, 1, 5)
    assert found.straight.tolist() == [True, False, False, False, True]
    assert found.same.tolist() == pytest.approx([0.9, 0.8, 1, np.nan, 1], nan_ok=True)
    assert found.ceiling.tolist() == pytest.approx([0.1, 0.2, 0, np.nan, 1], nan_ok=True)
    assert found.floor.tolist() == pytest.approx([0, 0, 0, np.nan, 0], nan_ok=True)
