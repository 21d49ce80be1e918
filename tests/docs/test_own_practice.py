"""The page on writing one's own practice: every block of it is a piece of the example, and every message is said."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from alliantie.practices import command
from alliantie.practices.loader import load
from alliantie.practices.messages import in_language
from alliantie.web.catalogue import extracted
from tests.docs.pages import CHECKOUT, cells, text_of

PAGE = CHECKOUT / "docs" / "eigen-werkwijze.md"
FILE = CHECKOUT / "src" / "alliantie" / "practices" / "examples" / "weer-naar-school.yaml"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"^`(.+)`$")
FAULTS = [row for row in cells(PAGE) if len(row) == 4]


def blocks(kind: str) -> list[str]:
    return [text for found, text in BLOCK.findall(text_of(PAGE)) if found == kind]


def test_every_block_is_a_piece_of_the_example_or_a_command() -> None:
    example = text_of(FILE)
    assert len(blocks("yaml")) >= 6
    assert [block for block in blocks("yaml") if block not in example] == []
    assert {kind for kind, _text in BLOCK.findall(text_of(PAGE))} == {"yaml", "sh"}


def test_the_example_passes_the_command_as_the_page_gives_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(CHECKOUT)
    for block in blocks("sh"):
        program, first, *rest = shlex.split(block)
        assert (program, first) == ("alliantie", "practice")
        assert command.main(rest) == 0
        assert capsys.readouterr().out == ""


@pytest.mark.parametrize("row", FAULTS, ids=lambda row: row[0].strip("`")[:30])
def test_each_slip_of_the_table_is_told_as_the_table_says(row: list[str]) -> None:
    wrong, right, said = (found[1] for cell in row[:3] if (found := CODE.match(cell)))
    example = text_of(FILE)
    assert right in example
    practice, problems = load(example.replace(right, wrong, 1).encode(), "")
    assert practice is None
    assert [each for each in problems if said in in_language(each.reason, "nl")], problems
    assert row[3].endswith(".")


def test_the_table_tells_the_slips_that_are_made_most() -> None:
    assert len(FAULTS) >= 8


def test_every_bold_word_of_the_page_stands_on_a_screen() -> None:
    texts = {text for message in extracted() for text in ([message.id] if isinstance(message.id, str) else message.id)}
    said = re.findall(r"\*\*([^*]+)\*\*", text_of(PAGE))
    assert len(said) >= 5
    # The name of the example stands on no screen.
    assert sorted({" ".join(each.split()) for each in said} - texts) == ["Weer naar school."]


def test_the_page_names_the_file_that_is_tried() -> None:
    assert str(FILE.relative_to(CHECKOUT)) in text_of(PAGE)
    assert Path(FILE).exists()
