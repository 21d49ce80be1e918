"""What comes by a form alone is not offered by hand; how a condition stands is a choice in a fact that names one."""

from __future__ import annotations

from alliantie.practices.loader import load
from alliantie.worklist.queries.kinds import kinds_of
from tests.practices.example import changed, problems_in

FACTS = """\
conditions:
  - {id: special, name: {nl: Bijzondere voorwaarde, en: Special condition}, source: law}
facts:
  - id: weighed
    name: {nl: Gewogen, en: Weighed}
    only_by: letter
  - id: stands
    name: {nl: Stand, en: Status}
    status: how
    values:
      - {id: condition, name: {nl: Welke, en: Which}, kind: text, condition: true}
      - {id: how, name: {nl: Hoe, en: How}, kind: choice, options: [{id: kept, name: {nl: Goed, en: Kept}}]}
letters:
  - id: message
    name: {nl: Bericht, en: Message}
    kind: letter
    to: client
    source: law
    measures: [sentence]
    sent: {fact: weighed}
    body:
      - paragraph: {nl: "Dag", en: "Hello"}
"""
FILE = changed(("letters: []\n", FACTS))


def test_what_comes_by_a_letter_alone_is_not_recorded_by_hand() -> None:
    read, problems = load(FILE.encode(), "x.yaml")
    assert problems == []
    assert read is not None
    assert "stands" in kinds_of(read)
    assert "weighed" not in kinds_of(read)


def test_a_status_is_a_choice_of_a_fact_that_names_a_condition() -> None:
    assert [each.field for each in problems_in(FILE.replace("status: how", "status: condition"))] == ["facts[1].status"]
    without = FILE.replace(", condition: true", "")
    assert [each.reason for each in problems_in(without)] == ["needs a value that is a condition"]


def test_a_decision_by_which_a_measure_begins_or_ends_is_one_of_the_practice() -> None:
    by = FILE.replace("    kind: mandate\n", "    kind: mandate\n    begins_by: nothing\n    ends_by: [nothing]\n", 1)
    assert [each.field for each in problems_in(by)] == ["measures[0].begins_by", "measures[0].ends_by[0]"]
    outside = FILE.replace(
        "    kind: mandate\n", "    kind: mandate\n    ends_by: [nothing]\n    outside: {nl: rechter, en: judge}\n", 1
    )
    assert "measures[0].ends_by" in [each.field for each in problems_in(outside)]
