"""The norms of a practice in words, each in one sentence: what, when, for whom, how strictly and from which source."""

from __future__ import annotations

from collections.abc import Iterator

from alliantie.practices.norm import AtMost, Every, Followed, Match, Norm, Requires, Within
from alliantie.practices.periods import each_time, times
from alliantie.practices.schema import Practice
from alliantie.practices.show_conditions import condition_in_words
from alliantie.practices.terms import Measures
from alliantie.practices.texts import Language

_HARDNESS: dict[str, dict[Language, str]] = {
    "law": {"nl": "Moet van de wet", "en": "Required by law"},
    "chain_agreement": {"nl": "Moet volgens de ketenafspraak", "en": "Required by the chain agreement"},
    "needed": {"nl": "Nodig", "en": "Needed"},
    "wished": {"nl": "Gewenst", "en": "Desirable"},
}
_FACTS: dict[str, dict[Language, str]] = {
    "case_opened": {"nl": "begin van de zaak", "en": "start of the case"},
    "case_closed": {"nl": "einde van de zaak", "en": "end of the case"},
    "frame_explained": {"nl": "uitleg van het kader", "en": "explanation of the frame"},
    "contact": {"nl": "contact", "en": "contact"},
    "measure_started": {"nl": "begin van de maatregel", "en": "start of the measure"},
    "measure_extended": {"nl": "verlenging van de maatregel", "en": "extension of the measure"},
    "measure_ended": {"nl": "einde van de maatregel", "en": "end of the measure"},
    "phase_entered": {"nl": "begin van een fase", "en": "start of a phase"},
    "plan_agreed": {"nl": "plan afgesproken", "en": "plan agreed"},
    "warning": {"nl": "waarschuwing", "en": "warning"},
    "sanction": {"nl": "sanctie", "en": "sanction"},
    "worker_changed": {"nl": "wisseling van medewerker", "en": "change of worker"},
    "round_discussed": {"nl": "ronde besproken", "en": "round discussed"},
    "decision_taken": {"nl": "besluit genomen", "en": "decision taken"},
    "norm_suspended": {"nl": "regel opgeschort", "en": "rule suspended"},
    "norm_deviated": {"nl": "afgeweken met reden", "en": "deviated with a reason"},
    "term_set": {"nl": "eigen termijn vastgelegd", "en": "own term set"},
    "start_set": {"nl": "ander begin vastgelegd", "en": "own start set"},
    "gate_forced": {"nl": "met spoed gedaan, wegens gevaar", "en": "done in haste, because of danger"},
    "correction_asked": {"nl": "cliënt vroeg om verbetering", "en": "client asked for a correction"},
    "objection_made": {"nl": "cliënt is het niet eens met een besluit", "en": "client goes against a decision"},
    "withdrawn_by_client": {"nl": "cliënt trok iets in", "en": "client withdrew something"},
    "client_answered": {"nl": "antwoord aan de cliënt", "en": "answer to the client"},
}
_WORDS: dict[Language, dict[str, str]] = {
    "nl": {
        "within": "binnen {term} na: {start}",
        "at_once": "dezelfde werkdag als: {start}",
        "after": "binnen {term}, zodra {first} voorbij is na: {start}",
        "after_day": "binnen {term}, zodra de dag voorbij is die vaststaat bij: {start}",
        "before": "{term} voor het einde dat vaststaat bij: {start}",
        "by_end": "uiterlijk op het einde dat vaststaat bij: {start}",
        "from_age": "binnen {term} vanaf de {age}e verjaardag, na: {start}",
        "every": "{times} keer per {term}, vanaf: {start}",
        "every_first": "{times} keer per {term}, vanaf de eerste keer: {start}",
        "at_most": "hoogstens {number} keer",
        "in_window": "hoogstens {number} keer per {term}",
        "lasting": "hoogstens {term} na: {start}",
        "named": "of tot en met de laatste dag die is vastgelegd",
        "requires": "eerst, voor: {decision}",
        "passed": "{term} na: {fact}",
        "passed_day": "na de dag die vaststaat bij: {fact}",
        "runs": "na minstens {term}",
        "runs_days": "na de dagen van: {fact}",
        "holds_until": "tot en met de laatste dag die vaststaat bij: {fact}",
        "unless": "niet meer na: {fact}",
        "until": "tot: {fact}",
        "same": "van dezelfde gebeurtenis",
        "apart": "elke keer apart",
        "if_there": "alleen als dat er was",
        "followed": "pas als op elk hiervan: {each}, dit volgde: {by}",
        "no_emergency": "ook bij spoed",
        "own_start": "het begin is onze keuze",
        "own_term": "de termijn is onze keuze",
        "own_both": "begin en termijn zijn onze keuze",
        "limits": "per zaak te kiezen van {least} tot en met {most}",
        "must": "Volgens de bron moet dit",
        "in_principle": "Volgens de bron in principe",
        "guideline": "Volgens de bron een richtlijn",
        "our_choice": "Onze eigen keuze",
        "blocks": "houdt het besluit tegen",
        "blocks_checked": "houdt het besluit tegen, buiten de demo pas als iemand de bron toetste",
        "asks_reason": "wie het overslaat, schrijft waarom",
        "informs": "houdt niets tegen",
        "average": "Gemiddeld: het hoeft nooit",
        "any": "in elke zaak",
        "all": "onder elke maatregel",
        "under": "onder: {measures}",
        "not_under": "niet onder: {measures}",
        "if": "als {when}",
        "where": "{name} ({where})",
        "lacks": "{name}, zonder laatste dag",
    },
    "en": {
        "within": "within {term} after: {start}",
        "at_once": "on the same working day as: {start}",
        "after": "within {term}, counted from {first} after: {start}",
        "after_day": "within {term}, once the day is over that is named at: {start}",
        "before": "{term} before the end named at: {start}",
        "by_end": "by the end named at: {start}",
        "from_age": "within {term} of reaching the age of {age}, after: {start}",
        "every": "{times} every {term}, from: {start}",
        "every_first": "{times} every {term}, from the first time: {start}",
        "at_most": "{number} at most",
        "in_window": "{number} at most per {term}",
        "lasting": "at most {term} after: {start}",
        "named": "or up to and including the last day that was recorded",
        "requires": "first, before: {decision}",
        "passed": "{term} after: {fact}",
        "passed_day": "after the day that is named at: {fact}",
        "runs": "after at least {term}",
        "runs_days": "after the days of: {fact}",
        "holds_until": "up to and including the last day that is named at: {fact}",
        "unless": "no longer after: {fact}",
        "until": "until: {fact}",
        "same": "of the same incident",
        "apart": "each time apart",
        "if_there": "only where that happened",
        "followed": "not until each of these: {each}, was followed by: {by}",
        "no_emergency": "in an emergency too",
        "own_start": "the start is our choice",
        "own_term": "the term is our choice",
        "own_both": "start and term are our choice",
        "limits": "to be chosen per case from {least} to {most}",
        "must": "By the source a must",
        "in_principle": "By the source in principle",
        "guideline": "By the source a guideline",
        "our_choice": "Our own choice",
        "blocks": "stops the decision",
        "blocks_checked": "stops the decision, outside the demo only once somebody checked the source",
        "asks_reason": "who passes it over writes why",
        "informs": "stops nothing",
        "average": "An average: never due",
        "any": "in every case",
        "all": "under every measure",
        "under": "under: {measures}",
        "not_under": "not under: {measures}",
        "if": "if {when}",
        "where": "{name} ({where})",
        "lacks": "{name}, without a last day",
    },
}


