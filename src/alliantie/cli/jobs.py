"""`alliantie jobs`: background work that failed, and letting it be tried again. Jobs carry numbers only."""

from __future__ import annotations

import argparse
from typing import Any

from alliantie.cli.parser import count
from alliantie.cli.shared import inside, print_json
from alliantie.server.errors import ServerError

_FAILED = (
    "SELECT j.id, j.task_name, j.attempts, max(e.at) FROM procrastinate_jobs j"
    " JOIN procrastinate_events e ON e.job_id = j.id WHERE j.status = 'failed' GROUP BY j.id"
    " ORDER BY max(e.at) DESC, j.id"
)


def add_commands(commands: Any) -> list[argparse.ArgumentParser]:
    """Add them; those that have a data folder."""
    below = commands.add_parser("jobs", help="background work that failed").add_subparsers(
        metavar="COMMAND", required=True
    )
    failed = below.add_parser("failed", help="what failed for good, newest first; status 1 when anything did")
    failed.add_argument("--json", action="store_true", help="print data")
    failed.set_defaults(carry_out=inside(_failed))
    again = below.add_parser("again", help="try a job that failed once more")
    again.add_argument("job", type=count, metavar="NUMBER", help="its number in the list of failed ones")
    again.set_defaults(carry_out=inside(_again))
    return [failed, again]


def _failed(asked: argparse.Namespace) -> int:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(_FAILED)
        found = [
            {"number": number, "job": name.rsplit(".", 1)[-1], "tries": tries, "at": at.isoformat(timespec="seconds")}
            for number, name, tries, at in cursor.fetchall()
        ]
    if asked.json:
        print_json(found)
    elif not found:
        print("No job failed in the last week.")
    else:
        for each in found:
            print(f"{each['number']:>8}  {each['at']}  {each['job']}, tried {each['tries']} times")
    return int(bool(found))


def _again(asked: argparse.Namespace) -> int:
    from django.db import connections
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import UniqueViolation

    from alliantie import clock
    from alliantie.access.identity import background

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT status = 'failed' FROM procrastinate_jobs WHERE id = %s", [asked.job])
        found = cursor.fetchone()
    if found != (True,):
        raise ServerError(f"No job {asked.job} failed; alliantie jobs failed lists those that did.")
    try:
        with background():
            app.job_manager.retry_job_by_id(asked.job, retry_at=clock.now())
    except UniqueViolation as error:
        raise ServerError(
            f"The work of job {asked.job} waits already, and is done as soon as the background worker has time."
            " Nothing was changed."
        ) from error
    print(f"Job {asked.job} is tried again as soon as the background worker has time.")
    return 0
