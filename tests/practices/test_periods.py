"""Periods and the dates counted with them."""

import calendar
from datetime import date, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliantie.practices.periods import Period, WorkingDays, parse_period, parse_term

DATES = st.dates(max_value=date(7000, 1, 1))
COUNTS = st.integers(1, 999)


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("P14D", date(2026, 11, 21), date(2026, 12, 5)),
        ("P6W", date(2026, 11, 21), date(2027, 1, 2)),
        ("P3M", date(2026, 11, 30), date(2027, 2, 28)),
        ("P3M", date(2027, 11, 30), date(2028, 2, 29)),
        ("P1M", date(2026, 1, 31), date(2026, 2, 28)),
        ("P1M", date(2026, 2, 28), date(2026, 3, 28)),
        ("P1M", date(2026, 12, 15), date(2027, 1, 15)),
        ("P1Y", date(2024, 2, 29), date(2025, 2, 28)),
        ("P4Y", date(2024, 2, 29), date(2028, 2, 29)),
    ],
)
def test_a_date_after_a_period(period: str, start: date, end: date) -> None:
    assert parse_period(period).after(start) == end


@pytest.mark.parametrize(
    "wrong", ["", "P", "P0D", "P3", "3M", "P-1D", "PT1H", "P1M2D", "P1.5M", "p3m", "P1000D", 3, None]
)
def test_what_is_no_period(wrong: object) -> None:
    with pytest.raises(ValueError, match="must be a period with one unit"):
        parse_period(wrong)


@given(COUNTS, st.sampled_from("DWMY"))
def test_a_period_reads_back_as_it_was_written(count: int, unit: str) -> None:
    text = f"P{count}{unit}"
    assert str(parse_period(text)) == text
    assert parse_period(parse_period(text)) == parse_period(text)


@given(DATES, COUNTS)
def test_days_and_weeks_are_exact(start: date, count: int) -> None:
    assert Period(count, "D").after(start) - start == timedelta(days=count)
    assert Period(count, "W").after(start) - start == timedelta(weeks=count)


@given(DATES, COUNTS)
def test_months_land_in_the_right_month_on_the_same_day_or_its_last(start: date, count: int) -> None:
    end = Period(count, "M").after(start)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == count
    assert end.day == min(start.day, calendar.monthrange(end.year, end.month)[1])


@given(DATES, COUNTS)
def test_a_year_is_twelve_months(start: date, count: int) -> None:
    assert Period(count, "Y").after(start) == Period(count * 12, "M").after(start)


@given(DATES, DATES, COUNTS, st.sampled_from(["D", "W", "M", "Y"]))
def test_a_later_start_never_ends_earlier(one: date, other: date, count: int, unit: str) -> None:
    period = parse_period(f"P{count}{unit}")
    first, second = sorted((one, other))
    assert first < period.after(first) <= period.after(second)


def test_past_the_last_year_is_an_error() -> None:
    for unit in "DWMY":
        with pytest.raises(OverflowError):
            parse_period(f"P999{unit}").after(date.max)


@pytest.mark.parametrize(
    ("period", "dutch", "english"),
    [
        ("P1D", "1 dag", "1 day"),
        ("P6W", "6 weken", "6 weeks"),
        ("P1M", "1 maand", "1 month"),
        ("P3M", "3 maanden", "3 months"),
        ("P2Y", "2 jaar", "2 years"),
    ],
)
def test_periods_in_words(period: str, dutch: str, english: str) -> None:
    assert parse_period(period).in_words("nl") == dutch
    assert parse_period(period).in_words("en") == english


def test_periods_have_no_words_in_another_language() -> None:
    with pytest.raises(ValueError, match="'fr'"):
        parse_period("P6W").in_words("fr")


@given(DATES, COUNTS, st.sampled_from("DWMY"))
def test_a_period_before_a_day_and_after_that_comes_back_or_lies_in_a_shorter_month(
    end: date, count: int, unit: Literal["D", "W", "M", "Y"]
) -> None:
    period = Period(count, unit)
    try:
        start = period.before(end)
    except OverflowError:
        return
    again = period.after(start)
    assert again == end or (
        unit in "MY" and again < end and start.day == calendar.monthrange(start.year, start.month)[1]
    )


@pytest.mark.parametrize(
    ("text", "dutch"), [("P0WD", "dezelfde werkdag"), ("P1WD", "1 werkdag"), ("P3WD", "3 werkdagen")]
)
def test_a_term_can_be_in_working_days(text: str, dutch: str) -> None:
    term = parse_term(text)
    assert isinstance(term, WorkingDays)
    assert (str(term), term.in_words("nl"), parse_term(term)) == (text, dutch, term)
    assert parse_term("P6W") == parse_period("P6W")
    with pytest.raises(ValueError, match="no words"):
        term.in_words("fr")


@pytest.mark.parametrize("text", ["", "P0D", "PWD", "P03WD", "P1000WD", "3WD", 3])
def test_anything_else_is_no_term(text: object) -> None:
    with pytest.raises(ValueError, match="must be a term"):
        parse_term(text)
