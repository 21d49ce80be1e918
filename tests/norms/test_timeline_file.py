"""A timeline as a file, and the command that says what is due in it."""

from __future__ import annotations

import json
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from alliantie.norms import command
from alliantie.norms.timeline_file import read_timeline
from alliantie.practices import library
from alliantie.practices.vocabulary import NEEDED
from tests.norms.ways import practice

FILE = Path(__file__).parent / "files" / "probation.yaml"
PAID = (
    "  - {id: stopped, name: {nl: Gestopt, en: Stopped}}",
    """\
  - id: stopped
    name: {nl: Betaald, en: Paid}
    values: [{id: amount, name: {nl: Bedrag, en: Amount}, kind: money}]""",
)

RIGHT = """\
people:
  - {id: sam, role: young_person, born: 2012-06-01}
facts:
  - {id: a, kind: case_opened, on: 2026-01-05}
  - {id: b, kind: contact, on: 2026-01-06, at: "14:30", values: {talk: visit, minutes: 40}, present: [sam, worker]}
  - {id: c, kind: measure_started, on: 2026-01-06, values: {measure: sentence, until: 2027-01-06}}
  - {id: d, kind: stopped, on: 2026-01-07, values: {amount: "120.50"}, about: sam}
"""


def problems(text: str) -> list[str]:
    timeline, found = read_timeline(text.encode(), "case.yaml", practice(PAID))
    assert (timeline is None) == bool(found)
    return [str(problem) for problem in found]


def test_a_file_gives_people_and_facts_with_days_times_and_amounts() -> None:
    timeline, found = read_timeline(RIGHT.encode(), "case.yaml", practice(PAID))
    assert found == []
    assert timeline is not None
    assert timeline.people[0].born == date(2012, 6, 1)
    _opened, contact, measure, paid = timeline.facts
    assert (contact.at, contact.values["minutes"], sorted(contact.present)) == (time(14, 30), 40, ["sam", "worker"])
    assert measure.day("until") == date(2027, 1, 6)
    assert (paid.values["amount"], paid.about) == (Decimal("120.50"), "sam")


