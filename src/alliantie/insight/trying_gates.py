"""Which decisions and letters have to wait on a case that is made up, until when and for what: now, and in the copy."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from alliantie.insight.trying import readable
from alliantie.norms.gates import is_tied
from alliantie.norms.holding import Held, held
from alliantie.norms.invented import EXAMPLE
from alliantie.norms.timeline import Timeline
from alliantie.practices import Practice
from alliantie.web.dates import short_day_in_words

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stop:
    """A decision, its letters, and what holds it back: the `same` in both versions, and what the copy changes."""

    decision: str
    letters: tuple[str, ...]
    same: tuple[str, ...]
    was: tuple[str, ...]
    will: tuple[str, ...]


def stops(
    base: Practice, copied: Practice, timeline: Timeline, language: str, asked: Collection[str]
) -> tuple[Stop, ...]:
    """The decisions that wait otherwise under the copy, and those that are `asked` for."""
    return tuple(each for each in _stops(base, copied, timeline, language, asked))


def _stops(
    base: Practice, copied: Practice, timeline: Timeline, language: str, asked: Collection[str]
) -> Iterator[Stop]:
    named = {each.id: (version, each) for version in (base, copied) for each in version.decisions}
    for id, (version, decision) in named.items():
        now, then = (tuple(_told(each, readable(each, timeline), id, language)) for each in (base, copied))
        was, will = (tuple(each for each in one if each not in other) for one, other in ((now, then), (then, now)))
        if id not in asked and not was and not will:
            continue
        letters = tuple(each.name.in_(language) for each in version.letters if each.decision == id)
        # Beside what changes, the rest is read in the copy itself.
        same = tuple(each for each in then if each in now) if not was and not will else ()
        nothing = (_("Dit wacht nergens op."),)
        yield Stop(
            decision.name.in_(language),
            letters,
            same,
            was or (nothing if will and not now else ()),
            will or (nothing if was and not then else ()),
        )


def _told(practice: Practice, timeline: Timeline, decision: str, language: str) -> Iterator[str]:
    """What holds a decision back, a sentence for each rule; nothing where a version does not have the decision."""
    if decision not in {each.id for each in practice.decisions}:
        return
    incident = EXAMPLE if is_tied(practice, decision) else ""
    begins = min(fact.on for fact in timeline.facts)
    for each in held(practice, timeline, decision, incident=incident, demo=settings.DEMO):
        yield f"{practice.norm(each.norm).text.in_(language)}: {_holds(each, begins, language)}"


def _holds(found: Held, begins: date, language: str) -> str:
    """What a rule does to a decision, and on which days."""
    if found.effect == "informs":
        return _("zegt wat eerst moet, en houdt niets tegen. De bron is nog niet nagekeken.")
    if found.effect == "asks_reason":
        if not found.spans:
            return _("vraagt hier geen reden.")
        return _("vraagt een reden%(days)s.") % {"days": _days(found, begins, language)}
    if not found.spans:
        return _("houdt hier niet tegen.")
    danger = _("Bij gevaar kan het wel.") if found.emergency else _("Ook bij gevaar.")
    told = _("houdt tegen%(days)s.") % {"days": _days(found, begins, language)}
    return f"{told} {danger}"


def _days(found: Held, begins: date, language: str) -> str:
    """On which days, after a space; "" for as long as nothing else happens."""
    told = []
    for since, until in found.spans:
        days = {"first": short_day_in_words(since, language)}
        if until is not None:
            days["last"] = short_day_in_words(until - _A_DAY, language)
        if since == begins:
            told.append(_("tot en met %(last)s") % days if until is not None else "")
        else:
            told.append((_("van %(first)s tot en met %(last)s") if until is not None else _("vanaf %(first)s")) % days)
    said = _(" en weer ").join(told)
    return f" {said}" if said else ""
