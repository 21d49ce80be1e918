"""Working days and terms, in the Netherlands and in Belgium."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliantie.norms import calendars
from alliantie.practices import parse_term

DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))
COUNTRIES = st.sampled_from(["NL", "BE"])


@pytest.mark.parametrize(
    ("year", "easter"),
    [
        (1818, date(1818, 3, 22)),
        (1943, date(1943, 4, 25)),
        (2000, date(2000, 4, 23)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter_of_known_years(year: int, easter: date) -> None:
    assert calendars.easter_sunday(year) == easter


def test_nobody_works_on_the_dutch_holidays_of_2026() -> None:
    told = ["01-01", "04-03", "04-06", "04-27", "05-05", "05-14", "05-25", "12-25", "12-26"]
    assert calendars.holidays("NL", 2026) == {date.fromisoformat(f"2026-{each}") for each in told}


def test_nobody_works_on_the_belgian_holidays_of_2026() -> None:
    told = ["01-01", "04-06", "05-01", "05-14", "05-25", "07-21", "08-15", "11-01", "11-11", "12-25"]
    assert calendars.holidays("BE", 2026) == {date.fromisoformat(f"2026-{each}") for each in told}


@pytest.mark.parametrize(
    ("year", "day"), [(2026, "04-27"), (2025, "04-26"), (2013, "04-30"), (2006, "04-29"), (1978, "05-01")]
)
def test_the_kings_birthday_is_never_celebrated_on_a_sunday(year: int, day: str) -> None:
    assert calendars.kings_day(year) == date.fromisoformat(f"{year}-{day}")


@pytest.mark.parametrize(
    ("start", "term", "country", "end"),
    [
        ("2026-01-05", "P0WD", "NL", "2026-01-05"),
        ("2026-01-10", "P0WD", "NL", "2026-01-12"),
        ("2026-01-09", "P1WD", "NL", "2026-01-12"),
        ("2026-01-10", "P1WD", "NL", "2026-01-12"),
        ("2026-04-02", "P1WD", "NL", "2026-04-07"),
        ("2026-04-02", "P1WD", "BE", "2026-04-03"),
        ("2026-12-24", "P3WD", "NL", "2026-12-30"),
        ("2026-07-20", "P2WD", "BE", "2026-07-23"),
        ("2026-01-31", "P1M", "NL", "2026-02-28"),
        ("2024-01-31", "P1M", "NL", "2024-02-29"),
        ("2024-02-29", "P1Y", "NL", "2025-02-28"),
        ("2026-01-05", "P6W", "NL", "2026-02-16"),
    ],
)
def test_a_term_ends_on_its_last_day(start: str, term: str, country: calendars.Country, end: str) -> None:
    assert calendars.after(date.fromisoformat(start), parse_term(term), country) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("end", "term", "last"),
    [
        ("2026-03-31", "P1M", "2026-02-28"),
        ("2026-01-12", "P1WD", "2026-01-09"),
        ("2026-01-11", "P1WD", "2026-01-08"),
        ("2026-01-11", "P0WD", "2026-01-09"),
        ("2026-04-07", "P1WD", "2026-04-02"),
        ("2026-01-12", "P2W", "2025-12-29"),
    ],
)
def test_a_term_before_a_day_counts_back(end: str, term: str, last: str) -> None:
    assert calendars.before(date.fromisoformat(end), parse_term(term), "NL") == date.fromisoformat(last)


@given(DAYS, st.integers(0, 40), COUNTRIES)
def test_a_term_in_working_days_passes_just_that_many(start: date, count: int, country: calendars.Country) -> None:
    end = calendars.after(start, parse_term(f"P{count}WD"), country)
    assert calendars.is_working_day(end, country)
    passed = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    worked = sum(calendars.is_working_day(day, country) for day in passed)
    assert worked == count or (count == 0 and worked == (not calendars.is_working_day(start, country)))


@given(DAYS, st.integers(1, 40), COUNTRIES)
def test_counting_back_from_a_working_day_undoes_counting_on(
    start: date, count: int, country: calendars.Country
) -> None:
    start = calendars.working_day_from(start, country)
    term = parse_term(f"P{count}WD")
    assert calendars.before(calendars.after(start, term, country), term, country) == start


@given(DAYS, st.integers(1, 24), COUNTRIES)
def test_a_later_start_never_ends_earlier(start: date, months: int, country: calendars.Country) -> None:
    for term in (parse_term(f"P{months}M"), parse_term(f"P{months}WD")):
        assert calendars.after(start, term, country) <= calendars.after(start + timedelta(days=1), term, country)
