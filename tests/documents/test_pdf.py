"""The PDF of a letter: accessible, the same each time, in our own letter type, and never code of the writer's."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typst

from alliantie.documents import pdf as module
from alliantie.documents.pdf import Paper, Unprintable, pdf
from alliantie.documents.text import LONGEST, blocks

NOW = datetime(2026, 3, 12, 10, 30, 1, 5, tzinfo=UTC)
LETTER = Paper(
    title="Uitnodiging",
    sender=("Reclassering Noord", "Team Noord"),
    to=("Noor Yilmaz", "Straat 1"),
    about=("12 maart 2026",),
    parts=blocks("Dag Noor,\n\n# Wanneer?\n\n- dinsdag\n- om tien uur"),
    signed=("Peter Jansen",),
)


def streams(made: bytes) -> bytes:
    """The PDF with what is packed in it unpacked."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL)
    unpacked = []
    for each in packed:
        try:
            unpacked.append(zlib.decompress(each))
        except zlib.error:
            continue
    return made + b"\n".join(unpacked)


def test_a_letter_is_tagged_with_title_and_language_as_pdf_ua_asks() -> None:
    found = streams(pdf([LETTER], language="nl", made_at=NOW))
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Marked true", b"pdfuaid", b"/Lang", b"/DisplayDocTitle true"):
        assert mark in found, mark
    for tag in (b"/H1", b"/H2", b"/L", b"/LI", b"/P"):
        assert re.search(rb"/S ?" + tag + rb"\b", found), tag
    assert b"Uitnodiging" in found


@pytest.mark.parametrize(("language", "said"), [("nl", b"nl"), ("en", b"en")])
def test_a_letter_tells_its_language(language: str, said: bytes) -> None:
    assert re.search(rb"/Lang ?\(" + said, streams(pdf([LETTER], language=language, made_at=NOW)))


def test_only_our_own_letter_type_is_inside() -> None:
    found = streams(pdf([replace(LETTER, parts=blocks("Łódź, Ștefan, Yılmaz, 1 €"))], language="nl", made_at=NOW))
    fonts = set(re.findall(rb"/BaseFont ?/([^\s/<>\[\]()]+)", found))
    assert fonts
    assert all(b"AtkinsonHyperlegibleNext" in font for font in fonts), fonts


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert pdf([LETTER], language="nl", made_at=NOW) == pdf([LETTER], language="nl", made_at=NOW)


def test_letters_together_each_begin_on_a_page_of_their_own() -> None:
    one, three = (streams(pdf([LETTER] * count, language="nl", made_at=NOW)) for count in (1, 3))
    assert [len(re.findall(rb"/Type ?/Page\b", found)) for found in (one, three)] == [1, 3]


@pytest.mark.parametrize(
    "written",
    [
        '#panic("x")',
        '#read("/etc/passwd")',
        '"); panic("x',
        "#{ while true {} }",
        "\\u{1F600} $sum$ @label <label> `raw`",
        "*" * 5000,
        "= kop\n/ a: b\n+ c\n// geen",
    ],
)
def test_what_people_write_is_never_read_as_code(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    everywhere = Paper(written, (written,), (written,), (written,), blocks(written), (written,))
    given = {}

    class Compiler:
        def __init__(self, source: bytes, **options: Any) -> None:
            given["source"] = source
            self.real = REAL(source, **options)

        def compile(self, **options: Any) -> object:
            return self.real.compile(**options)

    monkeypatch.setattr(typst, "Compiler", Compiler)
    assert pdf([everywhere], language="nl", made_at=NOW).startswith(b"%PDF-")
    assert given["source"] == (Path(module.__file__).parent / "letter.typ").read_bytes()


REAL = typst.Compiler


@pytest.mark.parametrize("sign", ["😀", "日", "ا", "☐"])
def test_a_sign_without_a_letter_is_named_and_not_left_out(sign: str) -> None:
    with pytest.raises(Unprintable) as refused:
        pdf([replace(LETTER, title=f"Dag {sign}")], language="nl", made_at=NOW)
    assert refused.value.sign == sign


def test_the_longest_letter_fits() -> None:
    long = replace(LETTER, parts=blocks("woord " * (LONGEST // 6)))
    assert len(pdf([long], language="nl", made_at=NOW)) < 300_000


def test_the_letter_type_comes_with_its_licence() -> None:
    fonts = Path(module.__file__).parent / "fonts"
    assert "SIL OPEN FONT LICENSE" in (fonts / "LICENSE").read_text("utf-8")
    vendored = Path(module.__file__).parents[1] / "web" / "static" / "vendor" / "atkinson"
    assert {font.stem for font in fonts.glob("*.ttf")} == {font.stem for font in vendored.glob("*.woff2")}
