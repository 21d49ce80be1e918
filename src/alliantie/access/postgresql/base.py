"""The connection, under the name by which Django looks for it."""

import select
from datetime import UTC
from typing import Any

from django.db.backends.postgresql import base
from psycopg import adapters
from psycopg.abc import AdaptContext, Loader
from psycopg.postgres import types
from psycopg.pq import Format
from psycopg.types.datetime import TimestamptzLoader

_READ = adapters.get_loader(types["timestamptz"].oid, Format.TEXT) or TimestamptzLoader


class _Moments(TimestamptzLoader):
    """Moments as psycopg itself reads them. Django reads each in Python: the same moment in ten times the time."""

    # By this Django sees that its own is not needed: connections are in UTC.
    timezone = UTC

    def __new__(cls, oid: int, context: AdaptContext | None = None) -> Loader:  # type: ignore[misc]
        """What reads them fastest here, which cannot be inherited from."""
        return _READ(oid, context)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of which the server is asked only where there is a reason to doubt it.

    Each request looks whether its connection is still there. Django asks the server, which is a seventh of an empty
    page. A server that ends a connection says so, and so does the system when it is killed: then something waits to be
    read. Where nothing does, the question would learn nothing else.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A new connection, which reads moments fast."""
        made = super().get_new_connection(conn_params)
        made.adapters.register_loader("timestamptz", _Moments)
        return made

    def is_usable(self) -> bool:
        """Whether the connection can be used. Never raises."""
        if self.connection is None or self.connection.closed:
            return False
        waits = select.poll()
        waits.register(self.connection.fileno(), select.POLLIN)
        return not waits.poll(0) or bool(super().is_usable())
