"""`alliantie export sums`, `import sums` and `sums`: averages of many, without a person leaving an organisation."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alliantie import clock
from alliantie.cli.parser import Parser
from alliantie.cli.shared import inside, print_json, read_bytes, write_private
from alliantie.server.errors import ServerError

if TYPE_CHECKING:
    from alliantie.alliance.sums_file import Place, SumsFile
    from alliantie.statistics.cells import Cell

EXPORT, IMPORT = ("export", "sums"), ("import", "sums")


def run(argv: Sequence[str]) -> int:
    """Carry out one of the three: 0 done, 1 something is wrong in a file. Wrong use ends the program with status 2.

    Raises:
        ServerError: it went wrong, in one plain sentence.
    """
    # The matrices are tiny: several threads would only wait for each other. To be said before numpy loads.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for words, made in ((EXPORT, exporting), (IMPORT, importing)):
        if tuple(argv[:2]) == words:
            asked = made().parse_args(argv[2:])
            break
    else:
        asked = figuring().parse_args(argv[1:])
    result: int = asked.carry_out(asked)
    return result


def exporting() -> Parser:
    """The parser of `export sums`."""
    parser = Parser(
        prog="alliantie export sums", description="the sums of an organisation, for others to add theirs to"
    )
    parser.add_argument("--organisation", required=True, metavar="NAME")
    parser.add_argument("--to", type=Path, metavar="FILE", help="write it here (else on standard output)")
    parser.add_argument("--data", type=Path, help="the data folder (else ALLIANTIE_DATA or data)")
    parser.set_defaults(carry_out=inside(_export))
    return parser


def importing() -> Parser:
    """The parser of `import sums`."""
    parser = Parser(prog="alliantie import sums", description="the sums of organisations, from their files")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--dry-run", action="store_true", help="check everything and write nothing")
    parser.add_argument("--json", action="store_true", help="print what came of it as JSON")
    parser.add_argument("--data", type=Path, help="the data folder (else ALLIANTIE_DATA or data)")
    parser.set_defaults(carry_out=inside(_import))
    return parser


def figuring() -> Parser:
    """The parser of `sums`."""
    parser = Parser(prog="alliantie sums", description="averages of an organisation, and of all together")
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="of these files together, without a database"
    )
    parser.add_argument("--organisation", metavar="NAME", help="of this organisation too")
    parser.add_argument("--json", action="store_true", help="print data, numbers unrounded")
    parser.add_argument("--data", type=Path, help="the data folder (else ALLIANTIE_DATA or data)")
    parser.set_defaults(carry_out=_figures)
    return parser


def _export(asked: argparse.Namespace) -> int:
    from alliantie.alliance.sums_exchange import sums_file
    from alliantie.cli.people import organisation_named

    organisation = organisation_named(asked.organisation)
    if organisation.averages_from is None:
        raise ServerError(
            f"{organisation.name} takes no part: see alliantie organisation averages. Nothing was written."
        )
    text = sums_file(organisation, clock.today())
    if text is None:
        raise ServerError(f"{organisation.name} has fewer than thirty pairs of any questions. Nothing was written.")
    if asked.to is None:
        print(text)
        return 0
    write_private(asked.to, f"{text}\n")
    return 0


def _import(asked: argparse.Namespace) -> int:
    from alliantie.alliance.sums_exchange import Taken, take_in

    files, problems = _read(asked.files)
    taken = Taken(problems) if problems else take_in(files, dry_run=asked.dry_run)
    wrong = bool(taken.problems)
    if asked.json:
        told = asdict(taken) | {
            "written": bool(taken.new) and not wrong and not asked.dry_run,
            "dry_run": asked.dry_run,
        }
        print_json(told)
        return int(wrong)
    for each in taken.problems:
        print(each, file=sys.stderr)
    if wrong:
        print(f"Problems: {len(taken.problems)}. Nothing was written.", file=sys.stderr)
        return 1
    for name in taken.new:
        print(f"{name}: new.")
    for name in taken.same:
        print(f"{name}: here already.")
    print(f"Figures of all together that changed: {taken.told}.")
    if asked.dry_run:
        print("This was a dry run: nothing was written.")
    return 0


def _read(paths: Iterable[Path]) -> tuple[list[tuple[str, SumsFile]], list[Any]]:
    from alliantie.alliance.sums_file import LARGEST, read

    files, problems = [], []
    for path in paths:
        made, wrong = read(read_bytes(path, LARGEST), str(path))
        problems += wrong
        if made is not None:
            files.append((str(path), made))
    return files, problems


def _figures(asked: argparse.Namespace) -> int:
    if asked.files:
        if asked.organisation:
            raise ServerError("Give files or an organisation, not both.")
        return _of_files(asked)
    return inside(_of_database)(asked)


def _of_files(asked: argparse.Namespace) -> int:
    files, problems = _read(asked.files)
    seen: dict[Any, str] = {}
    for file, made in files:
        if made.organisation.id in seen:
            problems.append(f"{file}: organisation.id: is that of {seen[made.organisation.id]} too: give one of them")
        seen[made.organisation.id] = file
    if problems:
        for each in problems:
            print(each, file=sys.stderr)
        return 1
    added: dict[Place, tuple[int, Cell]] = {}
    for _file, made in files:
        for place, cell in made.cells().items():
            many, before = added.get(place, (0, None))
            added[place] = many + 1, cell if before is None else before + cell
    return _tell(asked, {"together": added})


def _of_database(asked: argparse.Namespace) -> int:
    from alliantie.alliance.sums_exchange import own_sums, together
    from alliantie.cli.people import organisation_named
    from alliantie.statistics.cells import LEAST

    told = {"together": {(each.line, each.scale): (each.organisations, each.cell) for each in together()}}
    if asked.organisation:
        own = own_sums(organisation_named(asked.organisation))
        told["own"] = {place: (1, cell) for place, cell in own.items() if cell.n >= LEAST}
    return _tell(asked, told)


def _tell(asked: argparse.Namespace, told: dict[str, dict[Place, tuple[int, Cell]]]) -> int:
    from alliantie.alliance.sums_file import UNIT
    from alliantie.statistics.cells import told_of

    found = {
        name: [
            {"line": line, "scale": scale, "organisations": many, **_apart(line, scale, asdict(told_of(cell, UNIT)))}
            for (line, scale), (many, cell) in sorted(cells.items())
        ]
        for name, cells in told.items()
    }
    if asked.json:
        print_json(found)
        return 0
    for name, rows in found.items():
        print(f"{name}:" if rows else f"{name}: too few to say")
        for role in ("client", "professional"):
            for row in rows:
                side = row[role]
                print(
                    f"  {role} {row['line']} {row['scale']}: {side['mean']:.2f}"
                    f" ({side['interval'][0]:.2f} to {side['interval'][1]:.2f}),"
                    f" {row['n']} pairs of {row['organisations']} organisations"
                )
    return 0


def _apart(line: str, scale: str, told: dict[str, Any]) -> dict[str, Any]:
    """What may be told of the two roles together.

    Of friction nothing: it is another thing for the client than for the professional. Of the rest how they go together,
    and how far they lie apart only once it was shown that the questions mean the same to both.
    """
    from alliantie.instruments.invariance import may_compare, results
    from alliantie.instruments.questionnaire import Key

    if scale == "friction":
        del told["alike"]
    elif not may_compare(Key.parse(line), "roles", results()):
        alike = told["alike"]
        told["alike"] = {
            "n": alike["n"], "pearson": alike["pearson"], "intervals": {"pearson": alike["intervals"]["pearson"]},
        }  # fmt: skip
    return told
