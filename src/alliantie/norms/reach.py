"""For whom a norm holds on a day, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact, Person
from alliantie.practices.norm import Norm


def people(standing: Standing, norm: Norm) -> tuple[Person | None, ...]:
    """The people for whom a norm holds apart, or one None where it holds for the case as a whole."""
    return standing.timeline.in_role(norm.per) if norm.per else (None,)


def reach(standing: Standing, norm: Norm) -> Iterator[tuple[Person | None, Fact | None]]:
    """For whom the norm holds, with the fact that started the measure it comes from (none for one of any measure).

    The earliest start comes first. A norm ends with its measure, and one of any measure with the case, unless it
    outlives them.
    """
    if norm.measures != "any":
        yield from _under(standing, norm, standing.starts[norm.outlives])
    elif standing.opened is not None or norm.outlives:
        for person in people(standing, norm):
            yield person, None


def since(standing: Standing, norm: Norm) -> dict[Person | None, Fact | None]:
    """For whom a gate stands, each once, with the earliest start of what it comes from.

    One of any measure stands unless the case is closed, also where nobody recorded that it was opened. One of a measure
    stands until the end of that is recorded: what is decided after its last day is still decided under it.
    """
    if norm.measures == "any" and not standing.is_closed:
        return dict.fromkeys(people(standing, norm))
    found: dict[Person | None, Fact | None] = {}
    for person, start in (*reach(standing, norm), *_past(standing, norm)):
        found.setdefault(person, start)
    return found


def _past(standing: Standing, norm: Norm) -> Iterator[tuple[Person | None, Fact | None]]:
    return _under(standing, norm, [force.start for force in standing.past])


def _under(standing: Standing, norm: Norm, starts: Iterable[Fact]) -> Iterator[tuple[Person | None, Fact | None]]:
    for start in starts:
        if start.values.get("measure") in norm.measures:
            for person in people(standing, norm):
                if person is None or start.about in (None, person.id):
                    yield person, start
