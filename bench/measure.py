"""Everything that is measured at one size, and what comes of two sizes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg

from alliantie.demo.caseloads import TEAM
from bench.figuring import let_manage
from bench.paint import largest_paint
from bench.people import Client, Worker, clients, leader, worker
from bench.recording import recording
from bench.servers import Served, memory
from bench.table import Line
from bench.timing import Load, Times, answering, at_once, in_turn, reading
from bench.visitor import Visitor

AT_ONCE = 16
# What a page of a worker may take, in times the floor. Those of who leads a team begin with a word of their own.
PAGES = {"start page": 5, "case page": 5, "what happened": 5, "search": 5, "reveal": 4}
LED = {"leader: start page": 5, "leader: team": 5, "leader: who waits": 5, "leader: search": 5}
# Who records the talks, and manages as well.
MANAGER = "medewerker.2"
FIGURES = {
    "rounds": "/figures",
    "outcomes": "/figures/outcomes",
    "stock": "/figures/cases",
    "who waited": "/figures/waiting",
    "averages": "/figures/averages",
    "evidence": "/evidence",
}
MANAGED = {f"manager: {name}": 5 for name in FIGURES}
RECORDED = "a talk recorded, with what is due"
LIMITS = {**PAGES, **LED, **MANAGED, "question": 2}
# More rows than a page may ever read one by one.
LARGE = 10_000


@dataclass(frozen=True, slots=True)
class Measured:
    """One size: times by name, costs by page, and at the large size load, memory and paint."""

    times: dict[str, Times]
    rows: dict[str, dict[str, Any]]
    plans: dict[str, dict[str, Any]]
    large_tables: frozenset[str]
    load: Load | None
    memory: dict[str, int]
    paint: dict[str, float]


def measure(owner: psycopg.Connection[Any], served: Served, rounds: int, seconds: float) -> Measured:
    """Measure what is served. With `seconds` also many at once, memory and paint. Raises VisitError."""
    one = worker(owner, served.port, 1)
    asking, *others = clients(owner, served.port, AT_ONCE // 2 if seconds else 1)
    led = leader(
        served.port, {"start page": "/", "team": "/team", "who waits": "/team/waiting", "search": one.pages["search"]}
    )
    let_manage(owner, MANAGER)
    manages = leader(served.port, FIGURES, MANAGER, "manager")
    pages = {
        **{name: (who.visitor, path) for who in (one, led, manages) for name, path in who.pages.items()},
        "question": (asking.visitor, asking.question),
    }
    with recording(owner, worker(owner, served.port, 2)) as record:
        times = in_turn(_visits(owner, served, [one, led, manages], asking) | {RECORDED: record}, rounds)
    large = owner.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [LARGE]).fetchall()
    costs = {
        what: {name: visitor.costs(path, what) for name, (visitor, path) in pages.items()} for what in ("rows", "plans")
    }
    paint = largest_paint(served.port, pages) if seconds else {}
    load, held = None, {}
    if seconds:
        # Of as many teams, so of several practices.
        workers = [one, *(worker(owner, served.port, 1 + TEAM * team) for team in range(1, AT_ONCE // 2))]
        load = at_once(workers, [asking, *others], seconds)
        held = {"web server": memory(served.web), "background worker": memory(served.worker) if served.worker else 0}
    return Measured(times, costs["rows"], costs["plans"], frozenset(name for (name,) in large), load, held, paint)


def _visits(
    owner: psycopg.Connection[Any], served: Served, workers: Sequence[Worker], asking: Client
) -> dict[str, Any]:
    owner.execute("CREATE TABLE IF NOT EXISTS bench_row (id bigserial PRIMARY KEY, value text)")
    # As `startproject` makes it; the product's own sessions have another table.
    owner.execute(
        "CREATE TABLE IF NOT EXISTS django_session (session_key varchar(40) PRIMARY KEY, session_data text NOT NULL,"
        " expire_date timestamptz NOT NULL)"
    )
    owner.execute("CREATE INDEX IF NOT EXISTS django_session_expire_date ON django_session (expire_date)")
    floor = Visitor(served.floor_port)
    question, save = answering(asking)

    def get(visitor: Visitor, path: str) -> float:
        visitor.get(path)
        return visitor.seconds

    def bare() -> float:
        floor.post("/", "")
        return floor.seconds

    return {
        "floor": partial(get, floor, "/"),
        "empty page of ours": partial(get, workers[0].visitor, "/bench/empty"),
        **{name: visit for each in workers for name, visit in zip(each.pages, reading(each), strict=True)},
        "question": question,
        "one answer saved": save,
        "insert and commit": partial(_insert, owner),
        "a bare row saved": bare,
    }


def _insert(owner: psycopg.Connection[Any]) -> float:
    start = time.perf_counter()
    owner.execute("INSERT INTO bench_row (value) VALUES ('x')")
    return time.perf_counter() - start


def compare(small: Measured, large: Measured) -> list[Line]:
    """Every figure of the large size with its limit, and against the small one."""
    return [*_times(small, large), *_costs(small, large), *_together(large)]


def _times(small: Measured, large: Measured) -> list[Line]:
    floor, lines = large.times["floor"].median, []
    bare = large.times["a bare row saved"].median
    saving = 2 * floor + large.times["insert and commit"].median
    for name, times in large.times.items():
        note = f"p95 {times.p95:.1f} ms; small: {small.times[name].median:.1f} ms"
        figure = f"{times.median:.1f} ms"
        if name in LIMITS:
            lines.append(Line.at_most(name, times.median / floor, LIMITS[name], " x the floor", f"{figure}, {note}"))
        elif name == "one answer saved":
            lines.append(Line.at_most(name, times.median, saving, " ms", note))
        elif name == RECORDED:
            lines.append(Line.at_most(name, times.median, 2 * bare + 10, " ms", note))
        else:
            lines.append(Line(name, f"{figure}, {note}"))
    return lines


def _costs(small: Measured, large: Measured) -> list[Line]:
    lines = []
    for name, cost in large.rows.items():
        lines.append(Line.at_most(f"{name}: queries", cost["queries"], 8, firm=True))
    for name, cost in large.rows.items():
        lines.append(_same(f"{name}: rows read", _read(small.rows[name]), _read(cost)))
        scanned = sorted(table for table, read in cost["rows"].items() if read["scans"] and table in large.large_tables)
        lines.append(
            Line(f"{name}: large tables scanned", ", ".join(scanned) or "none", "none", not scanned, firm=True)
        )
        before, now = small.plans[name], large.plans[name]
        differs = sum(one != other for one, other in zip(before["shapes"], now["shapes"], strict=False))
        told = f"{differs} of {len(now['shapes'])}"
        lines.append(Line(f"{name}: plans that differ", told, "none", not differs, firm=True))
        lines.append(Line.at_most(f"{name}: buffers", now["buffers"], 2 * before["buffers"]))
    return lines


def _read(cost: dict[str, Any]) -> int:
    return sum(int(read["rows"]) for read in cost["rows"].values())


def _same(what: str, before: int, now: int) -> Line:
    return Line(what, str(now), f"as at the small size, {before}", now <= before)


def _together(large: Measured) -> list[Line]:
    lines = []
    if large.load is not None:
        times = Times.of(large.load.taken)
        lines += [
            Line.at_least(f"{AT_ONCE} at once: requests a second", large.load.rate, 100),
            Line.at_most(f"{AT_ONCE} at once: 95 % within", times.p95, 150, " ms"),
            Line.at_most(f"{AT_ONCE} at once: errors", len(large.load.errors), 0, note="".join(large.load.errors[:1])),
        ]
    lines += [Line.at_most(f"{name}: largest paint", ms, 1000, " ms") for name, ms in large.paint.items()]
    lines += [Line(f"memory of the {name}", f"{held / 1e6:.0f} MB") for name, held in large.memory.items()]
    return lines
