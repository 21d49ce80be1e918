"""The counters of sign-in limits: a cache of Django's in one table, which every process of the web server shares.

Sign-in counts through Django's cache (allauth's limits, and each code of an authenticator app once in thirty seconds).
What it counts is committed at once, on a connection of its own: a request that is undone has still been counted, and no
other request waits for it. A key names whom or what is counted, so only its hash is kept.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.db import Error, connections
from django.utils.crypto import salted_hmac

from alliantie.access.identity import DOOR, acting

COUNTERS = "counters"

_KEEP = """INSERT INTO access_counter AS held (key, value, ends_at)
VALUES (%s, %s, coalesce(clock_timestamp() + make_interval(secs => %s), 'infinity'))
ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends_at = excluded.ends_at"""
_SET = _KEEP + " RETURNING true"
# One statement, so that of two processes at the same instant only one adds.
_ADD = _KEEP + " WHERE held.ends_at <= clock_timestamp() RETURNING true"
_GET = "SELECT value FROM access_counter WHERE key = %s AND ends_at > clock_timestamp()"
_DELETE = "DELETE FROM access_counter WHERE key = %s AND ends_at > clock_timestamp() RETURNING true"
_CLEAR = "DELETE FROM access_counter RETURNING true"

_log = logging.getLogger(__name__)


class Counters(BaseCache):
    """Values that JSON can hold, until they end.

    Where the database does not count, each process counts in its own memory meanwhile: sign-in goes on, with limits.
    """

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._meanwhile = LocMemCache(location, params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value, or the default when there is none or it has ended."""
        found = _ask(_GET, self._hash(key, version))
        if found is None:
            return self._meanwhile.get(key, default, version)
        return json.loads(found[0][0]) if found else default

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep the value where none is kept. Of several at once one is told True."""
        found = _ask(_ADD, self._hash(key, version), json.dumps(value), self._seconds(timeout))
        return self._meanwhile.add(key, value, timeout, version) if found is None else bool(found)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep the value, whatever was kept."""
        if _ask(_SET, self._hash(key, version), json.dumps(value), self._seconds(timeout)) is None:
            self._meanwhile.set(key, value, timeout, version)

    def delete(self, key: str, version: int | None = None) -> bool:
        """Keep no value any more; whether there was one."""
        found = _ask(_DELETE, self._hash(key, version))
        return self._meanwhile.delete(key, version) if found is None else bool(found)

    def clear(self) -> None:
        """Keep nothing any more."""
        _ask(_CLEAR)
        self._meanwhile.clear()

    def _hash(self, key: str, version: int | None) -> bytes:
        return salted_hmac(__name__, self.make_key(key, version), algorithm="sha256").digest()

    def _seconds(self, timeout: Any) -> float | None:
        return self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout


def _ask(statement: str, *values: Any) -> list[tuple[Any, ...]] | None:
    """What one statement returns, committed; None when the database does not answer it."""
    try:
        with acting(DOOR, using=COUNTERS), connections[COUNTERS].cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()
    except Error:
        _log.exception("the counters of sign-in limits failed")
        return None
