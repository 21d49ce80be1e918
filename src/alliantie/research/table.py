"""The table that leaves: a row a person and round, with numbers that are new each time, and a book of its columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from alliantie.instruments.questionnaire import Key
from alliantie.instruments.schema import APART, ROLES, SCALES, Instrument
from alliantie.research.levels import LEVELS, Answers, Leaving, Level, Row, months_of, start_of

NOT_VALIDATED = "own wording, not validated"


@dataclass(frozen=True, slots=True)
class Column:
    """A line of the codebook. `scale`, `role` and `lengths` are of an item, "" for what is none."""

    name: str
    meaning: str
    values: str
    missing: str
    scale: str = ""
    role: str = ""
    lengths: str = ""


def column_of(item: str) -> str:
    """An item as the name of a column."""
    return item.replace("-", "_")


def columns_of(instrument: Instrument, level: Level) -> tuple[Column, ...]:
    """The columns of a table at a level of coarseness, in their order."""
    return (*_about(level), *_items(instrument), *_counts())


def _about(level: Level) -> Iterator[Column]:
    yield Column("pair", "a client and a worker; numbered anew by chance in each export", "1, 2, 3 …", "never")
    yield Column("round", "which of the rounds of this pair in this export", "1 the first", "never")
    yield Column("role", "who answered", ", ".join(ROLES), "never")
    yield Column("practice", "the way of working, by its id", "text", "never")
    if level.start != "none":
        yield Column("start", f"the {level.start} of the first round of the pair", "2026-Q1 or 2026", "never")
    if level.language:
        yield Column("language", "the language in which the client reads", "nl, en", "never")
    if level.months:
        yield Column("months", "whole months after the first round of the pair", "0, 1, 2 …", "never")
    yield Column(
        "line", "questionnaire/version/variant/length/form: only the same may be put together", "text", "never"
    )


def _items(instrument: Instrument) -> Iterator[Column]:
    for scale in instrument.scales:
        for item in scale.items:
            for role in ROLES:
                words = item.client if role == "client" else item.professional
                if words is None:
                    continue
                yield Column(
                    column_of(item.id),
                    f"{words.standard.in_('en')} / {words.standard.in_('nl')} ({NOT_VALIDATED})",
                    "1 to 5 from 'no, not at all' to 'yes, completely'; in the easy form 1 to 3",
                    "empty: not asked in this form, or no answer; see the counts",
                    scale.id,
                    role,
                    " ".join(map(str, item.lengths)),
                )


def _counts() -> Iterator[Column]:
    said = {"dont_know": "I do not know", "rather_not": "I would rather not say"}
    for scale in SCALES:
        for apart in APART:
            yield Column(
                f"{scale}_{apart}", f"how many items of {scale} were answered '{said[apart]}'", "0 to 4", "never"
            )


def rows_of(found: Leaving, instrument: Instrument) -> list[Row]:
    """A row a person and round, in the order of chance the pairs are in."""
    level = LEVELS[found.level]
    names = list(dict.fromkeys(column.name for column in columns_of(instrument, level)))
    rows: list[Row] = []
    for number, pair in enumerate(found.pairs, start=1):
        for place, (each, months) in enumerate(zip(pair.rounds, months_of(pair, level), strict=True), start=1):
            for role in ROLES:
                answers = each.answers.get(role)
                if answers is None:
                    continue
                known = {
                    "pair": number,
                    "round": place,
                    "role": role,
                    "practice": pair.practice,
                    "start": start_of(pair, level),
                    "language": pair.language,
                    "months": months,
                    "line": each.line,
                    **_answered(answers, instrument, each.line, role),
                }
                rows.append({name: known.get(name) for name in names})
    return rows


def _answered(answers: Answers, instrument: Instrument, line: str, role: str) -> dict[str, int | None]:
    key = Key.parse(line)
    made: dict[str, int | None] = {f"{scale}_{apart}": 0 for scale in SCALES for apart in APART}
    for item in instrument.questionnaire(role, key.variant, key.length, key.form).items:
        given = answers.get(item.id)
        if isinstance(given, int):
            made[column_of(item.id)] = given
        elif given in APART:
            counted = f"{item.scale}_{given}"
            made[counted] = (made[counted] or 0) + 1
    return made


def as_columns(rows: Sequence[Row]) -> dict[str, list[int | str | None]]:
    """Rows turned into columns."""
    made: dict[str, list[int | str | None]] = defaultdict(list)
    for row in rows:
        for name, cell in row.items():
            made[name].append(cell)
    return dict(made)


def as_csv(names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Lines of values between quotes where needed, empty for what is missing."""
    return "".join(",".join(map(_cell, row)) + "\n" for row in (names, *rows))


def _cell(value: object) -> str:
    text = "" if value is None else repr(value) if isinstance(value, float) else str(value)
    return '"' + text.replace('"', '""') + '"' if any(each in text for each in '",\n') else text
