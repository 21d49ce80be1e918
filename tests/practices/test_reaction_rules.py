"""Each rule about incidents, responses, ladders and outcomes, broken once: the problem names its field and reason."""

import pytest

from tests.practices.example import changed, line_with, problems_in

SECTION = """\
norms: []
facts:
  - id: behaviour
    name: {nl: Gedrag, en: Behaviour}
    values:
      - {id: incident, name: {nl: Gebeurtenis, en: Incident}, kind: text}
      - id: judged
        name: {nl: Oordeel, en: Judgement}
        kind: choice
        options: [{id: breach, name: {nl: Overtreding, en: Breach}}, {id: unwanted, name: {nl: Nee, en: "No"}}]
  - id: reported
    name: {nl: Gemeld, en: Reported}
    values:
      - {id: in_writing, name: {nl: Schriftelijk, en: In writing}, kind: yes_no}
      - {id: amount, name: {nl: Bedrag, en: Amount}, kind: money}
decisions:
  - {id: stop, name: {nl: Stoppen, en: Stopping}, by: worker, source: law}
reactions:
  heard: choice
  incidents:
    - {id: absent, name: {nl: Niet gekomen, en: Did not come}, source: law, fact: behaviour}
  causes:
    - {id: unable, name: {nl: Niet kunnen, en: Unable}, source: law}
  responses:
    - {id: no-action, name: {nl: Niets doen, en: Do nothing}, source: choice, grade: guideline, by: worker}
    - {id: tell, name: {nl: Melden, en: Report}, source: law, grade: must, by: worker,
       where: judged == "breach", fact: reported, says: {in_writing: true}}
    - {id: end, name: {nl: Stoppen, en: Stop}, source: law, grade: must,
       outside: {nl: de rechter, en: the judge}, incidents: [absent], first: [reported],
       decision: stop, objection: {term: P6W, term_by: own}}
  ladders:
    - id: up
      name: {nl: Treden, en: Rungs}
      source: law
      measures: [sentence]
      rungs:
        - {id: low, name: {nl: Laag, en: Low}, on: [{fact: measure_started, where: measure == "sentence"}],
           off: [{fact: measure_ended}]}
        - {id: high, name: {nl: Hoog, en: High}, on: [{fact: reported}]}
outcomes:
  reasons:
    - {id: done, name: {nl: Klaar, en: Done}, source: law, kind: completed}
    - {id: broken, name: {nl: Gestopt, en: Stopped}, source: law, kind: negative, measures: [sentence], decision: stop}
  returns:
    - {id: year, text: {nl: Terug, en: Back}, source: law, grade: guideline, reasons: [broken], term: P1Y}
"""
WHOLE = changed(("norms: []\n", SECTION))


def test_a_term_for_a_return_is_named_or_set_by_a_number_of_a_fact() -> None:
    term = "reasons: [broken], term: P1Y"
    set_by = "reasons: [broken], term_from: {fact: reported, value: amount, unit: M}"
    assert [(each.field, each.reason) for each in problems_in(WHOLE.replace(term, "reasons: [broken]"))] == [
        ("outcomes.returns[0].term", "is missing: name a term, or the fact by which one is set")
    ]
    assert [(each.field, each.reason) for each in problems_in(WHOLE.replace(term, set_by))] == [
        ("outcomes.returns[0].term_from", "amount is no number that the fact reported says")
    ]
    months = WHOLE.replace("{id: amount, name: {nl: Bedrag, en: Amount}, kind: money}",
                           "{id: amount, name: {nl: Maanden, en: Months}, kind: number}")  # fmt: skip
    assert problems_in(months.replace(term, set_by)) == []


