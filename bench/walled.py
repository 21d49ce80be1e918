"""`python -m bench.walled`: a million pairs in a database of their own, opened key by key, and all their figures.

The rows are those of the product: a key a pair under the master key, and under that two sealed parts of a round and the
client's of the round before. Two processes read them in the order in which they lie on the disc, as the role that owns
the tables: first all keys, then all parts.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid4

import numpy as np
import psycopg

from alliantie.alliance import vault
from alliantie.alliance.drafts import Answer, Draft
from alliantie.demo.tables import TABLES
from alliantie.instruments import library
from alliantie.server.embedded import Embedded
from alliantie.server.environment import Addresses, environment
from alliantie.server.keys import load_secrets
from alliantie.statistics.arrays import Numbers
from bench.servers import memory, run
from bench.statistics import ITEMS, ROLES, SCALES, TEAMS, figures_of
from bench.table import Line, table

PAIRS, PROCESSES, SECONDS, MEMORY_MB = 1_000_000, 2, 15.0, 1024
SEED, AT_ONCE, PAGES = 20261123, 2_000, 256  # the parts on so many pages of 8 kB are 4 MB with what stands out of line
NAMES = ("trust", "direction", "bond", "friction")
QUICK = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off", "max_wal_size": "2GB"}
_master = b"m" * 32
_ALL_ELSE = bytes(set(range(256)) - set(b"012345"))
_TRUST = re.compile(rb'"trust":"(\d+)/(\d+)"')

# In the order in which rows lie on the disc, each page of it once. Of a part the answers of a round that is shown, of
# client or worker; of the round before, of which the picture alone was shown, that.
_LIES = "ctid >= %s::tid AND ctid < %s::tid"
_KEYS = f"SELECT pair_id, uuid_send(area_id), wrapped FROM secrets.pair_key WHERE {_LIES}"  # noqa: S608 - our own
_PARTS = f"""
SELECT uuid_send(pair_id), id, CASE WHEN share = 'all' THEN role END,
       CASE WHEN share = 'all' THEN answers ELSE picture END
  FROM alliance_part WHERE {_LIES} AND sealed_at IS NOT NULL"""  # noqa: S608 - our own
_KEY = np.dtype([("pair", "V16"), ("area", ">u2"), ("key", "V32")])
_LAST = 2**32 - 2


def fill(url: str, part: tuple[int, int]) -> None:
    """Write pairs: of the first round the client's part, of which the picture was shown; of the second both, shown."""
    chance = np.random.default_rng((SEED, part[0]))
    asked = {role: library().latest("own").questionnaire(role, "probation", 16).items for role in ROLES}
    of_part = [(1, "client"), (2, "client"), (2, "professional")]
    columns = list(TABLES["public.alliance_part"])
    sealed = datetime(2026, 11, 1, tzinfo=UTC)
    words: tuple[Answer, ...] = ("dont_know", 1, 2, 3, 4, 5)
    with psycopg.connect(url) as owner:
        for many in [AT_ONCE] * (part[1] // AT_ONCE) + [part[1] % AT_ONCE]:
            keys, parts = [], {1: list[Any](), 2: list[Any]()}
            level = chance.normal(3.4, 0.8, (many, len(of_part), SCALES, 1))
            given = np.clip(np.rint(level + chance.normal(0, 0.8, (*level.shape[:3], ITEMS))), 1, 5).astype(int)
            given[chance.random(given.shape) < 0.03] = 0
            # The items of the four scales take turns.
            inside = given.swapaxes(2, 3).reshape(many, len(of_part), SCALES * ITEMS).tolist()
            known, total = (given > 0).sum(axis=3).tolist(), given.sum(axis=3).tolist()
            for at, area in enumerate(chance.integers(0, TEAMS, many).tolist()):
                pair_id, key, home = uuid4(), vault.new_key(), UUID(int=area + 1)
                keys.append((pair_id, home, vault.wrap(_master, pair_id, key)))
                rounds = {1: uuid4(), 2: uuid4()}
                for which, (number, role) in enumerate(of_part):
                    part_id = uuid4()
                    answers: dict[str, Answer] = {
                        item.id: words[each] for item, each in zip(asked[role], inside[at][which], strict=True)
                    }
                    scores = {
                        name: f"{total[at][which][scale]}/{known[at][which][scale]}"
                        if known[at][which][scale] >= 3
                        else None
                        for scale, name in enumerate(NAMES)
                    }
                    picture = {"scores": scores, "counts": {name: [ITEMS, ITEMS] for name in NAMES}}
                    row = {
                        "id": part_id, "area_id": home, "round_id": rounds[number], "pair_id": pair_id, "role": role,
                        "owner_id": pair_id, "sealed_at": sealed, "share": "picture" if number == 1 else "all",
                        "answers": vault.lock(key, "answers", part_id, Draft("taking_part", answers).as_json()),
                        "picture": vault.lock(key, "picture", part_id, picture),
                        "withdrawn": False, "closed_because": "", "quiet": False, "reminded": False,
                        "pin_hash": b"", "pin_chosen": False, "pin_tries": 0, "by_account": False,
                    }  # fmt: skip
                    parts[number].append(tuple(map(row.get, columns)))
            with owner.cursor() as cursor:
                _copy(cursor, "secrets.pair_key", keys)
                # A round after the other, as time goes: of a pair they do not lie side by side.
                _copy(cursor, "public.alliance_part", parts[1] + parts[2])
            owner.commit()


def _copy(cursor: psycopg.Cursor[Any], name: str, rows: Sequence[Sequence[Any]]) -> None:
    columns = ", ".join(f'"{each}"' for each in TABLES[name])
    with cursor.copy(f"COPY {name} ({columns}) FROM STDIN (FORMAT BINARY)".encode()) as out:
        out.set_types(list(TABLES[name].values()))
        for row in rows:
            out.write_row(row)


_reader: psycopg.Connection[Any]
_keys: tuple[SharedMemory, Any, Any] | None = None


def connect(url: str) -> None:
    """A connection for this process; made once."""
    global _reader  # noqa: PLW0603 - one a process
    gc.disable()  # nothing here goes round in a circle
    _reader = psycopg.connect(url, autocommit=True, options="-c max_parallel_workers_per_gather=0")


def _lying(query: str, pages: tuple[int, int]) -> list[tuple[Any, ...]]:
    """The rows that lie on these pages."""
    return _reader.execute(query.encode(), [f"({each},0)" for each in pages], binary=True).fetchall()


def unwrapped(pages: tuple[int, int]) -> bytes:
    """The pairs whose keys lie on these pages, each with the number of its area and its key."""
    master, unwrap = vault.cipher(_master), vault.unwrap
    return b"".join(
        pair.bytes + area[-2:] + unwrap(master, pair, wrapped) for pair, area, wrapped in _lying(_KEYS, pages)
    )


def _places(pairs: Any) -> Any:
    """By what pairs are found: the first half of the number of each, which chance made."""
    return np.ascontiguousarray(pairs).view(">u8")[::2].astype(np.uint64)


def opened(name: str, number: int, pages: tuple[int, int]) -> tuple[bytes, bytes, bytes]:
    """The parts on these pages: whose (the place of the pair among all), what, and of answers 16 digits (0 for none).

    What is 0 or 1 for answers of client or worker, and above that 2 and the first score of the round before, in
    twelfths. Keys stand in memory that the processes share, in order.
    """
    global _keys  # noqa: PLW0603 - one a process
    if _keys is None:
        shared = SharedMemory(name)
        rows: Any = np.frombuffer(cast(memoryview, shared.buf), _KEY, number)
        _keys = shared, _places(rows["pair"]), rows
    _held, places, all_keys = _keys
    parts = _lying(_PARTS, pages)
    pairs = np.frombuffer(b"".join(part[0] for part in parts), "V16")
    whose = np.searchsorted(places, _places(pairs)).astype(np.int32)
    if not np.array_equal(all_keys["pair"][whose], pairs):
        raise vault.DamagedError("a part without the key of its pair")
    what, digits = bytearray(), bytearray()
    text_of, last, key = vault.text_of, -1, vault.cipher(_master)
    for place, secret, (_pair, part, role, blob) in zip(
        whose.tolist(), all_keys["key"][whose].tolist(), parts, strict=True
    ):
        if place != last:  # the two of a round often lie side by side
            key, last = vault.cipher(secret), place
        if role is None:
            found = _TRUST.search(text_of(key, "picture", part, blob))
            what.append(2 + (int(found[1]) * 12 // int(found[2]) if found else 0))
            continue
        text = text_of(key, "answers", part, blob)
        # The answers of sixteen questions, whose names hold no digits, without a dictionary of them.
        given = text[text.index(b'"answers":{') : text.index(b"}")]
        digits += given.replace(b'"dont_know"', b"0").translate(None, _ALL_ELSE)
        what.append(ROLES.index(role))
    return whose.tobytes(), bytes(what), bytes(digits)


def _in_order() -> list[int]:
    """Where the answers of each scale stand among the sixteen, by scale."""
    items = library().latest("own").questionnaire("client", "probation", 16).items
    return [place for name in NAMES for place, item in enumerate(items) if item.scale == name]


def _cut(pages: int) -> list[tuple[int, int]]:
    """So many pages in parts, the last with all that came after they were counted."""
    starts = [*range(0, max(pages, 1), PAGES), _LAST]
    return list(pairwise(starts))


def figures(pool: Executor, pages: Mapping[str, int]) -> dict[str, Any]:
    """Everything that the bench makes from Parquet, of what two processes open."""
    began = time.perf_counter()
    rows = np.frombuffer(b"".join(pool.map(unwrapped, _cut(pages["pair_key"]), chunksize=4)), _KEY)
    rows = rows[np.argsort(_places(rows["pair"]))]
    pairs, homes = len(rows), rows["area"].astype(np.float64)
    shared = SharedMemory(create=True, size=rows.nbytes)
    cast(memoryview, shared.buf)[: rows.nbytes] = rows.tobytes()
    del rows
    unwrapping = time.perf_counter() - began
    answers = np.zeros((pairs, len(ROLES), SCALES * ITEMS), dtype=np.uint8)
    first, parts = np.zeros(pairs, dtype=np.uint8), np.zeros(pairs, dtype=np.uint8)
    try:
        work = partial(opened, shared.name, pairs)
        for whose, what, digits in pool.map(work, _cut(pages["alliance_part"]), chunksize=8):
            place, kind = np.frombuffer(whose, np.int32), np.frombuffer(what, np.uint8)
            given = kind < len(ROLES)
            # Digits as they were written.
            answers[place[given], kind[given]] = np.frombuffer(digits, np.uint8).reshape(-1, SCALES * ITEMS) - ord("0")
            first[place[~given]] = kind[~given] - len(ROLES)
            np.add.at(parts, place, 1)
    finally:
        shared.close()
        shared.unlink()
    if not np.all(parts == 3):
        raise vault.DamagedError("a pair that has not its three parts")
    took, order = time.perf_counter() - began, _in_order()

    def read(names: Sequence[str]) -> Numbers:
        values = np.empty((len(names), len(answers)))
        for at, name in enumerate(names):
            if name == "team":
                values[at] = homes - 1
            elif name == "first":
                values[at] = np.where(first == 0, np.nan, first / 12)
            else:
                role, scale, item = name.split("_")
                column = answers[:, ROLES.index(role), order[ITEMS * int(scale) + int(item)]]
                values[at] = np.where(column == 0, np.nan, column)
        return values.T

    made = figures_of(read)
    return made | {"took": {"keys": unwrapping, "opened": took - unwrapping, **made["took"]}, "pairs": len(answers)}


@contextmanager
def watched(of: Callable[[], int]) -> Iterator[list[int]]:
    """The most memory there was while the block ran, looked at four times a second, in the last place of the list."""
    most, ended = [0], threading.Event()

    def look() -> None:
        while not ended.wait(0.25):
            with suppress(OSError):  # a program that ended meanwhile
                most[0] = max(most[0], of())

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield most
    finally:
        ended.set()
        looking.join()


def _filled(folder: Path, pairs: int) -> list[Line]:
    """A database of its own with so many pairs; nothing where the folder has one already."""
    with Embedded(folder, QUICK) as database:
        load_secrets(folder)
        url = database.url("owner")
        run(environment(folder, Addresses.of(database.url)), "alliantie.server.prepare")
        with psycopg.connect(url, autocommit=True) as owner:
            there = owner.execute("SELECT count(*) FROM secrets.pair_key").fetchone()
            if there and there[0] == pairs:
                return []
            owner.execute("TRUNCATE secrets.pair_key, alliance_part")
            began = time.perf_counter()
            cuts = [each - before for before, each in pairwise(range(0, pairs + 1, pairs // PROCESSES))]
            cuts[-1] += pairs - sum(cuts)
            with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn")) as pool:
                list(pool.map(fill, [url] * PROCESSES, enumerate(cuts)))
            took = time.perf_counter() - began
            owner.execute("VACUUM (ANALYZE) secrets.pair_key, alliance_part")
            size = owner.execute("SELECT sum(relpages::bigint) * 8192 FROM pg_class").fetchone()
    return [
        Line("written in", f"{took:.0f} s"),
        Line("database on disk", f"{int(size[0] if size else 0) / 1e9:.1f} GB"),
    ]


def main() -> int:
    """Write, start the database anew as the product does, read, and tell. Returns 0: times are told only."""
    parser = argparse.ArgumentParser(prog="bench.walled", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--data", type=Path, help="keep the database here and use it again; else it is thrown away")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="alliantie-bench-") as made:
        folder = asked.data or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)
        lines = _filled(folder, asked.pairs)
        with Embedded(folder) as database:
            told = connect, (database.url("owner"),)
            with psycopg.connect(database.url("owner")) as owner:
                named = "SELECT relname, relpages FROM pg_class WHERE relname IN ('pair_key', 'alliance_part')"
                pages: dict[str, int] = dict(owner.execute(named).fetchall())
            with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn"), *told) as pool:
                # Started before the clock runs, as programs that serve are.
                list(pool.map(unwrapped, [(_LAST - 1, _LAST)] * PROCESSES))
                with watched(lambda: memory(os.getpid())) as most:
                    began = time.perf_counter()
                    found = figures(pool, pages)
                    took = time.perf_counter() - began
    parts = ", ".join(f"{part} {seconds:.2f}" for part, seconds in found["took"].items())
    note = f"{parts}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    lines += [
        Line.at_most(f"all figures of {found['pairs']:,} pairs from the encrypted tables", took, SECONDS, " s", note),
        Line.at_most("most memory of all its programs, PostgreSQL with them", most[0] / 2**20, MEMORY_MB, " MB"),
    ]
    sys.stdout.write(table(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
