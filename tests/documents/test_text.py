"""The text of a letter: three marks mean something, all else is text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliantie.documents.text import Block, blocks, plain, text_of


def test_a_letter_has_paragraphs_headings_and_lists() -> None:
    text = "Dag Noor,\nhoe gaat het?\n\n# Wat nu?\n- een\n- twee\nTot dan."
    assert blocks(text) == (
        Block("paragraph", ("Dag Noor,", "hoe gaat het?")),
        Block("heading", ("Wat nu?",)),
        Block("list", ("een", "twee")),
        Block("paragraph", ("Tot dan.",)),
    )


def test_lists_with_an_empty_line_between_are_two_lists() -> None:
    assert [part.lines for part in blocks("- een\n\n- twee")] == [("een",), ("twee",)]


@pytest.mark.parametrize("text", ["", " \n\n ", "#", "# \n\n#", "- \n", "\x00\x1b"])
def test_what_says_nothing_is_no_block(text: str) -> None:
    assert blocks(text) == ()


@pytest.mark.parametrize("text", ["*vet* _x_ <b>", "$x$ #set", "1. een", "-een", "{client}", "& \\ ~ @a"])
def test_no_other_mark_means_anything(text: str) -> None:
    assert blocks(f"Dag {text}") == (Block("paragraph", (f"Dag {text}",)),)


def test_what_no_reader_sees_is_left_out() -> None:
    assert plain("\ufeffDag\u200b \x07Noor,\r\n  a\u0301\t \rb\u2028c\n") == "Dag Noor,\ná\nbc"


@given(st.text())
def test_reading_a_text_that_was_written_from_blocks_gives_the_same_blocks(text: str) -> None:
    read = blocks(text)
    assert blocks(text_of(read)) == read