def fact_name(practice: Practice, kind: str, language: Language) -> str:
    """What a kind of fact is called; raises KeyError for one this practice does not have."""
    if kind in _FACTS:
        return _FACTS[kind][language]
    found = next((sort.name.in_(language) for sort in practice.facts if sort.id == kind), None)
    if found is None:
        raise KeyError(kind)
    return found


def norm_in_words(practice: Practice, norm: Norm, language: Language) -> str:
    """A norm in one sentence; conditions too."""
    return f"{norm.text.in_(language)}: {rule_in_words(practice, norm, language)}"


def rule_in_words(practice: Practice, norm: Norm, language: Language) -> str:
    """What a norm asks, of whom and how hard, without its name."""
    parts = (*_rule(practice, norm, language), *_reach(practice, norm, language))
    hardness = _WORDS[language]["average"] if norm.grade == "average" else hardness_in_words(practice, norm, language)
    return f"{'; '.join(parts)}. {hardness}."


def strictness_in_words(practice: Practice, norm: Norm, language: Language) -> str:
    """How strictly the source of a norm puts it, and what the norm does to a decision; "" for an average."""
    if norm.grade == "average":
        return ""
    words, source = _WORDS[language], practice.source(norm.source)
    unchecked = norm.effect == "blocks" and source.checked is None
    graded = words["our_choice" if source.kind == "own" else norm.grade]
    return f"{graded}; {words['blocks_checked' if unchecked else norm.effect]}."


def hardness_in_words(practice: Practice, norm: Norm, language: Language) -> str:
    """How hard a norm is for the reader; what binds by an agreement in the chain is not called the law."""
    agreed = norm.hardness == "law" and practice.source(norm.source).kind == "chain_agreement"
    return _HARDNESS["chain_agreement" if agreed else norm.hardness][language]


def term_in_words(practice: Practice, norm: Norm, language: Language) -> str:
    """The term of a rule with the fact it counts from, as the rule begins in words; "" for one without a term."""
    rule = norm.within or norm.every or norm.at_most or norm.requires
    if not isinstance(rule, Requires):
        return next(_rule(practice, norm, language), "")
    if rule.fresh is None:
        return ""
    term, fact = rule.fresh.in_words(language), _match(practice, rule.needs, language)
    return _WORDS[language]["passed"].format(term=term, fact=fact)


