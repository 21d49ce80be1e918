"""The file that leaves: tables, their book, what the product says of them, and scripts that reckon it again."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources

from alliantie.instruments.schema import Instrument
from alliantie.research.figures import STEPS, figures_of, process_figures
from alliantie.research.levels import LEVELS, WORKERS, K, Leaving, Level, Row
from alliantie.research.parquet import parquet
from alliantie.research.table import NOT_VALIDATED, as_columns, as_csv, columns_of, rows_of

SCRIPTS = ("figures.py", "figures.R")
ENDINGS = ("ended", "negative")


@dataclass(frozen=True, slots=True)
class About:
    """What stands in the README: what the export is for, who asked, until when it may be kept, when it was made."""

    study: str
    institution: str
    purpose: str
    reference: str
    keep_until: date
    made_on: date
    organisation: str


def bundle(about: About, found: Leaving, instrument: Instrument, tens: Mapping[str, Sequence[Row]]) -> bytes:
    """The export as a zip. `tens` has the tables of the pages of figures: "rounds" and "endings"."""
    rows = rows_of(found, instrument)
    columns = columns_of(instrument, LEVELS[found.level])
    book: list[Row] = [
        {
            "name": each.name,
            "meaning": each.meaning,
            "values": each.values,
            "missing": each.missing,
            "scale": each.scale,
            "role": each.role,
            "lengths": each.lengths,
        }
        for each in columns
    ]
    said = (
        figures_of(rows, instrument)
        | process_figures(tens["rounds"], "rounds", STEPS)
        | process_figures(tens["endings"], "endings", ENDINGS)
    )
    names = list(dict.fromkeys(each.name for each in columns))
    tables = {
        "answers": (names, rows),
        "codebook": (list(book[0]), book),
        "rounds": (["practice", "period", *STEPS], tens["rounds"]),
        "endings": (["practice", "period", *ENDINGS], tens["endings"]),
    }
    files: dict[str, bytes] = {"README.md": _readme(about, LEVELS[found.level]).encode()}
    for name, (header, lines) in tables.items():
        files[f"{name}.csv"] = _csv(header, lines)
        files[f"{name}.parquet"] = parquet(as_columns(lines) or {each: [] for each in header})
    files["figures.csv"] = as_csv(("figure", "value"), said.items()).encode()
    files["figures.json"] = json.dumps(said, indent=1).encode()
    here = resources.files("alliantie.research") / "scripts"
    for script in SCRIPTS:
        files[script] = (here / script).read_bytes()
    return _zipped(files, about.made_on)


def _csv(header: Sequence[str], rows: Iterable[Row]) -> bytes:
    return as_csv(header, ([row[name] for name in header] for row in rows)).encode()


def _zipped(files: Mapping[str, bytes], on: date) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # The day, without a time, which would tell when the job ran.
            archive.writestr(
                zipfile.ZipInfo(f"alliantie-research/{name}", (on.year, on.month, on.day, 0, 0, 0)), content
            )
    return made.getvalue()


def _readme(about: About, level: Level) -> str:
    coarse = [
        {"quarter": "the quarter of the first round", "year": "the year of the first round", "none": ""}[level.start],
        "the client's language" if level.language else "",
        "whole months between rounds" if level.months else "",
    ]
    told = ", ".join(["the practice", "the questionnaire", *filter(None, coarse)])
    most = "all rounds of a pair" if level.rounds is None else f"the first {level.rounds} of a pair"
    template = (resources.files("alliantie.research") / "scripts" / "README.md").read_text("utf-8")
    return template.format(
        about=about, told=told, most=most, k=K, workers=WORKERS, note=NOT_VALIDATED, steps=", ".join(STEPS)
    )
