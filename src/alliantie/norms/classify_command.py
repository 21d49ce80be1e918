"""The command ``classify``: where a table of a practice or an organisation leads with some answers, by which row."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from alliantie.norms.classify import Classified, classify, decided_by
from alliantie.practices import LibraryError, Practice, UnknownPracticeError, library
from alliantie.practices.classification import Classification, OwnTable
from alliantie.practices.conditions import Known
from alliantie.practices.own_table import load_own_table
from alliantie.practices.show_conditions import answers_in_words
from alliantie.practices.show_words import WORDS
from alliantie.practices.sources import day_in_words
from alliantie.practices.texts import Language

_WORDS = {"yes": True, "ja": True, "true": True, "no": False, "nee": False, "false": False}


def main(argv: list[str]) -> int:
    """Run the command; returns 0, 1 when the answers do not decide, or 2 for wrong use."""
    try:
        asked = parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        shelf = library()
        practice = shelf.get(asked.practice, asked.version) if asked.version else shelf.latest(asked.practice)
        table = _read(asked.file, practice) if asked.file else _table(practice, asked.table)
        answers = _answers(table, asked.answer)
        found = classify(table, answers)
    except (LibraryError, UnknownPracticeError, OSError, ValueError) as error:
        print(f"classify: {error}.", file=sys.stderr)
        return 2
    if asked.json:
        print(json.dumps(_data(practice, table, found), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(practice, table, found, answers, asked.language)))
    return 0 if found.outcome else 1


def _table(practice: Practice, id: str) -> Classification:
    try:
        return practice.classification(id)
    except KeyError:
        known = ", ".join(table.id for table in practice.classifications) or "none"
        raise ValueError(f"{practice.id} has no table {id}; it has {known}") from None


def _read(file: Path, practice: Practice) -> OwnTable:
    table, problems = load_own_table(file.read_bytes(), str(file), practice)
    if table is None:
        raise ValueError("; ".join(str(problem) for problem in problems))
    return table


def _answers(table: Classification, given: list[str]) -> Mapping[str, Known]:
    answers: dict[str, Known] = {}
    kinds = {asked.id: asked.kind for asked in table.asks}
    for each in given:
        name, _, value = each.partition("=")
        if kinds.get(name) == "yes_no" and value.lower() in _WORDS:
            answers[name] = _WORDS[value.lower()]
        elif kinds.get(name) == "number" and value.removeprefix("-").isdecimal():
            answers[name] = int(value)
        else:
            answers[name] = value
    return answers


def _lines(
    practice: Practice, table: Classification, found: Classified, answers: Mapping[str, Known], language: Language
) -> list[str]:
    if found.outcome is None or found.row is None:
        missing = ", ".join(asked.name.in_(language) for asked in table.asks if asked.id in found.missing)
        if not missing:
            return [{"nl": "Geen regel past.", "en": "No row fits."}[language]]
        return [{"nl": f"Nog niet te zeggen. Nodig: {missing}.", "en": f"Not known yet. Needed: {missing}."}[language]]
    said = answers_in_words(table, decided_by(table, found.row, answers), answers, language)
    return [
        f"{table.outcome(found.outcome).name.in_(language)}.",
        *(f"    {each}." for each in said),
        f"    {_whose(practice, table, language)}",
    ]


def _whose(practice: Practice, table: Classification, language: Language) -> str:
    if isinstance(table, OwnTable):
        since = {"nl": "vanaf", "en": "from"}[language]
        return f"{table.owner}, {since} {day_in_words(table.valid_from, language)}."
    if table.example:
        return f"{WORDS[language]['example']}."
    source = practice.source(table.source)
    return f"{source.title.in_(language)}. {source.standing(language)}"


def _data(practice: Practice, table: Classification, found: Classified) -> dict[str, object]:
    return {
        "practice": practice.id,
        "version": practice.version,
        "table": table.id,
        "source": table.source,
        "example": table.example,
        "owner": table.owner if isinstance(table, OwnTable) else None,
        "valid_from": table.valid_from.isoformat() if isinstance(table, OwnTable) else None,
        "outcome": found.outcome,
        "when": found.row.when if found.row else None,
        "missing": list(found.missing),
    }


def parser() -> argparse.ArgumentParser:
    """The arguments of the command."""
    parser = argparse.ArgumentParser(prog="alliantie classify", description=__doc__)
    parser.add_argument("--practice", required=True, metavar="ID")
    parser.add_argument("--version", metavar="V", help="a version of the practice; without it the latest")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--table", metavar="ID")
    which.add_argument("--file", type=Path, metavar="FILE", help="a table of an organisation, fit for this practice")
    parser.add_argument(
        "--answer", action="append", default=[], metavar="NAME=VALUE", help="yes or no, a number, or an id"
    )
    parser.add_argument("--language", choices=("nl", "en"), default="nl")
    parser.add_argument("--json", action="store_true", help="print data")
    return parser
