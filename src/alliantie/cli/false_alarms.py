"""`alliantie false-alarms`: how often simulated pairs that do not change are told of a change."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from collections.abc import Sequence
from dataclasses import asdict

from alliantie.cli.parser import Parser, count
from alliantie.statistics.false_alarms import FORMS, KINDS, MOST, false_alarms

SEED = 20261123


def run(argv: Sequence[str]) -> int:
    """Simulate and tell: 0 where every kind of pairs stays within the bound with every form, 1 where one does not."""
    asked = parser().parse_args(argv)
    found = {
        name: {kind: false_alarms(of, asked.pairs, asked.rounds, asked.seed, form) for kind, of in KINDS.items()}
        for name, form in FORMS.items()
    }
    holds = all(max(each.either) <= MOST for kinds in found.values() for each in kinds.values())
    if asked.json:
        told = {"pairs": asked.pairs, "rounds": asked.rounds, "seed": asked.seed, "at_most": MOST, "holds": holds}
        forms = {form: {kind: asdict(each) for kind, each in kinds.items()} for form, kinds in found.items()}
        print(json.dumps(told | {"forms": forms}))
    else:
        print(f"{asked.pairs} pairs of each kind, seed {asked.seed}; share of rounds, from the second on")
        for name, kinds in found.items():
            print(f"\n{name:<24}alert, worst  overall  change, worst")
            for kind, each in kinds.items():
                print(f"{kind:<24}{max(each.by_round):>12.4f}{each.overall:>9.4f}{max(each.either):>15.4f}")
        print(f"\nat most {MOST} a round: {'yes' if holds else 'NO'}")
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
