"""A duty in words, Dutch and English: what to do, when, how hard, by which rule and source, and on what facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from alliantie.norms.duty import Duty, Lacks, Moved
from alliantie.norms.timeline import ENDING, Fact
from alliantie.practices import Practice
from alliantie.practices.facts import FactValueOf
from alliantie.practices.last_day import LAST_DAY
from alliantie.practices.norm import Norm
from alliantie.practices.periods import Term, WorkingDays
from alliantie.practices.show_norms import fact_name, hardness_in_words
from alliantie.practices.sources import day_in_words
from alliantie.practices.texts import Language


@dataclass(frozen=True)
class Explained:
    """A duty as a reader sees it; `why` is one sentence a line.

    `what` says what to do and, in brackets, about what: what its start has `in_title`.
    """

    what: str
    when: str
    hardness: str
    source: str
    why: tuple[str, ...]


def explained(practice: Practice, duty: Duty, language: Language, today: date | None = None) -> Explained:
    """`duty` of `practice` in words; with `today` a wish of which the day is over says so."""
    norm, source = practice.norm(duty.norm), practice.source(duty.source)
    return Explained(
        what=_LACKS[duty.lacks][language] if duty.lacks else _what(practice, norm, duty, language),
        when=_when(norm, duty, language, today),
        hardness=hardness_in_words(practice, norm, language),
        source=f"{source.title.in_(language)}. {source.standing(language)}",
        why=(
            _start(practice, norm, duty, language),
            *(_moved(duty, moved, language) for moved in duty.moved),
            *_by_rule(norm, duty, language),
        ),
    )


_LACKS: dict[Lacks, dict[Language, str]] = {
    "birth_date": {"nl": "Geboortedatum onbekend: vraag die na", "en": "Birth date unknown: ask for it"}
}


def _what(practice: Practice, norm: Norm, duty: Duty, language: Language) -> str:
    start = duty.start
    sort = next((sort for sort in practice.facts if sort.id == start.kind), None)
    # What waited for each of several, and is asked once, is about none of them alone.
    of_all = norm.within is not None and norm.within.followed is not None and norm.within.which != "each"
    said = [
        _answer(value, str(start.values[value.id]), language)
        for value in (sort.values if sort and not of_all else ())
        if value.in_title and value.id in start.values
    ]
    if norm.id == LAST_DAY or _of_each_measure(norm):
        said = [practice.measure(str(start.values["measure"])).name.in_(language)]
    text = norm.text.in_(language)
    return f"{text} ({', '.join(said)})" if said else text


def _of_each_measure(norm: Norm) -> bool:
    """Whether a rule of several measures asks the same of each by itself, so that two of those look alike."""
    if norm.within is None or norm.within.start.fact != "measure_started" or "measure" not in norm.within.done.same:
        return False
    return norm.measures == "any" or len(norm.measures) > 1


def _answer(value: FactValueOf, said: str, language: Language) -> str:
    option = next((option for option in value.options if option.id == said), None)
    return option.in_sentence(language) if option else said


def _when(norm: Norm, duty: Duty, language: Language, today: date | None) -> str:
    day = day_in_words(duty.due, language)
    if norm.only_tells:
        return f"sinds {day}" if language == "nl" else f"since {day}"
    if norm.ends_measure:
        return f"tot en met {day}" if language == "nl" else f"up to and including {day}"
    if norm.is_wish and today is not None and duty.due < today:
        return f"streefdatum was {day}" if language == "nl" else f"target date was {day}"
    if duty.still > 1:
        return f"nog {duty.still} keer, uiterlijk {day}" if language == "nl" else f"{duty.still} more by {day}"
    return f"uiterlijk {day}" if language == "nl" else f"by {day}"


def _start(practice: Practice, norm: Norm, duty: Duty, language: Language) -> str:
    # The term runs from the oldest of as many contacts as it needs, and from the start while there are fewer.
    runs = norm.every is not None and len(duty.counted) == norm.every.times
    said = f"{_happened(practice, duty.counted[0] if runs else duty.start, language)}."
    if duty.lacks:
        told = norm.text.in_(language)
        return f"{said} " + (
            f"Van een verjaardag hangt af: {told}." if language == "nl" else f"It depends on a birthday: {told}."
        )
    if duty.term is None:
        return f"{said} {_last_day(duty.before, language)}" if duty.before else said
    return " ".join((said, _term(norm, duty, duty.term, language), *_chosen(norm, language)))


def _last_day(day: date, language: Language) -> str:
    """Up to and including which day something lasts."""
    words = day_in_words(day, language)
    return f"Dit loopt tot en met {words}." if language == "nl" else f"This lasts up to and including {words}."


def _chosen(norm: Norm, language: Language) -> tuple[str, ...]:
    """What of the rule is our own choice, since the source does not name it."""
    rule = norm.within or norm.every or norm.at_most
    own = {name for name in _CHOSEN if getattr(rule, f"{name}_by", "source") == "own"}
    return tuple(text[language] for name, text in _CHOSEN.items() if name in own)


_CHOSEN: dict[str, dict[Language, str]] = {
    "start": {
        "nl": "Vanaf wanneer staat niet in de bron: onze keuze.",
        "en": "From when is not in the source: our choice.",
    },
    "term": {"nl": "De termijn staat niet in de bron: onze keuze.", "en": "The term is not in the source: our choice."},
}


def _happened(practice: Practice, fact: Fact, language: Language) -> str:
    name = fact_name(practice, fact.kind, language)
    talk = next((talk for talk in practice.talks if talk.id == fact.values.get("talk")), None)
    if talk is not None:
        name = talk.name.in_(language)
    return f"{name[0].upper()}{name[1:]}, {day_in_words(fact.on, language)}"


def _term(norm: Norm, duty: Duty, term: Term, language: Language) -> str:
    words = term.in_words(language)
    dutch = language == "nl"
    if isinstance(term, WorkingDays) and term.count == 0 and duty.before is not None:
        return _last_day(duty.before, language)
    if isinstance(term, WorkingDays) and term.count == 0:
        return "Dezelfde werkdag." if dutch else "The same working day."
    if norm.every is not None:
        times = norm.every.times
        return f"Termijn: {times} keer per {words.removeprefix('1 ')}." if dutch else f"Term: {times} in {words}."
    if duty.before is not None and duty.start.kind in ENDING:
        last = _last_day(duty.before, language)
        return f"Termijn: {words} voor het einde. {last}" if dutch else f"Term: {words} before the end. {last}"
    if duty.before is not None:
        day = day_in_words(duty.before, language)
        return f"Termijn: {words} voor {day}." if dutch else f"Term: {words} before {day}."
    if duty.after is not None:
        day = day_in_words(duty.after, language)
        return f"Termijn: {words} na {day}." if dutch else f"Term: {words} after {day}."
    return f"Termijn: {words}." if dutch else f"Term: {words}."


def _by_rule(norm: Norm, duty: Duty, language: Language) -> tuple[str, ...]:
    """The day that the rule itself sets, where it was put off: what was recorded is no day of the rule."""
    if duty.by_rule is None:
        return ()
    day = day_in_words(duty.by_rule, language)
    if language == "nl":
        return (f"De regel zelf zegt: {'tot en met' if norm.ends_measure else 'uiterlijk'} {day}.",)
    return (f"The rule itself says: {'up to and including' if norm.ends_measure else 'by'} {day}.",)


def _moved(duty: Duty, moved: Moved, language: Language) -> str:
    to = day_in_words(moved.to, language)
    on = day_in_words(moved.by.on, language) if moved.by else ""
    dutch = language == "nl"
    if moved.why == "own_start":
        day = moved.by.day("since") if moved.by else None
        since = day_in_words(day, language) if day else ""
        return f"In deze zaak telt dit vanaf {since}." if dutch else f"In this case it counts from {since}."
    if moved.why == "own_term":
        term = duty.term.in_words(language) if duty.term else ""
        return f"In deze zaak geldt {term}, sinds {on}." if dutch else f"This case has {term}, since {on}."
    if moved.why == "suspended":
        return f"Opgeschort tot en met {to}." if dutch else f"Suspended up to and including {to}."
    if moved.why == "deviated":
        to = f"tot en met {to}" if dutch else f"up to and including {to}"
        return f"Afgeweken met een reden, {to}." if dutch else f"Deviated with a reason, {to}."
    return f"Op die dag werkt niemand, dus {to}." if dutch else f"Nobody works on that day, so {to}."
