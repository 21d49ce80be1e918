"""Reminders by mail, for clients who gave an address: one of a round, one of a talk. They name nobody and nothing."""

from __future__ import annotations

from collections.abc import Callable

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
    """Send one reminder of a round that is due, if there is one; as `_send` says."""
    return _send("alliance.take_reminder", _of_round)


def send_talk_reminder() -> bool:
    """Send one reminder of a talk that is due, if there is one; as `_send` says."""
    return _send("alliance.take_talk_reminder", _of_talk)


def _send(take: str, body: Callable[[bool], str]) -> bool:
    """Send one reminder that is due, if there is one; it is due no more from then on, also when sending fails.

    The mail goes out after the transaction, so that a slow mail server holds up nobody who writes. Raises what the mail
    server says, after which the next one is due.
    """
    with acting(JOB):
        due = rows(take)
        if not due:
            return False
        ((client_id, sealed, language),) = due
        practices = rows("alliance.practices_of", client_id)
    address = vault.unlock(settings.MASTER_KEY, "mailbox", client_id, bytes(sealed))["address"]
    # Formal as soon as one of the client's practices is: which of them it is about, the mail does not tell.
    # An own version is read from the database; one that is gone does not put off the next who is due.
    with acting(JOB):
        je = {library().get(*each).address for each in practices} == {"je"}
    with translation.override(language):
        EmailMessage(
            _("Herinnering"),
            f"{body(je)}\n\n{_stop(je)}",
            settings.DEFAULT_FROM_EMAIL,
            [address],
        ).send()
    return True


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
