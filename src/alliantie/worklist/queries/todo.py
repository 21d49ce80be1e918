"""What there is to do, in words: what is due, how late, how hard, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Generic, TypeVar, cast
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliantie.cases.queries import Due
from alliantie.cases.told import capital
from alliantie.norms.duty import Duty
from alliantie.norms.explain import explained
from alliantie.practices.norm import Norm
from alliantie.practices.texts import Language
from alliantie.web.dates import day_in_words


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do. `late` says how late and is "" in time, `when` says by when; `waits_for` is whose turn it is.

    `way` is the address of the page on which it is done, and `plan` of the one on which a talk is planned; "" where the
    page it stands on has no use for one. `also` are
    later days by which other rules ask the same, each with how hard.
    """

    id: UUID
    case_id: UUID
    what: str
    about: str
    late: str
    when: str
    hardness: str
    waits_for: str
    why: tuple[str, ...]
    source: str
    way: str = ""
    plan: str = ""
    also: tuple[str, ...] = ()
    fixed: bool = False
    """Whether nobody can put it off: what the law gives a client."""

    @property
    def title(self) -> str:
        """What to do, and in whose case."""
        return _("%(what)s: %(name)s") % {"what": self.what, "name": self.about} if self.about else self.what

    @property
    def detail(self) -> str:
        """By when, how hard, and whose turn, on one line."""
        return " · ".join(filter(None, (self.waits_for, self.when, self.hardness, *self.also)))


Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Rows(Generic[Row]):
    """The rows of a group that are shown, and how many there are."""

    rows: tuple[Row, ...]
    count: int

    @property
    def left_out(self) -> int:
        """How many are not shown."""
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class TodoList:
    """What there is to do on the start page, in four groups, each the hardest first.

    `aimed` are wishes whose day is over: nothing of them is too late, and none of them is work of this week.
    """

    late: Rows[Todo]
    this_week: Rows[Todo]
    aimed: Rows[Todo]
    waiting: Rows[Todo]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in any group."""
        return not (self.late.count or self.this_week.count or self.aimed.count or self.waiting.count)


def end_of_week(today: date) -> date:
    """The last of the seven days from `today` on: on a Friday, Monday's work is seen as well."""
    return today + timedelta(days=6)


def todo_list(found: Iterable[Due], language: str, today: date, most: int | None = None) -> TodoList:
    """What was found to be due, by group. Costs no query.

    With `most` the rows are so many of one's own at most, all groups together, hardest first; what waits for others is
    counted only.
    """
    own: list[list[Due]] = []
    waiting: list[list[Due]] = []
    for dues in at_once(found):
        (own if dues[0].own_turn else waiting).append(dues)
    first = {dues[0].number for dues in own[:most]} | {dues[0].number for dues in waiting if most is None}

    def group(found: list[list[Due]]) -> Rows[Todo]:
        rows = (
            todo_of(due, language, today, about=due.name or due.case_title, also=others)
            for due, *others in found
            if due.number in first
        )
        return Rows(tuple(rows), len(found))

    late: list[list[Due]] = []
    week: list[list[Due]] = []
    aimed: list[list[Due]] = []
    for dues in own:
        (late if dues[0].kept.missed else aimed if all(due.kept.aimed for due in dues) else week).append(dues)
    return TodoList(group(late), group(week), group(aimed), group(waiting))


def at_once(found: Iterable[Due]) -> list[list[Due]]:
    """What is due, in the order found; what several rules ask with the same words from one start stands together.

    The first of those is what is too late, or else the one that is due first: a wish before what the law asks, for
    instance.
    """
    groups: dict[tuple[object, ...], list[Due]] = {}
    for due in found:
        kept, text = due.kept, due.practice.norm(due.kept.norm).text.nl
        groups.setdefault((due.of_case, text, kept.start, kept.person, kept.who), []).append(due)
    return [sorted(group, key=lambda due: (not due.kept.missed, due.kept.due)) for group in groups.values()]


