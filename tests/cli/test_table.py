"""Tables of organisations from the command line: checked and shown without a database, loaded, listed, withdrawn."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alliantie import cli
from alliantie.cases.models import LoadedTable
from alliantie.norms import classify_command
from alliantie.people import administration
from tests.practices.own_tables import OWN, own
from tests.worlds import World

needs_database = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

NAME = "Stichting Voorbeeld"
ZEIST = ("--practice", "nl-debt-zeist")
HERE = (*ZEIST, "--organisation", NAME)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tabel.yaml"
    path.write_text(OWN, "utf-8")
    return path


@pytest.fixture
def world(transactional_db: None) -> World:
    return World.in_area(administration.make_area("Test"), NAME)


def broken(file: Path) -> str:
    """The same file with two faults; gives what the command says of them."""
    text = own(("owner: Hilde Voorbeeld\n", ""), ("able, outcome: settlement", "able, outcome: refused"))
    file.write_text(text, "utf-8")
    reason = "refused is no outcome of this table of this practice; it has settlement, volunteer"
    return f"{file}:1: owner: is missing\n{file}:18: rows[0].outcome: {reason}\n"


def test_a_file_is_checked_and_shown_without_a_database(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["table", "check", str(file), *ZEIST]) == 0
    assert capsys.readouterr().out == f"{file}: offer of Hilde Voorbeeld can be loaded; from 2026-02-01.\n"
    assert cli.main(["table", "show", str(file), *ZEIST]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Aanbod volgens Zeist: Hilde Voorbeeld, 2026-02-01",
        "- Schuldregeling, als: Houdt een regeling vol",
        "- Stabilisatie: een vrijwilliger, als: niet Houdt een regeling vol",
    ]
    told = broken(file)
    for command in ("check", "show"):
        assert cli.main(["table", command, str(file), *ZEIST]) == 1
        assert capsys.readouterr().out == told
    assert cli.main(["table", "check", str(file), *ZEIST, "--json"]) == 1
    assert [each["line"] for each in json.loads(capsys.readouterr().out)] == [1, 18]


@needs_database
def test_a_file_is_loaded_once_listed_and_withdrawn_by_a_new_row(
    file: Path, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [cli.main(["table", "load", str(file), *HERE]) for _time in range(2)] == [0, 0]
    assert cli.main(["table", "withdraw", "offer", *HERE, "--from", "2026-03-02"]) == 0
    assert cli.main(["table", "withdraw", "offer", *HERE]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"offer loaded for {NAME}, version 1: from 2026-02-01.",
        "Nothing changed: it was loaded already.",
        f"offer withdrawn for {NAME}, version 2: from 2026-03-02.",
        "Nothing changed: it was withdrawn already.",
    ]
    assert cli.main(["table", "list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{NAME}  nl-debt-zeist  offer  1  from 2026-02-01  of Hilde Voorbeeld",
        f"{NAME}  nl-debt-zeist  offer  2  from 2026-03-02  withdrawn",
    ]
    assert cli.main(["table", "list", "--json"]) == 0
    assert [each["withdraws"] for each in json.loads(capsys.readouterr().out)] == [False, True]


@needs_database
def test_of_a_broken_file_nothing_is_loaded(file: Path, world: World, capsys: pytest.CaptureFixture[str]) -> None:
    told = broken(file)
    assert cli.main(["table", "load", str(file), *HERE]) == 1
    assert capsys.readouterr() == (told, "Nothing was loaded.\n")
    assert not LoadedTable.objects.using("owner").exists()


@needs_database
@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (("load", "{file}", *ZEIST, "--organisation", "Niemand"), "There is no organisation named Niemand."),
        (("load", "{file}", "--practice", "nl-none", "--organisation", NAME), "nl-none"),
        (("withdraw", "nothing", *HERE), "nl-debt-zeist has no table nothing."),
        (("load", "/nowhere", *HERE), "/nowhere cannot be read"),
    ],
)
def test_who_or_what_is_not_there_is_told_in_one_sentence(
    file: Path, world: World, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], reason: str
) -> None:
    assert cli.main(["table", *(each.format(file=file) for each in more)]) == 1
    assert reason in capsys.readouterr().err


def test_classify_sorts_by_a_file_and_says_whose_it_is(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [*ZEIST, "--file", str(file), "--answer", "able=nee"]
    assert classify_command.main(asked) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Stabilisatie: een vrijwilliger.",
        "    Houdt een regeling vol: nee.",
        "    Hilde Voorbeeld, vanaf 1 februari 2026.",
    ]
    assert classify_command.main([*asked, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["outcome"], said["owner"], said["valid_from"]) == ("volunteer", "Hilde Voorbeeld", "2026-02-01")
    broken(file)
    assert classify_command.main(asked) == 2
    assert "rows[0].outcome: refused is no outcome" in capsys.readouterr().err


def test_classify_by_an_example_of_ours_says_it_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    answers = ("able=ja", "protection=not-needed", "budget=not-needed", "people_around=needed")
    asked = [part for each in answers for part in ("--answer", each)]
    assert classify_command.main([*ZEIST, "--table", "offer", *asked]) == 0
    assert capsys.readouterr().out.splitlines()[::2] == [
        "Stabilisatie: een vrijwilliger.",
        "    Voorbeeld, niet uit de bron.",
    ]