def test_a_practice_with_reactions_and_outcomes_passes() -> None:
    assert problems_in(WHOLE) == []


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ("  heard: choice", "  heard: nobody", "reactions.heard", "nobody is no source of this practice"),
        ("source: law, fact: behaviour}", "source: law, fact: behavior}", "reactions.incidents[0].fact",
         "behavior is no fact of this practice; did you mean behaviour?"),
        ("source: law, fact: behaviour}", "source: law, fact: behaviour, first: [tel]}",
         "reactions.incidents[0].first[0]", "tel is no response of this practice; did you mean tell?"),
        ("incidents: [absent]", "incidents: [absent], beyond: often", "reactions.responses[2].beyond",
         "often is no rule about how often (at_most, number) of this practice"),
        ("source: law, fact: behaviour}", "source: law, fact: warning}", "reactions.incidents[0].fact",
         "warning is a fact every practice has; an incident makes one of its own"),
        ("{id: no-action, ", "{id: nothing, ", "reactions.responses[0].id",
         "no-action comes first, and once: lightest first"),
        ("{id: tell, ", "{id: no-action, ", "reactions.responses[1].id",
         "no-action comes first, and once: lightest first"),
        ("source: choice, grade: guideline, by: worker}",
         "source: choice, grade: guideline, by: worker, fact: reported}", "reactions.responses[0].fact",
         "does not go with no-action"),
        ("source: choice, grade: guideline, by: worker}",
         "source: choice, grade: guideline, by: worker, measures: [sentence]}", "reactions.responses[0].measures",
         "must be any: no-action goes with every incident and measure"),
        ("outside: {nl: de rechter, en: the judge}", "by: worker, outside: {nl: de rechter, en: the judge}",
         "reactions.responses[2]", "must have exactly one of by and outside"),
        ("outside: {nl: de rechter, en: the judge}, ", "", "reactions.responses[2]",
         "must have exactly one of by and outside"),
        ("outside: {nl: de rechter, en: the judge}", "by: judge", "reactions.responses[2].by",
         "judge is no role of this practice"),
        ("incidents: [absent]", "incidents: [absence]", "reactions.responses[2].incidents[0]",
         "absence is no incident of this practice; did you mean absent?"),
        ("first: [reported]", "first: [report]", "reactions.responses[2].first[0]",
         "report is no fact of this practice; did you mean reported?"),
        ("decision: stop, objection", "decision: stopped, objection", "reactions.responses[2].decision",
         "stopped is no decision of this practice; did you mean stop?"),
        ("decision: stop, objection", "decision: stop, letter: bye, objection", "reactions.responses[2].letter",
         "bye is no letter of this practice"),
        ("decision: stop, objection", "decision: stop, fact: reported, objection", "reactions.responses[2].fact",
         "does not go with decision, which is a fact itself"),
        ('where: judged == "breach"', 'where: judged == "breech"', "reactions.responses[1].where",
         "breech is no answer, talk, measure, phase or role of this practice; did you mean breach?"),
        ('where: judged == "breach"', 'where: amount == "breach"', "reactions.responses[1].where",
         "names amount, which this practice does not declare here; it may name everyone, judged, present"),
        ("says: {in_writing: true}", "says: {in_writing: truly}", "reactions.responses[1].says.in_writing",
         "must be true or false"),
        ("says: {in_writing: true}", "says: {amount: much}", "reactions.responses[1].says.amount",
         "amount is no choice or yes_no that the fact reported gives"),
        ("fact: reported, says: {in_writing: true}", "fact: behaviour, says: {judged: maybe}",
         "reactions.responses[1].says.judged", "maybe is no answer of this practice"),
        ("fact: reported, says: {in_writing: true}", "says: {in_writing: true}", "reactions.responses[1].says",
         "belongs to a fact"),
        ("term: P6W, term_by", "term: six weeks, term_by", "reactions.responses[2].objection.term",
         "must be a term with one unit, such as P6W or P3M, or working days: P3WD"),
        ("      measures: [sentence]\n      rungs", "      measures: [fine]\n      rungs",
         "reactions.ladders[0].measures[0]", "fine is no measure of this practice"),
        ("on: [{fact: reported}]", "on: [{fact: repeated}]", "reactions.ladders[0].rungs[1].on[0].fact",
         "repeated is no fact of this practice; did you mean reported?"),
        ("off: [{fact: measure_ended}]", "off: [{fact: mesure_ended}]", "reactions.ladders[0].rungs[0].off[0].fact",
         "mesure_ended is no fact of this practice; did you mean measure_ended?"),
        ("{id: high, name", "{id: low, name", "reactions.ladders[0].rungs[1].id", "low is already used in this ladder"),
        ("      measures: [sentence]\n      rungs", "      measures: [sentence]\n      single: true\n      rungs",
         "reactions.ladders[0].rungs[0].off", "does not go with a single ladder, where the next rung ends this one"),
        ("kind: negative, measures: [sentence]", "kind: negative, measures: [fine]", "outcomes.reasons[1].measures[0]",
         "fine is no measure of this practice"),
        ("decision: stop}\n  returns", "decision: stopped}\n  returns", "outcomes.reasons[1].decision",
         "stopped is no decision of this practice; did you mean stop?"),
        ("decision: stop}\n  returns", "decision: [stop, stopped]}\n  returns", "outcomes.reasons[1].decision[1]",
         "stopped is no decision of this practice; did you mean stop?"),
        ("source: law, fact: behaviour}", "source: law, fact: behaviour, measures: [fine]}",
         "reactions.incidents[0].measures[0]", "fine is no measure of this practice"),
        ("kind: completed}", "kind: completed, account: behaviour}", "outcomes.reasons[0].account",
         "must name a fact that the client may read, with account as a choice of told, declined"),
        ("reasons: [broken]", "reasons: [broke]", "outcomes.returns[0].reasons[0]",
         "broke is no reason of this practice; did you mean broken?"),
        ("{id: broken, name", "{id: done, name", "outcomes.reasons[1].id", "done is already used in outcomes.reasons"),
        ("    - {id: unable, name: {nl: Niet kunnen, en: Unable}, source: law}",
         "    - {id: unable, name: {nl: Niet kunnen, en: Unable}, source: lawn}", "reactions.causes[0].source",
         "lawn is no source of this practice; did you mean law?"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_own_line_and_field(old: str, new: str, field: str, reason: str) -> None:
    assert WHOLE.count(old) == 1, WHOLE.count(old)
    text = WHOLE.replace(old, new)
    told = {(problem.field, problem.reason.partition("; it has ")[0]): problem.line for problem in problems_in(text)}
    assert told[field, reason] >= line_with(text, "reactions:")


def test_what_is_no_group_or_list_is_told_and_breaks_nothing() -> None:
    assert [each.field for each in problems_in(changed(("norms: []\n", "reactions: []\n")))] == ["reactions"]
    odd = WHOLE.replace("incidents: [absent]", "incidents: 3").replace("says: {in_writing: true}", "says: [yes]")
    assert {each.field for each in problems_in(odd)} >= {
        "reactions.responses[2].incidents",
        "reactions.responses[1].says",
    }


def test_a_response_says_what_its_fact_needs() -> None:
    needed = WHOLE.replace("{id: in_writing, ", "{id: in_writing, needed: true, ")
    assert needed != WHOLE
    assert problems_in(needed) == []
    (problem,) = problems_in(needed.replace("says: {in_writing: true}", "says: {}"))
    assert (problem.field, problem.reason) == (
        "reactions.responses[1].says",
        "says nothing of in_writing, which the fact reported needs",
    )


@pytest.mark.parametrize(
    ("hidden", "field"),
    [("behaviour", "reactions.incidents[0].fact"), ("reported", "reactions.responses[1].fact")],
)
def test_what_only_workers_see_is_made_by_nothing_that_a_client_reads(hidden: str, field: str) -> None:
    faulty = WHOLE.replace(f"  - id: {hidden}\n", f"  - id: {hidden}\n    seen: workers\n", 1)
    (problem,) = problems_in(faulty)
    assert (problem.field, problem.reason) == (
        field,
        f"{hidden} is seen by workers alone, so it is recorded by itself",
    )
