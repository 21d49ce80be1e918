"""What to talk about, and when a round is suggested."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliantie.alliance.rules import (
    NOTABLE,
    SCALES,
    CaseFact,
    Scores,
    low_first_round,
    mostly_alike,
    rounds_fit,
    suggestions,
    talking_points,
)
from alliantie.practices import library

MIDDLE = Fraction(3)
MARKS = st.none() | st.fractions(min_value=1, max_value=5, max_denominator=4)
SCORES = st.fixed_dictionaries(dict.fromkeys(SCALES, MARKS))


def scores(trust: int, direction: int, bond: int, friction: int) -> Scores:
    return {
        "trust": Fraction(trust),
        "direction": Fraction(direction),
        "bond": Fraction(bond),
        "friction": Fraction(friction),
    }


def kinds(client: Scores, professional: Scores, before: tuple[Scores, Scores] | None = None) -> list[tuple[str, str]]:
    return [(point.kind, point.scale) for point in talking_points(client, professional, before, MIDDLE)]


@given(SCORES, SCORES, st.none() | st.tuples(SCORES, SCORES))
def test_there_are_at_most_three_points_and_never_a_difference_of_friction(
    client: Scores, professional: Scores, before: tuple[Scores, Scores] | None
) -> None:
    points = talking_points(client, professional, before, MIDDLE)
    assert len(points) <= 3
    assert all(point.scale != "friction" for point in points)


@given(SCORES, SCORES)
def test_the_same_answers_give_the_same_points(client: Scores, professional: Scores) -> None:
    assert talking_points(client, professional, None, MIDDLE) == talking_points(client, professional, None, MIDDLE)


def test_the_best_thing_comes_first() -> None:
    assert kinds(scores(2, 2, 4, 1), scores(2, 2, 4, 1))[0] == ("best", "bond")


def test_a_tie_goes_to_the_order_of_the_picture() -> None:
    assert kinds(scores(4, 4, 4, 1), scores(4, 4, 4, 1))[0] == ("best", "trust")


def test_direction_with_friction_in_one_person_asks_where_it_chafes() -> None:
    points = talking_points(scores(2, 4, 2, 4), scores(2, 2, 2, 1), None, MIDDLE)
    assert [(point.kind, point.role) for point in points][1] == ("chafes", "client")


def test_direction_of_one_and_friction_of_the_other_are_never_mixed() -> None:
    assert not any(kind == "chafes" for kind, _ in kinds(scores(2, 4, 2, 1), scores(2, 2, 2, 5)))


def test_direction_with_trust_and_bond_asks_what_works() -> None:
    points = talking_points(scores(4, 4, 4, 1), scores(2, 2, 2, 1), None, MIDDLE)
    assert ("works", "client") in [(point.kind, point.role) for point in points]


def test_what_holds_for_each_of_the_two_is_one_card_and_leaves_room_for_another() -> None:
    for friction, kind in ((1, "works"), (4, "chafes")):
        points = talking_points(scores(4, 4, 4, friction), scores(5, 4, 5, friction), None, MIDDLE)
        assert [(point.kind, point.role) for point in points] == [("best", None), (kind, None), ("differs", None)]


def test_what_holds_for_one_and_another_thing_for_the_other_stay_two_cards() -> None:
    points = talking_points(scores(4, 4, 4, 4), scores(4, 4, 4, 1), None, MIDDLE)
    assert [(point.kind, point.role) for point in points][1:] == [("chafes", "client"), ("works", "professional")]


def test_exactly_the_middle_counts_as_there_and_just_below_does_not() -> None:
    there = talking_points(scores(2, 3, 2, 3), scores(1, 1, 1, 1), None, MIDDLE)
    assert any(point.kind == "chafes" for point in there)
    below = talking_points({**scores(2, 3, 2, 3), "friction": Fraction(11, 4)}, scores(1, 1, 1, 1), None, MIDDLE)
    assert not any(point.kind == "chafes" for point in below)


@pytest.mark.parametrize(("gap", "said"), [(NOTABLE, True), (NOTABLE - Fraction(1, 4), False)])
def test_a_difference_is_named_from_half_a_step_on(gap: Fraction, said: bool) -> None:
    found = kinds(scores(2, 2, 2, 1), {**scores(2, 2, 2, 1), "bond": 2 + gap})
    assert (("differs", "bond") in found) is said


def test_a_change_is_named_only_when_there_was_a_round_before() -> None:
    now, then = scores(2, 2, 2, 1), scores(4, 2, 2, 1)
    assert ("changed", "trust") in kinds(now, now, (then, now))
    assert not any(kind == "changed" for kind, _ in kinds(now, now))


def test_nothing_answered_gives_nothing_to_say() -> None:
    nothing: Scores = dict.fromkeys(SCALES)
    assert talking_points(nothing, nothing, None, MIDDLE) == ()


def test_a_low_first_round_deserves_a_word_a_later_one_does_not() -> None:
    assert low_first_round(1, scores(2, 4, 4, 1), MIDDLE)
    assert not low_first_round(2, scores(2, 4, 4, 1), MIDDLE)
    assert not low_first_round(1, scores(3, 3, 3, 5), MIDDLE)


@pytest.mark.parametrize(
    ("answers", "alike"), [([4] * 8, True), ([4] * 9 + [3], True), ([4] * 7 + [3], False), ([4] * 4, False)]
)
def test_nine_in_ten_of_eight_or_more_answers_are_called_alike(answers: list[int], alike: bool) -> None:
    assert mostly_alike(answers) is alike


START = date(2026, 1, 5)


def moments(practice_id: str, facts: list[CaseFact], on: date, rounds_on: list[date] | None = None) -> set[str]:
    practice = library().latest(practice_id)
    measure = next(each.id for each in practice.measures if each.rounds)
    return {each.moment_id for each in suggestions(practice, facts, rounds_on or [], [measure], on)}


def test_a_period_after_a_fact_suggests_from_its_last_day_on() -> None:
    practice = library().latest("nl-probation")
    moment = next(each for each in practice.rounds.moments if each.trigger.after == "case_opened")
    assert moment.trigger.period is not None
    due = moment.trigger.period.after(START)
    facts = [CaseFact("case_opened", START)]
    assert moment.id not in moments("nl-probation", facts, due - timedelta(days=1))
    assert moment.id in moments("nl-probation", facts, due)
    assert moment.id not in moments("nl-probation", facts, due, [due])


def test_a_warning_suggests_a_round_at_the_second_contact_after_it() -> None:
    practice = library().latest("nl-probation")
    moment = next(each for each in practice.rounds.moments if "warning" in (each.trigger.second_contact_after or ()))
    warned = START + timedelta(days=10)
    facts = [CaseFact("case_opened", START), CaseFact("warning", warned)]
    one = [*facts, CaseFact("contact", warned + timedelta(days=3))]
    two = [*one, CaseFact("contact", warned + timedelta(days=9))]
    assert moment.id not in moments("nl-probation", one, warned + timedelta(days=9))
    assert moment.id in moments("nl-probation", two, warned + timedelta(days=9))


def test_debt_rounds_follow_talks_never_the_calendar() -> None:
    for practice_id in ("nl-debt-tilburg", "nl-debt-zeist"):
        practice = library().latest(practice_id)
        assert all(moment.trigger.every is None for moment in practice.rounds.moments)
        talk = next(moment.trigger.with_talk for moment in practice.rounds.moments if moment.trigger.with_talk)
        facts = [CaseFact("case_opened", START)]
        assert not moments(practice_id, facts, START + timedelta(days=400))
        held = [*facts, CaseFact("contact", START + timedelta(days=30), talk)]
        assert moments(practice_id, held, START + timedelta(days=30))


def test_no_round_is_suggested_in_a_crisis_a_house_ban_or_an_information_assignment() -> None:
    for practice_id in library().ids():
        practice = library().latest(practice_id)
        for measure in practice.measures:
            fits = rounds_fit(practice, [measure.id])
            assert fits is measure.rounds
            if measure.kind in ("crisis", "house_ban", "victim_reception", "information", "civil"):
                assert not fits
                facts = [CaseFact("case_opened", START)]
                assert not suggestions(practice, facts, [], [measure.id], START + timedelta(days=900))


@pytest.mark.parametrize(
    ("measures", "fits"),
    [
        ([], True),
        (["basic-management"], False),
        (["guidance-agreement", "basic-management"], True),
        (["guidance-agreement", "crisis-shelter"], False),
        (["guidance-agreement", "basic-management", "crisis-shelter"], False),
    ],
)
def test_what_brings_no_rounds_itself_takes_none_away_and_a_crisis_does(measures: list[str], fits: bool) -> None:
    assert rounds_fit(library().latest("nl-shelter-tussenvoorziening"), measures) is fits


@given(st.integers(0, 900))
def test_later_facts_never_change_what_was_suggested_on_an_earlier_day(days: int) -> None:
    on = START + timedelta(days=days)
    facts = [CaseFact("case_opened", START), CaseFact("contact", START + timedelta(days=20), "reporting-talk")]
    later = [*facts, CaseFact("warning", on + timedelta(days=1)), CaseFact("contact", on + timedelta(days=2))]
    assert moments("nl-probation", facts, on) == moments("nl-probation", later, on)


DAY = date(2026, 11, 20)
KINDS = ("case_opened", "contact", "warning", "sanction", "plan_agreed", "worker_changed", "measure_started")


@given(
    practice_id=st.sampled_from(library().ids()),
    happened=st.lists(
        st.tuples(st.sampled_from(KINDS), st.integers(0, 400), st.integers(0, 9)), min_size=1, max_size=12
    ),
    rounds=st.lists(st.integers(0, 400), min_size=1, max_size=4),
)
def test_what_happened_before_the_last_round_calls_for_no_other_one(
    practice_id: str, happened: list[tuple[str, int, int]], rounds: list[int]
) -> None:
    practice = library().latest(practice_id)
    talks = [talk.id for talk in practice.talks]
    facts = [
        CaseFact(kind, DAY - timedelta(days=ago), talks[talk % len(talks)] if kind == "contact" else "")
        for kind, ago, talk in happened
    ]
    rounds_on = [DAY - timedelta(days=ago) for ago in rounds]
    since = [fact for fact in facts if fact.on >= max(rounds_on)]
    assert suggestions(practice, since, rounds_on, [], DAY) == suggestions(practice, facts, rounds_on, [], DAY)
