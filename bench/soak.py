"""`python -m bench.soak`: workers and clients at once for half an hour, who read, write and try what is not theirs.

It fails where a page gave an error, where somebody came into a case or round of another, where what was acknowledged
is not there afterwards, or where memory went on growing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from alliantie import clock
from alliantie.demo.caseloads import SIZE, TEAM
from alliantie.practices import library
from alliantie.server.embedded import Embedded
from alliantie.server.environment import Addresses, environment
from alliantie.server.errors import ServerError
from alliantie.server.keys import load_secrets
from bench.people import Client, Worker, clients, worker
from bench.recording import OWN_CASES
from bench.servers import Served, memory, run, served
from bench.table import Line, as_json, table
from bench.timing import Times
from bench.visitor import VisitError

WORKERS = CLIENTS = 8
# What programs and database may hold at the end beside what they held when all was warm.
GROWTH = 1.1
SAMPLE_SECONDS = 5

Visit = Callable[[], float]


@dataclass(slots=True)
class Soaked:
    """What came of it: when a page was asked and how long it took, errors, talks said to be saved, memory."""

    taken: list[tuple[float, float]] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    saved: list[str] = field(default_factory=list)
    memory: dict[str, list[int]] = field(default_factory=dict)

    def part(self, number: int, of: int, seconds: float) -> Times:
        """The times in one of so many equal parts, counted from 0."""
        first, last = number * seconds / of, (number + 1) * seconds / of
        return Times.of([taken for at, taken in self.taken if first <= at < last])


def main() -> int:
    """Run it. Returns 0 when nothing went wrong, 1 when something did or it could not run."""
    asked = _asked()
    try:
        with ExitStack() as started:
            folder = asked.data or Path(started.enter_context(tempfile.TemporaryDirectory(prefix="alliantie-soak-")))
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o711)
            lines = _run(folder, asked.cases, asked.minutes * 60, asked.pause)
    except ServerError as error:
        print(error.message, file=sys.stderr)
        return 1
    print(table(lines))
    if asked.json:
        asked.json.write_text(json.dumps(as_json(lines), indent=1) + "\n")
    return 0 if all(line.holds is not False for line in lines if line.firm) else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--cases", type=int, default=5_000, help="cases to work in")
    parser.add_argument("--pause", type=float, default=1.0, help="seconds somebody looks at a page, on average")
    parser.add_argument("--data", type=Path, help="keep the database here and use it again; else it is thrown away")
    parser.add_argument("--json", type=Path, help="write the table here as well")
    return parser.parse_args()


def _run(data: Path, cases: int, seconds: float, pause: float) -> list[Line]:
    with Embedded(data) as database:
        load_secrets(data)
        env = environment(data, Addresses.of(database.url))
        run(env, "alliantie.server.prepare", words=("--demo",))
        run(env, "alliantie", words=("demo", "--cases", str(cases)))
        with psycopg.connect(database.url("owner"), autocommit=True) as owner:
            owner.execute("DELETE FROM access_session")
            owner.execute("ANALYZE")
            with served(data, env) as servers:
                postmaster = int((data / "pg" / "postmaster.pid").read_text().split()[0])
                print(f"{WORKERS} workers and {CLIENTS} clients for {seconds / 60:.0f} minutes ...", flush=True)
                found = soak(owner, servers, postmaster, cases, seconds, pause)
                # What a child of the web server said before it died would be lost with it otherwise.
                fell = (data / "web.log").read_text().count('"level": "error"')
            return [*told(found, seconds), *kept(owner, found), _none("errors the server logged", fell)]


def soak(
    owner: psycopg.Connection[Any], served: Served, postmaster: int, cases: int, seconds: float, pause: float
) -> Soaked:
    """Let all visit for so long, and look at memory meanwhile. Raises VisitError where somebody cannot come in."""
    # Of different teams where there are as many.
    apart = max(min(TEAM, cases // SIZE // WORKERS), 1)
    workers = [worker(owner, served.port, 1 + apart * place) for place in range(WORKERS)]
    answering = clients(owner, served.port, CLIENTS)
    found = Soaked()
    plans = [
        *(_worked(owner, found, each, other) for each, other in zip(workers, _next(workers), strict=True)),
        *(_answered(found, each, other) for each, other in zip(answering, _next(answering), strict=True)),
    ]
    began, lock = time.monotonic(), threading.Lock()

    def go(visits: Sequence[Visit], dice: random.Random) -> None:
        while (at := time.monotonic() - began) < seconds:
            try:
                taken = dice.choice(visits)()
            except (VisitError, OSError, HTTPException) as error:
                with lock:
                    found.errors[f"{type(error).__name__}: {error}"] += 1
            else:
                with lock:
                    found.taken.append((at, taken))
            time.sleep(dice.expovariate(1 / pause))

    # The same order each time for each of them.
    threads = [threading.Thread(target=go, args=(plan, random.Random(at))) for at, plan in enumerate(plans)]  # noqa: S311
    for thread in threads:
        thread.start()
    processes = {"web server": served.web, "background worker": served.worker or 0, "database": postmaster}
    while any(thread.is_alive() for thread in threads):
        for name, process in processes.items():
            # A process of a pool may end while it is looked at.
            try:
                found.memory.setdefault(name, []).append(memory(process))
            except (OSError, ValueError):
                continue
        time.sleep(min(SAMPLE_SECONDS, seconds / 20))
    return found


def _next(people: Sequence[Any]) -> list[Any]:
    return [*people[1:], people[0]]


def _worked(owner: psycopg.Connection[Any], found: Soaked, own: Worker, other: Worker) -> list[Visit]:
    """A worker's pages, a talk recorded in each of the own cases in turn, and a case of a colleague elsewhere."""
    visitor, csrf = own.visitor, own.visitor.token("/")
    cases = owner.execute(OWN_CASES, [own.login]).fetchall()

    def page(path: str) -> Visit:
        def visit() -> float:
            visitor.get(path)
            return visitor.seconds

        return visit

    def record() -> float:
        case_id, practice_id, people = random.choice(cases)  # noqa: S311
        note = str(uuid.uuid4())
        visitor.post(
            f"/cases/{case_id}/talk",
            csrf,
            token=note,
            what=library().latest(practice_id).talks[0].id,
            on=clock.today().isoformat(),
            common=f"Gesproken over hoe het gaat. {note}",
            who=people,
        )
        found.saved.append(note)
        return visitor.seconds

    pages = [page(path) for path in own.pages.values()]
    return [*pages, *pages, record, record, _refused(found, visitor, other.pages["case page"])]


