"""Each rule of a practice file, broken once: the problem names file, line, field and reason."""

import pytest

from alliantie.practices.problems import Problem
from tests.practices.example import EXAMPLE, changed, line_with, problems_in
from tests.practices.faults import LONG, ONE_FAULT, RIGHT_TEXT, rights


def test_the_example_passes() -> None:
    assert problems_in(EXAMPLE) == []


@pytest.mark.parametrize(("old", "new", "piece", "field", "reason"), ONE_FAULT.values(), ids=ONE_FAULT.keys())
def test_one_fault_gives_one_problem_with_line_field_and_reason(
    old: str, new: str, piece: str, field: str, reason: str
) -> None:
    text = changed((old, new))
    assert problems_in(text) == [Problem("x.yaml", line_with(text, piece), field, reason)]


@pytest.mark.parametrize("kind", ["crisis", "house_ban", "victim_reception", "information", "civil"])
def test_no_rounds_under_a_measure_without_cooperation(kind: str) -> None:
    text = changed(("kind: mandate", f"kind: {kind}"))
    reason = f"must be false: no rounds under a measure of kind {kind}"
    assert problems_in(text) == [Problem("x.yaml", line_with(text, "rounds: true"), "measures[0].rounds", reason)]
    assert problems_in(changed(("kind: mandate", f"kind: {kind}"), ("rounds: true", "rounds: false"))) == []


def test_rounds_in_debt_help_follow_talks_and_not_the_calendar() -> None:
    text = changed(("sector: probation", "sector: debt"), ("variant: probation", "variant: debt"))
    reason = "rounds in debt help follow talks, not the calendar"
    line = line_with(text, "every: P3M")
    assert problems_in(text) == [Problem("x.yaml", line, "rounds.moments[1].trigger.every", reason)]


def test_an_interval_may_name_its_source() -> None:
    old = "trigger: {every: P3M}\n      basis: own"
    assert problems_in(changed((old, old.replace("own", "source\n      source: law")))) == []


def test_parts_with_room_for_later_may_be_absent() -> None:
    later = "phases: []\nnorms: []\nforms: []\nletters: []\nhousing_forms: []\n"
    assert problems_in(changed((later, ""))) == []


def test_all_problems_come_at_once_in_the_order_of_the_lines() -> None:
    text = changed(
        ("status: draft", "status: final"),
        ("      source: law\n      grade: must", "      source: nobody\n      grade: must"),
        (RIGHT_TEXT, rights(je="Dit is van u!")),
        ("professional_role: worker", "professional_role: 7"),
        ("lengths: [8, 16, 4]", "lengths: []"),
    )
    assert [problem.field for problem in problems_in(text)] == [
        "status",
        "frame.statements[0].source",
        "explanation.rights[0].text.nl.je",
        "pairs[0].professional_role",
        "rounds.lengths",
    ]


def test_one_text_can_have_several_faults() -> None:
    (problem,) = problems_in(changed((RIGHT_TEXT, rights(en=f"{LONG} Hurrah!"))))
    assert problem.reason == f"a sentence for a client has 13 words, at most 12: {LONG}; holds an exclamation mark"


def test_a_problem_reads_as_file_line_field_and_reason() -> None:
    (problem,) = problems_in(changed(("status: draft", "status: final")))
    assert str(problem) == "x.yaml:5: status: must be 'draft' or 'released'"
