"""The user manual says what stands on the screens, and speaks to clients as the screens do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from alliantie.instruments import library
from alliantie.practices.texts import LONGEST_SENTENCE, sentences, word_count
from alliantie.web.catalogue import extracted
from tests.docs.pages import USER, sections, text_of

BOLD = re.compile(r"\*\*([^*]+)\*\*")


def on_screens() -> Iterator[re.Pattern[str]]:
    """Every Dutch text of the screens, with anything in its holes."""
    for message in extracted():
        for text in message.id if isinstance(message.id, (list, tuple)) else [message.id]:
            if text:
                holes = re.split(r"%\(\w+\)s", text.replace("%%", "%"))
                yield re.compile(".+".join(re.escape(piece) for piece in holes))
    for answer in library().latest("own").apart:
        yield re.compile(re.escape(answer.label.in_("nl")))


def test_every_bold_word_stands_on_a_screen() -> None:
    texts = list(on_screens())
    said = [" ".join(label.split()) for label in BOLD.findall(text_of(USER))]
    said.remove("vet")
    assert len(said) > 50
    assert sorted({label for label in said if not any(text.fullmatch(label) for text in texts)}) == []


def test_clients_read_short_sentences() -> None:
    """At most twelve words, as on every page of theirs; a heading, a list and a paragraph each end a sentence."""
    text = sections(USER, 2)["Voor cliënten"].replace("**", "")
    blocks = [re.sub(r"^[#\-\s]+", "", block) for block in re.split(r"\n\s*\n|\n(?=- )", text)]
    read = [sentence for block in blocks for sentence in sentences(" ".join(block.split()))]
    assert len(read) > 60
    assert [sentence for sentence in read if word_count(sentence) > LONGEST_SENTENCE] == []


def test_clients_are_not_praised_or_shouted_at() -> None:
    text = sections(USER, 2)["Voor cliënten"]
    assert "!" not in text
    assert re.findall(r"\b(?:goed zo|knap|super|oeps)\b", text, re.IGNORECASE) == []
