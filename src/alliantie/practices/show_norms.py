"""The norms of a practice in words, each in one sentence: what, when, for whom, how strictly and from which source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from alliantie.practices.norm import AtMost, Every, Followed, Match, Norm, Requires, Within
from alliantie.practices.periods import each_time, times
from alliantie.practices.schema import Practice
from alliantie.practices.show_conditions import condition_in_words, one_of
from alliantie.practices.show_norm_words import FACTS, HARDNESS, WORDS
from alliantie.practices.terms import Measures
from alliantie.practices.texts import Language


def fact_name(practice: Practice, kind: str, language: Language) -> str:
    """What a kind of fact is called; raises KeyError for one this practice does not have."""
    if kind in FACTS:
        return FACTS[kind][language]
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
    hardness = WORDS[language]["average"] if norm.grade == "average" else hardness_in_words(practice, norm, language)
    return f"{'; '.join(parts)}. {hardness}."


def briefly(practice: Practice, norm: Norm, language: Language) -> str:
    """When a norm asks, or before what, under what condition, and how hard, as one short sentence."""
    first, hardness = next(_rule(practice, norm, language)), hardness_in_words(practice, norm, language)
    if norm.when is not None:
        first += f", {WORDS[language]['if'].format(when=condition_in_words(practice, norm.when, language))}"
    return f"{first[:1].upper()}{first[1:]} · {WORDS[language]['average'] if norm.grade == 'average' else hardness}"


def exactly(practice: Practice, norm: Norm, language: Language) -> str:
    """What a norm says besides its brief sentence: exceptions and own choices; "" for nothing."""
    said = "; ".join([*_rule(practice, norm, language)][1:])
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def strictness_in_words(practice: Practice, norm: Norm, language: Language) -> str:
    """How strictly the source of a norm puts it, and what the norm does to a decision; "" for an average."""
    if norm.grade == "average":
        return ""
    words, source = WORDS[language], practice.source(norm.source)
    unchecked = norm.effect == "blocks" and source.checked is None
    graded = words["our_choice" if source.kind == "own" else norm.grade]
    return f"{graded}; {words['blocks_checked' if unchecked else norm.effect]}."


def hardness_in_words(practice: Practice, norm: Norm, language: Language) -> str:
    """How hard a norm is for the reader; what binds by an agreement in the chain is not called the law."""
    agreed = norm.hardness == "law" and practice.source(norm.source).kind == "chain_agreement"
    return HARDNESS["chain_agreement" if agreed else norm.hardness][language]


def term_in_words(practice: Practice, norm: Norm, language: Language) -> str:
    """The term of a rule with the fact it counts from, as the rule begins in words; "" for one without a term."""
    rule = norm.within or norm.every or norm.at_most or norm.requires
    if not isinstance(rule, Requires):
        return next(_rule(practice, norm, language), "")
    return next(_gate_terms(practice, rule, language), "")


def _rule(practice: Practice, norm: Norm, language: Language) -> Iterator[str]:
    words = WORDS[language]
    rule = norm.within or norm.every or norm.at_most or norm.requires
    if isinstance(rule, Within):
        yield _within(practice, rule, language)
        if rule.apart:
            yield words["apart"]
        if rule.part_of:
            yield _part_of(practice, rule, language)
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
    words = WORDS[language]
    before = one_of([practice.decision(each).name.in_(language) for each in rule.decision], language)
    yield words["requires"].format(decision=before)
    yield from gate_terms(practice, rule, language)
    if rule.unless:
        yield words["unless"].format(fact=_any_of(practice, rule.unless, language))
    if rule.same:
        yield words["same"]
    if rule.if_there:
        yield words["if_there"]
    yield from _followed(practice, rule.followed, language)
    if not rule.emergency:
        yield words["no_emergency"]


def gate_terms(practice: Practice, rule: Requires, language: Language) -> Iterator[str]:
    """For how long a gate waits, and what opens it counts, by terms and by days that a fact names."""
    words, fact = WORDS[language], _match(practice, rule.needs, language)
    if isinstance(rule.passed, str):
        yield words["passed_day"].format(fact=fact)
    yield from _gate_terms(practice, rule, language)
    if rule.runs is not None and (days := rule.runs.days) is not None:
        yield words["runs_days"].format(fact=fact_name(practice, days.fact, language))
    if rule.holds_until is not None:
        yield words["holds_until"].format(fact=fact)


def _gate_terms(practice: Practice, rule: Requires, language: Language) -> Iterator[str]:
    """For how long what opens a gate counts, and how long the gate waits."""
    words, fact = WORDS[language], _match(practice, rule.needs, language)
    if rule.fresh is not None:
        yield words["fresh"].format(term=rule.fresh.in_words(language), fact=fact)
    if rule.passed is not None and not isinstance(rule.passed, str):
        yield words["passed"].format(term=rule.passed.in_words(language), fact=fact)
    if rule.runs is not None:
        yield words["runs"].format(term=rule.runs.least.in_words(language))


def _followed(practice: Practice, rule: Followed | None, language: Language) -> Iterator[str]:
    if rule is not None:
        by = _any_of(practice, rule.by, language)
        yield WORDS[language]["followed"].format(each=_any_of(practice, rule.each, language), by=by)


def _any_of(practice: Practice, matches: Iterable[Match], language: Language) -> str:
    return one_of([_match(practice, each, language) for each in matches], language)


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
    return WORDS[language][name].format(term=term, first=first, start=start, age=rule.from_age)


def _part_of(practice: Practice, rule: Within, language: Language) -> str:
    words, fact = WORDS[language], _any_of(practice, rule.part_of, language)
    if rule.part_for is None:
        return words["part_of"].format(fact=fact)
    said = words["part_for"].format(fact=fact, term=rule.part_for.in_words(language))
    return f"{said} ({words['own_choice']})" if rule.part_for_by == "own" else said


def _limit(practice: Practice, rule: AtMost, language: Language) -> str:
    words = WORDS[language]
    if rule.start is not None and rule.term is not None:
        said = words["lasting"].format(term=rule.term.in_words(language), start=_match(practice, rule.start, language))
        return f"{said}, {words['named']}" if rule.named else said
    number, window = times(rule.number or 0, language), each_time(rule.window, language) if rule.window else ""
    return words["in_window" if window else "at_most"].format(number=number, term=window)


def _reach(practice: Practice, norm: Norm, language: Language) -> Iterator[str]:
    yield measures_in_words(practice, norm.measures, language)
    if norm.when is not None:
        yield WORDS[language]["if"].format(when=condition_in_words(practice, norm.when, language))


def measures_in_words(practice: Practice, measures: Measures, language: Language) -> str:
    """Under which measures something holds, by those it names or by those it leaves out."""
    words = WORDS[language]
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
        name = WORDS[language]["lacks"].format(name=name)
    if match.where is None:
        return name
    return WORDS[language]["where"].format(name=name, where=condition_in_words(practice, match.where, language))
