"""What can be asked on the command line, and who carries it out."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from alliantie.cli.parser import Parser, count, port, public_url


def run(argv: Sequence[str]) -> int:
    """Carry out one command. Wrong use ends the program with status 2.

    Raises:
        ServerError: it went wrong, in one plain sentence.
    """
    # These read their own arguments, flags included; the last two import no Django before they need it.
    if argv[:1] == ["manage"]:
        from alliantie.cli.manage import manage

        return manage(argv[1:])
    if argv[:1] == ["practice"]:
        from alliantie.practices import command

        return command.main(list(argv[1:]))
    if argv[:1] == ["duties"]:
        from alliantie.norms import command as duties

        return duties.main(list(argv[1:]))
    if argv[:1] == ["classify"]:
        from alliantie.norms import classify_command

        return classify_command.main(list(argv[1:]))
    if argv[:1] == ["stats"]:
        # The matrices are small: several threads would only wait for each other. To be said before numpy loads.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        from alliantie.cli import stats

        return stats.run(argv[1:])
    if argv[:1] == ["false-alarms"]:
        from alliantie.cli import false_alarms

        return false_alarms.run(argv[1:])
    if argv[:1] == ["instrument"]:
        from alliantie.cli import instrument

        return instrument.run(argv[1:])
    if argv[:1] == ["table"]:
        from alliantie.cli import table

        return table.run(argv[1:])
    if argv[:1] == ["sums"] or (argv[:1] in (["export"], ["import"]) and argv[1:2] == ["sums"]):
        from alliantie.cli import sums

        return sums.run(argv)
    asked = _parser().parse_args(argv)
    result: int = asked.carry_out(asked)
    return result


def _parser() -> Parser:
    from alliantie.cli import backup, exporting, importing, jobs, logs, people
    from alliantie.server import web

    parser = Parser(prog="alliantie", description=__doc__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    serve = commands.add_parser("serve", help="serve the pages, with database and background work")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on")
    serve.add_argument("--port", type=port, default=8000, help="port to listen on")
    serve.add_argument("--public-url", type=public_url, help="the address other machines use, https://…")
    serve.add_argument("--no-demo", action="store_true", help="start without demo people")
    serve.add_argument(
        "--processes",
        type=int,
        choices=range(1, web.MOST_PROCESSES + 1),
        help="worker processes of the web server (else one a processor)",
    )
    serve.set_defaults(carry_out=_serve)

    check = commands.add_parser("check", help="check settings, migrations, database and roles")
    check.add_argument("--json", action="store_true", help="print the findings as JSON")
    check.set_defaults(carry_out=_check)

    demo = commands.add_parser("demo", help="load the demo people into the database")
    demo.add_argument("--seed", type=int, default=None, help="another seed gives other people")
    demo.add_argument("--cases", type=count, default=0, help="add so many cases, to try out at size")
    demo.set_defaults(carry_out=_demo)

    for each in (
        serve,
        check,
        demo,
        *people.add_commands(commands),
        importing.add_command(commands),
        exporting.add_command(commands),
        *backup.add_commands(commands),
        *jobs.add_commands(commands),
        *logs.add_commands(commands),
    ):
        each.add_argument("--data", type=Path, help="the data folder (else ALLIANTIE_DATA or data)")

    commands.add_parser("practice", help="list, show and check practices", add_help=False)
    commands.add_parser("duties", help="what is due in a case, from a file with its timeline", add_help=False)
    commands.add_parser("classify", help="where a table of a practice leads with some answers", add_help=False)
    commands.add_parser("stats", help="one statistical method on a table in a file", add_help=False)
    commands.add_parser("false-alarms", help="how often alerts fire for simulated stable pairs", add_help=False)
    commands.add_parser("table", help="load and withdraw the tables by which an organisation sorts", add_help=False)
    commands.add_parser("sums", help="averages of an organisation and of all together", add_help=False)
    commands.add_parser("instrument", help="list, check and load questionnaires, count remarks", add_help=False)
    commands.add_parser("manage", help="Django's own commands", add_help=False)
    return parser


def _serve(asked: argparse.Namespace) -> int:
    from alliantie.server.environment import data_folder
    from alliantie.server.serve import Wish, serve

    folder = data_folder(asked.data)
    return serve(Wish(folder, asked.host, asked.port, asked.public_url, not asked.no_demo, asked.processes))


def _check(asked: argparse.Namespace) -> int:
    from alliantie.cli.check import check

    return check(asked.data, as_json=asked.json)


def _demo(asked: argparse.Namespace) -> int:
    from alliantie.cli.manage import with_database
    from alliantie.server import prepare

    with with_database(asked.data):
        prepare.load_demo(asked.seed)
        if asked.cases:
            from alliantie import demo

            demo.load_more(asked.cases, demo.SEED if asked.seed is None else asked.seed)
    return 0
