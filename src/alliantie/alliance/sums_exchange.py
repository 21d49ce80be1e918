"""Handing over the sums of an organisation, and taking in those of others. Done as owner, from the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from alliantie.alliance.averages import Kept, kept_of
from alliantie.alliance.sums_file import Place, Problem, SumsFile, ends_of, written
from alliantie.people.administration import OWNER
from alliantie.people.models import Organisation
from alliantie.statistics.cells import Cell, may_tell, step_back

_NUMBERS = "n, x, y, xx, yy, xy"
_OWN = f"SELECT line, scale, {_NUMBERS} FROM secrets.sum_cell WHERE organisation_id = %s ORDER BY 1, 2"  # noqa: S608
_TOGETHER = """SELECT false, line, scale, count(*), sum(n)::bigint, sum(x)::bigint, sum(y)::bigint, sum(xx)::bigint,
 sum(yy)::bigint, sum(xy)::bigint FROM secrets.sum_given WHERE told GROUP BY 2, 3 ORDER BY 2, 3"""
_KEPT = f"SELECT source, line, scale, told, {_NUMBERS} FROM secrets.sum_given ORDER BY told DESC"  # noqa: S608

Cells = dict[Place, Cell]


@dataclass(slots=True)
class Taken:
    """What taking in files came to: what is wrong, whose sums are new, whose were here already; and what is told now.

    `told` counts the cells (a line of questions and a scale) of which a figure of all together changed.
    """

    problems: list[Problem] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    told: int = 0


def own_sums(organisation: Organisation) -> Cells:
    """The sums of an organisation here, by line of questions and scale. One query."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(_OWN, [organisation.id])
        return {(line, scale): Cell(*numbers) for line, scale, *numbers in cursor.fetchall()}


def sums_file(organisation: Organisation, on: date) -> str | None:
    """The file of an organisation; None where it has fewer than thirty pairs of anything. One query.

    Two files in a row are the same but for the day, until ten pairs more were added up.
    """
    return written(organisation.id, organisation.name, on, own_sums(organisation))


def together() -> tuple[Kept, ...]:
    """The sums of all organisations together, as they are told. One query."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(_TOGETHER)
        return kept_of(cursor.fetchall())


def take_in(files: Sequence[tuple[str, SumsFile]], *, dry_run: bool = False) -> Taken:
    """Take in files, all or none; the same again changes nothing.

    What is new waits until enough organisations changed that no figure of all together tells of one of them.
    """
    taken = Taken()
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        # Two at once would each miss what the other brings.
        cursor.execute("LOCK TABLE secrets.sum_given, secrets.sum_source IN EXCLUSIVE MODE")
        cursor.execute(_KEPT)
        newest: dict[UUID, Cells] = {}
        told: dict[Place, dict[UUID, Cell]] = {}
        # Those that are told come first, so that what waits takes their place.
        for source, line, scale, is_told, *numbers in cursor.fetchall():
            newest.setdefault(source, {})[line, scale] = Cell(*numbers)
            if is_told:
                told.setdefault((line, scale), {})[source] = Cell(*numbers)
        given = _compared(files, newest, taken)
        if taken.problems:
            return taken
        for source, name, made_on, cells in given:
            cursor.execute(
                "INSERT INTO secrets.sum_source VALUES (%s, %s, %s) ON CONFLICT (source) DO UPDATE"
                " SET name = excluded.name, made_on = greatest(secrets.sum_source.made_on, excluded.made_on)",
                [source, name, made_on],
            )
            cursor.executemany(
                f"INSERT INTO secrets.sum_given (source, line, scale, told, {_NUMBERS})"  # noqa: S608
                " VALUES (%s, %s, %s, false, %s, %s, %s, %s, %s, %s) ON CONFLICT (source, line, scale, told)"
                " DO UPDATE SET n = excluded.n, x = excluded.x, y = excluded.y, xx = excluded.xx, yy = excluded.yy,"
                " xy = excluded.xy",
                [(source, *place, *cell.parts) for place, cell in cells.items()],
            )
            newest.setdefault(source, {}).update(cells)
        taken.told = sum(_tell_on(cursor, place, told.get(place, {}), newest) for place in _places(newest))
        if dry_run:
            transaction.set_rollback(True, using=OWNER)
    return taken


def _places(newest: Mapping[UUID, Cells]) -> list[Place]:
    return sorted({place for cells in newest.values() for place in cells})


def _tell_on(cursor: Any, place: Place, told: Mapping[UUID, Cell], newest: Mapping[UUID, Cells]) -> bool:
    """Let the figure of a cell go on to the newest sums, where that tells of no organisation; whether it did."""
    if not may_tell(told, {source: cells[place] for source, cells in newest.items() if place in cells}):
        return False
    cursor.execute(
        "DELETE FROM secrets.sum_given g WHERE g.told AND (g.line, g.scale) = (%s, %s) AND EXISTS ("
        "SELECT FROM secrets.sum_given w WHERE NOT w.told AND (w.source, w.line, w.scale)"
        " = (g.source, g.line, g.scale))",
        place,
    )
    cursor.execute("UPDATE secrets.sum_given SET told = true WHERE NOT told AND (line, scale) = (%s, %s)", place)
    return True


def _compared(
    files: Sequence[tuple[str, SumsFile]], newest: Mapping[UUID, Cells], taken: Taken
) -> list[tuple[UUID, str, date, Cells]]:
    """What changes, by organisation; with what is wrong, and whose sums are new or the same, noted in `taken`."""
    given: list[tuple[UUID, str, date, Cells]] = []
    seen = dict[UUID, str]()
    for file, made in files:
        of = made.organisation
        if of.id in seen:
            taken.problems.append(Problem(file, "organisation.id", f"is that of {seen[of.id]} too: give one of them"))
        seen[of.id] = file
        before, now = newest.get(of.id, {}), made.cells()
        fields: dict[Place, tuple[str, tuple[int, int] | None]] = {
            (line.questions.line, cell.scale): (f"lines[{at}].cells[{place}]", ends_of(line.questions))
            for at, line in enumerate(made.lines)
            for place, cell in enumerate(line.cells)
        }
        for place, earlier in sorted(before.items()):
            where, ends = fields.get(place, ("lines", None))
            if reason := step_back(earlier, now.get(place), *(ends or (0, 0))):
                taken.problems.append(Problem(file, where, f"{'/'.join(place)}: {reason}"))
        cells = {place: cell for place, cell in now.items() if before.get(place) != cell}
        (taken.new if cells else taken.same).append(of.name)
        if cells:
            given.append((of.id, of.name, made.made_on, cells))
    return given
