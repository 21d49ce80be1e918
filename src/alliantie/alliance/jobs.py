"""Background work on rounds. Arguments are numbers only; each job proves itself in its own transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from procrastinate.contrib.django import app

from alliantie.access.call import call, rows
from alliantie.access.identity import JOB, acting
from alliantie.alliance.operations import send_reminder, send_talk_reminder
from alliantie.alliance.rules import rounds_fit
from alliantie.practices import library


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="tend_rounds", pass_context=False)
def tend_rounds(timestamp: int) -> int:
    """Open planned rounds whose day has come and close those past their window. Doing it twice changes nothing."""
    return open_and_close_due()


def open_and_close_due() -> int:
    """The number of rounds that were opened or closed."""
    with acting(JOB):
        unfit = [
            round_id
            for round_id, practice_id, version, measures in rows("alliance.planned_due")
            if not rounds_fit(library().get(practice_id, version), measures)
        ]
        return int(call("alliance.tend_rounds", unfit))


@app.periodic(cron="23 9-17 * * *")
@app.task(queueing_lock="send_reminders", pass_context=False)
def send_reminders(timestamp: int) -> int:
    """Send each reminder that is due, once, in the daytime; none where the organisation has no mail server."""
    return send_due_reminders() if settings.REMINDERS else 0


def send_due_reminders() -> int:
    """The number of reminders that were sent. One that the mail server refuses is lost, and the others go out."""
    return sum(map(_send_all, (send_reminder, send_talk_reminder)))


def _send_all(send: Callable[[], bool]) -> int:
    sent = 0
    while True:
        try:
            if not send():
                return sent
            sent += 1
        except OSError as error:
            # Of what kind, never to whom: the message of the error may hold the address.
            logging.getLogger(__name__).error("a reminder was not sent: %s", type(error).__name__)
