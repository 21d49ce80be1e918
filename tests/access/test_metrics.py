"""Who watches the system gets numbers with the token, and nobody gets anything about people."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client as Browser
from django.test import override_settings

from tests.worklist.browse import as_worker
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])

TOKEN = "a-token-that-is-long-enough"
SAMPLE = re.compile(r'[a-z_]+(\{state="[a-z]+"\})? \d+')


def asked(token: str = TOKEN) -> str:
    answer = Browser().get("/metrics", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    return answer.content.decode()


@pytest.mark.parametrize("given", ["", "Bearer ", f"Bearer {TOKEN}x", TOKEN, f"Basic {TOKEN}", "Bearer é"])
def test_without_the_token_there_is_no_such_page(given: str) -> None:
    with override_settings(METRICS_TOKEN=TOKEN):
        assert Browser().get("/metrics", headers={"authorization": given}).status_code == 404


@pytest.mark.parametrize("short", ["", "short"])
def test_an_installation_without_a_token_or_with_a_short_one_tells_nobody(short: str) -> None:
    with override_settings(METRICS_TOKEN=short):
        assert Browser().get("/metrics", headers={"authorization": f"Bearer {short}"}).status_code == 404


def test_the_numbers_are_about_the_installation_and_stay_the_same_whoever_works(tmp_path: Path) -> None:
    last = tmp_path / "last-backup"
    with override_settings(METRICS_TOKEN=TOKEN, LAST_BACKUP=last):
        before = asked()
        case = World.make().case()
        case.round()
        assert as_worker(case).get("/metrics").status_code == 404
        assert asked() == before
        for line in before.splitlines():
            assert line.startswith("# ") or SAMPLE.fullmatch(line), line
        assert "alliantie_last_backup_timestamp_seconds 0\n" in before
        last.write_text("2026-11-23T01:00:00+00:00\n")
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "INSERT INTO procrastinate_jobs (task_name, args, status, queue_name) VALUES"
                " ('one', '{}', 'todo', 'default'), ('other', '{}', 'todo', 'default')"
            )
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = 'other'")
            cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE task_name = 'other'")
            cursor.execute("UPDATE procrastinate_events SET at = at - interval '90 seconds'")
        after = asked()
        for line in (
            'alliantie_jobs{state="waiting"} 1',
            'alliantie_jobs{state="failed"} 1',
            "alliantie_last_backup_timestamp_seconds 1795395600",
        ):
            assert f"{line}\n" in after
        assert re.search(r"^alliantie_job_wait_seconds (9\d|1\d\d)$", after, re.MULTILINE)
