"""Decisions about rounds on plain values: what to talk about, and when a round is suggested. All cut-offs are ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from alliantie.practices import Period, Practice
from alliantie.practices.rules import WITHOUT_ROUNDS
from alliantie.practices.told import holds_under

SHARED_SCALES = ("trust", "direction", "bond")
SCALES = (*SHARED_SCALES, "friction")
Scores = Mapping[str, Fraction | None]
Role = Literal["client", "professional"]
AMOUNTS = ("nothing", "picture", "all")

# How far a mark must move, in steps of the five-point answer, before it is called different or changed. Ours.
NOTABLE = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class TalkingPoint:
    """One card of the conversation: its kind, the characteristic it is about, and for whom when it is one person's.

    Without a role a rule about one person found the same in both, each from the own scores.
    """

    kind: Literal["best", "fell", "chafes", "works", "differs", "changed"]
    scale: str
    role: Role | None = None


def talking_points(
    client: Scores,
    professional: Scores,
    before: tuple[Scores, Scores] | None,
    middle: Fraction,
    fell: Sequence[tuple[Role, str]] = (),
) -> tuple[TalkingPoint, ...]:
    """At most three things to talk about, by open rules, in this order; never a difference or change of friction.

    The combination of direction with friction, or with trust and bond, was found in probation (document 000, lines
    50-54); the cut-off at the middle of the scale is ours. Ties go to the order of the picture. Of what probably `fell`
    the first is named, after what goes best, and takes the place of what merely changed.
    """
    points: list[TalkingPoint] = []
    both = {
        scale: (value, other)
        for scale in SHARED_SCALES
        if (value := client.get(scale)) is not None and (other := professional.get(scale)) is not None
    }
    if both:
        best = max(both, key=lambda scale: (sum(both[scale]), -SHARED_SCALES.index(scale)))
        points.append(TalkingPoint("best", best))
    points += [TalkingPoint("fell", scale, role) for role, scale in fell[:1]]
    points += _of_each(_of_one("client", client, middle), _of_one("professional", professional, middle))
    gaps = {scale: abs(mine - other) for scale, (mine, other) in both.items()}
    points += _greatest("differs", gaps)
    if before is not None and not fell:
        moves = {
            scale: max(
                (
                    abs(now - then)
                    for now, then in (
                        (client.get(scale), before[0].get(scale)),
                        (professional.get(scale), before[1].get(scale)),
                    )
                    if now is not None and then is not None
                ),
                default=Fraction(0),
            )
            for scale in SHARED_SCALES
        }
        points += _greatest("changed", moves)
    return tuple(points[:3])


def _of_one(role: Role, scores: Scores, middle: Fraction) -> list[TalkingPoint]:
    def there(scale: str) -> bool:
        value = scores.get(scale)
        return value is not None and value >= middle

    if not there("direction"):
        return []
    if there("friction"):
        return [TalkingPoint("chafes", "direction", role)]
    if there("trust") and there("bond"):
        return [TalkingPoint("works", "direction", role)]
    return []


def _of_each(client: list[TalkingPoint], professional: list[TalkingPoint]) -> list[TalkingPoint]:
    """The same thing of both is said once."""
    if client and professional and client[0].kind == professional[0].kind:
        return [TalkingPoint(client[0].kind, client[0].scale)]
    return client + professional


def _greatest(kind: Literal["differs", "changed"], sizes: Mapping[str, Fraction]) -> list[TalkingPoint]:
    if not sizes:
        return []
    scale = max(sizes, key=lambda name: (sizes[name], -SHARED_SCALES.index(name)))
    return [TalkingPoint(kind, scale)] if sizes[scale] >= NOTABLE else []


def low_first_round(number: int, client: Scores, middle: Fraction) -> bool:
    """Whether this is a first round with a shared characteristic below the middle: good news that deserves a word."""
    return number == 1 and any(value is not None and value < middle for value in (client.get(s) for s in SHARED_SCALES))


def mostly_alike(answers: Sequence[object]) -> bool:
    """Whether nine in ten of eight or more answers are the same one. Ours; said neutrally to the pair alone."""
    if len(answers) < 8:
        return False
    return max(answers.count(answer) for answer in answers) * 10 >= 9 * len(answers)


@dataclass(frozen=True, slots=True)
class CaseFact:
    """A fact of the timeline, as far as a suggestion needs it."""

    kind: str
    on: date
    talk_id: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A moment of the practice that has come, since when, and whether its interval is our own."""

    moment_id: str
    since: date
    own_choice: bool


def rounds_fit(practice: Practice, measure_ids: Sequence[str]) -> bool:
    """Whether rounds are held now: never while a measure runs that excludes them (crisis, house ban, information).

    One that only brings none of its own takes away nobody else's: money can be managed beside guidance.
    """
    measures = [practice.measure(measure) for measure in measure_ids]
    excluded = any(measure.kind in WITHOUT_ROUNDS for measure in measures)
    return not excluded and (not measures or any(measure.rounds for measure in measures))


def suggestions(
    practice: Practice,
    facts: Sequence[CaseFact],
    rounds_on: Sequence[date],
    measure_ids: Sequence[str],
    today: date,
) -> tuple[Suggestion, ...]:
    """The moments of the practice that call for a round today.

    `rounds_on` are the days on which rounds began or were talked about.

    A suggestion never forces: it is shown with its reason and can be left alone. Pure; reads no clock.
    """
    if not rounds_fit(practice, measure_ids):
        return ()
    seen = sorted((fact for fact in facts if fact.on <= today), key=lambda fact: fact.on)
    last_round = max((day for day in rounds_on if day <= today), default=None)
    found: list[Suggestion] = []
    for moment in practice.rounds.moments:
        trigger, since = moment.trigger, None
        if trigger.with_talk and not holds_under(practice.talk(trigger.with_talk), measure_ids):
            continue
        if trigger.after and trigger.period:
            since = _after(seen, trigger.after, trigger.period, last_round)
        elif trigger.every:
            start = last_round or _last(seen, "case_opened")
            since = trigger.every.after(start) if start else None
        elif trigger.with_talk:
            since = max(
                (f.on for f in seen if f.kind == "contact" and f.talk_id == trigger.with_talk),
                default=None,
            )
            if since and last_round and last_round >= since:
                since = None
        elif trigger.second_contact_after:
            since = _second_contact(seen, trigger.second_contact_after, last_round)
        if since and since <= today:
            found.append(Suggestion(moment.id, since, moment.basis == "own"))
    return tuple(found)


def _last(facts: Sequence[CaseFact], kind: str) -> date | None:
    return max((fact.on for fact in facts if fact.kind == kind), default=None)


def _after(facts: Sequence[CaseFact], kind: str, period: Period, last_round: date | None) -> date | None:
    start = _last(facts, kind)
    if start is None or (last_round is not None and last_round >= start):
        return None
    return period.after(start)


def _second_contact(facts: Sequence[CaseFact], kinds: Sequence[str], last_round: date | None) -> date | None:
    start = max((fact.on for fact in facts if fact.kind in kinds), default=None)
    if start is None or (last_round is not None and last_round > start):
        return None
    contacts = [fact.on for fact in facts if fact.kind == "contact" and fact.on > start]
    return contacts[1] if len(contacts) >= 2 else None
