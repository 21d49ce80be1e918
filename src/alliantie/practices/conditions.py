"""Conditions of practice files: typed expressions in CEL, the Common Expression Language, without loops or sums.

A condition compares what is known of a case: ``level == "2" && !("parent" in present)``. Only declared names and the
operators below exist, so an expression ends, always, and a slip is found when the file is read. A name of which
nothing is known makes the answer unknown, unless the rest decides it (CEL, "Gradual evaluation").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal

from cel_expr_python import cel

from alliantie.practices.messages import Message, message

Kind = Literal["text", "number", "yes_no", "list"]
Known = str | int | bool | tuple[str, ...]
Names = tuple[tuple[str, Kind], ...]
"""What a condition may name, with the kind of each, in alphabetical order."""

ANSWERS_KEPT = 8_192
"""Answers a process keeps: many facts say the same, and asking the library again costs more than looking up."""

# All practices together have a few hundred. Files that are pasted to be checked may bring any others.
CONDITIONS_KEPT, ENVIRONMENTS_KEPT = 8_192, 1_024

LONGEST = 500
"""Characters a condition may have: who needs more, needs two rules."""

# The language also calculates, converts, matches patterns and loops; a reader of a rule should meet none of these.
_OPERATORS = ("_&&_", "_||_", "!_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "@in")
_TYPES = {
    "text": cel.Type.STRING,
    "number": cel.Type.INT,
    "yes_no": cel.Type.BOOL,
    "list": cel.Type.List(cel.Type.STRING),
}
_WORD = re.compile(r"\w+")
_STANDARD = cel.NewEnvConfigFromYaml(
    "stdlib:\n  disable_macros: true\n  include_functions:\n"
    + "".join(f'    - name: "{operator}"\n' for operator in _OPERATORS)
)


class ConditionError(ValueError):
    """An expression that is no condition; the message is one plain line."""


class Condition:
    """A compiled condition."""

    def __init__(self, text: str, names: Names) -> None:
        """Compile `text`, in which `names` may stand; raises ConditionError."""
        if len(text) > LONGEST:
            raise ConditionError(
                message("De voorwaarde is langer dan %(most)s tekens. Maak er twee regels van.", most=LONGEST)
            )
        try:
            self._program = _environment(names).compile(text)
        except RuntimeError as error:
            raise ConditionError(_slip(text) or _reason(str(error), names)) from None
        if self._program.return_type() != cel.Type.BOOL:
            raise ConditionError(message("Op een voorwaarde is het antwoord ja of nee."))
        self.text = text
        words = set(_WORD.findall(text))
        self.asked = tuple(name for name, _kind in names if name in words)
        """The names it asks about."""

    def holds(self, known: Mapping[str, Known]) -> bool | None:
        """Whether it holds with what is `known`; None where that does not decide it."""
        return _answer(self, *map(known.get, self.asked))

    def answer(self, values: Iterable[Known | None]) -> bool | None:
        """The same for the values of what it asks, in that order, None where unknown; asked of the library itself."""
        data: dict[str, Any] = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in zip(self.asked, values, strict=True)
            if value is not None
        }
        try:
            answer = self._program.eval(data=data)
        except RuntimeError:  # A value the library cannot hold, such as half a character, decides nothing.
            return None
        return bool(answer.value()) if answer.type() == cel.Type.BOOL else None


# Typed, since true is no 1 in a condition. What is kept names answers, levels and roles, never a person.
@lru_cache(maxsize=ANSWERS_KEPT, typed=True)
def _answer(condition: Condition, *values: Known | None) -> bool | None:
    return condition.answer(values)


@lru_cache(maxsize=CONDITIONS_KEPT)
def condition(text: str, names: Names) -> Condition:
    """The compiled condition, made once and kept; raises ConditionError."""
    return Condition(text, names)


_PIECE = re.compile(r'"[^"]*"|\'[^\']*\'|&&|\|\||.', re.DOTALL)


def pieces(text: str, operator: Literal["&&", "||"]) -> list[str]:
    """The parts of a condition that `operator` joins, not those within brackets; one part where it joins none."""
    text = text.strip()
    while text.startswith("(") and _closes(text) == len(text) - 1:
        text = text[1:-1].strip()
    found, depth = [""], 0
    for piece in _PIECE.findall(text):
        depth += (piece in "([") - (piece in ")]")
        if piece == operator and depth == 0:
            found.append("")
        else:
            found[-1] += piece
    return [part.strip() for part in found]


def _closes(text: str) -> int:
    """Where the bracket closes with which `text` begins."""
    depth = at = 0
    for piece in _PIECE.findall(text):
        depth += (piece == "(") - (piece == ")")
        if depth == 0:
            return at
        at += len(piece)
    return at


@lru_cache(maxsize=ENVIRONMENTS_KEPT)
def _environment(names: Names) -> cel.Env:
    return cel.NewEnv(config=_STANDARD, variables={name: _TYPES[kind] for name, kind in names})


_ONE_SIGN = re.compile(r"(?<![=!<>])=(?!=)")


def _slip(text: str) -> Message | None:
    """What who writes a condition for the first time most often does, in our words."""
    if re.search(r"[“”„‘’]", text):
        return message('Hier staan kromme aanhalingstekens. Gebruik rechte: ".')
    if _ONE_SIGN.search(re.sub(r'"[^"]*"', "", text)):
        return message("Schrijf == waar iets gelijk moet zijn, met twee tekens.")
    return None


def _reason(said_there: str, names: Names) -> str:
    """The library's first complaint, in our words."""
    first = said_there.splitlines()[0].removeprefix("INVALID_ARGUMENT: ").removeprefix("ERROR: ")
    said = first.split(": ", 1)[-1]
    if said.startswith("undeclared reference to '"):
        name = said.split("'")[1]
        if name in {one for one, _kind in names} or not name.isidentifier():
            return message(
                "%(name)s hoort niet in een voorwaarde. Vergelijk met ==, < of in, en voeg samen met &&, || en !.",
                name=name,
            )
        return message("%(name)s is hier niet bekend. Wel: %(known)s.", name=name, known=", ".join(n for n, _ in names))
    if said.startswith("found no matching overload"):
        return message("Hier worden ongelijke dingen vergeleken, zoals een getal met een tekst.")
    return message("Dit is niet te lezen als voorwaarde. Kijk naar de haakjes en de aanhalingstekens.")
