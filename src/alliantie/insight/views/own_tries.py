"""What a copy of a practice changes, seen on a case that is made up before anybody works by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alliantie import clock
from alliantie.cases.models import PracticeDraft
from alliantie.insight import trying
from alliantie.insight.trying_gates import Stop, stops
from alliantie.insight.views.common import actor_of, language, page
from alliantie.insight.views.own_practices import draft_view
from alliantie.insight.views.practices import found
from alliantie.norms.invented import Invented, invented
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact, Timeline
from alliantie.people.models import Organisation
from alliantie.practices import Practice
from alliantie.practices.norm import Norm

_YEARS = timedelta(days=20 * 366)
"""How far from today a made up case may lie."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was chosen: a rule, the day of what it starts from, the day on which is looked, and a talk in between."""

    rule: str
    on: str
    day: str
    talk: str
    talked: str
    errors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen on the case that was made up."""

    day: date
    story: tuple[tuple[date, str], ...]
    tasks: tuple[trying.Task, ...]
    stops: tuple[Stop, ...]
    talks: tuple[tuple[str, str], ...]
    letters: tuple[trying.OtherLetter, ...]


@require_safe
@draft_view
def case(request: HttpRequest, organisation: Organisation, copied: PracticeDraft, here: Practice) -> HttpResponse:
    """A made up case under the copy, beside the version it was made of."""
    base = found(actor_of(request), organisation, here.id, copied.based_on) if copied.based_on else None
    rules = {each.id: each for each in trying.shown_rules(here, base)}
    typed = _typed(request, here, tuple(rules.values()))
    norm = rules.get(typed.rule)
    seen = _seen(base or here, here, norm, typed) if norm is not None and not typed.errors else None
    return page(
        request,
        "draft_case.html",
        422 if typed.errors else 200,
        practice=here,
        based=base is not None,
        typed=typed,
        rules=trying.called(here, tuple(rules.values()), language()),
        talks=[("", _("Nee")), *((each.id, each.name.in_(language())) for each in here.talks)],
        seen=seen,
        language=language(),
    )


def _typed(request: HttpRequest, here: Practice, rules: tuple[Norm, ...]) -> Typed:
    given = request.GET
    rule = given.get("rule", rules[0].id if rules else "")
    typed = Typed(
        rule,
        given.get("on", clock.today().isoformat()),
        given.get("day", ""),
        given.get("talk", ""),
        given.get("talked", ""),
    )
    return replace(typed, errors=tuple(_wrong(typed, here, rules)))


def _wrong(typed: Typed, here: Practice, rules: tuple[Norm, ...]) -> Iterator[tuple[str, str]]:
    if rules and typed.rule not in {each.id for each in rules}:
        yield "rule", _("Kies een van de antwoorden.")
    if typed.talk and typed.talk not in {each.id for each in here.talks}:
        yield "talk", _("Kies een van de antwoorden.")
    for name, given, needed in (
        ("on", typed.on, True),
        ("day", typed.day, False),
        ("talked", typed.talked, bool(typed.talk)),
    ):
        if (given or needed) and _day(given) is None:
            yield name, _("Kies de dag.")
    on, talked = _day(typed.on), _day(typed.talked)
    day = _day(typed.day)
    if on and day and day < on:
        yield "day", _("Kies een dag die er niet voor ligt.")
    if typed.talk and on and talked and talked < on:
        yield "talked", _("Kies een dag die er niet voor ligt.")


def _day(given: str) -> date | None:
    """The day that was typed, where it lies near enough to count with."""
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return None
    return day if abs(day - clock.today()) <= _YEARS else None


def _seen(base: Practice, here: Practice, norm: Norm, typed: Typed) -> Seen | None:
    """What the case shows; None where none could be made up."""
    on, spoken = _day(typed.on), language()
    made = _made(base, here, norm, on) if on else None
    if made is None:
        return None
    timeline, day = made.timeline, _day(typed.day) or made.day
    talked = _day(typed.talked)
    if typed.talk and talked is not None:
        there = frozenset({*(each.id for each in timeline.people), "worker"})
        met = Fact("talk", "contact", talked, values=_talk(here, typed.talk), present=there)
        timeline = Timeline(timeline.people, (*timeline.facts, met))
        day = max(day, talked) if not typed.day else day
    standing = Standing(here, timeline, day)
    return Seen(
        day,
        trying.story(here, timeline, spoken),
        trying.tasks(base, here, timeline, day, spoken),
        stops(base, here, timeline, spoken, _asked(base, here, norm)),
        trying.other_talks(base, here, spoken),
        tuple(trying.other_letters(base, here, standing, spoken)),
    )


def _talk(here: Practice, talk_id: str) -> dict[str, str]:
    mode = here.talk(talk_id).mode
    return {"talk": talk_id} | ({"mode": mode} if mode != "any" else {})


def _asked(base: Practice, here: Practice, norm: Norm) -> frozenset[str]:
    """The decisions before which a rule stands, in either version."""
    both = [each for version in (base, here) for each in version.norms if each.id == norm.id and each.requires]
    return frozenset(decision for each in both if each.requires for decision in each.requires.decision)


def _made(base: Practice, here: Practice, norm: Norm, on: date) -> Invented | None:
    """A case for the rule as it was, so that both read it; by the copy where the rule is new there or began to ask."""
    before = next((each for each in base.norms if each.id == norm.id), None)
    return (before and invented(base, before, on)) or invented(here, norm, on)
