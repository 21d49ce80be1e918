"""Who acts, proven to the database for the length of one transaction.

The claim (kind, id, scope, moment) travels with an HMAC over the claim and the number of the database session, under a
secret the application role cannot read. Raw SQL as that role can set a claim but cannot prove it, and sees nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from django.db import connections, transaction

from alliantie import clock

Kind = Literal["door", "worker", "client", "link", "for", "partner", "job"]

_BLOCK = 64
_PROVE = (
    "SELECT set_config('alliantie.claim', %s, true), set_config('alliantie.proof', %s, true),"
    " set_config('alliantie.only', %s, true)"
)
# In the statement that is there already: a limit costs a request no question of its own.
_PROVE_AND_LIMIT = (
    f"{_PROVE}, set_config('statement_timeout', %s, true), set_config('idle_in_transaction_session_timeout', %s, true)"
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who acts.

    `door` is the web server before anyone signed in; `link` is a client who came in by a code, for one pair, case and
    round; `for` is who represents clients, `partner` with whom something was shared;
    `job` is the background. `id` is the worker's or the client's. `name` and `offices` (what a worker does
    beside own cases: "leads", "manages", "guards") are for the screen only: what they open is asked of the database.
    """

    kind: Kind
    id: UUID | None = None
    area_id: UUID | None = None
    name: str = ""
    offices: tuple[str, ...] = ()
    pair_id: UUID | None = None
    case_id: UUID | None = None
    round_id: UUID | None = None
    link_id: UUID | None = None

    @property
    def me(self) -> UUID:
        """The id of the person who acts. Raises WrongActor for the door and for jobs, who are nobody."""
        if self.id is None:
            raise WrongActor("nobody acts here")
        return self.id

    @property
    def is_client(self) -> bool:
        """Whether a client acts, by account or by code."""
        return self.kind in ("client", "link")

    @property
    def claim(self) -> str:
        """What is claimed to the database, without the moment."""
        return f"{self.kind}:{self.id or ''}:{self.pair_id or ''}:{self.case_id or ''}:{self.link_id or ''}"


DOOR = Actor("door")
JOB = Actor("job")


class WrongActor(Exception):
    """A read or write was asked for someone other than the one proven in this transaction."""


def claimed(actor: Actor, using: str = "default") -> tuple[str, str]:
    """What is claimed to the database now, and its proof for this session of it. Raises WrongActor outside a
    transaction.
    """
    connection: Any = connections[using]
    if not connection.in_atomic_block:
        raise WrongActor("an identity lives inside a transaction only")
    connection.ensure_connection()
    moment = int(clock.now().timestamp() * 1_000_000)
    claim = f"{actor.claim}:{moment}:{int(time.time())}"
    session = connection.connection.info.backend_pid
    return claim, hmac.new(settings.IDENTITY_SECRET, f"{claim}:{session}".encode(), hashlib.sha256).hexdigest()


def prove(actor: Actor, using: str = "default", *, only: str = "", limits: tuple[int, int] | None = None) -> None:
    """Prove `actor` to the database until the transaction ends. Raises WrongActor outside a transaction.

    With `only`, "case:" or "round:" and its number, it shows nothing beyond that one of what the actor may see. With
    `limits` it stops a statement, and a transaction that waits for us, after so many milliseconds.
    """
    claim, proof = claimed(actor, using)
    with connections[using].cursor() as cursor:
        cursor.execute(_PROVE if limits is None else _PROVE_AND_LIMIT, [claim, proof, only, *map(str, limits or ())])
    know(actor, using, only=only)


def know(actor: Actor, using: str = "default", *, only: str = "") -> None:
    """Remember who is proven in this transaction, and beyond what nothing is shown, as the database was told."""
    connection: Any = connections[using]
    connection.alliantie_actor = replace(actor, name="")
    connection.alliantie_only = only


def is_proven(actor: Actor, using: str = "default", *, only: str | None = None) -> bool:
    """Whether `actor` is who is proven in the running transaction; with `only`, whether shown just that."""
    connection: Any = connections[using]
    proven: Actor | None = getattr(connection, "alliantie_actor", None)
    if proven is None or not connection.in_atomic_block or proven.claim != actor.claim:
        return False
    return only is None or bool(connection.alliantie_only == only)


def proven_actor(actor: Actor, using: str = "default") -> None:
    """Check that `actor` is the one proven in the running transaction. Raises WrongActor otherwise."""
    if not is_proven(actor, using):
        raise WrongActor("someone else is proven in this transaction")


@contextmanager
def acting(actor: Actor, using: str = "default") -> Iterator[Actor]:
    """A transaction in which `actor` acts; for jobs, commands and tests. Requests use the middleware."""
    with transaction.atomic(using=using):
        connection: Any = connections[using]
        before: Actor | None = getattr(connection, "alliantie_actor", None) if len(connection.savepoint_ids) else None
        only: str = getattr(connection, "alliantie_only", "") if before is not None else ""
        prove(actor, using)
        try:
            yield actor
        except BaseException:
            # What was proven before comes back with what is rolled back; the database may answer nothing until then.
            connection.alliantie_actor, connection.alliantie_only = before, only
            raise
        connection.alliantie_actor = None
        if before is not None and not connection.needs_rollback:
            prove(before, using, only=only)


@contextmanager
def background() -> Iterator[None]:
    """What is done meanwhile is done over the connection of the background's own role: for commands that do its work.

    What the transaction around it did is not seen there. The background worker has that role from the start.
    """
    before = connections["default"]
    connections["default"] = connections["jobs"]
    try:
        yield
    finally:
        connections["default"] = before


def install(secret: bytes, using: str = "owner") -> None:
    """Give the database the secret, as the two padded keys of HMAC (RFC 2104), so that it needs no extension.

    Run as owner after migrating. Raises ValueError when the secret is longer than a block of SHA-256 or too short.
    """
    if not 32 <= len(secret) <= _BLOCK:
        raise ValueError("the identity secret is 32 to 64 bytes long")
    padded = secret.ljust(_BLOCK, b"\0")
    inner = bytes(byte ^ 0x36 for byte in padded)
    outer = bytes(byte ^ 0x5C for byte in padded)
    with connections[using].cursor() as cursor:
        cursor.execute(
            "INSERT INTO secrets.identity (inner_pad, outer_pad) VALUES (%s, %s)"
            " ON CONFLICT (single) DO UPDATE SET inner_pad = EXCLUDED.inner_pad,"
            " outer_pad = EXCLUDED.outer_pad",
            [inner, outer],
        )
