"""The part of JSON Schema that our own schema uses, checked: every way in which a value does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

_TYPES: dict[str, type] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "object": dict,
    "array": list,
    "null": type(None),
}
_FORMATS: dict[str, Callable[[str], Any]] = {
    "uuid": UUID,
    "date": date.fromisoformat,
    "date-time": datetime.fromisoformat,
    "time": time.fromisoformat,
}


def faults(schema: dict[str, Any], value: Any, at: str = "$") -> Iterator[str]:
    """Where a value does not fit a schema, and why."""
    if "const" in schema:
        if value != schema["const"]:
            yield f"{at}: {value!r} is not {schema['const']!r}"
    elif "anyOf" in schema:
        tried = [list(faults(each, value, at)) for each in schema["anyOf"]]
        if all(tried):
            yield from tried[0]
    else:
        wanted = _TYPES[schema["type"]]
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            yield f"{at}: {value!r} is no {schema['type']}"
        elif isinstance(value, str):
            yield from _in_text(schema, value, at)
        else:
            yield from _in_parts(schema, value, at)


def _in_text(schema: dict[str, Any], value: str, at: str) -> Iterator[str]:
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{at}: {value!r} does not match {schema['pattern']}"
    try:
        _FORMATS.get(schema.get("format", ""), str)(value)
    except ValueError:
        yield f"{at}: {value!r} is no {schema['format']}"


def _in_parts(schema: dict[str, Any], value: Any, at: str) -> Iterator[str]:
    for number, each in enumerate(value if "items" in schema else ()):
        yield from faults(schema["items"], each, f"{at}[{number}]")
    known = schema.get("properties", {})
    yield from (f"{at}.{name}: missing" for name in schema.get("required", ()) if name not in value)
    yield from (f"{at}.{name}: not described" for name in (value if known else ()) if name not in known)
    for name in known:
        if name in value:
            yield from faults(known[name], value[name], f"{at}.{name}")
