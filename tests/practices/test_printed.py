"""Figures of a source stand as printed, and what does not add up is said and not corrected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliantie.practices import library
from alliantie.practices.printed import PrintedTable, cases_counted, days_running, gap, gap_of, row_in_words
from tests.practices.example import EXAMPLE, problems_in

NUMBERS = st.integers(min_value=0, max_value=10**6)
PRINTED = """\
printed:
  - id: years
    title: {nl: Per jaar, en: A year}
    seed: "000:295-299"
    stock_and_flow: true
    counts: 4
    columns: [{nl: Begin, en: Start}, {nl: Nieuw, en: New}, {nl: Afgesloten, en: Closed}, {nl: Eind, en: End}]
    rows:
      - {name: {nl: Straffen, en: Sentences}, figures: [1, 2, 3, null], measures: [sentence]}
"""


def table(practice: str, id: str) -> PrintedTable:
    return next(each for each in library().latest(practice).printed if each.id == id)


@given(NUMBERS, NUMBERS, NUMBERS, st.integers(min_value=-100, max_value=100))
def test_what_is_there_at_the_end_is_what_was_there_and_came_and_did_not_leave(
    start: int, new: int, closed: int, off: int
) -> None:
    assert gap(start, new, closed, start + new - closed + off) == off


@pytest.mark.parametrize(
    ("id", "gaps"),
    [
        # Source: 000:4955-5064 and 000:5121-5347; the differences are those of seed-000.md, section 14.
        ("assignments-2014", [-32, -38, -1, None, None]),
        ("criminal-2014", [-1, -3, -3, -4, -16, -3, -17, -24, 6]),
    ],
)
def test_the_flemish_tables_are_flagged_where_they_do_not_add_up(id: str, gaps: list[int | None]) -> None:
    found = table("be-houses-of-justice", id)
    assert [gap_of(found, row) for row in found.rows] == gaps


def test_a_row_says_in_words_what_does_not_add_up_and_what_is_not_known() -> None:
    found = table("be-houses-of-justice", "assignments-2014")
    guidance, victims = found.rows[1], found.rows[3]
    assert row_in_words(found, guidance, "nl").endswith(
        "lopend op 31 december 21.689. Klopt niet: het eind is 38 lager dan begin plus nieuw min afgesloten."
    )
    assert "38 below start plus new minus closed" in row_in_words(found, guidance, "en")
    assert "afgesloten niet bekend" in row_in_words(found, victims, "nl")
    assert "Klopt niet" not in row_in_words(found, victims, "nl")


def test_a_table_of_another_kind_is_never_flagged() -> None:
    funnel = table("nl-debt-tilburg", "funnel-2015")
    assert {gap_of(funnel, row) for row in funnel.rows} == {None}


@pytest.mark.parametrize(
    ("practice", "counted"),
    [
        ("nl-debt-tilburg", {("one-off-advice",): 2724, ("extended-advice",): 197, ("stabilisation",): 687}),
        ("nl-save-protection", {("guidance",): 818, ("supervision-order",): 590, ("guardianship",): 133}),
        ("nl-probation", {("suspended-sentence",): 59.1, ("isd-pij",): 7.3}),
        ("nl-debt-zeist", {}),
    ],
)
def test_what_a_source_counted_by_measure_is_read_from_the_column_that_counts(
    practice: str, counted: dict[tuple[str, ...], float]
) -> None:
    found = dict(cases_counted(library().latest(practice).printed))
    assert counted.items() <= found.items()
    assert bool(found) == bool(counted)


@pytest.mark.parametrize(
    ("practice", "measure", "days"),
    [
        # 000:1129-1206: a mean of 157, 270, 310 and 304 days in Utrecht, for those that were not closed.
        ("nl-save-protection", "guidance", (78, 235)),
        ("nl-save-protection", "supervision-order", (135, 405)),
        ("nl-save-protection", "guardianship", (155, 465)),
        ("nl-save-youth-probation", "truancy", (152, 456)),
        # 000:5229-5235: 10,868 and 10,866 in stock, 3,671 new in the year; so they last 1,080 days.
        ("be-houses-of-justice", "probation-deferral", (0, 1080)),
        ("be-houses-of-justice", "civil-inquiry", (0, 142)),
        # What was closed is not printed, and not needed: 3,718 and 3,468 in stock, 5,309 new.
        ("be-houses-of-justice", "victim-reception", (0, 247)),
        # Of these the source prints neither, or not all of it.
        ("be-houses-of-justice", "first-line", None),
        ("nl-save-protection", "house-ban", None),
        ("nl-probation", "suspended-sentence", None),
    ],
)
def test_how_long_those_that_run_had_run_is_read_from_what_the_source_prints(
    practice: str, measure: str, days: tuple[int, int] | None
) -> None:
    assert days_running(library().latest(practice).printed, measure) == days


def test_a_table_that_is_right_passes() -> None:
    assert problems_in(EXAMPLE + PRINTED) == []


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ("[1, 2, 3, null]", "[1, 2, 3]", "printed[0].rows[0].figures", "must be 4, one for each column"),
        (", {nl: Eind, en: End}]", "]", "printed[0].columns", "must be four"),
        ("counts: 4", "counts: 5", "printed[0].counts", "there are 4 columns"),
        ("counts: 4", "lasted: 5", "printed[0].lasted", "there are 4 columns"),
        ("[sentence]}", "[prison]}", "printed[0].rows[0].measures[0]", "prison is no measure of this practice"),
    ],
)
def test_a_table_with_a_fault_is_refused_with_its_place(old: str, new: str, field: str, reason: str) -> None:
    found = {each.field: each.reason for each in problems_in(EXAMPLE + PRINTED.replace(old, new))}
    assert reason in found[field]
