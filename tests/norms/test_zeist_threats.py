"""Debt help in Zeist: the talk the statute asks for in a crisis is asked for once, whatever the order of what is told.

Source: 000:2963-2968 (an intake within three working days where there is a crisis), 3518-3538.
"""

from __future__ import annotations

from datetime import date

import pytest

from alliantie.norms.duties import duties
from alliantie.norms.timeline import Fact, Timeline
from alliantie.practices import library
from tests.norms.sources import fact, started

PRACTICE = library().latest("nl-debt-zeist")
TALKS = {"intake-in-crisis", "talk-when-loss-threatens", "talk-though-referred", "talk-in-crisis-measure"}
PROMISED = "talk-in-three-days"
# A Monday; three working days on is Thursday.
CALL = "2026-01-05"
CRISIS = fact("registered", CALL, crisis=True, route="counsellor", threat="eviction", talk_soon=True)
NO_CRISIS = fact("registered", CALL, crisis=False, route="counsellor")
REFERRED = fact("screening-looked-at", "2026-01-06", result="refer", to="bbz")


def threat(on: str, what: str = "eviction") -> Fact:
    return fact("loss-threatens", on, id=f"threat-{what}-{on}", what=what, day=date(2026, 1, 20))


def averted(on: str) -> Fact:
    return fact("loss-averted", on, what="eviction", day=date(2026, 1, 20))


def held(talk: str, on: str) -> Fact:
    return fact("contact", on, id=f"{talk}-{on}", talk=talk)


def asked(on: str, *facts: Fact, measure: str = "application") -> list[tuple[str, str]]:
    """The talks that the statute asks for on a day, each with its day."""
    timeline: Timeline = started(CALL, measure, *facts)
    found = duties(PRACTICE, timeline, date.fromisoformat(on))
    return [(each.norm, each.due.isoformat()) for each in found if each.norm in TALKS]


@pytest.mark.parametrize("told", [CALL, "2026-01-06", "2026-01-20"])
def test_what_threatens_asks_no_second_talk_while_the_intake_of_the_crisis_is_asked_for(told: str) -> None:
    assert asked(told, CRISIS, threat(told)) == [("intake-in-crisis", "2026-01-08")]
    assert asked(told, CRISIS, threat(told), held("intake", told)) == []


def test_what_threatens_after_the_intake_of_the_crisis_asks_a_talk_of_its_own() -> None:
    intake = held("intake", "2026-01-07")
    for on, due in (("2026-01-12", "2026-01-15"), ("2026-03-02", "2026-03-05")):
        assert asked(on, CRISIS, intake, threat(on)) == [("talk-when-loss-threatens", due)]
        assert asked(on, CRISIS, intake, threat(on), held("crisis", on)) == []
        assert asked(on, CRISIS, intake, threat(on), averted(on)) == []


@pytest.mark.parametrize(("told", "due"), [("2026-01-06", "2026-01-09"), ("2026-01-20", "2026-01-23")])
def test_what_threatens_after_a_talk_apart_from_the_intake_asks_a_talk_of_its_own(told: str, due: str) -> None:
    since_call = held("crisis", CALL)
    intake = ("intake-in-crisis", "2026-01-08")
    assert asked(told, CRISIS, since_call, threat(CALL)) == [intake]
    assert sorted(asked(told, CRISIS, since_call, threat(told))) == [intake, ("talk-when-loss-threatens", due)]


def test_a_talk_that_was_missed_gets_no_new_day_by_what_threatens_since() -> None:
    missed = [("talk-though-referred", "2026-01-08")]
    assert asked("2026-01-12", CRISIS, REFERRED) == missed
    assert asked("2026-01-12", CRISIS, REFERRED, threat("2026-01-12")) == missed
    assert asked("2026-01-12", CRISIS, REFERRED, threat("2026-01-12"), held("crisis", "2026-01-12")) == []
    # After a talk the next threat has a day of its own.
    assert asked("2026-01-20", CRISIS, REFERRED, held("crisis", "2026-01-12"), threat("2026-01-20")) == [
        ("talk-when-loss-threatens", "2026-01-23")
    ]


