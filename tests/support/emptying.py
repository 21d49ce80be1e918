"""A test database made empty again, where that gives the same as another clone at a part of its cost.

A clone has files by the hundred, and each new connection to one learns all tables, functions and policies anew. So a
test that committed leaves its database to the next one: what it wrote is removed, and what counts begins again. Where
it changed anything else (a table, a function, a right, a row that stood there before) the next gets another clone.
"""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import connections
from psycopg.pq import TransactionStatus

# What fills a new database.
SEEDS = (
    "public.django_migrations",
    "public.django_content_type",
    "public.auth_permission",
    "secrets.identity",
    "secrets.research_chance",
    "secrets.section_table",
    "alliance.practice_text",
)
# From here on numbers are of what was made in this database; lower ones come with the server.
_OURS = 16384
# What the owner of a database may change in its catalogs.
_CATALOGS = (
    f"pg_attribute WHERE attrelid >= {_OURS}",
    "pg_attrdef",
    "pg_constraint",
    "pg_default_acl",
    "pg_extension",
    f"pg_index WHERE indexrelid >= {_OURS}",
    "pg_inherits",
    "pg_largeobject_metadata",
    "pg_namespace",
    "pg_policy",
    f"pg_proc WHERE oid >= {_OURS}",
    f"pg_rewrite WHERE oid >= {_OURS}",
    "pg_sequence",
    "pg_trigger",
    f"pg_type WHERE oid >= {_OURS}",
)
# How many rows there are and who wrote last; of relations only what emptying leaves as it is; how far each counter is.
_STATE = " UNION ALL ".join(
    [f"SELECT count(*), max(xmin::text::numeric) FROM {each}" for each in (*_CATALOGS, *SEEDS)]  # noqa: S608
    + [
        "SELECT count(*), sum(hashtextextended(concat_ws('|', oid, relname, relnamespace, relowner, relkind, relacl,"  # noqa: S608
        " relhasrules, relhastriggers, relrowsecurity, relforcerowsecurity, reloptions), 0))"
        f" FROM pg_class WHERE oid >= {_OURS} AND relkind <> 't'",
        "SELECT count(*), sum(pg_sequence_last_value(seqrelid)) FROM pg_sequence"
        " WHERE pg_sequence_last_value(seqrelid) IS NOT NULL",
    ]
)
_EMPTY = f"""
DO $$
DECLARE each regclass;
BEGIN
  FOR each IN SELECT oid FROM pg_class WHERE oid >= {_OURS} AND relkind = 'r'
    AND oid <> ALL ('{{{",".join(SEEDS)}}}'::regclass[])
  LOOP
    EXECUTE format('DELETE FROM %s', each);
  END LOOP;
  PERFORM setval(seqrelid, seqstart, false) FROM pg_sequence
    JOIN pg_depend ON objid = seqrelid AND classid = 'pg_class'::regclass AND deptype IN ('a', 'i')
    WHERE refobjid <> ALL ('{{{",".join(SEEDS)}}}'::regclass[]) AND pg_sequence_last_value(seqrelid) IS NOT NULL;
END $$
"""  # noqa: S608
# What a test set for its session alone.
_FORGET = b"RESET ALL; UNLISTEN *; DISCARD TEMP; DISCARD SEQUENCES; SELECT pg_advisory_unlock_all()"
# What was removed stays in the files for a while, and reading has to pass it over.
_TIMES = 50


class Emptying:
    """Empties one database, as its owner, for as long as it stays as it was when this was made.

    Args:
        address: the database, as its owner.
    """

    def __init__(self, address: str) -> None:
        # Whoever still holds a lock is in the middle of something.
        self._owner = psycopg.connect(address, autocommit=True, options="-c lock_timeout=2s")
        # No trigger and no rule of one table about another stops who removes everything.
        self._owner.execute("SET session_replication_role = replica")
        self._left = _TIMES
        self._new = self._state()

    def empty(self) -> bool:
        """Remove what tests wrote; tell whether the database is now as it was when new."""
        self._left -= 1
        if self._left < 0:
            return False
        for each in connections.all(initialized_only=True):
            _forget(each)
        try:
            self._owner.execute(_EMPTY)
            return self._state() == self._new
        except psycopg.Error:
            return False

    def close(self) -> None:
        """Let go of the database."""
        self._owner.close()

    def _state(self) -> list[tuple[Any, ...]]:
        return self._owner.execute(_STATE.encode()).fetchall()


def _forget(connection: Any) -> None:
    """Keep a connection of Django's for the next test, without what this one set; close one amid something."""
    kept = connection.connection
    if kept is None:
        return
    idle = kept.info.transaction_status == TransactionStatus.IDLE
    if connection.in_atomic_block or not idle or not kept.autocommit or not connection.is_usable():
        connection.close()
        return
    kept.execute(_FORGET)
