"""The sentences of the checker: written here in Dutch, as on every screen, with their English in the catalogue.

The core has no Django, so the catalogue is read by the gettext of Python itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

_LOCALE = Path(__file__).parent.parent / "locale"


class Message(str):
    """A sentence that is English as a text, for logs and data, and knows itself in Dutch."""

    nl: str

    def __new__(cls, english: str, nl: str) -> Message:
        """The sentence in both languages."""
        made = super().__new__(cls, english)
        made.nl = nl
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # a copy knows both languages too
        """What a copy is made of."""
        return str(self), self.nl


def message(dutch: str, **values: object) -> Message:
    """The Dutch sentence with what is filled in, in both languages; what is filled in can be such a sentence itself."""
    return Message(
        _english().gettext(dutch) % values, dutch % {name: in_language(v, "nl") for name, v in values.items()}
    )


def joined(sentences: Iterable[str]) -> Message:
    """Several sentences as one."""
    several = tuple(sentences)
    return Message("; ".join(several), " ".join(in_language(each, "nl") for each in several))


def in_language(sentence: object, language: str) -> str:
    """A sentence in Dutch or English; what is no sentence of the checker stays as it is."""
    return sentence.nl if language == "nl" and isinstance(sentence, Message) else str(sentence)


@cache
def _english() -> NullTranslations:
    return translation("django", _LOCALE, ["en"], fallback=True)
