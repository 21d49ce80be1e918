"""What another version of a practice would change for a case: what is due or waited for, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from alliantie.norms.duties import duties
from alliantie.norms.duty import Duty
from alliantie.norms.fact_values import read_values
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Timeline
from alliantie.norms.waiting import Wait, waiting
from alliantie.practices import Practice

Name = tuple[str, str]
"""A name of a practice that a case uses: its sort ("measure", "talk", "letter"…) and its id."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A duty that changes: its norm, when it was due and when it will be; None for not at all.

    Where a case `waits` for somebody else, its days are the last ones of that waiting.
    """

    norm: str
    was: date | None
    will: date | None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """One thing to do, or to wait for, from the same start under two versions; None where one of them has it not."""

    was: Duty | Wait | None
    will: Duty | Wait | None


def beside(old: Practice, before: Timeline, new: Practice, after: Timeline, day: date) -> tuple[Beside, ...]:
    """What is due on a day, and what is waited for, under two versions: what rests on the same start side by side."""
    was, will = _found(old, before, day), _found(new, after, day)
    return tuple(Beside(was.get(key), will.get(key)) for key in dict.fromkeys((*was, *will)))


def changed_duties(old: Practice, before: Timeline, new: Practice, after: Timeline, day: date) -> tuple[Changed, ...]:
    """What changes in what is due on a day, and in what is waited for."""
    found = []
    for each in beside(old, before, new, after, day):
        there = each.will or each.was
        was, will = (_last(one) if one is not None else None for one in (each.was, each.will))
        if there is not None and was != will:
            found.append(Changed(there.norm, was, will, isinstance(there, Wait)))
    return tuple(sorted(found, key=lambda each: (each.norm, each.waits, each.was or date.max, each.will or date.max)))


def _found(practice: Practice, timeline: Timeline, day: date) -> dict[tuple[str, ...], Duty | Wait]:
    """By what they rest on, in the order in which a page tells them."""
    there: dict[tuple[str, ...], Duty | Wait] = {("due", duty.key): duty for duty in duties(practice, timeline, day)}
    for wait in waiting(Standing(practice, timeline, day)):
        there["waits", wait.norm, wait.start.id, wait.person or ""] = wait
    return there


def _last(there: Duty | Wait) -> date:
    return there.until if isinstance(there, Wait) else there.due


def lacking(
    old: Practice, new: Practice, used: Iterable[Name], facts: Iterable[tuple[str, Mapping[str, object], bool]]
) -> tuple[Name, ...]:
    """What a case uses of the old version that is not in the new one, in alphabetical order.

    `facts` are the kinds on its timeline with what each says and whether it is about a person. A kind that would be for
    workers alone cannot be about a person who read it before.
    """
    had, has = _names(old), _names(new)
    found = {name for name in used if name in had and name not in has}
    for kind, values, personal in facts:
        found |= set(_unread(old, new, kind, values))
        if personal and new.for_workers(kind):
            found.add(("fact", kind))
    return tuple(sorted(found))


def _unread(old: Practice, new: Practice, kind: str, values: Mapping[str, object]) -> Iterator[Name]:
    """What the old version reads of a fact and the new one does not."""
    if kind not in old.vocabulary.facts:
        return
    if kind not in new.vocabulary.facts:
        yield "fact", kind
        return
    wrong_already = {each.location for each in read_values(old, kind, values)[1]}
    for each in read_values(new, kind, values)[1]:
        if each.location not in wrong_already:
            name = str(each.location[0])
            of_engine = name in ("measure", "talk", "phase", "norm", "decision")
            yield (name, str(values[name])) if of_engine else ("fact", f"{kind}.{name}")


def _names(practice: Practice) -> set[Name]:
    reactions, outcomes = practice.reactions, practice.outcomes
    found = {
        *(("measure", each.id) for each in practice.measures),
        *(("condition", each.id) for each in practice.conditions),
        *(("talk", each.id) for each in practice.talks),
        *(("decision", each.id) for each in practice.decisions),
        *(("pair", each.id) for each in practice.pairs),
        *(("reason", each.id) for each in (outcomes.reasons if outcomes else ())),
    }
    for letter in practice.letters:
        found |= {("letter", letter.id), *(("letter", f"{letter.id}.{field.id}") for field in letter.fields)}
    for form in practice.forms:
        found |= {("form", form.id), *(("form", f"{form.id}.{field.id}") for field in form.fields)}
        if form.classification is not None:
            table = practice.classification(form.classification)
            found |= {("outcome", f"{form.id}.{each.id}") for each in table.outcomes}
    if reactions is not None:
        found |= {("incident", each.id) for each in reactions.incidents}
        found |= {("cause", each.id) for each in reactions.causes}
        found |= {("response", each.id) for each in reactions.responses}
    return found
