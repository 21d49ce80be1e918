"""Zeist: who needs budget management waits on a list until it is divided and the client is called (000:3691-3697)."""

from __future__ import annotations

from datetime import date

import pytest

from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact, Timeline
from alliantie.norms.waiting import waiting
from alliantie.practices import library
from tests.norms.sources import due_of, fact, started

PRACTICE = library().latest("nl-debt-zeist")
LISTED = fact("budget-listed", "2026-01-12", urgency="soon")


def under(*facts: Fact, measure: str = "stabilisation") -> Timeline:
    return started("2026-01-05", measure, *facts)


def waits(timeline: Timeline, on: str) -> list[str]:
    found = waiting(Standing(PRACTICE, timeline, date.fromisoformat(on)))
    return [each.until.isoformat() for each in found if each.norm == "call-for-budget"]


def test_who_is_on_the_list_waits_for_four_weeks_and_is_called_within_eight_by_our_choice() -> None:
    for on, waiting_until, asked in (
        ("2026-01-12", ["2026-02-09"], []),
        ("2026-02-09", ["2026-02-09"], []),
        ("2026-02-10", [], [("2026-03-09", False)]),
        ("2026-03-09", [], [("2026-03-09", False)]),
        ("2026-03-10", [], [("2026-03-09", True)]),
    ):
        assert waits(under(LISTED), on) == waiting_until
        found = due_of(PRACTICE, "call-for-budget", under(LISTED), on)
        assert [(each.due.isoformat(), each.overdue) for each in found] == asked
    rule = PRACTICE.norm("call-for-budget").within
    assert rule is not None
    assert rule.term_by == "own"


@pytest.mark.parametrize("measure", ["application", "stabilisation", "crisis"])
@pytest.mark.parametrize(
    "over",
    [
        fact("budget-called", "2026-01-26"),
        fact("budget-unlisted", "2026-01-26"),
        fact("measure_started", "2026-01-26", id="begun", measure="budget-management"),
    ],
    ids=lambda over: over.kind,
)
def test_who_was_called_or_taken_off_or_began_waits_no_more(measure: str, over: Fact) -> None:
    assert waits(under(LISTED, measure=measure), "2026-01-26") == ["2026-02-09"]
    assert waits(under(LISTED, over, measure=measure), "2026-01-26") == []
    assert due_of(PRACTICE, "call-for-budget", under(LISTED, over, measure=measure), "2026-03-10") == []


def test_said_once_more_one_waits_no_shorter_and_put_on_the_list_anew_one_does() -> None:
    again, off = fact("budget-listed", "2026-02-02", id="again", urgency="now"), fact("budget-unlisted", "2026-01-26")
    assert waits(under(LISTED, again), "2026-02-02") == ["2026-02-09"]
    assert waits(under(LISTED, off, again), "2026-02-02") == ["2026-03-02"]


def test_the_call_is_a_letter_that_takes_the_client_off_the_list() -> None:
    sent = PRACTICE.letter("budget-invitation").sent
    assert sent is not None
    assert sent.fact == "budget-called"
    assert "waiting-list" in "".join(told.id for told in PRACTICE.explanation.under(["stabilisation"]).rights)
