"""The command ``practice``: list, show and check practices, and write the schema that editors use."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from alliantie.practices.json_schema import SCHEMA_FILE, schema_text
from alliantie.practices.library import LibraryError, UnknownPracticeError, check_file, check_library, library
from alliantie.practices.problems import Problem
from alliantie.practices.schema import Practice
from alliantie.practices.show_text import shown


def main(argv: list[str]) -> int:
    """Run the command; returns 0, 1 when a check found problems, or 2 for wrong use."""
    parser = _parser()
    try:
        options = parser.parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        return _run(options)
    except LibraryError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return 1
    except UnknownPracticeError as error:
        print(f"practice: {error}.", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"practice: {error.filename} cannot be read: {error.strerror}.", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="alliantie practice", description="Practices: ways of working as data.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="list|show|check|schema")
    listing = commands.add_parser("list", help="all practices and their versions")
    show = commands.add_parser("show", help="one practice, to read")
    show.add_argument("id", metavar="ID")
    show.add_argument("--version", metavar="V", help="a version; without it the latest")
    check = commands.add_parser("check", help="every problem, as file:line: field: reason")
    check.add_argument("files", nargs="*", type=Path, metavar="FILE", help="files; without them the whole library")
    for with_language in (listing, show):
        with_language.add_argument("--language", choices=("nl", "en"), default="nl")
    check.add_argument("--language", choices=("nl", "en"), default="en", help="of the reasons; without it English")
    for with_data in (listing, show, check):
        with_data.add_argument("--json", action="store_true", help="print data")
    schema = commands.add_parser("schema", help="the JSON Schema for editors")
    schema.add_argument("--write", action="store_true", help=f"write it to {SCHEMA_FILE.name} beside the library")
    return parser


def _run(options: argparse.Namespace) -> int:
    if options.command == "list":
        return _list(options)
    if options.command == "show":
        return _show(options)
    if options.command == "check":
        return _check(options)
    if options.write:
        SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
    else:
        sys.stdout.write(schema_text())
    return 0


def _list(options: argparse.Namespace) -> int:
    shelf = library()
    practices = [shelf.get(id, version) for id in shelf.ids() for version in shelf.versions(id)]
    if options.json:
        _print_json([_summary(practice) for practice in practices])
        return 0
    width = max((len(practice.id) for practice in practices), default=0)
    for practice in practices:
        status = {"draft": "concept", "released": "vrijgegeven"}[practice.status]
        if options.language == "en":
            status = practice.status
        print(f"{practice.id:<{width}}  {practice.version:<8}  {status:<11}  {practice.name.in_(options.language)}")
    return 0


def _summary(practice: Practice) -> dict[str, object]:
    return {
        "id": practice.id,
        "version": practice.version,
        "status": practice.status,
        "country": practice.country,
        "sector": practice.sector,
        "name": practice.name.model_dump(),
        "hash": practice.hash,
    }


def _show(options: argparse.Namespace) -> int:
    shelf = library()
    practice = shelf.get(options.id, options.version) if options.version else shelf.latest(options.id)
    if options.json:
        _print_json({**practice.model_dump(mode="json", by_alias=True), "hash": practice.hash})
    else:
        print(shown(practice, options.language))
    return 0


def _check(options: argparse.Namespace) -> int:
    problems: list[Problem] = []
    for path in options.files:
        problems += check_file(path)
    if not options.files:
        problems = check_library()
    problems = [problem.in_(options.language) for problem in problems]
    if options.json:
        _print_json([problem.as_data() for problem in problems])
    else:
        for problem in problems:
            print(problem)
    return 1 if problems else 0


def _print_json(data: object) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
