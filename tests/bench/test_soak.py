"""What half an hour of use is judged by."""

from __future__ import annotations

from collections import Counter

import psycopg
import pytest

from bench.soak import Soaked, kept, told
from bench.table import Line
from tests.conftest import Databases


def half_an_hour(**told: object) -> Soaked:
    """A soak in which each page took a hundredth of a second, and whatever else is told of it."""
    found = Soaked(taken=[(second, 0.01) for second in range(1800)])
    for name, value in told.items():
        setattr(found, name, value)
    return found


def judged(found: Soaked) -> dict[str, bool | None]:
    return {line.what: line.holds for line in told(found, 1800)}


def held(*sixths: int) -> dict[str, list[int]]:
    return {"web server": [megabytes * 10**6 for megabytes in sixths for _sample in range(60)]}


def test_what_grows_while_all_warms_up_is_no_leak_and_what_goes_on_growing_is() -> None:
    assert judged(half_an_hour(memory=held(100, 300, 310, 315, 318, 320)))["memory of the web server"] is True
    assert judged(half_an_hour(memory=held(100, 300, 310, 320, 330, 340)))["memory of the web server"] is False


def test_one_error_fails_it_and_is_named() -> None:
    assert judged(half_an_hour())["errors"] is True
    found = half_an_hour(errors=Counter({"VisitError: somebody else's page gave 200": 1}))
    [line] = [line for line in told(found, 1800) if line.what == "errors"]
    assert (line.holds, line.firm, "somebody else's page gave 200" in line.measured) == (False, True, True)


def test_times_are_told_once_warm_and_at_the_end() -> None:
    found = half_an_hour(taken=[(second, 0.01 if second < 1500 else 0.02) for second in range(1800)])
    said = {line.what: line.measured for line in told(found, 1800)}
    assert said["second sixth: median; 95 % within"] == "10; 10 ms"
    assert said["last sixth: median; 95 % within"] == "20; 20 ms"


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_talk_said_to_be_saved_that_is_not_there_fails_it(databases: Databases) -> None:
    url = databases.server.addresses(databases.name).owner
    with psycopg.connect(url, autocommit=True) as owner:
        lost: list[Line] = kept(owner, half_an_hour(saved=["7fc264f9"]))
    assert [(line.what, line.holds) for line in lost if line.firm] == [
        ("of these lost", False), ("of these saved twice", True),
    ]  # fmt: skip
