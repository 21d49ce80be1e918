"""The file that leaves: its scripts find the product's figures from the tables alone, and it holds nothing else."""

from __future__ import annotations

import csv
import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from alliantie.instruments import library
from alliantie.research.bundle import About, bundle
from alliantie.research.levels import leaving
from alliantie.research.parquet import parquet
from bench.research import people, tens

ABOUT = About("Samen", "Hogeschool", "Samenhang", "EC 1", date(2027, 1, 1), date(2026, 11, 23), "Organisatie")


def made(folder: Path, seed: int = 1, many: int = 60) -> Path:
    found = leaving(people(many, seed), random.Random(seed))
    with zipfile.ZipFile(io.BytesIO(bundle(ABOUT, found, library().latest("own"), tens()))) as archive:
        archive.extractall(folder)
    return folder / "alliantie-research"


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def run(folder: Path) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-I", folder / "figures.py"], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_script_finds_every_figure_of_the_product_from_the_tables_alone(tmp_path: Path) -> None:
    folder = made(tmp_path)
    status, said = run(folder)
    assert status == 0, said
    names = {row["figure"].split(" ", 1)[1] for row in table(folder, "figures")}
    assert {"client trust alpha", "professional bond sd", "pair trust icc1", "client direction retest spread"} <= names
    assert {"client trust mean low", "pair bond icc1 high", "professional direction omega"} <= names
    assert {"client bond change lower", "client friction change critical"} <= names
    assert any(name.startswith("nl-probation 2026-Q1 begun/possible least") for name in names)
    assert not any("friction" in name for name in names if name.startswith("pair "))
    assert json.loads((folder / "figures.json").read_text()).keys() == {
        row["figure"] for row in table(folder, "figures")
    }


def change_an_answer(folder: Path) -> None:
    rows = table(folder, "answers")
    rows[0]["trust_intent"] = "1" if rows[0]["trust_intent"] != "1" else "5"
    write(folder / "answers.csv", rows)


def change_a_figure(folder: Path) -> None:
    rows = table(folder, "figures")
    rows[0]["value"] = str(float(rows[0]["value"]) + 0.001)
    write(folder / "figures.csv", rows)


def leave_out_a_figure(folder: Path) -> None:
    write(folder / "figures.csv", table(folder, "figures")[1:])


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize("change", [change_an_answer, change_a_figure, leave_out_a_figure])
def test_the_script_says_so_where_something_differs(change: Callable[[Path], None], tmp_path: Path) -> None:
    folder = made(tmp_path)
    change(folder)
    status, said = run(folder)
    assert status == 1
    assert "DIFFER" in said


def test_each_column_has_its_line_in_the_codebook_and_each_item_says_that_it_is_not_validated(tmp_path: Path) -> None:
    folder = made(tmp_path)
    book = table(folder, "codebook")
    assert {row["name"] for row in book} == set(table(folder, "answers")[0])
    items = [row for row in book if row["scale"]]
    assert len(items) == 12 * 2 + 8
    assert all("not validated" in row["meaning"] for row in items)
    assert all(row["meaning"] and row["values"] and row["missing"] for row in book)


def test_nothing_that_names_a_person_or_a_day_is_in_it(tmp_path: Path) -> None:
    folder = made(tmp_path)
    known = people(60, 1)
    numbers = {str(each.client) for each in known} | {str(each.worker) for each in known}
    days = {one.on.isoformat() for each in known for one in each.rounds}
    for file in folder.iterdir():
        text = file.read_bytes().decode("utf-8", "replace")
        assert not [each for each in numbers | days if each in text], file.name


def test_a_pair_has_another_number_in_another_export(tmp_path: Path) -> None:
    one, other = (table(made(tmp_path / str(seed), seed=1, many=60), "answers") for seed in (1, 2))
    again = leaving(people(60, 1), random.Random(9)).pairs
    assert [each.client for each in again] != [each.client for each in leaving(people(60, 1), random.Random(8)).pairs]
    # Of the same people, with the same chance, the same: so nothing else than chance is in the numbers.
    assert one == other


def test_what_was_not_answered_is_empty_and_counted_apart(tmp_path: Path) -> None:
    rows = table(made(tmp_path), "answers")
    refused = [row for row in rows if row["trust_rather_not"] != "0"]
    assert refused
    assert all(row["trust_honest"] == "" for row in refused)


def test_a_column_that_mixes_words_and_numbers_or_another_length_makes_no_parquet() -> None:
    for columns in ({"a": [1, "x"]}, {"a": [1], "b": [1, 2]}):
        with pytest.raises(ValueError, match=r"holds|lengths"):
            parquet(columns)  # type: ignore[arg-type]