def _answered(found: Soaked, own: Client, other: Client) -> list[Visit]:
    """A client's question, answers, own pages, and the question of somebody else."""
    visitor, dice = own.visitor, random.Random(own.question)  # noqa: S311

    def page(path: str) -> Visit:
        def visit() -> float:
            visitor.get(path)
            return visitor.seconds

        return visit

    def save() -> float:
        own.save(dice.randint(1, 3))
        return visitor.seconds

    pages = [page(path) for path in (own.question, "/home", "/home/involved", "/home/requests")]
    return [*pages, save, save, _refused(found, visitor, other.question)]


def _refused(found: Soaked, visitor: Any, path: str) -> Visit:
    """What is not one's own, which has to look like a page that does not exist."""

    def visit() -> float:
        status, _content = visitor.ask("GET", path)
        if status != 404:
            raise VisitError(f"somebody else's page gave {status}")
        found.refused += 1
        return float(visitor.seconds)

    return visit


def told(found: Soaked, seconds: float) -> list[Line]:
    """What came of it. Times are told; errors, a way into another's page and memory are judged."""
    first, last = found.part(1, 6, seconds), found.part(5, 6, seconds)
    lines = [
        Line("pages", f"{len(found.taken):,}, {len(found.taken) / seconds:.0f} a second"),
        Line("of these somebody else's, refused", f"{found.refused:,}"),
        Line("second sixth: median; 95 % within", f"{first.median:.0f}; {first.p95:.0f} ms"),
        Line("last sixth: median; 95 % within", f"{last.median:.0f}; {last.p95:.0f} ms"),
        Line("load", f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"),
        _none("errors", found.errors.total(), *found.errors),
    ]
    for name, held in found.memory.items():
        sixth = max(len(held) // 6, 1)
        warm, end = median(held[sixth : 2 * sixth] or held), median(held[-sixth:])
        limit = GROWTH * warm / 1e6
        lines.append(
            Line.at_most(f"memory of the {name}", end / 1e6, limit, " MB", f"{warm / 1e6:.0f} warm", firm=True)
        )
    return lines


def kept(owner: psycopg.Connection[Any], found: Soaked) -> list[Line]:
    """Whether each talk that was said to be saved stands there: once for each person it was with."""
    there = owner.execute(
        "SELECT text, case_id, client_id, count(*) FROM cases_fact WHERE text LIKE 'Gesproken over hoe het gaat. %%'"
        " AND recorded_at > now() - interval '1 day' GROUP BY 1, 2, 3"
    ).fetchall()
    notes = {text.rpartition(" ")[2] for text, *_rest in there}
    return [
        Line("talks said to be saved", f"{len(found.saved):,}"),
        _none("of these lost", len(set(found.saved) - notes)),
        _none("of these saved twice", sum(count > 1 for *_rest, count in there)),
    ]


def _none(what: str, count: int, *which: str) -> Line:
    return Line(what, ", ".join([f"{count:,}", *which[:5]]), "none", count == 0, firm=True)


if __name__ == "__main__":
    sys.exit(main())
