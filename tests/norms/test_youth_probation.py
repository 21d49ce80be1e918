"""SAVE youth probation: each rule with a term on its last day and the day after, and gone when done (000:971-1274)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from alliantie.norms.duties import duties
from alliantie.norms.timeline import Fact, Person
from alliantie.practices import library
from tests.norms.sources import due_of, fact, started

PRACTICE = library().latest("nl-save-youth-probation")
SAM, MUM = Person("sam", "young_person", date(2011, 6, 1)), Person("mum", "parent", date(1985, 3, 4))
MEASURES = ("conditional-supervision", "criem", "plus", "behaviour-measure", "truancy")
EXECUTION = fact("phase_entered", "2026-03-02", phase="execution")


def met(on: str, *who: str, talk: str = "family") -> Fact:
    return fact("contact", on, *who, "worker", talk=talk, mode="home", id=f"{talk} {on}")


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(
    ("norm", "last", "done", "grade", "hardness"),
    [
        # R7, 1097-1113: broadly the same phases as an order, so in principle a plan within six weeks.
        ("plan", "2026-02-16", [fact("plan_agreed", "2026-02-16")], "in_principle", "needed"),
        # R8, 1117-1121: how long it lasts is fixed at the start; by when that stands there is our choice.
        ("end-of-measure", "2026-01-12", None, "in_principle", "needed"),
        # R6, 1214-1230: the guideline while the plan is carried out.
        ("family-desirable", "2026-03-23", [met("2026-03-23", "sam", "mum")], "guideline", "wished"),
        ("family-necessary", "2026-04-27", [met("2026-04-27", "sam", "mum")], "guideline", "needed"),
        (
            "alone-necessary", "2027-03-02",
            [met("2026-06-01", "sam", talk="alone"), met("2027-03-02", "sam", talk="alone")], "guideline", "needed",
        ),
        (
            "alone-desirable", "2027-03-02",
            [met(f"2026-{month:02}-01", "sam", talk="alone") for month in (4, 6, 9, 12)], "guideline", "wished",
        ),
    ],
)  # fmt: skip
def test_each_rule_is_due_on_its_last_day_late_a_day_after_and_gone_when_done(
    measure: str, norm: str, last: str, done: list[Fact] | None, grade: str, hardness: str
) -> None:
    timeline = started("2026-01-05", measure, EXECUTION, people=(SAM, MUM))
    (duty,) = due_of(PRACTICE, norm, timeline, last)
    assert (duty.due.isoformat(), duty.overdue, duty.grade, duty.hardness) == (last, False, grade, hardness)
    after = (duty.due + timedelta(days=1)).isoformat()
    assert due_of(PRACTICE, norm, timeline, after)[0].overdue
    until = fact("measure_extended", last, measure=measure, until=date(2028, 1, 4))
    settled = started("2026-01-05", measure, EXECUTION, *(done or [until]), people=(SAM, MUM))
    # What comes back begins anew: none is still late.
    assert not any(each.overdue for each in due_of(PRACTICE, norm, settled, after))


@pytest.mark.parametrize(("on", "overdue"), [("2026-01-19", False), ("2026-01-20", True)])
def test_before_the_hearing_only_a_first_talk_is_wished(on: str, overdue: bool) -> None:
    timeline = started("2026-01-05", "voluntary-supervision", EXECUTION, people=(SAM, MUM))
    (duty,) = due_of(PRACTICE, "first-talk", timeline, on)
    assert (duty.overdue, duty.hardness) == (overdue, "wished")
    asked = {each.norm for each in duties(PRACTICE, timeline, date(2027, 6, 1))}
    assert asked == {"explain-frame", "explain-frame-to-parent", "first-talk"}


@pytest.mark.parametrize("on", ["2028-01-05", "2028-01-06", "2030-01-07"])
def test_r8_two_years_is_what_is_usual_and_never_due(on: str) -> None:
    timeline = started("2026-01-05", "plus", people=(SAM, MUM))
    assert [each for each in due_of(PRACTICE, "usually-two-years", timeline, on) if each.overdue] == []


def test_r14_conditions_are_of_the_justice_authorities_and_only_an_order_has_those_of_the_worker() -> None:
    of_worker = next(each for each in PRACTICE.conditions if each.id == "plan-condition")
    assert of_worker.measures == ("double",)
    by_id = {each.id: each for each in PRACTICE.frame.statements}
    assert set(by_id["conditions-from-judge"].measures) == set(by_id["supervise-conditions"].measures) == set(MEASURES)
    assert by_id["supervise-double"].measures == ("double",)


@pytest.mark.parametrize("measure", MEASURES)
def test_r12_a_condition_not_kept_makes_nothing_due_by_itself(measure: str) -> None:
    broken = fact("condition-not-met", "2026-02-06", incident="i", what="condition")
    before = started("2026-01-05", measure, people=(SAM, MUM))
    after = started("2026-01-05", measure, broken, people=(SAM, MUM))
    for on in (date(2026, 2, 6), date(2026, 2, 9), date(2026, 6, 1)):
        told = [{(each.norm, each.due) for each in duties(PRACTICE, each_one, on)} for each_one in (before, after)]
        assert told[0] == told[1]
