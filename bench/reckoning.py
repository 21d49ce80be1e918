"""What is due in every case, reckoned from nothing as the job of the night does."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import psycopg

from bench.servers import memory, run
from bench.table import Line

SECONDS, MEMORY = 120, 1024**3
# At fewer cases starting the processes is what is measured.
JUDGED_FROM = 50_000


def reckoned(owner: psycopg.Connection[Any], data: Path, env: dict[str, str]) -> list[Line]:
    """Forget what is due, reckon all of it in a program of its own, and tell how long that took. Raises ServerError."""
    owner.execute("TRUNCATE cases_duty, cases_reckoning")
    owner.execute("VACUUM (ANALYZE) cases_duty, cases_reckoning")
    database = int((data / "pg" / "postmaster.pid").read_text().split()[0])
    began = time.monotonic()
    said, most = run(env, "bench.reckoning", beside=lambda: memory(database))
    seconds, cases = time.monotonic() - began, int(said)
    load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    what, limit = f"duties of {cases:,} cases from nothing", SECONDS * cases / 100_000
    if cases < JUDGED_FROM:
        return [Line(what, f"{seconds:.0f} s, {load}")]
    return [
        Line.at_most(what, seconds, limit, " s", load),
        Line.at_most("the same: memory of programs and database", most / 1e6, MEMORY / 1e6, " MB"),
    ]


def main() -> int:
    """Reckon whatever was not reckoned yet today, and print how many cases that were."""
    import django

    django.setup()
    from alliantie import clock
    from alliantie.cases.operations.duties import reckon_behind

    print(reckon_behind(today=clock.today()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
