"""Decisions reserved for who leads the team, in words: for the worker who asks, and for who answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.cases.models import AskedDecision, Case
from alliantie.cases.queries import practice_of
from alliantie.cases.queries.reserved import YES_HOLDS, AskedOfLeader, asked_in, standings_asked, who_decides
from alliantie.norms.duties import duties
from alliantie.norms.standing import Standing
from alliantie.practices.show_norms import hardness_in_words
from alliantie.practices.texts import Language
from alliantie.web.dates import day_in_words
from alliantie.worklist.queries.decisions import Choice, choice_of
from alliantie.worklist.queries.todo import late_or_by
from alliantie.worklist.queries.words import joined

MOST_DUTIES = 5


@dataclass(frozen=True, slots=True)
class AskedLine:
    """Something that was asked in a case: for which decision, why, and what came of it."""

    id: UUID
    decision_id: str
    title: str
    detail: str
    reason: str
    answer: str
    open: bool


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """Something asked of who leads the team: the decision, what stands before it, and what is due in that case."""

    asked: AskedOfLeader
    title: str
    detail: str
    waits: str
    choice: Choice | None
    due: tuple[tuple[str, str, str], ...] = ()
    """What, how late ("" in time), and by when and how hard."""


def asked_lines(asked: Sequence[AskedDecision], case: Case, language: str, today: date) -> tuple[AskedLine, ...]:
    """What was asked in a case, as rows. Costs no query."""
    practice = practice_of(case)
    return tuple(
        AskedLine(
            each.id,
            each.decision_id,
            _about(
                practice.decision(each.decision_id).name.in_(language), each.client.given_name if each.client else None
            ),
            _what_came(each, language, today),
            each.reason,
            each.answer,
            each.state == AskedDecision.State.OPEN,
        )
        for each in asked
    )


def asked_now(actor: Actor, case: Case, language: str, today: date) -> tuple[AskedLine, ...]:
    """What is asked still, and what was answered so short ago that it still counts. One query."""
    since = clock.now() - YES_HOLDS
    found = [
        each
        for each in asked_in(actor, case)
        if each.state != AskedDecision.State.WITHDRAWN and (each.settled_at is None or each.settled_at > since)
    ]
    return asked_lines(found, case, language, today)


def _about(name: str, person: str | None) -> str:
    return _("%(what)s: %(name)s") % {"what": name, "name": person} if person else name


def _what_came(each: AskedDecision, language: str, today: date) -> str:
    asked = {"name": each.asked_by.name, "day": day_in_words(each.asked_at, language, today)}
    if each.settled_at is None or each.settled_by is None:
        return _("%(name)s vroeg dit op %(day)s. Er is nog geen antwoord.") % asked
    last = clock.day_of(each.settled_at + YES_HOLDS)
    told = {
        "name": each.settled_by.name,
        "day": day_in_words(each.settled_at, language, today),
        "last": day_in_words(last, language, today),
    }
    if each.state == AskedDecision.State.REFUSED:
        return _("%(name)s zei nee op %(day)s.") % told
    if each.state == AskedDecision.State.WITHDRAWN:
        return _("%(name)s trok de vraag in op %(day)s.") % told
    if last < today:
        return _("%(name)s zei ja op %(day)s.") % told
    return _("%(name)s zei ja op %(day)s. U kunt het uitvoeren tot en met %(last)s.") % told


def deciders(actor: Actor, case: Case) -> str:
    """Who will answer the actor, in a sentence. One query, or two."""
    if others := who_decides(actor, case, beside=actor.me):
        if len(others) == 1:
            return _("%(name)s beslist hierover.") % {"name": others[0]}
        return _("%(names)s beslissen hierover. Wie het eerst antwoordt, beslist.") % {"names": joined(others)}
    if everyone := who_decides(actor, case):
        return _("%(name)s beslist hierover. Niemand anders leidt dit team.") % {"name": everyone[0]}
    return _("Nu leidt niemand dit team. Uw vraag blijft staan tot iemand het doet.")


def to_answer(actor: Actor, asked: Sequence[AskedOfLeader], language: str, today: date) -> tuple[ToAnswer, ...]:
    """What is asked of the actor, in words. One query, and none where nothing is asked still."""
    standings = standings_asked(actor, asked, today)
    return tuple(_to_answer(each, standings, language, today) for each in asked)


def _to_answer(each: AskedOfLeader, standings: Mapping[UUID, Standing], language: str, today: date) -> ToAnswer:
    practice, standing = practice_of(each.case), standings.get(each.case.id)
    name = practice.decision(each.decision_id).name.in_(language)
    choice = choice_of(standing, each.decision_id, language) if standing and each.open else None
    detail = _("%(name)s vroeg dit op %(day)s.") % {
        "name": each.asked_by, "day": day_in_words(each.asked_at, language, today)
    }  # fmt: skip
    return ToAnswer(
        each,
        _("%(what)s: %(name)s") % {"what": name, "name": each.about or each.case.title},
        detail,
        _("Dit kan nog niet. %(first)s.") % {"first": choice.first} if choice and choice.waits else "",
        choice,
        _due(standing, language, today) if standing and choice else (),
    )


def _due(standing: Standing, language: str, today: date) -> tuple[tuple[str, str, str], ...]:
    """What is due in the case, hardest first, without whom it is about."""
    practice, spoken = standing.practice, cast(Language, language)
    found = duties(practice, standing.timeline, today)[:MOST_DUTIES]
    told = []
    for each in found:
        norm = practice.norm(each.norm)
        late, when = late_or_by(norm, each.due, language, today)
        how_hard = hardness_in_words(practice, norm, spoken)
        told.append((norm.text.in_(language), late, " · ".join(filter(None, (when, how_hard)))))
    return tuple(told)
