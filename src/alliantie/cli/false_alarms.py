"""`alliantie false-alarms`: how often the alerts of a round fire for simulated pairs that do not change."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from collections.abc import Sequence
from dataclasses import asdict

from alliantie.cli.parser import Parser, count
from alliantie.statistics.false_alarms import KINDS, MOST, false_alarms

SEED = 20261123


def run(argv: Sequence[str]) -> int:
    """Simulate and tell: 0 where every kind of pairs stays within the bound in every round, 1 where one does not."""
    asked = parser().parse_args(argv)
    found = {name: false_alarms(kind, asked.pairs, asked.rounds, asked.seed) for name, kind in KINDS.items()}
    holds = all(max(each.by_round) <= MOST for each in found.values())
    if asked.json:
        told = {"pairs": asked.pairs, "rounds": asked.rounds, "seed": asked.seed, "at_most": MOST, "holds": holds}
        print(json.dumps(told | {"kinds": {name: asdict(each) for name, each in found.items()}}))
    else:
        print(f"{asked.pairs} pairs of each kind, seed {asked.seed}; share with an alert, by round from the second on")
        for name, each in found.items():
            print(f"{name:<16}{'  '.join(f'{share:.3f}' for share in each.by_round)}  overall {each.overall:.4f}")
        print(f"at most {MOST} a round: {'yes' if holds else 'NO'}")
    return 0 if holds else 1


def parser() -> Parser:
    """The options."""
    made = Parser(prog="alliantie false-alarms", description=(__doc__ or "").splitlines()[0])
    made.add_argument("--pairs", type=_pairs, default=20_000, metavar="N", help="of each kind (20000)")
    made.add_argument("--rounds", type=_rounds, default=10, metavar="N", help="of each pair (10)")
    made.add_argument("--seed", type=count, default=SEED, metavar="N", help="another seed, other chance")
    made.add_argument("--json", action="store_true", help="print data")
    return made


def _pairs(text: str) -> int:
    if not 200 <= count(text) <= 100_000:
        raise ArgumentTypeError(f"{text} is no number of pairs from 200 to 100000")
    return count(text)


def _rounds(text: str) -> int:
    if not 2 <= count(text) <= 50:
        raise ArgumentTypeError(f"{text} is no number of rounds from 2 to 50")
    return count(text)
