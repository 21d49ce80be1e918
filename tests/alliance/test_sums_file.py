"""The file of sums: what leaves, and every way to bring in one that is wrong or tells of somebody."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from alliantie.alliance.sums_file import LARGEST, json_schema, read, written
from alliantie.statistics.cells import Cell, cell_of
from tests.alliance.pictures import LINE

SCHEMA = Path(__file__).parents[2] / "docs" / "sums.schema.json"
WHO, ON = UUID(int=7), date(2026, 11, 23)
SCALES = ("bond", "direction", "friction", "trust")


def scores(many: int, seed: int = 1) -> list[tuple[int, int]]:
    """Scores of pairs in sixtieths, from 60 to 300."""
    chance = np.random.default_rng(seed)
    return [(int(x), int(y)) for x, y in chance.integers(4, 21, (many, 2)) * 15]


def sums(many: int = 40, seed: int = 1, line: str = LINE) -> dict[tuple[str, str], Cell]:
    return {(line, scale): cell_of(scores(many, seed + at)) for at, scale in enumerate(SCALES)}


def made(cells: dict[tuple[str, str], Cell] | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written(WHO, "Organisatie Test", ON, cells or sums()) or "")
    return found


def reasons(told: dict[str, Any] | bytes) -> list[str]:
    data = told if isinstance(told, bytes) else json.dumps(told).encode()
    return [str(each) for each in read(data, "x.json")[1]]


def test_the_schema_beside_the_manual_is_that_of_the_file() -> None:
    assert json.loads(SCHEMA.read_text()) == json_schema()


def test_what_is_written_is_read_again_to_the_last_sixtieth() -> None:
    found, problems = read((written(WHO, "Organisatie Test", ON, sums()) or "").encode(), "x.json")
    assert problems == []
    assert found is not None
    assert found.cells() == sums()


def test_a_file_names_no_worker_team_client_or_pair_and_nothing_finer_than_a_day() -> None:
    names = set[str]()

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            names.update(part)
            for each in part.values():
                walk(each)
        elif isinstance(part, list):
            for each in part:
                walk(each)

    walk(made())
    assert names == {
        "format", "version", "organisation", "id", "name", "made_on", "unit", "lines", "questions", "instrument",
        "variant", "length", "form", "cells", "scale", "n", "client", "professional", "sum", "squares", "products",
    }  # fmt: skip


def test_of_fewer_than_thirty_pairs_only_that_it_is_so_leaves_and_of_nothing_else_no_file() -> None:
    few = sums() | {(LINE, "trust"): cell_of(scores(20))}
    (line,) = made(few)["lines"]
    assert {"scale": "trust", "n": None} in line["cells"]
    assert reasons(made(few)) == []
    assert written(WHO, "Test", ON, sums(20)) is None
    assert written(WHO, "Test", ON, {}) is None


def test_sums_of_a_questionnaire_of_somebody_else_do_not_leave() -> None:
    assert written(WHO, "Test", ON, sums(line="wamci/1/probation/20/standard")) is None


def change(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def carry_out(told: dict[str, Any]) -> None:
        part: Any = told
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        for step in steps:
            part = part[step]
        part[last] = value

    return carry_out


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("lines.0.cells.0.n", 41, "lines[0].cells[0].n: Input should be a multiple of 10"),
        ("lines.0.cells.0.n", 20, "lines[0].cells[0].n: Input should be greater than or equal to 30"),
        ("lines.0.cells.0.n", None, "lines[0].cells[0].n: is null, and yet there are sums"),
        ("lines.0.cells.0.n", True, "lines[0].cells[0].n: Input should be a valid integer"),
        ("lines.0.cells.0.n", 40.0, "lines[0].cells[0].n: Input should be a valid integer"),
        ("lines.0.cells.0.products", None, "lines[0].cells[0]: client, professional and products belong to an n"),
        ("lines.0.cells.0.products", 10**30, "lines[0].cells[0].products: Input should be"),
        ("lines.0.cells.0.client.squares", 1, "lines[0].cells[0]: the squares of the client do not go with the sum"),
        ("lines.0.cells.0.scale", "trust", "lines[0].cells[3].scale: trust stands twice"),
        ("lines.0.cells.0.scale", "total", "lines[0].cells[0].scale: Input should be 'trust'"),
        ("lines.0.questions.version", "9", "lines[0].questions: own/9/probation/16/standard is not among"),
        ("lines.0.questions.length", 15, "lines[0].questions: own/1/probation/15/standard is not among"),
        ("lines.0.questions.instrument", "wamci", "lines[0].questions: wamci/1/probation/16/standard is not among"),
        ("lines.0.workers", ["Peter"], "lines[0].workers: Extra inputs are not permitted"),
        ("organisation.id", "x", "organisation.id: Input should be a valid UUID"),
        ("organisation.name", "a\nb", "organisation.name: String should match pattern"),
        ("version", 2, "version: Input should be 1"),
        ("unit", 12, "unit: Input should be 60"),
        ("lines", [], "lines: Tuple should have at least 1 item"),
    ],
)
def test_what_is_wrong_is_told_with_file_field_and_reason(path: str, value: Any, said: str) -> None:
    told = made()
    change(path, value)(told)
    assert any(each.startswith(f"x.json: {said}") for each in reasons(told)), reasons(told)


def test_all_that_is_wrong_is_told_at_once() -> None:
    told = made()
    for path, value in (
        ("organisation.id", "x"),
        ("lines.0.cells.0.n", 41),
        ("lines.0.cells.1.client.sum", -1),
        ("unit", 1),
    ):
        change(path, value)(told)
    assert len(reasons(told)) == 4


def test_equal_scores_are_not_taken_in_since_each_would_be_known() -> None:
    told = made({(LINE, "trust"): Cell(30, 9000, 7200, 2_700_000, 1_750_000, 2_160_000)})
    assert reasons(told) == ["x.json: lines[0].cells[0]: all scores of the client are equal, so that each is known"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is no JSON of ours"),
        (b"[]", "file: Input should be"),
        (b"\xff\xfe", "is no UTF-8"),
        (b"[" * 100_000, "is no JSON of ours"),
        (b'{"unit": NaN}', "NaN is no number"),
        (b'{"unit": 60, "unit": 60}', "unit stands twice"),
        (b"{" + b",".join(b'"%d": 1' % each for each in range(80_000)) + b', "7": 1}', "7 stands twice"),
        (b" " * (LARGEST + 1), "is larger than"),
    ],
    ids=["empty", "list", "utf16", "deep", "nan", "twice", "late", "large"],
)
def test_what_is_no_file_of_ours_is_refused_in_one_line(data: bytes, said: str) -> None:
    (only,) = reasons(data)
    assert said in only
    assert len(only) < 400
    assert "\n" not in only
