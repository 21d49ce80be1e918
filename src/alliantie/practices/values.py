"""Small values of a practice file: ids, references into the source documents, dates and years."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StrictStr, WithJsonSchema

from alliantie.practices.messages import message

SEED_LINES = {"000": 5873, "001": 4410, "002": 5122, "003": 3948, "004": 1925}
"""The source documents and how many lines each has: a reference past the end is a slip."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SEED = re.compile(r"([0-9]{3}):([0-9]{1,5}(?:-[0-9]{1,5})?(?:, ?[0-9]{1,5}(?:-[0-9]{1,5})?)*)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def as_id(value: str) -> str:
    """`value` if it is an id: small letters, digits and single hyphens; raises ValueError."""
    if len(value) > 60 or not _ID.fullmatch(value):
        raise ValueError(message("Gebruik kleine letters, cijfers en streepjes, hoogstens 60 tekens."))
    return value


def as_seed_reference(value: str) -> str:
    """`value` if it points into a source document, such as ``000:295-299`` or ``000:44,60-66``; raises ValueError."""
    found = _SEED.fullmatch(value)
    if found is None:
        raise ValueError(message('Schrijf het document en de regels, zoals "000:295-299" of "000:44,60-66".'))
    document, ranges = found[1], found[2]
    if document not in SEED_LINES:
        raise ValueError(
            message(
                "Er is geen brondocument %(document)s. Er zijn: %(known)s.",
                document=document,
                known=", ".join(SEED_LINES),
            )
        )
    for piece in ranges.split(","):
        first, _, last = piece.strip().partition("-")
        start, end = int(first), int(last or first)
        if not 1 <= start <= end:
            raise ValueError(message("De regels %(lines)s lopen terug of beginnen bij 0.", lines=piece.strip()))
        if end > SEED_LINES[document]:
            raise ValueError(
                message(
                    "Document %(document)s heeft %(lines)s regels, niet %(end)s.",
                    document=document,
                    lines=SEED_LINES[document],
                    end=end,
                )
            )
    return value


def as_year(value: str) -> str:
    """`value` if it is a year, a month or a day: ``2017``, ``2017-05``, ``2017-05-01``; raises ValueError."""
    if not _YEAR.fullmatch(value):
        raise ValueError(message('Schrijf een jaar of een dag tussen aanhalingstekens, zoals "2017".'))
    return value


def as_date(value: object) -> date:
    """The date a text such as ``2026-01-31`` stands for; raises ValueError."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError(message("Schrijf een dag, zoals 2026-01-31."))
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(message("%(value)s is geen dag.", value=value)) from None


def _pattern(expression: re.Pattern[str]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{expression.pattern}$"})


Id = Annotated[StrictStr, AfterValidator(as_id), _pattern(_ID)]
Day = Annotated[date, BeforeValidator(as_date), WithJsonSchema({"type": "string", "format": "date"})]
SeedReference = Annotated[StrictStr, AfterValidator(as_seed_reference), _pattern(_SEED)]
Year = Annotated[StrictStr, AfterValidator(as_year), _pattern(_YEAR)]
