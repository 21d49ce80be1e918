"""`python -m bench`: load, serve, measure, print."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import psycopg

from alliantie.demo.tables import TABLES
from alliantie.server.embedded import Embedded
from alliantie.server.environment import Addresses, environment
from alliantie.server.errors import ServerError
from alliantie.server.keys import load_secrets
from bench.figuring import figured
from bench.measure import Measured, compare, measure
from bench.papers import letters
from bench.reckoning import reckoned
from bench.servers import run, served
from bench.table import Line, as_json, table


def main() -> int:
    """Run the whole bench. Returns 0 whatever the times, 1 when it could not run or a firm limit does not hold."""
    asked = _asked()
    try:
        with ExitStack() as started:
            folder = asked.data or Path(started.enter_context(tempfile.TemporaryDirectory(prefix="alliantie-bench-")))
            folder.mkdir(parents=True, exist_ok=True)
            # As root the database runs under another user, who has to get through here.
            folder.chmod(0o711)
            lines = _run(folder, asked.small, asked.cases, asked.rounds, asked.seconds)
    except ServerError as error:
        print(error.message, file=sys.stderr)
        return 1
    print(table(lines))
    if asked.json:
        asked.json.write_text(json.dumps(as_json(lines), indent=1) + "\n")
    broken = [line.what for line in lines if line.firm and not line.holds]
    if broken:
        print(f"Broken at any time of day: {', '.join(broken)}.", file=sys.stderr)
    return 1 if broken else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--data", type=Path, help="keep the database here and use it again; else it is thrown away")
    parser.add_argument("--cases", type=int, default=100_000, help="size at which times are judged")
    parser.add_argument("--small", type=int, default=1_000, help="size to compare with")
    parser.add_argument("--rounds", type=int, default=300, help="requests to each page")
    parser.add_argument("--seconds", type=float, default=20, help="how long sixteen people visit at once")
    parser.add_argument("--json", type=Path, help="write the table here as well")
    return parser.parse_args()


def _run(folder: Path, small: int, large: int, rounds: int, seconds: float) -> list[Line]:
    lines: list[Line] = []
    found: list[Measured] = []
    for cases in (small, large):
        data = folder / str(cases)
        with Embedded(data) as database:
            load_secrets(data)
            env = environment(data, Addresses.of(database.url))
            run(env, "alliantie.server.prepare", words=("--demo",))
            began = time.monotonic()
            run(env, "alliantie", words=("demo", "--cases", str(cases)))
            lines.append(Line(f"{cases} cases loaded in", f"{time.monotonic() - began:.0f} s"))
            with psycopg.connect(database.url("owner"), autocommit=True) as owner:
                # Those of an earlier run would be read as well.
                owner.execute("DELETE FROM access_session")
                lines += reckoned(owner, data, env)
                # The first seals of years take minutes, and each minute after that a moment.
                began = time.monotonic()
                run(env, "alliantie", words=("logs", "seal"))
                lines.append(Line("logs sealed in", f"{time.monotonic() - began:.0f} s"))
                lines.append(figured(env, cases))
                # So that no tidying up by the database itself falls in between.
                owner.execute(f"VACUUM (ANALYZE) {', '.join(TABLES)}, cases_duty, cases_reckoning, history.event")
        # Started anew: what was loaded is on the disc, and nothing is written behind what is measured.
        with Embedded(data) as database, psycopg.connect(database.url("owner"), autocommit=True) as owner:
            env = environment(data, Addresses.of(database.url))
            with served(data, env) as servers:
                print(f"Measuring at {cases} cases ...", flush=True)
                found.append(measure(owner, servers, rounds, seconds if cases == large else 0))
            if cases == large:
                lines += _sizes(owner)
    return [*lines, *compare(*found), *letters()]


def _sizes(owner: psycopg.Connection) -> list[Line]:
    def one(query: str) -> int:
        row = owner.execute(query).fetchone()
        return int(row[0]) if row else 0

    lines = [
        Line(name, f"{one(query):,}")
        for name, query in (
            ("rounds", "SELECT count(*) FROM alliance_round"),
            ("contacts", "SELECT count(*) FROM cases_fact WHERE kind = 'contact'"),
            ("agreements", "SELECT count(*) FROM cases_agreement"),
            ("duties", "SELECT count(*) FROM cases_duty"),
            ("facts", "SELECT count(*) FROM cases_fact"),
            ("events of history", "SELECT count(*) FROM history.event"),
        )
    ]
    # The functions that tell sizes are closed to our roles; the tables were vacuumed, so their pages are known.
    size = one("SELECT sum(relpages::bigint) * current_setting('block_size')::int FROM pg_class")
    return [*lines, Line("database on disk", f"{size / 1e9:.1f} GB")]


if __name__ == "__main__":
    sys.exit(main())
