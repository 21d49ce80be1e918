"""Background work on rounds. Arguments are numbers only; each job proves itself in its own transaction."""

from __future__ import annotations

from procrastinate.contrib.django import app

from alliantie.access.call import call
from alliantie.access.identity import JOB, acting


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="tend_rounds", pass_context=False)
def tend_rounds(timestamp: int) -> int:
    """Open planned rounds whose day has come and close those past their window. Doing it twice changes nothing."""
    return open_and_close_due()


def open_and_close_due() -> int:
    """The number of rounds that were opened or closed."""
    with acting(JOB):
        return int(call("alliance.tend_rounds"))
