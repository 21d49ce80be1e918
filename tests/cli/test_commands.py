"""The command line: plain words on wrong use, and no Django where none is needed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from alliantie import cli
from tests.support.programs import alliantie, clean_environment, one_line


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["serve", "--port", "http"],
        ["serve", "--port", "70000"],
        ["serve", "--public-url", "alliantie.example"],
        ["serve", "--processes", "0"],
        ["serve", "--processes", "5"],
        ["serve", "--processes", "many"],
        ["serve", "extra"],
        ["demo", "--seed", "x"],
        ["demo", "--cases", "0"],
        ["demo", "--cases", "-5"],
        ["demo", "--cases", "many"],
    ],
)
def test_wrong_use_is_one_line_and_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert "--help" in one_line(capsys.readouterr().err)


def test_an_older_python_is_told_plainly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    assert cli.main(["practice", "list"]) == 1
    said = one_line(capsys.readouterr().err)
    assert said == "Alliantie needs Python 3.11 or newer; this is 3.10."


def test_practice_needs_neither_django_nor_a_database() -> None:
    program = (
        "import sys; from alliantie.cli import main; status = main(['practice', 'list']);"
        " print(sorted({'django', 'psycopg'} & set(sys.modules))); sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", program], env=clean_environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"
    assert "nl-probation" in done.stdout


def test_check_tells_what_an_empty_database_lacks(data: Path) -> None:
    findings = json.loads(alliantie("check", "--json", "--data", data).stdout)
    errors = [finding["message"] for finding in findings if finding["level"] == "error"]
    assert len(errors) == 1
    assert errors[0].startswith("Migrations to apply:")
    assert any("bound by row-level security" in finding["message"] for finding in findings)
