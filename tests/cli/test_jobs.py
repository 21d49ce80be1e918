"""Who runs the system sees what failed in the background, and can let it be tried again."""

from __future__ import annotations

import json

import pytest
from django.db import connections

from alliantie.cli.commands import run
from alliantie.server.errors import ServerError
from tests.conftest import Databases

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "jobs"])


def job(status: str) -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, args, status, queue_name)"
            " VALUES ('alliantie.cases.jobs.count_stock', '{}', 'todo', 'default') RETURNING id"
        )
        (number,) = cursor.fetchone()
        for each in ("doing", status):
            cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [each, number])
    return int(number)


def test_what_failed_is_listed_and_can_be_tried_again(databases: Databases, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["jobs", "failed"]) == 0
    assert "No job failed" in capsys.readouterr().out
    number, done = job("failed"), job("succeeded")
    assert run(["jobs", "failed", "--json"]) == 1
    (listed,) = json.loads(capsys.readouterr().out)
    assert (listed["number"], listed["job"]) == (number, "count_stock")
    assert run(["jobs", "failed"]) == 1
    assert "count_stock" in capsys.readouterr().out
    with pytest.raises(ServerError, match=f"No job {done} failed"):
        run(["jobs", "again", str(done)])
    assert run(["jobs", "again", str(number)]) == 0
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [number])
        assert cursor.fetchone() == ("todo",)
    assert run(["jobs", "failed"]) == 0


def test_what_failed_is_not_tried_twice_where_the_same_work_waits_already(databases: Databases) -> None:
    failed, waiting = job("failed"), job("todo")
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET queueing_lock = 'one' WHERE id IN (%s, %s)", [failed, waiting])
    with pytest.raises(ServerError, match="waits already"):
        run(["jobs", "again", str(failed)])
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [failed])
        assert cursor.fetchone() == ("failed",)
