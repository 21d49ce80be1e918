"""Dates and times are told in words, in the reader's language and the country's time."""

from datetime import UTC, date, datetime

import pytest

from alliantie.web.dates import clock_time_in_words, day_in_words, short_day_in_words
from tests.web.pages import render

MARCH = date(2026, 3, 12)


def test_a_day_is_told_in_words_without_the_year_it_is_now() -> None:
    assert day_in_words(MARCH, "nl", date(2026, 11, 21)) == "donderdag 12 maart"
    assert day_in_words(MARCH, "en", date(2026, 11, 21)) == "Thursday 12 March"
    assert short_day_in_words(MARCH, "nl", date(2026, 1, 1)) == "12 maart"


def test_another_year_is_told() -> None:
    assert day_in_words(MARCH, "nl", date(2027, 1, 1)) == "donderdag 12 maart 2026"
    assert short_day_in_words(MARCH, "en", date(2025, 1, 1)) == "12 March 2026"


def test_without_today_the_year_is_always_told() -> None:
    assert day_in_words(MARCH, "nl") == "donderdag 12 maart 2026"


def test_a_moment_is_told_in_dutch_time() -> None:
    late = datetime(2026, 6, 30, 22, 5, tzinfo=UTC)
    assert clock_time_in_words(late, "nl") == "0.05 uur"
    assert clock_time_in_words(late, "en") == "0:05"
    assert day_in_words(late, "nl", MARCH) == "woensdag 1 juli"


def test_the_year_turns_with_dutch_time() -> None:
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert day_in_words(new_year, "nl", date(2026, 12, 31)) == "vrijdag 1 januari 2027"


@pytest.mark.parametrize(("language", "told"), [("nl", "donderdag 12 maart"), ("en", "Thursday 12 March")])
def test_a_page_tells_the_day_by_its_own_today(language: str, told: str) -> None:
    page = render("{{ day(moment) }}", language, moment=MARCH, today=date(2026, 4, 1))
    assert page == told
    assert render("{{ day(moment, now) }}", language, moment=MARCH, now=MARCH) == told
    assert render("{{ short_day(moment) }}", "nl", moment=MARCH, today=MARCH) == "12 maart"


def test_a_page_tells_the_time() -> None:
    moment = datetime(2026, 3, 12, 9, 42, tzinfo=UTC)
    assert render("{{ clock_time(moment) }}", moment=moment) == "10.42 uur"
