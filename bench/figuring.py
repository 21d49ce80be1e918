"""The figures of every team and organisation made as the job of each half hour makes them."""

from __future__ import annotations

import sys
import time

import psycopg

from bench.servers import run
from bench.table import Line

_MANAGES = """
INSERT INTO people_office (id, area_id, kind, worker_id, organisation_id, starts_on)
SELECT gen_random_uuid(), w.area_id, 'manages', w.id, w.organisation_id, current_date
  FROM access_account a JOIN people_worker w ON w.id = a.worker_id WHERE a.login = %s
ON CONFLICT DO NOTHING"""


def figured(env: dict[str, str], cases: int) -> Line:
    """Make all figures in a program of its own, and tell how long that took. Raises ServerError."""
    began = time.monotonic()
    run(env, "bench.figuring")
    return Line(f"figures of all places over {cases:,} cases made in", f"{time.monotonic() - began:.1f} s")


def let_manage(owner: psycopg.Connection, login: str) -> None:
    """Let who signs in so manage the own organisation, from today on."""
    owner.execute(_MANAGES, [login])


def main() -> int:
    """Run the four jobs. Returns 0."""
    import django

    django.setup()
    from alliantie.alliance.jobs import keep_round_figures
    from alliantie.cases.jobs import keep_outcome_figures, keep_stock_figures, keep_waiting_figures

    keep_round_figures(0)
    keep_outcome_figures(0)
    keep_stock_figures(0)
    keep_waiting_figures(0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
