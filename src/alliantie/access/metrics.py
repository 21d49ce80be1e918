"""What who watches the system asks: numbers about the installation, and nothing about people.

In the text format of Prometheus, version 0.0.4. Counts of cases or rounds are not there: who sees them go up or down
from minute to minute sees somebody at work.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import connection

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# A worker tells every ten seconds that it lives.
_ALIVE = "60 seconds"

_JOBS = """SELECT
  count(*) FILTER (WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()),
  count(*) FILTER (WHERE j.status = 'doing'),
  count(*) FILTER (WHERE j.status = 'failed'),
  coalesce(extract(epoch FROM now() - min(coalesce(j.scheduled_at, (
    SELECT min(e.at) FROM procrastinate_events e WHERE e.job_id = j.id)))
    FILTER (WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now())), 0)
 FROM procrastinate_jobs j"""
_WORKERS = f"SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '{_ALIVE}'"  # noqa: S608


def metrics() -> str:
    """All of it, a sample a line. Raises DatabaseError when the database does not answer."""
    return "".join(f"{line}\n" for line in _lines())


def _lines() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(_JOBS)
        waiting, doing, failed, oldest = cursor.fetchone()
        cursor.execute(_WORKERS)
        (workers,) = cursor.fetchone()
    yield from _gauge("alliantie_up", "Whether web server and database answer.", 1)
    yield "# HELP alliantie_jobs Background jobs that wait and could begin, run, or failed in the last week."
    yield "# TYPE alliantie_jobs gauge"
    for state, number in (("waiting", waiting), ("running", doing), ("failed", failed)):
        yield f'alliantie_jobs{{state="{state}"}} {number}'
    yield from _gauge("alliantie_job_wait_seconds", "For how long the first job waits that could begin.", int(oldest))
    yield from _gauge("alliantie_workers", "Background workers that lately told that they live.", workers)
    yield from _gauge(
        "alliantie_last_backup_timestamp_seconds", "When the last backup was made, 0 for never.", _last_backup()
    )


def _gauge(name: str, told: str, value: int) -> Iterator[str]:
    yield f"# HELP {name} {told}"
    yield f"# TYPE {name} gauge"
    yield f"{name} {value}"


def _last_backup() -> int:
    try:
        return int(datetime.fromisoformat(settings.LAST_BACKUP.read_text().strip()).timestamp())
    except (OSError, ValueError):
        return 0
