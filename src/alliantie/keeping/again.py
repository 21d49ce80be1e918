"""Deleting anew after a restore: an older backup still holds what was deleted since; tombstones came with the keys."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable

from django.db import connections, transaction

from alliantie.access.identity import background
from alliantie.keeping import operations

PATIENCE = 60
"""Seconds to wait for the seals under which lines of the logs go; the background goes on with what is left."""

_KEEP = """
INSERT INTO public.keeping_tombstone SELECT t.* FROM jsonb_populate_record(NULL::public.keeping_tombstone, %s::jsonb) t
 WHERE EXISTS (SELECT FROM public.people_organisation o WHERE o.id = t.organisation_id)
ON CONFLICT DO NOTHING RETURNING category, number, client_ids, id"""


def erase(tombstones: Iterable[str]) -> int:
    """Delete what each of these tombstones, in JSON, tells of and the database does not know of yet. Gives how many.

    As the owner, one in a transaction: killed, what is left is done the next time.
    """
    done = 0
    for line in tombstones:
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            cursor.execute(_KEEP, [json.dumps(json.loads(line) | {"logs_done_at": None})])
            for found in cursor.fetchall():
                cursor.execute("SELECT secrets.erase(%s, %s, %s, %s)", found)
                done += 1
    return done


def forget() -> None:
    """Let what the logs hold of it go, as far as that is possible before anybody works here."""
    until = time.monotonic() + PATIENCE
    while _left() and time.monotonic() < until:
        with background():
            gone = operations.forget()
        if not gone:
            time.sleep(0.2)


def _left() -> bool:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM history.to_forget)")
        (left,) = cursor.fetchone()
    return bool(left)
