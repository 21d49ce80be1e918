"""What counts for whom and from when: starts said again, several people, values that are missing, first terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from alliantie.norms.duties import duties
from alliantie.norms.explain import explained
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact, Person, Timeline
from alliantie.practices import library
from tests.norms.ways import case, day, due, fact, practice

SAM, KIM = Person("sam", "young_person", date(2012, 6, 1)), Person("kim", "young_person", date(2012, 6, 1))
AFTER = ("      term: P3WD\n", "      after: P1W\n      term: P3WD\n")


@pytest.mark.parametrize(
    ("on", "found"), [(0, []), (7, []), (8, [(10, False)]), (10, [(10, False)]), (11, [(10, True)])]
)
def test_a_rule_is_silent_until_its_first_term_is_over(on: int, found: list[tuple[int, bool]]) -> None:
    duties = due("reply", case(fact("letter", 0, creditor="bank")), on, practice(AFTER))
    assert [(duty.due, duty.overdue) for duty in duties] == [(day(number), late) for number, late in found]


def test_a_rule_is_silent_until_the_day_is_over_that_its_fact_names_and_without_that_day_altogether() -> None:
    within = "    who: worker\n    within:\n      start: {fact: measure_started}\n"
    read = practice(
        (
            f"    measures: [sentence]\n{within}      before: until\n      term: P2M\n",
            f"    measures: any\n{within}      after: until\n      term: P2W\n",
        )
    )
    start = fact("measure_started", measure="sentence", until=day(300))
    timeline = Timeline((), (fact("case_opened"), start))
    assert due("extend", timeline, 299, read) == []
    (duty,) = due("extend", timeline, 300, read)
    # The day that is kept is the first without the measure; the last day of the term is a Saturday.
    assert (duty.after, duty.due) == (day(299), day(315))
    longer = fact("measure_extended", 20, measure="sentence", until=day(400))
    assert due("extend", Timeline((), (*timeline.facts, longer)), 399, read) == []
    assert due("extend", case(), 300, read) == []


def test_a_first_term_is_told() -> None:
    (duty,) = due("reply", case(fact("letter", 0, creditor="bank")), 8, practice(AFTER))
    assert (
        explained(practice(AFTER), duty, "nl")
        .why[0]
        .startswith("Brief verstuurd, 5 januari 2026. Termijn: 3 werkdagen na 12 januari 2026.")
    )


OLDEST = ("      term: P3WD\n", "      which: oldest\n      term: P3WD\n")


def test_a_new_start_does_not_make_younger_what_was_not_done_and_is_one_duty_with_it() -> None:
    letters = [fact("letter", number, creditor="bank") for number in (0, 40)]
    (duty,) = due("reply", case(*letters), 41, practice(OLDEST))
    assert (duty.start.on, duty.overdue) == (day(0), True)
    # What was done settles all that began before it; what begins after it is asked anew.
    replied = fact("answer", 50, creditor="bank")
    assert due("reply", case(*letters, replied), 60, practice(OLDEST)) == []
    anew = case(*letters, replied, fact("letter", 60, creditor="bank"))
    assert [each.start.on for each in due("reply", anew, 61, practice(OLDEST))] == [day(60)]


def test_a_measure_that_ended_is_not_the_oldest_that_asks_something() -> None:
    save = library().latest("nl-save-protection")

    def asked(*facts: Fact) -> list[tuple[str, bool]]:
        timeline = Timeline((SAM,), (fact("case_opened"), *facts))
        found = [each for each in duties(save, timeline, day(61)) if each.norm == "explain-frame"]
        return [(each.start.id, each.overdue) for each in found]

    begun = fact("measure_started", 0, "first", measure="guidance")
    order = fact("measure_started", 60, "order", measure="supervision-order")
    ended = fact("measure_ended", 60, "end", measure="guidance")
    assert asked(begun, order) == [("first", True)]
    assert asked(begun, ended, order) == [("order", False)]
    assert asked(begun, ended) == []


def test_what_starts_after_what_it_is_part_of_asks_nothing_of_its_own() -> None:
    read = practice(("      term: P3WD\n", "      part_of: {fact: meeting}\n      term: P3WD\n"))
    first, meeting, later = fact("letter", 0, creditor="bank"), fact("meeting", 7), fact("letter", 9, creditor="shop")
    assert [each.start.on for each in due("reply", case(first, meeting, later), 10, read)] == [day(0)]
    assert [each.start.on for each in due("reply", case(first, later), 10, read)] == [day(0), day(9)]


@pytest.mark.parametrize(("on", "found"), [(7, [0]), (14, [0]), (15, [0, 15])])
def test_what_starts_longer_after_it_than_the_rule_says_is_part_of_it_no_more(on: int, found: list[int]) -> None:
    read = practice(("      term: P3WD\n", "      part_of: {fact: meeting}\n      part_for: P1W\n      term: P3WD\n"))
    first, meeting, later = fact("letter", 0, creditor="bank"), fact("meeting", 7), fact("letter", on, creditor="shop")
    assert [each.start.on for each in due("reply", case(first, meeting, later), on, read)] == [day(n) for n in found]


def test_what_starts_while_a_measure_runs_is_part_of_it_and_so_long_after_its_end() -> None:
    part = 'part_of: {fact: measure_started, where: measure == "sentence"}'
    read = practice(("      term: P3WD\n", f"      {part}\n      part_for: P1W\n      term: P3WD\n"))
    later, ended = fact("letter", 90, creditor="shop"), fact("measure_ended", 83, measure="sentence")
    assert due("reply", case(later), 90, read) == []
    assert due("reply", case(later, ended), 90, read) == []
    sooner = fact("measure_ended", 82, measure="sentence")
    assert [each.start.on for each in due("reply", case(later, sooner), 90, read)] == [day(90)]


def test_the_same_said_again_is_no_new_start() -> None:
    months = [fact("level-set", number, level="high") for number in (0, 28, 56)]
    (duty,) = due("visit", case(*months), 60)
    assert (duty.start.on, duty.overdue) == (day(0), True)
    changed = case(months[0], fact("level-set", 28, level="low"), months[2])
    (duty,) = due("visit", changed, 60)
    assert (duty.start.on, duty.overdue) == (day(56), False)


def test_what_ended_it_ends_it_until_the_measure_begins_anew() -> None:
    ended = fact("phase_entered", 9, phase="doing")
    again = fact("level-set", 20, level="high")
    assert due("visit", case(fact("level-set", 0, level="high"), ended, again), 21) == []
    renewed = (fact("measure_ended", 30, measure="sentence"), fact("measure_started", 30, "new", measure="sentence"))
    level = fact("level-set", 31, level="high")
    assert due("visit", case(fact("level-set", 0, level="high"), ended, *renewed, level), 31) != []


def test_a_contact_on_the_day_it_starts_counts_also_where_several_are_asked() -> None:
    seen = fact("contact", 0, "first", "sam", "worker", talk="talk")
    (duty,) = due("alone", case(seen, people=(SAM,)), 5)
    assert (duty.still, duty.due) == (3, day(365))


def test_several_a_term_are_told_from_the_contact_the_day_runs_from() -> None:
    seen = [fact("contact", number, f"seen-{number}", "sam", talk="talk") for number in (30, 60, 90, 120)]
    (duty,) = due("alone", case(*seen[:2], people=(SAM,)), 130)
    assert explained(practice(), duty, "nl").why[0].startswith("Begin van de maatregel, 5 januari 2026.")
    (duty,) = due("alone", case(*seen, people=(SAM,)), 130)
    assert explained(practice(), duty, "nl").why[0].startswith("Gesprek, 4 februari 2026.")


@pytest.mark.parametrize("kind", ["norm_deviated", "norm_suspended"])
def test_what_is_about_one_child_puts_off_nothing_of_another(kind: str) -> None:
    about_sam = replace(fact(kind, 2, norm="alone", until=day(500)), about="sam")
    found = {duty.person: duty.due for duty in due("alone", case(about_sam, people=(SAM, KIM)), 5)}
    assert found == {"sam": day(500), "kim": day(365)}


def test_a_term_or_emergency_about_one_child_is_of_that_child() -> None:
    limits = ("      times: 4\n", "      times: 4\n      limits: {least: P1Y, most: P3Y}\n")
    own = replace(fact("term_set", 2, norm="alone", term="P2Y"), about="sam")
    found = {duty.person: duty.due for duty in due("alone", case(own, people=(SAM, KIM)), 5, practice(limits))}
    assert found == {"sam": day(730), "kim": day(365)}
    per = ("    who: worker\n    requires:", "    per: young_person\n    who: worker\n    requires:")
    forced = replace(fact("gate_forced", 4, norm="meeting-first"), about="sam")
    found_forced = due("meeting-first", case(forced, people=(SAM, KIM)), 5, practice(per))
    assert [duty.person for duty in found_forced] == ["sam"]


def test_what_is_known_of_one_child_is_not_known_of_another() -> None:
    read = practice(("    when: age >= 12", '    when: level == "high"'))
    level = replace(fact("level-set", 1, level="high"), about="sam")
    assert [duty.person for duty in due("alone", case(level, people=(SAM, KIM)), 5, read)] == ["sam"]
    of_sam = replace(fact("measure_started", 1, "second", measure="sentence"), about="sam")
    standing = Standing(practice(), Timeline((SAM, KIM), (of_sam,)), day(5))
    assert [standing.known(person)["measures"] for person in (SAM, KIM, None)] == [("sentence",), (), ("sentence",)]


@pytest.mark.parametrize("kind", ["norm_deviated", "norm_suspended"])
def test_what_was_put_off_before_the_measure_began_puts_off_nothing_of_it(kind: str) -> None:
    renewed = (fact("measure_ended", 30, measure="sentence"), fact("measure_started", 40, "new", measure="sentence"))
    (duty,) = due("plan", case(fact(kind, 20, norm="plan", until=day(300)), *renewed), 41)
    assert (duty.due, duty.moved) == (day(82), ())


def test_a_value_that_is_missing_on_both_sides_equals_nothing() -> None:
    assert [duty.key for duty in due("reply", case(fact("letter", 0, "l"), fact("answer", 1)), 1)] == ["reply/l"]


def test_everyone_is_there_only_where_it_is_known_who_that_is() -> None:
    read = practice(('counts: {fact: contact, where: talk == "visit"}', "counts: {fact: contact, where: everyone}"))
    seen = fact("contact", 10, "seen", "sam", talk="visit")
    level = fact("level-set", 0, level="high")
    (duty,) = due("visit", case(level, seen), 12, read)
    assert duty.counted == ()
    (duty,) = due("visit", case(level, seen, people=(SAM,)), 12, read)
    assert [each.id for each in duty.counted] == ["seen"]
