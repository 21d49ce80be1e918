"""`alliantie stats METHOD FILE`: one statistical method on one table, without Django or a database.

A method is a module of this package with
- a docstring whose first line is its help,
- `ESTIMATOR`, the estimator in words,
- `arguments(parser)`, which adds its options,
- `run(table, asked)`, which gives the keys of its answer: `n` always, `estimator` where it depends on the options.
  It raises `Refused` for what the data do not allow and `WrongUse` for what the user can mend.
Its name is added to `METHODS`. Only the module of the method that is asked for is imported.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Protocol, cast

from alliantie.cli.parser import Parser
from alliantie.cli.stats.printing import as_text, plain
from alliantie.cli.stats.table import Table, WrongUse, read_table
from alliantie.statistics.refusals import Refused

METHODS = (
    "alpha",
    "omega",
    "spearman-brown",
    "sem",
    "icc",
    "reliable-change",
    "agreement",
    "profile",
    "shrink",
    "xmr",
    "pchart",
    "funnel",
    "holm",
    "apim",
    "growth",
    "surface",
    "truth-bias",
    "ruptures",
    "score",
    "suppress",
    "cfa",
)


class Method(Protocol):
    """What a module of this package offers."""

    ESTIMATOR: str

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the options of the method."""

    def run(self, table: Table, asked: argparse.Namespace) -> dict[str, Any]:
        """Answer for a table."""


def run(argv: Sequence[str]) -> int:
    """Carry out one method: 0 answered or refused, 2 wrong use."""
    asked = parser(argv[:1]).parse_args(argv)
    method = _method(asked.method)
    answer: dict[str, Any] = {"method": asked.method, "n": None, "estimator": method.ESTIMATOR, "refused": None}
    try:
        table = read_table(asked.file)
        try:
            answer |= method.run(table, asked)
        except Refused as refused:
            answer |= {"n": table.rows, "refused": refused.reason}
    except WrongUse as wrong:
        print(f"alliantie stats {asked.method}: {wrong}", file=sys.stderr)
        return 2
    answer = plain(answer)
    # On one line: indented, a million rows take ten times as long.
    print(json.dumps(answer, ensure_ascii=False, allow_nan=False) if asked.json else as_text(answer))
    return 0


def parser(only: Sequence[str] = ()) -> Parser:
    """The parser of all methods, or of the one that is asked for alone, which is quicker."""
    made = Parser(prog="alliantie stats", description=__doc__.splitlines()[0])
    methods = made.add_subparsers(metavar="METHOD", dest="method", required=True)
    for name in [name for name in METHODS if name in only] or METHODS:
        method = _method(name)
        each = methods.add_parser(name, help=(method.__doc__ or "").splitlines()[0].replace("%", "%%"))
        each.add_argument("file", metavar="FILE", help="a table with a header, or - for standard input")
        method.arguments(each)
        each.add_argument("--json", action="store_true", help="print data, numbers unrounded")
    return made


def _method(name: str) -> Method:
    return cast(Method, import_module(f"alliantie.cli.stats.{name.replace('-', '_')}"))
