"""The items of a scale as options and as columns, those that are asked the other way round turned."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from alliantie.cli.stats.options import columns, number
from alliantie.cli.stats.table import Table, WrongUse
from alliantie.statistics.arrays import Numbers


def add_items(parser: ArgumentParser) -> None:
    """Add the options that name the items."""
    parser.add_argument("--items", type=columns, required=True, metavar="A,B,C", help="the columns of the items")
    parser.add_argument("--reverse", type=columns, default=[], metavar="A,B", help="items to turn: min + max - answer")
    parser.add_argument("--min", type=number, metavar="X", help="the lowest answer; needed with --reverse")
    parser.add_argument("--max", type=number, metavar="X", help="the highest answer; needed with --reverse")


def read_items(table: Table, asked: Namespace) -> Numbers:
    """People by items, reversed where asked. Raises WrongUse."""
    if unknown := [name for name in asked.reverse if name not in asked.items]:
        raise WrongUse(f"--reverse {unknown[0]}: it is not among the items")
    if asked.reverse and (asked.min is None or asked.max is None):
        raise WrongUse("--reverse needs --min and --max")
    if asked.min is not None and asked.max is not None and asked.min >= asked.max:
        raise WrongUse("--min must be below --max")
    items = table.numbers(asked.items, asked.min, asked.max)
    for name in asked.reverse:
        place = asked.items.index(name)
        items[:, place] = asked.min + asked.max - items[:, place]
    return items
