"""What can be recorded by hand in a case: what is asked now first, then what belongs to the measures that run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from alliantie.cases.models import Case
from alliantie.cases.queries import due_in, practice_of
from alliantie.cases.told import happened
from alliantie.norms.duty import Duty
from alliantie.practices import Practice
from alliantie.practices.norm import Match
from alliantie.worklist.queries.case_page import FAR
from alliantie.worklist.queries.kinds import kinds_of
from alliantie.worklist.queries.measures import measures_of


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds of facts under a heading, each with its name; `folded` ones are of measures that do not run."""

    title: str
    kinds: tuple[tuple[str, str], ...]
    folded: bool = False


def groups_of(case: Case, language: str, today: date) -> tuple[Group, ...]:
    """What can be recorded in a case read as a whole, each once and in groups without empty ones. Costs no query."""
    practice = practice_of(case)
    left = dict.fromkeys(kinds_of(practice))
    running = {each.measure_id: each.name for each in measures_of(case, language) if each.ends_on is None}
    under = {sort.id: sort.measures for sort in practice.facts}
    if all(each.measures for each in practice.phases):
        under["phase_entered"] = tuple(dict.fromkeys(id for each in practice.phases for id in each.measures))

    def take(title: str, wanted: list[str], *, folded: bool = False) -> Group:
        kinds = tuple((kind, happened(practice, kind, "", language)) for kind in dict.fromkeys(wanted) if kind in left)
        for kind, _name in kinds:
            del left[kind]
        return Group(title, kinds, folded)

    of_measure = [(name, [kind for kind in left if id in under.get(kind, ())]) for id, name in running.items()]
    found = (
        take(
            _("Wordt nu gevraagd"),
            [
                kind
                for due in due_in(case, {}, today)
                if due.duty.due <= today + timedelta(days=FAR)
                for kind in _settles(practice, due.duty)
            ],
        ),
        *(take(name, kinds) for name, kinds in of_measure),
        take(_("In elke zaak"), [kind for kind in left if under.get(kind, "any") == "any"]),
        take(_("Iets anders"), list(left), folded=True),
    )
    return tuple(group for group in found if group.kinds)


def _settles(practice: Practice, duty: Duty) -> list[str]:
    """The kinds of facts with which what is due is done; what only drops it is not asked of anybody."""
    norm = practice.norm(duty.norm)
    ways: tuple[Match | None, ...] = ()
    if norm.within is not None:
        ways = (norm.within.done,)
    elif norm.every is not None:
        ways = (norm.every.counts,)
    elif norm.at_most is not None:
        ways = (norm.at_most.ends,)
    elif norm.requires is not None:
        ways = (norm.requires.needs,)
    return [way.fact for way in ways if way is not None]
