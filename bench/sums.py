"""`python -m bench.sums`: figures of a hundred organisations from files of sums, and answers of many pairs opened.

What is opened is what the vault makes, in memory: what PostgreSQL takes to hand it over is not in it, and is said so.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from uuid import UUID

import numpy as np

from alliantie.alliance import vault
from alliantie.alliance.drafts import Draft
from alliantie.alliance.sums_file import UNIT, read, written
from alliantie.instruments import library
from alliantie.instruments.questionnaire import Key
from alliantie.statistics.agreement import agreement
from alliantie.statistics.arrays import Numbers
from alliantie.statistics.cells import NOTHING, cell_of, told_of
from alliantie.statistics.icc import intraclass
from alliantie.statistics.reliability import cronbach_alpha
from alliantie.statistics.scores import scale_means
from bench.table import Line, table

ORGANISATIONS, MILLION, PAIRS, PROCESSES = 100, 1_000_000, 20_000, 2
MILLISECONDS, SECONDS, MEMORY_MB = 50.0, 15.0, 1024
SEED = 20261123
ROLES, SCALES = ("client", "professional"), ("trust", "direction", "bond", "friction")
Sealed = tuple[UUID, bytes, tuple[tuple[UUID, bytes], ...]]

_master = b"m" * 32
_sealed: list[Sealed] = []


def files() -> list[bytes]:
    """The files of a hundred organisations, each of six lines of questions."""
    chance = np.random.default_rng(SEED)
    variants = ("probation", "youth_protection", "work", "shelter", "debt", "justice_house")
    made = []
    for number in range(ORGANISATIONS):
        cells = {
            (str(Key("own", "1", variant, 16, "standard")), scale): cell_of(
                (int(x), int(y)) for x, y in chance.integers(4, 21, (60, 2)) * 15
            )
            for variant in variants
            for scale in SCALES
        }
        made.append((written(UUID(int=number + 1), f"Organisatie {number}", date(2026, 11, 23), cells) or "").encode())
    return made


def of_files(found: Sequence[bytes]) -> tuple[float, float]:
    """Milliseconds to read and check all files, and to add up their sums and make every figure."""
    began = time.perf_counter()
    cells = [made.cells() for each in found if (made := read(each, "x")[0]) is not None]
    read_in = time.perf_counter()
    for place in cells[0]:
        told_of(sum((each[place] for each in cells), NOTHING), UNIT)
    return (read_in - began) * 1000, (time.perf_counter() - read_in) * 1000


def seal(pairs: int) -> None:
    """Answers of pairs as they stand in the database: a key a pair under the master key, and two parts under that."""
    chance = np.random.default_rng(SEED)
    instrument = library().latest("own")
    asked = {role: [item.id for item in instrument.questionnaire(role, "probation", 16).items] for role in ROLES}
    for _pair in range(pairs):
        pair_id, key = UUID(bytes=chance.bytes(16)), vault.new_key()
        parts = []
        for role in ROLES:
            given = {each: int(answer) for each, answer in zip(asked[role], chance.integers(1, 6, 16), strict=True)}
            part_id = UUID(bytes=chance.bytes(16))
            parts.append((part_id, vault.lock(key, "answers", part_id, Draft("taking_part", given).as_json())))
        _sealed.append((pair_id, vault.wrap(_master, pair_id, key), tuple(parts)))


def opened(part: tuple[int, int]) -> bytes:
    """The answers of some of the pairs, as small numbers: 32 a pair, 0 for none."""
    made = bytearray()
    master = vault.cipher(_master)
    for pair_id, wrapped, parts in _sealed[slice(*part)]:
        key = vault.cipher(vault.unwrap(master, pair_id, wrapped))
        for part_id, blob in parts:
            given = vault.unlock(key, "answers", part_id, blob)["answers"].values()
            try:
                made += bytes(given)
            except TypeError:  # somebody did not know, or would rather not say
                made += bytes(each if isinstance(each, int) else 0 for each in given)
    return bytes(made)


def figures(answers: Numbers) -> None:
    """Scores of both roles, alpha, ICC and agreement of each scale."""
    for scale in range(4):
        both = []
        for role in range(2):
            items = answers[:, 16 * role + 4 * scale : 16 * role + 4 * scale + 4]
            cronbach_alpha(items)
            both.append(scale_means(items, 75))
        intraclass(np.column_stack(both))
        agreement(*both)


def of_vault(pairs: int) -> Line:
    """Seconds to open that many pairs and make their figures by two processes, and what a million would take."""
    cuts = np.linspace(0, pairs, 4 * PROCESSES + 1, dtype=int).tolist()
    began, spent = time.perf_counter(), _processor()
    # Forked, so that what is sealed is there already, as it would be in a page of the database that was read.
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        found = b"".join(pool.map(opened, list(pairwise(cuts)), chunksize=1))
        pool.close()
        pool.join()
    answers = np.frombuffer(found, dtype=np.int8).reshape(pairs, 32).astype(float)
    answers[answers == 0] = np.nan
    figures(answers)
    took, spent = time.perf_counter() - began, _processor() - spent
    scale = MILLION / pairs
    note = f"{spent * scale:.0f} s of a processor; {pairs:,} scaled, without reading; load {os.getloadavg()[0]:.1f}"
    return Line.at_most("a million pairs opened, and their figures", took * scale, SECONDS, " s", note)


def _processor() -> float:
    """Seconds of a processor that this program and those it started and saw end have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main(argv: Sequence[str] = ()) -> int:
    """Measure and tell. Returns 0: times are told only."""
    parser = argparse.ArgumentParser(prog="bench.sums", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pairs", type=int, default=PAIRS)
    asked = parser.parse_args(argv)
    found = files()
    of_files(found[:1])  # what is loaded the first time
    times = np.array([of_files(found) for _time in range(20)])
    alone = np.array([of_files(found[:1]) for _time in range(20)])
    lines = [
        Line.at_most("figures of one organisation from its sums", float(np.median(alone[:, 1])), MILLISECONDS, " ms"),
        Line.at_most("figures of a hundred together", float(np.median(times[:, 1])), MILLISECONDS, " ms", "24 cells"),
        Line("their files read and checked", f"{np.median(times[:, 0]):.0f} ms"),
    ]
    seal(asked.pairs)
    lines.append(of_vault(asked.pairs))
    memory = Line.at_most(
        "most memory of one process", _memory(), MEMORY_MB, " MB", f"{asked.pairs:,} pairs, not scaled"
    )
    sys.stdout.write(table([*lines, memory]))
    return 0


def _memory() -> float:
    # ru_maxrss is in KiB on Linux.
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
