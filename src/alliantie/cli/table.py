"""`alliantie table`: the tables by which organisations sort: which there are, checking, loading and withdrawing one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alliantie import clock
from alliantie.cli.parser import Parser
from alliantie.cli.shared import inside, print_json, read_bytes
from alliantie.practices import LibraryError, Practice, Problem, UnknownPracticeError, library
from alliantie.practices.own_table import load_own_table
from alliantie.practices.show import table_in_words
from alliantie.practices.yaml_reading import LARGEST_FILE
from alliantie.server.errors import ServerError

if TYPE_CHECKING:
    from alliantie.cases.models import LoadedTable
    from alliantie.people.models import Organisation


def run(argv: Sequence[str]) -> int:
    """Carry out one of the commands: 0 done, 1 problems in the file. Wrong use ends the program with status 2.

    Raises:
        ServerError: it went wrong, in one plain sentence.
    """
    asked = _parser().parse_args(argv)
    result: int = asked.carry_out(asked)
    return result


def _parser() -> Parser:
    parser = Parser(prog="alliantie table", description=__doc__)
    commands = parser.add_subparsers(metavar="list|check|load|show|withdraw", required=True)

    listing = commands.add_parser("list", help="every version of every table of every organisation")
    listing.set_defaults(carry_out=inside(_list))

    check = commands.add_parser("check", help="every problem of a file, as file:line: field: reason")
    check.set_defaults(carry_out=_check)

    load = commands.add_parser("load", help="load a file as the next version of a table of an organisation")
    load.set_defaults(carry_out=inside(_load))

    show = commands.add_parser("show", help="the rules of a file in words")
    show.set_defaults(carry_out=_show)

    withdraw = commands.add_parser("withdraw", help="let the table of the practice count again from a day on")
    withdraw.add_argument("table", metavar="TABLE")
    withdraw.add_argument("--from", dest="on", type=_day, metavar="DAY", help="the first day (today)")
    withdraw.set_defaults(carry_out=inside(_withdraw))

    for each in (check, load, show):
        each.add_argument("file", type=Path, metavar="FILE")
    for each in (check, load, show, withdraw):
        each.add_argument("--practice", required=True, metavar="ID")
    for each in (load, withdraw):
        each.add_argument("--organisation", required=True, metavar="NAME")
    for each in (listing, load, withdraw):
        each.add_argument("--data", type=Path, help="the data folder (else ALLIANTIE_DATA or data)")
    for each in (listing, check, load, show, withdraw):
        each.add_argument("--json", action="store_true", help="print data")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day: write 2026-12-31") from None


def _practice(asked: argparse.Namespace) -> Practice:
    try:
        return library().latest(asked.practice)
    except (LibraryError, UnknownPracticeError) as error:
        raise ServerError(f"{error}.") from error


def _tell(problems: Iterable[Problem], *, as_json: bool) -> int:
    if as_json:
        print_json([problem.as_data() for problem in problems])
    else:
        for problem in problems:
            print(problem)
    return 1


def _check(asked: argparse.Namespace) -> int:
    table, problems = load_own_table(read_bytes(asked.file, LARGEST_FILE), str(asked.file), _practice(asked))
    if table is None:
        return _tell(problems, as_json=asked.json)
    if asked.json:
        print_json([])
    else:
        print(f"{asked.file}: {table.id} of {table.owner} can be loaded; from {table.valid_from}.")
    return 0


def _show(asked: argparse.Namespace) -> int:
    practice = _practice(asked)
    table, problems = load_own_table(read_bytes(asked.file, LARGEST_FILE), str(asked.file), practice)
    if table is None:
        return _tell(problems, as_json=asked.json)
    if asked.json:
        print_json(table.model_dump(mode="json"))
        return 0
    print(f"{table.name.nl}: {table.owner}, {table.valid_from}")
    for line in table_in_words(practice, table, "nl"):
        print(f"- {line}")
    return 0


def _load(asked: argparse.Namespace) -> int:
    from alliantie.cases.administration import load_table

    practice, content = _practice(asked), read_bytes(asked.file, LARGEST_FILE)
    organisation = _organisation(asked)
    table, problems = load_own_table(content, str(asked.file), practice)
    if table is None:
        _tell(problems, as_json=asked.json)
        print("Nothing was loaded.", file=sys.stderr)
        return 1
    loaded = load_table(organisation, practice.id, table, content.decode("utf-8-sig"), now=clock.now())
    return _done(asked, loaded, "loaded")


def _withdraw(asked: argparse.Namespace) -> int:
    from alliantie.cases.administration import withdraw_table

    practice, now = _practice(asked), clock.now()
    if asked.table not in {table.id for table in practice.classifications}:
        raise ServerError(f"{practice.id} has no table {asked.table}.")
    day = asked.on or clock.day_of(now)
    return _done(asked, withdraw_table(_organisation(asked), practice.id, asked.table, on=day, now=now), "withdrawn")


def _organisation(asked: argparse.Namespace) -> Organisation:
    from alliantie.cli.people import organisation_named

    found = organisation_named(asked.organisation)
    if asked.practice not in found.practices:
        raise ServerError(f"{found.name} does not work by {asked.practice}.")
    return found


def _done(asked: argparse.Namespace, loaded: LoadedTable | None, what: str) -> int:
    if asked.json:
        print_json(_summary(loaded) if loaded else None)
    elif loaded is None:
        print(f"Nothing changed: it was {what} already.")
    else:
        print(f"{loaded.table_id} {what} for {loaded.organisation.name}, version {loaded.number}: {_days(loaded)}.")
    return 0


def _list(asked: argparse.Namespace) -> int:
    from alliantie.cases.administration import loaded_tables

    found = loaded_tables()
    if asked.json:
        print_json([_summary(each) for each in found])
        return 0
    for each in found:
        whose = f"of {each.owner}" if each.content else "withdrawn"
        where = f"{each.organisation.name}  {each.practice_id}  {each.table_id}  {each.number}"
        print(f"{where}  {_days(each)}  {whose}")
    return 0


def _days(row: LoadedTable) -> str:
    return f"from {row.valid_from}" + (f" until {row.valid_until}" if row.valid_until else "")


def _summary(row: LoadedTable) -> dict[str, Any]:
    return {
        "organisation": row.organisation.name,
        "practice": row.practice_id,
        "table": row.table_id,
        "version": row.number,
        "owner": row.owner,
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
        "withdraws": not row.content,
    }