def test_json_is_read_as_well() -> None:
    text = json.dumps({"facts": [{"id": "a", "kind": "case_opened", "on": "2026-01-05"}]}, indent=1)
    assert problems(text) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("kind: case_opened", "kind: case_open",
         "case.yaml:4: facts[0].kind: case_open is no kind of fact of this practice; did you mean case_opened?"),
        ("on: 2026-01-05", "on: 1582-12-31",
         "case.yaml:4: facts[0].on: must be a day from 1900 up to and including 2200"),
        ("born: 2012-06-01", "born: 0012-06-01",
         "case.yaml:2: people[0].born: must be a day from 1900 up to and including 2200"),
        ("until: 2027-01-06", "until: 9999-12-31",
         "case.yaml:6: facts[2].values.until: must be a day from 1900 up to and including 2200"),
        ("measure: sentence, until", "until",
         "case.yaml:6: facts[2].values.measure: is missing; measure_started needs it"),
        ("on: 2026-01-05", "on: 2026-02-30", "case.yaml:4: facts[0].on: 2026-02-30 is no day of the calendar"),
        ("id: b", "id: a", "case.yaml:5: facts[1].id: a is already used"),
        ("talk: visit", "talk: tea",
         "case.yaml:5: facts[1].values.talk: tea is no talk of this practice; it has talk, visit"),
        ("minutes: 40", "minutes: long", "case.yaml:5: facts[1].values.minutes: must be a whole number"),
        ("minutes: 40", "hours: 1",
         "case.yaml:5: facts[1].values.hours: "
         "hours is no value of contact of this practice; it has explained, minutes, mode, talk"),
        ('"14:30"', '"25:30"', 'case.yaml:5: facts[1].at: must be a time in quotes, such as "14:30"'),
        ("[sam, worker]", "[kim, worker]",
         "case.yaml:5: facts[1].present[0]: kim is nobody of this file; worker, other?"),
        ("until: 2027-01-06", "until: soon", "case.yaml:6: facts[2].values.until: must be a date, such as 2026-01-31"),
        ('"120.50"', '"120.505"',
         'case.yaml:7: facts[3].values.amount: must be an amount in euros in quotes, such as "120.50"'),
        ('"120.50"', '"NaN"',
         'case.yaml:7: facts[3].values.amount: must be an amount in euros in quotes, such as "120.50"'),
        ("about: sam", "about: kim", "case.yaml:7: facts[3].about: kim is nobody of this file"),
        ("about: sam", "corrects: z", "case.yaml:7: facts[3].corrects: z is no other fact of this file"),
        ("about: sam", "colour: red", "case.yaml:7: facts[3].colour: is no field here"),
        ("role: young_person", "role: boss",
         "case.yaml:2: people[0].role: must be 'client', 'young_person' or 'parent'"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_line_field_and_reason(old: str, new: str, problem: str) -> None:
    assert RIGHT.count(old) == 1
    assert problems(RIGHT.replace(old, new)) == [problem]


def test_a_term_of_its_own_has_to_be_a_term() -> None:
    right = "facts:\n  - {id: a, kind: term_set, on: 2026-01-05, values: {norm: plan, term: P2W}}\n"
    assert problems(right) == []
    assert problems(right.replace("P2W", "two")) == [
        "case.yaml:2: facts[0].values.term: must be a term, such as P6W or P3WD"
    ]


def test_a_term_of_its_own_lies_within_the_limits_of_a_norm_that_has_them() -> None:
    right = "facts:\n  - {id: a, kind: term_set, on: 2026-01-05, values: {norm: plan, term: P2W}}\n"
    for term in ("P1W", "P9W", "P3WD"):
        assert problems(right.replace("P2W", term)) == ["case.yaml:2: facts[0].values.term: must lie from P2W to P8W"]
    for norm in ("visit", "longest"):
        assert problems(right.replace("plan", norm)) == [
            f"case.yaml:2: facts[0].values.norm: {norm} lets no case have its own term"
        ]


@pytest.mark.parametrize("kind", sorted(NEEDED))
def test_a_fact_says_what_it_needs_to_count_unless_it_takes_one_back(kind: str) -> None:
    opened, said = "facts:\n  - {id: a, kind: case_opened, on: 2026-01-05}\n", f"id: b, kind: {kind}, on: 2026-01-05"
    assert problems(f"{opened}  - {{{said}}}\n") == sorted(
        f"case.yaml:3: facts[1].values.{name}: is missing; {kind} needs it" for name in NEEDED[kind]
    )
    assert problems(f"{opened}  - {{{said}, corrects: a, void: true}}\n") == []


def test_a_row_of_a_wrong_form_hides_no_fault_in_another_and_brings_none() -> None:
    wrong = RIGHT.replace("role: young_person", "role: boss").replace("kind: case_opened", "kind: tea")
    wrong = wrong.replace("on: 2026-01-07", "on: soon").replace("talk: visit", "talk: tea")
    assert [problem.split(": ")[1] for problem in problems(wrong)] == [
        *("people[0].role", "facts[0].kind", "facts[1].values.talk", "facts[3].on")
    ]


def test_two_people_of_one_name_in_a_file_are_refused() -> None:
    twice = RIGHT.replace("facts:", "  - {id: sam, role: parent}\nfacts:")
    assert problems(twice) == ["case.yaml:3: people[1].id: sam is already used"]


def test_facts_that_correct_each_other_are_refused_and_a_row_of_corrections_is_not() -> None:
    row = RIGHT.replace("about: sam", "corrects: c").replace('"14:30",', '"14:30", corrects: d,')
    assert problems(row) == []
    assert problems(row.replace("kind: measure_started", "corrects: b, kind: measure_started")) == [
        "case.yaml:5: facts[1].corrects: d corrects this fact in turn",
        "case.yaml:6: facts[2].corrects: b corrects this fact in turn",
        "case.yaml:7: facts[3].corrects: c corrects this fact in turn",
    ]


def test_all_faults_come_at_once_and_broken_files_say_where() -> None:
    assert len(problems(RIGHT.replace("talk: visit", "talk: tea").replace("about: sam", "about: kim"))) == 2
    assert problems("") == ["case.yaml:1: file: the file is empty"]
    assert problems("facts: [") != []
    assert problems("- a") != []


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = command.main(list(argv))
    out, err = capsys.readouterr()
    return code, out, err


def test_the_command_says_what_is_due_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "--practice", "nl-probation", "--timeline", str(FILE), "--on", "2026-02-10")
    assert (code, err) == (0, "")
    assert out.splitlines()[:3] == [
        "TE LAAT Meld de overtreding meteen aan het openbaar ministerie (missed-talk)"
        " (uiterlijk 9 februari 2026). Moet van de wet.",
        "    Aan zet: Toezichthouder (reclasseringswerker). Volgens de bron moet dit; houdt niets tegen.",
        "    Gedrag beoordeeld, 9 februari 2026. Dezelfde werkdag. De termijn staat niet in de bron: onze keuze.",
    ]
    code, out, _err = run(
        capsys, "--practice", "nl-probation", "--timeline", str(FILE), "--on", "2026-01-04", "--language", "en"
    )
    assert (code, out) == (0, "Nothing is due.\n")


