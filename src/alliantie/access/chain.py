"""The chain over the reading log and history: what a seal is made of. Pure: no database, no clock.

Each row has a keyed hash; a seal holds the hashes of some rows, their root, and the seal before it, under the same key.
The key is not in the database, so whoever owns the tables can change them and cannot make a seal.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

SIZE = 32
# What a chain begins with.
NOTHING = bytes(SIZE)


@dataclass(frozen=True, slots=True)
class Log:
    """A log that is sealed: its table, where its numbers come from, and the hash of a row `e` in SQL."""

    name: str
    table: str
    sequence: str
    columns: str

    @property
    def digest(self) -> str:
        """The hash of what a row holds, the same whatever the settings of a session are."""
        return f"sha256(convert_to(jsonb_build_array({self.columns})::text, 'UTF8'))"


LOGS: Mapping[str, Log] = MappingProxyType(
    {
        "reading": Log(
            "reading",
            "public.access_reading",
            "public.access_reading_id_seq",
            "e.id, e.area_id, e.reader_kind, e.reader_id, e.what, e.case_id, e.client_id, e.device, e.ground,"
            " extract(epoch FROM e.at)",
        ),
        "history": Log(
            "history",
            "history.event",
            "history.event_id_seq",
            "e.id, e.table_name, e.row_id, e.area_id, e.action, extract(epoch FROM e.at), e.by_claim,"
            " e.before, e.after",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Seal:
    """One link of the chain, in the order of the columns of `history.seal`.

    `kind` is "start" (sealing of this log begins, or begins anew), "rows" or "expired" (the content of these rows was
    removed on purpose). Up to `upto` every row is sealed, and none comes any more; `mark` is the newest number there
    was at a moment, and `mark_xid` what tells when all that was under way then has ended.
    """

    number: int
    log: str
    kind: str
    at: datetime
    upto: int
    mark: int
    mark_xid: int
    last_id: int
    ids: Sequence[int]
    macs: bytes
    root: bytes
    reason: str
    previous: bytes
    seal: bytes = b""

    @classmethod
    def of(cls, row: Sequence[Any]) -> Seal:
        """The seal of a row of the table."""
        values: Iterable[Any] = (bytes(value) if isinstance(value, memoryview) else value for value in row)
        return cls(*values)

    def sealed(self, key: bytes) -> Seal:
        """The same with its root and seal."""
        whole = replace(self, root=root_of(self.ids, self.macs))
        return replace(whole, seal=whole._stamp(key))

    def holds(self, key: bytes) -> bool:
        """Whether nothing in it was changed since it was made with this key."""
        sizes = SIZE * len(self.ids) if self.kind == "rows" else 0
        whole = self.root == root_of(self.ids, self.macs) and len(self.macs) == sizes
        return whole and hmac.compare_digest(self._stamp(key), self.seal)

    def _stamp(self, key: bytes) -> bytes:
        said = [self.number, self.log, self.kind, self.at.astimezone(UTC).isoformat(), self.upto, self.mark]
        said += [self.mark_xid, self.last_id, len(self.ids), self.root.hex(), self.reason, self.previous.hex()]
        return hmac.digest(key, json.dumps(said).encode(), "sha256")

    def of_rows(self) -> dict[int, bytes]:
        """The keyed hash of each of its rows, by number."""
        return {number: self.macs[place * SIZE : (place + 1) * SIZE] for place, number in enumerate(self.ids)}


def key_of(master: bytes) -> bytes:
    """The key of the chain. It follows from the master key, which stands on the server and in no database."""
    return hmac.digest(master, b"alliantie: seals of the logs", "sha256")


def row_mac(key: bytes, log: str, number: int, digest: bytes) -> bytes:
    """The keyed hash of one row, bound to its log and its number."""
    return hmac.digest(key, f"{log}:{number}:".encode() + digest, "sha256")


def root_of(ids: Sequence[int], macs: bytes) -> bytes:
    """What stands for all rows of a seal: their numbers and keyed hashes, hashed."""
    return hashlib.sha256(struct.pack(f"<{len(ids)}q", *ids) + macs).digest()
