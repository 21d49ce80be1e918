"""A questionnaire file becomes an instrument, or one list of everything that is wrong with it."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from alliantie.instruments import checks
from alliantie.instruments.problems import InstrumentError, Problem, problem
from alliantie.instruments.schema import Instrument
from alliantie.instruments.tree import Path, Tree, dotted, read

_Kind = TypeVar("_Kind", bound=Instrument)

_CODES = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "string_type": "not_text",
    "int_type": "not_whole",
    "bool_type": "not_yes_no",
    "tuple_type": "not_a_list",
    "list_type": "not_a_list",
    "model_type": "not_fields",
    "model_attributes_type": "not_fields",
    "dict_type": "not_fields",
    "string_too_short": "text_empty",
    "too_short": "list_empty",
    "value_error": "bad_date",
    "date_type": "bad_date",
    "date_parsing": "bad_date",
    "date_from_datetime_parsing": "bad_date",
}


def load(
    kind: type[_Kind],
    data: bytes,
    file: str,
    more: Callable[[Tree, _Kind | None], Iterable[Problem]] = lambda tree, instrument: (),
) -> _Kind:
    """The instrument in a file, of a kind that may have fields and checks (`more`) of its own.

    `more` gets the plain values, and the instrument when their shape is right. Raises
    InstrumentError with all problems at once.
    """
    tree, problems = read(data, file)
    instrument: _Kind | None = None
    try:
        instrument = kind.model_validate(tree.value)
    except ValidationError as error:
        problems += [_translate(tree, details) for details in error.errors()]
    problems += checks.check(tree)
    problems += more(tree, instrument)
    if problems or instrument is None:
        raise InstrumentError(problems)
    return instrument


def _translate(tree: Tree, error: ErrorDetails) -> Problem:
    path: Path = error["loc"]
    if path and path[-1] == "[key]":
        path = path[:-1]
    code, details = _reason(error)
    return problem(tree.file, tree.line(path), dotted(path), code, **details)


def _reason(error: ErrorDetails) -> tuple[str, dict[str, Any]]:
    kind, context = error["type"], error.get("ctx", {})
    match kind:
        case "literal_error":
            return "not_one_of", {"choices": str(context["expected"]).replace("'", "")}
        case "string_pattern_mismatch":
            return "bad_form", {"pattern": context["pattern"]}
        case "string_too_long":
            return "text_too_long", {"limit": context["max_length"]}
        case "greater_than_equal" | "less_than_equal":
            sign, bound = ("≥", "ge") if kind == "greater_than_equal" else ("≤", "le")
            return "out_of_range", {"detail": f"{sign} {context[bound]}"}
    return (_CODES[kind], {}) if kind in _CODES else ("other", {"detail": error["msg"]})
