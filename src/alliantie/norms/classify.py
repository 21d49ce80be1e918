"""Where a table of the practice leads with some answers, and by which row: `classify(table, answers)`, pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from alliantie.practices.classification import Classification, Row
from alliantie.practices.conditions import Known, condition, pieces


@dataclass(frozen=True)
class Classified:
    """An outcome with the row that led to it; neither where the answers do not decide, and then what is missing."""

    outcome: str | None
    row: Row | None
    missing: tuple[str, ...] = ()


def classify(table: Classification, answers: Mapping[str, Known]) -> Classified:
    """The outcome of the first row that holds. A row that cannot be told yet stops the search: a later one may not win.

    Raises ValueError for an answer the table does not ask or offer.
    """
    for name, answer in answers.items():
        check_answer(table, name, answer)
    for row in table.rows:
        holds = condition(row.when, table.names).holds(answers)
        if holds is None:
            return Classified(None, None, tuple(asked.id for asked in table.asks if asked.id not in answers))
        if holds:
            return Classified(row.outcome, row)
    return Classified(None, None)


def decided_by(table: Classification, row: Row, answers: Mapping[str, Known]) -> tuple[str, ...]:
    """The questions whose answers made a row hold, in the order of the table; of parts that need not all hold, those
    that do.
    """
    names = {name for part in _true_parts(table, row.when, answers) for name in condition(part, table.names).asked}
    return tuple(asked.id for asked in table.asks if asked.id in names)


def _true_parts(table: Classification, text: str, answers: Mapping[str, Known]) -> list[str]:
    for operator in ("||", "&&"):
        parts = pieces(text, operator)
        if len(parts) > 1:
            holding = [part for part in parts if condition(part, table.names).holds(answers)]
            return [true for part in holding for true in _true_parts(table, part, answers)]
    return [text]


def check_answer(table: Classification, name: str, answer: Known) -> None:
    """Whether `table` asks for `name` and offers `answer`; raises ValueError with a plain reason."""
    asked = next((each for each in table.asks if each.id == name), None)
    if asked is None:
        raise ValueError(f"{name} is not asked here; asked are {', '.join(each.id for each in table.asks)}")
    if asked.kind == "choice":
        offered = [option.id for option in asked.options]
        if answer not in offered:
            raise ValueError(f"{name} must be one of {', '.join(offered)}")
    elif asked.kind == "yes_no" and not isinstance(answer, bool):
        raise ValueError(f"{name} must be yes or no")
    elif asked.kind == "number" and (isinstance(answer, bool) or not isinstance(answer, int)):
        raise ValueError(f"{name} must be a whole number")
