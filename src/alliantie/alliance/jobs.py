"""Background work on rounds. Arguments are numbers only; each job proves itself in its own transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from alliantie.access.call import call, rows
from alliantie.access.identity import JOB, acting
from alliantie.alliance import averages, endings, retests
from alliantie.alliance.operations import MailRefusedError, send_reminder, send_talk_reminder
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


@app.periodic(cron="47 2 * * *")
@app.task(queueing_lock="take_in_retests", pass_context=False)
def take_in_retests(timestamp: int) -> int:
    """Take pairs that shared two rounds into the sums, in batches; killed or run twice, it goes on where it was."""
    return retests.take_in()


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="take_in_sums", pass_context=False)
def take_in_sums(timestamp: int) -> int:
    """Add up what clients of organisations that take part showed, in whole tens; twice changes nothing."""
    return averages.take_in()


@app.periodic(cron="53 2 * * *")
@app.task(queueing_lock="take_in_endings", pass_context=False)
def take_in_endings(timestamp: int) -> int:
    """Take the last rounds of cases that ended into the sums, in batches; killed or run twice, it goes on."""
    return endings.take_in()


@app.periodic(cron="10,40 * * * *")
@app.task(queueing_lock="keep_round_figures", pass_context=False)
def keep_round_figures(timestamp: int) -> int:
    """Make the figures of the rounds of each team and organisation anew. Twice changes nothing but their time."""
    with acting(JOB):
        return int(call("access.keep_rounds"))


# A mail server that is away is asked again after ten minutes, for an hour; and each hour of the day there is a new job.
_AGAIN = RetryStrategy(max_attempts=7, wait=600, retry_exceptions=[OSError, MailRefusedError])


@app.periodic(cron="23 9-17 * * *")
@app.task(queueing_lock="send_reminders", pass_context=False, retry=_AGAIN)
def send_reminders(timestamp: int) -> int:
    """Send each reminder that is due, once, in the daytime; none where the organisation has no mail server."""
    return send_due_reminders() if settings.REMINDERS else 0


def send_due_reminders() -> int:
    """The number of reminders that were sent. One that the mail server refuses for good is lost; the others go out.

    While the server is away none is taken, so none is lost. One that it takes not now is due again the next time.

    Raises:
        OSError: the mail server is away, or went away.
        MailRefusedError: the mail server takes none, or not all, now.
    """
    # Opened before anything is taken.
    with get_connection() as server:
        return sum(_send_all(send, server) for send in (send_reminder, send_talk_reminder))


def _send_all(send: Callable[[BaseEmailBackend], bool], server: BaseEmailBackend) -> int:
    sent = 0
    later: list[MailRefusedError] = []
    try:
        while True:
            try:
                if not send(server):
                    break
                sent += 1
            except MailRefusedError as refused:
                later.append(refused)
                if refused.everybody:
                    break
            except OSError as error:
                # Of what kind, never to whom: the message of the error may hold the address.
                logging.getLogger(__name__).error("a reminder was not sent: %s", type(error).__name__)
                if not isinstance(error, SMTPResponseException | SMTPRecipientsRefused):
                    # It said nothing, so it would say nothing to the next; the next is not taken.
                    raise ConnectionError(type(error).__name__) from None
    finally:
        # Only now, so that one address that is refused for a while holds up no other.
        for each in later:
            each.give_back()
    if later:
        raise later[0]
    return sent
