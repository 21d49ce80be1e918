"""Rules that count from a birthday: on both sides of it, for who was born on 29 February, and for whom nobody knows.

Source of the rule of youth probation: 000:990-996 (R8).
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliantie.norms.comparing import age, birthday
from alliantie.norms.duty import Duty
from alliantie.norms.explain import explained
from alliantie.norms.stored import as_data, from_data
from alliantie.norms.timeline import Person
from alliantie.practices import library
from tests.norms.sources import due_of, fact, started

PRACTICE = library().latest("nl-save-youth-probation")
NORM = "guidance-ends-by-age"
BORN = st.dates(date(1900, 1, 1), date(2030, 12, 31))


def of(born: date | None, on: str, start: str = "2026-01-05", measure: str = "criem") -> list[Duty]:
    return due_of(PRACTICE, NORM, started(start, measure, people=(Person("sam", "young_person", born),)), on)


@given(BORN, st.integers(1, 120))
def test_somebody_reaches_an_age_on_that_birthday_and_not_a_day_before(born: date, years: int) -> None:
    reached = birthday(born, years)
    assert age(born, reached) == years
    assert age(born, reached - timedelta(days=1)) == years - 1


@pytest.mark.parametrize(
    ("born", "reached", "due"),
    [
        # Of who was born on 29 February the 25th year begins on 1 March.
        ("2008-02-29", "2032-02-29", "2033-02-28"),
        ("2006-02-28", "2030-02-28", "2031-02-27"),
        ("2006-03-01", "2030-03-01", "2031-02-28"),
    ],
)
def test_guidance_comes_to_its_end_in_the_year_from_the_24th_birthday(born: str, reached: str, due: str) -> None:
    sam, day = date.fromisoformat(born), date.fromisoformat(reached)
    assert birthday(sam, 24) == day
    assert of(sam, (day - timedelta(days=1)).isoformat()) == []
    (duty,) = of(sam, reached)
    assert (duty.due.isoformat(), duty.after, duty.person, duty.hardness) == (due, day, "sam", "law")
    assert not of(sam, due)[0].overdue
    assert of(sam, (duty.due + timedelta(days=1)).isoformat())[0].overdue


def test_who_was_born_on_29_february_has_a_birthday_on_1_march_in_other_years() -> None:
    assert [birthday(date(2004, 2, 29), years) for years in (24, 25)] == [date(2028, 2, 29), date(2029, 3, 1)]


@given(BORN, st.integers(0, 4000))
def test_it_is_silent_before_the_birthday_and_due_by_it_whenever_the_measure_began(born: date, after: int) -> None:
    on = date(2026, 1, 5) + timedelta(days=after)
    found = of(born, on.isoformat())
    assert bool(found) is (birthday(born, 24) <= on)
    for duty in found:
        assert duty.after == birthday(born, 24)


@pytest.mark.parametrize(
    ("start", "due", "overdue"),
    [
        # Up to and including the 24th year: a measure that begins late has until the day before the same birthday.
        ("2026-11-22", "2027-05-21", False),
        ("2027-05-22", "2027-05-21", True),
        ("2027-05-23", "2027-05-21", True),
        ("2029-01-08", "2027-05-21", True),
    ],
)
def test_a_measure_that_begins_late_has_until_the_same_birthday(start: str, due: str, overdue: bool) -> None:
    (duty,) = of(date(2002, 5, 22), start, start)
    assert (duty.due.isoformat(), duty.overdue) == (due, overdue)


def test_it_ends_with_the_measure_and_is_no_rule_of_voluntary_supervision() -> None:
    born = date(2002, 1, 1)
    assert of(born, "2026-02-02")
    assert of(born, "2026-02-02", measure="voluntary-supervision") == []
    people = (Person("sam", "young_person", born),)
    ended = started("2026-01-05", "criem", fact("measure_ended", "2026-02-01", measure="criem"), people=people)
    assert due_of(PRACTICE, NORM, ended, "2026-02-02") == []


def test_without_a_birth_date_there_is_something_to_do_and_no_silence() -> None:
    (duty,) = of(None, "2026-01-05")
    assert (duty.due, duty.lacks) == (date(2026, 1, 6), "birth_date")
    assert from_data(PRACTICE, as_data(duty), date(2026, 1, 5)) == duty
    told = explained(PRACTICE, duty, "nl")
    assert told.what == "Geboortedatum onbekend: vraag die na"
    assert "Rond de begeleiding af" in told.why[0]
    assert explained(PRACTICE, duty, "en").what == "Birth date unknown: ask for it"
