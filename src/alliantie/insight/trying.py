"""What a copy changes on a case that is made up, in words: what is to be done, what can be chosen, what letters say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from django.utils.translation import gettext as _

from alliantie.cases.told import happened
from alliantie.documents.text import Block, blocks
from alliantie.norms.differences import Beside, beside
from alliantie.norms.duty import Duty
from alliantie.norms.explain import explained
from alliantie.norms.fact_values import read_values, written
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact, Timeline
from alliantie.norms.waiting import Wait
from alliantie.practices import Practice
from alliantie.practices.law import term_at
from alliantie.practices.letter import PLACEHOLDERS, Letter
from alliantie.practices.norm import Norm
from alliantie.practices.show_norms import briefly
from alliantie.practices.texts import Language, uncapitalised
from alliantie.web.dates import short_day_in_words


def shown_rules(practice: Practice, base: Practice | None) -> tuple[Norm, ...]:
    """The rules that can be seen on a case: with a term, or holding a decision back; changed ones first."""
    asking = [each for each in practice.norms if each.requires or (each.grade != "average" and term_at(each))]
    before = {each.id: each for each in base.norms} if base else {}

    def same(norm: Norm) -> bool:
        return norm.id in before and norm == before[norm.id]

    return tuple(sorted(asking, key=same)) if base else tuple(asking)


def called(practice: Practice, rules: tuple[Norm, ...], language: str) -> list[tuple[str, str]]:
    """Each rule by its id and its words; of those that say the same also when each asks."""
    spoken = cast(Language, language)
    texts = [each.text.in_(language) for each in rules]
    return [
        (each.id, text if texts.count(text) == 1 else f"{text}: {uncapitalised(briefly(practice, each, spoken))}")
        for each, text in zip(rules, texts, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do, or to wait for, and when: now, and in the copy; "" where it is not there."""

    what: str
    now: str
    then: str
    why: str

    @property
    def differs(self) -> bool:
        """Whether the copy changes when it is due, or whether it is."""
        return self.now != self.then


def tasks(base: Practice, copied: Practice, timeline: Timeline, day: date, language: str) -> tuple[Task, ...]:
    """All that is to be done on a day by either, what differs first."""
    pairs = beside(base, readable(base, timeline), copied, readable(copied, timeline), day)
    found = [_task(base, copied, each, language) for each in pairs]
    return tuple(sorted(found, key=lambda each: not each.differs))


def _task(base: Practice, copied: Practice, pair: Beside, language: str) -> Task:
    now = _told(base, pair.was, language) if pair.was is not None else ("", "", "")
    then = _told(copied, pair.will, language) if pair.will is not None else ("", "", "")
    return Task(then[0] or now[0], now[1], then[1], then[2] or now[2])


def _told(practice: Practice, found: Duty | Wait, language: str) -> tuple[str, str, str]:
    """What, when and why."""
    if isinstance(found, Wait):
        waits = practice.norm(found.norm).waits
        until = {"day": short_day_in_words(found.until, language)}
        return (waits.in_(language) if waits else found.norm), _("wachten tot en met %(day)s") % until, ""
    told = explained(practice, found, cast(Language, language))
    return told.what, told.when, " ".join(told.why)


def readable(practice: Practice, timeline: Timeline) -> Timeline:
    """What of a case a version can read: what it does not know says nothing there."""
    facts = (each for each in timeline.facts if each.kind in practice.vocabulary.facts)
    return Timeline(
        timeline.people,
        tuple(replace(each, values=read_values(practice, each.kind, written(each.values))[0]) for each in facts),
    )


def story(practice: Practice, timeline: Timeline, language: str) -> tuple[tuple[date, str], ...]:
    """What happened in a case, in order and in words."""
    return tuple((each.on, _in_words(practice, each, language)) for each in sorted(timeline.facts, key=_moment))


def _moment(fact: Fact) -> tuple[date, bool, str]:
    """Of one day what begins a case or a measure comes first."""
    return fact.on, fact.kind not in ("case_opened", "measure_started"), fact.kind


def _in_words(practice: Practice, fact: Fact, language: str) -> str:
    detail = str(fact.values.get("talk") or fact.values.get("measure") or "")
    rest = {name: value for name, value in written(fact.values).items() if name not in ("talk", "measure")}
    return happened(practice, fact.kind, detail, language, rest)


def other_talks(base: Practice, copied: Practice, language: str) -> tuple[tuple[str, str], ...]:
    """The kinds of talk that are called otherwise, come or go: what a worker chose from, and will; "" for not there."""
    was, will = ({each.id: each.name.in_(language) for each in version.talks} for version in (base, copied))
    return tuple(
        (was.get(id, ""), will.get(id, "")) for id in dict.fromkeys((*was, *will)) if was.get(id) != will.get(id)
    )


@dataclass(frozen=True, slots=True)
class OtherLetter:
    """A letter that says something else in the copy: how it reads now and then, in this case."""

    name: str
    now: tuple[Block, ...]
    then: tuple[Block, ...]


def other_letters(base: Practice, copied: Practice, standing: Standing, language: str) -> Iterator[OtherLetter]:
    """Each letter of a case that reads otherwise under the copy; its fields stand there by name."""
    running = {each.measure for each in standing.unended}
    before = {each.id: each for each in base.letters}
    for letter in copied.letters:
        old = before.get(letter.id)
        if old is None or not letter.fits(running):
            continue
        for full in (True, False):
            now, then = (
                _text(version, each, running, language, full=full) for version, each in ((base, old), (copied, letter))
            )
            if now != then:
                yield OtherLetter(letter.name.in_(language), blocks(now), blocks(then))
                break


def _text(practice: Practice, letter: Letter, measures: set[str], language: str, *, full: bool) -> str:
    usual = PLACEHOLDERS | {each.id: each.name for each in practice.known}
    values = {name: f"[{meaning.in_(language)}]" for name, meaning in usual.items()}
    # Who decided is no field of its own, and a letter can name it all the same.
    fields = letter.asking_who().fields
    values |= {each.id: f"[{each.name.in_(language)}]" if full else "" for each in fields}
    return letter.text(language, values, {}, (), measures)
