"""Each rule about facts, decisions and norms, broken once: the problem names line, field and reason."""

from __future__ import annotations

import pytest

from tests.norms.ways import NORMS
from tests.practices.example import changed, line_with, problems_in

WHOLE = changed(("phases: []\nnorms: []\n", NORMS))


def test_a_norm_of_each_kind_passes() -> None:
    assert problems_in(WHOLE) == []


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ("  - {id: meeting, ", "  - {id: contact, ", "facts[3].id",
         "contact is a fact every practice has; choose another id"),
        ("        options: [{id: low, name: {nl: Laag, en: Low}}, {id: high, name: {nl: Hoog, en: High}}]\n", "",
         "facts[0].values[0].options", "belong to a choice, and a choice needs them"),
        ("  - {id: meeting, name: {nl: Overleg, en: Meeting}}",
         "  - {id: meeting, name: {nl: Overleg, en: Meeting},"
         " values: [{id: held, name: {nl: Dag, en: Day}, kind: day, in_title: true}]}",
         "facts[3].values[0].in_title", "belongs to a text or a choice"),
        ("  - {id: meeting, name: {nl: Overleg, en: Meeting}}",
         "  - {id: meeting, name: {nl: Overleg, en: Meeting}, only_by: form}", "facts[3].only_by",
         "no form records meeting when it is sent"),
        ("  - {id: meeting, name: {nl: Overleg, en: Meeting}}",
         "  - {id: meeting, name: {nl: Overleg, en: Meeting},"
         " values: [{id: about, name: {nl: Wat, en: What}, kind: number, condition: true}]}",
         "facts[3].values[0].condition", "belongs to a text, in a practice with conditions"),
        ("fact: level-set, value: level}", "fact: level-set, value: height}", "known[0].value",
         "height is no value of that fact of this practice"),
        ("{id: level, name: {nl: Niveau, en: Level}, fact", "{id: age, name: {nl: Niveau, en: Level}, fact",
         "known[0].id", "age is known of every case; choose another name"),
        ("by: worker, source: law}", "by: boss, source: law}", "decisions[0].by", "boss is no role of this practice"),
        ('when: level == "high"', 'when: level == "hihg"', "norms[3].when",
         "hihg is no answer, talk, measure, phase or role of this practice; did you mean high?"),
        ("when: age >= 12", 'when: creditor == "x"', "norms[4].when",
         "creditor is said by the fact letter; put it among known as well, then a rule can ask for it"),
        ("when: age >= 12", "when: risk >= 12", "norms[4].when",
         "names risk, which this practice does not declare here; it may name age, level, measures, phase"),
        ('{fact: contact, where: talk == "visit"}', '{fact: contact, where: creditor == "visit"}',
         "norms[3].every.counts.where",
         "names creditor, which this practice does not declare here; "
         "it may name everyone, explained, minutes, mode, present, talk"),
        ("start: {fact: letter}\n", "start: {fact: leter}\n", "norms[1].within.start.fact",
         "leter is no fact of this practice; did you mean letter?"),
        ("same: [creditor]", "same_where_said: [amount]", "norms[1].within.done.same_where_said[0]",
         "the fact letter has no value amount"),
        ("same: [creditor]", "same: [amount]", "norms[1].within.done.same[0]", "the fact letter has no value amount"),
        ("done: {fact: answer, same: [creditor]}", "apart: true\n      done: {fact: answer}", "norms[1].within.apart",
         "belongs to which: each, with same: each start then needs its own"),
        ("      before: until", "      before: talk", "norms[2].within.before",
         "talk is no day that the fact measure_started names"),
        ("term: P3WD", "after: creditor\n      term: P3WD", "norms[1].within.after",
         "creditor is no term such as P2W, and no day that the fact letter names"),
        ("term: P3WD", "after: 3\n      term: P3WD", "norms[1].within.after",
         "must be a term, such as P1W, or the name of a day that the fact gives"),
        ("term: P3WD", "after: P1W\n      term: P0WD", "norms[1].within.term",
         "must be one day at least, since it runs when the first one is over"),
        ("      before: until", "      from_age: 18", "norms[2].within.from_age", "needs per: whose age it is"),
        ("      before: until", "      before: until\n      from_age: 18", "norms[2].within.from_age",
         "does not go with before or after: a term counts from one day"),
        ("      before: until", "      before: until\n      after: until", "norms[2].within.after",
         "does not go with before: a term counts from one day"),
        ("needs: {fact: meeting},", "needs: {fact: meeting}, passed: on,", "norms[8].requires.passed",
         "on is no term such as P2W, and no day that the fact meeting names"),
        ("needs: {fact: meeting},", "needs: {fact: meeting}, holds_until: last,", "norms[8].requires.holds_until",
         "last is no day that the fact meeting names"),
        ("needs: {fact: meeting},", "needs: {fact: meeting}, passed: P3X,", "norms[8].requires.passed",
         "must be a term, such as P1W, or the name of a day that the fact gives"),
        ("needs: {fact: meeting},", "needs: {fact: meeting}, unless: {fact: meetin},", "norms[8].requires.unless.fact",
         "meetin is no fact of this practice; did you mean meeting?"),
        ("needs: {fact: meeting},", "needs: {fact: meeting}, unless: [{fact: stopped}, {fact: meetin}],",
         "norms[8].requires.unless[1].fact", "meetin is no fact of this practice; did you mean meeting?"),
        ("dropped: {fact: stopped}", "dropped: [{fact: stoped}]", "norms[1].within.dropped[0].fact",
         "stoped is no fact of this practice; did you mean stopped?"),
        ("needs: {fact: meeting},", "needs: {fact: meeting}, runs: {least: P1W},", "norms[8].requires.runs",
         "needs passed: the day that the term may not end before"),
        ("needs: {fact: meeting},", "needs: {fact: meeting}, passed: on, runs: {least: P1W, days: {fact: meetin,"
         " value: days}},", "norms[8].requires.runs.days.fact",
         "meetin is no fact of this practice; did you mean meeting?"),
        ("needs: {fact: meeting},", "needs: {fact: meeting}, passed: on, runs: {least: P1W, days: {fact: letter,"
         " value: creditor}},", "norms[8].requires.runs.days.value",
         "creditor is no number that the fact letter says"),
        ("needs: {fact: meeting},", "needs: {fact: meeting}, followed: {each: {fact: leter}, by: {fact: stopped}},",
         "norms[8].requires.followed.each.fact", "leter is no fact of this practice; did you mean letter?"),
        ("needs: {fact: meeting},", "needs: {fact: meeting}, followed: {each: {fact: letter}, by: [{fact: stoped}]},",
         "norms[8].requires.followed.by[0].fact", "stoped is no fact of this practice; did you mean stopped?"),
        ("dropped: {fact: stopped}", "part_of: [{fact: stopped}, {fact: meetin}]",
         "norms[1].within.part_of[1].fact", "meetin is no fact of this practice; did you mean meeting?"),
        ("dropped: {fact: stopped}", "part_for: P3M", "norms[1].within.part_for",
         "needs part_of: what it is part of for so long"),
        ("dropped: {fact: stopped}", "followed: {each: {fact: letter}, by: {fact: stopped, same: [amount]}}",
         "norms[1].within.followed.by.same[0]", "the fact letter has no value amount"),
        ("needs: {fact: meeting},", "needs: {fact: meeting}, if_there: true,", "norms[8].requires.if_there",
         "needs passed, and has no emergency way: it only waits"),
        ("needs: {fact: meeting},", "needs: {fact: meeting}, passed: P1W, if_there: true,",
         "norms[8].requires.if_there", "needs passed, and has no emergency way: it only waits"),
        ("  - {id: meeting, name: {nl: Overleg, en: Meeting}}",
         "  - {id: meeting, name: {nl: Overleg, en: Meeting}, stands_until: [stoped]}",
         "facts[3].stands_until[0]", "stoped is no fact of this practice; did you mean stopped?"),
        ("  - {id: meeting, name: {nl: Overleg, en: Meeting}}",
         "  - {id: meeting, name: {nl: Overleg, en: Meeting}, on_waiting_list: true, stands_until: [stopped]}",
         "facts[3].on_waiting_list", "needs a choice urgency, always (needed), with: now, soon, can-wait"),
        ("limits: {least: P2W, most: P8W}", "limits: {least: P2W, most: P4W}", "norms[0].within.limits",
         "must run from least over the term to most"),
        ("limits: {least: P2W, most: P8W}", "limits: {least: P2D, most: P8W}", "norms[0].within.limits",
         "must be in the unit of the term"),
        ("{number: 2, counts: {fact: letter}, window: P1M}", "{number: 2, window: P1M}", "norms[7].at_most",
         "must have number and counts, or start, term and ends"),
        ("requires: {decision: request,", "requires: {decision: reqest,", "norms[8].requires.decision",
         "reqest is no decision of this practice; did you mean request?"),
        ("requires: {decision: request,", "requires: {decision: [request, reqest],", "norms[8].requires.decision[1]",
         "reqest is no decision of this practice; did you mean request?"),
        ("emergency: true", "emergency: false", "norms[8].requires.emergency_source",
         "is missing; a gate without emergency way names its ground"),
        ("    effect: blocks", "    effect: informs", "norms[8].effect", "is informs; a gate blocks or asks a reason"),
        ("    grade: average\n    hardness: wished", "    grade: average\n    hardness: needed", "norms[5].grade",
         "is average: that is shown and never due, so wished and informs"),
        ("    source: choice\n    grade: in_principle\n    hardness: needed",
         "    source: choice\n    grade: in_principle\n    hardness: law", "norms[1].hardness",
         "is law, but the source is of kind own"),
        ("fact: level-set, value: level}", "fact: contact, value: minutes, unsaid: none}", "known[0].unsaid",
         "belongs to a choice or a text"),
        ("by: worker, source: law}", "by: worker, source: law, per: parent}", "norms[8].per",
         "must be parent, as of the decision: a gate stands for whom it is about"),
        ("start: {fact: letter}\n", "start: {fact: letter, lacks: amount}\n", "norms[1].within.start.lacks",
         "amount is no value of that fact of this practice"),
        ("term: P3WD", "term: P3X", "norms[1].within.term",
         "must be a term with one unit, such as P6W or P3M, or working days: P3WD"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_own_field(old: str, new: str, field: str, reason: str) -> None:
    assert WHOLE.count(old) == 1, WHOLE.count(old)
    told = {
        (problem.field, problem.reason.partition("; it has ")[0]): problem.line
        for problem in problems_in(WHOLE.replace(old, new))
    }
    assert told[field, reason] >= line_with(WHOLE, "phases:")


def test_a_plan_is_approved_by_a_rule_that_agreeing_on_it_settles() -> None:
    called = "en: {one: plan, many: plans}}"
    right, wrong = (WHOLE.replace(called, f"{called[:-1]}, approved: {norm}}}") for norm in ("plan", "visit"))
    assert problems_in(right) == []
    (problem,) = problems_in(wrong)
    assert problem.field == "words.plan.approved"
    assert problem.reason.startswith("visit is no rule that ends with plan_agreed of this practice")


def test_a_norm_is_of_exactly_one_kind() -> None:
    both = WHOLE.replace("    requires: {", "    at_most: {number: 2, counts: {fact: letter}}\n    requires: {")
    (problem,) = problems_in(both)
    assert problem.reason == "must have exactly one of within, every, at_most, requires"


def test_only_a_gate_can_block() -> None:
    old = "grade: guideline\n    hardness: wished\n    effect: informs\n    measures: [sentence]"
    (problem,) = problems_in(WHOLE.replace(old, old.replace("informs", "blocks")))
    assert problem.reason == "is blocks, which only a gate (requires) can do"


def test_a_norm_names_measures_and_roles_of_its_practice() -> None:
    wrong = WHOLE.replace(
        "measures: [sentence]\n    who: worker\n    at_most", "measures: [fine]\n    who: boss\n    at_most"
    )
    assert [problem.field for problem in problems_in(wrong)] == ["norms[6].measures[0]", "norms[6].who"]


def test_a_decision_is_reserved_for_who_leads_the_team_or_for_nobody() -> None:
    old = "by: worker, source: law}\nnorms:"
    assert problems_in(WHOLE.replace(old, "by: worker, source: law, reserved: leader}\nnorms:")) == []
    for wrong in ("director", "true"):
        found = problems_in(WHOLE.replace(old, f"by: worker, source: law, reserved: {wrong}}}\nnorms:"))
        assert [problem.field for problem in found] == ["decisions[0].reserved"]
