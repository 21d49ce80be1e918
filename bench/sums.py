"""`python -m bench.sums`: figures of a hundred organisations from files of sums."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from datetime import date
from uuid import UUID

import numpy as np

from alliantie.alliance.sums_file import UNIT, read, written
from alliantie.instruments.questionnaire import Key
from alliantie.statistics.cells import NOTHING, cell_of, told_of
from bench.table import Line, table

ORGANISATIONS, MILLISECONDS = 100, 50.0
SEED = 20261123
SCALES = ("trust", "direction", "bond", "friction")


def files() -> list[bytes]:
    """The files of a hundred organisations, each of six lines of questions."""
    chance = np.random.default_rng(SEED)
    variants = ("probation", "youth_protection", "work", "shelter", "debt", "justice_house")
    made = []
    for number in range(ORGANISATIONS):
        cells = {
            (str(Key("own", "1", variant, 16, "standard")), scale): cell_of(
                (int(x), int(y)) for x, y in chance.integers(4, 21, (60, 2)) * 15
            )
            for variant in variants
            for scale in SCALES
        }
        made.append((written(UUID(int=number + 1), f"Organisatie {number}", date(2026, 11, 23), cells) or "").encode())
    return made


def of_files(found: Sequence[bytes]) -> tuple[float, float]:
    """Milliseconds to read and check all files, and to add up their sums and make every figure."""
    began = time.perf_counter()
    cells = [made.cells() for each in found if (made := read(each, "x")[0]) is not None]
    read_in = time.perf_counter()
    for place in cells[0]:
        told_of(sum((each[place] for each in cells), NOTHING), UNIT)
    return (read_in - began) * 1000, (time.perf_counter() - read_in) * 1000


def main() -> int:
    """Measure and tell. Returns 0: times are told only."""
    found = files()
    of_files(found[:1])  # what is loaded the first time
    times = np.array([of_files(found) for _time in range(20)])
    alone = np.array([of_files(found[:1]) for _time in range(20)])
    lines = [
        Line.at_most("figures of one organisation from its sums", float(np.median(alone[:, 1])), MILLISECONDS, " ms"),
        Line.at_most("figures of a hundred together", float(np.median(times[:, 1])), MILLISECONDS, " ms", "24 cells"),
        Line("their files read and checked", f"{np.median(times[:, 0]):.0f} ms"),
    ]
    sys.stdout.write(table(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
