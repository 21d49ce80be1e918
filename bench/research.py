"""`python -m bench.research`: an export for research of made-up people, and both its scripts, R's where R is."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from alliantie.instruments import library
from alliantie.research.bundle import About, bundle
from alliantie.research.levels import Pair, Round, Row, leaving

ROLES = ("client", "professional")


def people(many: int, seed: int = 1) -> list[Pair]:
    """Made-up pairs of four workers, with two rounds each, some answers of which are missing."""
    dice = random.Random(seed)  # noqa: S311 - made-up people
    numbers = [UUID(int=dice.getrandbits(128)) for _each in range(many + 4)]
    instrument = library().latest("own")
    asked = {role: instrument.questionnaire(role, "probation", 16) for role in ROLES}
    made = []
    for place in range(many):
        level = dice.gauss(3.4, 0.6)
        rounds = []
        for number in range(2):
            answers = {}
            for role in ROLES:
                given: dict[str, int | str] = {
                    item.id: min(5, max(1, round(level + dice.gauss(0, 0.8)))) for item in asked[role].items
                }
                if dice.random() < 0.1:
                    given["trust-honest"] = "rather_not"
                if dice.random() < 0.1:
                    given["bond-respect"] = "dont_know"
                answers[role] = given
            on = date(2026, 1, 5) + timedelta(days=31 * number)
            rounds.append(Round(on, "own/1/probation/16/standard", answers))
        made.append(Pair(numbers[place], numbers[many + place % 4], "nl-probation", "nl", tuple(rounds)))
    return made


def tens() -> dict[str, list[Row]]:
    """Made-up tables of the pages of figures."""
    quarters = [(120, 80, 60, 50, 40), (130, 90, 50, None, None), (110, 70, 60, 40, 20)]
    names = ("possible", "begun", "looked", "talked", "agreed")
    return {
        "rounds": [
            {"practice": "nl-probation", "period": f"2026-Q{at}", **dict(zip(names, each, strict=True))}
            for at, each in enumerate(quarters, 1)
        ],
        "endings": [
            {"practice": "nl-probation", "period": str(year), "ended": 100 + at, "negative": 20 + 10 * at}
            for at, year in enumerate((2024, 2025))
        ],
    }


def main(argv: Sequence[str] = ()) -> int:
    """Make an export, run its scripts, and say what they say."""
    about = About("Samen", "Hogeschool", "Samenhang", "EC 1", date(2027, 1, 1), date(2026, 11, 23), "Organisatie")
    made = bundle(about, leaving(people(200), random.Random(1)), library().latest("own"), tens())  # noqa: S311
    with tempfile.TemporaryDirectory() as where, zipfile.ZipFile(io.BytesIO(made)) as archive:
        archive.extractall(where)
        folder = Path(where) / "alliantie-research"
        programs = [[sys.executable, "-I", "figures.py"]]
        if shutil.which("Rscript"):
            programs.append(["Rscript", "--vanilla", "figures.R"])
        else:
            print("R is not here: only the script of Python was run.")
        failed = False
        for program in programs:
            done = subprocess.run(program, cwd=folder, capture_output=True, text=True, check=False)
            print(f"{program[-1]}: {(done.stdout.splitlines() or [done.stderr])[-1]}")
            print("\n".join(line for line in done.stdout.splitlines() if line.startswith("DIFFER")), end="")
            failed |= done.returncode != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
