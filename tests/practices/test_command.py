"""The command `practice`: what it prints, and how it ends."""

import json
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from alliantie.practices import command, library
from alliantie.practices.json_schema import SCHEMA_FILE, schema_text
from tests.practices.example import EXAMPLE, changed

Captured = pytest.CaptureFixture[str]


def test_list_names_each_practice_in_dutch_or_english(capsys: Captured) -> None:
    assert command.main(["list"]) == 0
    out = capsys.readouterr().out
    assert len(out.splitlines()) == sum(len(library().versions(id)) for id in library().ids())
    assert "nl-probation                  2026-1    concept      Reclasseringstoezicht" in out
    assert command.main(["list", "--language", "en"]) == 0
    assert "draft        Probation supervision" in capsys.readouterr().out


def test_list_as_data(capsys: Captured) -> None:
    assert command.main(["list", "--json"]) == 0
    data = {entry["id"]: entry for entry in json.loads(capsys.readouterr().out)}
    assert set(data) == set(library().ids())
    assert data["be-houses-of-justice"]["country"] == "BE"
    assert data["be-houses-of-justice"]["hash"] == library().latest("be-houses-of-justice").hash


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("id", library().ids())
def test_show_holds_every_text_of_the_practice(capsys: Captured, id: str, language: str) -> None:
    assert command.main(["show", id, "--language", language]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    practice = library().latest(id)
    texts = [practice.frame.summary.in_(language), practice.notice.reporting.in_(language, practice.address)]
    texts += [statement.text.in_(language) for statement in practice.frame.statements]
    texts += [told.text.in_(language, practice.address) for told in practice.explanation.confidentiality]
    texts += [measure.name.in_(language) for measure in practice.measures]
    texts += [moment.name.in_(language) for moment in practice.rounds.moments]
    texts += [source.standing(language) for source in practice.sources]
    texts += [form.features.in_(language) for form in practice.housing_forms]
    texts += [point.in_(language) for point in practice.open_points]
    assert [text for text in texts if " ".join(text.split()) not in shown] == []


def test_show_says_when_a_round_is_suggested_and_that_it_is_our_own_choice(capsys: Captured) -> None:
    assert command.main(["show", "nl-probation", "--version", "2026-1"]) == 0
    out = capsys.readouterr().out
    assert "- Na de eerste zes weken: 6 weken na: start (eigen keuze)" in out
    assert "- Als een van beiden het vraagt: als een van beiden het vraagt (eigen keuze)" in out


@pytest.mark.parametrize("id", library().ids())
def test_show_as_data_gives_each_source_the_days_between_which_it_holds(capsys: Captured, id: str) -> None:
    with warnings.catch_warnings(action="error"):
        assert command.main(["show", id, "--json"]) == 0
    told = {source["id"]: source["valid_from"] for source in json.loads(capsys.readouterr().out)["sources"]}
    held = {source.id: source.valid_from for source in library().latest(id).sources}
    assert told == {name: day and day.isoformat() for name, day in held.items()}


def test_show_as_data_holds_the_fields_of_the_file(capsys: Captured) -> None:
    assert command.main(["show", "nl-probation", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["schema"] == 1
    assert data["rounds"]["moments"][0]["trigger"]["period"] == "P6W"
    assert data["hash"] == library().latest("nl-probation").hash


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["show", "nl-nothing"], "practice: there is no practice nl-nothing; there are be-houses-of-justice, "),
        (["show", "nl-probation", "--version", "1999-1"], "practice: practice nl-probation has no version 1999-1; "),
        (["check", "no/such/file.yaml"], "practice: no/such/file.yaml cannot be read: No such file or directory."),
        ([], "the following arguments are required"),
        (["burn"], "invalid choice: 'burn'"),
        (["list", "--language", "fr"], "invalid choice: 'fr'"),
    ],
)
def test_wrong_use_ends_with_2_and_one_sentence_on_standard_error(capsys: Captured, argv: list[str], said: str) -> None:
    assert command.main(argv) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err


def test_help_ends_with_0(capsys: Captured) -> None:
    assert command.main(["--help"]) == 0
    assert "practice" in capsys.readouterr().out


def test_check_of_the_whole_library_is_silent_when_all_is_well(capsys: Captured) -> None:
    assert command.main(["check"]) == 0
    assert capsys.readouterr().out == ""


def test_check_prints_every_problem_of_every_file_and_ends_with_1(capsys: Captured, tmp_path: Path) -> None:
    good, bad, worse = tmp_path / "good.yaml", tmp_path / "bad.yaml", tmp_path / "worse.yaml"
    good.write_text(EXAMPLE, encoding="utf-8")
    bad.write_text(changed(("status: draft", "status: final"), ("address: u", "address: x")), encoding="utf-8")
    worse.write_bytes(b"\xff")
    assert command.main(["check", str(good), str(bad), str(worse)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{bad}:5: status: must be 'draft' or 'released'",
        f"{bad}:8: address: must be 'u' or 'je'",
        f"{worse}:1: file: the file is not UTF-8",
    ]


def test_check_as_data(capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    path.touch()
    assert command.main(["check", "--json", str(path)]) == 1
    assert json.loads(capsys.readouterr().out) == [
        {"file": str(path), "line": 1, "field": "file", "reason": "the file is empty"}
    ]
    path.write_text(EXAMPLE, encoding="utf-8")
    assert command.main(["check", "--json", str(path)]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_schema_prints_what_is_committed(capsys: Captured) -> None:
    assert command.main(["schema"]) == 0
    assert capsys.readouterr().out == SCHEMA_FILE.read_text(encoding="utf-8")


def test_schema_can_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    target = tmp_path / "schema.json"
    monkeypatch.setattr(command, "SCHEMA_FILE", target)
    assert command.main(["schema", "--write"]) == 0
    assert target.read_text(encoding="utf-8") == schema_text()


def test_a_broken_library_is_told_on_standard_error(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path
) -> None:
    from alliantie.practices.library import read_library

    monkeypatch.setattr(command, "library", lambda: read_library(tmp_path))
    assert command.main(["list"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"{tmp_path}/hashes.json:1: file: must be a JSON object")


def test_the_command_needs_no_django() -> None:
    code = (
        "import sys; from alliantie.practices.command import main; main(['list']); "
        "sys.exit(any(name.split('.')[0] in ('django', 'psycopg') for name in sys.modules))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")
