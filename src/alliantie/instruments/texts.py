"""The smallest pieces of a questionnaire file: a line, a name, a day, a text in each language."""

import re
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,59}$")]
Version = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,5}$")]


def _iso_date(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("bad_date")
    return value


Day = Annotated[date, BeforeValidator(_iso_date)]


class Part(BaseModel):
    """A piece of the file: unknown fields are refused, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Text(Part):
    """One text in the languages of the questionnaire."""

    nl: Line | None = None
    en: Line | None = None

    def in_(self, language: str) -> str:
        """The text in one language; raises ValueError if it has none."""
        text = {"nl": self.nl, "en": self.en}.get(language)
        if text is None:
            raise ValueError(f"no text in language {language!r}")
        return text


class Addressed(Part):
    """A Dutch sentence twice, by hand: once with u, once with je."""

    u: Line
    je: Line


class ClientText(Part):
    """A text that speaks to its reader, so that Dutch exists with u and with je."""

    nl: Addressed | None = None
    en: Line | None = None

    def in_(self, language: str, address: str) -> str:
        """The text in a language, in Dutch with u or je; raises ValueError if it has none."""
        if language == "nl" and self.nl is not None and address in ("u", "je"):
            return self.nl.u if address == "u" else self.nl.je
        if language == "en" and self.en is not None:
            return self.en
        raise ValueError(f"no text in language {language!r} with {address!r}")
