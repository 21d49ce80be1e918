"""The timeline of a case as the norms read it, from what `access.timelines` tells. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from alliantie import clock
from alliantie.norms.fact_values import read_values
from alliantie.norms.timeline import Fact, FactValue, Person, Timeline
from alliantie.practices import Practice
from alliantie.practices.rights import ASKED, OF

THREATENS, AVERTED = "loss-threatens", "loss-averted"
"""What a practice calls it that a day is known on which a home or a supply is lost, and that it is off."""

Told = Mapping[str, Sequence[Sequence[Any]] | None]


def timeline_from(practice: Practice, told: Told) -> Timeline:
    """The people and facts of a case under `practice`; a fact of a kind it does not know says nothing here.

    Measures, explanations of the frame and days on which a home or a supply is lost have tables of their own, and
    become facts here.
    """
    people = tuple(Person(id, role, date.fromisoformat(born)) for id, role, born in told["people"] or ())
    everyone = frozenset(person.id for person in people)
    facts = (*_measures(told), *_explained(told), *_threatened(practice, told), *_happened(practice, told, everyone))
    return Timeline(people, facts)


def _measures(told: Told) -> Iterator[Fact]:
    for id, measure, about, starts_on, until, ends_on in told["measures"] or ():
        named: dict[str, FactValue] = {"until": date.fromisoformat(until)} if until else {}
        begun = date.fromisoformat(starts_on)
        yield Fact(id, "measure_started", begun, values={"measure": measure} | named, about=about)
        if ends_on:
            yield Fact(f"{id}-end", "measure_ended", date.fromisoformat(ends_on), None, {"measure": measure}, about)


def _explained(told: Told) -> Iterator[Fact]:
    for id, client, on in told["explained"] or ():
        yield Fact(id, "frame_explained", date.fromisoformat(on), about=client)


def _threatened(practice: Practice, told: Told) -> Iterator[Fact]:
    """It threatens from the day on which it was recorded."""
    for id, what, day, recorded_at, over_on in told.get("deadlines") or ():
        known = clock.day_of(datetime.fromisoformat(recorded_at))
        for fact_id, kind, on in (
            (id, THREATENS, known),
            (f"{id}-over", AVERTED, over_on and date.fromisoformat(over_on)),
        ):
            if on and kind in practice.vocabulary.facts:
                values, _wrong = read_values(practice, kind, {"what": what, "day": day})
                yield Fact(fact_id, kind, on, values=values)


def _happened(practice: Practice, told: Told, everyone: frozenset[str]) -> Iterator[Fact]:
    """One fact for what was recorded at once for several people, who were then all there."""
    usual = {talk.id: talk.mode for talk in practice.talks if talk.mode != "any"}
    at_once: dict[str, list[Sequence[Any]]] = {}
    for row in told["facts"] or ():
        if row[1] in practice.vocabulary.facts:
            at_once.setdefault(row[7] or row[0], []).append(row)
    for rows in at_once.values():
        id, kind, on, at, talk_id, client, given, _together, others = rows[0]
        values, _wrong = read_values(practice, kind, _whole(usual, kind, talk_id, given))
        about, present = client, frozenset[str]()
        if kind == "contact":
            about, present = None, frozenset(row[5] for row in rows if row[5]) or everyone
            present |= {"worker", "other"} if others else {"worker"}
        elif len(rows) > 1:
            about, present = None, frozenset(row[5] for row in rows if row[5])
        yield Fact(id, kind, date.fromisoformat(on), time.fromisoformat(at) if at else None, values, about, present)
        yield from _withdrawn(practice, id, kind, date.fromisoformat(on), values, about)


def _withdrawn(
    practice: Practice, id: str, kind: str, on: date, values: Mapping[str, FactValue], about: str | None
) -> Iterator[Fact]:
    """What a client withdrew is gone from that moment on, whatever a worker answers."""
    for sort in practice.facts if kind == ASKED["withdraw"] else ():
        if sort.id == values.get(OF) and sort.withdrawn_by is not None:
            yield Fact(f"{id}-gone", sort.withdrawn_by, on, about=about)


def _whole(usual: Mapping[str, str], kind: str, talk_id: str, given: Mapping[str, Any]) -> dict[str, object]:
    """What a fact says, with the talk or measure it names, and where a talk is held when nobody said otherwise."""
    if not talk_id:
        return dict(given)
    if kind != "contact":
        return {"measure": talk_id, **given}
    return {"talk": talk_id, **({"mode": usual[talk_id]} if talk_id in usual else {}), **given}
