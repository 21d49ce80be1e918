"""The connection, under the name by which Django looks for it."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of which the server is asked only where there is a reason to doubt it.

    Each request looks whether its connection is still there. Django asks the server, which is a seventh of an empty
    page. A server that ends a connection says so, and so does the system when it is killed: then something waits to be
    read. Where nothing does, the question would learn nothing else.
    """

    def is_usable(self) -> bool:
        """Whether the connection can be used. Never raises."""
        if self.connection is None or self.connection.closed:
            return False
        waits = select.poll()
        waits.register(self.connection.fileno(), select.POLLIN)
        return not waits.poll(0) or bool(super().is_usable())
