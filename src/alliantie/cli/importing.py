"""`alliantie import`: people, cases, contacts and claims of another system, from CSV files."""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from alliantie import clock
from alliantie.cli.manage import with_database
from alliantie.cli.parser import Parser
from alliantie.server.errors import ServerError

if TYPE_CHECKING:
    from alliantie.imports.operations import Outcome
    from alliantie.people.models import Organisation, Team

FILES = ("people", "cases", "contacts", "claims")


def add_command(commands: argparse._SubParsersAction[Parser]) -> Parser:
    """Add the command to the command line and return its parser."""
    parser = commands.add_parser("import", help="bring in people, cases, contacts and claims from CSV files")
    for name in FILES:
        parser.add_argument(f"--{name}", type=Path, metavar="FILE", help=f"the {name}")
    parser.add_argument("--organisation", required=True, metavar="NAME", help="where they come in")
    parser.add_argument("--team", metavar="NAME", help="the team of new cases; needed with --cases")
    parser.add_argument("--dry-run", action="store_true", help="check everything and write nothing")
    parser.add_argument("--json", action="store_true", help="print what came of it as JSON")
    parser.set_defaults(carry_out=_import)
    return parser


def _import(asked: argparse.Namespace) -> int:
    """0 when everything came in (or would have), 1 when anything is wrong and nothing did."""
    files = {name: path for name in FILES if (path := getattr(asked, name)) is not None}
    if not files:
        raise ServerError("Give at least one of --people, --cases, --contacts and --claims.")
    if "cases" in files and not asked.team:
        raise ServerError("Give --team: new cases belong to a team.")
    with with_database(asked.data):
        return _carry_out(asked, files)


def _carry_out(asked: argparse.Namespace, files: dict[str, Path]) -> int:
    from alliantie.cli.people import organisation_named
    from alliantie.imports.operations import import_files, place_of
    from alliantie.imports.releasing import release

    organisation = organisation_named(asked.organisation)
    now = clock.now()
    place = place_of(organisation, _team(organisation, asked.team), now)
    begun = time.monotonic()
    try:
        outcome = import_files(files, place, now=now, dry_run=asked.dry_run)
    except OSError as error:
        raise ServerError(f"{error.filename} cannot be read: {error.strerror}.") from error
    written = time.monotonic()
    reckoned = 0 if outcome.problems or asked.dry_run else release(place, outcome.touched, now)
    done = time.monotonic()
    if asked.json:
        _as_json(asked, outcome, reckoned, {"writing": written - begun, "reckoning": done - written})
    else:
        _in_words(asked, outcome, reckoned, {"writing": written - begun, "reckoning": done - written})
    return int(bool(outcome.problems))


def _team(organisation: Organisation, name: str | None) -> Team | None:
    from alliantie.people import administration, models

    if not name:
        return None
    team = models.Team.objects.using(administration.OWNER).filter(organisation=organisation, name=name).first()
    if team is None:
        raise ServerError(f"{organisation.name} has no team {name}.")
    return team


def _as_json(asked: argparse.Namespace, outcome: Outcome, reckoned: int, seconds: dict[str, float]) -> None:
    told = {
        "dry_run": asked.dry_run,
        "written": not (outcome.problems or asked.dry_run),
        "files": {name: asdict(counted) for name, counted in outcome.counted.items()},
        "wrong": outcome.wrong,
        "problems": [asdict(each) for each in outcome.problems],
        "notes": [asdict(each) for each in outcome.notes],
        "cases_reckoned": reckoned,
        "seconds": {what: round(taken, 3) for what, taken in seconds.items()},
    }
    print(json.dumps(told, ensure_ascii=False, indent=2))


def _in_words(asked: argparse.Namespace, outcome: Outcome, reckoned: int, seconds: dict[str, float]) -> None:
    for problem in outcome.problems:
        print(problem, file=sys.stderr)
    for note in outcome.notes:
        print(f"note: {note}")
    if outcome.problems:
        print(f"Problems: {outcome.wrong}. Nothing was written.", file=sys.stderr)
        return
    for name, counted in outcome.counted.items():
        print(f"{name}: {counted.rows} rows, {counted.new} new, {counted.rows - counted.new} here already.")
    if asked.dry_run:
        print("Everything is right. This was a dry run: nothing was written.")
        return
    print(f"Written in {seconds['writing']:.1f} s. Reckoned {reckoned} cases in {seconds['reckoning']:.1f} s.")