@pytest.mark.parametrize("told", [CALL, "2026-01-06"])
def test_who_is_referred_in_a_crisis_still_gets_the_talk_of_the_statute_once(told: str) -> None:
    assert asked("2026-01-06", CRISIS, threat(told), REFERRED) == [("talk-though-referred", "2026-01-08")]
    for talk in ("crisis", "intake"):
        assert asked("2026-01-06", CRISIS, threat(told), REFERRED, held(talk, "2026-01-06")) == []
    assert asked("2026-01-06", CRISIS, threat(told), REFERRED, averted("2026-01-06")) == []


def test_without_a_day_of_what_threatens_who_is_referred_in_a_crisis_is_talked_with_too() -> None:
    assert asked("2026-01-06", CRISIS, REFERRED) == [("talk-though-referred", "2026-01-08")]
    # Before the referral too: what counts is that there was a talk since the call.
    for talk, on in (("crisis", CALL), ("intake", "2026-01-06"), ("crisis", "2026-01-07")):
        assert asked("2026-01-07", CRISIS, REFERRED, held(talk, on)) == []
    assert asked("2026-01-06", CRISIS) == [("intake-in-crisis", "2026-01-08")]
    assert asked("2026-01-06", NO_CRISIS, REFERRED) == []


def test_a_talk_that_was_promised_is_no_second_one_for_who_is_referred() -> None:
    def promised(*facts: Fact) -> bool:
        return PROMISED in {each.norm for each in duties(PRACTICE, started(CALL, "application", *facts), REFERRED.on)}

    assert promised(CRISIS)
    assert not promised(CRISIS, REFERRED)


def test_a_threat_told_by_who_is_referred_without_a_crisis_asks_the_talk() -> None:
    assert asked("2026-01-07", NO_CRISIS, REFERRED, threat("2026-01-07")) == [
        ("talk-when-loss-threatens", "2026-01-12")
    ]


def test_the_measure_crisis_asks_one_talk_whatever_was_registered_or_threatens() -> None:
    assert asked(CALL, measure="crisis") == [("talk-in-crisis-measure", "2026-01-08")]
    assert asked(CALL, NO_CRISIS, threat(CALL), measure="crisis") == [("talk-in-crisis-measure", "2026-01-08")]
    assert asked("2026-01-06", NO_CRISIS, REFERRED, measure="crisis") == [("talk-in-crisis-measure", "2026-01-08")]
    assert asked(CALL, CRISIS, measure="crisis") == [("intake-in-crisis", "2026-01-08")]
    begun = fact("measure_started", "2026-01-06", id="crisis", measure="crisis")
    assert asked("2026-01-06", CRISIS, begun) == [("intake-in-crisis", "2026-01-08")]
    assert asked("2026-01-06", CRISIS, begun, REFERRED) == [("talk-though-referred", "2026-01-08")]
    ended = fact("measure_ended", "2026-01-06", measure="crisis")
    assert asked("2026-01-06", ended, measure="crisis") == []


@pytest.mark.parametrize("told", [CALL, "2026-01-08", "2026-01-12"])
def test_a_talk_of_the_measure_crisis_that_was_missed_keeps_its_day_whatever_threatens_since(told: str) -> None:
    assert asked("2026-01-12", threat(told), measure="crisis") == [("talk-in-crisis-measure", "2026-01-08")]
    assert asked("2026-01-12", threat(told), held("crisis", "2026-01-12"), measure="crisis") == []
    assert asked("2026-01-12", threat(told), averted("2026-01-12"), measure="crisis") == []
    # After that talk, or the measure, what threatens asks for a talk of its own.
    for over in (held("crisis", "2026-01-12"), fact("measure_ended", "2026-01-12", measure="crisis")):
        assert asked("2026-01-20", over, threat("2026-01-20"), measure="crisis") == [
            ("talk-when-loss-threatens", "2026-01-23")
        ]


def test_an_ending_letter_asks_no_talk_any_more_until_something_threatens_anew() -> None:
    for letter in ("termination-sent", "refusal-sent"):
        sent = fact(letter, "2026-01-07", ends_on=date(2026, 1, 7))
        assert asked("2026-01-09", CRISIS, threat(CALL), sent) == []
        assert asked("2026-01-09", CRISIS, REFERRED, sent) == []
        assert asked("2026-01-09", CRISIS, sent, threat("2026-01-09", "water")) == [
            ("talk-when-loss-threatens", "2026-01-14")
        ]