def todo_of(
    due: Due, language: str, today: date, *, about: str, way: str = "", plan: str = "", also: Iterable[Due] = ()
) -> Todo:
    """A duty in words, with what other rules `also` ask. `about` is whose it is, "" where the page says so already.

    Costs no query.
    """
    duty, norm = due.duty, _norm(due)
    told = explained(due.practice, duty, cast(Language, language))
    others = [(each, explained(each.practice, each.duty, cast(Language, language))) for each in also]
    role = "" if due.own_turn else due.practice.role(duty.who).name.in_(language)
    return Todo(
        due.id,
        due.case_id,
        told.what,
        about,
        how_late(duty.due, today) if duty.missed else "",
        "" if duty.missed else told.when if norm.only_tells else _by_when(norm, duty, language, today),
        _how_hard(norm, duty, told.hardness, language, today),
        role,
        (
            *told.why,
            *(_("%(when)s: %(source)s") % {"when": capital(each.when), "source": each.source} for _due, each in others),
        ),
        told.source,
        way,
        plan,
        tuple(
            f"{_late_or_when(_norm(each), replace(each.duty, still=1), language, today)}"
            f" · {_how_hard(_norm(each), each.duty, words.hardness, language, today)}"
            for each, words in others
        ),
        norm.id in due.practice.rights,
    )


def _norm(due: Due) -> Norm:
    return due.practice.norm(due.duty.norm)


def how_late(due: date, today: date) -> str:
    """ "3 dagen te laat", from three months on in whole months, or "" in time."""
    days = (today - due).days
    if days <= 0:
        return ""
    if days > 90:
        months = days * 12 // 365
        return ngettext("%(count)s maand te laat", "%(count)s maanden te laat", months) % {"count": months}
    return ngettext("%(count)s dag te laat", "%(count)s dagen te laat", days) % {"count": days}


def late_or_by(norm: Norm, due: date, language: str, today: date) -> tuple[str, str]:
    """How late something is, and by which day while it is not; since when, of what is only told and never late."""
    if norm.only_tells:
        return "", _("sinds %(day)s") % {"day": day_in_words(due, language, today)}
    late = "" if norm.never_late else how_late(due, today)
    return late, "" if late else by_day(norm, due, language, today)


def by_day(norm: Norm, due: date, language: str, today: date) -> str:
    """ "uiterlijk 5 mei"; of the end of a measure the last day on which that holds, as its frame says it.

    Of a wish whose day is over nothing is missed: it says which day was aimed at.
    """
    told = {"day": day_in_words(due, language, today)}
    if norm.ends_measure:
        return _("tot en met %(day)s") % told
    return (_("streefdatum was %(day)s") if norm.is_wish and due < today else _("uiterlijk %(day)s")) % told


def _late_or_when(norm: Norm, duty: Duty, language: str, today: date) -> str:
    return how_late(duty.due, today) if duty.missed else _by_when(norm, duty, language, today)


def _by_when(norm: Norm, duty: Duty, language: str, today: date) -> str:
    ends_today = duty.due == today and not norm.ends_measure
    said = _("vandaag") if ends_today else by_day(norm, duty.due, language, today)
    if duty.by_rule is not None:
        said = _("met een reden: %(day)s") % {"day": said}
    return _("nog %(count)s keer, %(day)s") % {"count": duty.still, "day": said} if duty.still > 1 else said


def _how_hard(norm: Norm, duty: Duty, hardness: str, language: str, today: date) -> str:
    """How hard it is; with the day of the rule itself where another was recorded, so that nobody takes one for the
    other.
    """
    if duty.by_rule is None:
        return hardness
    day = day_in_words(duty.by_rule, language, today)
    said = _("tot en met %(day)s") % {"day": day} if norm.ends_measure else day
    return _("%(hardness)s: %(day)s") % {"hardness": hardness, "day": said}
