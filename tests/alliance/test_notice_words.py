"""What the notice before a round says of averages: only of a round that can count in them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from alliantie.alliance.notices import words
from alliantie.people.models import Organisation
from alliantie.practices import library

SINCE = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("since", "opens_on", "said"),
    [(None, SINCE, False), (SINCE, SINCE - timedelta(days=1), False), (SINCE, SINCE, True)],
)
def test_a_round_that_opened_before_its_organisation_takes_part_is_not_said_to_count(
    since: date | None, opens_on: date, said: bool
) -> None:
    organisation = Organisation(confidant="Ria", averages_from=since)
    practice = library().latest("nl-probation")
    told = words(practice, 16, "nl", measures=(), worker_name="Peter", organisation=organisation, opens_on=opens_on)
    assert told["averages"] is said
