"""`alliantie instrument`: which questionnaires there are, checking and loading one, and remarks on their questions."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from alliantie import clock
from alliantie.alliance.packs import read_pack
from alliantie.cli.parser import Parser
from alliantie.cli.shared import inside, print_json, read_bytes
from alliantie.instruments import InstrumentError, Problem, kept_pack, library
from alliantie.instruments.schema import Instrument
from alliantie.instruments.tree import MAX_BYTES


def run(argv: Sequence[str]) -> int:
    """Carry out one of the commands: 0 done, 1 problems in the file. Wrong use ends the program with status 2.

    Raises:
        ServerError: it went wrong, in one plain sentence.
    """
    asked = _parser().parse_args(argv)
    result: int = asked.carry_out(asked)
    return result


def _parser() -> Parser:
    parser = Parser(prog="alliantie instrument", description=__doc__)
    commands = parser.add_subparsers(metavar="list|check|load|flags", required=True)

    listing = commands.add_parser("list", help="our questionnaires and those of organisations, with their last day")
    listing.set_defaults(carry_out=inside(_list))

    check = commands.add_parser("check", help="every problem of a file, as file:line: field: reason")
    check.add_argument("file", type=_existing, metavar="FILE")
    check.set_defaults(carry_out=_check)

    load = commands.add_parser("load", help="load a file for an organisation, or another licence for its wording")
    load.add_argument("file", type=_existing, metavar="FILE")
    load.add_argument("--organisation", required=True, metavar="NAME")
    load.set_defaults(carry_out=inside(_load))

    flags = commands.add_parser("flags", help="how often people remarked that a question is hard, odd or hurtful")
    flags.add_argument("--months", type=_months, default=12, help="months back, this one included (12)")
    flags.set_defaults(carry_out=inside(_flags))

    for each in (listing, check, load, flags):
        each.add_argument("--json", action="store_true", help="print data")
    for each in (listing, load, flags):
        each.add_argument("--data", type=Path, help="the data folder (else ALLIANTIE_DATA or data)")
    return parser


def _existing(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return path


def _months(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 1200):
        raise argparse.ArgumentTypeError(f"{text} is no number of months: give 1 or more")
    return int(text)


def _check(asked: argparse.Namespace) -> int:
    data = read_bytes(asked.file, MAX_BYTES)
    try:
        found = read_pack(data, clock.today(), file=str(asked.file)).instrument
    except InstrumentError as error:
        _tell(error.problems, as_json=asked.json)
        return 1
    if asked.json:
        print_json([])
    else:
        print(f"{asked.file}: {found.id} {found.version} can be loaded; last day {found.licence.last_day}.")
    return 0


def _tell(problems: Iterable[Problem], *, as_json: bool) -> None:
    if as_json:
        names = ("file", "line", "field", "reason", "reason_nl")
        print_json([{name: getattr(problem, name) for name in names} for problem in problems])
        return
    for problem in problems:
        print(problem)


def _load(asked: argparse.Namespace) -> int:
    from alliantie.alliance.administration import load_questionnaire
    from alliantie.cli.people import organisation_named

    organisation = organisation_named(asked.organisation)
    data, now = read_bytes(asked.file, MAX_BYTES), clock.now()
    try:
        done = load_questionnaire(data, organisation, now=now, file=str(asked.file))
    except InstrumentError as error:
        _tell(error.problems, as_json=asked.json)
        print("Nothing was loaded.", file=sys.stderr)
        return 1
    pack = done.pack
    if asked.json:
        print_json({**_summary(kept_pack(data).instrument, pack.last_day, organisation.name), "outcome": done.outcome})
        return 0
    print(f"{pack.instrument_id} {pack.version} for {organisation.name}: {done.outcome}; last day {pack.last_day}.")
    if pack.last_day < clock.day_of(now):
        print("That day has passed: no new round can take it, earlier rounds stay readable.")
    return 0


def _list(asked: argparse.Namespace) -> int:
    from alliantie.alliance.administration import loaded_questionnaires

    shelf = library()
    found = [_summary(shelf.get(id_, version), None, "") for id_ in shelf.ids() for version in shelf.versions(id_)]
    found += [
        _summary(kept_pack(bytes(pack.content)).instrument, pack.last_day, pack.organisation.name)
        for pack in loaded_questionnaires()
    ]
    if asked.json:
        print_json(found)
        return 0
    for each in found:
        whose = f"{each['organisation']}, from {each['holder']}" if each["organisation"] else "comes with the software"
        until = f"last day {each['last_day']}" if each["last_day"] else each["status"]
        state = "" if each["usable"] else " (no new rounds)"
        print(f"{each['id']:<16}  {each['version']:<4}  {until}{state}  {whose}  {each['name']}")
    return 0


def _summary(instrument: Instrument, last_day: date | None, organisation: str) -> dict[str, Any]:
    licence = getattr(instrument, "licence", None)
    return {
        "id": instrument.id,
        "version": instrument.version,
        "status": instrument.status,
        "name": instrument.name.in_(instrument.language_for("nl")),
        "organisation": organisation,
        "holder": licence.holder if licence else "",
        "last_day": last_day.isoformat() if last_day else None,
        "usable": instrument.status == "released" and (last_day is None or clock.today() <= last_day),
        "lengths": list(instrument.lengths),
        "variants": [variant.id for variant in instrument.variants],
        "hash": instrument.hash,
    }


def _flags(asked: argparse.Namespace) -> int:
    from dataclasses import asdict

    from alliantie.alliance.administration import flag_counts

    today = clock.today()
    years, month = divmod(today.year * 12 + today.month - asked.months, 12)
    found = flag_counts(date(years, month + 1, 1))
    if asked.json:
        print_json([asdict(each) for each in found])
        return 0
    for each in found:
        print(f"{each.count:>6}  {each.instrument} {each.version}  {each.variant}  {each.item}  {each.why}")
    if not found:
        print("Nobody remarked on a question.")
    return 0
