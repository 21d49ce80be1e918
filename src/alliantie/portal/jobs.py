"""Background work for clients. It proves itself in transactions of its own."""

from __future__ import annotations

from procrastinate.contrib.django import app

from alliantie import clock
from alliantie.exports.own_copy import make_copies


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="make_copies", pass_context=False)
def make_own_copies(timestamp: int) -> int:
    """Make the copies that clients asked for, and drop those of a week ago. Twice changes nothing."""
    return make_copies(clock.now())
