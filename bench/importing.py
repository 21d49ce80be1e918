"""`python -m bench.importing`: how many rows a second `alliantie import` commits, and what it reckons a second."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from alliantie.practices import library
from alliantie.server.embedded import Embedded
from alliantie.server.environment import Addresses, environment
from alliantie.server.errors import ServerError
from alliantie.server.keys import load_secrets
from bench.servers import run
from bench.table import Line, as_json, table

PRACTICE, ORGANISATION, TEAM, WORKER = "nl-probation", "Reclassering Meting", "Noord", "meter"
FASTEST = 8_000
_FIRST = date(2024, 1, 1)
_GIVEN = ("Noor", "Amin", "Selam", "Rachid", "Tomasz", "Emine", "Chantal", "Jayden")
_FAMILY = ("Yılmaz", "de Boer", "van den Berg", "Ait Ali", "Nowak", "Bakker", "Jansen", "Peeters")


def main() -> int:
    """Make files, import them, import them again. Returns 0 when it ran, whatever the figures; 1 when it could not."""
    asked = _asked()
    try:
        with tempfile.TemporaryDirectory(prefix="alliantie-bench-") as made:
            folder = Path(made)
            # As root the database runs under another user, who has to get through here.
            folder.chmod(0o711)
            lines = _run(folder, asked.people, asked.contacts)
    except ServerError as error:
        print(error.message, file=sys.stderr)
        return 1
    print(table(lines))
    if asked.json:
        asked.json.write_text(json.dumps(as_json(lines), indent=1) + "\n")
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.importing", description=__doc__)
    parser.add_argument("--people", type=int, default=20_000, help="people, each with a case")
    parser.add_argument("--contacts", type=int, default=200_000, help="contacts, spread over the cases")
    parser.add_argument("--json", type=Path, help="write the table here as well")
    return parser.parse_args()


def _run(folder: Path, people: int, contacts: int) -> list[Line]:
    data = folder / "data"
    files = write_files(folder, people, contacts)
    with ExitStack() as started:
        database = started.enter_context(Embedded(data))
        load_secrets(data)
        env = {**os.environ, **environment(data, Addresses.of(database.url))}
        prepare(env)
        base = imported(env, people=files["people"], cases=files["cases"])
        told = imported(env, contacts=files["contacts"])
        again = imported(env, **files)
        with psycopg.connect(database.url("owner")) as owner:
            events = owner.execute("SELECT count(*) FROM history.event WHERE table_name = 'cases_fact'").fetchone()
    return [
        _rate("people and cases: rows a second", 2 * people, base),
        _rate("contacts: rows a second", contacts, told),
        Line.at_least(
            "people and contacts: committed rows a second",
            round((people + contacts) / (base["seconds"]["writing"] + told["seconds"]["writing"])),
            FASTEST,
        ),
        Line("events of history for facts", f"{events[0] if events else 0:,}"),
        Line("cases reckoned a second", f"{round(people / base['seconds']['reckoning']):,}", "at their own rate"),
        _rate("the same files again: rows a second", 2 * people + contacts, again),
        Line("new in the same files again", str(sum(each["new"] for each in again["files"].values())), "0"),
        Line("load of the machine meanwhile", f"{os.getloadavg()[1]:.1f} on {os.cpu_count()} processors"),
        Line("most memory of the import", f"{told['memory'] / 1e6:.0f} MB"),
    ]


def _rate(what: str, rows: int, told: dict[str, Any]) -> Line:
    return Line(what, f"{round(rows / told['seconds']['writing']):,}", f"{told['seconds']['writing']:.1f} s in all")


def write_files(folder: Path, people: int, contacts: int) -> dict[str, Path]:
    """Files of people, of a case for each, and of contacts spread over them; the same numbers give the same rows."""
    practice, chance = library().latest(PRACTICE), Random(20_000)  # noqa: S311 - rows to measure with, no secret
    measure, talk = practice.measures[0].id, practice.talks[0].id
    rows = {
        "people": ("reference;given_name;family_name;born_on", _people(chance, people)),
        "cases": (
            "reference;practice;worker;people;measures;opened_on",
            (f"C{n};{PRACTICE};meter;P{n}:client;{measure};2024-01-01" for n in range(people)),
        ),
        "contacts": (
            "reference;case;date;time;talk;mode;minutes;present",
            (
                f"T{n};C{n % people};{_FIRST + timedelta(days=chance.randrange(600)):%d-%m-%Y};"
                f"{chance.randrange(9, 17):02}:30;{talk};office;{chance.randrange(15, 60)};P{n % people}"
                for n in range(contacts)
            ),
        ),
    }
    found = {}
    for name, (header, lines) in rows.items():
        found[name] = folder / f"{name}.csv"
        with found[name].open("w", encoding="utf-8", newline="") as out:
            out.write(f"{header}\r\n")
            out.writelines(f"{line}\r\n" for line in lines)
    return found


def _people(chance: Random, people: int) -> Iterator[str]:
    for number in range(people):
        born = date(1950, 1, 1) + timedelta(days=chance.randrange(20_000))
        yield f"P{number};{chance.choice(_GIVEN)};{chance.choice(_FAMILY)} {number};{born:%d-%m-%Y}"


def _organisation() -> tuple[str, ...]:
    about = ("--area", "Meting", "--confidant", "Fatima", "--complaints", "Klachten")
    return ("organisation", "add", ORGANISATION, *about, "--practice", PRACTICE, "--team", TEAM)


def _user() -> tuple[str, ...]:
    name = ("--given-name", "Maat", "--family-name", "Meter")
    return ("user", "add", WORKER, *name, "--organisation", ORGANISATION, "--team", TEAM)


def prepare(env: dict[str, str]) -> None:
    """Make the tables, an organisation and a worker in it, who has the cases of the files. Raises ServerError."""
    run(env, "alliantie.server.prepare")
    run(env, "alliantie", words=_organisation())
    run(env, "alliantie", words=_user(), typed="vier woorden zijn lang genoeg\n")


def imported(env: dict[str, str], **files: Path) -> dict[str, Any]:
    """What `alliantie import` said of these files, with the most memory it held. Raises ServerError."""
    words = tuple(word for name, path in files.items() for word in (f"--{name}", str(path)))
    place = ("--organisation", ORGANISATION, "--team", TEAM)
    said, most = run(env, "alliantie", words=("import", *words, *place, "--json"))
    told: dict[str, Any] = json.loads(said)
    return told | {"memory": most}


if __name__ == "__main__":
    sys.exit(main())
