"""A number that a fact says lies between the limits its practice names, however it is recorded."""

from __future__ import annotations

import pytest

from alliantie.norms.fact_values import lacking, read_values
from alliantie.practices import Practice
from alliantie.practices.loader import load
from tests.practices.example import changed, problems_in

SET = """\
facts:
  - id: exclusion-set
    name: {nl: Uitsluiting bepaald, en: Exclusion set}
    values:
      - {id: months, name: {nl: Maanden, en: Months}, kind: number, least: 6, most: 36}
letters:
  - id: message
    name: {nl: Bericht, en: Message}
    kind: letter
    to: client
    source: law
    measures: [sentence]
    sent: {fact: exclusion-set, values: {months: "{months}"}}
    fields:
      - {id: months, name: {nl: Maanden, en: Months}, kind: number, least: 6, most: 36}
    body:
      - paragraph: {nl: "Zo lang: {months}", en: "So long: {months}"}
"""
FILE = changed(("letters: []\n", SET))


def practice() -> Practice:
    read, problems = load(FILE.encode(), "x.yaml")
    assert problems == []
    assert read is not None
    return read


@pytest.mark.parametrize(("months", "fits"), [(5, False), (6, True), (36, True), (37, False)])
def test_a_number_beyond_its_limits_is_not_recorded(months: int, fits: bool) -> None:
    assert (lacking(practice(), "exclusion-set", {"months": months}) == []) is fits


def test_a_number_that_stands_already_still_counts_where_limits_came_later() -> None:
    values, wrong = read_values(practice(), "exclusion-set", {"months": 99})
    assert (values, wrong) == ({"months": 99}, [])


@pytest.mark.parametrize("limits", ["least: 5, most: 36", "least: 6, most: 37", "least: 6", "most: 36"])
def test_a_letter_records_no_number_beyond_what_its_fact_allows(limits: str) -> None:
    field = "{id: months, name: {nl: Maanden, en: Months}, kind: number, "
    at = FILE.rindex(field)
    wider = FILE[:at] + FILE[at:].replace(field + "least: 6, most: 36}", field + limits + "}", 1)
    assert [each.field for each in problems_in(wider)] == ["letters[0].sent.values.months"]
