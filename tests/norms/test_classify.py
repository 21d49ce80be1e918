"""Tables that sort: the first row that holds counts, and what is not known stays not known."""

from __future__ import annotations

import json
from itertools import product
from typing import Literal

import pytest

from alliantie.norms import classify_command
from alliantie.norms.classify import classify, decided_by
from alliantie.practices import library
from alliantie.practices.conditions import Known, pieces
from alliantie.practices.show_conditions import answers_in_words

TABLE = library().latest("nl-debt-zeist").classification("route")
FIT = {"adult": True, "resident": True, "entrepreneur": False, "came_before": False}


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({**FIT, "crisis": False}, "regular"),
        ({**FIT, "crisis": True}, "crisis"),
        ({**FIT, "crisis": True, "entrepreneur": True}, "counsellor"),
        ({**FIT, "crisis": False, "adult": False}, "counsellor"),
        ({**FIT, "crisis": False, "resident": False}, "counsellor"),
        ({**FIT, "crisis": False, "came_before": True}, "counsellor"),
    ],
)
def test_zeist_sorts_a_registration_by_telephone_over_three_routes(answers: dict[str, bool], outcome: str) -> None:
    found = classify(TABLE, answers)
    assert found.outcome == outcome
    assert found.row is not None
    assert found.row.outcome == outcome


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({**FIT, "crisis": False, "entrepreneur": True}, ["Zelfstandig ondernemer: ja"]),
        (
            {**FIT, "crisis": True, "resident": False, "came_before": True},
            ["Woont in het werkgebied: nee", "Recidive: ja"],
        ),
        ({**FIT, "crisis": True}, ["Er is een crisis: ja"]),
    ],
)
def test_only_the_answers_that_made_a_row_hold_explain_it(answers: dict[str, bool], why: list[str]) -> None:
    row = classify(TABLE, answers).row
    assert row is not None
    assert list(answers_in_words(TABLE, decided_by(TABLE, row, answers), answers, "nl")) == why


def test_where_every_part_has_to_hold_every_answer_explains_it() -> None:
    table = library().latest("nl-debt-zeist").classification("offer")
    answers: dict[str, Known] = {
        "able": True,
        "protection": "not-needed",
        "budget": "present",
        "people_around": "not-needed",
    }
    row = classify(table, answers).row
    assert row is not None
    assert answers_in_words(table, decided_by(table, row, answers), answers, "nl") == (
        "Kan een schuldregeling volhouden: ja",
        "Beschermingsbewind: niet nodig",
        "Budgetbeheer: is er",
        "Steun van mensen eromheen: niet nodig",
    )
    assert answers_in_words(table, ["budget"], answers, "en") == ("Budget management: present",)


@pytest.mark.parametrize(
    ("text", "operator", "parts"),
    [
        ("a || b", "||", ["a", "b"]),
        ("(a || b)", "||", ["a", "b"]),
        ("(a || b) && c", "||", ["(a || b) && c"]),
        ("(a || b) && (c)", "&&", ["(a || b)", "(c)"]),
        ("""x == "a || b" || y in ["c", "d"]""", "||", ['x == "a || b"', 'y in ["c", "d"]']),
        ("a", "&&", ["a"]),
    ],
)
def test_a_condition_comes_apart_where_it_is_joined_and_nowhere_else(
    text: str, operator: Literal["&&", "||"], parts: list[str]
) -> None:
    assert pieces(text, operator) == parts


def test_an_answer_that_decides_is_enough_and_a_later_row_never_wins_before_an_open_one() -> None:
    assert classify(TABLE, {"entrepreneur": True}).outcome == "counsellor"
    open_still = classify(TABLE, {"crisis": True, "adult": True})
    assert (open_still.outcome, open_still.missing) == (None, ("resident", "entrepreneur", "came_before"))


def test_every_full_set_of_answers_leads_somewhere() -> None:
    names = [asked.id for asked in TABLE.asks]
    for values in product((True, False), repeat=len(names)):
        assert classify(TABLE, dict(zip(names, values, strict=True))).outcome


@pytest.mark.parametrize(
    ("answers", "reason"),
    [({"mood": True}, "mood is not asked here"), ({"crisis": "maybe"}, "crisis must be yes or no")],
)
def test_what_is_not_asked_or_offered_is_refused(answers: dict[str, str | bool], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        classify(TABLE, answers)


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = classify_command.main(["--practice", "nl-debt-zeist", "--table", "route", *argv])
    out, err = capsys.readouterr()
    return code, out, err


def given(**answers: str) -> list[str]:
    return [part for name, value in answers.items() for part in ("--answer", f"{name}={value}")]


def test_the_command_says_the_outcome_its_row_and_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = run(capsys, *given(crisis="ja", adult="ja", resident="yes", entrepreneur="nee", came_before="no"))
    assert (code, out.splitlines()[:2]) == (0, ["Crisis.", "    Er is een crisis: ja."])
    assert "Nog niet getoetst" in out
    code, out, _err = run(capsys, *given(entrepreneur="yes"), "--json")
    assert (code, json.loads(out)["outcome"]) == (0, "counsellor")


def test_the_command_says_what_is_missing_and_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = run(capsys, *given(crisis="ja"), "--language", "en")
    assert (code, out.startswith("Not known yet. Needed: Eighteen or older")) == (1, True)
    code, _out, err = run(capsys, *given(crisis="perhaps"))
    assert (code, err) == (2, "classify: crisis must be yes or no.\n")
    code = classify_command.main(["--practice", "nl-debt-zeist", "--table", "nothing"])
    assert (code, capsys.readouterr().err) == (
        2,
        "classify: nl-debt-zeist has no table nothing; it has route, offer.\n",
    )
