"""Debt help in Zeist: what the intake and what threatens ask for on the day itself (000:3502-3552, 2955-2990)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.norms.sources import fact
from tests.norms.test_zeist import case, of


def test_the_questionnaire_of_the_intake_is_filled_in_together_on_the_day_of_that_talk() -> None:
    # 3542-3548: in that talk, by both.
    intake, filled = fact("contact", "2026-01-12", talk="intake"), fact("intake-list-filled", "2026-01-12")
    assert of("fill-in-intake-list", case(), "2026-01-12") == []
    for on, late in (("2026-01-12", False), ("2026-01-13", True)):
        (duty,) = of("fill-in-intake-list", case(intake), on)
        assert (duty.due, duty.overdue, duty.grade) == (date(2026, 1, 12), late, "in_principle")
    assert of("fill-in-intake-list", case(intake, filled), "2026-01-12") == []


def test_what_threatens_is_asked_for_with_its_day_and_one_talk_is_asked_for_once() -> None:
    told = fact("registered", "2026-01-05", crisis=True, threat="eviction")
    threat = fact("loss-threatens", "2026-01-05", what="eviction", day=date(2026, 1, 20))
    assert [each.due for each in of("day-of-what-threatens", case(told), "2026-01-05")] == [date(2026, 1, 6)]
    assert of("day-of-what-threatens", case(told, threat), "2026-01-05") == []
    otherwise = fact("registered", "2026-01-05", crisis=True, threat="otherwise")
    assert of("day-of-what-threatens", case(otherwise), "2026-01-05") == []
    # In the call itself the intake of the crisis is the talk about it; what threatens later asks for one of its own.
    assert of("talk-when-loss-threatens", case(told, threat), "2026-01-05") == []
    assert len(of("intake-in-crisis", case(told, threat), "2026-01-05")) == 1
    held = fact("contact", "2026-01-07", talk="intake")
    later = replace(threat, id="later", on=date(2026, 3, 2))
    assert len(of("talk-when-loss-threatens", case(told, held, later), "2026-03-02")) == 1
