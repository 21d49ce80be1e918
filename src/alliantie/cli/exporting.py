"""`alliantie export`: one case as JSON for another system, as one of its workers sees it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from uuid import UUID

from alliantie import clock
from alliantie.cli.manage import with_database
from alliantie.cli.parser import Parser
from alliantie.cli.shared import write_private
from alliantie.server.errors import ServerError


def add_command(commands: argparse._SubParsersAction[Parser]) -> Parser:
    """Add the command to the command line and return its parser."""
    parser = commands.add_parser("export", help="one case as JSON for another system")
    parser.add_argument("case", type=_case_id, metavar="CASE", help="the id of the case, as in its address")
    parser.add_argument("--worker", required=True, metavar="LOGIN", help="the worker who sees it so; it is logged so")
    parser.add_argument("--to", type=Path, metavar="FILE", help="write it here (else on standard output)")
    parser.set_defaults(carry_out=_export)
    return parser


def _case_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no id of a case") from None


def _export(asked: argparse.Namespace) -> int:
    with with_database(asked.data):
        text = _text(asked.case, asked.worker)
    if asked.to is None:
        print(text)
        return 0
    write_private(asked.to, f"{text}\n")
    return 0


def _text(case_id: UUID, login: str) -> str:
    from alliantie.access.identity import Actor, acting
    from alliantie.cases.models import Case
    from alliantie.cases.queries import get_case
    from alliantie.exports.case_file import case_file
    from alliantie.people.administration import worker_of
    from alliantie.people.models import Worker

    try:
        worker = worker_of(login)
    except Worker.DoesNotExist as error:
        raise ServerError(f"There is no worker who signs in as {login}.") from error
    with acting(Actor("worker", worker.id, area_id=worker.area_id)) as actor:
        try:
            told = case_file(actor, get_case(actor, case_id), now=clock.now(), device="command")
        except Case.DoesNotExist as error:
            raise ServerError(f"{login} sees no such case.") from error
    return json.dumps(told, ensure_ascii=False, indent=1)
