"""Background work on sign-in, and on the background work itself."""

from __future__ import annotations

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from alliantie.access import sealing
from alliantie.access.call import call
from alliantie.access.identity import JOB, acting

KEPT_HOURS = 7 * 24


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="clear_sessions", pass_context=False)
def clear_sessions(timestamp: int) -> int:
    """Remove sessions that ended a day ago: until then a page left open can still say whose text it keeps.

    Doing it twice changes nothing.
    """
    return remove_ended_sessions()


def remove_ended_sessions() -> int:
    """The number of sessions that were removed; when sessions that are gone were last used goes along."""
    with acting(JOB):
        return int(call("access.tidy_sessions"))


@app.periodic(cron="29 * * * *")
@app.task(queueing_lock="clear_counters", pass_context=False)
def clear_counters(timestamp: int) -> int:
    """Remove counters of sign-in limits that have ended; a day later questions who is known here, and what a lock kept.

    Every hour, since whoever tries many names makes many.
    """
    with acting(JOB):
        call("access.tidy_matching")
        call("access.tidy_kept")
        return int(call("access.tidy_counters"))


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="seal_logs", pass_context=False)
def seal_logs(timestamp: int) -> int:
    """Seal what came into the reading log and history; killed or run twice, it goes on where it was."""
    return sealing.seal_logs()


@app.periodic(cron="41 * * * *")
@app.task(queueing_lock="tidy_jobs", pass_context=True)
async def tidy_jobs(context: JobContext, timestamp: int) -> None:
    """Take up work that a killed worker left undone, and drop what was finished a week ago."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        try:
            await jobs.retry_job(job)
        except UniqueViolation:
            # The same work waits already, and is done once.
            await jobs.finish_job(job, status=Status.ABORTED, delete_job=True)
    await jobs.delete_old_jobs(nb_hours=KEPT_HOURS, include_failed=True, include_aborted=True, include_cancelled=True)
