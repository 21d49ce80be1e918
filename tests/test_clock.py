"""One clock for everything."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from alliantie import clock


def test_the_clock_stands_still_within_its_block_and_goes_on_after_it() -> None:
    moment = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
    with clock.at(moment):
        assert clock.now() == moment
    assert clock.now() > moment


def test_just_before_midnight_in_utc_it_is_tomorrow_for_people_here() -> None:
    with clock.at(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 7, 2)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.at(datetime(2026, 1, 1)):  # noqa: DTZ001
        pass
