"""`alliantie stats` on tables as people make them, and as nobody should: refused, or wrong use with the place named."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from alliantie import cli
from alliantie.cli.stats import METHODS
from tests.support.programs import clean_environment

Said = tuple[int, str, str]
Ask = Callable[..., Said]
ALPHA = ("--items", "a,b,c")
GOOD = "a,b,c\n1,2,1\n2,2,3\n3,4,3\n5,4,4\n"


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Ask a method about a text as a file; gives status, what was printed, and what was said to be wrong."""

    def asking(text: str | bytes, *arguments: str, method: str = "alpha") -> Said:
        file = tmp_path / "table.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        try:
            status = cli.main(["stats", method, str(file), *(arguments or (*ALPHA, "--json"))])
        except SystemExit as stop:
            status = int(stop.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err.replace(str(file), "FILE")

    return asking


def answer(said: Said) -> dict[str, object]:
    status, out, err = said
    assert (status, err) == (0, "")
    found: dict[str, object] = json.loads(out)
    return found


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.replace(",", ";"),
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r\n").rstrip(),
        GOOD + "\n\n",
        GOOD.replace("a,b,c", '"a"," b ",c').replace("1,2,1", '"1", 2 ,1.0'),
        "x,a,b,c\n" + "".join(f"één,{line}\n" for line in GOOD.splitlines()[1:]),
    ],
)
def test_a_table_is_read_however_a_spreadsheet_wrote_it(ask: Ask, text: str) -> None:
    assert answer(ask(text)) == answer(ask(GOOD))


def test_empty_and_na_are_missing(ask: Ask) -> None:
    assert answer(ask(GOOD + "NA,,3\n,NA,\n")) == answer(ask(GOOD + ",,3\n"))


def test_standard_input_is_a_file_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ask: Ask
) -> None:
    expected = answer(ask(GOOD))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GOOD.encode())))
    assert cli.main(["stats", "alpha", "-", *ALPHA, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == expected


def test_without_json_a_short_table_is_printed(ask: Ask) -> None:
    status, out, _ = ask(GOOD, *ALPHA)
    assert status == 0
    lines = out.splitlines()
    assert lines[0] == "method              alpha"
    found = answer(ask(GOOD))
    assert f"alpha               {found['alpha']:.4f}" in lines
    assert f"  a  {found['if_dropped']['a']:.4f}" in lines  # type: ignore[index]
    assert max(map(len, lines)) < 100


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "FILE has no header"),
        ("\n\n", "FILE has no header"),
        (";;;\n1;2;3;4\n", "FILE has no header"),
        ("a,b,a\n1,2,3\n", "FILE:1: a stands twice in the header"),
        ("a,b\n1,2\n", "FILE has no column 'c'; it has a, b"),
        ("a,b,c\n1,2,3\n1,two,3\n", "FILE:3: b: 'two' is no number"),
        ('a,b,c,d\n1,2,3,"x\ny"\n1,2,nan,z\n', "FILE:4: c: 'nan' is no number"),
        ("a,b,c\n1,inf,3\n", "FILE:2: b: 'inf' is no number"),
        ("a,b,c\n1,1_000,3\n", "FILE:2: b: '1_000' is no number"),
        ("a,b,c\n1,0x10,3\n", "FILE:2: b: '0x10' is no number"),
        ("a,b,c\n1,٣,3\n", "FILE:2: b: '٣' is no number"),
        ("a;b;c\n1;2,5;3\n", "FILE:2: b: '2,5' is no number"),
        ("a,b,c\n1,2,3\n\n1,2\n", "FILE:4: 2 cells, the header has 3"),
        ("a,b,c\n1,2,3,4\n", "FILE:2: 4 cells, the header has 3"),
        ('a,b,c\n1,2,"3\n', "FILE:2: unexpected end of data"),
        (b"a,b,c\n1,2,3\n1,\xff,3\n", "FILE:3: this is no UTF-8"),
        (b"a,b,c\n1,2,3\n1,\x00,3\n", "FILE:3: b: '\\x00' is no number"),
        ("a,b,c\n" + "9" * 200_000 + ",2,3\n", "FILE:2: field larger than field limit (131072)"),
    ],
)
def test_a_table_that_is_wrong_is_wrong_use_and_says_where(ask: Ask, text: str | bytes, reason: str) -> None:
    assert ask(text) == (2, "", f"alliantie stats alpha: {reason}\n")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a,b,c\n", "too few rows with both of a pair of items: 0, at least 3 are needed"),
        ("a,b,c\n1,2,3\n", "too few rows with both of a pair of items: 1, at least 3 are needed"),
        ("a,b,c\n1,2,3\n3,2,1\n4,2,7\n", "b does not vary"),
        ("a,b,c\n0.1,2,3\n0.1,5,1\n0.1,2,7\n", "a does not vary"),
        ("a,b,c\n" + ",,\n" * 5, "too few rows with both of a pair of items: 0, at least 3 are needed"),
        ("a,b,c\n1e300,2,3\n3,2,1\n4,2,7\n", "1e300 is too large to reckon with"),
        ("a,b,c\n1,2,3\n3,-1e999,1\n4,2,7\n", "-1e999 is too large to reckon with"),
        ("a,b,c\n1,2,3\n3,1e-200,1\n4,2,7\n", "1e-200 is too close to 0 to reckon with"),
    ],
)
def test_what_the_data_do_not_allow_is_refused_and_no_error(ask: Ask, text: str, reason: str) -> None:
    found = answer(ask(text))
    assert found["refused"] == reason
    assert set(found) == {"method", "n", "estimator", "refused"}


