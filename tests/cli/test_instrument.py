"""Questionnaires from the command line: listed, checked without a database, loaded, and remarks counted."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from alliantie import cli, clock
from alliantie.access.identity import acting
from alliantie.alliance import operations, queries
from alliantie.alliance.models import ItemFlag, QuestionnairePack
from alliantie.people import administration
from tests.instruments.packfile import PACK, changed, line_of
from tests.support.programs import clean_environment, one_line
from tests.worlds import World

needs_database = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

NAME = "Stichting Voorbeeld"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lijst.yaml"
    path.write_text(PACK, "utf-8")
    return path


@pytest.fixture
def world(transactional_db: None) -> World:
    return World.in_area(administration.make_area("Test"), NAME)


def load(file: Path, *more: str) -> int:
    return cli.main(["instrument", "load", str(file), "--organisation", NAME, *more])


def packs() -> Any:
    return QuestionnairePack.objects.using("owner")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["check"],
        ["check", "there-is-no-such-file.yaml"],
        ["load", str(Path(__file__))],
        ["load", "--organisation", NAME],
        ["flags", "--months", "0"],
        ["flags", "--months", "-1"],
        ["flags", "--months", "many"],
        ["list", "extra"],
    ],
)
def test_wrong_use_is_one_line_and_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["instrument", *arguments])
    assert ended.value.code == 2
    assert "--help" in one_line(capsys.readouterr().err)


def test_check_needs_neither_django_nor_a_database(file: Path) -> None:
    program = (
        "import sys; from alliantie.cli import main; status = main(['instrument', 'check', sys.argv[1]]);"
        " print(sorted({'django', 'psycopg'} & set(sys.modules))); sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(file)], env=clean_environment(), capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [f"{file}: example 1 can be loaded; last day 2027-12-31.", "[]"]


def test_check_tells_every_problem_with_its_place(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = changed("status: released", "status: draft", changed("last_day: 2027-12-31", "last_day: later"))
    file.write_text(broken, "utf-8")
    assert cli.main(["instrument", "check", str(file)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{file}:{line_of('status: draft', broken)}: status: Only a released questionnaire can be loaded.",
        f"{file}:{line_of('last_day: later', broken)}: licence.last_day:"
        " This is not a date. Write a date like 2027-12-31.",
    ]
    assert cli.main(["instrument", "check", str(file), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [(each["line"], each["field"]) for each in told] == [
        (line_of("status: draft", broken), "status"),
        (line_of("last_day: later", broken), "licence.last_day"),
    ]
    assert told[0]["reason_nl"] == "Alleen een vastgestelde vragenlijst (released) kan geladen worden."


def test_check_refuses_what_is_no_text_and_what_is_too_large(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(b"\xff\xfe")
    assert cli.main(["instrument", "check", str(file)]) == 1
    assert one_line(capsys.readouterr().out) == f"{file}:1: The file is not text in UTF-8."
    file.write_bytes(b"#\n" * 600_000)
    assert cli.main(["instrument", "check", str(file)]) == 1
    assert one_line(capsys.readouterr().out) == f"{file}:1: The file is larger than 1000000 bytes."


@needs_database
def test_a_file_is_loaded_once_and_listed_with_its_last_day(
    world: World, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [load(file), load(file)] == [0, 0]
    assert capsys.readouterr().out.splitlines() == [
        f"example 1 for {NAME}: loaded; last day 2027-12-31.",
        f"example 1 for {NAME}: loaded already; last day 2027-12-31.",
    ]
    assert packs().count() == 1
    assert cli.main(["instrument", "list", "--json"]) == 0
    own, loaded = json.loads(capsys.readouterr().out)
    assert (own["id"], own["organisation"], own["last_day"], own["usable"]) == ("own", "", None, True)
    assert (loaded["id"], loaded["organisation"], loaded["holder"]) == ("example", NAME, "Een hogeschool")
    assert (loaded["last_day"], loaded["usable"]) == ("2027-12-31", True)
    with clock.at(datetime(2028, 1, 1, 12, tzinfo=UTC)):
        assert cli.main(["instrument", "list"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "comes with the software" in first
    assert "last day 2027-12-31 (no new rounds)" in second


@needs_database
def test_another_licence_can_be_loaded_and_an_expired_one_says_what_it_means(
    world: World, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load(file) == 0
    file.write_text(changed("last_day: 2027-12-31", "last_day: 2026-03-31"), "utf-8")
    capsys.readouterr()
    with clock.at(datetime(2026, 11, 21, 12, tzinfo=UTC)):
        assert load(file) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"example 1 for {NAME}: licence changed; last day 2026-03-31.",
        "That day has passed: no new round can take it, earlier rounds stay readable.",
    ]
    assert load(file, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["outcome"], told["last_day"], told["usable"]) == ("loaded already", "2026-03-31", False)


@needs_database
def test_a_file_with_problems_is_not_loaded(world: World, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = changed("[Stichting Voorbeeld, org-7]", "[Elders]", changed("status: released", "status: draft"))
    file.write_text(broken, "utf-8")
    assert load(file) == 1
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        f"{file}:{line_of('status: draft', broken)}: status: Only a released questionnaire can be loaded.",
        f"{file}:{line_of('[Elders]', broken)}: licence.organisations:"
        f" {NAME} is not among the organisations that may use the questionnaire.",
    ]
    assert told.err == "Nothing was loaded.\n"
    assert not packs().exists()


@needs_database
def test_changed_words_under_a_version_in_use_are_refused(
    world: World, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load(file) == 0
    file.write_text(changed("Ik durf eerlijk te zijn.,", "Ik durf alles te zeggen.,"), "utf-8")
    capsys.readouterr()
    assert load(file) == 1
    assert "Version 1 already exists with another wording." in one_line(capsys.readouterr().out)
    assert bytes(packs().get().content) == PACK.encode()


@needs_database
def test_an_unknown_organisation_is_told(world: World, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["instrument", "load", str(file), "--organisation", "Elders"]) == 1
    assert one_line(capsys.readouterr().err) == "There is no organisation named Elders."
    assert not packs().exists()


def remark(world: World, name: str, moment: datetime) -> None:
    """The worker finds one question hurtful, at a moment, in a case of that day."""
    with clock.at(moment):
        case = world.case(names=((name, "Demir"),))
        round_id = case.round()
        with acting(case.worker) as actor:
            here = queries.get_round(actor, round_id)
            item = here.questionnaire(actor).items[0].id
            operations.flag_item(actor=actor, now=moment, here=here, item=item, why=ItemFlag.Why.HURTS)


@needs_database
def test_remarks_are_counted_over_whole_months_and_nothing_else_is_told(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["instrument", "flags"]) == 0
    assert capsys.readouterr().out == "Nobody remarked on a question.\n"
    for name, moment in (
        ("Ali", datetime(2026, 9, 3, 12, tzinfo=UTC)),
        ("Eva", datetime(2026, 11, 20, 12, tzinfo=UTC)),
    ):
        remark(world, name, moment)
    counts = {}
    with clock.at(datetime(2026, 11, 21, 12, tzinfo=UTC)):
        for months in (1, 2, 3, 12, 1200):
            assert cli.main(["instrument", "flags", "--json", "--months", str(months)]) == 0
            (told,) = json.loads(capsys.readouterr().out)
            assert set(told) == {"instrument", "version", "variant", "item", "why", "count"}
            counts[months] = told["count"]
        assert cli.main(["instrument", "flags"]) == 0
    assert counts == {1: 1, 2: 1, 3: 2, 12: 2, 1200: 2}
    assert one_line(capsys.readouterr().out).split() == ["2", "own", "1", "probation", told["item"], "hurts"]