def test_the_command_prints_data_with_the_words_of_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = run(capsys, "--practice", "nl-probation", "--timeline", str(FILE), "--on", "2026-02-10", "--json")
    data = json.loads(out)
    first = data["duties"][0]
    assert (code, first["norm"], first["due"], first["overdue"]) == (0, "report-breach", "2026-02-09", True)
    assert first["facts"] == ["breach"]
    assert first["words"]["en"]["what"] == "Report the breach to the prosecution service at once (missed-talk)"


def test_a_wish_past_its_day_is_not_overdue_in_the_data_either(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    begun = {"id": "begun", "kind": "measure_started", "on": "2026-01-05", "values": {"measure": "application"}}
    file = tmp_path / "case.json"
    file.write_text(
        json.dumps({"people": [], "facts": [{"id": "o", "kind": "case_opened", "on": "2026-01-05"}, begun]})
    )
    for on, late in (("2026-02-02", False), ("2026-02-03", True)):
        code, out, err = run(capsys, "--practice", "nl-debt-zeist", "--timeline", str(file), "--on", on, "--json")
        assert (code, err) == (0, "")
        overdue = {duty["norm"]: duty["overdue"] for duty in json.loads(out)["duties"]}
        assert (overdue["intake-in-three-weeks"], overdue["intake-in-four-weeks"]) == (False, late)


def test_the_command_tells_faults_and_wrong_use_in_plain_words(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("facts:\n  - {id: a, kind: nothing, on: 2026-01-05}\n", encoding="utf-8")
    asked = ("--timeline", str(wrong), "--on", "2026-02-10")
    code, out, err = run(capsys, "--practice", "nl-probation", *asked)
    assert (code, out) == (1, "")
    assert f"{wrong}:2: facts[0].kind: nothing is no kind of fact" in err
    code, _out, err = run(capsys, "--practice", "nl-nothing", *asked)
    assert code == 2
    assert "there is no practice nl-nothing" in err
    code, _out, err = run(
        capsys, "--practice", "nl-probation", "--timeline", str(tmp_path / "no"), "--on", "2026-02-10"
    )
    assert (code, "cannot be read" in err) == (2, True)
    code, _out, err = run(capsys, "--practice", "nl-probation", "--timeline", str(wrong), "--on", "today")
    assert (code, "today is no date" in err) == (2, True)


def test_the_example_file_reads_with_its_practice() -> None:
    timeline, found = read_timeline(FILE.read_bytes(), FILE.name, library().latest("nl-probation"))
    assert (found, timeline is not None) == ([], True)


def test_a_fact_without_what_its_practice_needs_is_told_at_its_line() -> None:
    content = b"facts:\n  - {id: a, kind: level-set, on: 2026-01-05}\n"
    timeline, problems = read_timeline(content, "t.yaml", library().latest("nl-probation"))
    assert timeline is None
    assert [(each.line, each.field, each.reason) for each in problems] == [
        (2, "facts[0].values.level", "is missing; level-set needs it")
    ]
