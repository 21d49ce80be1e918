"""What is due and why, for each kind of norm on both sides of its limit, and what always holds."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliantie.norms.duties import duties, undetermined
from alliantie.norms.timeline import Fact, Person, Timeline
from tests.norms.ways import START, case, day, due, fact, of_two_measures, practice

PRACTICE, TWO = practice(), of_two_measures()
SAM, KIM = Person("sam", "young_person", date(2012, 6, 1)), Person("kim", "young_person", date(2018, 6, 1))
DAD = Person("dad", "parent")


@pytest.mark.parametrize(("on", "overdue"), [(0, False), (42, False), (43, True)])
def test_within_is_overdue_from_the_day_after_its_last(on: int, overdue: bool) -> None:
    (duty,) = due("plan", case(), on)
    assert (duty.due, duty.overdue, duty.start.kind) == (day(42), overdue, "measure_started")


def test_what_is_done_is_no_longer_due() -> None:
    assert due("plan", case(fact("plan_agreed", 10)), 9) != []
    assert due("plan", case(fact("plan_agreed", 10)), 10) == []


def test_what_was_done_before_the_start_settles_nothing() -> None:
    timeline = Timeline(
        (), (fact("case_opened"), fact("plan_agreed", 1), fact("measure_started", 2, measure="sentence"))
    )
    assert len(due("plan", timeline, 5)) == 1


def test_each_letter_has_a_term_of_its_own_settled_by_its_own_reply() -> None:
    timeline = case(
        fact("letter", 0, "a", creditor="bank"),
        fact("letter", 4, "b", creditor="shop"),
        fact("answer", 5, creditor="shop"),
    )
    (duty,) = due("reply", timeline, 6)
    assert (duty.key, duty.due) == ("reply/a", day(3))


def test_a_duty_is_dropped_where_the_practice_says_so() -> None:
    timeline = case(fact("letter", 0, creditor="bank"), fact("stopped", 2))
    assert due("reply", timeline, 1) != []
    assert due("reply", timeline, 2) == []


def test_a_term_before_the_end_of_a_measure_moves_with_its_extension() -> None:
    ends = date(2027, 1, 5)
    start = fact("measure_started", 0, measure="sentence", until=ends)
    timeline = Timeline((), (fact("case_opened"), start))
    (duty,) = due("extend", timeline, 3)
    assert duty.due == date(2026, 11, 4)
    longer = Timeline((), (*timeline.facts, fact("measure_extended", 30, measure="sentence", until=date(2028, 1, 4))))
    assert [each.due for each in due("extend", longer, 29)] == [date(2026, 11, 4)]
    assert [each.due for each in due("extend", longer, 30)] == [date(2027, 11, 3)]


def test_a_last_day_on_which_nobody_works_moves_on_where_the_practice_says_so() -> None:
    start = fact("measure_started", 0, measure="sentence", until=date(2027, 2, 6))
    (duty,) = due("extend", Timeline((), (fact("case_opened"), start)), 3)
    # Two months before 5 February 2027, the last day, is a Saturday.
    assert (duty.due, [each.why for each in duty.moved]) == (date(2026, 12, 7), ["day_off"])


@pytest.mark.parametrize(("on", "overdue"), [(31, False), (32, True)])
def test_every_counts_from_its_start_until_the_first_contact(on: int, overdue: bool) -> None:
    (duty,) = due("visit", case(fact("level-set", 0, level="high")), on)
    assert (duty.due, duty.overdue, duty.counted) == (date(2026, 2, 5), overdue, ())


def test_every_counts_from_the_last_contact_that_qualifies() -> None:
    timeline = case(
        fact("level-set", 0, level="high"),
        fact("contact", 10, "seen", talk="visit"),
        fact("contact", 20, talk="talk"),
    )
    (duty,) = due("visit", timeline, 25)
    assert (duty.due, duty.facts) == (date(2026, 2, 15), ("level-set@0", "seen"))


def test_every_ends_with_the_fact_that_ends_it() -> None:
    timeline = case(fact("level-set", 0, level="high"), fact("phase_entered", 9, phase="doing"))
    assert due("visit", timeline, 8) != []
    assert due("visit", timeline, 9) == []


def test_a_rule_that_goes_on_from_its_first_start_keeps_what_was_done_before_that_start_came_again() -> None:
    happened = (
        fact("level-set", 0, level="high"),
        fact("contact", 10, "seen", talk="visit"),
        fact("level-set", 15, level="low"),
        fact("level-set", 20, level="high"),
    )
    (anew,) = due("visit", case(*happened), 25)
    assert (anew.start.on, anew.due, anew.counted) == (day(20), date(2026, 2, 25), ())
    first = practice(
        (
            '      counts: {fact: contact, where: talk == "visit"}',
            '      which: first\n      counts: {fact: contact, where: talk == "visit"}',
        )
    )
    (goes_on,) = (duty for duty in duties(first, case(*happened), day(25)) if duty.norm == "visit")
    assert (goes_on.start.on, goes_on.due, [each.id for each in goes_on.counted]) == (
        day(0),
        date(2026, 2, 15),
        ["seen"],
    )
    assert "visit" not in {duty.norm for duty in duties(first, case(), day(25))}


def test_so_many_times_a_term_says_how_many_are_still_to_come() -> None:
    seen = [fact("contact", n, f"seen-{n}", "sam", "worker", talk="talk") for n in (30, 60, 90, 120)]
    for held, still in ((0, 4), (1, 3), (3, 1)):
        (duty,) = due("alone", case(*seen[:held], people=(SAM, DAD)), 130)
        assert (duty.due, duty.still) == (date(2027, 1, 5), still)
    (duty,) = due("alone", case(*seen, people=(SAM, DAD)), 130)
    assert (duty.due, duty.still) == (date(2027, 2, 4), 1)


def test_a_contact_with_a_parent_there_is_no_contact_alone() -> None:
    together = fact("contact", 30, "x", "sam", "dad", "worker", talk="visit")
    (duty,) = due("alone", case(together, people=(SAM, DAD)), 40)
    assert duty.still == 4


def test_a_norm_for_each_young_person_counts_each_apart_and_only_from_the_age_it_names() -> None:
    seen = fact("contact", 30, "x", "kim", "sam", talk="visit")
    timeline = case(seen, people=(SAM, replace(KIM, born=date(2013, 1, 1)), DAD))
    assert {duty.person: duty.still for duty in due("alone", timeline, 40)} == {"sam": 3, "kim": 3}
    younger = case(seen, people=(SAM, KIM, DAD))
    assert [duty.person for duty in due("alone", younger, 40)] == ["sam"]


def test_a_norm_waits_for_what_its_condition_asks_and_says_so() -> None:
    assert due("visit", case(), 40) == []
    assert "visit" in [each.norm for each in undetermined(PRACTICE, case(), day(40))]
    low = case(fact("level-set", 0, level="low"))
    assert "visit" not in [each.norm for each in undetermined(PRACTICE, low, day(40))]
    assert due("visit", low, 40) == []


def test_an_average_is_never_due() -> None:
    assert due("usual", case(), 400) == []


def test_no_longer_than_a_term_is_due_until_it_ended() -> None:
    # The first day is one of the 28.
    (duty,) = due("longest", case(), 27)
    assert (duty.due, duty.overdue) == (day(27), False)
    assert [each.overdue for each in due("longest", case(), 28)] == [True]
    assert due("longest", case(fact("measure_ended", 28, measure="sentence")), 28) == []


def test_more_than_the_number_in_its_window_is_told() -> None:
    letters = [fact("letter", n, f"l{n}", creditor=str(n)) for n in (0, 10, 20)]
    assert due("two-letters", case(*letters[:2]), 21) == []
    (duty,) = due("two-letters", case(*letters), 21)
    assert (duty.start.id, [each.id for each in duty.counted]) == ("l20", ["l0", "l10"])
    assert due("two-letters", case(*letters), 31) == []


def test_a_norm_ends_with_the_measure_it_comes_from() -> None:
    ended = case(fact("measure_ended", 20, measure="sentence"))
    assert due("plan", ended, 19) != []
    assert due("plan", ended, 20) == []
    until = Timeline((), (fact("case_opened"), fact("measure_started", 0, measure="sentence", until=day(20))))
    assert due("plan", until, 19) != []
    assert due("plan", until, 20) == []


def test_a_norm_of_no_measure_ends_with_the_case_unless_it_outlives_it() -> None:
    closed = case(fact("letter", 0, creditor="bank"), fact("case_closed", 1))
    assert due("reply", closed, 0) != []
    assert due("reply", closed, 1) == []
    outliving = practice(
        (
            "    source: choice\n    grade: in_principle",
            "    source: choice\n    outlives: true\n    grade: in_principle",
        )
    )
    assert due("reply", closed, 1, outliving) != []


def test_a_term_of_its_own_counts_for_one_case_and_is_told() -> None:
    (duty,) = due("plan", case(fact("term_set", 3, "own", norm="plan", term="P2W")), 5)
    assert (duty.due, [each.why for each in duty.moved], "own" in duty.facts) == (day(14), ["own_term"], True)


OWN_START = ("      start: {fact: letter}\n", "      start: {fact: letter}\n      start_by: own\n")


def test_a_start_that_is_our_choice_can_be_set_for_one_case_and_is_told() -> None:
    read = practice(OWN_START)
    letters = fact("letter", 7, "letter", creditor="bank")
    (before,) = due("reply", case(letters), 10, read)
    own = fact("start_set", 10, "own", norm="reply", of=day(7), since=day(8))
    (duty,) = due("reply", case(letters, own), 10, read)
    assert (duty.due - before.due, duty.start.id, duty.start.on) == (timedelta(days=1), "letter", day(7))
    assert ([each.why for each in duty.moved], "own" in duty.facts) == (["own_start"], True)
    # What was set later changes no earlier day, and moves no other start.
    assert due("reply", case(letters, own), 9, read) == due("reply", case(letters), 9, read)
    other = fact("letter", 8, "other", creditor="shop")
    assert {each.start.id: each.moved != () for each in due("reply", case(letters, other, own), 10, read)} == {
        "letter": True, "other": False,
    }  # fmt: skip


def test_contacts_count_from_the_start_that_a_case_set() -> None:
    begun, seen = fact("level-set", 0, level="high"), fact("contact", 10, "seen", talk="visit")
    own = fact("start_set", 20, "own", norm="visit", of=day(0), since=day(20))
    (before,), (after,) = due("visit", case(begun, seen), 20), due("visit", case(begun, seen, own), 20)
    assert (before.due, [each.id for each in before.counted]) == (date(2026, 2, 15), ["seen"])
    assert (after.due, after.counted, [each.why for each in after.moved]) == (date(2026, 2, 25), (), ["own_start"])


def test_a_start_that_the_source_names_or_a_day_to_come_is_not_set() -> None:
    letters = fact("letter", 7, "letter", creditor="bank")
    named = fact("start_set", 10, "own", norm="reply", of=day(7), since=day(8))
    assert due("reply", case(letters, named), 10) == due("reply", case(letters), 10)
    later = fact("start_set", 10, "own", norm="reply", of=day(7), since=day(11))
    read = practice(OWN_START)
    assert due("reply", case(letters, later), 12, read) == due("reply", case(letters), 12, read)


@pytest.mark.parametrize(("kind", "why"), [("norm_suspended", "suspended"), ("norm_deviated", "deviated")])
def test_a_suspension_or_deviation_puts_off_until_its_end_and_is_told(kind: str, why: str) -> None:
    timeline = case(fact(kind, 10, "put-off", norm="plan", until=day(60)))
    (before,) = due("plan", timeline, 9)
    (after,) = due("plan", timeline, 50)
    assert (before.due, before.moved) == (day(42), ())
    assert (after.due, after.overdue, [each.why for each in after.moved]) == (day(60), False, [why])
    assert [each.overdue for each in due("plan", timeline, 61)] == [True]


def test_a_correction_counts_instead_of_what_it_corrects() -> None:
    wrong = fact("plan_agreed", 10, "wrong")
    right = replace(fact("plan_agreed", 40, "right"), corrects="wrong")
    assert due("plan", case(wrong, right), 20) != []
    assert due("plan", case(wrong, right), 40) == []
    assert due("plan", case(wrong, replace(right, void=True)), 40) != []


def test_the_step_passed_over_in_an_emergency_is_due_on_the_next_working_day() -> None:
    forced = fact("gate_forced", 4, norm="meeting-first")
    (duty,) = due("meeting-first", case(forced), 5)
    # Day 4 is a Friday.
    assert duty.due == day(7)
    assert due("meeting-first", case(forced, fact("meeting", 6)), 6) == []


def test_what_an_emergency_passed_over_stays_due_after_its_measure_and_its_case_until_it_is_done() -> None:
    forced, over = fact("gate_forced", 4, norm="meeting-first"), fact("measure_ended", 4, measure="sentence")
    for ended in ((over,), (over, fact("case_closed", 4)), (over, fact("measure_started", 5, measure="sentence"))):
        (duty,) = due("meeting-first", case(forced, *ended), 6)
        assert duty.due == day(7)
        assert due("meeting-first", case(forced, *ended, fact("meeting", 6)), 6) == []
    assert due("meeting-first", case(over, fact("case_closed", 4)), 6) == []


def test_the_hardest_comes_first_and_then_the_earliest_and_a_limit_not_reached_last() -> None:
    timeline = case(fact("letter", 0, creditor="bank"), fact("level-set", 0, level="high"))
    # The reply was due on day 3; the longest that the measure lasts is law, and far off.
    for number in (1, 3, 5):
        assert [duty.norm for duty in duties(PRACTICE, timeline, day(number))] == ["plan", "reply", "visit", "longest"]
    (longest,) = [duty for duty in duties(PRACTICE, timeline, day(1)) if duty.norm == "longest"]
    assert duties(PRACTICE, timeline, longest.due)[0].norm == "longest"
    letters = [fact("letter", n, f"l{n}", creditor=str(n)) for n in (0, 1, 2)]
    answers = [fact("answer", 3, f"a{n}", creditor=str(n)) for n in (0, 1, 2)]
    # What is only told can always wait.
    told = duties(PRACTICE, case(*letters, *answers), day(5))
    assert [duty.norm for duty in told] == ["plan", "longest", "two-letters"]


# What always holds, whatever happened.

SEEN = st.builds(
    lambda n, talk, who: ("contact", n, {"talk": talk}, frozenset(who)),
    st.integers(0, 800),
    st.sampled_from(["talk", "visit"]),
    st.sets(st.sampled_from(["sam", "dad", "worker"])),
)
OTHER = st.builds(
    lambda n, kind: (kind[0], n, dict(kind[1]), frozenset[str]()),
    st.integers(0, 800),
    st.sampled_from(
        [
            ("plan_agreed", ()),
            ("meeting", ()),
            ("stopped", ()),
            ("case_closed", ()),
            ("letter", (("creditor", "bank"),)),
            ("answer", (("creditor", "bank"),)),
            ("level-set", (("level", "high"),)),
            ("level-set", (("level", "low"),)),
            ("measure_ended", (("measure", "sentence"),)),
            ("measure_started", (("measure", "sentence"),)),
            ("measure_started", (("measure", "second"),)),
            ("measure_ended", (("measure", "second"),)),
            ("phase_entered", (("phase", "doing"),)),
            ("norm_deviated", (("norm", "reply"), ("until", START + timedelta(days=400)))),
            ("term_set", (("norm", "plan"), ("term", "P3W"))),
            ("start_set", (("norm", "visit"), ("of", START), ("since", START - timedelta(days=5)))),
            ("norm_suspended", (("norm", "visit"), ("until", START + timedelta(days=300)))),
            ("gate_forced", (("norm", "meeting-first"),)),
        ]
    ),
)
HAPPENED = st.lists(st.one_of(SEEN, OTHER), max_size=25)


def _timeline(happened: list[tuple[str, int, dict[str, object], frozenset[str]]]) -> Timeline:
    facts = [
        Fact(f"f{index}", kind, day(n), values=values, present=present)  # type: ignore[arg-type]
        for index, (kind, n, values, present) in enumerate(happened)
    ]
    return case(fact("measure_started", 0, "second", measure="second"), *facts, people=(SAM, DAD))


@given(HAPPENED, st.integers(0, 900))
def test_there_is_no_duty_without_a_fact_of_that_day_or_before(happened, on: int) -> None:  # type: ignore[no-untyped-def]
    timeline = _timeline(happened)
    known = {each.id: each for each in timeline.facts}
    for duty in duties(TWO, timeline, day(on)):
        assert duty.facts
        assert all(known[id].on <= day(on) for id in duty.facts)
    assert duties(TWO, Timeline(), day(on)) == ()


@given(HAPPENED, st.integers(0, 800), HAPPENED)
def test_later_facts_never_change_earlier_days(happened, on: int, later) -> None:  # type: ignore[no-untyped-def]
    after = [(kind, on + 1 + n, values, present) for kind, n, values, present in later]
    assert duties(TWO, _timeline(happened), day(on)) == duties(TWO, _timeline(happened + after), day(on))


@given(HAPPENED, st.integers(0, 900), st.randoms(use_true_random=False))
def test_the_order_of_recording_does_not_matter(happened, on: int, shuffler: random.Random) -> None:  # type: ignore[no-untyped-def]
    timeline = _timeline(happened)
    facts = list(timeline.facts)
    shuffler.shuffle(facts)
    mixed = Timeline(timeline.people, tuple(facts))
    assert duties(TWO, mixed, day(on)) == duties(TWO, timeline, day(on))


@given(HAPPENED, st.integers(0, 900))
def test_each_duty_has_a_key_of_its_own(happened, on: int) -> None:  # type: ignore[no-untyped-def]
    keys = [duty.key for duty in duties(TWO, _timeline(happened), day(on))]
    assert len(keys) == len(set(keys))
