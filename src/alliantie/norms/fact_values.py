"""What a fact says, read by the words of its practice: each value as what it has to be, or every fault in it.

Values come as a file, a form or the database gives them: days as `2026-01-31`, money as `"120.50"`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from alliantie.norms.timeline import FIRST_DAY, LAST_DAY, Fact, FactValue
from alliantie.practices import Practice, parse_term
from alliantie.practices.finding import unknown
from alliantie.practices.problems import Finding
from alliantie.practices.terms import ValueKind

Given = Mapping[str, object]

OUTSIDE = f"must be a day from {FIRST_DAY.year} up to and including {LAST_DAY.year}"


def read_values(practice: Practice, kind: str, given: Given) -> tuple[dict[str, FactValue], list[Finding]]:
    """The values of a fact of this kind, and a finding at the name of each that is wrong.

    Raises KeyError for a kind of fact that is not this practice's.
    """
    kinds = practice.vocabulary.facts[kind]
    found: list[Finding] = []
    values: dict[str, FactValue] = {}
    for name, said in given.items():
        if name not in kinds:
            found.append(unknown((name,), name, sorted(kinds), f"value of {kind}"))
            continue
        try:
            values[name] = _value(kinds[name], said)
        except ValueError as error:
            found.append(Finding((name,), str(error)))
            continue
        answers = practice.answers[kind].get(name)
        if answers is not None and said not in answers:
            found.append(unknown((name,), str(said), sorted(answers), name))
    return values, found


def told_in(fact: Fact, value: str | None) -> FactValue | None:
    """What a fact says under this name; without a name the day on which it happened."""
    return fact.on if value is None else fact.values.get(value)


def written(values: Mapping[str, FactValue]) -> dict[str, str | int | bool]:
    """The same values as a file or the database keeps them."""
    return {
        name: value if isinstance(value, str | int) else value.isoformat() if isinstance(value, date) else str(value)
        for name, value in values.items()
    }


def lacking(practice: Practice, kind: str, given: Given) -> list[Finding]:
    """What a fact has to say and does not; a number beyond its limits, and a term or a start this case may not have."""
    missing = [name for name in practice.needed.get(kind, ()) if given.get(name) in (None, "")]
    if not missing and kind in ("term_set", "start_set"):
        return _not_its_own(practice, kind, given)
    wrong = [Finding((name,), f"is missing; {kind} needs it") for name in missing]
    return wrong + [
        Finding((value.id,), f"must lie from {value.least} to {value.most}")
        for sort in practice.facts
        if sort.id == kind
        for value in sort.values
        if isinstance(number := given.get(value.id), int) and not value.within(number)
    ]


def _not_its_own(practice: Practice, kind: str, given: Given) -> list[Finding]:
    """Why a case may not have this term or start of its own for a norm."""
    norm = next((norm for norm in practice.norms if norm.id == given["norm"]), None)
    rule = (norm.within or norm.every) if norm else None
    if kind == "start_set":
        named = norm is not None and (rule is None or not rule.own_start)
        return [Finding(("norm",), f"{given['norm']} lets no case have its own start")] if named else []
    try:
        parse_term(given["term"])
    except ValueError:
        return [Finding(("term",), "must be a term, such as P6W or P3WD")]
    if norm is None or (rule is not None and rule.own_term(given["term"]) is not None):
        return []
    if rule is None or rule.limits is None:
        return [Finding(("norm",), f"{norm.id} lets no case have its own term")]
    return [Finding(("term",), f"must lie from {rule.limits.least} to {rule.limits.most}")]


def too_early(practice: Practice, kind: str, on: date, values: Mapping[str, FactValue]) -> list[Finding]:
    """A finding at the name of each last day that lies before the day of the fact itself."""
    last_days = {name: values.get(name) for name in sorted(practice.last_days.get(kind, ()))}
    return [
        Finding((name,), f"must not lie before {on.isoformat()}, the day of the fact")
        for name, last in last_days.items()
        if isinstance(last, date) and last < on
    ]


def in_calendar(day: date) -> bool:
    """Whether a day can be counted with."""
    return FIRST_DAY <= day <= LAST_DAY


def _value(kind: ValueKind, given: object) -> FactValue:
    """What is given as what it has to be; raises ValueError with a plain reason."""
    if kind == "yes_no" and isinstance(given, bool):
        return given
    if kind == "number" and isinstance(given, int) and not isinstance(given, bool):
        return given
    if kind in ("choice", "text") and isinstance(given, str):
        return given
    if kind == "day" and isinstance(given, str):
        try:
            day = date.fromisoformat(given)
        except ValueError:
            raise ValueError("must be a date, such as 2026-01-31") from None
        if not in_calendar(day):
            raise ValueError(OUTSIDE)
        return day
    if kind == "money" and isinstance(given, str | int) and not isinstance(given, bool):
        try:
            amount = Decimal(given)
        except InvalidOperation:
            amount = Decimal("NaN")
        if amount.is_finite() and amount == round(amount, 2):
            return amount
    raise ValueError(f"must be {_WANTED[kind]}")


_WANTED: dict[ValueKind, str] = {
    "yes_no": "true or false",
    "number": "a whole number",
    "choice": "one of the answers, as text",
    "text": "text",
    "day": "a date, such as 2026-01-31",
    "money": 'an amount in euros in quotes, such as "120.50"',
}
