"""Sessions in the database, read with one plain statement: every request begins with this."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone


class SessionStore(db.SessionStore):
    """Django's own, but for how a session is found."""

    def _get_session_from_db(self) -> Session | None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT session_key, session_data, expire_date FROM django_session"
                " WHERE session_key = %s AND expire_date > %s",
                (self.session_key, timezone.now()),
            )
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return None
        return Session(*found)
