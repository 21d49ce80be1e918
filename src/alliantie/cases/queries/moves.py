"""Reading moves of cases to another version: in numbers, and by case only where whoever manages works in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie.access.call import read
from alliantie.access.identity import Actor, proven_actor
from alliantie.cases.models import Case, Move, MovedCase
from alliantie.cases.queries.own_practices import versions_of
from alliantie.practices import Practice, UnknownPracticeError, library
from alliantie.practices.changed_words import other_term
from alliantie.practices.norm import Norm
from alliantie.practices.show_norms import fact_name

MOST_OWN = 50
State = MovedCase.State


@dataclass(frozen=True, slots=True)
class ChangedDuty:
    """A duty that changes, in words with its term where that became another, and for how many cases."""

    name: str
    how: str
    """ "new", "gone", "earlier" or "later"."""
    cases: int


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case the reader works in: what changes there, on which days, and what it lacks."""

    id: UUID
    title: str
    state: str
    changes: tuple[tuple[str, date | None, date | None], ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a move changes, and how far it came: cases by state, duties, what is not there any more, own cases."""

    counts: dict[str, int]
    changes: tuple[ChangedDuty, ...]
    lacking: tuple[tuple[str, int], ...]
    own: tuple[OwnCase, ...] = field(default=())
    earlier: str = ""
    """The version before the one that cases go to, "" for a way back."""
    terms: tuple[str, ...] = ()
    """The rules that have another term than in that version, whether a case meets them now or later."""

    @property
    def total(self) -> int:
        """How many cases there are in all."""
        return sum(self.counts.values())

    def of(self, *states: str) -> int:
        """How many cases are in these states."""
        return sum(self.counts.get(each, 0) for each in states)


def moves_of(actor: Actor, organisation_id: UUID, practice_id: str) -> tuple[Move, ...]:
    """The last ten moves of a practice, newest first. One query."""
    found = Move.objects.visible_to(actor).filter(organisation_id=organisation_id, practice_id=practice_id)
    return tuple(found.select_related("team", "planned_by").order_by("-planned_at", "id")[:10])


def get_move(actor: Actor, move_id: UUID) -> Move:
    """A move of the organisation whose practices the actor manages. One query. Raises Move.DoesNotExist."""
    found: Move = Move.objects.visible_to(actor).select_related("team", "planned_by", "undoes").get(id=move_id)
    return found


def own_cases(actor: Actor, organisation_id: UUID, practice: Practice) -> tuple[Case, ...]:
    """The running cases of a practice, under another version, that the actor works in. One query."""
    found = Case.objects.visible_to(actor).filter(
        organisation_id=organisation_id, practice_id=practice.id, closed_on__isnull=True
    )
    return tuple(found.exclude(practice_version=practice.version).order_by("title_key", "id")[:MOST_OWN])


def shown_move(actor: Actor, move: Move, language: str) -> Shown:
    """What a move changes and how far it came. Three queries."""
    proven_actor(actor)
    counts: dict[str, int] = {}
    changes: dict[tuple[str, str], int] = {}
    lacks: dict[str, int] = {}
    for what, version, first, second, cases in read("access.move_told", move.id):
        if what == "state":
            counts[first] = cases
        elif what in ("change", "wait"):
            key = (_norm(move, version, first, language, waits=what == "wait"), second)
            changes[key] = changes.get(key, 0) + cases
        else:
            name = name_of(move.practice_id, version, first, second, language)
            lacks[name] = lacks.get(name, 0) + cases
    order = ("new", "gone", "earlier", "later")
    told = sorted(changes.items(), key=lambda each: (order.index(each[0][1]), -each[1], each[0][0]))
    return Shown(
        counts,
        tuple(ChangedDuty(name, how, cases) for (name, how), cases in told),
        tuple(sorted(lacks.items())),
        _own(actor, move, language),
        *_terms(actor, move, language),
    )


def _own(actor: Actor, move: Move, language: str) -> tuple[OwnCase, ...]:
    found = MovedCase.objects.visible_to(actor).filter(move_id=move.id).select_related("case")
    return tuple(
        OwnCase(
            each.case_id,
            each.case.title,
            each.state,
            tuple(
                (
                    _norm(move, each.before, one["norm"], language, waits=bool(one.get("waits"))),
                    _day(one["was"]),
                    _day(one["will"]),
                )
                for one in each.changes
            ),
            tuple(name_of(move.practice_id, each.before, sort, name, language) for sort, name in each.lacking),
        )
        for each in found.order_by("case__title_key", "case_id")[:MOST_OWN]
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _norm(move: Move, before: str, norm_id: str, language: str, *, waits: bool = False) -> str:
    """What a rule says, in the version a case comes from or else in the one it goes to, and how its term changes.

    Of days on which a case `waits`, for what that is.
    """
    found: list[Norm] = []
    for version in (before, move.version):
        try:
            found.append(library().get(move.practice_id, version).norm(norm_id))
        except (KeyError, UnknownPracticeError):
            continue
    if not found:
        return norm_id
    for_what = next((each.waits for each in found if each.waits is not None), None)
    if waits and for_what is not None:
        return _("%(what)s (wachten)") % {"what": for_what.in_(language)}
    return _with_term(found[0], found[-1], language)


def _with_term(old: Norm, new: Norm, language: str) -> str:
    """What a rule says, and how its term changes where it does."""
    name, terms = old.text.in_(language), other_term(old, new, language)
    if terms is None:
        return name
    return _("%(rule)s: %(was)s wordt %(will)s") % {"rule": name, "was": terms[0], "will": terms[1]}


def _terms(actor: Actor, move: Move, language: str) -> tuple[str, tuple[str, ...]]:
    """The version before the one of a move, and each rule that has another term since. A query; none for a way back."""
    there = versions_of(actor, move.organisation_id, [move.practice_id])[move.practice_id] if move.version else ()
    earlier = there[there.index(move.version) + 1 :] if move.version in there else ()
    try:
        old, new = (library().get(move.practice_id, each) for each in (earlier[0], move.version))
    except (IndexError, UnknownPracticeError):
        return "", ()
    rules = ((each, norm) for each in old.norms for norm in new.norms if norm.id == each.id)
    return old.version, tuple(
        _with_term(one, other, language) for one, other in rules if other_term(one, other, language) is not None
    )


def name_of(practice_id: str, version: str, sort: str, id: str, language: str) -> str:
    """Something a case uses, in words: "gesprek: Huisbezoek". What has no name keeps its id."""
    sorts = {
        "measure": _("maatregel"),
        "condition": _("voorwaarde"),
        "talk": _("gesprek"),
        "letter": _("brief"),
        "form": _("formulier"),
        "outcome": _("uitkomst"),
        "incident": _("gebeurtenis"),
        "cause": _("oorzaak"),
        "response": _("reactie"),
        "decision": _("besluit"),
        "pair": _("paar"),
        "reason": _("reden van afsluiten"),
        "fact": _("wat is vastgelegd"),
        "phase": _("fase"),
        "norm": _("regel"),
        "version": _("versie van de werkwijze"),
    }
    try:
        called = _called(library().get(practice_id, version), sort, id.partition(".")[0], language)
    except UnknownPracticeError:
        called = ""
    part = id.partition(".")[2]
    told = _("%(sort)s: %(name)s") % {"sort": sorts.get(sort, sort), "name": called or id}
    return f"{told} ({part})" if part and called else told


def _called(practice: Practice, sort: str, id: str, language: str) -> str:
    if sort == "fact" and id in practice.vocabulary.facts:
        return fact_name(practice, id, "nl" if language == "nl" else "en")
    reactions, outcomes = practice.reactions, practice.outcomes
    groups: dict[str, Any] = {
        "measure": practice.measures,
        "condition": practice.conditions,
        "talk": practice.talks,
        "letter": practice.letters,
        "form": practice.forms,
        "outcome": practice.forms,
        "incident": reactions.incidents if reactions else (),
        "cause": reactions.causes if reactions else (),
        "response": reactions.responses if reactions else (),
        "decision": practice.decisions,
        "pair": practice.pairs,
        "reason": outcomes.reasons if outcomes else (),
        "phase": practice.phases,
        "norm": practice.norms,
    }
    for each in groups.get(sort, ()):
        if each.id == id and (named := getattr(each, "name", None) or getattr(each, "text", None)) is not None:
            return str(named.in_(language))
    return ""
