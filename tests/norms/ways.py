"""A practice with one norm of each kind, and timelines in a few words."""

from __future__ import annotations

from datetime import date, timedelta

from alliantie.norms.duties import duties
from alliantie.norms.duty import Duty
from alliantie.norms.timeline import Fact, FactValue, Person, Timeline
from alliantie.practices import Practice
from alliantie.practices.loader import load
from tests.practices.example import changed

START = date(2026, 1, 5)
"""A Monday."""

NORMS = """\
phases:
  - {id: doing, name: {nl: Uitvoering, en: Execution}, source: law}
facts:
  - id: level-set
    name: {nl: Niveau bepaald, en: Level set}
    values:
      - id: level
        name: {nl: Niveau, en: Level}
        kind: choice
        options: [{id: low, name: {nl: Laag, en: Low}}, {id: high, name: {nl: Hoog, en: High}}]
  - id: letter
    name: {nl: Brief verstuurd, en: Letter sent}
    values:
      - {id: creditor, name: {nl: Schuldeiser, en: Creditor}, kind: text}
  - id: answer
    name: {nl: Antwoord, en: Reply}
    values:
      - {id: creditor, name: {nl: Schuldeiser, en: Creditor}, kind: text}
  - {id: meeting, name: {nl: Overleg, en: Meeting}}
  - {id: stopped, name: {nl: Gestopt, en: Stopped}}
known:
  - {id: level, name: {nl: Niveau, en: Level}, fact: level-set, value: level}
decisions:
  - {id: request, name: {nl: Verzoek, en: Request}, by: worker, source: law}
norms:
  - id: plan
    text: {nl: Maak een plan, en: Make a plan}
    source: law
    grade: must
    hardness: law
    effect: informs
    measures: [sentence]
    who: worker
    within: {start: {fact: measure_started}, term: P6W, done: {fact: plan_agreed}, limits: {least: P2W, most: P8W}}
  - id: reply
    text: {nl: Bel de schuldeiser, en: Call the creditor}
    source: choice
    grade: in_principle
    hardness: needed
    effect: informs
    measures: any
    who: worker
    within:
      start: {fact: letter}
      term: P3WD
      term_by: own
      done: {fact: answer, same: [creditor]}
      dropped: {fact: stopped}
  - id: extend
    text: {nl: Vraag verlenging, en: Ask for an extension}
    source: law
    grade: must
    hardness: needed
    effect: informs
    measures: [sentence]
    who: worker
    within:
      start: {fact: measure_started}
      before: until
      term: P2M
      ends_on_working_day: true
      done: {fact: decision_taken, where: decision == "request"}
  - id: visit
    text: {nl: Ga langs, en: Visit}
    source: law
    grade: guideline
    hardness: wished
    effect: informs
    measures: [sentence]
    when: level == "high"
    who: worker
    every:
      start: {fact: level-set}
      start_by: own
      term: P1M
      counts: {fact: contact, where: talk == "visit"}
      until: {fact: phase_entered, where: phase == "doing"}
  - id: alone
    text: {nl: Zie de jongere alleen, en: See the young person alone}
    source: law
    grade: must
    hardness: needed
    effect: informs
    measures: [sentence]
    when: age >= 12
    per: young_person
    who: worker
    every:
      start: {fact: measure_started}
      term: P1Y
      times: 4
      counts: {fact: contact, where: '"young_person" in present && !("parent" in present)'}
  - id: usual
    text: {nl: Gemiddeld elke week, en: Weekly on average}
    source: law
    grade: average
    hardness: wished
    effect: informs
    measures: any
    who: worker
    every: {start: {fact: case_opened}, term: P1W, counts: {fact: contact}}
  - id: longest
    text: {nl: Niet langer, en: No longer}
    source: law
    grade: must
    hardness: law
    effect: informs
    measures: [sentence]
    who: worker
    at_most: {start: {fact: measure_started}, term: P28D, ends: {fact: measure_ended, same: [measure]}}
  - id: two-letters
    text: {nl: Stuur niet meer dan twee brieven, en: Send no more than two letters}
    source: choice
    grade: guideline
    hardness: wished
    effect: informs
    measures: any
    who: worker
    at_most: {number: 2, counts: {fact: letter}, window: P1M}
  - id: meeting-first
    text: {nl: Overleg eerst, en: Confer first}
    source: law
    grade: must
    hardness: needed
    effect: blocks
    measures: any
    who: worker
    requires: {decision: request, needs: {fact: meeting}, fresh: P3M, emergency: true}
"""


def practice(*changes: tuple[str, str]) -> Practice:
    """The practice, with pieces of its norms changed."""
    text = changed(("phases: []\nnorms: []\n", NORMS))
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    read, problems = load(text.encode(), "ways.yaml")
    assert read is not None, problems
    return read


def of_two_measures() -> Practice:
    """The practice with a second measure, under which every norm holds as well."""
    sentence = (
        "  - id: sentence\n    name: {nl: Straf, en: Sentence}\n    kind: mandate\n    rounds: true\n    source: law\n"
    )
    norms = NORMS.replace("measures: [sentence]", "measures: [sentence, second]")
    norms = norms.replace(
        "    effect: blocks\n    measures: any", "    effect: blocks\n    measures: [sentence, second]"
    )
    text = changed(("phases: []\nnorms: []\n", norms), (sentence, sentence + sentence.replace("sentence", "second")))
    read, problems = load(text.encode(), "two.yaml")
    assert read is not None, problems
    return read


def day(number: int) -> date:
    """The day so many days after the start."""
    return START + timedelta(days=number)


def fact(kind: str, number: int = 0, id: str = "", *present: str, **values: FactValue) -> Fact:
    """A fact so many days after the start."""
    return Fact(id or f"{kind}@{number}", kind, day(number), values=values, present=frozenset(present))


def case(*facts: Fact, people: tuple[Person, ...] = ()) -> Timeline:
    """An opened case under its measure, with these facts."""
    return Timeline(people, (fact("case_opened"), fact("measure_started", measure="sentence"), *facts))


def due(norm: str, timeline: Timeline, on: int, read: Practice | None = None) -> list[Duty]:
    """The duties of one norm so many days after the start."""
    return [duty for duty in duties(read or practice(), timeline, day(on)) if duty.norm == norm]
