"""What a worker is asked once before something that a rule of the practice does not expect, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie.cases.models import Case
from alliantie.cases.queries import conditions_in, measures_in, practice_of
from alliantie.norms.calendars import last_day
from alliantie.norms.doubts import outside_ages
from alliantie.practices import Practice
from alliantie.web.dates import short_day_in_words
from alliantie.worklist.queries.talks import Talk


def of_measure(
    practice: Practice, measure_id: str, start: date, people: Iterable[tuple[str, str, date]], language: str
) -> tuple[str, ...]:
    """Who is of another age than a measure that begins on a day is for. Costs no query.

    `people` are those for whom it begins, each with name, role and birth date.
    """
    name, found = practice.measure(measure_id).name.in_(language), []
    for called, role, born in people:
        if (outside := outside_ages(practice, measure_id, role, born, start)) is not None:
            ages, years = outside
            told = {"name": called, "age": years, "least": ages.least, "most": ages.most, "measure": name}
            fault = _("%(name)s is dan %(age)s jaar. %(measure)s kan beginnen van %(least)s tot en met %(most)s jaar.")
            source = {"source": practice.source(ages.source).title.in_(language)}
            found.append(" ".join((fault % told, _("Bron: %(source)s.") % source)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Apart:
    """Something that keeps people of a case apart, about one of them or (None) about the case, from a day to a last."""

    name: str
    client_id: UUID | None
    client_name: str
    starts_on: date
    last: date | None
    until: date | None = None
    """The day a measure was imposed until, which tells no more: it runs until its end is recorded."""

    def meets(self, with_id: UUID | None, on: date) -> bool:
        """Whether a talk on that day, with one person or (None) with everyone, is one that it concerns."""
        holds = self.starts_on <= on and (self.last is None or on <= self.last)
        return holds and (with_id is None or self.client_id in (None, with_id))

    def in_words(self, language: str) -> str:
        """What to mind when a talk is planned."""
        told = {"what": self.name, "name": self.client_name}
        last = self.last or (last_day(self.until) if self.until else None)
        if last is not None:
            until = {"what": self.name, "day": short_day_in_words(last, language)}
            told["what"] = _("%(what)s, tot en met %(day)s") % until
        if self.client_name:
            return _("Voor %(name)s geldt: %(what)s. Breng %(name)s niet samen met de anderen.") % told
        return _("Er geldt: %(what)s. Breng niet samen wie elkaar niet mag zien.") % told


@dataclass(frozen=True, slots=True)
class TalkApart:
    """A planned talk that would bring people together who are kept apart on its day, and what keeps them apart."""

    talk: Talk
    told: tuple[str, ...]


def talks_apart(case: Case, coming: Iterable[Talk], language: str, today: date) -> tuple[TalkApart, ...]:
    """Those of the coming talks of a case read as a whole to which that applies. Costs no query."""
    apart = kept_apart(case, language, today)
    found = (
        TalkApart(talk, tuple(each.in_words(language) for each in apart if each.meets(talk.client_id, talk.on)))
        for talk in coming
    )
    return tuple(each for each in found if each.told)


def kept_apart(case: Case, language: str, today: date) -> tuple[Apart, ...]:
    """What keeps people of a case read as a whole apart, today or later. Costs no query."""
    practice = practice_of(case)
    found = [
        Apart(each.name(language), each.client_id, each.client_name, each.starts_on, each.ended_on or each.until)
        for each in conditions_in(case, practice)
        if practice.condition(each.sort).keeps_apart
    ]
    found += (
        Apart(
            practice.measure(each.measure_id).name.in_(language),
            each.client_id,
            each.client_name,
            each.starts_on,
            # A measure is over on the day it ends, and runs on until that is recorded.
            last_day(each.ends_on) if each.ends_on else None,
            each.until,
        )
        for each in measures_in(case)
        if practice.measure(each.measure_id).kind == "house_ban"
    )
    return tuple(each for each in found if each.last is None or each.last >= today)
