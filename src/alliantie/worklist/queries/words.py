"""How hard a rule is and why a round is suggested, in words of the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from alliantie.alliance.rules import CaseFact, Suggestion
from alliantie.cases.queries import Happened
from alliantie.cases.told import happened
from alliantie.norms.lasting import beyond, longest
from alliantie.practices import Practice, Source
from alliantie.practices.rounds import Moment
from alliantie.practices.terms import Grade
from alliantie.web.dates import short_day_in_words

WAYS = ("phone", "message", "visit")
STATUTORY = frozenset({"statute", "court"})


class Names(str):
    """Names as people say them; `several` tells which form of a verb goes with them."""

    __slots__ = ("several",)
    several: bool


def joined(names: Sequence[str]) -> Names:
    """Names as people say them: "Noor", "Noor en Ali", "Noor, Ali en Kim"."""
    said = "".join(names)
    if len(names) > 1:
        said = _("%(first)s en %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
    made = Names(said)
    made.several = len(names) > 1
    return made


def tried(way: str) -> str:
    """How someone was tried to be reached."""
    return {"phone": _("Gebeld"), "message": _("Bericht gestuurd"), "visit": _("Langs geweest")}[way]


def times(count: int) -> str:
    """How often, in words as far as people count in words."""
    numbers = {2: _("twee keer"), 3: _("drie keer"), 4: _("vier keer"), 5: _("vijf keer"), 6: _("zes keer")}
    return numbers.get(count) or _("%(count)s keer") % {"count": count}


def role(name: str) -> str:
    """Who someone is in a family, or "" where a case is about one person."""
    return {"young_person": _("Jeugdige"), "parent": _("Ouder")}.get(name, "")


def hardness(grade: Grade, source: Source) -> str:
    """How strictly a source puts something, as a worker says it."""
    match grade:
        case "must":
            if source.kind == "chain_agreement":
                return _("Moet volgens de ketenafspraak")
            return _("Moet van de wet") if source.kind in STATUTORY else _("Moet volgens de werkwijze")
        case "in_principle":
            return _("In principe")
        case "guideline":
            return _("Richtlijn")
        case _:
            return _("Gemiddeld, geen regel")


@dataclass(frozen=True, slots=True)
class Why:
    """Why a round is suggested: the moment, since when, the rule, the fact it starts from, and whose rule it is."""

    moment_id: str
    name: str
    since: date
    rule: str
    fact: str
    own_choice: bool
    source: str


def why(
    practice: Practice,
    suggestion: Suggestion,
    facts: Iterable[CaseFact],
    rounds_on: Sequence[date],
    today: date,
    language: str,
) -> Why:
    """A suggestion with its rule and its fact. Costs no query."""
    moment = practice.moment(suggestion.moment_id)
    rule, fact = _rule_and_fact(practice, moment, suggestion, list(facts), rounds_on, today, language)
    source = practice.source(moment.source) if moment.source else None
    return Why(
        moment.id,
        moment.name.in_(language),
        suggestion.since,
        rule,
        fact,
        suggestion.own_choice,
        f"{source.title.in_(language)}. {source.standing(language)}" if source else "",
    )


def _rule_and_fact(
    practice: Practice,
    moment: Moment,
    suggestion: Suggestion,
    facts: list[CaseFact],
    rounds_on: Sequence[date],
    today: date,
    language: str,
) -> tuple[str, str]:
    trigger = moment.trigger
    if trigger.after and trigger.period:
        rule = _("Regel: een ronde %(period)s na dit moment.") % {"period": trigger.period.in_words(language)}
        return rule, _dated(practice, facts, [trigger.after], today, language)
    if trigger.every:
        rule = _("Regel: elke %(period)s een ronde.") % {"period": trigger.every.in_words(language)}
        if rounds_on:
            day = short_day_in_words(max(rounds_on), language, today)
            return rule, _("De laatste ronde begon op %(day)s.") % {"day": day}
        return rule, _dated(practice, facts, ["case_opened"], today, language)
    if trigger.with_talk:
        name = practice.talk(trigger.with_talk).name.in_(language)
        day = short_day_in_words(suggestion.since, language, today)
        return _("Regel: een ronde bij dit gesprek."), _("%(what)s: %(day)s.") % {"what": name, "day": day}
    return _("Regel: een ronde bij het tweede contact hierna."), _dated(
        practice, facts, list(trigger.second_contact_after or ()), today, language
    )


def _dated(practice: Practice, facts: list[CaseFact], kinds: list[str], today: date, language: str) -> str:
    last = max((fact for fact in facts if fact.kind in kinds), key=lambda fact: fact.on)
    return _("%(what)s: %(day)s.") % {
        "what": happened(practice, last.kind, last.talk_id, language),
        "day": short_day_in_words(last.on, language, today),
    }


def limits_in_words(practice: Practice, measures: Iterable[str], language: str, today: date) -> str:
    """How long these measures last at most unless somebody says why, with the source; "" where nothing says so."""
    found = [(practice.measure(each), longest(practice, each, today)) for each in dict.fromkeys(measures)]
    return "; ".join(
        f"{measure.name.in_(language)}: {limit[1].in_words(language)}"
        f" ({practice.source(limit[0].source).title.in_(language)})"
        for measure, limit in found
        if limit is not None
    )


def longer_in_words(
    practice: Practice,
    measure_id: str,
    starts_on: date,
    until: date | None,
    facts: Iterable[Happened],
    language: str,
) -> str:
    """The day that the source sets as the last for a measure that was imposed for longer, and why it was; else "".

    `facts` are newest first. Costs no query.
    """
    found = beyond(practice, measure_id, starts_on, until)
    if found is None:
        return ""
    norm, last = found
    whys = (each.text for each in facts if each.kind == "norm_deviated" and each.values.get("norm") == norm.id)
    told = {
        "source": practice.source(norm.source).title.in_(language),
        "day": short_day_in_words(last, language),
        "why": next(whys, ""),
    }
    limit = _("%(source)s: hoogstens tot en met %(day)s.") % told
    return f"{limit} {_('Langer, want: %(why)s') % told}" if told["why"] else limit
