"""Background work on sign-in."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from procrastinate.contrib.django import app

from alliantie import clock
from alliantie.access.identity import DOOR, acting


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="clear_sessions", pass_context=False)
def clear_sessions(timestamp: int) -> int:
    """Remove sessions that have ended; doing it twice changes nothing."""
    return remove_ended_sessions()


def remove_ended_sessions() -> int:
    """The number of sessions that were removed. The door's work: nobody else sees them."""
    with acting(DOOR):
        removed, _by_model = Session.objects.filter(expire_date__lt=clock.now()).delete()
    return removed
