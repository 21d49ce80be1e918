"""The one reminder of a round, by mail, for clients who gave an address. It names nobody and no organisation."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _

from alliantie.access.call import call, rows
from alliantie.access.identity import JOB, Actor, acting, proven_actor
from alliantie.alliance import vault
from alliantie.practices import library

LONGEST_ADDRESS = 200


def set_mailbox(*, actor: Actor, address: str) -> None:
    """Keep the client's own address for reminders, encrypted; "" forgets it. Raises ValidationError, Denied."""
    proven_actor(actor)
    if address:
        validate_email(address)
    sealed = vault.lock(settings.MASTER_KEY, "mailbox", actor.me, {"address": address}) if address else None
    call("alliance.set_mailbox", sealed)


def own_mailbox(actor: Actor) -> str:
    """Where the client who asks wants reminders, or "". One query."""
    proven_actor(actor)
    sealed = call("alliance.own_mailbox")
    return vault.unlock(settings.MASTER_KEY, "mailbox", actor.me, bytes(sealed))["address"] if sealed else ""


def send_reminder() -> bool:
    """Send one reminder that is due, if there is one; it is due no more from then on, also when sending fails.

    The mail goes out after the transaction, so that a slow mail server holds up nobody who writes. Raises what the mail
    server says, after which the next one is due.
    """
    with acting(JOB):
        due = rows("alliance.take_reminder")
        if not due:
            return False
        ((client_id, sealed, language),) = due
        practices = rows("alliance.practices_of", client_id)
    address = vault.unlock(settings.MASTER_KEY, "mailbox", client_id, bytes(sealed))["address"]
    with translation.override(language):
        EmailMessage(
            _("Herinnering"),
            _body(je={library().get(*each).address for each in practices} == {"je"}),
            settings.DEFAULT_FROM_EMAIL,
            [address],
        ).send()
    return True


def _body(*, je: bool) -> str:
    """Formal as soon as one of the client's practices is: which of them the reminder is of, the mail does not tell."""
    if je:
        return (
            _("Er staat nog iets voor je klaar. Je opent het zoals je gewend bent. Het hoeft niet.")
            + "\n\n"
            + _("Geen herinnering meer? Zet haar uit op je eigen bladzijde.")
        )
    return (
        _("Er staat nog iets voor u klaar. U opent het zoals u gewend bent. Het hoeft niet.")
        + "\n\n"
        + _("Geen herinnering meer? Zet haar uit op uw eigen bladzijde.")
    )
