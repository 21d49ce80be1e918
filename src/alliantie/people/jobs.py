"""Background work on who looked."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from alliantie import clock
from alliantie.access.identity import JOB, acting
from alliantie.people.guarding import watch


@app.periodic(cron="37 * * * *")
@app.task(queueing_lock="watch_readings", pass_context=False)
def watch_readings(timestamp: int) -> None:
    """Reckon what was unusual today, and what was added to yesterday. Twice changes nothing."""
    watch_today()


def watch_today() -> None:
    """Reckon what was unusual today and yesterday."""
    today = clock.today()
    with acting(JOB):
        watch([today - timedelta(days=1), today])
