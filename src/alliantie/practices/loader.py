"""Turns a practice file into a `Practice`, or into every problem it has: file, line, field and reason."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from alliantie.practices.law import law_findings
from alliantie.practices.messages import Message, message
from alliantie.practices.problems import Finding, Location, Problem, problem_of
from alliantie.practices.rules import findings as rule_findings
from alliantie.practices.schema import Practice
from alliantie.practices.tree import Value
from alliantie.practices.yaml_reading import read_yaml


@cache
def _reasons() -> Mapping[str, Message]:
    """What pydantic found, by its own name for it."""
    return {
        "missing": message("Dit ontbreekt."),
        "string_type": message("Hier hoort tekst. Zet een getal of een woord als true tussen aanhalingstekens."),
        "bool_type": message("Schrijf true of false."),
        "model_type": message("Hier horen velden, elk met een naam, een dubbele punt en wat er geldt."),
        "tuple_type": message("Hier hoort een lijst: tussen [ en ], of met een streepje voor elke regel."),
        "int_type": message("Hier hoort een heel getal."),
        "dict_type": message("Hier horen velden, elk met een naam, een dubbele punt en wat er geldt."),
        "string_too_short": message("Hier staat niets."),
    }


@cache
def _asked_for() -> Mapping[str, Message]:
    """What to write where fields belong and something else stands, by what they make."""
    both = message("Schrijf dit in twee talen: {nl: in het Nederlands, en: in het Engels}.")
    return {
        "Addressed": message("Schrijf dit voor cliënten twee keer: {u: met u, je: met je}."),
        "Text": both,
        "Template": both,
        "ClientText": message("Schrijf dit in twee talen, in het Nederlands twee keer: {nl: {u: …, je: …}, en: …}."),
        "Match": message("Schrijf hier welke gebeurtenis het is, zoals {fact: contact}."),
        "Done": message("Schrijf hier welke gebeurtenis het is, zoals {fact: contact}."),
    }


def load(
    content: bytes, file: str, ours: Callable[[str], Practice | None] = lambda id: None
) -> tuple[Practice | None, list[Problem]]:
    """The practice in `content`, or None with all its problems, in the order of the lines.

    `file` is only named in the problems; `ours` finds the practice of ours of which it may be a copy, by id.
    """
    document = read_yaml(content)
    found = list(document.findings)
    practice = None
    if not document.broken:
        if isinstance(document.data, dict):
            practice, more = _validated(document.data)
            found += more
            if practice is not None and (original := ours(practice.id)) is not None:
                found += law_findings(practice, original)
        else:
            found.append(Finding((), message("Een werkwijze begint met schema: 1. Daarna komen de andere velden.")))
    problems = sorted({problem_of(document.line(each.location), file, each) for each in found})
    if problems or practice is None:
        return None, problems
    # A private attribute: the hash is of the file, not in the file.
    practice._hash = hashlib.sha256(content).hexdigest()
    return practice, []


def read_kept(content: bytes) -> Practice | None:
    """A practice that was adopted before, or None where it cannot be read at all.

    It was checked by the rules of that day and never changes, so a rule across fields that is newer does not count.
    """
    document = read_yaml(content)
    if document.broken:
        return None
    try:
        practice = Practice.model_validate(document.data)
    except ValidationError:
        return None
    practice._hash = hashlib.sha256(content).hexdigest()
    return practice


def _validated(data: dict[str, Value]) -> tuple[Practice | None, list[Finding]]:
    found = list(rule_findings(data))
    # The rules across fields say the same as the model's own "missing", but say why.
    said = {finding.location for finding in found}
    practice = None
    try:
        practice = Practice.model_validate(data)
    except ValidationError as error:
        found += [each for each in pydantic_findings(error, data) if each.location not in said]
    return practice, found


def pydantic_findings(error: ValidationError, data: Value) -> list[Finding]:
    """What pydantic has against `data`, at its places and in our words."""
    found = []
    for details in error.errors(include_url=False):
        location = _location(details["loc"], data)
        # A list whose entries are all wrong counts as empty to pydantic; the entries say enough.
        if details["type"] != "too_short" or not details["input"]:
            found.append(Finding(location, _reason(details, location)))
    return found


def _location(loc: tuple[str | int, ...], data: Value) -> Location:
    """The part of pydantic's location that lies in the data; it may append the names of inner checks."""
    location: list[str | int] = []
    for step in loc:
        if isinstance(data, dict) and isinstance(step, str):
            location.append(step)
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            location.append(step)
            data = data[step]
        else:
            break
    return tuple(location)


def _reason(details: ErrorDetails, location: Location) -> str:
    kind = details["type"]
    context: Mapping[str, Any] = details.get("ctx", {})
    if kind == "value_error":
        said: str = context["error"].args[0]
        return said
    if kind == "model_type" and (asked := _asked_for().get(context.get("class_name", ""))):
        return asked
    if kind == "literal_error":
        words = context["expected"]
        return message(
            "Schrijf hier een van deze woorden: %(words)s.", words=Message(words, words.replace(" or ", " of "))
        )
    if kind == "extra_forbidden":
        near = _near(location)
        return (
            message("Dit veld hoort hier niet. Bedoelt u %(near)s?", near=near)
            if near
            else message("Dit veld hoort hier niet.")
        )
    if kind == "too_short":
        return message("Hier moet er minstens een staan.")
    if kind == "string_pattern_mismatch" and location == ("version",):
        return message('Schrijf het jaar en een nummer tussen aanhalingstekens, zoals "2026-1".')
    if kind in ("greater_than_equal", "less_than_equal"):
        return _beyond(kind, context)
    if kind == "too_long":
        return message("Hier mogen er hoogstens %(most)s staan.", most=context["max_length"])
    if kind == "string_too_long":
        return message("De tekst is langer dan %(most)s tekens.", most=context["max_length"])
    return _reasons().get(kind) or message("Dit past hier niet: %(reason)s", reason=details["msg"])


def _beyond(kind: str, context: Mapping[str, Any]) -> Message:
    if kind == "less_than_equal":
        return message("Dit is hoogstens %(most)s.", most=context["le"])
    return message("Dit is minstens %(least)s.", least=context["ge"])


def _near(location: Location) -> str:
    names = {field.alias or name for name, field in Practice.model_fields.items()} if len(location) == 1 else set()
    near = difflib.get_close_matches(str(location[-1]), sorted(names), n=1)
    return near[0] if near else ""
