"""Files of another system for tests, and one organisation they go into."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from alliantie import cli
from alliantie.people import administration
from tests.worlds import World

TABLES = (
    "people_client",
    "cases_case",
    "cases_participant",
    "cases_measure",
    "cases_fact",
    "cases_duty",
    "cases_import_reference",
    "access_grant",
    "alliance_pair",
    "money_creditor",
    "money_claim",
    "money_statement",
    "history.event",
)
PEOPLE = """reference;given_name;family_name;born_on;language;easy_form
P1;Noor;Yılmaz;04-05-1990;nl;ja
P2;=Amin;de Boer, junior;2008-02-29;;
"""
CASES = """reference,practice,version,worker,people,measures,opened_on,closed_on
C1,nl-debt-zeist,,Peter.Jansen,P1:client,{zeist},2026-01-12,
C2,nl-probation,2026-1,peter.jansen,P2:client,{probation}:12-01-2026:12-01-2028,2026-01-12,2026-06-30
"""
CONTACTS = """reference;case;date;time;talk;mode;minutes;present
T1;C1;13-01-2026;09:30;{talk};phone;45;P1
T2;C1;2026-02-13;;{talk};;;
"""
CLAIMS = """reference;case;creditor;kind;their_reference;amount;since;document;documented_on;no_paper
D1;C1;Energie & Co;energy;EN-1;1.234,56;01-02-2026;Brief van Energie & Co;30-01-2026;
D2;C1;Broer Jan;personal;;;2026-02-01;;;
"""


@dataclass
class Here:
    """An organisation whose worker signs in, a folder for files, and what the command printed."""

    world: World
    folder: Path
    capsys: pytest.CaptureFixture[str]

    def file(self, name: str, text: str | bytes) -> Path:
        """A file in the folder."""
        path = self.folder / f"{name}.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def run(self, *more: str, **files: str | bytes) -> tuple[int, dict[str, Any]]:
        """Import the files; the status, and what the command told as JSON."""
        words = [word for name, text in files.items() for word in (f"--{name}", str(self.file(name, text)))]
        place = ["--organisation", self.world.organisation.name, "--team", "Team Noord", "--json"]
        status = cli.main(["import", *words, *place, *more])
        return status, json.loads(self.capsys.readouterr().out)

    def whole(self) -> dict[str, str]:
        """A file of each kind, with two people, a running and an ended case, two contacts and two claims."""
        measures = {practice.split("-")[-1]: measures_of(practice)[0] for practice in ("nl-debt-zeist", "nl-probation")}
        return {
            "people": PEOPLE,
            "cases": CASES.format(**measures),
            "contacts": CONTACTS.format(talk=talk_of("nl-debt-zeist")),
            "claims": CLAIMS,
        }


def measures_of(practice_id: str) -> list[str]:
    """The ids of the measures of a practice."""
    from alliantie.practices import library

    return [measure.id for measure in library().latest(practice_id).measures]


def talk_of(practice_id: str) -> str:
    """The id of the first talk of a practice."""
    from alliantie.practices import library

    return library().latest(practice_id).talks[0].id


def here(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str = "Test", login: str = "peter.jansen") -> Here:
    """An organisation of its own."""
    world = World.make(name)
    administration.make_account(world.workers[0], login, "vier woorden", of_demo=True)
    return Here(world, tmp_path, capsys)


def counts() -> dict[str, int]:
    """How many rows each table has."""
    with connections["owner"].cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
            found[table] = cursor.fetchone()[0]
    return found


def owner(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Rows, read as the owner of the tables."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
