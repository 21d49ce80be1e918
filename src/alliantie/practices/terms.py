"""The small words of rules: how strict and hard they are, terms, names, and what holds under which measures."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    PlainValidator,
    StrictInt,
    StrictStr,
    WithJsonSchema,
)

from alliantie.practices import periods
from alliantie.practices.conditions import LONGEST
from alliantie.practices.messages import message
from alliantie.practices.values import Id

Grade = Literal["must", "in_principle", "guideline", "average"]
Hardness = Literal["law", "needed", "wished"]
HARDEST_FIRST: tuple[Hardness, ...] = ("law", "needed", "wished")
Effect = Literal["blocks", "asks_reason", "informs"]
Basis = Literal["source", "own"]
PersonRole = Literal["client", "young_person", "parent"]
ValueKind = Literal["choice", "number", "yes_no", "day", "money", "text"]
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def _as_name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise ValueError(message("Gebruik kleine letters, cijfers en _, met een letter vooraan, hoogstens 40 tekens."))
    return value


Name = Annotated[
    StrictStr, AfterValidator(_as_name), WithJsonSchema({"type": "string", "pattern": f"^{_NAME.pattern}$"})
]
Term = Annotated[
    periods.Term,
    PlainValidator(periods.parse_term),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": periods.TERM_PATTERN}),
]


def _as_after(value: object) -> periods.Term | str:
    if isinstance(value, str) and _NAME.fullmatch(value):
        return value
    try:
        return periods.parse_term(value)
    except ValueError:
        raise ValueError(
            message("Schrijf een termijn, zoals P1W, of de naam van een dag die bij de gebeurtenis staat.")
        ) from None


After = Annotated[
    periods.Term | str,
    PlainValidator(_as_after),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": f"{periods.TERM_PATTERN}|^{_NAME.pattern}$"}),
]
Age = Annotated[StrictInt, Field(ge=1, le=120)]
Under = tuple[Id, ...]
"""The measures under which something holds or can be chosen; none named is every one, and a case without one."""
Measures = Literal["any"] | Annotated[tuple[Id, ...], Field(min_length=1)]
ConditionText = Annotated[StrictStr, Field(min_length=1, max_length=LONGEST)]
Decisions = Annotated[
    tuple[Id, ...],
    BeforeValidator(
        lambda value: (value,) if isinstance(value, str) else value, json_schema_input_type=Id | tuple[Id, ...]
    ),
]
"""One decision, or several."""
FactId = Annotated[StrictStr, Field(min_length=1, max_length=60)]
"""The id of a fact of this practice, or the name of one that every practice has (`builtin`)."""
