"""`python -m bench.keeping`: what it takes to list what is kept too long, and to delete cases with their logs."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from alliantie.server.embedded import Embedded
from alliantie.server.environment import Addresses, environment
from alliantie.server.errors import ServerError
from alliantie.server.keys import load_secrets
from bench.importing import ORGANISATION, imported, prepare, write_files
from bench.servers import run
from bench.table import Line, as_json, table

CONTACTS = 10
"""Contacts of each case: all of them go with it."""

YEARS = 25
"""After so many years every term of the practice is over."""

SINCE = date(2020, 1, 1)
_CLOSED = "UPDATE cases_case SET closed_on = current_date WHERE id IN (SELECT id FROM cases_case ORDER BY id LIMIT %s)"


def main() -> int:
    """Import cases, close half, list what is due years later and delete one batch. Returns 0 when it ran, else 1."""
    parser = argparse.ArgumentParser(prog="bench.keeping", description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000, help="cases, of which half were closed")
    parser.add_argument("--batch", type=int, default=500, help="cases to delete at once")
    parser.add_argument("--json", type=Path, help="write the table here as well")
    parser.add_argument("--step", choices=("list", "erase", "forget"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        return _step(asked.step, asked.batch)
    try:
        with tempfile.TemporaryDirectory(prefix="alliantie-bench-") as made:
            folder = Path(made)
            # As root the database runs under another user, who has to get through here.
            folder.chmod(0o711)
            lines = _run(folder, asked.cases, asked.batch)
    except ServerError as error:
        print(error.message, file=sys.stderr)
        return 1
    print(table(lines))
    if asked.json:
        asked.json.write_text(json.dumps(as_json(lines), indent=1) + "\n")
    return 0 if all(line.holds is not False for line in lines if line.firm) else 1


def _run(folder: Path, cases: int, batch: int) -> list[Line]:
    files = write_files(folder, cases, CONTACTS * cases)
    with ExitStack() as started:
        database = started.enter_context(Embedded(folder / "data"))
        load_secrets(folder / "data")
        env = {**os.environ, **environment(folder / "data", Addresses.of(database.url))}
        prepare(env)
        imported(env, **files)
        owner = started.enter_context(psycopg.connect(database.url("owner"), autocommit=True))
        owner.execute(_CLOSED, [cases // 2])
        owner.execute("ANALYZE")
        listed = _told(env, "list", batch)
        erased = _told(env, "erase", batch)
        forgot = _told(env, "forget", batch)
        left = owner.execute("SELECT count(*) FROM cases_case").fetchone()
    gone = min(batch, cases // 2)
    return [
        Line("the list of the night", f"{listed['seconds']:.1f} s", f"{listed['many']:,.0f} due of {cases:,} cases"),
        Line(
            "a batch deleted",
            f"{erased['seconds']:.1f} s",
            f"{gone:,} cases, {erased['seconds'] / gone * 1e3:.0f} ms each",
        ),
        Line("their lines of the logs let go", f"{forgot['seconds']:.1f} s", f"{forgot['many']:,.0f} lines"),
        Line.at_most("cases that were to go and stayed", left[0] - cases + gone if left else cases, 0, firm=True),
        Line("load of the machine meanwhile", f"{os.getloadavg()[1]:.1f} on {os.cpu_count()} processors"),
    ]


def _told(env: dict[str, str], step: str, batch: int) -> dict[str, float]:
    said, _most = run(env, "bench.keeping", words=("--step", step, "--batch", str(batch)))
    told: dict[str, float] = json.loads(said.splitlines()[-1])
    return told


def _step(step: str, batch: int) -> int:
    """One step as the program takes it, how long it took, and how much it did."""
    import django

    django.setup()
    from alliantie import clock
    from alliantie.keeping import operations as keeping
    from alliantie.practices import library

    # The background reads the library when it starts.
    library()
    then = clock.now() + timedelta(days=365 * YEARS)
    if step == "erase":
        with clock.at(then):
            _approve(batch)
    began = time.monotonic()
    with clock.at(then + timedelta(hours=0 if step == "list" else 25)):
        if step == "list":
            many = keeping.list_due()
        elif step == "erase":
            many = keeping.carry_out()
        else:
            many = _forget(keeping)
    print(json.dumps({"seconds": time.monotonic() - began, "many": many}))
    return 0


def _approve(batch: int) -> None:
    """Propose the first cases of the list, and agree to it."""
    from alliantie.access.identity import Actor, acting
    from alliantie.keeping import operations as keeping
    from alliantie.keeping.models import Due
    from alliantie.people import administration
    from alliantie.people.models import Office, Organisation
    from alliantie.practices.keeping import Category

    organisation = Organisation.objects.using("owner").get(name=ORGANISATION)
    numbers = list(
        Due.objects.using("owner").filter(category="case").order_by("number").values_list("number", flat=True)[:batch]
    )
    token, people = uuid4(), []
    for name in ("Vera", "Gea"):
        worker = administration.make_worker(organisation, name, "Wachter", teams=[], since=SINCE)
        administration.give_office(worker, since=SINCE, kind=Office.Kind.GUARDS)
        people.append(Actor("worker", worker.id, area_id=worker.area_id))
    with acting(people[0]) as actor:
        keeping.propose(actor=actor, token=token, category=Category.CASE, numbers=numbers, reason="Meting.")
    with acting(people[1]) as actor:
        keeping.approve(actor=actor, batch_id=token)


def _forget(keeping: Any) -> int:
    """Seal, and let go until nothing waits: lines of the last minute are not sealed yet."""
    return sum(keeping.forget() for _time in range(3))


if __name__ == "__main__":
    sys.exit(main())
