"""Killed with -9 in the middle of an import: all of it is there or nothing, and asking again finishes it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from alliantie.access.identity import acting
from alliantie.cases.models import Case
from tests.faults.seeds import SEEDS
from tests.imports.files import Here, here, measures_of, owner, talk_of
from tests.support.programs import wait_for

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

CASES, CONTACTS = 150, 3_000


@pytest.fixture
def place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Here:
    return here(tmp_path, capsys)


def files(place: Here) -> list[str]:
    """The words that name a file of people, of a case for each, and of contacts spread over them."""
    measure, talk = measures_of("nl-probation")[0], talk_of("nl-probation")
    tables = {
        "people": ["reference;given_name;family_name;born_on", *(f"P{n};Noor;Nr {n};1990-01-01" for n in range(CASES))],
        "cases": [
            "reference;practice;worker;people;measures;opened_on",
            *(f"C{n};nl-probation;peter.jansen;P{n}:client;{measure};2026-01-05" for n in range(CASES)),
        ],
        "contacts": [
            "reference;case;date;time;talk;mode;minutes;present",
            *(f"T{n};C{n % CASES};2026-02-{1 + n % 28:02};;{talk};;;" for n in range(CONTACTS)),
        ],
    }
    return [word for name, lines in tables.items() for word in (f"--{name}", str(place.file(name, "\n".join(lines))))]


def there() -> tuple[int, int, int]:
    """How many people, cases and contacts."""
    found = owner(
        "SELECT (SELECT count(*) FROM people_client), (SELECT count(*) FROM cases_case),"
        " (SELECT count(*) FROM cases_fact WHERE kind = 'contact')"
    )
    people, cases, contacts = found[0]
    return people, cases, contacts


def numbered() -> int:
    """How many lines of history got a number, committed or not: a sequence is not taken back."""
    return int(owner("SELECT last_value FROM history.event_id_seq")[0][0])


def kill_at_work(command: list[str], after: float) -> bool:
    """Kill a program some seconds after it began to write; whether it was still at work."""
    before = numbered()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ) as program:
        wait_for(lambda: numbered() > before or program.poll() is not None)
        time.sleep(after)
        at_work = program.poll() is None
        program.kill()
    return at_work


@pytest.mark.parametrize("seed", SEEDS)
def test_an_import_killed_at_any_moment_wrote_all_or_nothing_and_is_finished_by_asking_again(
    place: Here, seed: int
) -> None:
    chance = random.Random(seed)
    words = [*files(place), "--organisation", place.world.organisation.name, "--team", "Team Noord"]
    command = [sys.executable, "-m", "alliantie", "import", *words]
    whole, killed = (CASES, CASES, CONTACTS), 0
    while killed < 2 and there() != whole:
        killed += kill_at_work(command, chance.uniform(0, 0.6))
        assert there() in ((0, 0, 0), whole)
    assert killed
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=False)
    assert done.returncode == 0, done.stderr
    assert there() == whole
    worker = place.world.worker()
    with acting(worker):
        assert Case.objects.visible_to(worker).count() == CASES
    # Each duty is there, as in an import that nobody disturbed, and history tells of each row once.
    assert owner("SELECT count(*) FROM cases_reckoning") == [(CASES,)]
    assert owner(
        "SELECT count(*), count(DISTINCT e.after ->> 'id') FROM history.event e WHERE e.table_name = 'cases_fact'"
        " AND e.after ->> 'kind' = 'contact'"
    ) == [(CONTACTS, CONTACTS)]
