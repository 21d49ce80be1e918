"""The bench itself: it says plainly what holds, and it runs."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from django.db import connections

from alliantie.demo import caseloads, load_more
from alliantie.demo.loading import demo_area
from bench.costs import numbered, shape
from bench.measure import LIMITS, RECORDED, compare, measure
from bench.papers import letters
from bench.servers import served
from bench.table import Line, as_json, table
from bench.timing import Times, in_turn
from tests.conftest import Databases


def test_a_limit_that_is_met_exactly_holds_and_one_that_is_passed_does_not() -> None:
    met, passed = Line.at_most("page", 4, 4, " x the floor"), Line.at_most("page", 4.1, 4, " x the floor")
    assert (met.measured, met.limit, met.holds) == ("4 x the floor", "at most 4 x the floor", True)
    assert passed.holds is False
    assert Line.at_least("rate", 99.9, 100).holds is False
    assert Line.at_least("rate", 100, 100).holds is True


def test_the_table_says_which_limits_do_not_hold_and_counts_only_limits() -> None:
    lines = [Line("loaded", "9 s"), Line.at_most("page", 3, 4), Line.at_most("search", 5, 4)]
    said = table(lines)
    rows = {row.split("  ")[0]: row.rsplit("  ")[-1] for row in said.splitlines() if row}
    assert (rows["page"].strip(), rows["search"].strip()) == ("yes", "NO")
    assert said.endswith("1 of 2 limits hold.\n")
    assert [line["holds"] for line in as_json(lines)] == [None, True, False]


def test_times_are_the_middle_and_what_nineteen_in_twenty_stay_below() -> None:
    times = Times.of([number / 1000 for number in range(1, 101)])
    assert times.median == pytest.approx(50.5)
    assert times.p95 == pytest.approx(95.05)


def test_pages_are_asked_in_turn_and_the_first_ones_are_not_counted() -> None:
    asked: list[str] = []

    def visit(name: str, seconds: float) -> float:
        asked.append(name)
        return seconds if len(asked) > 20 else 9.0

    times = in_turn({"floor": lambda: visit("floor", 0.001), "page": lambda: visit("page", 0.003)}, 5)
    assert asked[:4] == ["floor", "page", "floor", "page"]
    assert times == {"floor": Times(1.0, 1.0), "page": Times(3.0, 3.0)}


def test_a_letter_is_measured_beside_its_limit() -> None:
    first, usual, together = letters()
    assert first.limit == usual.limit == "at most 150 ms"
    assert together.holds is None


def test_a_plan_is_told_by_its_nodes_and_not_by_its_numbers() -> None:
    plan = {"Node Type": "Sort", "Plans": [{"Node Type": "Index Scan", "Index Name": "pair_worker", "Actual Rows": 3}]}
    assert shape(plan) == "Sort(Index Scan pair_worker)"


def test_the_plan_is_asked_of_the_statement_as_it_is_prepared_with_each_value_at_its_place() -> None:
    assert numbered("SELECT 1 WHERE 'a' LIKE '%'", None) == ("SELECT 1 WHERE 'a' LIKE '%'", [])
    assert numbered("SELECT %s, %s WHERE 'a' LIKE '%%'", ["x", 2]) == ("SELECT $1, $2 WHERE 'a' LIKE '%'", ["x", 2])
    by_name = numbered("SELECT %(on)s, %(who)s, %(on)s", {"who": 7, "on": "d", "spare": 0})
    assert by_name == ("SELECT $1, $2, $1", ["d", 7])


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "jobs"])
def test_the_bench_measures_a_small_demo_as_it_is_served(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caseloads, "SIZE", 10)
    monkeypatch.setattr("alliantie.demo.bulk.SIZE", 10)
    demo_area()
    load_more(30)
    connections.close_all()
    env = databases.server.environment(databases.name)
    with (
        psycopg.connect(env["DATABASE_OWNER_URL"], autocommit=True) as owner,
        served(tmp_path, env) as servers,
    ):
        found = measure(owner, servers, 2, 0)
    assert found.times.keys() >= {"floor", "start page", "case page", "reveal", "question", "one answer saved"}
    assert all(0 < times.median <= times.p95 for times in found.times.values())
    assert {page: cost["queries"] for page, cost in found.rows.items() if cost["queries"] > 8} == {}
    assert found.rows.keys() == LIMITS.keys()
    assert all(plan["shapes"] and plan["buffers"] > 0 for plan in found.plans.values())
    lines = {line.what: line for line in compare(found, found)}
    assert lines["start page: rows read"].holds
    assert lines[RECORDED].limit.startswith("at most")
    assert lines["start page: plans that differ"].holds
