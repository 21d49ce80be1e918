"""Sessions in the database, and coming in with one: every request begins with this, by one statement."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

from alliantie.access.identity import DOOR, Actor, Kind, claimed, know, prove
from alliantie.access.models import Account, Session, account_columns
from alliantie.access.visits import VISIT, rests_after

# In the session: the account for which the second step of its provider counts.
STEPPED = "stepped"
# In the session, where sign-in lets it be: with which provider somebody signed in.
VIA = "account_via"
# In the session, likewise: who somebody is at that provider and which session there is theirs, as hashes.
THERE = "account_there"


@dataclass(slots=True)
class Entered:
    """What a request came in with. Both are taken once: what is read again later may have changed since."""

    key: str
    session: Session | None
    account: Account | None
    resting: UUID | None = None
    """Whose session it is, where nobody did anything for too long."""


_KEY = re.compile("[a-z0-9]{8,40}")
_ENTER = f"""SELECT e.session_data, e.expire_date, {account_columns("(e.account)")}, e.offices, e.lacking, e.resting
  FROM access.enter(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) e"""  # noqa: S608 - names of our own


def enter(key: str | None, *, lasting: bool, only: str = "", counts: bool = True) -> None:
    """Prove the door, read the session of this key with its account, and prove who acts with that account.

    Without a session, an account in use, or a second step that is asked of it, the door stays proven. Who acts with an
    account is shown nothing beyond `only`, as `prove` says. So too where nobody did anything for as many minutes as the
    settings say; with `counts` this request is that somebody does. Not `lasting`: what is written until the transaction
    ends may be lost when the machine fails within a moment. The limits of a request hold from here on. One query.
    Raises WrongActor outside a transaction.
    """
    here: Any = connection
    here.alliantie_entered = None
    # Keys are ours: what does not look like one is none, and the database need not be asked.
    if not key or not _KEY.fullmatch(key):
        prove(DOOR, limits=settings.REQUEST_LIMITS)
        return
    with connection.cursor() as cursor:
        values: list[Any] = [
            *claimed(DOOR),
            lasting,
            *settings.REQUEST_LIMITS,
            key,
            timezone.now(),
            only,
            counts,
            *rests_after(),
        ]
        cursor.execute(_ENTER, values)
        row = cursor.fetchone()
    know(DOOR)
    found = Entered(key, None, None)
    if row is not None and row[-1] is not None:
        found.resting = row[-1]
    elif row is not None:
        found.session = Session(key, *row[:2])
        # Offices come along with an account that is in use.
        if row[-3] is not None:
            found.account = Account.objects.read(row[2:-1])
            # Without a second step that is asked the door stays proven.
            if row[-2] is False:
                know(actor_with(found.account), only=only)
    here.alliantie_entered = found


def account_here(account_id: UUID) -> Account | None:
    """The account this request came in with, if it is this one; once."""
    known: Entered | None = getattr(connection, "alliantie_entered", None)
    if known is None or known.account is None or known.account.id != account_id:
        return None
    account, known.account = known.account, None
    return account


def actor_with(account: Any) -> Actor:
    """Who acts with an account."""
    people: tuple[tuple[Kind, Any], ...] = (
        ("worker", account.worker_id),
        ("client", account.client_id),
        ("for", account.representative_id),
        ("partner", account.partner_id),
    )
    kind, person = next(each for each in people if each[1])
    return Actor(
        kind,
        person,
        area_id=account.area_id,
        name=account.shown_as,
        offices=tuple(account.offices),
    )


class SessionStore(db.SessionStore):
    """Django's own, but for how a session is found, and that it says whose it is."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Sessions with their account."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row of these data."""
        made = cast(Session, super().create_model_instance(data))
        made.account_id = data.get(SESSION_KEY)
        if visit := data.get(VISIT):
            made.visit_id, made.device = UUID(visit["id"]), visit["device"]
            made.began_at = datetime.fromisoformat(visit["began"])
        # Of this account alone: a session can have begun to sign in as another.
        made.stepped = made.account_id is not None and data.get(STEPPED) == made.account_id
        made.there_sub, made.there_sid = data.get(THERE, ("", ""))
        return made

    def delete(self, session_key: str | None = None) -> None:
        """End a session, at the door: nobody else sees them."""
        if connection.in_atomic_block:
            prove(DOOR)
        super().delete(session_key)

    def _get_session_from_db(self) -> Session | None:
        known: Entered | None = getattr(connection, "alliantie_entered", None)
        if not _KEY.fullmatch(self.session_key or ""):
            found = None
        elif known is not None and known.key == self.session_key and connection.in_atomic_block:
            found, known.key = known.session, ""
        else:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT session_key, session_data, expire_date FROM access_session"
                    " WHERE session_key = %s AND expire_date > %s",
                    (self.session_key, timezone.now()),
                )
                row = cursor.fetchone()
            found = None if row is None else Session(*row)
        if found is None:
            self._session_key = None
        return found
