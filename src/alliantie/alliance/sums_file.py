"""The file in which an organisation hands over its sums: writing it, and reading one with everything wrong at once.

`docs/sums.md` tells what it holds, `docs/sums.schema.json` its form. No database, no Django.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictInt, ValidationError

from alliantie.instruments import library
from alliantie.instruments.questionnaire import Form, Key, ScaleId
from alliantie.practices.problems import field_name, in_one_line
from alliantie.statistics.cells import LEAST, TEN, Cell, impossible

FORMAT, VERSION, UNIT = "alliantie-sums", 1, 60
OWN = "own"
"""Only sums of our own questions are handed over: those of a licence are another organisation's."""
LARGEST = 1024 * 1024
"""Bytes of a file; ours have a few thousand."""
_MOST = 10_000_000
_Whole = Annotated[StrictInt, Field(ge=0, le=_MOST * 300**2)]
Place = tuple[str, str]
"""A line of questions and a scale."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong: in which file, in which field, and why."""

    file: str
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: {self.reason}"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Organisation(_Part):
    """Whose sums these are."""

    id: UUID
    name: str = Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")


class Questions(_Part):
    """Which questions were asked; sums of others are never joined."""

    instrument: str = Field(max_length=60)
    version: str = Field(max_length=20)
    variant: str = Field(max_length=60)
    length: StrictInt = Field(ge=1, le=999)
    form: Form

    @property
    def line(self) -> str:
        """The same as text."""
        return str(Key(self.instrument, self.version, self.variant, self.length, self.form))


class Side(_Part):
    """The scores of one role, in sixtieths of a point: added up, and their squares added up."""

    sum: _Whole
    squares: _Whole


class Sums(_Part):
    """The sums of one scale over n pairs, a whole number of tens; or nothing, of fewer than thirty."""

    scale: ScaleId
    n: StrictInt | None = Field(ge=LEAST, le=_MOST, multiple_of=TEN, description="null: too few to tell")
    client: Side | None = None
    professional: Side | None = None
    products: _Whole | None = None

    @property
    def cell(self) -> Cell | None:
        """The six numbers; None where there are too few to tell, or where one is missing."""
        if self.n is None or self.client is None or self.professional is None or self.products is None:
            return None
        one, other = self.client, self.professional
        return Cell(self.n, one.sum, other.sum, one.squares, other.squares, self.products)


class Line(_Part):
    """The sums of one line of questions."""

    questions: Questions
    cells: tuple[Sums, ...] = Field(min_length=1, max_length=4)


class SumsFile(_Part):
    """The sums of one organisation. No person, no worker, no team, no answer."""

    format: Literal["alliantie-sums"]
    version: Literal[1]
    organisation: Organisation
    made_on: date
    unit: Literal[60] = Field(description="scores are whole sixtieths of a point")
    lines: tuple[Line, ...] = Field(min_length=1, max_length=500)

    def cells(self) -> dict[Place, Cell]:
        """What is told, by line of questions and scale."""
        return {
            (line.questions.line, each.scale): cell
            for line in self.lines
            for each in line.cells
            if (cell := each.cell) is not None
        }


def json_schema() -> dict[str, Any]:
    """The JSON schema of the file, as `docs/sums.schema.json` holds it."""
    made = SumsFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": f"{FORMAT} {VERSION}"}


def written(organisation: UUID, name: str, made_on: date, cells: Mapping[Place, Cell]) -> str | None:
    """The text of a file; None where nothing may be told. Of a cell of fewer than thirty pairs only that it is so."""
    lines = []
    for line in sorted({line for line, _scale in cells}):
        key = Key.parse(line)
        told = [_told(scale, cell) for (of, scale), cell in sorted(cells.items()) if of == line]
        if key.instrument == OWN and any(each["n"] for each in told):
            lines.append({"questions": key._asdict(), "cells": told})
    if not lines:
        return None
    about = {"format": FORMAT, "version": VERSION, "organisation": {"id": str(organisation), "name": name}}
    made = {**about, "made_on": made_on.isoformat(), "unit": UNIT, "lines": lines}
    return json.dumps(made, ensure_ascii=False, indent=1)


def _told(scale: str, cell: Cell) -> dict[str, Any]:
    if cell.n < LEAST:
        return {"scale": scale, "n": None}
    return {
        "scale": scale,
        "n": cell.n,
        "client": {"sum": cell.x, "squares": cell.xx},
        "professional": {"sum": cell.y, "squares": cell.yy},
        "products": cell.xy,
    }


def read(data: bytes, file: str) -> tuple[SumsFile | None, list[Problem]]:
    """The file, or everything that is wrong with it. `file` is how it is called in what is told."""

    def wrong(field: str, reason: str) -> tuple[None, list[Problem]]:
        return None, [Problem(file, field, reason)]

    if len(data) > LARGEST:
        return wrong("file", f"is larger than {LARGEST} bytes")
    try:
        found = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError:
        return wrong("file", "is no UTF-8")
    except (ValueError, RecursionError) as error:
        return wrong("file", in_one_line(f"is no JSON of ours: {error}"))
    try:
        made = SumsFile.model_validate_json(json.dumps(found))
    except ValidationError as error:
        return None, [Problem(file, *each) for each in _said(error)]
    problems = sorted({Problem(file, *each) for each in _faults(made)})
    return (None, problems) if problems else (made, [])


def _said(error: ValidationError) -> Iterable[tuple[str, str]]:
    found = error.errors()
    places = [each["loc"] for each in found]
    for each in found:
        here = each["loc"]
        # A list whose parts are wrong is said to be too short as well.
        if each["type"] != "too_short" or not any(of != here and of[: len(here)] == here for of in places):
            yield field_name(here), in_one_line(each["msg"])


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{name} stands twice")
        found[name] = value
    return found


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _faults(made: SumsFile) -> Iterable[tuple[str, str]]:
    seen = set[str]()
    for at, line in enumerate(made.lines):
        name = line.questions.line
        if name in seen:
            yield f"lines[{at}].questions", "the same questions stand twice"
        seen.add(name)
        ends = ends_of(line.questions)
        if ends is None:
            yield f"lines[{at}].questions", f"{name} is not among the questions of this installation"
        scales = [each.scale for each in line.cells]
        for place, each in enumerate(line.cells):
            field = f"lines[{at}].cells[{place}]"
            if scales.count(each.scale) > 1:
                yield f"{field}.scale", f"{each.scale} stands twice"
            told = [each.client, each.professional, each.products]
            if each.n is None and any(part is not None for part in told):
                yield f"{field}.n", "is null, and yet there are sums: of too few nothing is told"
            elif each.n is not None and None in told:
                yield field, "client, professional and products belong to an n"
            elif (cell := each.cell) is not None and ends and (reason := impossible(cell, *ends)):
                yield field, reason


def ends_of(questions: Questions) -> tuple[int, int] | None:
    """The lowest and highest score there is, in sixtieths; None for questions that are not ours, or not here."""
    if questions.instrument != OWN:
        return None
    try:
        instrument = library().get(questions.instrument, questions.version)
        instrument.key(questions.variant, questions.length, questions.form)
        values = [each.value for each in instrument.forms.get(questions.form).options]
    except (ValueError, LookupError):
        return None
    return min(values) * UNIT, max(values) * UNIT
