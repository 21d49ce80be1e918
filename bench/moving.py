"""`python -m bench.moving`: what it takes to move many cases to another version, and whether somebody waits for it."""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from subprocess import Popen
from typing import Any
from uuid import UUID

import psycopg

from alliantie.server.embedded import Embedded
from alliantie.server.environment import CHECKOUT, Addresses, environment
from alliantie.server.errors import ServerError
from alliantie.server.keys import load_secrets
from bench.importing import ORGANISATION, PRACTICE, WORKER, imported, prepare, write_files
from bench.servers import run
from bench.table import Line, as_json, table

CONTACTS = 10
"""Contacts of each case: its timeline is read and reckoned under two versions."""

LONGEST_WAIT = 1_000
"""Milliseconds that somebody may have to wait who records something in a case that is being moved."""

_DONE = "SELECT count(*) FROM cases_movedcase WHERE state = 'moved'"
# Whoever records something in a case waits for this lock, as `access.timelines` takes it.
_AS_WHO_RECORDS = "SELECT pg_advisory_xact_lock(hashtextextended('case:' || %s::text, 0))"


def main() -> int:
    """Import cases, move all of them, kill that half-way and go on. Returns 0 when it ran, 1 when it could not."""
    parser = argparse.ArgumentParser(prog="bench.moving", description=__doc__)
    parser.add_argument("--cases", type=int, default=5_000, help="cases to move")
    parser.add_argument("--json", type=Path, help="write the table here as well")
    parser.add_argument("--step", choices=("plan", "start", "go-on"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        return _step(asked.step)
    try:
        with tempfile.TemporaryDirectory(prefix="alliantie-bench-") as made:
            folder = Path(made)
            # As root the database runs under another user, who has to get through here.
            folder.chmod(0o711)
            lines = _run(folder, asked.cases)
    except ServerError as error:
        print(error.message, file=sys.stderr)
        return 1
    print(table(lines))
    if asked.json:
        asked.json.write_text(json.dumps(as_json(lines), indent=1) + "\n")
    return 0 if all(line.holds is not False for line in lines if line.firm) else 1


def _run(folder: Path, cases: int) -> list[Line]:
    files = write_files(folder, cases, CONTACTS * cases)
    with ExitStack() as started:
        database = started.enter_context(Embedded(folder / "data"))
        load_secrets(folder / "data")
        env = {**os.environ, **environment(folder / "data", Addresses.of(database.url))}
        prepare(env)
        run(env, "alliantie", words=("user", "manage", WORKER))
        imported(env, **files)
        owner = started.enter_context(psycopg.connect(database.url("owner"), autocommit=True))
        owner.execute("ANALYZE")
        planned, _most = _told(env, "plan")
        ahead, most_ahead = _told(env, "go-on")
        page, _most = _told(env, "start")
        with _Recording(database.url("owner"), owner) as recording:
            before = _killed(env, owner, cases)
            after, most = _told(env, "go-on")
        halves = owner.execute(
            "SELECT count(*) FROM cases_movedcase c JOIN cases_case k ON k.id = c.case_id"
            " WHERE (c.state = 'moved') <> (k.practice_version = c.after)"
        ).fetchone()
        done = owner.execute(_DONE).fetchone()
    left = cases - before
    return [
        Line("the page that plans it", f"{planned['seconds']:.1f} s", f"{cases:,} cases, fifty of them looked ahead"),
        Line("looked ahead by the background", f"{ahead['seconds']:.0f} s", _rate(cases, ahead["seconds"])),
        Line("the page that starts it", f"{page['seconds']:.1f} s", "fifty of them moved"),
        Line("killed after", f"{before:,} cases"),
        Line("moved by who went on", f"{after['seconds']:.0f} s", _rate(left, after["seconds"])),
        Line.at_most("not moved in the end", cases - (done[0] if done else 0), 0, firm=True),
        Line.at_most("moved by half", halves[0] if halves else 0, 0, firm=True),
        Line("who recorded meanwhile: times", f"{len(recording.waits):,}"),
        Line("waited, the middle", f"{_part(recording.waits, 0.5):.0f} ms"),
        Line("waited, nineteen in twenty", f"{_part(recording.waits, 0.95):.0f} ms"),
        Line.at_most("waited, the longest", round(max(recording.waits)), LONGEST_WAIT, " ms"),
        Line("most memory: ahead, moving", f"{most_ahead / 1e6:.0f}, {most / 1e6:.0f} MB"),
        Line("load of the machine meanwhile", f"{os.getloadavg()[1]:.1f} on {os.cpu_count()} processors"),
    ]


def _rate(cases: int, seconds: float) -> str:
    return f"{cases / max(seconds, 0.001):,.0f} cases a second"


def _part(waits: list[float], part: float) -> float:
    return sorted(waits)[int(len(waits) * part)]


def _told(env: dict[str, str], step: str) -> tuple[dict[str, float], int]:
    said, most = run(env, "bench.moving", words=("--step", step))
    told: dict[str, float] = json.loads(said.splitlines()[-1])
    return told, most


def _killed(env: dict[str, str], owner: psycopg.Connection[Any], cases: int) -> int:
    """Begin to move, kill that once a good third is done, and tell how many cases were."""
    path = os.pathsep.join([str(CHECKOUT), env["PYTHONPATH"]])
    with Popen([sys.executable, "-m", "bench.moving", "--step", "go-on"], env={**env, "PYTHONPATH": path}) as program:
        while program.poll() is None:
            found = owner.execute(_DONE).fetchone()
            if found and found[0] > cases * 0.4:
                program.kill()
                break
            time.sleep(0.05)
    found = owner.execute(_DONE).fetchone()
    return int(found[0]) if found else 0


class _Recording:
    """Somebody who records in one case after another meanwhile: how long each waits for the move, in milliseconds."""

    def __init__(self, address: str, owner: psycopg.Connection[Any]) -> None:
        self._address, self._stop = address, threading.Event()
        self._cases = [case_id for (case_id,) in owner.execute("SELECT id FROM cases_case").fetchall()]
        self._thread = threading.Thread(target=self._record)
        self.waits: list[float] = []

    def __enter__(self) -> _Recording:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _record(self) -> None:
        chance = random.Random(1)  # noqa: S311 - cases to try, no secret
        with psycopg.connect(self._address, autocommit=True) as here:
            while not self._stop.wait(0.01):
                began = time.monotonic()
                here.execute(_AS_WHO_RECORDS, [chance.choice(self._cases)])
                self.waits.append((time.monotonic() - began) * 1000)


def _step(step: str) -> int:
    """One step as the program takes it, and how long it took."""
    import django

    django.setup()
    from alliantie import clock
    from alliantie.cases.operations.moves import go_on_with_all
    from alliantie.practices import library

    # The server and its background read the library when they start.
    library()
    began = time.monotonic()
    if step == "go-on":
        go_on_with_all(today=clock.today())
    elif step == "plan":
        _plan()
    else:
        _start()
    print(json.dumps({"seconds": time.monotonic() - began}))
    return 0


def _plan() -> None:
    from alliantie import clock
    from alliantie.access.identity import Actor, acting
    from alliantie.cases.operations.moves import plan_move
    from alliantie.cases.operations.own_practices import adopt_draft, begin_draft
    from alliantie.people.models import Organisation
    from alliantie.practices import library
    from alliantie.practices.editing import with_value
    from alliantie.practices.library import LIBRARY

    actor: Actor = _manager()
    text = (LIBRARY / PRACTICE / f"{library().latest(PRACTICE).version}.yaml").read_text(encoding="utf-8")
    norms = library().latest(PRACTICE).norms
    number = next(at for at, norm in enumerate(norms) if norm.id == "explain-frame")
    with acting(actor):
        organisation = Organisation.objects.get(name=ORGANISATION)
        draft = begin_draft(
            actor=actor,
            now=clock.now(),
            organisation=organisation,
            practice_id=PRACTICE,
            based_on=library().latest(PRACTICE).version,
            content=with_value(text, ("norms", number, "within", "term"), "P1W"),
        )
        version = adopt_draft(actor=actor, now=clock.now(), draft=draft, seen=1)
        practice = library().get(PRACTICE, version)
        plan_move(actor=actor, now=clock.now(), organisation_id=organisation.id, practice=practice, reason="Meting.")


def _start() -> None:
    from alliantie import clock
    from alliantie.access.identity import acting
    from alliantie.cases.models import Move
    from alliantie.cases.operations.moves import start_move

    actor = _manager()
    with acting(actor):
        move_id: UUID = Move.objects.visible_to(actor).get().id
        start_move(actor=actor, now=clock.now(), move_id=move_id)


def _manager() -> Any:
    from alliantie.access.identity import Actor
    from alliantie.people import administration

    worker = administration.worker_of(WORKER)
    return Actor("worker", worker.id, area_id=worker.area_id, offices=("manages",))


if __name__ == "__main__":
    sys.exit(main())