def test_large_numbers_are_reckoned_with_as_long_as_they_fit(ask: Ask) -> None:
    small, large = (
        answer(ask("a,b,c\n1,2,1\n2,2,3\n3,4,3\n")),
        answer(ask("a,b,c\n1e59,2e59,1e59\n2e59,2e59,3e59\n3e59,4e59,3e59\n")),
    )
    assert large["alpha"] == pytest.approx(small["alpha"])


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--items", "a,,b"), "'a,,b' is no list of columns such as a,b,c"),
        (("--items", "a,a"), "a stands twice in a,a"),
        (("--items", "a,b", "--min", "x"), "x is no number"),
        (("--items", "a,b", "--min", "nan"), "nan is no number"),
        ((), "the following arguments are required: --items"),
        (("--items", "a,b", "--wrong"), "unrecognized arguments: --wrong"),
    ],
)
def test_a_wrong_option_is_wrong_use(ask: Ask, arguments: tuple[str, ...], reason: str) -> None:
    status, out, err = ask(GOOD, *arguments, "--json")
    assert (status, out) == (2, "")
    assert reason in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--reverse", "d"), "--reverse d: it is not among the items"),
        (("--reverse", "a", "--min", "1"), "--reverse needs --min and --max"),
        (("--min", "6", "--max", "1"), "--min must be below --max"),
        (("--min", "1", "--max", "4"), "FILE:5: a: 5 lies above 4"),
        (("--min", "2"), "FILE:2: a: 1 lies below 2"),
    ],
)
def test_reversing_needs_to_know_the_answers(ask: Ask, arguments: tuple[str, ...], reason: str) -> None:
    assert ask(GOOD, *ALPHA, *arguments) == (2, "", f"alliantie stats alpha: {reason}\n")


def test_a_file_that_is_not_there_and_a_folder_are_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file in (tmp_path / "none.csv", tmp_path):
        assert cli.main(["stats", "alpha", str(file), *ALPHA]) == 2
        assert capsys.readouterr().err.startswith(f"alliantie stats alpha: {file} cannot be read: ")


def test_a_method_that_does_not_exist_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(["stats", "beta", "x.csv"])
    assert stop.value.code == 2
    assert "alpha" in capsys.readouterr().err


def test_help_names_every_method_and_every_method_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--help"], *([name, "--help"] for name in METHODS)):
        with pytest.raises(SystemExit) as stop:
            cli.main(["stats", *arguments])
        assert stop.value.code == 0
        said = capsys.readouterr().out
        assert all(word in said for word in (METHODS if arguments == ["--help"] else ("FILE", "--json")))


def test_an_interval_stands_on_one_line_and_a_long_list_is_cut(ask: Ask) -> None:
    rows = "".join(f"{row},{row % 7}\n" for row in range(40))
    _, out, _ = ask(f"a,b\n{rows}", "--columns", "a,b", method="icc")
    assert len([line for line in out.splitlines() if line.startswith("  ICC")]) == 6
    _, out, _ = ask(f"a,b\n{rows}", "--pre", "a", "--post", "b", "--reliability", ".8", method="reliable-change")
    assert out.splitlines()[-1] == "  and 20 more; --json gives all"


def test_row_numbers_without_a_name_are_no_rater(ask: Ask) -> None:
    table = ",a,b\n1,1,2\n2,2,2\n3,4,3\n4,4,5\n"
    status, _, err = ask(table, "--json", method="icc")
    assert (status, "name the raters with --columns" in err) == (2, True)
    assert answer(ask(table, "--columns", "a,b", "--json", method="icc"))["raters"] == 2


def test_in_a_single_column_an_empty_line_is_a_missing_value_that_keeps_its_place(ask: Ask) -> None:
    values = "x\n5\n5.2\n\n4.9\n5.1\n5\n4.8\n5.2\n5.1\n9\n\n\n"
    found = answer(ask(values, "--values", "x", "--json", method="xmr"))
    assert (found["n"], found["signals"]) == (9, [10])


def test_the_command_loads_neither_django_nor_what_its_method_does_not_need() -> None:
    program = (
        "import sys; from alliantie import cli; cli.main(['stats', 'alpha', '-', '--items', 'a,b,c']); "
        "print([name for name in ('django', 'scipy', 'pydantic') if name in sys.modules])"
    )
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, input=GOOD, env=clean_environment(), capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"
