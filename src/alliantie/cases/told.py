"""What happened, in words of the reader's language and of the practice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from alliantie.norms.calendars import last_day
from alliantie.norms.timeline import Fact, FactValue
from alliantie.practices import Practice, parse_term, reaction
from alliantie.practices.norm import Norm
from alliantie.practices.show_norms import fact_name
from alliantie.practices.texts import Language, uncapitalised
from alliantie.web.dates import day_in_words, short_day_in_words
from alliantie.web.euros import euros_in_words


def capital(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


# What is called alike in each practice, put into the reader's language where it is told.
_USUAL = {
    "case_opened": gettext_noop("%(case)s begonnen"),
    "case_closed": gettext_noop("%(case)s afgesloten"),
    "worker_changed": gettext_noop("Wisseling van %(professional)s"),
    "plan_agreed": gettext_noop("%(plan)s afgesproken"),
    "warning": gettext_noop("Waarschuwing gegeven"),
    "sanction": gettext_noop("Sanctie opgelegd"),
    "round_discussed": gettext_noop("Ronde besproken"),
    "correction_asked": gettext_noop("Vraag om verbetering"),
    "objection_made": gettext_noop("Niet eens met een besluit"),
    "withdrawn_by_client": gettext_noop("Iets ingetrokken"),
    "client_answered": gettext_noop("Antwoord op een vraag van de cliënt"),
}


def happened(
    practice: Practice, kind: str, detail_id: str, language: str, values: Mapping[str, Any] | None = None
) -> str:
    """What a fact is called in this practice, with what it says. Raises KeyError for what is not in the practice."""
    if kind == "contact":
        talk = practice.talk(detail_id).name.in_(language)
        return _("%(talk)s, met uitleg van wat geldt") % {"talk": talk} if (values or {}).get("explained") else talk
    if kind in ("measure_started", "measure_ended"):
        named = {"measure": practice.measure(detail_id).name.in_(language)}
        return (_("Begin: %(measure)s") if kind == "measure_started" else _("Einde: %(measure)s")) % named
    if kind == "practice_changed":
        return _("Andere versie van de werkwijze: van %(before)s naar %(after)s") % dict(values or {})
    if kind in _USUAL:
        return _(_USUAL[kind]) % {
            "case": capital(practice.words.case.one(language)),
            "plan": capital(practice.words.plan.one(language)),
            "professional": practice.words.professional.one(language),
        }
    name = capital(fact_name(practice, kind, cast(Language, language)))
    said = _said(practice, kind, ({"measure": detail_id} if detail_id else {}) | dict(values or {}), language)
    return _("%(what)s: %(said)s") % {"what": name, "said": said} if said else name


def opposites(practice: Practice, one: Fact, other: Fact, language: str) -> str:
    """That two facts of one day say the opposite of each other, and what to do about it; without the last full stop."""
    differ = [name for name in one.values if name in other.values and one.values[name] != other.values[name]]
    said = [
        ", ".join(_answer(practice, one.kind, name, each.values[name], language) for name in differ)
        for each in (one, other)
    ]
    return _("%(what)s: op %(day)s staat er zowel “%(one)s” als “%(other)s”. Neem een van de twee terug") % {
        "what": capital(fact_name(practice, one.kind, cast(Language, language))),
        "day": day_in_words(one.on, language),
        "one": said[0],
        "other": said[1],
    }


def _answer(practice: Practice, kind: str, name: str, value: FactValue, language: str) -> str:
    if name == "phase":
        return next((each.name.in_(language) for each in practice.phases if each.id == value), str(value))
    values = (each for sort in practice.facts if sort.id == kind for each in sort.values if each.id == name)
    options = (option for each in values for option in each.options)
    if isinstance(value, bool):
        return _("Ja") if value else _("Nee")
    return next((option.name.in_(language) for option in options if option.id == value), str(value))


def _said(practice: Practice, kind: str, values: Mapping[str, Any], language: str) -> str:
    """What a fact says, in words and in the order in which it is asked: "niveau 2", "ja", "12 maart", "14 dagen"."""
    told = []
    incidents = practice.reactions.incidents if practice.reactions else ()
    # The database keeps names in an order of its own.
    asked = practice.vocabulary.facts.get(kind, {})
    for name, value in sorted(values.items(), key=lambda each: [*asked, each[0]].index(each[0])):
        match name:
            case reaction.TIE if kind in {each.fact for each in incidents} - practice.judgements:
                # An incident does not say of itself which one it is; a judgement of one does.
                continue
            case "measure":
                told.append(practice.measure(value).name.in_(language))
            case "phase":
                told.append(next(each.name.in_(language) for each in practice.phases if each.id == value))
            case "decision":
                told.append(practice.decision(value).name.in_(language))
            case "decided_by":
                told.append(_("besloten door %(name)s") % {"name": value})
            case "norm":
                norm = _norm(practice, values)
                told += [norm.text.in_(language)] if norm else []
            case "until" | "since":
                told.append(_day_said(practice, name, values, language))
            case "term":
                told.append(parse_term(value).in_words(cast(Language, language)))
            case _:
                told += _own_value(practice, kind, name, value, language)
    return ", ".join(told)


def _norm(practice: Practice, values: Mapping[str, Any]) -> Norm | None:
    """The rule that a fact is about, or None: an earlier edition of a draft can have had one that is gone."""
    return practice.norm(values["norm"]) if practice.has_norm(values.get("norm", "")) else None


def _day_said(practice: Practice, name: str, values: Mapping[str, Any], language: str) -> str:
    """From which day something counts, or up to and including which one it holds or is put off."""
    day = date.fromisoformat(values[name])
    if name == "since":
        return _("telt vanaf %(day)s") % {"day": short_day_in_words(day, language)}
    # A measure is over on the day that is kept, so its end is too; all else can still be done on it.
    norm = _norm(practice, values)
    over = "measure" in values or (norm is not None and norm.ends_measure)
    last = last_day(day) if over else day
    return _("tot en met %(day)s") % {"day": short_day_in_words(last, language)}


def _own_value(practice: Practice, kind: str, name: str, value: Any, language: str) -> list[str]:
    """What a value of the practice's own fact says; a yes is told by its name.

    A no is told only where it is all there is beside what the fact is about.
    """
    sort = next((each for each in practice.facts if each.id == kind), None)
    found = next((each for each in sort.values if each.id == name), None) if sort else None
    if found is None:
        return []
    if value is False:
        whole = sort is not None and all(each.in_title or each is found for each in sort.values)
        return [_("%(what)s: nee") % {"what": uncapitalised(found.name.in_(language))}] if whole else []
    match found.kind:
        case "yes_no":
            return [uncapitalised(found.name.in_(language))]
        case "choice":
            return [option.in_sentence(cast(Language, language)) for option in found.options if option.id == value]
        case "day":
            day = short_day_in_words(date.fromisoformat(value), language)
            return [f"{uncapitalised(found.name.in_(language))} {day}"]
        case "money":
            return [euros_in_words(Decimal(str(value)), language)]
        case "number":
            return [found.counted(value, language)]
        case _:
            return [str(value)]
