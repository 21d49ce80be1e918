"""`python -m bench.statistics`: the figures of a million pairs from Parquet, beside R's psych on the parts it has.

Needs pyarrow (`bench/requirements.lock`), and to compare R with psych (`r-base-core`, `r-cran-psych` on Debian).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from alliantie.statistics.agreement import agreement
from alliantie.statistics.arrays import Numbers
from alliantie.statistics.change import reliable_change
from alliantie.statistics.disclosure import publish
from alliantie.statistics.icc import intraclass
from alliantie.statistics.reliability import cronbach_alpha
from alliantie.statistics.scores import scale_means
from bench.table import Line, table

ROLES, SCALES, ITEMS, TEAMS = ("client", "professional"), 4, 4, 500
SECONDS, MEMORY_MB, TIMES_PSYCH = 2.0, 1024, 20
SEED, PROCESSORS = 20261123, 2
# In R: alpha of each scale of each role, and the scores, as psych does them.
R = """
suppressMessages(library(psych)); a <- commandArgs(TRUE); n <- as.integer(a[2])
m <- matrix(readBin(a[1], "integer", n * 32, size = 1), ncol = 32); m[m == 0] <- NA; storage.mode(m) <- "double"
colnames(m) <- paste0("i", 1:32)
keys <- lapply(0:7, function(s) colnames(m)[4 * s + 1:4]); names(keys) <- paste0("s", 1:8)
t0 <- proc.time()[[3]]
alphas <- sapply(keys, function(k) alpha(as.data.frame(m[, k]))$total$raw_alpha)
t1 <- proc.time()[[3]]
scores <- scoreItems(keys, m, missing = TRUE, impute = "none")$scores
t2 <- proc.time()[[3]]
cat(t1 - t0, t2 - t1, format(alphas, digits = 15), "\\n")
"""


def make(path: Path, pairs: int) -> None:
    """Write answers 1 to 5 of pairs on four scales, 3 % missing (0 in the raw file), teams and a first score."""
    arrow, parquet = _pyarrow()
    chance = np.random.default_rng(SEED)
    columns: dict[str, Any] = {}
    with path.with_suffix(".raw").open("wb") as raw:
        for role in ROLES:
            for scale in range(SCALES):
                level = chance.normal(3.4, 0.8, pairs)
                for item in range(ITEMS):
                    answers = np.clip(np.rint(level + chance.normal(0, 0.8, pairs)), 1, 5).astype(np.int8)
                    missing = chance.random(pairs) < 0.03
                    columns[f"{role}_{scale}_{item}"] = arrow.array(answers, mask=missing)
                    raw.write(np.where(missing, 0, answers).astype(np.int8).tobytes())
    columns["team"] = arrow.array(chance.integers(0, TEAMS, pairs).astype(np.int16))
    columns["first"] = arrow.array(chance.integers(4, 21, pairs) / 4)
    parquet.write_table(arrow.table(columns), path)


def figures(path: Path) -> dict[str, Any]:
    """From Parquet: scores, alpha, ICC, agreement, reliable change, suppressed counts; with seconds a part."""
    _, parquet = _pyarrow()

    def read(names: Sequence[str]) -> Numbers:
        # Laid out by item, so that sums over people run along the memory; a scale at a time, for the memory.
        read_in = parquet.read_table(path, columns=names)
        values = np.empty((len(names), read_in.num_rows))
        for place, column in enumerate(read_in.columns):
            values[place] = column.to_numpy()
        return values.T

    return figures_of(read)


def figures_of(read: Callable[[Sequence[str]], Numbers]) -> dict[str, Any]:
    """The same from whatever gives these columns, NaN where something is missing; two scales at a time."""
    took: dict[str, float] = dict.fromkeys(("read", "score", "alpha", "icc", "agreement", "change", "teams"), 0.0)
    import_module("scipy.special")  # loaded before the clock runs, like all else

    def timed(part: str, work: Callable[..., Any], *given: Any) -> Any:
        began = time.perf_counter()
        done = work(*given)
        took[part] += time.perf_counter() - began
        return done

    def of_scale(scale: int) -> tuple[list[float], float, float, Numbers]:
        alphas, both = [], []
        for role in ROLES:
            items = timed("read", read, [f"{role}_{scale}_{item}" for item in range(ITEMS)])
            alphas.append(timed("alpha", cronbach_alpha, items).alpha)
            both.append(timed("score", scale_means, items, 75))
        alike = timed("icc", intraclass, np.column_stack(both)).single
        return alphas, alike, timed("agreement", agreement, *both).double_entry, both[0] if scale == 0 else both[0][:0]

    began = time.perf_counter()
    with ThreadPoolExecutor(PROCESSORS) as pool:
        scales = list(pool.map(of_scale, range(SCALES)))
    score = scales[0][3]
    alphas = {f"{role}_{at}": each[0][place] for at, each in enumerate(scales) for place, role in enumerate(ROLES)}
    rest = timed("read", read, ["first", "team"])
    changed = timed("change", reliable_change, rest[:, 0], score, alphas["client_0"])
    counts = timed("teams", lambda: np.bincount(rest[~np.isnan(score), 1].astype(np.intp), minlength=TEAMS).tolist())
    shown = timed("teams", publish, counts, 10)
    return {
        "seconds": time.perf_counter() - began,
        "took": took,
        "alphas": alphas,
        "icc": [each[1] for each in scales],
        "agreement": [each[2] for each in scales],
        "changed": changed.n,
        "teams": sum(count is not None for count in shown.shown),
        # ru_maxrss is in KiB on Linux.
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def psych(path: Path, pairs: int) -> dict[str, Any] | None:
    """Seconds psych takes for alpha and for scores, and its alphas; None without R."""
    if shutil.which("Rscript") is None:
        return None
    ran = subprocess.run(
        ["Rscript", "-e", R, str(path.with_suffix(".raw")), str(pairs)], capture_output=True, text=True, check=False
    )
    if ran.returncode:
        print(f"R did not answer, so nothing is compared: {ran.stderr.strip()[-200:]}", file=sys.stderr)
        return None
    alpha, score, *alphas = map(float, ran.stdout.split())
    names = [f"{role}_{scale}" for role in ROLES for scale in range(SCALES)]
    return {"alpha": alpha, "score": score, "alphas": dict(zip(names, alphas, strict=True))}


def lines_of(ours: dict[str, Any], theirs: dict[str, Any] | None) -> list[Line]:
    """What was measured next to its limits."""
    took = ours["took"]
    parts = ", ".join(f"{part} {seconds:.2f}" for part, seconds in took.items())
    note = f"by two at once: {parts}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    lines = [
        Line.at_most("all figures from Parquet", ours["seconds"], SECONDS, " s", note),
        Line.at_most("memory", ours["memory"], MEMORY_MB, " MB"),
    ]
    if theirs:
        same = max(abs(ours["alphas"][name] - alpha) for name, alpha in theirs["alphas"].items())
        for part in ("alpha", "score"):
            what = f"{part}, times psych's {theirs[part]:.1f} s"
            lines.append(Line.at_least(what, theirs[part] / took[part], TIMES_PSYCH, " times"))
        lines.append(Line("alphas differ from psych's by", f"{same:.1e}", "at most 1e-12", same <= 1e-12, firm=True))
    return lines


def _pyarrow() -> tuple[Any, Any]:
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        sys.exit("Parquet needs pyarrow: .venv/bin/python -m pip install --require-hashes -r bench/requirements.lock")


def main() -> int:
    """Measure in a program of its own, so that making the file is not in its memory. 1 where a firm limit breaks."""
    parser = argparse.ArgumentParser(prog="bench.statistics", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pairs", type=int, default=1_000_000)
    parser.add_argument("--figures", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.figures:
        print(json.dumps(figures(asked.figures)))
        return 0
    with tempfile.TemporaryDirectory(prefix="alliantie-bench-") as folder:
        path = Path(folder) / "pairs.parquet"
        make(path, asked.pairs)
        command = [sys.executable, "-m", "bench.statistics", "--figures", str(path)]
        # As `alliantie stats` does: threads of the algebra would only wait for each other.
        env = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        ran = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
        lines = lines_of(json.loads(ran.stdout), psych(path, asked.pairs))
    print(table(lines))
    return 1 if any(line.firm and not line.holds for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