def _rule(practice: Practice, norm: Norm, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    rule = norm.within or norm.every or norm.at_most or norm.requires
    if isinstance(rule, Within):
        yield _within(practice, rule, language)
        if rule.apart:
            yield words["apart"]
        yield from _followed(practice, rule.followed, language)
    elif isinstance(rule, Every):
        start = _match(practice, rule.start, language)
        yield words["every_first" if rule.which == "first" else "every"].format(
            times=times(rule.times, language), term=each_time(rule.term, language), start=start
        )
        if rule.until is not None:
            yield words["until"].format(fact=_match(practice, rule.until, language))
    elif isinstance(rule, AtMost):
        yield _limit(practice, rule, language)
    elif isinstance(rule, Requires):
        yield from _gate(practice, rule, language)
    own = [name for name in ("start", "term") if getattr(rule, f"{name}_by", "") == "own"]
    if own:
        yield words["own_both" if len(own) > 1 else f"own_{own[0]}"]
    if (limits := getattr(rule, "limits", None)) is not None:
        yield words["limits"].format(least=limits.least.in_words(language), most=limits.most.in_words(language))


def _gate(practice: Practice, rule: Requires, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    before = "; ".join(practice.decision(each).name.in_(language) for each in rule.decision)
    yield words["requires"].format(decision=before)
    if rule.passed is not None:
        term = "" if isinstance(rule.passed, str) else rule.passed.in_words(language)
        fact = _match(practice, rule.needs, language)
        yield words["passed" if term else "passed_day"].format(term=term, fact=fact)
    if rule.runs is not None:
        yield words["runs"].format(term=rule.runs.least.in_words(language))
        if (days := rule.runs.days) is not None:
            yield words["runs_days"].format(fact=fact_name(practice, days.fact, language))
    if rule.holds_until is not None:
        yield words["holds_until"].format(fact=_match(practice, rule.needs, language))
    for match in rule.unless:
        yield words["unless"].format(fact=_match(practice, match, language))
    if rule.same:
        yield words["same"]
    if rule.if_there:
        yield words["if_there"]
    yield from _followed(practice, rule.followed, language)
    if not rule.emergency:
        yield words["no_emergency"]


def _followed(practice: Practice, rule: Followed | None, language: Language) -> Iterator[str]:
    if rule is not None:
        by = " / ".join(_match(practice, way, language) for way in rule.by)
        yield _WORDS[language]["followed"].format(each=_match(practice, rule.each, language), by=by)


def _within(practice: Practice, rule: Within, language: Language) -> str:
    first = ""
    if rule.after is not None:
        name = "after_day" if isinstance(rule.after, str) else "after"
        first = "" if isinstance(rule.after, str) else rule.after.in_words(language)
    elif rule.from_age is not None:
        name = "from_age"
    else:
        at_once = str(rule.term) == "P0WD"
        name = ("by_end" if at_once else "before") if rule.before else "at_once" if at_once else "within"
    start, term = _match(practice, rule.start, language), rule.term.in_words(language)
    return _WORDS[language][name].format(term=term, first=first, start=start, age=rule.from_age)


def _limit(practice: Practice, rule: AtMost, language: Language) -> str:
    words = _WORDS[language]
    if rule.start is not None and rule.term is not None:
        said = words["lasting"].format(term=rule.term.in_words(language), start=_match(practice, rule.start, language))
        return f"{said}, {words['named']}" if rule.named else said
    number, window = times(rule.number or 0, language), each_time(rule.window, language) if rule.window else ""
    return words["in_window" if window else "at_most"].format(number=number, term=window)


def _reach(practice: Practice, norm: Norm, language: Language) -> Iterator[str]:
    yield measures_in_words(practice, norm.measures, language)
    if norm.when is not None:
        yield _WORDS[language]["if"].format(when=condition_in_words(practice, norm.when, language))


def measures_in_words(practice: Practice, measures: Measures, language: Language) -> str:
    """Under which measures something holds, by those it names or by those it leaves out."""
    words = _WORDS[language]
    if measures == "any":
        return words["any"]
    inside = [measure for measure in practice.measures if measure.id in measures]
    outside = [measure for measure in practice.measures if measure.id not in measures]
    named, name = (outside, "not_under") if len(outside) < len(inside) else (inside, "under")
    listed = ", ".join(measure.name.in_(language) for measure in named)
    return words[name].format(measures=listed) if named else words["all"]


def _match(practice: Practice, match: Match, language: Language) -> str:
    name = fact_name(practice, match.fact, language)
    if match.lacks is not None:
        name = _WORDS[language]["lacks"].format(name=name)
    if match.where is None:
        return name
    return _WORDS[language]["where"].format(name=name, where=condition_in_words(practice, match.where, language))
