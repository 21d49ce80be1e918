"""What a practice says in English is English, down to a figure that was printed with words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from alliantie.practices import library
from alliantie.practices.printed import figure_in_words
from tests.support.dutch import DUTCH, WORD

MORE = DUTCH | {"dagen", "dgn", "gemeente", "jaar", "maanden", "weken"}


def english(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every English text of a practice, and where it stands."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name == "en" and "nl" in value:
                yield from ((place, text) for text in strings(part))
            else:
                yield from english(part, f"{place}.{name}")
    elif isinstance(value, list):
        for number, part in enumerate(value):
            called = part.get("id", number) if isinstance(part, dict) else number
            yield from english(part, f"{place}[{called}]")


def strings(value: Any) -> Iterator[str]:
    """Every text in what a language says."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


@pytest.mark.parametrize("practice_id", sorted(library().ids()))
def test_no_english_text_of_a_practice_has_a_small_word_of_dutch(practice_id: str) -> None:
    practice = library().latest(practice_id)
    texts = [*english(practice.model_dump(mode="json", by_alias=True))]
    assert len(texts) > 300
    texts += [
        (table.id, figure_in_words(figure, "en"))
        for table in practice.printed
        for row in table.rows
        for figure in row.figures
    ]
    assert [(place, text) for place, text in texts if MORE & set(WORD.findall(text.lower()))] == []
