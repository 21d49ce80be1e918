"""Reminders by mail, for clients who gave an address: one of a round, one of a talk. They name nobody and nothing."""

from __future__ import annotations

from collections.abc import Callable
from smtplib import SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from alliantie.access.call import call, rows
from alliantie.access.identity import JOB, Actor, acting, proven_actor
from alliantie.access.seen import alone, check_seen
from alliantie.alliance import vault
from alliantie.practices import library

LONGEST_ADDRESS = 200


def set_mailbox(*, actor: Actor, address: str, seen: str | None = None) -> None:
    """Keep the client's own address for reminders, encrypted; "" forgets it.

    `seen` is the fingerprint of the address that stood on the screen. Raises ValidationError, Denied, and Meanwhile
    where the client keeps another one since, such as in a second window.
    """
    proven_actor(actor)
    if address:
        validate_email(address)
    sealed = vault.lock(settings.MASTER_KEY, "mailbox", actor.me, {"address": address}) if address else None
    with transaction.atomic():
        alone("mailbox", actor.me)
        if (there := own_mailbox(actor)) != address:
            check_seen(seen, there)
        call("alliance.set_mailbox", sealed)


def own_mailbox(actor: Actor) -> str:
    """Where the client who asks wants reminders, or "". One query."""
    proven_actor(actor)
    sealed = call("alliance.own_mailbox")
    return vault.unlock(settings.MASTER_KEY, "mailbox", actor.me, bytes(sealed))["address"] if sealed else ""


class MailRefusedError(Exception):
    """The mail server did not take this reminder now; `give_back` makes it due again."""

    def __init__(self, why: str, kind: str, taken: str, everybody: bool) -> None:
        super().__init__(why)
        self._kind, self._taken = kind, taken
        self.everybody = everybody
        """Whether the server would say the same of the next."""

    def give_back(self) -> None:
        """Make the reminder due again."""
        with acting(JOB):
            call(f"alliance.give_back_{self._kind}", self._taken)


def send_reminder(server: BaseEmailBackend | None = None) -> bool:
    """Send one reminder of a round that is due, if there is one; as `_send` says."""
    return _send("reminder", _of_round, server)


def send_talk_reminder(server: BaseEmailBackend | None = None) -> bool:
    """Send one reminder of a talk that is due, if there is one; as `_send` says."""
    return _send("talk_reminder", _of_talk, server)


def _send(kind: str, body: Callable[[bool], str], server: BaseEmailBackend | None) -> bool:
    """Send one reminder that is due, if there is one; it is due no more from then on.

    The mail goes out after the transaction, so that a slow mail server holds up nobody who writes. Where the server
    said that it does not take it now, it can be given back. Where it did not say, it may have gone out: nobody gets it
    twice.

    Raises:
        MailRefusedError: the server took it not now.
        OSError: the server refuses it for good, or said nothing.
    """
    with acting(JOB):
        due = rows(f"alliance.take_{kind}")
        if not due:
            return False
        ((client_id, sealed, language, taken),) = due
        practices = rows("alliance.practices_of", client_id)
    address = vault.unlock(settings.MASTER_KEY, "mailbox", client_id, bytes(sealed))["address"]
    # Formal as soon as one of the client's practices is: which of them it is about, the mail does not tell.
    # An own version is read from the database; one that is gone does not put off the next who is due.
    with acting(JOB):
        je = {library().get(*each).address for each in practices} == {"je"}
    with translation.override(language):
        mail = EmailMessage(
            _("Herinnering"),
            f"{body(je)}\n\n{_stop(je)}",
            settings.DEFAULT_FROM_EMAIL,
            [address],
            connection=server,
        )
    try:
        mail.send()
    except OSError as error:
        if not _not_now(error):
            raise
        everybody = not isinstance(error, SMTPRecipientsRefused)
        raise MailRefusedError(type(error).__name__, kind, taken, everybody) from None
    return True


def _not_now(error: OSError) -> bool:
    """Whether the server told that it did not take the mail, and may later (RFC 5321, 4.2.1: replies of 4xx).

    A sender that is refused is a fault in the settings, whatever the number.
    """
    if isinstance(error, SMTPRecipientsRefused):
        return all(400 <= code < 500 for code, _said in error.recipients.values())
    if isinstance(error, SMTPSenderRefused):
        return True
    return isinstance(error, SMTPResponseException) and 400 <= error.smtp_code < 500


def _of_round(je: bool) -> str:
    if je:
        return _("Er staat nog iets voor je klaar. Je opent het zoals je gewend bent. Het hoeft niet.")
    return _("Er staat nog iets voor u klaar. U opent het zoals u gewend bent. Het hoeft niet.")


def _of_talk(je: bool) -> str:
    if je:
        return _("Je hebt binnenkort een afspraak. Dag en tijd staan op je eigen bladzijde.")
    return _("U heeft binnenkort een afspraak. Dag en tijd staan op uw eigen bladzijde.")


def _stop(je: bool) -> str:
    if je:
        return _("Geen herinnering meer? Zet haar uit op je eigen bladzijde.")
    return _("Geen herinnering meer? Zet haar uit op uw eigen bladzijde.")
