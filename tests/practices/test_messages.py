"""What the checker says: in Dutch and in English, from one catalogue, whatever is wrong with a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alliantie.practices import command
from alliantie.practices.loader import load
from alliantie.practices.messages import in_language, message
from tests.practices.example import changed
from tests.practices.faults import ONE_FAULT

ENGLISH = re.compile(r"\b(must|is missing|needs|does not|belongs to|the fact|no valid|should|Input)\b")


@pytest.mark.parametrize("fault", ONE_FAULT)
def test_each_fault_is_told_in_dutch_as_a_whole_sentence(fault: str) -> None:
    old, new, *_rest = ONE_FAULT[fault]
    _practice, (problem,) = load(changed((old, new)).encode(), "x.yaml")
    said = in_language(problem.reason, "nl")
    assert said != problem.reason
    assert not ENGLISH.search(said), said
    assert re.match(r"[A-Z0-9{]|[a-z0-9_-]+ |''", said), said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a: b: c\n", "Hier staat een dubbele punt in een tekst. Zet die tekst tussen aanhalingstekens."),
        ("a: 'open\n", "Een aanhalingsteken gaat open en niet dicht."),
        ("a:\n\t- b\n", "Hier staat een tab. Gebruik spaties om in te springen."),
        ("a: @b\n", "Dit teken kan hier niet vooraan staan. Zet de tekst tussen aanhalingstekens."),
        ("a: [b,\nc: 2\n", "Een lijst met [ gaat niet dicht: er ontbreekt een komma of ]."),
        (
            "a: {b: 1\n",
            "Een groep met { gaat niet dicht: er ontbreekt een komma of }. "
            "Staat er een dubbele punt of een komma in een tekst? Zet die tekst tussen aanhalingstekens.",
        ),
        ("a:\n  - b\n c: d\n", "Deze regel springt anders in dan de regels erboven."),
        ("a: 1\nb\nc: 2\n", "Hier ontbreekt een dubbele punt na de naam van een veld."),
        ("%YAML 1.1\n---\na: b\n", "Regels die met % beginnen, horen hier niet."),
    ],
)
def test_what_cannot_be_read_is_told_in_dutch_with_what_to_do(content: str, said: str) -> None:
    _practice, (problem,) = load(content.encode(), "x.yaml")
    assert in_language(problem.reason, "nl") == said


def test_a_name_that_resembles_nothing_is_told_with_the_few_there_are() -> None:
    _practice, problems = load(
        changed(("      source: law\n      grade: must", "      source: zzz\n      grade: must")).encode(), "x.yaml"
    )
    assert "Wel: " in in_language(problems[0].reason, "nl")
    assert "it has " in problems[0].reason


def test_a_sentence_within_a_sentence_is_told_in_the_language_of_both() -> None:
    said = message("%(value)s is geen %(what)s van deze werkwijze.", value="x", what=message("bron"))
    assert (str(said), said.nl) == ("x is no source of this practice", "x is geen bron van deze werkwijze.")


def test_the_command_tells_faults_in_the_language_that_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(changed(("status: draft", "status: final")), encoding="utf-8")
    assert command.main(["check", "--language", "nl", str(file)]) == 1
    assert "Schrijf hier een van deze woorden: 'draft' of 'released'." in capsys.readouterr().out
    assert command.main(["check", str(file)]) == 1
    assert "must be 'draft' or 'released'" in capsys.readouterr().out


def test_a_country_that_is_none_is_told_once_and_asks_for_no_other_name() -> None:
    _practice, problems = load(changed(("country: NL", "country: XX")).encode(), "x.yaml")
    assert [each.field for each in problems] == ["country"]
